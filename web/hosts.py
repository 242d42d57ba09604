"""By which names the server is reached, and which website a request comes from.

A browser that a foreign website led here says so: in `Host`, where that website's name was turned to this machine (DNS
rebinding), or in `Origin`, where its page asks for something. Leaves out: who the person is; nobody signs in here.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.types import Scope

ANY = "*"
"""Allowed as a name: every Host is the server's own."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(\d{1,5}))?")
_ORIGIN = re.compile(r"(https?)://(\S{1,300})")
_PASSED_ON = b"x-forwarded-", b"x-original-", b"x-gradio-server", b"forwarded"
"""How the headers begin in which a proxy says what it was asked; anybody else can send them too."""
_ONLY_LOOKING = frozenset({"GET", "HEAD"})
_USUAL_PORTS = {"http": 80, "https": 443}
_NOT_OURS = "this server does not answer by that name; whoever runs it can allow one: python app.py --allow-host NAME"
_NOT_FROM_THERE = "requests from another website are refused; open the page itself"


class Foreign(Exception):
    """A request that a foreign website may have made. `status` and the words are the answer."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class Hosts:
    """Without arguments: this machine alone."""

    names: frozenset[str] = frozenset()
    """Further names of this server, in small letters, without port. A page on one of these is its own page."""
    secure: frozenset[str] = frozenset()
    """Those of them that visitors reach by https, whatever the last stretch to here speaks."""
    local: frozenset[str] = frozenset({"localhost"})
    """What this machine is called where it stands. Other programs answer there too, on other ports."""
    proxies: tuple[Network, ...] = ()
    """Whose X-Forwarded-Host and X-Forwarded-Proto are believed."""
    link: Callable[[], str | None] = lambda: None
    """The address of a public link to this server, once there is one."""

    @classmethod
    def of(
        cls,
        listening: str,
        allowed: Iterable[str] = (),
        proxies: Iterable[Network] = (),
        space: str = "",
        link: Callable[[], str | None] = lambda: None,
    ) -> Hosts:
        """`listening`: the name or address that the server was told to listen at. `space`: the host names of a Hugging
        Face Space, as its environment has them."""
        spaces = frozenset(host_names(space))
        machine = socket.gethostname().lower()
        local = {"localhost", listening.lower().strip("[]"), machine, machine.partition(".")[0] + ".local"}
        names = frozenset(allowed) | spaces
        return cls(names, names if spaces else spaces, frozenset(local), tuple(proxies), link)

    def admitted(self, scope: Scope) -> Scope:
        """The request as it is to be read: by its own host and scheme, without what only a proxy may say. Raises
        Foreign."""
        headers: list[tuple[bytes, bytes]] = list(scope["headers"])
        said = {name: value.decode("latin-1") for name, value in headers}
        trusted = self._trusts(scope.get("client"))
        hosts = [value for name, value in headers if name == b"host"]
        host = hosts[0].decode("latin-1") if len(hosts) == 1 else ""
        if trusted and (passed := _last(said.get(b"x-forwarded-host", ""))):
            host = passed
        name, port = _parted(host)
        names, secure = self._public()
        if not (name in names or ANY in names or self._is_here(name, scope.get("server"))):
            raise Foreign(421, _NOT_OURS)
        scheme = "https" if name in secure else "http"
        if trusted and (spoken := _last(said.get(b"x-forwarded-proto", "")).lower()) in _USUAL_PORTS:
            scheme = spoken
        if scope["method"] not in _ONLY_LOOKING and not _from_here(said, name, port, names):
            raise Foreign(403, _NOT_FROM_THERE)
        kept = [(key, value) for key, value in headers if key != b"host" and not key.startswith(_PASSED_ON)]
        return {**scope, "scheme": scheme, "headers": [(b"host", host.encode("latin-1")), *kept]}

    def _public(self) -> tuple[frozenset[str], frozenset[str]]:
        link = urlsplit(self.link() or "")
        shared = frozenset({link.hostname} if link.hostname else ())
        return self.names | shared, self.secure | (shared if link.scheme == "https" else frozenset())

    def _is_here(self, name: str, server: Any) -> bool:
        """Whether it is what this machine is called, or the very address that the request came to."""
        if name in self.local:
            return True
        address, reached = _address(name), _address(server[0] if server else "")
        return address is not None and (address.is_loopback or address.is_unspecified or address == reached)

    def _trusts(self, client: Any) -> bool:
        address = _address(client[0] if client else "")
        return address is not None and any(address in network for network in self.proxies)


def host_names(text: str) -> tuple[str, ...]:
    """The names in a list with commas, without ports. Raises ValueError, which says what was found."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for part in parts:
        if part != ANY and not _parted(part)[0]:
            raise ValueError(f'expected names such as shop.example, or "{ANY}" for every name, found {part[:80]!a}')
    return tuple(part if part == ANY else _parted(part)[0] for part in parts)


def networks(text: str) -> tuple[Network, ...]:
    """The addresses and networks in a list with commas. Raises ValueError, which says what was found."""
    found = []
    for part in filter(None, map(str.strip, text.split(","))):
        try:
            found.append(ipaddress.ip_network(part, strict=False))
        except ValueError:
            raise ValueError(f"expected addresses such as 10.0.0.2 or 10.0.0.0/8, found {part[:80]!a}") from None
    return tuple(found)


def _from_here(said: dict[bytes, str], name: str, port: int | None, names: frozenset[str]) -> bool:
    """Whether no other website asks. Programs send neither of these headers; browsers send both, old ones the first."""
    origin = said.get(b"origin")
    if origin is None:
        return said.get(b"sec-fetch-site", "none") in ("none", "same-origin")
    if (match := _ORIGIN.fullmatch(origin)) is None:  # "null" is anybody
        return False
    usual = _USUAL_PORTS[match[1]]
    asking, own_port = _parted(match[2])
    if asking and asking == name:
        # Without a port it is the usual one of a scheme that only the visitor's end of the way knows.
        return own_port == port or (own_port or usual) == port or (port is None and own_port in _USUAL_PORTS.values())
    return asking in names and own_port in (None, usual)


def _parted(host: str) -> tuple[str, int | None]:
    """("shop.example", 7860) of "Shop.example:7860"; an empty name where it is none."""
    match = _HOST.fullmatch(host)
    if match is None:
        return "", None
    return match[1].lower().strip("[]").rstrip("."), int(match[2]) if match[2] else None


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _last(text: str) -> str:
    """Of several values the one that the nearest proxy wrote."""
    return text.rpartition(",")[2].strip()
