"""A size that is asked for as a filter: what the listings say."""

import sqlite3

from retrieval.filters import Filters, allowed_rows, any_passes, read_once
from understanding.sizes.requested import find_sizes


def test_only_products_of_that_size_pass() -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE products(row INTEGER PRIMARY KEY, title, description, kind)")
    lamps = [("Tall lamp", "140 cm tall."), ("Lamp", "38 cm tall."), ("Lamp, 1.4 m", None), ("Lamp", "Of oak.")]
    base.executemany("INSERT INTO products(title, description, kind) VALUES (?, ?, 'lamp')", lamps)
    filters = Filters(kind="lamp", sizes=find_sizes("140 cm tall"))
    rows = allowed_rows(base, filters)
    assert rows is not None
    assert rows.tolist() == [1, 3]
    assert read_once(base, filters) == Filters(kind="lamp", rows=(1, 3))
    for_two = allowed_rows(base, read_once(base, filters))
    assert for_two is not None
    assert for_two.tolist() == [1, 3]
    assert not any_passes(base, Filters(sizes=find_sizes("140 cm tall, 90 cm wide")))
