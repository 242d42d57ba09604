"""The reader that ships, on the sample shop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalog.store import Catalog
from retrieval.encoder import TextEncoder
from understanding.kinds.vocabulary import Vocabulary
from understanding.reading import LearntReader


@pytest.fixture(scope="session")
def reader() -> Iterator[LearntReader]:
    encoder = TextEncoder()
    with Catalog.open() as catalog:
        yield LearntReader(Vocabulary.of(catalog.connect()), catalog.connect, encoder.encode, encoder.name)
