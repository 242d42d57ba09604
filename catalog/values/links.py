"""Links to a product's own page: which of them a shop may show, told by their text alone; nothing is resolved."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit

_LINK = re.compile(r"https?://[^\s/?#@\"'<>\\`]+(?:[/?#][^\s\"'<>\\`]*)?", re.IGNORECASE)
"""No "@" before the path: who reads "https://shop.example@elsewhere.example" goes elsewhere. Nothing that ends an
attribute."""
_NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*")
"""Browsers read "127.1", "2130706433" and "0x7f.1" as addresses."""
_INSIDE = (".localhost", ".local", ".internal", ".home.arpa")


def is_public_link(url: str) -> bool:
    """Whether it is http or https, without a user's name, and leads neither to this machine nor to one beside it."""
    if _LINK.fullmatch(url) is None:
        return False
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:  # a bracket without its other one
        return False
    return bool(host) and not _leads_inside(host)


def _leads_inside(host: str) -> bool:
    if host == "localhost" or host.endswith(_INSIDE):
        return True
    try:
        numeric = _NUMERIC_HOST.fullmatch(host)
        address = ipaddress.ip_address(socket.inet_aton(host) if numeric else host)
    except (OSError, ValueError):
        return bool(numeric)  # numbers that are no address; any other text is a name
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global
