"""The projector's last pass: that its scores are those of serving, that it learns, and that an adapter carries it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from catalog.conversations import Turn
from lavic.examples import RankingExample
from lavic.modeling import LANGUAGE, load_model, put_adapter
from lavic.rank import Ranker
from lavic.scoring.late_interaction import LateInteractionScorer
from lavic.training.adapters import PRIOR_GATE, PROJECTOR, attach, save, trainable
from lavic.training.loop import Run
from lavic.training.schedule import Lora, Schedule
from lavic.training.tuning.projector_ranking import Lists, pictured, rank_by_projector


@pytest.fixture
def tuned(llava):
    """A loaded model, and the same with a LoRA that is not zero."""
    torch.manual_seed(0)
    loaded = load_model(str(llava), quantize="none", parts=())
    wrapped = attach(loaded.model, LANGUAGE, Lora(r=2), from_nothing=True)
    for name, value in trainable(wrapped).items():
        if "lora_B" in name:
            torch.nn.init.normal_(value, std=0.1)
    return loaded, wrapped.eval()


def rows(count: int) -> list[RankingExample]:
    """Two words, each of which asks for the states of one direction; "" as padding for lists of unequal length."""
    rng, made = np.random.default_rng(0), []
    for number in range(count):
        right = number % 2
        size = 4 + number % 3
        states = rng.normal(size=(size, 5, 24)).astype(np.float16)
        states[:, :, 0] = np.where(np.arange(size) % 2 == right, 3, -3)[:, None]
        ids = tuple(f"{number}-{i}" for i in range(size))
        fits = tuple(bool(i % 2 == right) for i in range(size))
        turns = (Turn("shopper", ("red", "a tall blue lamp")[1 if right else 0]),)
        states[:, :, 0] *= 1 if right else -1
        made.append(RankingExample(turns, ids, ids, states, fits))
    return made


def of(scorer: LateInteractionScorer, examples: list[RankingExample], prior: float = 0.0) -> Lists:
    """Read in two parts, as long files are."""
    lists = Lists(scorer, prior)
    lists.add(examples[:2])
    lists.add(examples[2:])
    return lists


def test_scores_of_the_lists_are_the_rankers(tuned):
    loaded, _ = tuned
    examples = rows(5)
    examples[3] = replace(examples[3], prior=tuple(np.linspace(0, 1, len(examples[3].ids))))
    ranker = Ranker(loaded, scoring="late_interaction")
    ranker.prior = 4.0
    examples[0] = replace(examples[0], refused=(examples[0].ids[2], "of another list"))
    lists = of(ranker.scorer, examples, ranker.prior)
    scores, fits, there, refused = lists.scores([3, 0])
    assert refused.nonzero().tolist() == [[1, 2]]
    for row, number in enumerate([3, 0]):
        example = examples[number]
        count = len(example.ids)
        expected = ranker.score(example.turns, example.listings, example.states, example.prior)
        assert np.allclose(scores[row, :count].detach(), expected, atol=1e-3)
        assert there[row].sum() == count and fits[row, :count].tolist() == list(example.fits)


def test_what_has_no_picture_teaches_the_projector_nothing():
    whole, part, nothing = rows(3)
    part.states[1] = 0
    nothing.states[[i for i, fit in enumerate(nothing.fits) if fit]] = 0
    kept = pictured([whole, part, nothing])
    assert [example.ids for example in kept] == [whole.ids, (part.ids[0], *part.ids[2:])]


def test_it_learns_and_an_adapter_carries_it(tuned, llava, tmp_path):
    loaded, wrapped = tuned
    projector, scorer = loaded.model.model.multi_modal_projector, LateInteractionScorer(loaded.language())
    mine = {name: value for name, value in trainable(wrapped).items() if PROJECTOR in name or PRIOR_GATE in name}
    assert len(mine) == 4 + 2 and all(value.dtype == torch.float32 for value in mine.values())
    # Retrieval's score is wrong where looks are asked for; where a listing tells the answer looks tell nothing.
    words = (Turn("shopper", "under 50 dollars"),)
    looks = [replace(row, prior=tuple(0.9 * (not fit) for fit in row.fits)) for row in rows(20)]
    told = [replace(row, turns=words, fits=tuple(not fit for fit in row.fits)) for row in looks]
    told = [replace(row, states=row.states * (np.arange(24) > 0).astype(np.float16)) for row in told]
    figures = rank_by_projector(
        of(scorer, [*looks, *told], 4.0),
        of(scorer, rows(8), 4.0),
        torch.full((24,), 0.1),
        Run(mine, 40, Schedule(epochs=30, batch=8, micro_batch=8, lr=0.0003, patience=30), tmp_path / "run", "x"),
        lambda: save(wrapped, tmp_path / LANGUAGE, str(llava)),
    )
    assert figures["best_validation_loss"] < 0.5 * figures["validation_loss_before"]

    served = load_model(str(llava), quantize="none", parts=())
    put_adapter(served.model, tmp_path / LANGUAGE)
    states = torch.randn(2, 5, 24, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        assert torch.allclose(served.language().project(states), projector(states), atol=5e-3)
        seen, told = served.model.prior_gate(torch.stack(scorer.query_tokens([rows(1)[0].turns, words])))
        assert told > 1.5 * seen, "retrieval counts for more where it was right"
        (blanks,) = LateInteractionScorer(served.language()).query_tokens([rows(1)[0].turns])
        assert torch.allclose(blanks, scorer.query_tokens([rows(1)[0].turns])[0], atol=5e-2)


def test_a_pass_that_makes_it_worse_is_not_kept(tuned, tmp_path):
    loaded, wrapped = tuned
    mine = {name: value for name, value in trainable(wrapped).items() if PROJECTOR in name}
    kept = []
    training = [replace(row, fits=tuple(not fit for fit in row.fits)) for row in rows(40)]
    schedule = Schedule(epochs=2, batch=8, micro_batch=8, lr=0.01)
    scorer = LateInteractionScorer(loaded.language())
    rank_by_projector(
        of(scorer, training),
        of(scorer, rows(8)),
        torch.zeros(24),
        Run(mine, 40, schedule, tmp_path / "run", "x"),
        lambda: kept.append(1),
    )
    assert not kept
