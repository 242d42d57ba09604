"""The shop that ships: whole, large enough, and never trained on."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from catalog.conversations import read
from catalog.store import SAMPLE, Catalog
from lavic.modeling import TINY_CHECKPOINT, load_model

FOLDER = SAMPLE.parent


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def test_the_shop_is_whole():
    with Catalog.open() as shop:
        assert len(shop) >= 360
        products = shop.products(range(len(shop)))
        assert len({product.kind for product in products}) >= 36
        assert {product.department for product in products} == {"home", "fashion", "beauty"}
        assert len({product.title for product in products}) == len(shop)
        for product in products:
            assert product.price
            with Image.open(shop.picture(product)) as picture:
                assert min(picture.size) >= 512


def test_listings_mostly_leave_the_looks_to_the_picture():
    from studio.listing import mentioned
    from studio.pool import read_pool

    pool = read_pool(FOLDER / "truth.jsonl", FOLDER / "feed.jsonl")
    silent = sum(not {"color", "finish", "pattern"} & mentioned(product, spec) for spec, product in pool)
    assert silent / len(pool) > 0.5


def test_the_shipped_model_is_the_one_that_the_shop_was_built_with():
    with Catalog.open() as shop:
        assert not shop.stale_eye(load_model(parts=("vision",)).encoder_fingerprint)


def test_the_checkpoint_says_where_it_comes_from():
    manifest = json.loads((TINY_CHECKPOINT / "manifest.json").read_text())
    assert "distill" in manifest["stages"]
    assert all({"name", "licence", "sha256"} <= set(base) for base in manifest["bases"])
    assert "/" not in json.dumps([stage["config"] for stage in manifest["stages"].values()])


def test_the_checkpoint_has_had_both_stages():
    manifest = json.loads((TINY_CHECKPOINT / "manifest.json").read_text())
    assert {"distill", "tune"} <= set(manifest["stages"])


def test_the_held_out_conversations_are_about_this_shop():
    with Catalog.open() as shop:
        talks = list(read(FOLDER / "heldout.jsonl"))
        assert len(talks) >= 400
        for talk in talks:
            assert talk.gt_items
            assert all(item in shop for item in (*talk.gt_items, *talk.candidates["candidates_live"]))
            assert {"visual", "textual", "both"} & set(talk.tags)


def test_every_product_is_whole_framed_and_unlike_the_others():
    from studio.inspect import inspect

    findings = inspect(FOLDER)
    assert [f for f in findings if f.check != "colour"] == []
    # Mirrored light and thin frames hide a few: 7 of the 228 pictures that this bound was set on.
    assert len(findings) <= 0.04 * len(rows("truth.jsonl")), findings


def test_training_never_sees_the_combinations_that_the_shop_holds_out():
    from studio.plan import combination, is_unseen, plan
    from studio.pool import read_truth

    held_out = {combination(spec) for spec in read_truth(FOLDER / "truth.jsonl") if is_unseen(spec)}
    assert len(held_out) >= 6
    for seed in (1, 2, 3):
        assert not held_out & {combination(spec) for spec in plan(800, seed)}


def test_no_look_of_the_shop_is_in_a_training_plan():
    from studio.plan import look, plan
    from studio.pool import read_truth

    shop = {look(spec) for spec in read_truth(FOLDER / "truth.jsonl")}
    training = plan(400, seed=1)
    assert not shop & {look(spec) for spec in training}
    assert not {spec.id for spec in training} & {row["id"] for row in rows("feed.jsonl")}


def test_nothing_that_serving_opens_holds_the_truth():
    names = {path.name for path in Path(SAMPLE).iterdir()}
    assert names == {"manifest.json", "catalog.sqlite", "text.faiss", "tokens.npy", "images"}
