"""Small files that say much: each is refused in one line, which names the option that lifts the cap."""

from __future__ import annotations

import gzip
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as arrow
import pytest
from pyarrow import parquet

from catalog.__main__ import main
from catalog.errors import CatalogError
from catalog.feed import read_feed
from catalog.feeds.caps import Caps

ITEM = "<item><id>1</id><title>Lamp</title></item>"


def preview(feed: Path, *options: str) -> int:
    return main(["build", str(feed), "--dry-run", "--anyway", *options])


def attributes(count: int, value: str = "x", quote: str = '"', tag: str = "item") -> str:
    return f"<{tag} " + " ".join(f"a{n}={quote}{value}{quote}" for n in range(count)) + ">"


def xml(before: str, encoding: str = "utf-8") -> bytes:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return f"{head}<rss><channel>{ITEM}{before}</item></channel></rss>".encode(encoding)


def rows(path: Path, count: int) -> Path:
    same = np.zeros(count, np.int32)
    table = {name: arrow.DictionaryArray.from_arrays(same, [value]) for name, value in (("id", "a"), ("title", "Lamp"))}
    parquet.write_table(arrow.table(table), path, compression="zstd")
    return path


@pytest.mark.parametrize(
    "data",
    [
        xml(attributes(500_000)),
        xml(attributes(10_100, value=">")),
        xml(attributes(10_100, quote="'")),
        xml(attributes(10_100).replace("=", " = ")),
        xml(attributes(10_100), "utf-16"),
        xml("<item>" + attributes(10_100, tag="title")),
        gzip.compress(xml(attributes(10_100)), 1),
    ],
    ids=["half a million", "quoted >", "single quotes", "spaces", "utf-16", "within an item", "gzipped"],
)
def test_fault_56_xml_of_many_attributes(tmp_path, capsys, data: bytes) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(data)
    assert preview(feed) == 2
    said = capsys.readouterr().err
    assert "more than 10,000 attributes; at most 10,000 are read" in said and "--max-attributes" in said
    assert said.count("\n") == 1


def test_fault_56_xml_of_many_attributes_takes_no_memory(tmp_path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(xml(attributes(500_000)))
    program = (
        "import sys; from catalog.__main__ import main\n"
        "code = main(['build', sys.argv[1], '--dry-run'])\n"
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(code, int(peak.split()[1]) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(feed)], capture_output=True, text=True, check=True)
    code, megabytes = map(int, done.stdout.split())
    assert code == 2 and megabytes < 120, done


def test_fault_56_xml_of_much_that_is_no_item(tmp_path, capsys) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(xml("<a/>" * (2**20 + 50_000) + "<item>"))
    assert preview(feed) == 2
    assert "bytes of XML without an item; expected <item>" in capsys.readouterr().err


def test_fault_56_the_option_lifts_the_cap_on_attributes(tmp_path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(xml(attributes(10_100) + "<id>2</id><title>Stool</title>"))
    assert preview(feed, "--max-attributes", "20000") == 0


@pytest.mark.parametrize("packed", [False, True])
def test_fault_56_parquet_of_many_rows(tmp_path, capsys, packed: bool) -> None:
    feed = rows(tmp_path / "feed.parquet", 10_000_001)
    if packed:
        feed.write_bytes(gzip.compress(feed.read_bytes()))
    assert feed.stat().st_size < 2**20
    assert preview(feed) == 2
    assert "has 10,000,001 rows; at most 10,000,000 are read: if it is meant so, --max-rows 10000001" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize("line", ["%d,Lamp\n", ",\n"], ids=["good", "bad"])
def test_fault_56_a_table_of_more_rows_than_allowed(tmp_path, capsys, line: str) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("id,title\n1,Lamp\n" + "".join(line % n if "%" in line else line for n in range(50)))
    assert preview(feed, "--max-rows", "40") == 2
    assert "more than 40 rows; at most 40 are read: if it is meant so, --max-rows 400" in capsys.readouterr().err
    assert preview(feed, "--max-rows", "51") == 0


@pytest.mark.parametrize(
    "head",
    ["id,title\n1,Lamp\n", '{"id":"1","title":"Lamp"}\n', '[{"id":"1","title":"Lamp"}', f"<rss>{ITEM}"],
    ids=["csv", "jsonl", "json", "xml"],
)
@pytest.mark.parametrize("filler", [b"\0", b"\n"], ids=["NUL", "lines"])
def test_fault_56_a_gzip_that_unpacks_to_much(tmp_path, head: str, filler: bytes) -> None:
    """No more is unpacked than is allowed: either that is said, or why no more is read."""
    feed = tmp_path / "feed.gz"
    with gzip.open(feed, "wb", 1) as file:
        file.write(head.encode())
        file.write(filler * (2**19 // len(filler)))
    small = SmallCaps()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        reasons = [str(getattr(row, "reason", "")) for row in read_feed(feed, caps=small)]
    except CatalogError as error:
        reasons = [str(error)]
    assert any("--max-unpacked" in reason or "nothing after it is read" in reason for reason in reasons), reasons[:3]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 2**10


class SmallCaps(Caps):
    """A quarter of a mebibyte, so that a test need not unpack a gigabyte."""

    unpacked_bytes = 2**18  # type: ignore[assignment]
