"""With the real encoder over the sample shop: which kinds a use asks for, in words that `uses.txt` does not have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalog.store import Catalog
from retrieval.search import Retriever
from understanding.kinds.nearest import KindReader
from understanding.kinds.uses import UseReader, tells_use, uses
from understanding.kinds.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def reader() -> Iterator[UseReader]:
    with Catalog.open() as catalog:
        retriever, vocabulary = Retriever(catalog), Vocabulary.of(catalog.connect())
        encode, name = retriever.encoder.encode, retriever.encoder.name
        names = KindReader(vocabulary.kinds, encode, vocabulary.called, name)
        yield UseReader(vocabulary.kinds, encode, vocabulary.called, name, names.by_name, retriever.kind_votes)


@pytest.mark.parametrize(
    ("use", "kind"),
    [
        ("something that stops my jeans sliding down", "belt"),
        ("i want to sip my morning coffee from it", "mug"),
        ("somewhere to grow a basil plant", "planter"),
        ("to pour orange juice at brunch", "pitcher"),
        ("so I can check my face before going out", "mirror"),
        ("the tulips need something to stand in", "vase"),
        ("to keep my neck warm when I cycle", "scarf"),
        ("to bring my wife breakfast in bed on", "tray"),
    ],
)
def test_a_use_asks_for_a_kind(reader: UseReader, use: str, kind: str) -> None:
    assert use not in {sentence for _, sentence in uses()}, "the file itself says it"
    assert kind in reader.read(use).kinds


@pytest.mark.parametrize("use", ["something to mow the grass with", "to dry wet laundry on", "to bake bread in"])
def test_what_the_shop_has_nothing_for_names_no_kind_for_sure(reader: UseReader, use: str) -> None:
    found = reader.read(use)
    assert found.unsold or not found.kinds


@pytest.mark.parametrize(
    ("message", "use"),
    [
        ("something to put my feet up on", True),
        ("a thing to keep my trousers from slipping", True),
        ("so the living room floor isn't so cold", True),
        ("where can i stash my cash and cards", True),
        ("something for my mum's kitchen", True),
        ("something for my aunt", False),
        ("a gift for somebody who likes to cook", False),
        ("something for a friend who loves tea", False),
        ("something in green", False),
        ("something sturdier", False),
        ("show me something nice", False),
    ],
)
def test_which_messages_tell_a_use(message: str, use: bool) -> None:
    assert tells_use(message) == use
