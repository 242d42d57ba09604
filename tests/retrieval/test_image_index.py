"""The image index: its order is that of the mean cosine, within filters, and words and photo are fused as told."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from catalog.build import build
from catalog.neighbours import by_sight
from catalog.store import Catalog
from chat.query import as_query
from retrieval.errors import RetrievalError
from retrieval.filters import Filters
from retrieval.image_index import ImageIndex, image_vectors
from retrieval.index import TextIndexer
from retrieval.query import Query
from retrieval.search import DECIDED_BY_IMAGE, PROPOSED_BY_IMAGE, SAME_PICTURE, Retriever
from understanding.dialogue_state import track
from understanding.kinds.vocabulary import NO_VOCABULARY, Vocabulary


class CornerEye:
    """Each view is a corner's colour, so that views differ."""

    fingerprint, dimension, views = "corners", 3, 5

    def states(self, images):
        spots = [(0, 0), (9, 0), (0, 9), (9, 9), (5, 5)]
        pixels = [[image.resize((10, 10)).getpixel(spot) for spot in spots] for image in images]
        return (np.array(pixels, np.float32) / 255).astype(np.float16)


@pytest.fixture(scope="module")
def seen_shop(tmp_path_factory, hash_encoder):
    """30 products in random colours, a vase and a stool in turn; each fifth has no picture."""
    folder, rng = tmp_path_factory.mktemp("seen"), np.random.default_rng(3)
    (folder / "pictures").mkdir()
    rows = []
    for n in range(30):
        Image.fromarray(rng.integers(0, 255, (4, 4, 3), np.uint8)).resize((40, 40)).save(folder / f"pictures/{n}.png")
        kind = ("vase", "stool")[n % 2]
        picture = "" if n % 5 == 4 else f"{n}.png"
        rows.append({"id": f"s{n}", "title": f"{kind} {n}", "kind": kind, "price": 10 + n, "image": picture})
    feed = folder / "feed.jsonl"
    feed.write_text("".join(json.dumps(row) + "\n" for row in rows))
    build(feed, folder / "shop", indexer=TextIndexer(hash_encoder), eye=CornerEye())
    with Catalog.open(folder / "shop") as catalog:
        yield catalog


def test_the_order_is_that_of_the_mean_cosine(seen_shop, hash_encoder):
    retriever = Retriever(seen_shop, hash_encoder)
    for row in (0, 7, 13):
        expected = by_sight(seen_shop, row, 8)
        found = retriever.similar(row, 8)
        assert [other for other, _ in found] == [other for other, _ in expected]
        np.testing.assert_allclose([s for _, s in found], [s for _, s in expected], atol=2e-3)  # half precision
    assert retriever.similar(4, 8) == [], "it has no picture"
    assert len(retriever.similar(0, 50)) == 23, "all others that have one"


def test_vectors_are_of_length_one_and_blank_ones_stay_zero():
    states = np.stack([np.full((5, 3), 7), np.zeros((5, 3)), np.eye(5, 3)]).astype(np.float16)
    lengths = np.linalg.norm(image_vectors(states), axis=1)
    np.testing.assert_allclose(lengths, [1, 0, np.sqrt(3 / 5)], atol=1e-6)


def test_a_search_by_sight_keeps_the_filters(seen_shop, hash_encoder):
    retriever = Retriever(seen_shop, hash_encoder)
    photo = seen_shop.states([7])[0]
    found = retriever.pool(Query(), 10, Filters(kind="vase", price_max=30), photo).best(10, 0.7)
    assert [row for row, _ in found] and all(row % 2 == 0 and row <= 20 and row % 5 != 4 for row, _ in found)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True) and scores[0] == 1 and scores[-1] >= 0


def test_words_and_photo_are_fused_as_told(seen_shop, hash_encoder):
    retriever = Retriever(seen_shop, hash_encoder)
    pool = retriever.pool(as_query(track(["stool 12"]), NO_VOCABULARY), 5, photo=seen_shop.states([7])[0])
    said = 0.7 * pool.dense + 0.3 * pool.lexical
    proposed = PROPOSED_BY_IMAGE * pool.image + (1 - PROPOSED_BY_IMAGE) * said
    decided = DECIDED_BY_IMAGE * pool.image + (1 - DECIDED_BY_IMAGE) * said
    candidates = set(pool.rows[np.argsort(-proposed, kind="stable")[:5]].tolist())
    best = pool.best(5, 0.7)
    assert {row for row, _ in best} == candidates
    np.testing.assert_allclose(
        [score for _, score in best], sorted(decided[sorted(candidates)], reverse=True), atol=1e-5
    )
    found = retriever.find(as_query(track(["stool 12"]), NO_VOCABULARY), 5, seen_shop.states([7])[0])
    assert not found.by_image
    assert next(c.image_rank for c in found.candidates if c.row == 7) == 1


def test_with_words_the_photos_own_product_is_no_better_than_the_next(seen_shop, hash_encoder):
    retriever = Retriever(seen_shop, hash_encoder)
    photo = seen_shop.states([7])[0]
    pool = retriever.pool(as_query(track(["stool 12"]), NO_VOCABULARY), 5, photo=photo)
    at = dict(zip(pool.rows.tolist(), pool.image.tolist(), strict=True))
    alike = retriever.image_index.scores(photo, pool.rows)
    assert {row for row, sight in at.items() if sight == 1} == {
        int(row) for row, score in zip(pool.rows, alike, strict=True) if score >= alike[alike < SAME_PICTURE].max()
    }
    assert len([row for row, sight in at.items() if sight == 1]) > 1
    alone = retriever.pool(Query(), 5, photo=photo)
    assert alone.rows[alone.image == 1].tolist() == [7]


def test_words_that_only_name_the_kind_leave_the_order_to_the_photo(seen_shop, hash_encoder):
    retriever = Retriever(seen_shop, hash_encoder)
    photo = seen_shop.states([7])[0]
    vocabulary = Vocabulary.of(seen_shop.connect())
    found = retriever.find(as_query(track(["a vase like this one"], vocabulary), vocabulary), 5, photo)
    assert found.by_image and all(c.image_rank == place for place, c in enumerate(found.candidates, 1))
    assert retriever.find(Query(), 5, photo).candidates
    assert not retriever.find(Query(), 5).candidates


def test_another_models_states_are_refused(seen_shop):
    with pytest.raises(RetrievalError, match=r"\(5, 4\).*\(5, 3\).*another model"):
        ImageIndex(seen_shop).search(np.ones((5, 4), np.float16), 3)
