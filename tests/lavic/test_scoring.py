from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from lavic.errors import ModelError
from lavic.eye import cls_states, eye_of
from lavic.paper import first_match
from lavic.scoring.fit import FitScorer, weighted_log_likelihood
from lavic.views import batch_views
from tests.lavic.conftest import HIDDEN, LISTINGS, TURNS

CLOSE = {"atol": 2e-4, "rtol": 1e-4}


def test_permuting_candidates_permutes_scores(ranker, states):
    order = [2, 0, 3, 1]
    scores = ranker.score(TURNS, LISTINGS, states)
    moved = ranker.score(TURNS, [LISTINGS[i] for i in order], states[order])
    if ranker.scorer.name == "fit":
        assert np.allclose(moved, scores[order], **CLOSE)
    else:
        assert moved.shape == scores.shape  # a list is read in order; its scores may depend on it


def test_scores_see_the_picture_the_title_and_the_words(ranker, states):
    scores = ranker.score(TURNS, LISTINGS, states)
    assert np.isfinite(scores).all()
    assert len(set(scores.round(4))) == len(LISTINGS)
    other = states.copy()
    other[1] = -other[1]
    assert ranker.score(TURNS, LISTINGS, other)[1] != pytest.approx(scores[1], abs=1e-5)
    assert ranker.score(TURNS[:1], LISTINGS, states)[1] != pytest.approx(scores[1], abs=1e-5)


def test_withheld_pictures_change_nothing(ranker, states):
    blind = ranker.score(TURNS, LISTINGS, states, withhold=True)
    assert np.allclose(blind, ranker.score(TURNS, LISTINGS, -states, withhold=True), **CLOSE)


@pytest.mark.parametrize("ranker", ["fit"], indirect=True)
class TestCandidatesApart:
    """Ways of scoring in which a candidate's score is its own, so that what is read of it can be kept."""

    def test_batch_equals_one_by_one(self, ranker, states):
        together = ranker.score(TURNS, LISTINGS, states)
        alone = [ranker.score(TURNS, [t], s[None])[0] for t, s in zip(LISTINGS, states, strict=True)]
        assert np.allclose(together, alone, **CLOSE)

    def test_the_cached_prefix_equals_the_whole_prompt(self, ranker, states):
        with torch.inference_mode():
            whole = ranker.scorer.score(TURNS, LISTINGS, torch.from_numpy(states))
        for _ in range(2):  # filled, then from the cache
            cached = ranker.scorer.score_cached(TURNS, LISTINGS, torch.from_numpy(states))
            assert torch.allclose(cached, whole, **CLOSE)

    def test_the_cache_tells_products_of_one_title_apart(self, ranker, states):
        ranker.score(TURNS, LISTINGS, states)
        same = ranker.score(TURNS, [LISTINGS[0]] * 2, states[[0, 1]])
        assert same[0] != pytest.approx(same[1], abs=1e-5)


@pytest.mark.parametrize("ranker", ["fit"], indirect=True)
class TestFit:
    def test_the_cache_is_bounded(self, ranker):
        noise = np.random.default_rng(3).normal(size=(100, 5, 24)).astype(np.float16)
        for start in range(0, 100, 10):
            ranker.score(TURNS, [f"t{start + i}" for i in range(10)], noise[start : start + 10])
        assert len(ranker.scorer._cache) == 64

    def test_equals_the_sum_by_hand(self, ranker, states):
        """Log-probabilities added up token by token, from the class's own logits."""
        language = ranker.language
        scorer = FitScorer(language, verdict=0.0, decay=1.0)
        prompt = language.prompter.product(LISTINGS[0]) + scorer.continuation(TURNS)
        ids = torch.tensor([prompt.ids])
        with torch.inference_mode():
            embeddings = language.embed(ids, language.project(torch.from_numpy(states[:1])))
            logits = language.model(inputs_embeds=embeddings).logits[0].log_softmax(-1)
            expected = sum(logits[at - 1, prompt.ids[at]].item() for at in range(1, len(prompt)) if prompt.scored[at])
            got = scorer.score(TURNS, LISTINGS[:1], torch.from_numpy(states[:1]))
        assert got.item() == pytest.approx(expected, abs=1e-3)


def test_retrieval_adds_its_score_by_the_weight_of_the_model(ranker, states):
    ranker.prior = 4.0
    scores = ranker.score(TURNS, LISTINGS, states)
    moved = ranker.score(TURNS, LISTINGS, states, [1.0, 0.5, 0.0, 0.25])
    assert np.allclose(moved - scores, [4, 2, 0, 1], atol=1e-4)
    with pytest.raises(ValueError, match="2 retrieval scores for 4"):
        ranker.score(TURNS, LISTINGS, states, [1.0, 0.5])


def test_uniform_logits_give_the_log_of_the_vocabulary(ranker):
    """A head of zeros: each scored token costs log V, whatever it is."""
    language = ranker.language
    with torch.no_grad():
        language.model.lm_head.weight.zero_()
    size = language.model.lm_head.weight.shape[0]
    ids = torch.tensor([[5, 6, 7, 8]])
    got = weighted_log_likelihood(language, torch.zeros(1, 4, HIDDEN), ids, torch.tensor([[0.0, 1.0, 0.5, 1.0]]))
    assert got.item() == pytest.approx(-2.5 * math.log(size), rel=1e-5)


def test_too_many_labels_are_refused(ranker, states):
    if ranker.scorer.name == "labels":
        with pytest.raises(ModelError, match="27 candidates, but 26 labels"):
            ranker.score(TURNS, ["t"] * 27, np.zeros((27, 5, 24), np.float16))


def test_no_candidates_no_scores(ranker):
    assert ranker.score(TURNS, [], np.zeros((0, 5, 24), np.float16)).shape == (0,)


def test_titles_and_states_must_agree(ranker, states):
    with pytest.raises(ValueError, match="1 listings for 4"):
        ranker.score(TURNS, ["t"], states)


def test_stored_states_equal_fresh_ones(loaded, pictures):
    eye = eye_of(loaded)
    stored = eye.states(pictures)
    assert stored.shape == (3, 5, 24)
    assert stored.dtype == np.float16
    with torch.inference_mode():
        fresh = cls_states(loaded.model.model.vision_tower, batch_views(pictures, loaded.config.preprocessing))
    assert np.allclose(stored, fresh.numpy(), atol=4e-3, rtol=2e-3)
    alone = np.concatenate([eye.states([picture]) for picture in pictures])
    assert np.allclose(stored, alone, atol=4e-3, rtol=2e-3)
    assert eye.states([]).shape == (0, 5, 24)


def test_the_state_is_the_first_position_of_the_last_layer(loaded, pictures):
    """LaViC's [CLS]: before CLIP's post-layernorm, so neither `pooler_output` nor layer -2."""
    views = batch_views(pictures[:1], loaded.config.preprocessing)
    tower = loaded.model.model.vision_tower
    with torch.inference_mode():
        out = tower(views[0], output_hidden_states=True)
        assert torch.allclose(cls_states(tower, views)[0], out.hidden_states[-1][:, 0])
        assert not torch.allclose(cls_states(tower, views)[0], out.pooler_output)


@pytest.mark.parametrize(
    ("text", "found"),
    [("B01", "B01"), ("The best is B012.", "B012"), ("B0123", None), ("", None), ("xB01", None), ("P-1, B01", "P-1")],
)
def test_a_written_id_is_matched_as_a_whole_word(text, found):
    assert first_match(text, ["B01", "B012", "P-1"]) == found


def test_the_papers_procedure_answers_with_a_candidate_or_not_at_all(ranker, states):
    picked = ranker.generate_id(TURNS, ["B1", "B2", "B3", "B4"], LISTINGS, states)
    assert picked in {"B1", "B2", "B3", "B4", None}
