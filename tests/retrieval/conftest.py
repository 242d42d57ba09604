"""A shop of 90 products, once with a hashing encoder (fast, plain to reason about) and once with MiniLM."""

import hashlib
import itertools
import json
import re

import numpy as np
import pytest

from catalog.build import build
from catalog.store import Catalog
from retrieval.encoder import TextEncoder
from retrieval.index import TextIndexer
from retrieval.search import Retriever

KINDS = ("table lamp", "armchair", "scarf", "lipstick", "vase")
MATERIALS = ("brass", "oak", "linen", "ceramic", "steel", "silk")
COLOURS = ("blue", "green", "ivory")


class HashEncoder:
    """A bag of words, each at one of 64 places: cosines are shares of common words."""

    name = "hash"
    dimension = 64

    def encode(self, texts):
        vectors = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                vector[hashlib.sha256(word.encode("utf-8", "replace")).digest()[0] % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class BlindEye:
    fingerprint = "blind"
    dimension = 2
    views = 5

    def states(self, images):
        return np.ones((len(images), 5, 2), np.float16)


def shop_rows():
    """Every kind in every material and colour; some prices, ratings and stocks are unknown."""
    rng = np.random.default_rng(7)
    for n, (kind, material, colour) in enumerate(itertools.product(KINDS, MATERIALS, COLOURS)):
        yield {
            "id": f"s{n}",
            "title": f"{colour} {material} {kind}",
            "kind": kind,
            "department": "home" if kind in ("table lamp", "armchair", "vase") else "fashion",
            "brand": ("Oro", "", "Fjell", "Norrvik")[n % 4] if n % 5 == 0 else "",
            "description": f"A {kind} for people who like {material}.",
            "price": None if n % 11 == 0 else round(float(rng.uniform(5, 200)), 2),
            "rating": None if n % 7 == 0 else round(float(rng.uniform(1, 5)), 1),
            "in_stock": (True, False, None)[n % 3],
        }


def build_shop(folder, encoder):
    feed = folder / "feed.jsonl"
    feed.write_text("".join(json.dumps(row) + "\n" for row in shop_rows()))
    build(feed, folder / "shop", indexer=TextIndexer(encoder), eye=BlindEye())
    return folder / "shop"


@pytest.fixture(scope="session")
def hash_encoder():
    return HashEncoder()


@pytest.fixture(scope="session")
def shop(tmp_path_factory, hash_encoder):
    with Catalog.open(build_shop(tmp_path_factory.mktemp("hash"), hash_encoder)) as catalog:
        yield catalog


@pytest.fixture(scope="session")
def retriever(shop, hash_encoder):
    return Retriever(shop, hash_encoder)


@pytest.fixture(scope="session")
def minilm():
    return TextEncoder().load()


@pytest.fixture(scope="session")
def real_shop(tmp_path_factory, minilm):
    """The folder of a catalog built with MiniLM."""
    return build_shop(tmp_path_factory.mktemp("minilm"), minilm)


@pytest.fixture(scope="session")
def real_retriever(real_shop, minilm):
    with Catalog.open(real_shop) as catalog:
        yield Retriever(catalog, minilm)
