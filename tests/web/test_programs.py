"""The named endpoints, by a real `gradio_client` over a socket."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from web.api import programs
from web.session import OPENING, AppState

TOOLS = {"search", "recommend", "similar", "compare"}


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[Client]:
    client = Client(server, verbose=False, analytics_enabled=False)
    yield client
    client.close()


def test_four_endpoints_are_told_and_no_more(client: Client, server: str) -> None:
    told = client.view_api(return_format="dict")
    assert set(told["named_endpoints"]) == {f"/{name}" for name in TOOLS}
    assert told["unnamed_endpoints"] == {}
    info = httpx.get(f"{server}/gradio_api/info").json()["named_endpoints"]
    assert "from /search" not in json.dumps(info)
    assert info["/recommend"]["description"].startswith("Answers a shopper's conversation")


def test_search(client: Client) -> None:
    found = client.predict("a cushion", 3, api_name="/search")
    assert list(found) == ["items"]
    assert len(found["items"]) == 3
    assert list(found["items"][0]) == ["id", "title", "score", "dense_rank", "lexical_rank"]
    assert len(client.predict("a cushion", api_name="/search")["items"]) == 10


def test_recommend_holds_a_whole_conversation(client: Client) -> None:
    answer = client.predict(["a cushion under 70", "not teal"], api_name="/recommend")
    first, second = answer["turns"]
    assert list(second) == ["message", "act", "reply", "constraints", "relaxed", "engine", "items", "timings_ms"]
    assert second["engine"] == "lavic"
    assert second["constraints"]["without"] == ["teal"]
    assert "P19" in {item["id"] for item in first["items"]} - {item["id"] for item in second["items"]}


def test_recommend_by_photo(client: Client, drawn: Any) -> None:
    photo = base64.b64encode(drawn("teal")).decode()
    [turn] = client.predict([""], photo, 3, api_name="/recommend")["turns"]
    assert all("teal" in item["reason"] for item in turn["items"])


def test_similar_and_compare(client: Client, shop: Any) -> None:
    near = client.predict("P19", 4, api_name="/similar")["items"]
    assert [item["score"] for item in near] == sorted((item["score"] for item in near), reverse=True)
    assert near[0]["score"] == pytest.approx(1, abs=2e-3)
    assert "P19" not in {item["id"] for item in near}
    both = client.predict(["P19", "P00"], api_name="/compare")["items"]
    assert [one["id"] for one in both] == ["P19", "P00"]
    assert both[0]["seen"] == "It is round and teal."
    assert both[0]["brand"] is None


def test_pictures_are_addresses_that_the_server_serves(client: Client, server: str, shop: Any) -> None:
    [turn] = client.predict(["a lamp"], "", 20, api_name="/recommend")["turns"]
    near = client.predict("P19", 30, api_name="/similar")["items"]
    both = client.predict(["P19", "P04"], api_name="/compare")["items"]
    for item in (*turn["items"], *near, *both):
        if not shop.product(item["id"]).image:
            assert item["image"] is None
            continue
        answer = httpx.get(f"{server}{item['image']}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert both[0]["image"] and both[1]["image"] is None


def test_a_turn_says_its_act_and_only_what_holds(client: Client) -> None:
    said = ["a cushion under 70", "any price", "thanks"]
    first, second, third = client.predict(said, api_name="/recommend")["turns"]
    assert [turn["act"] for turn in (first, second, third)] == ["request", "request", "smalltalk"]
    assert first["constraints"] == {"kinds": ["cushion"], "price_max": 70}
    assert second["constraints"] == third["constraints"] == {"kinds": ["cushion"]}


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("search", ["x", 0], "k: expected 1 to 50, found '0'"),
        ("search", [5, 3], "text: expected text, found int"),
        ("recommend", [[]], "expected a list of 1 to 10 texts, oldest first, found 0 messages"),
        ("recommend", ["a lamp"], "found str"),
        ("recommend", [["a lamp"] * 11], "found 11 messages"),
        ("recommend", [["a lamp"], "bm8gcGljdHVyZQ=="], "photo: is no picture in JPEG"),
        ("similar", ["nowhere"], "no product 'nowhere' in this shop; search gives the identifiers"),
        ("similar", [None], "expected text, found NoneType"),
        ("compare", [["P00"]], "ids: expected a list of 2 to 4 identifiers, found 1"),
        ("compare", [["P00", "P99"]], "no product"),
    ],
)
def test_a_bad_question_says_what_was_expected(client: Client, name: str, arguments: list[Any], words: str) -> None:
    with pytest.raises(AppError) as caught:
        client.predict(*arguments, api_name=f"/{name}")
    assert words in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_the_readmes_example_runs(server: str) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(from gradio_client.*?)```", readme, re.DOTALL)
    names: dict[str, Any] = {}
    exec(example.replace("http://127.0.0.1:7860", server), names)
    assert len(names["alike"]) == 4
    assert [one["id"] for one in names["table"]] == [names["lamp"]["id"], names["alike"][0]["id"]]


def test_a_fault_tells_a_program_nothing(client: Client) -> None:
    answer = client.predict(["break the model"], api_name="/recommend")
    assert "secret detail" not in json.dumps(answer)
    assert answer["turns"][0]["engine"] == "retrieval"


def test_before_the_models_are_loaded(shop: Any) -> None:
    with pytest.raises(programs.BadRequest, match=OPENING):
        programs.search(AppState(shop), "a lamp", 3)
