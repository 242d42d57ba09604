"""The index of a large catalog, on a small one: recall, exact filters, the same bytes again."""

import dataclasses
import json
import threading

import numpy as np
import pytest

import retrieval.index
import retrieval.ivf
from catalog.build import build
from catalog.check import check_catalog
from catalog.store import Catalog
from retrieval.audit import audit
from retrieval.errors import RetrievalError
from retrieval.index import TextIndex, TextIndexer
from retrieval.ivf import RECALL, halved, list_count
from retrieval.query import WeightedTurn
from retrieval.search import Retriever
from tests.catalog.test_store import refresh_manifest
from tests.retrieval.conftest import BlindEye, build_shop, shop_rows
from tests.retrieval.test_search import Given

COUNT, DIMENSION = 4000, 16


@pytest.fixture(scope="module")
def vectors():
    """Clustered, as texts of a shop are."""
    rng = np.random.default_rng(3)
    centres = rng.normal(size=(60, DIMENSION))
    made = centres[rng.integers(0, 60, COUNT)] + 0.5 * rng.normal(size=(COUNT, DIMENSION))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(autouse=True)
def small_limit(monkeypatch):
    monkeypatch.setattr(retrieval.index, "FLAT_LIMIT", 50)
    monkeypatch.setattr(retrieval.ivf, "LOOKED_AT", 1)


@pytest.fixture
def indexer(hash_encoder, monkeypatch):
    made = TextIndexer(hash_encoder)
    monkeypatch.setattr(made, "dimension", DIMENSION)
    return made


@pytest.fixture
def written(indexer, vectors, tmp_path):
    facts = indexer.write(Given(vectors), tmp_path / "text.faiss")
    return facts, TextIndex.read(tmp_path / "text.faiss", COUNT, DIMENSION)


def brute_force(vectors, queries, k, rows):
    """Scores and rows of the k nearest of `rows`, what is stored of them being compared."""
    scores = queries @ halved(vectors[rows]).T
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(scores, order, 1), rows[order]


def test_how_many_lists():
    assert [list_count(n) for n in (1, 40, 200, 4000, 50_001, 1_000_000)] == [1, 1, 4, 64, 512, 2048]


def test_the_recall_in_the_manifest_is_what_a_search_has(written, vectors):
    facts, index = written
    assert facts.kind == "ivf" and facts.lists == 64 and 1 <= facts.probes < 64 and facts.queries == 200
    assert RECALL <= facts.recall_at_10 <= 1 and not index.is_flat
    rng = np.random.default_rng(9)
    queries = vectors[rng.choice(COUNT, 300)] + 0.05 * rng.normal(size=(300, DIMENSION)).astype(np.float32)
    found = index.search(queries, 10)[1]
    truth = brute_force(vectors, queries, 10, np.arange(COUNT))[1]
    recall = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(found, truth, strict=True)])
    assert recall >= 0.95
    assert recall < 1 or facts.probes == 64, "else this would be no test of an approximate index"


def test_more_than_the_nearest_lists_hold(written, vectors):
    """FAISS would fill up with -1."""
    _, index = written
    found = index.search(vectors[:3], 3000)[1]
    assert found.min() >= 0 and [len(set(rows)) for rows in found.tolist()] == [3000] * 3
    assert len(set(index.search(vectors[:1], COUNT + 5)[1][0].tolist())) == COUNT


def test_a_search_compares_enough(indexer, vectors, tmp_path, monkeypatch):
    monkeypatch.setattr(retrieval.ivf, "LOOKED_AT", 900)
    assert indexer.write(Given(vectors), tmp_path / "text.faiss").probes == 16  # of 64 lists, with 62 vectors each


@pytest.mark.parametrize("share", [0.0003, 0.01, 0.1, 0.5, 0.9, 0.999])
def test_filters_are_exact_at_any_selectivity(written, vectors, share):
    _, index = written
    rng = np.random.default_rng(5)
    rows = np.sort(rng.choice(COUNT, max(1, int(share * COUNT)), replace=False))
    queries = vectors[rng.choice(COUNT, 40)] + 0.1 * rng.normal(size=(40, DIMENSION)).astype(np.float32)
    scores, found = index.search(queries, 10, rows)
    expected, truth = brute_force(vectors, queries, 10, rows)
    assert found.shape == truth.shape == (40, min(10, len(rows)))
    np.testing.assert_allclose(scores, expected, atol=1e-5)
    assert np.isin(found, rows).all() and (found == truth).mean() > 0.99  # but for ties


def test_a_filter_far_from_the_query_is_exact_too(written, vectors):
    """The allowed rows lie in lists that an unfiltered search would not look into."""
    _, index = written
    rows = np.sort(np.argsort(vectors @ vectors[0])[:20])
    scores, _ = index.search(vectors[:1], 10, rows)
    np.testing.assert_allclose(scores, brute_force(vectors, vectors[:1], 10, rows)[0], atol=1e-5)
    assert index.search(vectors[:1], 10, np.zeros(0, np.int64))[1].shape == (1, 0)


def test_scores_and_stored_vectors(written, vectors):
    _, index = written
    rows = np.array([7, 3999, 7, 0])
    assert np.array_equal(index.take(rows), halved(vectors[rows]))
    np.testing.assert_allclose(index.scores(vectors[5], rows), halved(vectors[rows]) @ vectors[5], atol=1e-6)


def test_vectors_that_were_stored_give_the_same_bytes(indexer, written, vectors, tmp_path):
    stored = indexer.stored(tmp_path / "text.faiss", COUNT, COUNT)
    indexer.write(Given(stored.take(np.arange(COUNT))), tmp_path / "again.faiss")
    assert (tmp_path / "again.faiss").read_bytes() == (tmp_path / "text.faiss").read_bytes()
    assert indexer.stored(tmp_path / "text.faiss", COUNT, 50) is None, "a flat index keeps them more exactly"
    assert indexer.stored(tmp_path / "text.faiss", COUNT - 1, COUNT) is None
    assert indexer.write(Given(vectors[:50]), tmp_path / "flat.faiss").kind == "flat"
    assert indexer.stored(tmp_path / "flat.faiss", 50, COUNT).is_flat


def test_many_threads(written, vectors):
    _, index = written
    rows, wrong = np.arange(0, COUNT, 3), []
    expected = index.search(vectors[:8], 10, rows)[1]

    def search():
        for _ in range(10):
            if not np.array_equal(index.search(vectors[:8], 10, rows)[1], expected):
                wrong.append(1)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize("harm", ["truncated", "emptied", "another", "header"])
def test_fault_27_a_damaged_index_is_refused(written, tmp_path, harm):
    path = tmp_path / "text.faiss"
    data = path.read_bytes()
    header = data[:8] + b"\xff" * 7 + data[15:]
    path.write_bytes(
        {"truncated": data[: len(data) // 2], "emptied": b"", "another": b"xx" + data, "header": header}[harm]
    )
    with pytest.raises(RetrievalError, match="text index"):
        TextIndex.read(path, COUNT, DIMENSION)


def test_a_shop_of_that_size(tmp_path, hash_encoder):
    """90 products are many here: built, searched within filters, and built again."""
    folder = build_shop(tmp_path, hash_encoder)
    with Catalog.open(folder) as shop:
        assert shop.manifest.text_index.kind == "ivf"
        found = Retriever(shop, hash_encoder).search([WeightedTurn("a brass lamp", 1.0)], 10)
        assert all("brass" in candidate.title for candidate in found[:3])
    feed = tmp_path / "feed.jsonl"
    rows = [row | {"title": "a new one"} if row["id"] == "s4" else row for row in shop_rows()]
    feed.write_text("".join(json.dumps(row) + "\n" for row in rows))
    parts = {"indexer": TextIndexer(hash_encoder), "eye": BlindEye()}
    assert build(feed, folder, **parts).embedded == 1
    build(feed, tmp_path / "clean", **parts)
    assert (folder / "text.faiss").read_bytes() == (tmp_path / "clean" / "text.faiss").read_bytes()
    assert check_catalog(folder) == []


def test_an_audit(tmp_path, hash_encoder, shop, monkeypatch):
    """Of a good shop, of one whose vectors are another shop's, and of one whose recall is not what it says."""
    assert audit(shop, hash_encoder) == []
    folder = build_shop(tmp_path, hash_encoder)
    with Catalog.open(folder) as catalog:
        assert audit(catalog, hash_encoder) == []
        facts = dataclasses.replace(catalog.manifest.text_index, recall_at_10=1.2)
        monkeypatch.setattr(catalog, "manifest", dataclasses.replace(catalog.manifest, text_index=facts))
        (problem,) = audit(catalog, hash_encoder)
        assert "of the 10 nearest; the manifest says 1.200" in problem
    vectors = hash_encoder.encode([f"text {n}" for n in range(90)])
    TextIndexer(hash_encoder).write(Given(vectors), folder / "text.faiss")
    refresh_manifest(folder)
    with Catalog.open(folder) as catalog:
        assert audit(catalog, hash_encoder) == ["50 of 50 vectors of the text index are not those of their products"]

        class Other(type(hash_encoder)):
            name = "other"

        assert audit(catalog, Other()) == ["stale: the text index was made by hash, this program embeds with other"]
        (folder / "text.faiss").write_bytes(b"")
        assert "text index" in audit(catalog, hash_encoder)[0]
