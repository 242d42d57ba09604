"""Where a fetch may connect: http and https, to addresses that the whole internet can reach.

A feed is anybody's text, and its addresses could name a database beside the builder or a cloud's metadata service. The
check stands where the connection is opened, on the address that is then connected to, so neither a redirect nor a name
that resolves differently the second time gets round it. A proxy would resolve names itself: none is used.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

import httpcore
import httpx

from catalog.fetch.errors import Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""(host, port) to its numeric addresses. Raises OSError."""
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments, of which Python calls some global
        "192.88.99.0/24",  # relays of 6to4, given up (RFC 7526)
        "::/96",  # IPv4-compatible
        "64:ff9b::/96",  # NAT64: any IPv4 address behind a translator
        "64:ff9b:1::/48",
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation (RFC 9637)
        "5f00::/16",  # segment routing (RFC 9602)
        "fec0::/10",  # site-local
    )
)


def is_public(address: Address) -> bool:
    """Whether the internet can reach it. IPv6 addresses that carry an IPv4 one are refused, or judged by that one."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global:
        return False
    return not any(address in network for network in _REFUSED if network.version == address.version)


def checked_url(url: str) -> httpx.URL:
    """Raises Refused where it is not a plain http(s) address."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise Refused("the address is malformed", lasting=True) from None
    if parsed.scheme not in ("http", "https"):
        raise Refused("the address is not http or https", lasting=True)
    if not parsed.host or parsed.userinfo:
        raise Refused("the address has no host, or a user name in it", lasting=True)
    if parsed.port is not None and parsed.port not in (80, 443) and not 1024 <= parsed.port < 65536:
        raise Refused("the address names a port that is not a web server's", lasting=True)
    return parsed


async def resolve(host: str, port: int) -> list[str]:
    """What the system's resolver says. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class GuardedTransport(httpx.AsyncHTTPTransport):
    """A transport without proxies and cookies whose connections all pass `is_public`, or are in `permitted`."""

    def __init__(self, permitted: Iterable[Network] = (), resolve: Resolve = resolve, connections: int = 64) -> None:
        context = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=5.0,
            network_backend=_GuardedBackend(tuple(permitted), resolve),
        )


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, permitted: tuple[Network, ...], resolve: Resolve) -> None:
        self._permitted, self._resolve, self._inner = permitted, resolve, httpcore.AnyIOBackend()

    async def connect_tcp(self, host: str, port: int, *arguments: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(options.get("timeout")):
                addresses = [ipaddress.ip_address(a) for a in await self._resolve(host, port)]
        except (OSError, ValueError) as error:  # UnicodeError, a ValueError: a label too long
            raise httpcore.ConnectError(f"cannot be resolved: {error}") from None
        # One address that is not public makes the whole name suspicious.
        if not addresses or not all(self._allowed(address) for address in addresses):
            raise Refused("the address leads to a private network")
        for address in addresses[:-1]:  # an IPv6 address, say, where there is no IPv6
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._inner.connect_tcp(str(address), port, *arguments, **options)
        return await self._inner.connect_tcp(str(addresses[-1]), port, *arguments, **options)

    def _allowed(self, address: Address) -> bool:
        return is_public(address) or any(address in n for n in self._permitted if n.version == address.version)

    async def connect_unix_socket(self, *arguments: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        raise Refused("the address leads to a private network")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)
