"""Listings: true, unlike one another, and mostly silent about what the picture shows."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from studio import listing
from studio.kinds import KINDS
from studio.phrases import BRANDS, DETAILS, MENTIONS, NAMES, STORIES, TITLE_MENTIONS, USES
from studio.plan import plan, sample_plan
from studio.spec import COLORS, MATERIALS

SPECS = sample_plan()
SHOP = listing.stock(SPECS, seed=3)


def test_no_listing_contradicts_its_picture():
    for spec, product in zip(SPECS, SHOP, strict=True):
        assert not listing.lies(product, spec), product


def test_a_lie_would_be_noticed():
    spec, product = next((s, p) for s, p in zip(SPECS, SHOP, strict=True) if s.main.color not in ("navy", "sky blue"))
    told = {**product.as_dict(), "description": "Lovely in lacquered sky blue, with hammered edges."}
    lied = listing.lies(type(product)(**told), spec)
    assert ("color", "sky blue") in lied


def test_two_thirds_of_the_listings_tell_nothing():
    silent = [not listing.mentioned(product, spec) for spec, product in zip(SPECS, SHOP, strict=True)]
    assert 0.6 < sum(silent) / len(silent) < 0.75


def test_a_telling_listing_tells_one_thing():
    for spec, product in zip(SPECS, SHOP, strict=True):
        told = {trait.removeprefix("second_") for trait in listing.mentioned(product, spec)}
        assert len(told) <= 1 or told == {"material", "color"}  # brass tells its colour


def test_titles_are_unique_and_numbers_are_a_shops():
    assert len({product.title.lower() for product in SHOP}) == len(SHOP)
    for spec, product in zip(SPECS, SHOP, strict=True):
        low, high = KINDS[spec.kind].price
        assert low <= product.price <= high and round(product.price, 2) == product.price
        assert 3.6 <= product.rating <= 4.9 and product.rating_count >= 1
        assert (product.id, product.image, product.kind) == (spec.id, f"{spec.id}.webp", spec.kind)
        assert 2 <= len(re.findall(r"[.?!](?= |$)", product.description)) <= 7


def test_many_products_find_titles():
    specs = plan(20 * len(KINDS), seed=6)
    assert len({p.title.lower() for p in listing.stock(specs, seed=1)}) == len(specs)


def test_the_same_seed_gives_the_same_shop():
    assert listing.stock(SPECS, seed=3) == SHOP != listing.stock(SPECS, seed=4)


def test_no_phrase_wears_out():
    said = Counter(s for p in SHOP for s in re.split(r"(?<=[.?!]) ", p.description))
    assert max(said.values()) <= len(SHOP) / 20
    patterns = len(USES) + len(DETAILS) + sum(map(len, STORIES.values())) + sum(len(b.lines) for b in BRANDS)
    assert patterns + sum(map(len, MENTIONS.values())) >= 40


def test_names_and_brands_say_nothing_of_looks():
    words = {w for c in (*COLORS, *MATERIALS) for w in c.split()} | {s for k in KINDS.values() for s in k.silhouettes}
    assert not {n.lower() for n in NAMES} & words
    assert len(set(NAMES)) == len(NAMES) and len({b.name for b in BRANDS}) == len(BRANDS) >= 14
    assert set(TITLE_MENTIONS) <= set(MENTIONS)


@pytest.mark.parametrize("span", [(10, 42), (35, 220), (80, 420)])
def test_prices(span: tuple[int, int]):
    rng = random.Random(0)
    prices = [listing.price(span, rng) for _ in range(300)]
    assert min(prices) >= span[0] and max(prices) <= span[1]
    assert {round(p % 1, 2) for p in prices} <= {0.0, 0.5, 0.9}


def test_sizes_fit_the_silhouette():
    for kind in KINDS.values():
        for silhouette, sizes in kind.sizes_of.items():
            assert silhouette in kind.silhouettes
            assert sizes and set(sizes) <= set(kind.sizes)
    for spec, product in zip(SPECS, SHOP, strict=True):
        kind = KINDS[spec.kind]
        told = product.description.lower()
        others = set(kind.sizes) - set(kind.sizes_of.get(spec.silhouette, kind.sizes))
        assert not [size for size in others if re.search(rf"\b{re.escape(size.lower())}\b", told)], product
