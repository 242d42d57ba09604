from __future__ import annotations

import numpy as np
import pytest
import torch

from lavic.errors import ModelError
from lavic.paper import first_match
from lavic.rank import Ranker
from lavic.scoring.late_interaction import SCALE, ScoringRow
from lavic.scoring.prior import log_prior_of_places
from lavic.views import batch_views
from lavic.vision import cls_states, vision_encoder
from tests.lavic.conftest import LISTINGS, TURNS

CLOSE = {"atol": 2e-4, "rtol": 1e-4}


def test_permuting_candidates_permutes_scores(ranker, states):
    order = [2, 0, 3, 1]
    scores = ranker.score(TURNS, LISTINGS, states)
    moved = ranker.score(TURNS, [LISTINGS[i] for i in order], states[order])
    if ranker.scorer.name == "late_interaction":
        assert np.allclose(moved, scores[order], **CLOSE)
    else:
        assert np.exp(scores).sum() == pytest.approx(1, abs=1e-4) == np.exp(moved).sum()
        assert not np.allclose(moved, scores[order], atol=1e-2), "a list is read in order, and its scores depend on it"


def test_scores_see_the_picture_the_title_and_the_words(ranker, states):
    scores = ranker.score(TURNS, LISTINGS, states)
    assert np.isfinite(scores).all()
    assert len(set(scores.round(4))) == len(LISTINGS)
    other = states.copy()
    other[1] = -other[1]
    assert ranker.score(TURNS, LISTINGS, other)[1] != pytest.approx(scores[1], abs=1e-5)
    assert ranker.score(TURNS[:1], LISTINGS, states)[1] != pytest.approx(scores[1], abs=1e-5)


def test_as_many_candidates_as_are_served_are_scored(ranker, states):
    many = np.repeat(states[:1], ranker.candidates, axis=0)
    assert len(ranker.score(TURNS, ["Oro"] * ranker.candidates, many)) == ranker.candidates >= 10


def test_withheld_pictures_change_nothing(ranker, states):
    blind = ranker.score(TURNS, LISTINGS, states, mask_images=True)
    assert np.allclose(blind, ranker.score(TURNS, LISTINGS, -states, mask_images=True), **CLOSE)


@pytest.mark.parametrize("ranker", ["late_interaction"], indirect=True)
class TestLateInteraction:
    def test_batch_equals_one_by_one(self, ranker, states):
        together = ranker.score(TURNS, LISTINGS, states)
        alone = [ranker.score(TURNS, [t], s[None])[0] for t, s in zip(LISTINGS, states, strict=True)]
        assert np.allclose(together, alone, **CLOSE)

    def test_conversations_together_equal_each_by_itself(self, ranker, states):
        """Of unequal length, with unequally many candidates, one of them without a picture."""
        states[1] = 0
        scoring = [
            ScoringRow(TURNS, LISTINGS, torch.from_numpy(states), torch.rand(len(LISTINGS))),
            ScoringRow(TURNS[:1], LISTINGS[:2], torch.from_numpy(states[:2])),
        ]
        with torch.inference_mode():
            together = ranker.scorer.score_rows(scoring)
            for scores, row in zip(together, scoring, strict=True):
                assert torch.allclose(scores, ranker.scorer.score(*row), **CLOSE)

    def test_equals_the_logits_of_a_head_that_has_the_product_for_words(self, ranker, states):
        """From the class's own forward pass: the vectors put in the head's place give the same numbers."""
        language = ranker.language
        ids = torch.tensor([language.prompter.late_interaction(TURNS).ids])
        with torch.inference_mode():
            hidden = language.model(input_ids=ids, output_hidden_states=True).hidden_states[-1][0, -5:]
            vectors = language.project(torch.from_numpy(states))
            logits = torch.stack([hidden @ vectors[:, view].T for view in range(5)])  # query token, view, product
            expected = SCALE * sum(logits[view, view] for view in range(5))
            assert torch.allclose(ranker.scorer.score(TURNS, LISTINGS, torch.from_numpy(states)), expected, **CLOSE)

    def test_a_conversation_weighs_looks_against_what_listings_tell(self, ranker, states):
        """Untrained it counts once; then as the layer says, and only where pictures are seen."""
        told, gate = torch.rand(len(LISTINGS)), ranker.language.model.prior_gate

        def score(turns, **how):
            with torch.inference_mode():
                return ranker.scorer.score(turns, LISTINGS, torch.from_numpy(states), **how)

        looks, blind = score(TURNS), score(TURNS, mask_images=True)
        assert torch.allclose(score(TURNS, log_prior=told), looks + told, **CLOSE)
        gate.linear.bias.data = 2 * (torch.tensor([0.5]).log() / 2).atanh() / 3
        assert torch.allclose(score(TURNS, log_prior=told), looks + 0.5 * told, **CLOSE)
        assert torch.allclose(score(TURNS, log_prior=told, mask_images=True), blind + told, **CLOSE)
        gate.linear.bias.data = torch.tensor([99.0])
        assert torch.allclose(score(TURNS, log_prior=told), looks + np.exp(2) * told, **CLOSE), "bounded"
        gate.linear.bias.data.zero_()

    def test_each_query_token_is_for_one_view(self, ranker, states):
        assert not np.allclose(
            ranker.score(TURNS, LISTINGS, states[:, ::-1].copy()), ranker.score(TURNS, LISTINGS, states)
        )

    def test_a_product_without_a_picture_is_judged_by_its_listing(self, ranker, states):
        states[1] = 0
        scores = ranker.score(TURNS, LISTINGS, states)
        assert scores[1] == pytest.approx(ranker.score(TURNS, LISTINGS, states, mask_images=True)[1], abs=1e-4)
        assert np.isfinite(ranker.score(TURNS, ["", *LISTINGS[1:]], states, mask_images=True)).all()


def test_retrieval_adds_its_score_by_the_weight_of_the_model(ranker, states):
    ranker.prior = 4.0
    scores = ranker.score(TURNS, LISTINGS, states)
    moved = ranker.score(TURNS, LISTINGS, states, [1.0, 0.5, 0.0, 0.25])
    assert np.allclose(moved - scores, [4, 2 - np.log(2), -np.log(4), 1 - np.log(3)], atol=1e-4)
    assert np.allclose(ranker.score(TURNS, LISTINGS, states, [0.5] * 4) - scores, 2, atol=1e-4), "they share a place"
    with pytest.raises(ValueError, match="2 retrieval scores for 4"):
        ranker.score(TURNS, LISTINGS, states, [1.0, 0.5])


def test_a_model_that_does_not_weigh_retrieval_leaves_its_order_out_too(ranker, states):
    assert ranker.prior == 0
    told = ranker.score(TURNS, LISTINGS, states, [1.0, 0.5, 0.0, 0.25])
    assert np.array_equal(told, ranker.score(TURNS, LISTINGS, states))


def test_places_are_as_likely_as_one_over_them_whatever_the_order_they_come_in():
    scores = [0.2, 0.9, 0.2, 0.0, 0.5]
    assert np.allclose(np.exp(log_prior_of_places(scores)), [1 / 3, 1, 1 / 3, 1 / 5, 1 / 2])
    assert np.array_equal(log_prior_of_places(scores)[::-1], log_prior_of_places(scores[::-1]))
    assert log_prior_of_places([0.3]).tolist() == [0.0]


@pytest.mark.parametrize("ranker", ["listwise"], indirect=True)
def test_too_many_labels_are_refused(ranker):
    with pytest.raises(ModelError, match="27 candidates, but 26 labels"):
        ranker.score(TURNS, ["t"] * 27, np.zeros((27, 5, 24), np.float16))


@pytest.mark.parametrize(("older", "name"), [("blanks", "late_interaction"), ("labels", "listwise")])
def test_a_scorer_answers_to_its_older_name(loaded, older, name):
    assert Ranker(loaded, scoring=older).scorer.name == name
    with pytest.raises(ModelError, match="unknown scoring 'blinks'; there are late_interaction, listwise"):
        Ranker(loaded, scoring="blinks")


def test_no_candidates_no_scores(ranker):
    assert ranker.score(TURNS, [], np.zeros((0, 5, 24), np.float16)).shape == (0,)


def test_titles_and_states_must_agree(ranker, states):
    with pytest.raises(ValueError, match="1 listings for 4"):
        ranker.score(TURNS, ["t"], states)


def test_stored_states_equal_fresh_ones(loaded, pictures):
    eye = vision_encoder(loaded)
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


@pytest.mark.parametrize(
    ("ids", "picked"),
    [
        (["B1", "7" * 9, "7" * 10, "B4"], "7" * 10),
        (["B1", "7" * 9, "7" * 11, "B4"], None),
    ],
)
def test_the_papers_procedure_answers_with_what_was_written_or_not_at_all(loaded, states, ids, picked):
    """Whatever it reads, this model writes sevens: ten of them, since the reference decodes ten tokens."""
    head = loaded.model.lm_head
    sevens = torch.zeros(head.out_features)
    sevens[loaded.tokenizer.convert_tokens_to_ids("7")] = 1e4
    head.bias = torch.nn.Parameter(sevens, requires_grad=False)
    assert Ranker(loaded).generate_id(TURNS, ids, LISTINGS, states) == picked
