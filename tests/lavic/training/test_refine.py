"""The projector's last pass: what it starts from, what it minimises, that it learns, and that an adapter carries it."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
import torch

from catalog.conversations import Turn
from lavic.choices import Choice
from lavic.modeling import LANGUAGE, load_model, put_adapter
from lavic.scoring.blanks import BlankScorer
from lavic.training.adapters import attach, put_projector, save, trainable
from lavic.training.loop import Run
from lavic.training.refine import Lists, every_loss, refine, whole_projector
from lavic.training.schedule import Lora, Schedule


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


def rows(count: int) -> list[Choice]:
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
        made.append(Choice(turns, ids, ids, states, fits))
    return made


def test_every_candidate_that_fits_is_held_against_all_that_do_not():
    scores = torch.tensor([[2.0, 1.0, 0.0, 9.0], [1.0, 3.0, 9.0, 9.0]])
    fits = torch.tensor([[True, True, False, False], [True, False, False, False]])
    there = torch.tensor([[True, True, True, False], [True, True, False, False]])
    first = (math.log1p(math.exp(-2)) + math.log1p(math.exp(-1))) / 2
    assert float(every_loss(scores, fits, there)) == pytest.approx((first + math.log1p(math.exp(2))) / 2, rel=1e-5)


def test_it_starts_where_lora_stood(tuned):
    loaded, wrapped = tuned
    states = torch.randn(3, 5, 24)
    assert torch.allclose(whole_projector(wrapped)(states), loaded.language().project(states), atol=1e-5)


def test_scores_of_the_lists_are_the_scorers(tuned):
    loaded, wrapped = tuned
    choices = rows(5)
    scorer = BlankScorer(loaded.language())
    scores, fits, there = Lists(choices, scorer).scores(whole_projector(wrapped), [3, 0])
    for row, number in enumerate([3, 0]):
        choice = choices[number]
        count = len(choice.ids)
        expected = scorer.score(choice.turns, choice.listings, torch.from_numpy(choice.states))
        assert torch.allclose(scores[row, :count], expected, atol=1e-3)
        assert there[row].sum() == count and fits[row, :count].tolist() == list(choice.fits)


def test_it_learns_and_an_adapter_carries_it(tuned, llava, tmp_path):
    loaded, wrapped = tuned
    save(wrapped, tmp_path / LANGUAGE, str(llava))
    projector, scorer = whole_projector(wrapped), BlankScorer(loaded.language())
    schedule = Schedule(epochs=6, batch=8, micro_batch=8, lr=0.01)
    figures = refine(
        scorer,
        projector,
        rows(40),
        rows(8),
        torch.full((24,), 0.1),
        lambda parameters: Run(parameters, 40, schedule, tmp_path / "run", "x"),
        lambda best: put_projector(tmp_path / LANGUAGE, best),
    )
    assert figures["best_validation_loss"] < 0.5 * figures["validation_loss_before"]

    served = load_model(str(llava), quantize="none", parts=())
    put_adapter(served.model, tmp_path / LANGUAGE)
    states = torch.randn(2, 5, 24, generator=torch.Generator().manual_seed(random.Random(0).getrandbits(32)))
    with torch.inference_mode():
        assert torch.allclose(served.language().project(states), projector(states), atol=5e-3)
        (blanks,) = BlankScorer(served.language()).blanks([rows(1)[0].turns])
        assert torch.allclose(blanks, scorer.blanks([rows(1)[0].turns])[0], atol=5e-2)
