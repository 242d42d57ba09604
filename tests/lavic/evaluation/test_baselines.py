"""The paper's baselines that run here: a text encoder by itself, and the base model without stage 2."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from catalog.conversations import Turn
from lavic.errors import ModelError
from lavic.evaluation import baselines
from lavic.evaluation.baselines import MINILM, encoder_arm, sentence_encoder, zero_shot
from lavic.evaluation.evaluate import evaluate
from lavic.examples import RankingExample
from lavic.modeling import LANGUAGE, VISION, load_model
from lavic.rank import Ranker
from lavic.training.adapters import attach, save, trainable
from lavic.training.schedule import Lora
from tests.lavic.conftest import LISTINGS, TURNS

COLORS = ("red", "blue", "gold")


class Words:
    """Counts of the words in COLORS, as a text encoder of three dimensions and unequal lengths."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []

    def encode(self, texts, *, query=False):
        self.asked += [(text, query) for text in texts]
        return np.array([[5.0 * text.split().count(color) for color in COLORS] for text in texts])


def example(words: str, listings, fits) -> RankingExample:
    turns = (Turn("shopper", words), Turn("assistant", "Gold, gold gold?"))
    states = np.zeros((len(listings), 5, 24), np.float16)
    return RankingExample(
        turns, tuple(f"p{i}" for i in range(len(listings))), tuple(listings), states, tuple(fits), (), 1
    )


def test_an_encoder_ranks_by_the_cosine_of_the_shoppers_words():
    listings = ["blue blue blue red", "blue", "gold gold"]
    rows = [example("a blue one", listings, [False, True, False]), example("red", listings, [True, False, False])]
    encoder = Words()
    report = evaluate(rows, ["encoder:words"], None, others={"encoder:words": encoder_arm(encoder)})
    assert report["arms"]["encoder:words"]["HitRatio@1"] == 1, "the longer vector is not the nearer one"
    assert sorted(text for text, query in encoder.asked if not query) == sorted(listings), "each listing once"
    assert [text for text, query in encoder.asked if query] == ["a blue one", "red"], "not what the assistant said"


def test_words_that_mean_nothing_to_an_encoder_do_no_harm():
    rows = [example("", ["red", "", "red"], [True, False, False])]
    report = evaluate(rows, ["encoder:words"], None, others={"encoder:words": encoder_arm(Words())})
    assert report["arms"]["encoder:words"]["MRR@10"] >= 1 / 3


@pytest.fixture(scope="module")
def minilm():
    return sentence_encoder("minilm")


def test_the_packaged_encoder_is_the_shops(minilm):
    from retrieval.encoder import FOLDER, PACKAGE, WEIGHTS_SHA256, TextEncoder

    assert baselines.PackagedFile(PACKAGE, f"{FOLDER}/model.safetensors", WEIGHTS_SHA256) == MINILM
    texts = ["a red vase", "lamp"]
    ours = minilm.encode(texts)
    theirs = TextEncoder().encode(texts)
    assert ours / np.linalg.norm(ours, axis=1, keepdims=True) == pytest.approx(theirs, abs=1e-5)


def test_the_packaged_encoder_finds_what_is_meant(minilm):
    listings = ["Brass table lamp", "Woollen scarf", "Hand cream"]
    rows = [example("something to light my desk\ud800", listings, [True, False, False])]
    report = evaluate(rows, ["encoder:minilm"], None, others={"encoder:minilm": encoder_arm(minilm)})
    assert report["arms"]["encoder:minilm"]["HitRatio@1"] == 1


@pytest.mark.parametrize("name", ["no/such/model", "empty"])
def test_an_encoder_that_is_not_there_is_said(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="expected minilm, a folder, or a hub id"):
        sentence_encoder(name)


@pytest.fixture(scope="module")
def adapters(llava, tmp_path_factory):
    """Both stages' adapters, with weights that change something."""
    folder = tmp_path_factory.mktemp("adapters")
    for part in (VISION, LANGUAGE):
        wrapped = attach(load_model(str(llava), quantize="none").model, part, Lora(r=2, dropout=0.0))
        torch.manual_seed(1)
        for value in trainable(wrapped).values():
            value.data.normal_(std=0.1)
        save(wrapped, folder / part, "llava")
    return folder


def scores(ranker, states):
    return ranker.score(TURNS, LISTINGS, states)


def test_zero_is_the_model_without_stage_2(llava, adapters, states):
    zero = zero_shot(str(llava), str(adapters), "none")
    vision = Ranker(load_model(str(llava), adapters, "none", parts=(VISION,)))
    both = Ranker(load_model(str(llava), adapters, "none"))
    assert scores(zero, states) == pytest.approx(scores(vision, states))
    assert scores(zero, states) != pytest.approx(scores(both, states), abs=1e-3)
    assert zero.fingerprint == both.fingerprint, "it reads the same states"


def test_without_stage_1_zero_is_the_bare_model(llava, adapters, states, tmp_path):
    (tmp_path / LANGUAGE).symlink_to(adapters / LANGUAGE)
    zero = zero_shot(str(llava), str(tmp_path), "none")
    assert scores(zero, states) == pytest.approx(scores(Ranker(load_model(str(llava), quantize="none")), states))
