"""FAULTS 19-26, against a real server on a real socket. Loopback is permitted to these tests alone."""

import io
import ipaddress
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from catalog.build import build
from catalog.errors import CatalogError
from catalog.fetch.addresses import checked_url, is_public
from catalog.fetch.cache import LASTING_S, PictureCache
from catalog.fetch.download import Policy, _retry_after_s
from catalog.fetch.errors import Refused
from catalog.fetch.fetcher import Fetcher
from catalog.pictures import PictureError

ROOT = Path(__file__).parents[2]
LOOPBACK = ipaddress.ip_network("127.0.0.1/32")
PRIVATE = """
10.1.2.3 172.16.0.1 192.168.1.1 127.0.0.1 127.9.9.9 169.254.169.254 100.64.0.1 192.0.0.1 192.0.0.9 192.0.0.10
0.0.0.0 224.0.0.1 240.0.0.1 255.255.255.255 198.18.0.1 192.0.2.1 ::1 :: fe80::1 fc00::1 fec0::1 ff02::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 2002:7f00:1::
2002:808:808:: 2001:0:808:808:: 2001:db8::1
"""
MALFORMED = """
ftp://example.com/a.png file:///etc/passwd gopher://x/ http:// http:///a.png
http://user:word@example.com/a.png http://example.com:22/a.png http://example.com:99999/ http://[::1/a.png
javascript:alert(1) //example.com/a
"""
POLICY = Policy(at_once=8, per_host=2, backoff_s=0.01, deadline_s=30.0, permitted=(LOOPBACK,))


def png(colour):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


class Shop(BaseHTTPRequestHandler):
    """`server.pages`: path -> bytes, or a function of the handler and how often it was asked before."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        server = self.server
        with server.lock:
            before = server.asked[self.path]
            server.asked[self.path] += 1
            server.under_way += 1
            server.most = max(server.most, server.under_way)
        try:
            page = server.pages.get(self.path, lambda handler, _: handler.answer(404))
            self.answer(200, page) if isinstance(page, bytes) else page(self, before)
        except OSError:
            self.close_connection = True
        finally:
            with server.lock:
                server.under_way -= 1

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def web():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    server.daemon_threads = True
    server.lock, server.asked, server.under_way, server.most = threading.Lock(), Counter(), 0, 0
    server.pages = {}
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def fetched(folder, urls, policy=POLICY, **options):
    with closing(Fetcher(folder, policy, **options)) as fetcher:
        yield fetcher, fetcher.fetch(urls, lambda done: None)


def refusal(folder, url, policy=POLICY, **options):
    """Why `url` was refused; AssertionError where it was not."""
    with fetched(folder, [url], policy, **options) as (fetcher, report):
        assert report.refused.total() == 1, report
        (reason,) = report.refused
        with pytest.raises(PictureError, match="cannot be fetched: "):
            fetcher.path(url)
        return reason


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("index.sqlite")]


@pytest.mark.parametrize("address", PRIVATE.split())
def test_fault_19_private_addresses(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["192.88.99.0", "192.88.99.1", "192.88.99.255", "3fff::", "3fff::1", "3fff:fff:ffff::1", "5f00::1"]
)
def test_fault_57_networks_that_lead_nowhere(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["192.88.98.255", "192.88.100.1", "2400:cb00::1"])
def test_fault_57_their_neighbours_are_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("url", MALFORMED.split())
def test_malformed_addresses(url):
    with pytest.raises(Refused):
        checked_url(url)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "[::1]", "[::ffff:7f00:1]", "localhost"]
)
def test_fault_19_loopback_is_refused_in_every_spelling(tmp_path, web, host):
    """No permission here: what any build gets."""
    web.pages["/a.png"] = png("red")
    url = f"http://{host}:{web.server_port}/a.png"
    assert refusal(tmp_path, url, Policy(backoff_s=0.01, attempts=1)) == "the address leads to a private network"
    assert not web.asked


def test_a_picture_is_fetched_once_and_named_by_its_content(tmp_path, web):
    web.pages |= {"/a.png": png("red"), "/same.png": png("red"), "/b.png": png("blue")}
    urls = [f"{web.url}/{name}.png" for name in ("a", "same", "b")]
    with fetched(tmp_path, urls) as (fetcher, report):
        assert (report.fetched, report.cached, report.refused.total()) == (3, 0, 0)
        assert fetcher.path(urls[0]) == fetcher.path(urls[1])
        assert fetcher.path(urls[2]).read_bytes() == png("blue")
    assert len(files(tmp_path)) == 2
    with fetched(tmp_path, urls) as (_, report):
        assert (report.fetched, report.cached) == (0, 3)
    assert web.asked == {"/robots.txt": 1, "/a.png": 1, "/same.png": 1, "/b.png": 1}


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2:{port}/a.png", "http://169.254.169.254/x", "http://[::1]:{port}/a.png", "//10.0.0.1/a"]
)
def test_fault_20_a_redirect_to_a_private_address(tmp_path, web, target):
    where = target.format(port=web.server_port)
    web.pages["/a.png"] = lambda handler, _: handler.answer(302, Location=where)
    assert refusal(tmp_path, f"{web.url}/a.png") == "the address leads to a private network"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.com/"])
def test_a_redirect_to_something_else(tmp_path, web, target):
    web.pages["/a.png"] = lambda handler, _: handler.answer(302, Location=target)
    assert refusal(tmp_path, f"{web.url}/a.png") == "the address is not http or https"


def test_redirects_are_followed_and_end(tmp_path, web):
    web.pages |= {"/to": lambda handler, _: handler.answer(301, Location="/a.png"), "/a.png": png("red")}
    web.pages["/round"] = lambda handler, _: handler.answer(302, Location="/round")
    with fetched(tmp_path, [f"{web.url}/to"]) as (_, report):
        assert report.fetched == 1
    assert refusal(tmp_path, f"{web.url}/round") == "it is redirected too often"
    assert web.asked["/round"] == POLICY.redirects + 1


def test_fault_20_a_name_that_resolves_differently_the_second_time(tmp_path, web):
    """Each connection goes to the address that was checked for it, and to no other."""
    web.pages["/a.png"] = png("red")  # /robots.txt is not there: its connection is closed, and the next one asks anew
    url = f"http://shop.example:{web.server_port}/a.png"

    def resolver(*answers):
        left = iter(answers)

        async def resolve(host, port):
            assert host == "shop.example"
            return next(left)

        return resolve

    with fetched(tmp_path / "one", [url], resolve=resolver(["127.0.0.1"], ["127.0.0.1"])) as (_, report):
        assert report.fetched == 1, report
    for n, second in enumerate((["127.0.0.2"], ["127.0.0.1", "10.0.0.1"], [])):
        reason = refusal(tmp_path / f"two{n}", url, resolve=resolver(["127.0.0.1"], second))
        assert reason == "the address leads to a private network"
    assert web.asked["/a.png"] == 1


def test_another_address_of_the_same_name_is_tried(tmp_path, web):
    async def resolve(host, port):
        return ["127.0.0.2", "127.0.0.1"]  # nobody listens at the first

    web.pages["/a.png"] = png("red")
    both = Policy(attempts=1, permitted=(ipaddress.ip_network("127.0.0.0/30"),))
    with fetched(tmp_path, [f"http://shop.example:{web.server_port}/a.png"], both, resolve=resolve) as (_, report):
        assert report.fetched == 1, report


def test_fault_21_an_endless_and_a_dripping_body(tmp_path, web):
    def endless(handler, _):
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(bytes(65536))

    def drip(handler, _):
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.02)

    policy = Policy(max_bytes=300_000, backoff_s=0.01, permitted=(LOOPBACK,))
    hurried = Policy(deadline_s=0.5, backoff_s=0.01, permitted=(LOOPBACK,))
    web.pages |= {"/endless": endless, "/drip": drip}
    web.pages["/large"] = bytes(300_001)
    began = time.monotonic()
    assert refusal(tmp_path, f"{web.url}/endless", policy) == "it has too many bytes"
    assert refusal(tmp_path, f"{web.url}/large", policy) == "it has too many bytes"
    assert refusal(tmp_path, f"{web.url}/drip", hurried) == "it takes too long"
    assert time.monotonic() - began < 20 and files(tmp_path) == []


def test_fault_22_a_busy_server_is_asked_again_when_it_says(tmp_path, web):
    times = []

    def busy(handler, before):
        times.append(time.monotonic())
        if before == 0:
            handler.answer(429, Retry_After="1")
        elif before == 1:
            handler.answer(503)
        else:
            handler.answer(200, png("red"))

    web.pages["/a.png"] = busy
    with fetched(tmp_path, [f"{web.url}/a.png"]) as (_, report):
        assert report.fetched == 1
    assert len(times) == 3 and times[1] - times[0] >= 0.95


def test_fault_22_retries_are_bounded(tmp_path, web):
    web.pages["/a.png"] = lambda handler, _: handler.answer(503)
    web.pages["/b.png"] = lambda handler, _: handler.answer(429, Retry_After="86400")
    assert refusal(tmp_path, f"{web.url}/a.png") == "its server answers 503"
    assert "much later" in refusal(tmp_path, f"{web.url}/b.png")
    assert (web.asked["/a.png"], web.asked["/b.png"]) == (POLICY.attempts, 1)
    web.pages["/a.png"] = png("red")  # a failure that may pass is not remembered
    with fetched(tmp_path, [f"{web.url}/a.png"]) as (_, report):
        assert report.fetched == 1


def test_retry_after_may_be_a_date():
    assert _retry_after_s("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert _retry_after_s("Wed, 21 Oct 2999 07:28:00 GMT") > 1e9
    assert [_retry_after_s(text) for text in ("", "soon", "nan", "-5", "inf", "7")] == [0, 0, 0, 0, 0, 7]


def test_fault_23_what_is_gone_is_asked_for_once(tmp_path, web):
    web.pages["/gone"] = lambda handler, _: handler.answer(410)
    urls = [f"{web.url}/gone", f"{web.url}/nothing"]
    for _ in range(2):
        with fetched(tmp_path, urls) as (fetcher, report):
            assert report.refused == {"its server answers 410": 1, "its server answers 404": 1}
            with pytest.raises(PictureError, match="cannot be fetched: its server answers 410"):
                fetcher.path(urls[0])
    assert (web.asked["/gone"], web.asked["/nothing"]) == (1, 1)
    later = PictureCache(tmp_path, clock=lambda: time.time() + LASTING_S + 60)
    assert later.known(urls[0]) is None


def test_fault_24_a_page_is_no_picture(tmp_path, web):
    web.pages["/a.png"] = b"<html>Please log in</html>"
    web.pages["/b.png"] = png("red")[:-20]
    for name in ("a", "b"):
        assert refusal(tmp_path, f"{web.url}/{name}.png").startswith("what came ")
    assert files(tmp_path) == []


def test_fault_25_a_short_body_leaves_no_file(tmp_path, web):
    def short(handler, _):
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(png("red"))
        handler.close_connection = True

    web.pages["/a.png"] = short
    assert "does not answer properly" in refusal(tmp_path, f"{web.url}/a.png")
    assert web.asked["/a.png"] == POLICY.attempts and files(tmp_path) == []


def test_robots_txt(tmp_path, web):
    rules = "User-agent: *\nDisallow: /private\n\nUser-agent: lavic-shop\nDisallow: /b.png\nCrawl-delay: 1\n"
    web.pages |= {"/robots.txt": rules.encode(), "/a.png": png("red"), "/b.png": png("blue"), "/c.png": png("green")}
    web.pages["/to"] = lambda handler, _: handler.answer(302, Location="/b.png")
    began = time.monotonic()
    with fetched(tmp_path, [f"{web.url}/{name}" for name in ("a.png", "b.png", "to", "c.png")]) as (_, report):
        assert report.fetched == 2 and report.refused == {"its host's robots.txt forbids it": 2}
    assert web.asked["/b.png"] == 0 and web.asked["/robots.txt"] == 1
    assert time.monotonic() - began >= 1.9  # three requests, a second between each


def test_a_host_whose_robots_txt_fails_is_not_asked_for_pictures(tmp_path, web):
    web.pages |= {"/robots.txt": lambda handler, _: handler.answer(503), "/a.png": png("red")}
    assert refusal(tmp_path, f"{web.url}/a.png") == "its server answers 503"
    assert web.asked["/a.png"] == 0


def test_few_requests_at_once_for_one_host(tmp_path, web):
    def slow(handler, _):
        time.sleep(0.03)
        handler.answer(200, png("red"))

    web.pages |= {f"/{n}.png": slow for n in range(12)}
    with fetched(tmp_path, [f"{web.url}/{n}.png" for n in range(12)]) as (_, report):
        assert report.fetched == 12
    assert web.most == POLICY.per_host


def test_a_dead_host_is_left_alone(tmp_path, web):
    policy = Policy(at_once=1, attempts=1, host_failures=3, backoff_s=0.01, permitted=(LOOPBACK,))
    web.pages |= {f"/{n}.png": lambda handler, _: handler.answer(500) for n in range(9)}
    with fetched(tmp_path, [f"{web.url}/{n}.png" for n in range(9)], policy) as (_, report):
        assert report.refused == {"its server answers 500": 3, "its host failed too often in this run": 6}


def test_the_addresses_are_not_read_ahead(tmp_path, web):
    """A feed's million addresses stay where they are until somebody is free to fetch them."""
    web.pages["/a.png"] = png("red")
    taken, done = [], []

    def urls():
        for n in range(40):
            taken.append(n)
            assert n - len(done) <= POLICY.at_once
            yield f"{web.url}/a.png?{n}"

    web.pages |= {f"/a.png?{n}": png("red") for n in range(40)}
    with closing(Fetcher(tmp_path, POLICY)) as fetcher:
        assert fetcher.fetch(urls(), done.append).fetched == 40
    assert done == list(range(1, 41))


def test_fault_25_killed_and_run_again(tmp_path, web):
    hold = threading.Event()

    def waits(handler, _):
        hold.wait(20)
        handler.answer(200, png("blue"))

    web.pages |= {"/a.png": png("red"), "/b.png": png("green"), "/slow.png": waits}
    urls = [f"{web.url}/{name}.png" for name in ("a", "b", "slow")]
    program = textwrap.dedent(
        """
        import ipaddress, sys
        from pathlib import Path
        from catalog.fetch.download import Policy
        from catalog.fetch.fetcher import Fetcher
        policy = Policy(permitted=(ipaddress.ip_network("127.0.0.1/32"),))
        Fetcher(Path(sys.argv[1]), policy).fetch(sys.argv[2:], lambda done: print(done, flush=True))
        """
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path), *urls],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert [child.stdout.readline(), child.stdout.readline()] == ["1\n", "2\n"]
    child.send_signal(signal.SIGKILL)
    child.communicate()
    hold.set()
    assert len(files(tmp_path)) == 2
    with fetched(tmp_path, urls) as (_, report):
        assert (report.fetched, report.cached) == (1, 2)
    assert web.asked["/a.png"] == 1


def test_a_damaged_file_is_fetched_again(tmp_path, web):
    web.pages["/a.png"] = png("red")
    with fetched(tmp_path, [f"{web.url}/a.png"]) as (fetcher, _):
        fetcher.path(f"{web.url}/a.png").write_bytes(b"")
    with fetched(tmp_path, [f"{web.url}/a.png"]) as (fetcher, report):
        assert report.fetched == 1 and fetcher.path(f"{web.url}/a.png").read_bytes() == png("red")


def test_a_folder_that_cannot_be_used(tmp_path, web):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CatalogError, match=r"cannot be used: .*--fetch DIR"):
        Fetcher(tmp_path / "file", POLICY)
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "index.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(CatalogError, match="cannot be used: file is not a database"):
        Fetcher(tmp_path / "damaged", POLICY)


def test_a_proxy_of_the_environment_is_not_used(tmp_path, web, monkeypatch):
    """It would resolve names itself, behind the check."""
    monkeypatch.setenv("HTTP_PROXY", web.url)
    monkeypatch.setenv("ALL_PROXY", web.url)
    assert (
        refusal(tmp_path, "http://169.254.169.254/latest", Policy(attempts=1))
        == "the address leads to a private network"
    )
    assert not web.asked


def test_a_build_fetches(tmp_path, web, parts):
    """Ids never name a file; a product without a picture stays, with its reason."""
    web.pages |= {"/a.png": png("red"), "/page": b"<html>"}
    addresses = [f"{web.url}/a.png", f"{web.url}/a.png", f"{web.url}/page", f"{web.url}/no.png", "here.png"]
    rows = [{"id": f"../../{n}", "title": "lamp", "image": address} for n, address in enumerate(addresses)]
    (tmp_path / "feed.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "here.png").write_bytes(png("blue"))
    steps = []
    with closing(Fetcher(tmp_path / "fetched", POLICY)) as fetcher:
        report = build(
            tmp_path / "feed.jsonl", tmp_path / "shop", fetcher=fetcher, progress=lambda *s: steps.append(s), **parts
        )
    assert (report.products, report.pictures, report.fetch.fetched) == (5, 3, 1)
    assert ("fetch", 3, 3) in steps
    assert report.pictureless["../../3"] == "the picture cannot be fetched: its server answers 404"
    assert report.pictureless["../../2"].startswith("the picture cannot be fetched: what came is no picture")
    assert {path.name for path in tmp_path.iterdir()} == {"feed.jsonl", "here.png", "fetched", "shop"}
    report = build(tmp_path / "feed.jsonl", tmp_path / "shop", **parts)
    assert report.pictures == 1 and report.fetch is None
    assert "--fetch DIR" in report.pictureless["../../0"]
