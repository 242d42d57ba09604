"""Stage 2 for `match`: who is compared with whom, and the loss by hand."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from catalog.conversations import Turn
from lavic.choices import Choice
from lavic.modeling import LANGUAGE, load_model
from lavic.prompt import Prompter
from lavic.scoring import Language, MatchScorer
from lavic.training.adapters import attach, trainable
from lavic.training.contrast import bundled, contrastive_loss, gather, masked_choice_loss
from lavic.training.schedule import Lora


def choice(words: str, ids: str, right: str, kind: str, *, also: str = "") -> Choice:
    states = np.stack([np.random.default_rng(ord(i)).normal(size=(5, 24)).astype(np.float16) for i in ids])
    fits = tuple(i in right for i in ids)
    truths = (*right, *also)
    talk = (Turn("shopper", words),)
    return Choice(talk, tuple(ids), tuple(ids.upper()), states, fits, (), len(truths), truths, (kind,) * len(ids))


LAMPS = [choice("red", "abcd", "a", "lamp"), choice("blue", "dcba", "bc", "lamp"), choice("tall", "bacd", "d", "lamp")]
VASES = [choice("a vase", "xyz", "y", "vase")]
OTHER_LAMPS = [choice("brass", "ef", "e", "lamp")]


def test_bundles_share_their_candidates_and_hold_every_conversation_once():
    rows = [*LAMPS, *VASES, *OTHER_LAMPS]
    bundles = bundled(rows, 2, seed=0)
    assert sorted(len(bundle) for bundle in bundles) == [1, 1, 1, 2]
    assert all(len({frozenset(c.ids) for c in bundle}) == 1 for bundle in bundles)
    assert sorted(c.turns[0].text for bundle in bundles for c in bundle) == sorted(c.turns[0].text for c in rows)


def test_other_kinds_are_wrong_and_unjudged_products_of_the_kind_count_for_nothing():
    given = gather([(LAMPS[0],), (VASES[0],), (OTHER_LAMPS[0],)], 9, 0.0, random.Random(0))
    names = [name.lower() for name in given.listings]
    assert names == [*"abcd", *"xyz", *"ef"]
    known, fits = given.known.tolist(), given.fits.tolist()
    assert [n for n, k in zip(names, known[0], strict=True) if k] == [*"abcd", *"xyz"], "e and f are lamps, unjudged"
    assert all(known[1]), "a vase was asked for: every lamp is wrong"
    assert [n for n, f in zip(names, fits[0], strict=True) if f] == ["a"]
    assert [n for n, f in zip(names, fits[2], strict=True) if f] == ["e"]


def test_a_truth_that_is_another_bundles_candidate_is_right():
    row = choice("brass", "ef", "e", "lamp", also="a")
    given = gather([(LAMPS[0],), (row,)], 9, 0.0, random.Random(0))
    assert given.fits[1].tolist() == [True, False, False, False, True, False]
    assert given.known[1].tolist() == [True, False, False, False, True, True]


def test_a_draw_keeps_what_fits_each_conversation_and_states_stay_with_their_product():
    for seed in range(20):
        given = gather([tuple(LAMPS[:2])], 3, 0.0, random.Random(seed))
        assert {"A", "B", "C"} <= set(given.listings)
        assert given.fits.any(-1).all()
        own = [LAMPS[0].states["abcd".index(name.lower())] for name in given.listings]
        assert np.array_equal(given.states, np.stack(own))
    blind = gather([tuple(LAMPS[:2]), (VASES[0],)], 3, 1.0, random.Random(0))
    assert not blind.states.any()


def test_the_loss_by_hand():
    scores = torch.tensor([[1.0, 2.0, 0.0, 9.0], [0.0, 0.0, 0.0, 0.0]])
    fits = torch.tensor([[True, False, False, False], [True, True, False, False]])
    known = torch.tensor([[True, True, True, False], [True, True, True, True]])
    mass = np.exp([1.0, 2.0, 0.0])
    expected = (-np.log(mass[0] / mass.sum()) + np.log(2)) / 2
    assert masked_choice_loss(scores, fits, known).item() == pytest.approx(expected, rel=1e-5)


def test_conversations_read_together_are_read_as_alone(llava):
    scorer = _scorer(load_model(str(llava), quantize="none"))
    with torch.inference_mode():
        together = scorer.conversations([c.turns for c in (*LAMPS, *VASES)])
        alone = torch.cat([scorer.conversations([c.turns]) for c in (*LAMPS, *VASES)])
    assert torch.allclose(together, alone, atol=1e-5)


def test_tuning_ranks_each_conversation_right(llava):
    loaded = load_model(str(llava), quantize="none")
    wrapped = attach(loaded.model, LANGUAGE, Lora(r=8, dropout=0.0))
    scorer = _scorer(loaded)
    optimizer = torch.optim.AdamW(trainable(wrapped).values(), lr=3e-3)
    bundles, rng = [tuple(LAMPS), tuple(VASES)], random.Random(0)
    for _ in range(60):
        loss = contrastive_loss(scorer, bundles, 9, 0.0, rng)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.1
    for row in (*LAMPS, *VASES):
        best = scorer.score_cached(row.turns, row.listings, torch.from_numpy(row.states)).argmax().item()
        assert row.fits[best]


def _scorer(loaded) -> MatchScorer:
    return MatchScorer(Language(loaded.model, Prompter(loaded.tokenizer, loaded.config, 3)))
