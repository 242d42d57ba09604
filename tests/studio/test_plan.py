"""Plans: balanced, distinct, and training never shows what the shop is tested on."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from studio import plan
from studio.kinds import KINDS
from studio.spec import MATERIALS


def test_training_sees_neither_the_shops_looks_nor_an_unseen_combination():
    shop = {plan.look(spec) for spec in plan.sample_plan()}
    for spec in plan.plan(600, seed=4):
        assert not plan.is_unseen(spec)
        assert plan.look(spec) not in shop


def test_the_shop_contains_unseen_combinations():
    unseen = {plan.combination(spec) for spec in plan.sample_plan() if plan.is_unseen(spec)}
    assert len(unseen) >= 8
    assert unseen <= plan.unseen_combinations()


def test_two_products_of_the_shop_differ_in_two_visible_traits():
    specs = plan.sample_plan()
    assert len({spec.id for spec in specs}) == len(specs) == plan.PER_KIND * len(KINDS)
    for kind in KINDS:
        own = [spec for spec in specs if spec.kind == kind]
        assert all(plan.differences(a, b) >= 2 for i, a in enumerate(own) for b in own[:i])


def test_training_is_balanced_and_every_look_is_its_own():
    specs = plan.plan(10 * len(KINDS), seed=7)
    assert set(Counter(spec.kind for spec in specs).values()) == {10}
    assert len({plan.look(spec) for spec in specs}) == len(specs)
    assert specs[3].id == "T7-00003"


def test_a_longer_plan_begins_with_the_shorter_one():
    assert plan.plan(120, seed=2)[:50] == plan.plan(50, seed=2)


def test_surfaces_are_what_their_material_allows():
    for spec in plan.plan(500, seed=9):
        for surface in filter(None, (spec.main, spec.second)):
            material = MATERIALS[surface.material]
            assert surface.finish in material.finishes
            assert surface.color in material.colors
            assert surface.pattern in material.patterns
            one_colour = surface.pattern in plan.ONE_COLOUR_PATTERNS
            assert one_colour == (not surface.pattern_color)
            if not one_colour:
                assert plan.color_distance(surface.color, surface.pattern_color) >= 32
            if surface.material == "glass":
                assert (surface.finish == "clear") <= (surface.color == "clear")
                assert surface.finish != "tinted" or surface.color not in ("clear", "white", "cream")


def test_about_half_of_what_may_have_a_pattern_is_plain():
    stuffs = [s for kind in KINDS.values() for s in kind.main if s.material in ("ceramic", "linen") and not s.patterns]
    rng = random.Random(0)
    plain = [plan.draw_surface(stuffs, rng).pattern == "plain" for _ in range(2000)]
    assert 0.45 < sum(plain) / len(plain) < 0.55


def test_the_shops_own_seed_is_refused():
    with pytest.raises(ValueError, match="never trained on"):
        plan.plan(1, seed=plan.SHOP_SEED)


def test_lightness_of_white_and_black():
    assert plan.lightness("clear") == pytest.approx(100, abs=0.1)  # #FFFFFF
    assert plan.lightness("black") < 12 < 90 < plan.lightness("white")
