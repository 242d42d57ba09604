"""Gradients reach what a stage tunes; masks and batches are right; a killed run resumes to the same loss."""

from __future__ import annotations

import json
import math
import random
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from catalog.conversations import Turn
from lavic.__main__ import main
from lavic.errors import ModelError
from lavic.examples import RankingExample
from lavic.modeling import LANGUAGE, VISION, WEIGHTS, load_model
from lavic.rank import Ranker
from lavic.scoring import LateInteractionScorer
from lavic.training.adapters import PRIOR_GATE, attach, recompute, trainable
from lavic.training.distillation.data import read_descriptions, split
from lavic.training.distillation.distill import DistillConfig, distill
from lavic.training.distillation.fidelity import answer_loss
from lavic.training.distillation.stage import Stage, frozen_states
from lavic.training.loop import Run, fit
from lavic.training.record import record
from lavic.training.schedule import Lora, Schedule
from lavic.training.tuning.objectives import IdObjective, ScoreObjective
from lavic.training.tuning.ranking_loss import ranking_loss
from lavic.training.tuning.rows import drawn_row, scoring_row, without
from lavic.vision import cls_states
from tests.lavic.conftest import LISTINGS, TURNS

TEXTS = ["A red vase.", "A tall blue lamp with a wide shade.", "Gold.", "A grey rug with stripes."]


@pytest.fixture
def pictured(tmp_path):
    """Eight pictures of four colours, each with the description of its colour."""
    (tmp_path / "pictures").mkdir()
    colors = [(200, 30, 30), (30, 60, 200), (220, 180, 60), (128, 128, 128)]
    rows = []
    for number in range(8):
        Image.new("RGB", (40, 40), colors[number % 4]).save(tmp_path / "pictures" / f"{number}.png")
        rows.append({"id": str(number), "image": f"{number}.png", "description": TEXTS[number % 4]})
    (tmp_path / "descriptions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return tmp_path


@pytest.mark.parametrize(("part", "whole"), [(VISION, False), (VISION, True), (LANGUAGE, False), (LANGUAGE, True)])
def test_gradients_reach_exactly_what_the_stage_tunes(llava, part, whole):
    loaded = load_model(str(llava), quantize="none")
    wrapped = attach(loaded.model, part, Lora(r=2, dropout=0.0), from_nothing=whole)
    for name, value in trainable(wrapped).items():
        if "lora_B" in name:
            torch.nn.init.normal_(value)  # at zero, LoRA gives its A no gradient
    stage = Stage(loaded, wrapped)
    states = cls_states(stage.tower, torch.randn(2, 5, 3, 28, 28))
    answers = [stage.language.prompter.description(text) for text in TEXTS[:2]]
    answer_loss(stage.language, answers, stage.language.project(states)).backward()
    reached = {name for name, value in wrapped.named_parameters() if value.grad is not None and value.grad.any()}
    # The gate weighs scores, not words: test_projector_ranking.py sees it learn.
    assert reached == {name for name in trainable(wrapped) if PRIOR_GATE not in name}
    roots = {"vision": ("vision_tower", "multi_modal_projector"), "language": ("language_model",)}[part]
    if whole:  # a base that never saw a picture: both stages bring the two halves together
        roots = (*roots, "language_model" if part == VISION else "multi_modal_projector")
    assert all(any(root in name for root in roots) for name in reached)
    assert all("lora" in name or (whole and "multi_modal_projector" in name) for name in reached)
    layers = {name.split(".lora_")[0] for name in reached if ".lora_" in name}
    linear = {
        name
        for name, module in load_model(str(llava), quantize="none").model.named_modules()
        if isinstance(module, torch.nn.Linear) and any(root in name for root in roots)
    }
    if whole:  # the projector itself, not LoRA on it
        linear = {name for name in linear if "multi_modal_projector" not in name}
    assert len(layers) == len(linear), "every linear layer of the part, as in the paper"


def test_one_batch_of_four_is_four_batches_of_one(loaded):
    stage = Stage(loaded, loaded.model)
    states = torch.randn(4, 5, 24)
    answers = [stage.language.prompter.description(text) for text in TEXTS]
    with torch.inference_mode():
        together = answer_loss(stage.language, answers, stage.language.project(states))
        vectors = stage.language.project(states)
        alone = [answer_loss(stage.language, [answers[i]], vectors[i : i + 1]) for i in range(4)]
    assert together.item() == pytest.approx(torch.stack(alone).mean().item(), rel=1e-4)


def test_the_choice_loss_by_hand():
    scores = torch.tensor([[2.0, 1.0, 0.0, 9.0], [1.0, 3.0, 9.0, 9.0]])
    fits = torch.tensor([[True, True, False, False], [True, False, False, False]])
    there = torch.tensor([[True, True, True, False], [True, True, False, False]])
    first = (math.log1p(math.exp(-2)) + math.log1p(math.exp(-1))) / 2
    assert float(ranking_loss(scores, fits, there)) == pytest.approx((first + math.log1p(math.exp(2))) / 2, rel=1e-5)
    one = torch.tensor([True] + [False] * 7)
    assert float(ranking_loss(torch.zeros(8), one)) == pytest.approx(np.log(8), rel=1e-5), "the cross-entropy of one"


def test_the_unlikelihood_of_what_is_refused_by_hand():
    scores = torch.tensor([[2.0, 1.0, 0.0, 9.0], [1.0, 3.0, 9.0, 9.0]], requires_grad=True)
    fits = torch.tensor([[True, False, False, False], [True, False, False, False]])
    there = torch.tensor([[True, True, True, False], [True, True, False, False]])
    refused = torch.tensor([[False, False, True, True], [False, False, True, False]])
    added = ranking_loss(scores, fits, there, refused) - ranking_loss(scores, fits, there)
    chance = 1 / (1 + math.exp(2) + math.exp(1))
    assert added.item() == pytest.approx(-math.log(1 - chance) / 2, rel=1e-5), "the second row refuses no candidate"
    added.backward()
    assert scores.grad.isfinite().all() and scores.grad[0, 2] > 0 > scores.grad[0, 0]
    assert torch.equal(ranking_loss(scores, fits, there, fits), ranking_loss(scores, fits, there)), (
        "what fits is wanted"
    )


def test_stage_1_learns_which_picture_a_description_belongs_to(llava, pictured, tmp_path):
    """The language model here is random and frozen: the five tokens are all that can lower the loss."""
    quick = Schedule(epochs=40, batch=8, micro_batch=4, lr=1e-2, patience=40)
    still = replace(quick, epochs=0)
    out = tmp_path / "out"
    distill(
        DistillConfig(
            (pictured,), out, still, still, still, quick, Lora(r=8, dropout=0.0), str(llava), held=0.1, bf16=False
        )
    )
    stage = Stage(loaded := load_model(str(llava), str(out), "none", parts=(VISION,)), loaded.model)
    rows = read_descriptions(pictured)[:4]
    with torch.inference_mode():
        vectors = stage.language.project(cls_states(stage.tower, stage._views(rows, None)))
        answers = [stage.language.prompter.description(row.descriptions[0]) for row in rows]
        right = answer_loss(stage.language, answers, vectors).item()
        wrong = answer_loss(stage.language, answers, vectors.roll(1, 0)).item()
    assert right < wrong - 0.05
    log = [json.loads(line)["training_loss"] for line in (out / "tower" / "log.jsonl").read_text().splitlines()]
    assert min(log) < log[0] - 0.2


def test_a_finished_run_of_the_small_model_is_finetuned_in_its_projector_alone(pictured, tmp_path):
    once, still = Schedule(epochs=1, batch=8, micro_batch=8, lr=1e-3), Schedule(epochs=0)
    plain = DistillConfig((pictured,), tmp_path / "plain", still, once, still, still, Lora(r=2), held=0.25)
    read = distill(plain)
    sharper = replace(
        plain, out=shutil.copytree(plain.out, tmp_path / "sharper"), projector_finetuning=replace(once, epochs=3)
    )
    figures = distill(sharper)
    assert figures["projector"] == read["projector"], "the pass before was resumed"
    assert figures["projector_finetuning"]["steps"] == 3
    assert figures["projector_finetuning"]["best_validation_loss"] < read["projector"]["best_validation_loss"]
    before, after = (load_file(out / VISION / WEIGHTS) for out in (plain.out, sharper.out))
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert before.keys() == after.keys() and len(moved) == 4, "two layers, weight and bias"
    assert all("multi_modal_projector" in name for name in moved)


def test_projector_finetuning_reads_the_short_sentence_where_there_is_one(pictured, tmp_path, monkeypatch):
    path = pictured / "descriptions.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    path.write_text(
        "\n".join(json.dumps({**row, "short": f"Number {row['id']}."} if i else row) for i, row in enumerate(rows))
    )
    read = []

    def fit(stage, run, rows, held, states, keep, noise):
        read.append({row.id: row.descriptions for row in (*rows, *held)})
        return {"steps": 1, "improved": True}

    monkeypatch.setattr(Stage, "fit_projector", fit)
    once, still = Schedule(epochs=1, batch=8, micro_batch=8), Schedule(epochs=0)
    distill(DistillConfig((pictured,), tmp_path / "out", still, once, once, still, Lora(r=2), held=0.25))
    whole = {row["id"]: (row["description"],) for row in rows}
    (measured,) = set(whole) - set(read[0])  # what is measured at the end is read by no pass
    whole.pop(measured)
    assert read == [whole, {i: (f"Number {i}.",) if i != "0" else texts for i, texts in whole.items()}]


@pytest.mark.parametrize("part", [VISION, LANGUAGE])
def test_activations_computed_again_give_the_same_gradients(llava, part):
    loaded = load_model(str(llava), quantize="none")
    wrapped = attach(loaded.model, part, Lora(r=2, dropout=0.0))
    stage, views = Stage(loaded, wrapped), torch.randn(2, 5, 3, 28, 28)
    answers = [stage.language.prompter.description(text) for text in TEXTS[:2]]

    def gradients():
        wrapped.train().zero_grad(set_to_none=True)
        answer_loss(stage.language, answers, stage.language.project(cls_states(stage.tower, views))).backward()
        return {name: value.grad.clone() for name, value in trainable(wrapped).items() if value.grad is not None}

    kept = gradients()
    recompute(loaded.model)
    again = gradients()
    assert kept.keys() == again.keys() and kept
    assert all(torch.allclose(kept[name], again[name], atol=1e-6) for name in kept)


@pytest.mark.parametrize("quantize", ["none", "nf4"])
def test_a_validation_before_training_changes_no_gradient(llava, states, quantize):
    """On some CPUs bitsandbytes lays 4-bit weights out anew in eval mode; gradients do not pass through those."""

    def gradients(validate_first):
        loaded = load_model(str(llava), quantize=quantize, device="cpu")
        torch.manual_seed(0)
        wrapped = attach(loaded.model, LANGUAGE, Lora(r=2, dropout=0.0))
        for name, value in trainable(wrapped).items():
            if "lora_B" in name:
                torch.nn.init.normal_(value)
        scorer = Ranker(loaded, scoring="listwise").scorer
        if validate_first:
            wrapped.eval()
            with torch.inference_mode():
                scorer.score(TURNS, LISTINGS, torch.from_numpy(states))
        wrapped.train()
        ranking_loss(
            scorer.score(TURNS, LISTINGS, torch.from_numpy(states)), torch.tensor([True, False, False, False])
        ).backward()
        return {name: value.grad for name, value in trainable(wrapped).items()}

    straight, validated = gradients(False), gradients(True)
    assert all(value is not None and value.any() for value in straight.values())
    assert all(torch.allclose(straight[name], validated[name], atol=1e-6) for name in straight)


def test_tuning_a_list_ranks_it_right(llava, states):
    loaded = load_model(str(llava), quantize="none")
    wrapped = attach(loaded.model, LANGUAGE, Lora(r=8, dropout=0.0))
    scorer = LateInteractionScorer(loaded.language())
    optimizer = torch.optim.AdamW(trainable(wrapped).values(), lr=1e-2)
    fits = torch.tensor([False, False, True, False])
    for _ in range(25):
        loss = ranking_loss(scorer.score(TURNS, LISTINGS, torch.from_numpy(states)), fits)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    wrapped.eval()
    assert loss.item() < 0.05
    assert scorer.score(TURNS, LISTINGS, torch.from_numpy(states)).argmax().item() == 2


def learnt_by_heart(wrapped, objective, examples) -> None:
    """Trains on a few rows, and checks that every one is then answered rightly, with next to no loss."""
    scoring = [scoring_row(example) for example in examples]
    wrapped.train()
    optimizer = torch.optim.AdamW(trainable(wrapped).values(), lr=1e-2)
    for _ in range(60):
        loss = objective.loss(examples, scoring, mask_images=False)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    wrapped.eval()
    judged = [objective.judged(example, row, mask_images=False) for example, row in zip(examples, scoring, strict=True)]
    assert all(right for _, right in judged) and max(loss for loss, _ in judged) < 0.1


def test_the_papers_objective_writes_the_right_id(llava, states):
    """Two rows, the second with a product without a picture: its list has fewer vectors."""
    loaded = load_model(str(llava), quantize="none")
    wrapped = attach(loaded.model, LANGUAGE, Lora(r=8, dropout=0.0))
    objective = IdObjective(loaded.language())
    unseen = states.copy()
    unseen[1] = 0
    ids, other = ("B0A", "B1C", "B2E", "B3G"), (Turn("shopper", "the other one"),)
    examples = [
        RankingExample(tuple(TURNS), ids, tuple(LISTINGS), states, (False, False, True, False)),
        RankingExample(other, ids, tuple(LISTINGS), unseen, (True, False, False, False)),
    ]
    scoring = [scoring_row(example) for example in examples]
    parts = [
        objective.loss([example], [row], mask_images=False) for example, row in zip(examples, scoring, strict=True)
    ]
    together = objective.loss(examples, scoring, mask_images=False)
    assert together.item() == pytest.approx(torch.stack(parts).mean().item(), rel=1e-4)
    assert not any(
        objective.judged(example, row, mask_images=False)[1] for example, row in zip(examples, scoring, strict=True)
    )
    learnt_by_heart(wrapped, objective, examples)


def test_a_resumed_run_equals_an_uninterrupted_one(tmp_path):
    def run(folder, stop_after=None):
        weight = torch.nn.Parameter(torch.ones(3))
        calls = []

        def loss(rows, rng):
            calls.append(tuple(rows))
            if stop_after and len(calls) > stop_after:
                raise KeyboardInterrupt
            noise = torch.nn.functional.dropout(torch.ones(3), 0.5)
            return ((weight * noise - torch.tensor([float(sum(rows)), rng.random(), 1.0])) ** 2).mean()

        schedule = Schedule(epochs=3, batch=2, micro_batch=2, checkpoint_every=1, lr=0.1, patience=9)
        run = Run({"weight": weight}, 7, schedule, folder, "same")
        fit(run, loss, lambda: weight.detach().square().sum().item(), lambda _: None)
        return weight.detach(), calls

    whole, all_calls = run(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "killed", stop_after=6)
    resumed, rest = run(tmp_path / "killed")
    assert torch.equal(whole, resumed)
    assert rest == all_calls[-len(rest) :]
    assert len(rest) == len(all_calls) - 6
    logs = [(tmp_path / name / "log.jsonl").read_text() for name in ("whole", "killed")]
    assert logs[0] == logs[1]
    (tmp_path / "killed" / "log.jsonl").write_text(logs[0] + logs[0].splitlines()[-1] + "\n")  # before its checkpoint
    run(tmp_path / "killed")
    assert (tmp_path / "killed" / "log.jsonl").read_text() == logs[0]


def test_the_best_parameters_stand_at_the_end_and_a_foreign_checkpoint_is_refused(tmp_path):
    weight = torch.nn.Parameter(torch.zeros(1))
    losses = iter([4.0, 3.0, 1.0, 2.0])
    kept = []
    run = Run({"weight": weight}, 2, Schedule(epochs=3, batch=2, micro_batch=2, lr=0.1), tmp_path, "one")
    figures = fit(
        run, lambda rows, rng: (weight - 5).square().sum(), lambda: next(losses), lambda _: kept.append(weight.item())
    )
    assert (figures["validation_loss_before"], figures["best_validation_loss"]) == (4.0, 1.0)
    assert figures["improved"] and weight.item() == kept[-1]
    with pytest.raises(ModelError, match="other data or settings"):
        fit(replace(run, identity="two"), lambda rows, rng: weight.sum(), lambda: 0.0, lambda _: None)


@pytest.mark.parametrize("resumed", [False, True])
def test_a_training_that_makes_it_worse_ends_where_it_began(tmp_path, resumed, caplog):
    weight, kept = torch.nn.Parameter(torch.full((1,), 0.5)), []

    def train():
        losses = iter([1.0, 3.0, 2.0])
        run = Run({"weight": weight}, 2, Schedule(epochs=2, batch=2, micro_batch=2, lr=0.1), tmp_path, "worse")
        return fit(run, lambda rows, rng: (weight - 5).square().sum(), lambda: next(losses), kept.append)

    figures = train()
    if resumed:
        weight.data += 1
        figures = train()
    assert (figures["validation_loss_before"], figures["best_validation_loss"], figures["epochs"]) == (1.0, 1.0, 2)
    assert not figures["improved"] and not kept and weight.item() == 0.5
    assert "no epoch was better than the start" in caplog.text


def test_the_seed_draws_and_the_run_is_another_one(tmp_path):
    def order(seed):
        weight, seen = torch.nn.Parameter(torch.zeros(1)), []
        run = Run(
            {"weight": weight}, 9, Schedule(epochs=1, batch=3, micro_batch=3), tmp_path / str(seed), "x", seed=seed
        )
        fit(run, lambda rows, rng: (seen.append((*rows, rng.random())), weight.sum())[1], lambda: 1.0, lambda _: None)
        return seen, run.name

    (first, one), (second, other) = order(0), order(1)
    assert one != other and first != second
    assert sorted(row for rows in first for row in rows[:3]) == list(range(9))


def test_a_validation_that_says_nothing_is_an_error(tmp_path):
    weight = torch.nn.Parameter(torch.zeros(1))
    run = Run({"weight": weight}, 2, Schedule(epochs=1, batch=2, micro_batch=2), tmp_path, "nan")
    with pytest.raises(ModelError, match="validation loss is nan"):
        fit(run, lambda rows, rng: weight.sum(), lambda: float("nan"), lambda _: None)


@pytest.mark.parametrize("at", ["answer_loss", "description_loss"])  # in a step, and while validating
def test_memory_that_runs_out_names_options_that_the_command_has(llava, pictured, tmp_path, monkeypatch, capsys, at):
    def refuse(*_):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(f"lavic.training.distillation.stage.{at}", refuse)
    command = ["distill", str(pictured), "--out", str(tmp_path / "out"), "--model", str(llava), "--tower-epochs", "1"]
    assert main(command) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert "out of memory at 1 rows a pass" in said and "--tower-micro-batch" in said
    with pytest.raises(SystemExit):
        main(["distill", "--help"])
    assert set(re.findall(r"--[a-z-]+", said)) <= set(re.findall(r"--[a-z-]+", capsys.readouterr().out))


def test_states_that_a_kill_cut_short_are_not_taken_for_whole(loaded, pictured, tmp_path, monkeypatch):
    rows, path = read_descriptions(pictured)[:2], tmp_path / "out" / "states.pt"
    tower, how = loaded.model.model.vision_tower, loaded.config.preprocessing

    def half(_, partial):
        partial.write_bytes(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(torch, "save", half)
        with pytest.raises(KeyboardInterrupt):
            frozen_states(tower, rows, how, path)
    whole = frozen_states(tower, rows, how, path)
    again = frozen_states(None, rows, how, path)
    assert list(again) == [row.id for row in rows]
    assert all(torch.equal(whole[name], again[name]) for name in whole)


def test_of_several_processes_the_first_writes_the_manifest(tmp_path, monkeypatch):
    def written():
        record(tmp_path, "tiny", "distill", Lora(), [], {})
        return (tmp_path / "manifest.json").is_file()

    with monkeypatch.context() as second:
        second.setattr("lavic.training.parallel.Share.first", False)
        assert not written()
    assert written()


def test_a_row_is_drawn_with_one_truth_and_its_rivals():
    states = np.arange(6, dtype=np.float16).reshape(6, 1, 1).repeat(5, 1)
    example = RankingExample(
        tuple(TURNS), tuple("abcdef"), tuple("ABCDEF"), states, (False, True, False, True, False, False)
    )
    for seed in range(20):
        drawn = example.draw(4, random.Random(seed))
        assert sum(drawn.fits) == 1
        assert len(set(drawn.ids)) == 4
        for i, t, s, f in zip(drawn.ids, drawn.listings, drawn.states, drawn.fits, strict=True):
            assert t == i.upper()
            assert s[0, 0] == "abcdef".index(i)
            assert f == (i in "bd")
    assert example.ids == tuple("abcdef"), "drawing never changes the row"


def test_all_candidates_come_in_an_order_that_tells_nothing():
    states = np.arange(6, dtype=np.float16).reshape(6, 1, 1).repeat(5, 1)
    example = RankingExample(tuple(TURNS), tuple("abcdef"), tuple("ABCDEF"), states, (False,) * 5 + (True,))
    drawn = [drawn_row(example, 0, random.Random(seed)) for seed in range(20)]
    assert all(sorted(row.ids) == list("abcdef") and row.answers() == ("f",) for row in drawn)
    assert len({row.ids.index("f") for row in drawn}) > 3


@pytest.mark.parametrize("quantize", ["none", "nf4"])
def test_eight_conversations_are_learnt_by_heart(llava, quantize):
    rng = np.random.default_rng(0)
    loaded = load_model(str(llava), quantize=quantize, device="cpu")
    wrapped = attach(loaded.model, LANGUAGE, Lora(r=8, dropout=0.0))
    objective = ScoreObjective(LateInteractionScorer(loaded.language()))
    examples = []
    for number in range(8):
        states = rng.normal(size=(4, 5, 24)).astype(np.float16)
        fits = tuple(place == number % 4 for place in range(4))
        examples.append(
            RankingExample((Turn("shopper", f"number {number}, please"),), tuple("abcd"), tuple(LISTINGS), states, fits)
        )
    learnt_by_heart(wrapped, objective, examples)


def test_a_product_kept_for_validation_is_no_candidate_of_training():
    states = np.arange(4, dtype=np.float16).reshape(4, 1, 1).repeat(5, 1)
    example = RankingExample(tuple(TURNS), tuple("abcd"), tuple("ABCD"), states, (False, True, False, False))
    left = without(example, {"a", "d"})
    assert (left.ids, left.listings, left.fits) == (("b", "c"), ("B", "C"), (True, False))
    assert left.states[:, 0, 0].tolist() == [1, 2]


def test_split_keeps_every_row_once():
    training, held = split(list(range(50)), 0.1, seed=3)
    assert sorted(training + held) == list(range(50))
    assert len(held) == 5
    assert split([1], 0.1, 0) == ([1], [])


def test_missing_descriptions_say_what_to_run(tmp_path):
    with pytest.raises(ModelError, match=r"studio render"):
        read_descriptions(tmp_path)


def test_noise_blurs_what_is_seen_by_its_own_spread_and_the_seed(states):
    states[1] = 0  # without a picture
    example = RankingExample(tuple(TURNS), tuple("abcd"), tuple(LISTINGS), states, (True, False, False, False))
    spread = np.linspace(0, 2, states.shape[-1], dtype=np.float32)
    blurred, same, other = (scoring_row(example, 0.0, spread, random.Random(seed))[2].numpy() for seed in (0, 0, 1))
    assert np.array_equal(blurred, same) and not np.array_equal(blurred, other)
    assert not blurred[1].any(), "it is still known to have none"
    off = (blurred - states)[[0, 2, 3]]
    assert not off[..., 0].any() and off[..., -1].std() == pytest.approx(2, rel=0.5)
    assert np.array_equal(scoring_row(example)[2].numpy(), states)
