"""The shops that one page has."""

from __future__ import annotations

import re
import threading

import httpx
import pytest

from catalog.store import SAMPLE, SECONDHAND, Catalog
from understanding.kinds.vocabulary import Vocabulary
from understanding.reading import RuleReader
from web.page import create_page
from web.session import OPENING, AppState, Session, turns
from web.shops import Shop, switch


def last(steps) -> Session:
    *_, session = steps
    return session


def test_one_shop_shows_no_switch(shop) -> None:
    alone = Shop(AppState(shop))
    assert switch([alone], alone) == ""


def test_the_switch_names_all_and_marks_where_one_is(shop) -> None:
    shops = [Shop(AppState(shop), "New <b>", "renders"), Shop(AppState(shop), "Old", "photographs", "old")]
    links = re.findall(r'<a href="([^"]*)"( aria-current="page")?>(.*?) <span>', switch(shops, shops[1]))
    assert links == [("./", "", "New &lt;b&gt;"), ("./old", ' aria-current="page"', "Old")]


def test_the_second_shop_is_opened_by_the_first_who_asks_there(assistant, shop) -> None:
    opened = []

    def opener():
        opened.append(threading.get_ident())
        return assistant(None)

    app = AppState(shop, opener=opener)
    assert not app.ready() and not opened
    for _ in range(2):
        assert last(turns(app, Session(), "a lamp")).state.last
    assert len(opened) == 1 and app.ready()
    assert last(turns(AppState(shop), Session(), "a lamp")).said[-1].text == OPENING


def test_programs_ask_the_first_shop_and_no_endpoint_is_there_twice(shop) -> None:
    one = create_page(AppState(shop))
    two = create_page([Shop(AppState(shop), "New", "renders"), Shop(AppState(shop), "Old", "photographs", "old")])
    named = [
        {dep["api_name"] for dep in page.config["dependencies"] if dep["api_visibility"] == "public"}
        for page in (one, two)
    ]
    assert named[0] == named[1] and "recommend" in named[0]


def test_only_pages_that_are_there_are_served(serve) -> None:
    with serve(second=True) as address:
        assert httpx.get(f"{address}/old").status_code == 200
        assert "Old things" in httpx.get(f"{address}/old").text
        assert httpx.get(f"{address}/older").status_code == 403
    with serve() as address:
        assert httpx.get(f"{address}/old").status_code == 403
        assert "New things" not in httpx.get(address).text


@pytest.mark.parametrize(
    ("words", "at_home", "at_the_clothes"),
    [("a vase", "vase", ""), ("a snowsuit", "", "snowsuit"), ("a jumper", "", "jumper")],
)
def test_what_one_shop_calls_its_kinds_is_unknown_to_the_other(words: str, at_home: str, at_the_clothes: str) -> None:
    with Catalog.open(SAMPLE) as home, Catalog.open(SECONDHAND) as clothes:
        readers = [RuleReader(Vocabulary.of(shop.connect())) for shop in (home, clothes)]
        for _ in range(2):  # both open, and asked in turn
            kinds = [reader.read(words, ()).named.kinds for reader in readers]
            assert [" ".join(found) for found in kinds] == [at_home, at_the_clothes]
