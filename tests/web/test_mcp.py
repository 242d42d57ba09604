"""The MCP server, by the SDK's own client over a socket on 127.0.0.1."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest
from anyio import CapacityLimiter
from mcp import Client
from mcp.server.mcpserver.exceptions import ToolError

from web.api import mcp as shop_mcp
from web.guard import BUSY, MAX_BODY

TOOLS = {"search", "recommend", "similar", "compare"}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
JSON = {"content-type": "application/json", "accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def address(serve: Any) -> Iterator[str]:
    with serve(mcp=True) as address:
        yield address


def talk(address: str, with_client: Callable[[Client], Awaitable[Any]], mode: str = "auto") -> Any:
    async def connected() -> Any:
        async with Client(f"{address}/mcp", mode=mode) as client:
            return await with_client(client)

    return asyncio.run(connected())


def call(address: str, tool: str, **arguments: Any) -> Any:
    return talk(address, lambda client: client.call_tool(tool, arguments))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_four_tools_say_what_they_take(address: str, mode: str) -> None:
    told = {tool.name: tool for tool in talk(address, lambda client: client.list_tools(), mode).tools}
    assert set(told) == TOOLS
    assert told["recommend"].input_schema["required"] == ["messages"]
    assert told["search"].input_schema["properties"]["k"]["default"] == 10
    assert "1 to 10 messages, oldest first" in told["recommend"].description
    assert all(tool.annotations.read_only_hint for tool in told.values())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_whole_conversation_is_answered(address: str, mode: str) -> None:
    said = {"messages": ["a cushion under 70", "not teal"], "k": 6}
    answer = talk(address, lambda client: client.call_tool("recommend", said), mode)
    assert not answer.is_error
    assert json.loads(answer.content[0].text) == answer.structured_content
    first, second = answer.structured_content["turns"]
    assert (second["engine"], second["act"]) == ("lavic", "request")
    assert second["constraints"]["without"] == ["teal"]
    assert "P19" in {item["id"] for item in first["items"]} - {item["id"] for item in second["items"]}


def test_search_similar_and_compare(address: str) -> None:
    found = call(address, "search", text="a cushion", k=3).structured_content["items"]
    assert len(found) == 3
    near = call(address, "similar", id="P19", k=4).structured_content["items"]
    assert near[0]["score"] == pytest.approx(1, abs=2e-3)
    assert httpx.get(f"{address}{near[0]['image']}").headers["content-type"] == "image/webp"
    both = call(address, "compare", ids=["P19", near[0]["id"]]).structured_content["items"]
    assert [one["id"] for one in both] == ["P19", near[0]["id"]]
    assert both[0]["brand"] is None
    assert both[0]["seen"] == "It is round and teal."


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("search", {"text": "x", "k": 0}, "k: expected 1 to 50, found '0'"),
        ("search", {}, "text"),
        ("recommend", {"messages": "a lamp"}, "messages"),
        ("recommend", {"messages": []}, "expected a list of 1 to 10 texts, oldest first, found 0 messages"),
        ("similar", {"id": "nowhere"}, "no product 'nowhere' in this shop"),
        ("compare", {"ids": ["P00"]}, "expected a list of 2 to 4 identifiers, found 1"),
        ("compare", {"ids": ["P00", "/etc/passwd"]}, "no product '/etc/passwd'"),
        ("delete", {}, "delete"),
    ],
)
def test_a_bad_question_says_what_was_expected(address: str, tool: str, arguments: dict[str, Any], words: str) -> None:
    answer = call(address, tool, **arguments)
    assert answer.is_error
    assert words in answer.content[0].text
    assert "Traceback" not in answer.content[0].text


def test_a_fault_tells_a_program_nothing(address: str, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("secret detail in /home/shop")

    monkeypatch.setattr("web.api.programs.compare", fail)
    answer = call(address, "compare", ids=["P00", "P01"])
    assert answer.is_error
    assert "secret detail" not in answer.content[0].text
    assert "secret detail" in caplog.text


def test_two_at_once_never_see_each_other(address: str) -> None:
    async def both() -> list[Any]:
        async with Client(f"{address}/mcp") as one, Client(f"{address}/mcp") as other:
            asked = (one, ["a cushion", "not teal"]), (other, ["a stool under 90", "under 80"])
            return await asyncio.gather(*(who.call_tool("recommend", {"messages": said}) for who, said in asked))

    cushion, stool = (answer.structured_content["turns"][-1]["constraints"] for answer in asyncio.run(both()))
    assert (cushion.get("without"), stool.get("without")) == (["teal"], None)
    assert cushion.get("price_max") is None
    assert stool["price_max"] == 80


def test_a_full_queue_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop_mcp, "QUEUE", 0)

    def search(text: str) -> dict[str, Any]:
        return {"items": [text]}

    async def ask() -> None:
        await shop_mcp._waiting(search, CapacityLimiter(1))(text="x")

    with pytest.raises(ToolError, match=BUSY):
        asyncio.run(ask())


def test_the_mcp_server_is_shut_unless_asked_for(server: str) -> None:
    for path in ("mcp", "mcp/", "gradio_api/mcp", "gradio_api/mcp/", "gradio_api/mcp/sse", "gradio_api/mcp/schema"):
        assert httpx.get(f"{server}/{path}").status_code == 403


def test_nothing_else_opens_with_it(address: str) -> None:
    for path in ("mcp/x", "mcpx", "gradio_api/mcp/", "gradio_api/mcp/schema", "gradio_api/file=/etc/passwd", "docs"):
        assert httpx.get(f"{address}/{path}").status_code == 403
    assert httpx.get(f"{address}/healthz").status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"host": "evil.example"}, 421),
        ({"content-type": "text/plain"}, 400),  # what a form of a foreign website could send unasked
    ],
)
def test_a_foreign_website_gets_nothing(address: str, headers: dict[str, str], status: int) -> None:
    answer = httpx.post(f"{address}/mcp", json=LIST, headers={**JSON, **headers})
    assert answer.status_code == status
    assert ("recommend" in answer.text) == (status == 200)
    assert answer.headers.get("access-control-allow-origin") in (None, "")


def test_bodies_that_are_too_long_or_make_no_sense(address: str) -> None:
    for body, status in ((b"{" + b" " * MAX_BODY, 413), (b"[" * 100_000, 400), (b"not json", 400), (b"\xff\xfe", 400)):
        assert httpx.post(f"{address}/mcp", content=body, headers=JSON).status_code == status
    assert httpx.get(f"{address}/readyz").status_code == 200
