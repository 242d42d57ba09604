"""Descriptions of pictures, by five tokens and by all: what is written, resumed, left out."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from lavic.__main__ import main
from lavic.captioning.describe import (
    DescribeConfig,
    describe,
    describe_by_all,
    describe_states,
    describe_surely,
    patch_vectors,
    resume,
)
from lavic.errors import ModelError
from lavic.modeling import VISION, load_model
from lavic.paper import generate, generate_surely
from lavic.training.adapters import attach, save
from lavic.training.distillation.data import read_descriptions
from lavic.training.schedule import Lora
from lavic.vision import vision_encoder
from tests.lavic.conftest import HIDDEN

LENGTH = 12


@pytest.fixture
def folder(tmp_path, pictures):
    """Three pictures and a broken one, beside files that are none."""
    place = tmp_path / "pictures"
    place.mkdir()
    for name, picture in zip("abc", pictures, strict=True):
        picture.save(place / f"{name}.png")
    (place / "broken.jpg").write_bytes((place / "a.png").read_bytes()[:60])
    (place / "notes.txt").write_text("no picture")
    return tmp_path


def config(folder, llava, **options):
    return DescribeConfig(folder, model=str(llava), tokens="five", length=LENGTH, **options)


def lines(folder):
    return [json.loads(line) for line in (folder / "descriptions.jsonl").read_text().splitlines()]


@pytest.fixture
def language(loaded):
    return loaded.language()


def test_a_batch_is_its_rows_one_by_one(loaded):
    states = torch.from_numpy(np.random.default_rng(3).normal(scale=4, size=(5, 5, 24)).astype(np.float16))
    together = describe_states(loaded, states, LENGTH)
    assert together == [describe_states(loaded, states[[row]], LENGTH)[0] for row in range(5)]
    assert len(set(together)) == 5, "a description depends on its picture"
    assert describe_states(loaded, states[:0]) == []


def test_rows_that_have_ended_are_ignored(language):
    noise = torch.randn(6, 4, HIDDEN, generator=torch.Generator().manual_seed(0))
    mask = torch.ones(6, 4, dtype=torch.int64)
    endless = generate(language, noise, mask, LENGTH)
    # Any token that one row writes early and another late, or never, becomes the end mark.
    language.prompter.end_id = endless[0][3]
    expected = [row[: row.index(endless[0][3])] if endless[0][3] in row else row for row in endless]
    assert len({len(row) for row in expected}) > 1
    assert generate(language, noise, mask, LENGTH) == expected
    assert [generate(language, noise[[row]], mask[[row]], LENGTH)[0] for row in range(6)] == expected


def test_a_description_comes_with_its_probability(loaded):
    """As one pass over prompt and description has it."""
    language = loaded.language()
    states = torch.from_numpy(np.random.default_rng(3).normal(scale=4, size=(3, 5, 24)).astype(np.float16))
    prompt = torch.tensor([language.prompter.description().ids] * 3)
    embeddings = language.embed(prompt, language.project(states))
    for row, (written, nats) in enumerate(generate_surely(language, embeddings, torch.ones_like(prompt), LENGTH)):
        ids = torch.tensor([*written, language.prompter.end_id][:LENGTH])
        whole = torch.cat([embeddings[row], language.embed(ids[None], None)[0]])[None]
        hidden = language.hidden(whole, torch.ones(1, whole.shape[1]), use_cache=False).last_hidden_state[0]
        logs = loaded.model.lm_head(hidden[len(prompt[0]) - 1 : -1]).float().log_softmax(-1)
        assert nats == pytest.approx(float(logs.gather(1, ids[:, None]).sum()), abs=1e-2)
    texts = [text for text, _ in describe_surely(loaded, states, LENGTH)]
    assert texts == describe_states(loaded, states, LENGTH)
    assert describe_surely(loaded, states[:0], LENGTH) == []


def test_padding_on_the_left_changes_nothing(language):
    noise = torch.randn(1, 4, HIDDEN, generator=torch.Generator().manual_seed(1))
    padded = torch.cat([torch.ones(1, 3, HIDDEN), noise], dim=1)
    mask = torch.tensor([[0, 0, 0, 1, 1, 1, 1]])
    alone = generate(language, noise, mask[:, 3:], LENGTH)
    assert generate(language, padded, mask, LENGTH) == alone


def test_one_line_per_picture_and_the_broken_one_reported(folder, llava):
    report = describe(config(folder, llava, batch=2))
    assert report["described"] == 3
    assert set(report["left_out"]) == {"broken.jpg"}
    rows = lines(folder)
    assert [(row["id"], row["image"], row["model"]) for row in rows] == [(x, f"{x}.png", llava.name) for x in "abc"]
    keys = ["id", "image", "description", "model", "tokens", "adapter"]
    assert all(list(row) == keys and row["description"] for row in rows)
    assert [row.id for row in read_descriptions(folder)] == ["a", "b", "c"], "stage 1 reads what describe writes"


def test_the_lines_do_not_depend_on_the_batch(folder, llava):
    describe(config(folder, llava, batch=1, out=folder / "one" / "descriptions.jsonl"))
    describe(config(folder, llava, batch=3))
    assert lines(folder / "one") == lines(folder)


def test_a_picture_with_a_line_is_never_described_again(folder, llava, monkeypatch):
    describe(config(folder, llava, limit=1))
    first = (folder / "descriptions.jsonl").read_text()
    assert len(lines(folder)) == 1
    report = describe(config(folder, llava))
    assert (report["described"], report["described_before"]) == (2, 1)
    assert (folder / "descriptions.jsonl").read_text().startswith(first)
    before = (folder / "descriptions.jsonl").read_bytes()
    (folder / "pictures" / "broken.jpg").unlink()
    monkeypatch.setattr("lavic.captioning.describe.load_model", None)  # nothing to do: no model is loaded
    assert describe(config(folder, llava))["described"] == 0
    assert (folder / "descriptions.jsonl").read_bytes() == before


@pytest.mark.parametrize("kept", [1, 30, -1])
def test_a_line_cut_by_a_kill_is_written_again(folder, llava, kept):
    describe(config(folder, llava))
    path = folder / "descriptions.jsonl"
    whole = path.read_bytes()
    last = whole.rindex(b"\n", 0, -1) + 1
    path.write_bytes(whole[:last] + whole[last:][:kept])  # -1: all but the line's end
    describe(config(folder, llava))
    assert path.read_bytes() == whole


def test_a_killed_run_keeps_what_it_wrote(folder, llava, monkeypatch):
    import lavic.captioning.describe as module

    calls = []

    def killed(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return describe_states(*arguments)

    monkeypatch.setattr(module, "describe_states", killed)
    with pytest.raises(KeyboardInterrupt):
        describe(config(folder, llava, batch=1))
    assert [row["id"] for row in lines(folder)] == ["a"]
    monkeypatch.undo()
    describe(config(folder, llava))
    assert [row["id"] for row in lines(folder)] == ["a", "b", "c"]


def test_a_foreign_line_is_an_error_that_names_it(tmp_path):
    path = tmp_path / "descriptions.jsonl"
    path.write_text('{"id": "a", "image": "a.png", "description": "A."}\n{"id": "b"}\n')
    with pytest.raises(ModelError, match=r"descriptions.jsonl, line 2: expected id, image"):
        resume(path, {"model": "m"})


def test_two_teachers_never_share_a_file(folder, llava, tmp_path):
    five = config(folder, llava, limit=1)
    describe(five)
    path = folder / "descriptions.jsonl"
    before = path.read_bytes()
    with pytest.raises(ModelError, match=r"descriptions.jsonl, line 1 is by .*'five'.*, this run by .*'all'.*--out"):
        describe(replace(five, tokens="all"))
    save(attach(load_model(str(llava)).model, VISION, Lora()), tmp_path / "adapters" / VISION, "llava")
    with pytest.raises(ModelError, match="'adapter': ''"):
        describe(replace(five, adapters=str(tmp_path / "adapters")))
    assert path.read_bytes() == before
    anybodys = [{key: row[key] for key in ("id", "image", "description")} for row in lines(folder)]
    path.write_text("".join(json.dumps(row) + "\n" for row in anybodys))
    assert describe(config(folder, llava))["described_before"] == 1, "released descriptions name no teacher"


def test_two_pictures_of_one_name_keep_apart(folder, llava):
    Image.new("RGB", (30, 30), (200, 30, 30)).save(folder / "pictures" / "a.webp")
    describe(config(folder, llava))
    assert [row["id"] for row in lines(folder)] == ["a.png", "a.webp", "b", "c"]


def test_pictures_may_lie_in_the_folder_itself(folder, llava):
    report = describe(config(folder / "pictures", llava))
    assert report["described"] == 3
    assert (folder / "pictures" / "descriptions.jsonl").is_file()


@pytest.mark.parametrize("grid", [[[56, 56]], [[28, 56], [56, 28], [56, 56], [84, 28], [28, 84]]])
def test_all_tokens_are_what_the_class_itself_generates(loaded, pictures, grid):
    """Against `LlavaNextForConditionalGeneration.generate` with pixel values and placeholders of its processor."""
    from transformers import LlavaNextProcessor
    from transformers.models.llava_next.image_processing_pil_llava_next import LlavaNextImageProcessorPil

    how, model = loaded.config.preprocessing, loaded.model
    model.config.image_grid_pinpoints = grid  # the second is LLaVA-v1.6's own, in views of 28 px
    processor = LlavaNextProcessor(
        LlavaNextImageProcessorPil(
            size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}, image_grid_pinpoints=grid
        ),
        loaded.tokenizer,
        patch_size=14,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
    )
    assert processor.image_processor.image_mean == how.mean
    ours = describe_by_all(loaded, pictures, LENGTH)
    for picture, text in zip(pictures, ours, strict=True):
        question = "<s>[INST] <image>\nDescribe this product. [/INST]"
        seen = processor(images=picture, text=question, return_tensors="pt", add_special_tokens=False)
        ids = model.generate(**seen, max_new_tokens=LENGTH, do_sample=False, pad_token_id=0)
        written = ids[0, seen["input_ids"].shape[1] :].tolist()
        assert loaded.tokenizer.decode(written, skip_special_tokens=True).strip() == text
    assert len(set(ours)) == len(ours)


def test_all_tokens_in_a_batch_are_those_of_each_picture(loaded, pictures):
    strange = [*pictures, Image.new("RGB", (1, 300), (9, 90, 200)), Image.new("RGB", (1, 1))]
    together = patch_vectors(loaded, strange)
    for picture, vectors in zip(strange, together, strict=True):
        assert torch.allclose(vectors, patch_vectors(loaded, [picture])[0], atol=1e-5)
    # 2 x 2 patches of the whole, and four rows of four patches of the quarters with their line ends.
    assert len(together[0]) == 4 + 4 * (4 + 1)
    assert len({len(vectors) for vectors in together}) > 2, "the shapes differ, so batches are padded"
    texts = describe_by_all(loaded, strange, LENGTH)
    assert texts == [describe_by_all(loaded, [picture], LENGTH)[0] for picture in strange]
    assert describe_by_all(loaded, []) == []


def test_the_two_ways_see_differently(loaded, pictures):
    five = describe_states(loaded, torch.from_numpy(vision_encoder(loaded).states(pictures)), LENGTH)
    assert five != describe_by_all(loaded, pictures, LENGTH)


def test_the_command_writes_by_all_tokens_unless_told_otherwise(folder, llava, capsys):
    out = folder / "teacher.jsonl"
    command = ["describe", str(folder), "--model", str(llava), "--length", "12", "--out", str(out)]
    assert main(command) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["described"], list(report["left_out"])) == (3, ["broken.jpg"])
    teacher = [json.loads(line)["description"] for line in out.read_text().splitlines()]
    assert main([*command[:-1], str(folder / "five.jsonl"), "--tokens", "five", "--batch", "2"]) == 0
    assert teacher != [json.loads(line)["description"] for line in (folder / "five.jsonl").read_text().splitlines()]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--tokens", "all"], "tiny has no projector for all patch tokens"),
        (["--model", "LLAVA", "--tokens", "all", "--adapters", "x"], "leave --adapters out"),
        (["--batch", "0"], "--batch and --length of at least 1"),
    ],
)
def test_what_cannot_be_done_is_one_line(folder, llava, capsys, options, words):
    given = [str(llava) if word == "LLAVA" else word for word in options]
    assert main(["describe", str(folder), *given]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error


def test_a_folder_without_pictures_says_so(tmp_path, capsys):
    assert main(["describe", str(tmp_path)]) == 2
    assert "no pictures in" in capsys.readouterr().err
    assert main(["describe", str(tmp_path / "nowhere")]) == 2
    assert "expected a folder of pictures" in capsys.readouterr().err


def test_a_description_that_runs_into_the_limit_ends_with_a_sentence(loaded, monkeypatch):
    import lavic.captioning.describe as module

    ids = list(loaded.tokenizer("A vase, 3.5 cm. It is blue", add_special_tokens=False).input_ids)
    monkeypatch.setattr(module, "generate", lambda *_: [ids, ids[:-1]])
    states = torch.ones(2, 5, 24)
    assert describe_states(loaded, states, len(ids)) == ["A vase, 3.5 cm.", "A vase, 3.5 cm. It is blu"]
