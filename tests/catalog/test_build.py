"""What a build writes, and FAULTS 26 and 30-32: killed, locked out, out of space."""

import errno
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catalog import atomic_swap
from catalog.build import build
from catalog.check import check_catalog
from catalog.errors import CatalogError
from catalog.store import Catalog

ROOT = Path(__file__).parents[2]


def run_builder(builder, *arguments, **options):
    command = [sys.executable, str(builder.path), *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, env=environment, text=True, **pipes, **options)


def hidden(folder):
    return sorted(entry.name for entry in folder.iterdir() if entry.name.startswith("."))


def test_what_is_built(feed, tmp_path, parts, builder):
    steps = []
    report = build(feed, tmp_path / "shop", progress=lambda *step: steps.append(step), **parts)
    assert (report.products, report.pictures) == (20, 18)
    assert [(row.line, row.reason) for row in report.rejected] == [(21, "no title")]
    assert report.pictureless["p5"] == "the feed names no picture" and "is no picture" in report.pictureless["p4"]
    assert ("pictures", 20, 20) in steps and steps[-1] == ("switch", 1, 1)
    with Catalog.open(tmp_path / "shop") as catalog:
        states = catalog.states(range(20))
        assert not states[[4, 5]].any() and states[[0, 1, 2, 3, 6]].all()
        assert np.array_equal(states[2], states[3])
        assert catalog.product("p2").image == catalog.product("p3").image
        eye = parts["eye"]
        for row in (0, 3, 19):  # what is stored is what the eye saw
            with Image.open(catalog.picture(catalog.products([row])[0])) as picture:
                assert np.array_equal(eye.states([picture])[0], states[row])
    assert hidden(tmp_path) == []
    assert check_catalog(tmp_path / "shop") == []


def test_the_same_feed_gives_the_same_bytes(feed, tmp_path, parts, builder):
    build(feed, tmp_path / "one", **parts)
    build(feed, tmp_path / "two", **parts)
    build(feed, tmp_path / "two", **parts)
    assert builder.tree(tmp_path / "one") == builder.tree(tmp_path / "two")


def test_limit(feed, tmp_path, parts):
    assert build(feed, tmp_path / "shop", limit=3, **parts).products == 3


@pytest.mark.parametrize(
    ("when", "serves"),
    [
        (("pictures", 8), "lamp"),
        (("seen", 0), "lamp"),
        (("seen", 21), "lamp"),
        (("text", 0), "lamp"),
        (("seal", 0), "lamp"),
        (("seal", 1), "lamp"),
        (("switch", 0), "lamp"),
        (("switch", 1), "chair"),
        (("rename", 1), "lamp"),
        (("rename", 2), "lamp"),
    ],
)
def test_fault_30_killed_at_any_step(shop, newer_feed, tmp_path, parts, builder, when, serves):
    killed = run_builder(builder, newer_feed, shop, *when)
    killed.communicate(timeout=60)
    assert killed.returncode == -9
    with Catalog.open(shop) as catalog:
        assert catalog.products([0])[0].title == f"{serves} 0"
    assert check_catalog(shop) == []
    build(newer_feed, shop, **parts)
    build(newer_feed, tmp_path / "clean", **parts)
    assert builder.tree(shop) == builder.tree(tmp_path / "clean")
    assert hidden(tmp_path) == []


def test_killed_during_a_first_build(feed, tmp_path, parts, builder):
    run_builder(builder, feed, tmp_path / "shop", "seal", 1).communicate(timeout=60)
    with pytest.raises(CatalogError, match=r"no catalog at .*build one: python -m catalog build FEED --out"):
        Catalog.open(tmp_path / "shop")
    build(feed, tmp_path / "shop", **parts)
    assert check_catalog(tmp_path / "shop") == []


def test_a_rerun_after_a_kill_between_two_renames_needs_no_open(shop, newer_feed, tmp_path, parts, builder):
    run_builder(builder, newer_feed, shop, "rename", 2).communicate(timeout=60)
    assert not shop.exists()
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(CatalogError):
        build(tmp_path / "empty.jsonl", shop, **parts)
    build(newer_feed, shop, **parts)
    with Catalog.open(shop) as catalog:
        assert len(catalog) == 24


def test_without_an_exchange_two_renames_do(shop, newer_feed, parts, monkeypatch, tmp_path):
    monkeypatch.setattr(atomic_swap, "_exchange", lambda first, second: False)
    build(newer_feed, shop, **parts)
    assert check_catalog(shop) == [] and hidden(tmp_path) == []


def test_fault_31_a_second_builder_is_told_who_builds(shop, feed, newer_feed, parts, builder):
    first = run_builder(builder, newer_feed, shop, "sleep")
    try:
        assert first.stdout.readline() == "holding\n"
        with pytest.raises(CatalogError, match=f"process {first.pid} is building .*shop"):
            build(feed, shop, **parts)
        with Catalog.open(shop) as catalog:
            assert len(catalog) == 20
    finally:
        first.kill()
        first.communicate()
    build(feed, shop, **parts)


def test_an_open_catalog_survives_a_rebuild(shop, newer_feed, parts):
    import threading

    with Catalog.open(shop) as catalog:
        build(newer_feed, shop, **parts)
        found = []
        thread = threading.Thread(target=lambda: found.append(catalog.product("p7").title))
        thread.start()
        thread.join()
        assert found == ["lamp 7"] and catalog.states([7]).any() and len(catalog.ids) == 20
    with Catalog.open(shop) as catalog:
        assert catalog.product("p7").title == "chair 7"


def test_fault_32_full_disk(shop, newer_feed, parts, builder, tmp_path):
    """A limit on the size of files stands for the full disk: the write fails in the same way."""
    import resource

    before = builder.tree(shop)
    for limit in (60, 20_000):
        child = run_builder(
            builder, newer_feed, shop, preexec_fn=lambda n=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (n, n))
        )
        _, err = child.communicate(timeout=60)
        assert child.returncode == 1 and "CatalogError: cannot write the catalog" in err
        assert "the old version is untouched" in err
        assert builder.tree(shop) == before and hidden(tmp_path) == []


FILLS_UP = """
import runpy, sys
from pathlib import Path
from catalog.build import build
from catalog.check import check_catalog
from catalog.errors import CatalogError
builder, old, new, disk = sys.argv[1], *map(Path, sys.argv[2:])
stand_ins = runpy.run_path(builder)
names = {"indexer": "LengthIndexer", "eye": "MeanEye", "describer": "MeanDescriber"}
parts = {argument: stand_ins[name]() for argument, name in names.items()}
shop, filler, failed = disk / "shop", disk / "filler", 0
build(old, shop, **parts)
before = stand_ins["tree"](shop)
for pages in range(0, 1000, 8):  # left on the disk, so that one stage after the other is the one that fails
    with open(filler, "wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass
        file.truncate(file.tell() - 4096 * pages)
    try:
        build(new, shop, **parts)
        break
    except CatalogError as error:
        failed += 1
        assert "the old version is untouched; free space" in str(error), error
        assert "o space left" in str(error) or "disk is full" in str(error) or "disk I/O" in str(error), error
    assert stand_ins["tree"](shop) == before and check_catalog(shop) == [], pages
    assert sorted(entry.name for entry in disk.iterdir()) == ["filler", "shop"], list(disk.iterdir())
assert failed > 9 and stand_ins["tree"](shop) != before and check_catalog(shop) == [], failed
print("full", failed)
"""


def test_fault_32_a_disk_that_fills_up(feed, newer_feed, builder, tmp_path):
    """A tmpfs of 2 MiB in a mount namespace of its own, wherever that may be made."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
    mount = f'mount -t tmpfs -o size=2m none "{disk}"'
    try:
        allowed = subprocess.run([*made, "sh", "-c", mount], capture_output=True, timeout=60).returncode == 0
    except OSError:
        allowed = False
    if not allowed:
        pytest.skip("no tmpfs may be mounted here")
    program = [sys.executable, "-c", FILLS_UP, *map(str, (builder.path, feed, newer_feed, disk))]
    child = subprocess.run(
        [*made, "sh", "-c", mount + ' && exec "$@"', "sh", *program],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert child.stdout.startswith("full "), child.stderr


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="needs os.setresuid")
def test_fault_32_read_only_folder(shop, feed, newer_feed, builder, tmp_path):
    """Run as a user who may not write: root may write anywhere."""
    program = textwrap.dedent(
        """
        import os, runpy, sys
        from pathlib import Path
        from catalog.build import build
        from catalog.errors import CatalogError
        from catalog.store import Catalog
        parts = runpy.run_path(sys.argv[1])
        parts["_main"](sys.argv[2], sys.argv[4])  # imports all there is to import, while that may be read
        if os.geteuid() == 0:
            os.setresuid(65534, 65534, 65534)
        try:
            build(Path(sys.argv[2]), Path(sys.argv[3]), indexer=parts["LengthIndexer"](), eye=parts["MeanEye"]())
        except CatalogError as error:
            print(error)
        print(len(Catalog.open(sys.argv[3])))
        """
    )
    before, warm = builder.tree(shop), tmp_path / "warm" / "shop"
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == "root" and folder != Path("/tmp") and str(folder).startswith("/tmp"):
            folder.chmod(0o755)
    warm.parent.mkdir()
    tmp_path.chmod(0o555)
    try:
        child = subprocess.run(
            [sys.executable, "-c", program, str(builder.path), str(newer_feed), str(shop), str(warm)],
            env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    finally:
        tmp_path.chmod(0o755)
    assert "Permission denied; the old version is untouched" in child.stdout, child.stderr
    assert child.stdout.splitlines()[-1] == "20"
    assert builder.tree(shop) == before


def test_a_failing_eye_leaves_everything_as_it_was(shop, newer_feed, parts, builder, tmp_path):
    before = builder.tree(shop)

    class Broken(type(parts["eye"])):
        def states(self, images):
            return super().states(images) * np.float16(np.nan)

    with pytest.raises(CatalogError, match="expected finite float16"):
        build(newer_feed, shop, **parts | {"eye": Broken()})
    assert builder.tree(shop) == before and hidden(tmp_path) == []


def test_a_folder_with_anything_else_in_it_is_never_replaced(feed, tmp_path, parts):
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.txt").write_text("mine")
    with pytest.raises(CatalogError, match=r"also holds thesis\.txt"):
        build(feed, home, **parts)
    with pytest.raises(CatalogError, match="is a file"):
        build(feed, home / "thesis.txt", **parts)
    assert (home / "thesis.txt").read_text() == "mine"


def test_a_build_never_replaces_the_shops_own_pictures(feed, tmp_path, parts):
    originals = tmp_path / "originals"
    (originals / "images").mkdir(parents=True)
    (originals / "images" / "1.png").write_bytes(b"the only copy")
    with pytest.raises(CatalogError, match=r"holds images and no manifest\.json, so it is no catalog"):
        build(feed, originals, **parts)
    assert (originals / "images" / "1.png").read_bytes() == b"the only copy"


def test_a_catalog_is_not_built_from_itself(shop, feed, parts, builder):
    before = builder.tree(shop)
    with pytest.raises(CatalogError, match="holds images, which the catalog is built from"):
        build(feed, shop, images=shop / "images", **parts)
    with pytest.raises(CatalogError, match=r"holds feed\.jsonl, which"):
        build(shop / "feed.jsonl", shop, images=feed.parent, **parts)
    assert builder.tree(shop) == before


def test_what_the_finder_leaves_is_no_stranger(shop, newer_feed, tmp_path, parts):
    (shop / ".DS_Store").write_bytes(b"")
    assert check_catalog(shop) == []
    build(newer_feed, shop, **parts)
    (tmp_path / "fresh").mkdir()
    (tmp_path / "fresh" / ".DS_Store").write_bytes(b"")
    build(newer_feed, tmp_path / "fresh", **parts)


@pytest.mark.parametrize("kind", ["link", "fifo"])
def test_a_lock_that_is_no_file_is_refused(shop, newer_feed, tmp_path, parts, kind):
    victim, lock = tmp_path / "victim.txt", tmp_path / ".shop.lock"
    victim.write_text("mine")
    if kind == "link":
        lock.symlink_to(victim)
    else:
        os.mkfifo(lock)
    with pytest.raises(CatalogError, match="the old version is untouched"):
        build(newer_feed, shop, **parts)
    assert victim.read_text() == "mine"


def test_a_failure_after_the_switch_does_not_claim_the_old_version(shop, newer_feed, parts, monkeypatch):
    def fail(folder):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(atomic_swap, "flush_folder", fail)
    with pytest.raises(CatalogError, match="the new version is in place"):
        build(newer_feed, shop, **parts)
    with Catalog.open(shop) as catalog:
        assert len(catalog) == 24


def test_a_catalog_opens_where_none_can_be_built(shop):
    """Without fcntl and the flags of open(), as on Windows."""
    program = textwrap.dedent(
        """
        import os, sys
        sys.modules["fcntl"] = None
        for name in ("O_NONBLOCK", "O_CLOEXEC", "O_NOFOLLOW"):
            delattr(os, name)
        from pathlib import Path
        import catalog.build, catalog.pictures
        from catalog.store import Catalog
        with Catalog.open(sys.argv[1]) as shop:
            catalog.pictures.open_picture(shop.picture(shop.product("p1")))
        from catalog.atomic_swap import locked
        try:
            locked(Path(sys.argv[1])).__enter__()
        except Exception as error:
            print(error)
        """
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program, str(shop)], env=environment, capture_output=True, text=True, timeout=60
    )
    assert "can be built on Linux and macOS only" in done.stdout, done.stderr


def test_fault_26_pictures_come_from_their_folder_only(tmp_path, parts):
    """FAULTS 26: ids never become file names, and a feed cannot reach outside its folder of pictures."""
    Image.new("RGB", (8, 8), (9, 9, 9)).save(tmp_path / "secret.png")
    pictures = tmp_path / "in" / "pictures"
    pictures.mkdir(parents=True)
    (pictures / "link.png").symlink_to(tmp_path / "secret.png")
    os.mkfifo(pictures / "fifo.png")
    names = ["../../secret.png", str(tmp_path / "secret.png"), "link.png", "fifo.png"]
    names += ["http://127.0.0.1/x.png", "x" * 9000]
    rows = [{"id": f"../{n}", "title": "t", "image": name} for n, name in enumerate(names)]
    feed = tmp_path / "in" / "feed.jsonl"
    feed.write_text("\n".join(map(json.dumps, rows)))
    report = build(feed, tmp_path / "shop", **parts)
    assert report.pictures == 0 and len(report.pictureless) == len(names)
    assert list((tmp_path / "shop" / "images").iterdir()) == []
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["in", "secret.png", "shop"]


def test_no_usable_row(tmp_path, parts):
    (tmp_path / "feed.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(CatalogError, match="0 usable rows and 1 rejected ones; line 1: no title"):
        build(tmp_path / "feed.jsonl", tmp_path / "shop", **parts)
    assert not (tmp_path / "shop").exists()


def test_a_link_to_a_catalog_stays_a_link(shop, newer_feed, parts, tmp_path):
    (tmp_path / "link").symlink_to(shop)
    build(newer_feed, tmp_path / "link", **parts)
    assert (tmp_path / "link").is_symlink()
    with Catalog.open(shop) as catalog:
        assert len(catalog) == 24
