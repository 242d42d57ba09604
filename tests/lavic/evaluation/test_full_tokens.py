"""Candidates by all patch tokens: the prompt, the pass, and the arm over a catalog's pictures."""

from __future__ import annotations

import json
import shutil
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from catalog.build import build
from catalog.store import Catalog
from lavic.__main__ import main
from lavic.captioning.describe import patch_vectors
from lavic.errors import ModelError
from lavic.evaluation.evaluate import evaluate
from lavic.evaluation.full_tokens import FullRanker, full_arm, pictures_of, widened
from lavic.examples import read_examples
from lavic.modeling import load_model
from lavic.paper import NEW_TOKENS, first_match
from lavic.prompt import LABELS, Tokens
from lavic.rank import Ranker
from lavic.vision import load_vision_encoder
from tests.lavic.conftest import LISTINGS, TURNS

COLORS = {"red": (200, 30, 30), "blue": (30, 60, 200), "gold": (220, 180, 60)}


@pytest.fixture
def full(loaded) -> FullRanker:
    return FullRanker(loaded)


@pytest.fixture
def four(pictures) -> list:
    """Three pictures of other shapes, and a product without one."""
    return [pictures[0], None, *pictures[1:]]


def test_five_places_become_as_many_as_a_picture_has_vectors():
    prompt = Tokens((1, 9, 9, 9, 9, 9, 2, 9, 9, 9, 9, 9, 3), (0.0,) * 13)
    assert widened(prompt, 9, [2, 3]) == Tokens((1, 9, 9, 2, 9, 9, 9, 3), (0.0,) * 8)
    assert widened(prompt, 9, [5, 5]) == prompt
    assert widened(Tokens((1, 2), (0.0, 0.0)), 9, []).ids == (1, 2)


def test_the_scores_are_those_of_the_class_itself(full, four):
    """`LlavaNextForConditionalGeneration` with the same ids, given pixel values rather than vectors."""
    from transformers.models.llava_next.image_processing_pil_llava_next import LlavaNextImageProcessorPil

    model, prompter = full.language.model, full.language.prompter
    there = [picture for picture in four if picture is not None]
    counts = [len(vectors) for vectors in patch_vectors(full._loaded, there)]
    assert len(set(counts)) == 3
    prompt = prompter.listwise(TURNS, LISTINGS, LABELS[:4], [picture is not None for picture in four])
    seen = LlavaNextImageProcessorPil(
        size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}, image_grid_pinpoints=[[56, 56]]
    )(there, return_tensors="pt")
    ids = torch.tensor([widened(prompt, prompter.image_id, counts).ids])
    with torch.inference_mode():
        logits = model(input_ids=ids, attention_mask=torch.ones_like(ids), **seen).logits[0, -1]
    expected = logits[prompter.label_ids[:4]].log_softmax(-1).numpy()
    got = full.score(TURNS, LISTINGS, four)
    assert np.allclose(got, expected, atol=1e-4)
    assert full.prompt_tokens(TURNS, LISTINGS, four) == ids.shape[1]
    assert np.exp(got).sum() == pytest.approx(1, abs=1e-5)


def test_the_pictures_are_seen_and_without_any_the_words_decide(full, four, loaded):
    scores = full.score(TURNS, LISTINGS, four)
    assert not np.allclose(full.score(TURNS, LISTINGS, four[::-1]), scores, atol=1e-4)
    blind = Ranker(loaded, scoring="listwise").score(
        TURNS, LISTINGS, np.zeros((4, 5, 24), np.float16), mask_images=True
    )
    assert np.allclose(full.score(TURNS, LISTINGS, [None] * 4), blind, atol=1e-4)
    assert full.score(TURNS, [], []).shape == (0,)


def test_the_papers_procedure_writes_what_the_model_would(full, four):
    ids = ["B1", "B2", "B3", "B4"]
    embeddings, mask = full._embedded(TURNS, ids, LISTINGS, four)
    with torch.inference_mode():
        written = full.language.model.generate(
            inputs_embeds=embeddings, attention_mask=mask, max_new_tokens=NEW_TOKENS, do_sample=False, pad_token_id=0
        )
    expected = first_match(full.language.prompter.decode(written[0].tolist()), ids)
    assert full.generate_id(TURNS, ids, LISTINGS, four) == expected


def test_what_cannot_be_held_says_so(full, four, monkeypatch):
    with pytest.raises(ModelError, match="27 candidates, but 26 labels"):
        full.score(TURNS, ["t"] * 27, [None] * 27)
    monkeypatch.setattr(full.language.model.config.text_config, "max_position_embeddings", 200)
    for ask in (full.score, lambda *shown: full.generate_id(shown[0], "abcd", *shown[1:])):
        with pytest.raises(ModelError, match=r"4 candidates .* but the model reads at most 200"):
            ask(TURNS, LISTINGS, four)
    monkeypatch.undo()

    def full_memory(*_, **__):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(type(full.language), "embed", full_memory)
    for ask in (full.score, lambda *shown: full.generate_id(shown[0], "abcd", *shown[1:])):
        with pytest.raises(ModelError, match="out of memory at 4 candidates by all patch tokens; give fewer"):
            ask(TURNS, LISTINGS, four)


@pytest.fixture(scope="module")
def shop(llava, tmp_path_factory) -> SimpleNamespace:
    """Three vases and a product without a picture, and a conversation about each colour."""
    root = tmp_path_factory.mktemp("shop")
    (root / "pictures").mkdir()
    products = [{"id": "P-none", "title": "Bare vase", "price": 10}]
    for name, color in COLORS.items():
        Image.new("RGB", (40, 40), color).save(root / "pictures" / f"{name}.png")
        products.append({"id": f"P-{name}", "title": f"{name.title()} vase", "image": f"{name}.png", "price": 10})
    (root / "feed.jsonl").write_text("".join(json.dumps(row) + "\n" for row in products))
    talks = [
        {
            "context": f"<shopper>a {color} vase please</shopper>",
            "gt_items": [f"P-{color}"],
            "candidates_live": [row["id"] for row in products],
        }
        for color in COLORS
    ]
    (root / "talks.jsonl").write_text("".join(json.dumps(row) + "\n" for row in talks))
    indexer = SimpleNamespace(
        name="none",
        dimension=4,
        embed=lambda texts: np.zeros((len(texts), 4), np.float32),
        write=lambda vectors, path: path.write_bytes(b"index") and None,
    )
    eye = load_vision_encoder(str(llava))
    build(root / "feed.jsonl", root / "built", images=root / "pictures", indexer=indexer, eye=eye)
    return SimpleNamespace(root=root, talks=root / "talks.jsonl", built=root / "built", model=str(llava))


def command(shop, *extra: str) -> list[str]:
    named = ["evaluate", str(shop.talks), "--catalog", str(shop.built), "--model", shop.model, "--quantize", "none"]
    return [*named, "--json", str(shop.root / "report.json"), *extra]


def test_the_arm_sees_the_catalogs_pictures(shop, capsys):
    assert main(command(shop, "--arms", "lavic,full")) == 0
    arm = json.loads((shop.root / "report.json").read_text())["arms"]["full"]
    assert arm["ValidRatio"] == 1 and 0 < arm["MRR@10"] <= 1
    assert "full" in capsys.readouterr().out
    catalog = Catalog.open(shop.built)
    examples = read_examples(shop.talks, catalog, "candidates_live")
    ranker = FullRanker(load_model(shop.model, quantize="none", parts=()))
    for example in examples:
        pictures = pictures_of(catalog, example.ids)
        assert pictures[0] is None
        assert [picture.getpixel((20, 20))[0] > 150 for picture in pictures[1:]] == [True, False, True]
        expected = np.argsort(-ranker.score(example.turns, example.listings, pictures)).tolist()
        assert full_arm(shop.model, catalog, "none").answer(example).rows == expected


def test_the_arm_follows_the_papers_procedure_too(shop):
    assert main(command(shop, "--arms", "full", "--procedure", "paper")) == 0
    arm = json.loads((shop.root / "report.json").read_text())["arms"]["full"]
    assert "MRR@10" not in arm and 0 <= arm["ValidRatio"] <= 1


def test_stage_1s_adapter_is_left_off(shop, monkeypatch):
    """It moves tower and projector away from patches; a folder that does not exist shows that none is read."""
    from contextlib import ExitStack

    from lavic.evaluation.registry import ArmConfig, ArmContext, make_arms

    catalog = Catalog.open(shop.built)
    with ExitStack() as stack:
        config = ArmConfig(shop.model, "no/such/folder", "none")
        arms = make_arms(["full"], ArmContext(config, catalog, stack))
    report = evaluate(read_examples(shop.talks, catalog, "candidates_live"), ["full"], None, others=arms)
    assert report["n"] == 3


def test_tiny_has_no_such_arm(shop, capsys):
    assert main(["evaluate", str(shop.talks), "--catalog", str(shop.built), "--arms", "full"]) == 2
    error = capsys.readouterr().err
    assert "tiny has no projector for all patch tokens, it was trained on five; leave the arm full out" in error
    assert "Traceback" not in error


def test_a_picture_that_is_damaged_is_named(shop, tmp_path):
    shutil.copytree(shop.built, tmp_path / "built")
    catalog = Catalog.open(tmp_path / "built")
    path = catalog.picture(catalog.product("P-red"))
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(ModelError, match=r"the picture of P-red .*python -m catalog check"):
        pictures_of(catalog, ["P-blue", "P-red"])
