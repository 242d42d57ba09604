"""Reading a catalog back, and FAULTS 27-29: truncated, flipped, foreign, stale."""

import contextlib
import gc
import json
import threading
from pathlib import Path

import numpy as np
import pytest

from catalog.check import check_catalog
from catalog.errors import CatalogError, NoSuchProduct
from catalog.manifest import file_entry
from catalog.store import Catalog


def refresh_manifest(shop, **changes):
    """Makes the manifest agree with the files, as somebody who forges a catalog would."""
    path = shop / "manifest.json"
    row = json.loads(path.read_text())
    for name in row["files"]:
        entry = file_entry(shop / name)
        row["files"][name] = {"sha256": entry.sha256, "bytes": entry.bytes}
    path.write_text(json.dumps(row | changes))


def test_products_rows_and_ids(shop):
    with Catalog.open(shop) as catalog:
        assert len(catalog) == 20 and catalog.ids == tuple(f"p{n}" for n in range(20))
        assert [product.id for product in catalog.products([7, 0, 7])] == ["p7", "p0", "p7"]
        assert len(catalog.products(list(range(20)) * 100)) == 2000
        product = catalog.product("p6")
        assert (product.title, product.price, product.in_stock, product.currency) == ("lamp 6", 16.0, True, "USD")
        assert catalog.row("p6") == 6
        assert "p6" in catalog and "p20" not in catalog and "\ud800" not in catalog
        assert catalog.has_picture(6) and not catalog.has_picture(4)
        assert catalog.picture(catalog.product("p4")) is None
        assert catalog.products([]) == [] and catalog.states([]).shape == (0, 5, 3)
        states = catalog.states([9, 1])
        assert states.dtype == np.float16 and states.shape == (2, 5, 3)
        assert np.array_equal(states[1], catalog.states([1])[0])


def test_a_folder_stands_for_the_shop_in_it(shop, tmp_path):
    """`--catalog catalog/secondhand`, beside whose shop its feed and pictures lie."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "feed.jsonl").write_text("")
    with pytest.raises(CatalogError, match=r"no built catalog.*found feed.jsonl"):
        Catalog.open(home)
    (home / "shop").mkdir()
    with pytest.raises(CatalogError, match="no built catalog"):
        Catalog.open(home)
    (home / "shop").rmdir()
    shop.rename(home / "shop")
    with Catalog.open(home) as catalog:
        assert len(catalog) == 20 and catalog.folder == home / "shop"
    assert check_catalog(home) == []


@pytest.mark.parametrize("id", ["nobody", "", "' OR 1=1 --", "\ud800", "p\0"])
def test_an_unknown_id(shop, id):
    with Catalog.open(shop) as catalog, pytest.raises(NoSuchProduct, match="no product"):
        catalog.product(id)
    assert issubclass(NoSuchProduct, KeyError) and issubclass(NoSuchProduct, CatalogError)


@pytest.mark.parametrize("rows", [[20], [-1], [0, 10**12]])
def test_rows_that_are_not_there(shop, rows):
    with Catalog.open(shop) as catalog:
        for call in (catalog.products, catalog.states, catalog.seen):
            with pytest.raises(CatalogError, match="expected 0 to 19"):
                call(rows)


def test_nothing_can_be_written(shop):
    import sqlite3

    with Catalog.open(shop) as catalog:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            catalog.connect().execute("DELETE FROM products")
        with pytest.raises(ValueError, match="read-only"):
            catalog._tokens[0] = 1


def test_many_threads(shop):
    with Catalog.open(shop) as catalog:
        seen, connections = [], set()

        def work(n):
            for row in range(20):
                assert catalog.products([row])[0].id == f"p{row}"
            connections.add(id(catalog.connect()))
            barrier.wait()
            seen.append(n)

        barrier = threading.Barrier(8)
        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(seen) == 8 and len(connections) == 8


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc/self/fd")
def test_threads_that_end_leave_no_open_file(shop):
    with Catalog.open(shop) as catalog:
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(50):
            thread = threading.Thread(target=lambda: catalog.product("p1"))
            thread.start()
            thread.join()
        gc.collect()
        assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1


@pytest.mark.parametrize("name", ["catalog.sqlite", "text.faiss", "tokens.npy"])
@pytest.mark.parametrize("harm", ["truncated", "flipped", "emptied", "removed", "longer"])
def test_fault_27_a_damaged_file(shop, name, harm):
    path = shop / name
    data = bytearray(path.read_bytes())
    if harm == "flipped":
        data[len(data) // 2] ^= 1
    path.unlink()
    if harm != "removed":
        path.write_bytes({"truncated": data[:-7], "flipped": data, "emptied": b"", "longer": data + b"\0"}[harm])
    with pytest.raises(CatalogError, match=rf"{name}.*rebuild: python -m catalog build FEED --out .*shop"):
        Catalog.open(shop)
    assert len(check_catalog(shop)) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("[]", "schema version None"),
        ('{"schema_version": 99}', "schema version 99; this program reads 2"),
        ('{"schema_version": 1}', "schema version 1; this program reads 2"),
        ('{"schema_version": 2}', "is damaged"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_damaged_manifest(shop, text, reason):
    (shop / "manifest.json").write_text(text)
    with pytest.raises(CatalogError, match=f"{reason}.*rebuild"):
        Catalog.open(shop)


def test_fault_58_any_flipped_bit_of_the_manifest(shop):
    """Each byte in turn: refused when it is opened, told by `check`, or (white space, another name of who made it, a
    figure that is only told) harmless: then every product is still there."""
    path = shop / "manifest.json"
    whole = path.read_bytes()
    told = 0
    for at in range(len(whole)):
        harmed = bytearray(whole)
        harmed[at] ^= 1 << at % 7
        path.write_bytes(harmed)
        problems = check_catalog(shop)
        told += bool(problems)
        assert all(isinstance(problem, str) and problem for problem in problems)
        with contextlib.suppress(CatalogError), Catalog.open(shop) as catalog:
            assert len(catalog) == 20 and catalog.products([0, 19])[1].id == "p19"
    assert told > len(whole) / 2


def test_a_half_built_or_foreign_folder(shop, tmp_path):
    (shop / "manifest.json").unlink()
    with pytest.raises(CatalogError, match=r"no manifest.json, found catalog.sqlite.*build one: python -m catalog"):
        Catalog.open(shop)
    with pytest.raises(CatalogError, match="no catalog at"):
        Catalog.open(tmp_path / "nothing")
    with pytest.raises(CatalogError, match=r"cannot read|no catalog"):
        Catalog.open(tmp_path / "old" / "feed.jsonl")


def test_fault_28_objects_in_the_tokens_are_never_loaded(shop):
    """FAULTS 28: a pickle that would write a file, in a catalog whose manifest agrees with it."""

    class Bomb:
        def __reduce__(self):
            return (open, (str(shop.parent / "exploded"), "w"))

    np.save(shop / "tokens.npy", np.array([Bomb()] * 20, dtype=object), allow_pickle=True)
    refresh_manifest(shop)
    with pytest.raises(CatalogError, match="not an array of numbers"):
        Catalog.open(shop)
    assert not (shop.parent / "exploded").exists()


def test_tokens_of_another_shape_or_type(shop):
    for array in (np.zeros((20, 5, 4), np.float16), np.zeros((20, 5, 3), np.float32)):
        np.save(shop / "tokens.npy", array)
        refresh_manifest(shop)
        with pytest.raises(CatalogError, match=r"expected float16 \(20, 5, 3\)"):
            Catalog.open(shop)


def test_counts_that_do_not_agree(shop):
    refresh_manifest(shop, products=19)
    with pytest.raises(CatalogError, match=r"has 20 products in its database.*manifest says 19"):
        Catalog.open(shop)


def test_fault_29_stale_tokens(shop):
    with Catalog.open(shop) as catalog:
        assert not catalog.stale_eye("mean-colour") and catalog.stale_eye("another")


def test_check_reads_the_pictures(shop):
    with Catalog.open(shop) as catalog:
        path = catalog.picture(catalog.product("p1"))
        other = catalog.picture(catalog.product("p2"))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert any(path.name in problem for problem in check_catalog(shop))
    path.write_bytes(other.read_bytes())
    assert any("not the ones that were stored" in problem for problem in check_catalog(shop))
    path.unlink()
    assert any("cannot be opened" in problem for problem in check_catalog(shop))
    path.write_bytes(data)
    (shop / "notes.txt").write_text("x")
    assert check_catalog(shop) == ["files that are no part of a catalog: notes.txt"]


def test_a_closed_catalog_says_so(shop):
    catalog = Catalog.open(shop)
    catalog.product("p1")
    catalog.close()
    catalog.close()
    with pytest.raises(CatalogError, match="is closed"):
        catalog.product("p1")
