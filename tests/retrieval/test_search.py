"""Searching, against brute force and against hostile words."""

import itertools
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.listing.words import kind_words
from chat.query import weigh_turns
from retrieval.errors import RetrievalError
from retrieval.filters import Filters, allowed_rows
from retrieval.index import TextIndex, TextIndexer
from retrieval.lexical import fts_query, lexical_scores
from retrieval.query import Query, WeightedTurn, query_vector
from retrieval.search import Retriever

KINDS = kind_words(["table lamp", "armchair", "scarf", "lipstick", "vase"])


def search(searcher, texts, k, filters=None):
    """For a conversation's texts, as a turn that sets no limit searches."""
    return searcher.search(weigh_turns(texts, KINDS), k, filters or Filters())


class Given:
    """Vectors in memory, as an indexer takes them."""

    def __init__(self, vectors):
        self._vectors = vectors

    def __len__(self):
        return len(self._vectors)

    def batches(self, size):
        return (self._vectors[start : start + size] for start in range(0, len(self), size))

    def take(self, rows):
        return self._vectors[rows]


HOSTILE = [
    '"',
    '" OR "',
    "NEAR(lamp, 3)",
    "title:lamp",
    "lamp*",
    "-lamp",
    "^lamp",
    "{title kind}: lamp",
    "AND OR NOT",
    "'; DROP TABLE products; --",
    "lamp) OR (1=1",
    "\ud800",
    "lamp \udfff\0",
    "\0",
    "🛋️ 💡",
    "مصباح نحاسي",
    "一盏黄铜台灯",
    "a" * 20_000,
    "lamp " * 5_000,
    "\u202elamp",
    "<|im_start|>system",
]


def passes(product, filters):
    """What `Filters` says in words, without SQL."""
    return (
        (filters.price_min is None or (product.price is not None and product.price >= filters.price_min))
        and (filters.price_max is None or (product.price is not None and product.price <= filters.price_max))
        and (not filters.department or product.department.lower() == filters.department.lower())
        and (not filters.kind or product.kind.lower() == filters.kind.lower())
        and (filters.in_stock is not True or product.in_stock is not False)
        and (filters.in_stock is not False or product.in_stock is False)
        and (not filters.brand or product.brand.lower() == filters.brand.lower())
        and (filters.rating_min is None or (product.rating is not None and product.rating >= filters.rating_min))
    )


ALL_FILTERS = [
    Filters(*values)
    for values in itertools.product(
        (None, 20.0), (None, 80.0), ("", "HOME"), ("", "Vase"), (None, True, False), (None, 3.0), ("", "ORO")
    )
]


def test_filters_equal_brute_force(shop):
    products = shop.products(range(len(shop)))
    for filters in ALL_FILTERS:
        rows = allowed_rows(shop.connect(), filters)
        expected = [row for row, product in enumerate(products) if passes(product, filters)]
        assert (list(range(90)) if rows is None else rows.tolist()) == expected, filters


@pytest.mark.parametrize(
    ("filters", "way"),
    [
        (Filters(kind=("vase", "SCARF"), price_max=60), "SEARCH"),
        (Filters(price_max=60, in_stock=True), "SCAN"),
        (Filters(department="Home", rating_min=4.0), "SCAN"),
        (Filters(brand="Oro"), "SCAN"),
    ],
)
def test_limits_read_their_index_alone(shop, filters, way):
    """Not the table, which is ten times as large."""
    condition, values = filters.where(shop.connect())
    plan = shop.connect().execute(f"EXPLAIN QUERY PLAN SELECT row FROM products WHERE {condition}", values).fetchall()
    assert plan[0][3].startswith(f"{way} products USING COVERING INDEX products_limits"), plan


@pytest.mark.parametrize("filters", [Filters(), Filters(price_max=60), Filters(kind="vase", in_stock=True)])
def test_dense_search_equals_brute_force(shop, filters):
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(90, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    queries = vectors[:7] + 0.1 * rng.normal(size=(7, 64)).astype(np.float32)
    index = TextIndex(_flat(vectors))
    rows = allowed_rows(shop.connect(), filters)
    allowed = np.arange(90) if rows is None else rows
    scores, found = index.search(queries, 10, rows)
    reference = queries @ vectors[allowed].T
    order = np.argsort(-reference, axis=1, kind="stable")[:, :10]
    assert np.array_equal(found, allowed[order])
    np.testing.assert_allclose(scores, np.take_along_axis(reference, order, 1), atol=1e-6)
    np.testing.assert_allclose(index.scores(queries[0], found[0]), scores[0], atol=1e-6)


def _flat(vectors):
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return index


def test_k_beyond_what_there_is(shop, retriever):
    assert len(search(retriever, ["lamp"], 1000)) == 90
    kind = Filters(kind="vase")
    assert len(search(retriever, ["lamp"], 1000, kind)) == 18
    assert search(retriever, ["lamp"], 10, Filters(price_min=50, price_max=10)) == []
    assert search(retriever, ["lamp"], 0) == []


def test_bm25_equals_the_formula(shop):
    """FTS5's BM25 (k1 1.2, b 0.75) with the columns' weights, computed by hand for one word."""
    from retrieval.lexical import COLUMN_WEIGHTS

    products = shop.products(range(90))
    fields = [[product.title, product.kind, product.brand, product.description] for product in products]
    lengths = [sum(len(text.replace(".", "").split()) for text in row) for row in fields]
    weights = list(COLUMN_WEIGHTS.values())
    counts = [
        sum(w * text.lower().replace(".", "").split().count("brass") for w, text in zip(weights, row, strict=True))
        for row in fields
    ]
    holding = sum(count > 0 for count in counts)
    idf = max(np.log((90 - holding + 0.5) / (holding + 0.5)), 1e-6)
    mean = np.mean(lengths)
    expected = {
        row: idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / mean))
        for row, (count, length) in enumerate(zip(counts, lengths, strict=True))
        if count
    }
    found = lexical_scores(shop.connect(), [WeightedTurn("brass", 1.0)], 90, Filters())
    assert found.keys() == expected.keys() and len(found) == 15 + 0 * holding
    top = max(expected.values())
    for row, score in found.items():
        assert score == pytest.approx(expected[row] / top, rel=1e-6)


def test_fusion_is_the_convex_combination(retriever):
    pool = retriever.pool(Query(weigh_turns(["a brass lamp"])), 10)
    assert len(pool.rows) == 90 and pool.dense.min() == 0 and pool.dense.max() == 1 and pool.lexical.max() == 1
    for weight in (0.0, 0.3, 1.0):
        fused = weight * pool.dense + (1 - weight) * pool.lexical
        scores = [score for _, score in pool.best(90, weight)]
        np.testing.assert_allclose(scores, np.sort(fused)[::-1], atol=1e-6)
    found = search(retriever, ["a brass lamp"], 5)
    assert all("brass" in candidate.title for candidate in found)
    by_words = sorted(pool.lexical_rank, key=pool.lexical_rank.get)
    assert all("brass table lamp" in product.title for product in retriever.catalog.products(by_words[:3]))
    best = found[0]
    assert best.score == pytest.approx(max(c.score for c in found)) and best.lexical_rank is not None
    assert sorted(search(retriever, ["brass"], 90), key=lambda c: c.dense_rank)[0].dense_rank == 1
    assert any(c.lexical_rank is None for c in search(retriever, ["brass"], 90))


def test_filters_hold_on_both_sides(retriever, shop):
    for filters in ALL_FILTERS:
        found = search(retriever, ["a brass vase", "or a silk scarf"], 90, filters)
        assert all(passes(shop.product(candidate.id), filters) for candidate in found)
        expected = sum(passes(product, filters) for product in shop.products(range(90)))
        assert len(found) == expected


def test_what_is_excluded_is_in_no_listing(shop, retriever):
    products = shop.products(range(len(shop)))
    for term in ("brass", "table lamps", "brass table lamp", "nowhere said"):
        stem = term.removesuffix("s")
        expected = [row for row, product in enumerate(products) if f" {stem}" not in f" {product.text().lower()}"]
        found = allowed_rows(shop.connect(), Filters(without=(term,)))
        assert found is not None and found.tolist() == expected
    two = allowed_rows(shop.connect(), Filters(without=("brass", "silk"), kind=("vase", "SCARF"), hidden=("s0",)))
    names = [product.text().lower() for product in shop.products(two)]
    assert names and all("brass" not in n and "silk" not in n and ("vase" in n or "scarf" in n) for n in names)
    assert allowed_rows(shop.connect(), Filters(without=('"', "' OR 1=1 --"))).tolist() == list(range(90))
    assert 0 not in allowed_rows(shop.connect(), Filters(hidden=("s0", "' OR '1")))


def test_a_filter_does_not_match_once_for_each_row(shop):
    """FTS5 may be given the allowed rows one by one ('=' in its plan), which takes 40 s at 50,000 products."""
    connection, statements = shop.connect(), []
    connection.set_trace_callback(statements.append)
    lexical_scores(connection, [WeightedTurn("brass", 1.0)], 10, Filters(price_max=50))
    connection.set_trace_callback(None)
    (query,) = [text for text in statements if "MATCH" in text and not text.startswith("--")]
    plan = " / ".join(str(row[3]) for row in connection.execute("EXPLAIN QUERY PLAN " + query))
    assert "VIRTUAL TABLE INDEX 0:M" in plan, plan


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_only_words(retriever, text):
    found = search(retriever, [text], 5)
    assert len(found) in (0, 5)
    assert len(search(retriever, ["a lamp", text], 5, Filters(kind=text[:50]))) == 0
    assert len(retriever.catalog.products(range(90))) == 90


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters()))
def test_any_text_is_a_valid_query(shop, text):
    query = fts_query(text)
    if query:
        shop.connect().execute("SELECT count(*) FROM products_fts WHERE products_fts MATCH ?", (query,)).fetchone()


def test_stop_words_and_quoting():
    assert fts_query("I would like a Brass lamp, please; brass!") == '"brass" OR "lamp"'
    assert fts_query("show me something") == ""
    assert fts_query("anything similar instead, nothing less, not without; never cheaper, rather avoid") == ""
    assert fts_query('title:"x" OR y*') == '"title" OR "x" OR "y"'


def test_empty_conversations(retriever):
    for turns in ([], [""], ["  \n", "\u2003"]):
        assert search(retriever, turns, 5) == []


def test_the_newest_turn_outweighs_the_older_ones(retriever, real_retriever):
    for searcher in (retriever, real_retriever):
        found = search(searcher, ["a silk scarf", "no, a ceramic vase"], 5)
        assert "vase" in found[0].title
        found = search(searcher, ["a ceramic vase", "no, a silk scarf"], 5)
        assert "scarf" in found[0].title
        # and yet the older turns still count: the colour alone does not say what is wanted
        found = search(searcher, ["a ceramic vase", "in ivory"], 3)
        assert found[0].title == "ivory ceramic vase"


@pytest.mark.parametrize(
    "refinement", ["something less shiny", "hmm, not too bright please", "and cheaper?", "anything similar instead?"]
)
def test_a_refinement_that_names_nothing_wanted_keeps_the_products(retriever, refinement):
    assert search(retriever, ["a silk scarf", refinement], 10) == search(retriever, ["a silk scarf"], 10)


def test_the_kind_is_kept_until_another_is_named(retriever, real_retriever):
    for searcher in (retriever, real_retriever):
        refined = ["a silk scarf", "not green", "in ivory", "less shiny", "not too bright"]
        assert all("scarf" in found.title for found in search(searcher, refined, 5))
        for change in ("no, i meant a vase", "now a vase", "sorry, wrong word. a vase"):
            assert all("vase" in found.title for found in search(searcher, [*refined, change], 5)), change


def test_what_is_refused_is_not_searched_for(retriever, real_retriever):
    for searcher in (retriever, real_retriever):
        found = search(searcher, ["a vase, but not ceramic or silk"], 5)
        assert all("vase" in candidate.title for candidate in found)
        assert not all("ceramic" in candidate.title or "silk" in candidate.title for candidate in found)
    assert search(retriever, ["not silk"], 5)  # nothing else was said


def test_query_vector_is_the_weighted_mean(hash_encoder):
    turns = [WeightedTurn("a lamp", 1 / 3), WeightedTurn("a vase", 2 / 3)]
    old, new = hash_encoder.encode(["a lamp", "a vase"])
    mean = old / 3 + new * 2 / 3
    np.testing.assert_allclose(query_vector(turns, hash_encoder), mean / np.linalg.norm(mean), atol=1e-6)


def test_concurrent_chats_get_the_same_answers(retriever):
    questions = [["a brass lamp"], ["silk scarf", "in blue"], ["oak armchair"], ["lipstick"]]
    expected = [search(retriever, turns, 10) for turns in questions]
    wrong = []

    def chat(n):
        for _ in range(20):
            if search(retriever, questions[n % 4], 10) != expected[n % 4]:
                wrong.append(n)

    threads = [threading.Thread(target=chat, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_another_encoder_is_refused(shop, hash_encoder):
    class Other(type(hash_encoder)):
        name = "other"

    with pytest.raises(RetrievalError, match=r"is stale: made by hash .64-d., this is other.*rebuild"):
        Retriever(shop, Other())


@pytest.mark.parametrize("harm", ["truncated", "emptied", "another", "header", "removed"])
def test_a_damaged_index_is_refused(tmp_path, hash_encoder, harm):
    path = tmp_path / "text.faiss"
    TextIndexer(hash_encoder).write(Given(hash_encoder.encode(["a lamp", "a vase"])), path)
    assert len(TextIndex.read(path, 2, 64)) == 2
    data = path.read_bytes()
    if harm == "removed":
        path.unlink()
    else:
        header = data[:8] + b"\xff" * 7 + data[15:]  # a count of vectors that no memory holds
        bad = {"truncated": data[:-1], "emptied": b"", "another": b"\x80\x04" + data[2:], "header": header}
        path.write_bytes(bad[harm])
    with pytest.raises(RetrievalError, match="text index"):
        TextIndex.read(path, 2, 64)


def test_an_index_that_cannot_be_written(tmp_path, hash_encoder):
    with pytest.raises(OSError, match="FAISS could not write"):
        TextIndexer(hash_encoder).write(Given(hash_encoder.encode(["a"])), tmp_path / "nowhere" / "text.faiss")
