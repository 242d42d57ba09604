"""The second shop that ships: whole, look-free in its words, and of people whose photographs nothing is trained on."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter

import pytest
from PIL import Image

from catalog.conversations import read
from catalog.store import SECONDHAND, Catalog
from lavic.modeling import load_model
from studio.pool import PoolError
from studio.secondhand import by_eye, kind_of, listings, pieces, shrink
from studio.secondhand_split import ALWAYS_TRAINING

FOLDER = SECONDHAND.parent
PATTERNS = {
    "plain",
    "striped",
    "stripes",
    "floral",
    "checked",
    "dotted",
    "dots",
    "lettering",
    "embroidered",
    "camouflage",
}
COLOURS = {
    "black",
    "white",
    "grey",
    "gray",
    "blue",
    "navy",
    "red",
    "pink",
    "green",
    "brown",
    "yellow",
    "orange",
    "purple",
}


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def test_the_shop_is_whole_and_every_picture_opens() -> None:
    with Catalog.open(FOLDER) as shop:
        products = shop.products(range(len(shop)))
        assert len(shop) >= 240
        assert [product.id for product in products] == [row["id"] for row in rows("feed.jsonl")]
        assert 17 <= len({product.kind for product in products}) <= 25
        assert len({product.title for product in products}) == len(shop)
        assert len({product.brand for product in products}) == len({row["person"] for row in rows("truth.jsonl")})
        size = 0
        for product in products:
            path = shop.picture(product)
            assert path is not None and product.price and product.rating is None
            size += path.stat().st_size
            with Image.open(path) as picture:
                picture.load()
                assert picture.mode == "RGB" and 400 <= max(picture.size) <= 512
        assert size <= 8 * 2**20


def test_the_shop_was_built_with_the_model_that_ships() -> None:
    with Catalog.open(FOLDER) as shop:
        assert not shop.stale_eye(load_model(parts=("vision",)).encoder_fingerprint)


def test_no_listing_tells_the_look() -> None:
    truth = {row["id"]: row for row in rows("truth.jsonl")}
    for row in rows("feed.jsonl"):
        seen = truth[row["id"]]
        looks = {word for name in (seen["colour"], *seen["colours"], seen["pattern"]) for word in name.split()}
        told = {*re.findall("[a-z]+", f"{row['title']} {row['description']}".lower())}
        assert not told & (looks | PATTERNS | COLOURS) - {"other", "animal", "printed", "motif"}, row["title"]


def test_sizes_and_conditions_are_said_in_every_listing() -> None:
    for row in rows("feed.jsonl"):
        assert re.match(r"(?:EU size|Size|One size)\b", row["description"])
        assert re.search(r"Condition: (?:new with tag|like new|very good|good|worn)\.", row["description"])
    prices = [row["price"] for row in rows("feed.jsonl")]
    assert min(prices) >= 2 and max(prices) <= 60


def test_nobody_of_the_shop_is_trained_on() -> None:
    people = {row["person"] for row in rows("truth.jsonl")}
    assert people and not people & ALWAYS_TRAINING
    assert not {row["photo"] for row in rows("truth.jsonl")} & by_eye()["left_out"].keys()


def test_the_held_out_requests_are_about_this_shop() -> None:
    sold = {row["id"]: row for row in rows("feed.jsonl")}
    asked = list(read(FOLDER / "heldout.jsonl"))
    tags = Counter(tag for one in asked for tag in one.tags)
    assert tags["look"] >= 350 and tags["mood"] >= 200
    for one in asked:
        kinds = {(sold[id]["kind"], sold[id]["department"]) for id in one.candidates["candidates_kind"]}
        assert len(kinds) == 1 and 4 <= len(one.candidates["candidates_kind"]) <= 10
        assert one.gt_items[0] in one.candidates["candidates_kind"]
        assert {*one.gt_items, *one.candidates["candidates_live"]} <= sold.keys()


@pytest.fixture
def annotated(tmp_path):
    """Three photographs by two people, of which one is worn; one person is always trained on."""
    (tmp_path / "photos").mkdir()
    seen = {
        "sort": "Hat",
        "kind": "baseball cap",
        "colour": "red",
        "colours": [],
        "pattern": "plain",
        "material": "cotton",
    }
    seen |= {
        "details": [],
        "style": "sporty",
        "kids": False,
        "title": "Cap with a curved peak",
        "caption": "A red cap.",
    }
    seen |= {"requests": ["a red cap", "for the stadium"]}
    made = [("a", "7", "laid flat"), ("b", "7", "worn"), ("c", "204", "laid flat")]
    lines = [json.dumps(seen | {"id": id, "person": person, "shown": shown}) for id, person, shown in made]
    (tmp_path / "annotations.jsonl").write_text("\n".join(lines))
    for id, _, _ in made:
        Image.new("RGB", (600, 900), "red").save(tmp_path / "photos" / f"{id}.jpg")
    return tmp_path


def test_only_what_nobody_wears_and_nobody_trains_on_is_for_sale(annotated) -> None:
    (cap,) = pieces(annotated)
    assert (cap.seen["id"], cap.kind, cap.department) == ("a", "cap", "adults")
    assert list(listings([cap], 1)) == list(listings([cap], 1)) != list(listings([cap], 2))
    shrink([cap], annotated, annotated / "pictures")
    with Image.open(annotated / "pictures" / cap.picture) as picture:
        assert picture.size == (341, 512)


def test_a_folder_without_annotations_and_a_garment_without_a_sort_are_told(annotated) -> None:
    with pytest.raises(PoolError, match="add one to"):
        kind_of({"kind": "umbrella"})
    shutil.rmtree(annotated / "photos")
    with pytest.raises(PoolError, match=r"photos/a\.jpg"):
        shrink(pieces(annotated), annotated, annotated / "pictures")
    (annotated / "annotations.jsonl").unlink()
    with pytest.raises(PoolError, match=r"expected annotations\.jsonl"):
        pieces(annotated)
