"""Which links to a product's page a shop shows."""

import json

import pytest

from catalog.build import build
from catalog.store import Catalog
from catalog.values.links import is_public_link

INSIDE = [
    "http://127.0.0.1/",
    "http://127.1/x",
    "http://2130706433",
    "http://0x7f000001/",
    "http://0x7f.1",
    "http://0177.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://localhost",
    "http://localhost:8080/a",
    "http://LOCALHOST./",
    "http://shop.localhost/",
    "http://10.0.0.7/",
    "http://192.168.1.1/admin",
    "http://169.254.169.254/latest/meta-data",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://[fe80::1]/",
    "http://[fd00::1]:80/",
    "http://999.1.1.1/",
]
NAMED = ["https://me@shop.example/a", "https://shop.example@evil.example", "https://a:b@shop.example/"]
NONE = [
    "javascript:x",
    "data:text/html,x",
    "//shop.example",
    "https://",
    "http://[::1",
    "https://a b",
    'https://a"b/',
    "",
]


@pytest.mark.parametrize("url", [*INSIDE, *NAMED, *NONE])
def test_fault_55_links_that_are_not_shown(url):
    assert not is_public_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/a?b=c#d",
        "http://shop.example",
        "https://8.8.8.8/",
        "https://shop.example:8443/@seller/1",
        "HTTP://A.example",
        "https://[2606:4700:4700::1111]/x",
        "https://shop.example/mail=me@shop.example",
        "https://localhost.example.com/",
        "https://café.example/é",
        "https://1e100.example/",
    ],
)
def test_fault_55_links_that_are_shown(url):
    assert is_public_link(url)


def test_fault_55_a_build_leaves_them_out_and_says_so(tmp_path, parts):
    feed = tmp_path / "feed.jsonl"
    urls = [INSIDE[0], NAMED[0], "https://shop.example/ok"]
    feed.write_text("".join(json.dumps({"id": f"p{n}", "title": "lamp", "url": u}) + "\n" for n, u in enumerate(urls)))
    report = build(feed, tmp_path / "shop", **parts)
    assert report.products == 3 and "no link to a page of the internet" in " ".join(report.lines())
    with Catalog.open(tmp_path / "shop") as catalog:
        assert [catalog.product(f"p{n}").url for n in range(3)] == ["", "", urls[2]]
