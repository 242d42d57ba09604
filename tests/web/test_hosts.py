"""Who may ask in a browser: names of the server, origins, and what only a proxy may say; over a real socket."""

from __future__ import annotations

import json
import socket
import uuid
from collections.abc import Iterator
from typing import Any

import gradio
import httpx
import pytest

from web.hosts import Foreign, Hosts, host_names, networks

JOIN = "/gradio_api/queue/join"
CLIENT = {"client": ("10.0.0.2", 4711), "server": ("192.168.1.5", 7860)}


@pytest.fixture(scope="module")
def web(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=20) as client:
        yield client


def search(web: httpx.Client, **headers: str) -> httpx.Response:
    """Something that a page asks for."""
    dependencies = web.get("/config", headers={"host": headers.get("host", web.base_url.netloc.decode())}).json()
    number = next(d["id"] for d in dependencies["dependencies"] if d["api_name"] == "search")
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"data": ["a cushion", 3], "fn_index": number, "session_hash": uuid.uuid4().hex}
    return web.post(JOIN, json=body, headers=said)


def permissions(answer: httpx.Response) -> list[str]:
    return [name for name in answer.headers if name.startswith("access-control-")]


FOREIGN_ORIGINS = [
    "https://evil.example",
    "http://localhost:3000",
    "http://127.0.0.1:3000",
    "http://127.0.0.1",
    "https://127.0.0.1.evil.example",
    "http://192.168.1.5:7860",
    "https://someone-else.hf.space",
    "https://huggingface.co",
    "null",
    "file://",
    "http://[",
    "",
]


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_fault_47_a_foreign_origin_gets_no_permission_on_loopback(web: httpx.Client, origin: str) -> None:
    looked = web.get("/config", headers={"origin": origin})
    assert permissions(looked) == []
    refused = search(web, origin=origin)
    assert refused.status_code == 403
    assert permissions(refused) == []
    asked = {"origin": origin, "access-control-request-method": "POST"}
    before = web.options(JOIN, headers=asked)
    assert before.status_code == 403
    assert permissions(before) == []


def test_fault_47_a_website_that_hides_its_origin_is_refused(web: httpx.Client) -> None:
    for site in ("cross-site", "same-site"):
        assert search(web, sec_fetch_site=site).status_code == 403
    assert search(web, sec_fetch_site="same-origin").status_code == 200


def test_the_page_itself_and_programs_are_answered(web: httpx.Client, server: str) -> None:
    port = server.rpartition(":")[2]
    assert search(web).status_code == 200
    assert search(web, origin=server).status_code == 200
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", f"LOCALHOST:{port}", "localhost:8080"):
        assert search(web, host=host, origin=f"http://{host}".lower()).status_code == 200
        assert web.get("/config", headers={"host": host}).json()["root"] == f"http://{host}".lower()


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "10.1.2.3:7860",
        "[2001:db8::1]:7860",
        "a-b.hf.space",
        "x.gradio.live",
        "127.0.0.1@evil.example",
        "127.0.0.1:7860:7860",
        "evil example",
        "localhost/x",
    ],
)
def test_fault_47_a_foreign_host_is_refused(server: str, host: str) -> None:
    for target in ("/", "/config", "/healthz", "/gradio_api/info"):
        assert raw(server, f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n") in (400, 421)


def test_fault_47_no_host_and_two_hosts_are_refused(server: str) -> None:
    assert raw(server, "GET /config HTTP/1.0\r\n\r\n") in (400, 421)
    own = server.removeprefix("http://")
    for first, second in ((own, "evil.example"), ("evil.example", own)):
        two = f"GET /config HTTP/1.1\r\nHost: {first}\r\nHost: {second}\r\nConnection: close\r\n\r\n"
        assert raw(server, two) in (400, 421)


def raw(server: str, request: str) -> int:
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as wire:
        wire.sendall(request.encode())
        return int(wire.recv(64).split()[1])


FORGED = [
    {"x-forwarded-host": "evil.example"},
    {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"},
    {"x-gradio-server": "https://evil.example"},
    {"forwarded": "host=evil.example;proto=https"},
    {"x-forwarded-proto": "https"},
    {"x-forwarded-for": "10.0.0.2", "x-forwarded-host": "evil.example"},
    {"x-original-host": "evil.example", "x-forwarded-server": "evil.example", "x-forwarded-prefix": "/evil"},
]


@pytest.mark.parametrize("headers", FORGED)
def test_fault_47_what_a_proxy_says_is_not_believed_of_anybody(
    web: httpx.Client, server: str, headers: dict[str, str]
) -> None:
    answer = web.get("/config", headers=headers)
    assert answer.json()["root"] == server
    assert "evil" not in answer.text
    assert "evil" not in web.get("/", headers=headers).text
    assert search(web, **headers, origin="https://evil.example").status_code == 403


def test_fault_47_no_permission_where_the_server_is_reached_by_another_name(serve: Any) -> None:
    """A Space: all its visitors come by one name, and by https."""
    hosts = Hosts.of("0.0.0.0", space="me-lookbook.hf.space")
    own = {"host": "me-lookbook.hf.space", "origin": "https://me-lookbook.hf.space"}
    with serve(hosts=hosts) as address, httpx.Client(base_url=address, timeout=20) as web:
        assert search(web, **own).status_code == 200
        assert search(web, host=own["host"]).status_code == 200
        page = web.get("/config", headers=own | {"x-forwarded-proto": "https", "x-forwarded-host": own["host"]})
        assert page.json()["root"] == "https://me-lookbook.hf.space"
        for origin in (*FOREIGN_ORIGINS, "https://me-lookbook.hf.space.evil.example"):
            assert permissions(web.get("/config", headers={"host": own["host"], "origin": origin})) == []
            assert search(web, host=own["host"], origin=origin).status_code == 403
        assert web.get("/config", headers={"host": "other.hf.space"}).status_code == 421


def test_fault_47_listening_on_every_address(serve: Any) -> None:
    with serve(at="0.0.0.0") as address:
        port = address.rpartition(":")[2]
        lan = own_address()
        with httpx.Client(base_url=f"http://{lan}:{port}", timeout=20) as web:
            assert search(web, origin=f"http://{lan}:{port}").status_code == 200
            assert search(web, host=f"{socket.gethostname()}:{port}").status_code == 200
            assert search(web, origin="https://evil.example").status_code == 403
            assert search(web, origin="http://localhost:3000").status_code == 403
            assert permissions(web.get("/config", headers={"origin": "https://evil.example"})) == []
            assert web.get("/config", headers={"host": f"evil.example:{port}"}).status_code == 421
            assert web.get("/config", headers={"host": f"203.0.113.9:{port}"}).status_code == 421


def own_address() -> str:
    """Of the card that would reach the world; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        try:
            wire.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no network card but its own loopback")
        return wire.getsockname()[0]


def test_fault_47_a_public_link(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tunnel passes the link's own name on as Host, from this machine."""
    monkeypatch.setattr(gradio.networking, "setup_tunnel", lambda **_: "http://0123abcd.gradio.live")
    own = {"host": "0123abcd.gradio.live", "origin": "https://0123abcd.gradio.live"}
    with serve(share=True) as address, httpx.Client(base_url=address, timeout=20) as web:
        assert search(web, **own).status_code == 200
        assert web.get("/config", headers={"host": own["host"]}).json()["root"] == own["origin"]
        for origin in FOREIGN_ORIGINS:
            assert search(web, host=own["host"], origin=origin).status_code == 403
        assert web.get("/config", headers={"host": "other.gradio.live"}).status_code == 421


def test_a_named_proxy_is_believed_and_names_are_allowed(serve: Any) -> None:
    hosts = Hosts.of("127.0.0.1", host_names("shop.example, www.shop.example"), networks("127.0.0.1"))
    passed = {"x-forwarded-host": "shop.example", "x-forwarded-proto": "https"}
    with serve(hosts=hosts) as address, httpx.Client(base_url=address, timeout=20) as web:
        assert web.get("/config", headers=passed).json()["root"] == "https://shop.example"
        assert search(web, **passed, origin="https://shop.example").status_code == 200
        assert search(web, **passed, origin="https://evil.example").status_code == 403
        assert web.get("/config", headers={"x-forwarded-host": "evil.example"}).status_code == 421
        last = {"x-forwarded-host": "evil.example, shop.example"}  # what a visitor sent, then what the proxy added
        assert web.get("/config", headers=last).json()["root"] == "http://shop.example"
        assert search(web, host="shop.example", origin="https://shop.example").status_code == 200


def admitted(hosts: Hosts, method: str = "GET", **headers: str) -> dict[str, Any]:
    said = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return dict(hosts.admitted({"type": "http", "method": method, "headers": said, "scheme": "http", **CLIENT}))


def test_a_proxy_that_was_not_named_is_not_believed() -> None:
    named, other = (
        Hosts.of("0.0.0.0", ("shop.example",), networks(at)) for at in ("10.0.0.0/24", "10.9.0.0/24,fd00::/8")
    )
    said = {"host": "192.168.1.5:7860", "x_forwarded_host": "shop.example", "x_forwarded_proto": "https"}
    assert (admitted(named, **said)["scheme"], dict(admitted(named, **said)["headers"])[b"host"]) == (
        "https",
        b"shop.example",
    )
    unread = admitted(other, **said)
    assert (unread["scheme"], unread["headers"]) == ("http", [(b"host", b"192.168.1.5:7860")])


@pytest.mark.parametrize(
    ("host", "origin", "fine"),
    [
        ("shop.example", "https://shop.example", True),
        ("shop.example", "http://shop.example", True),
        ("shop.example", "https://shop.example:8443", False),
        ("shop.example:8443", "https://shop.example:8443", True),
        ("192.168.1.5:7860", "https://shop.example", True),  # a proxy that puts its own address into Host
        ("192.168.1.5:7860", "http://192.168.1.5:7860", True),
        ("192.168.1.5:7860", "http://192.168.1.5", False),
        ("localhost", "http://localhost", True),
        ("localhost:7860", "http://127.0.0.1:7860", False),
        ("SHOP.example.", "https://shop.example", True),
    ],
)
def test_which_origins_are_the_page_itself(host: str, origin: str, fine: bool) -> None:
    hosts = Hosts.of("0.0.0.0", ("shop.example",))
    if fine:
        admitted(hosts, "POST", host=host, origin=origin)
    else:
        with pytest.raises(Foreign):
            admitted(hosts, "POST", host=host, origin=origin)


def test_every_name_can_be_allowed_and_origins_still_count() -> None:
    hosts = Hosts.of("0.0.0.0", host_names("*"))
    admitted(hosts, "POST", host="10.5.5.5:80", origin="http://10.5.5.5")
    with pytest.raises(Foreign):
        admitted(hosts, "POST", host="10.5.5.5:80", origin="http://evil.example")


@pytest.mark.parametrize("text", ["https://shop.example", "a b", "shop.example/x", "x@y", "shop.example,/"])
def test_names_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="expected names such as"):
        host_names(text)


def test_the_tools_are_guarded_alike(serve: Any) -> None:
    ask = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accept = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    with serve(mcp=True, hosts=Hosts.of("127.0.0.1", ("shop.example",))) as address:
        for headers, status in (
            ({}, 200),
            ({"host": "shop.example"}, 200),
            ({"host": "evil.example"}, 421),
            ({"origin": "http://localhost:3000"}, 403),
        ):
            answer = httpx.post(f"{address}/mcp", content=json.dumps(ask), headers=accept | headers)
            assert answer.status_code == status
