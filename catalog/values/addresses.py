"""Names and addresses of pictures, where one value holds several: a list, JSON, or a text with marks between them."""

from __future__ import annotations

import json
import re
from typing import Any

_ADDRESS = r"(?:https?:)?//"
_BETWEEN_ADDRESSES = re.compile(rf"\s*[;,|]\s*(?={_ADDRESS})|\s+(?={_ADDRESS})")
"""An address may have commas of its own."""
_BETWEEN_NAMES = re.compile(r"\s*[;,|]\s*")
_NAME = re.compile(r"[^;,|]{1,255}\.(?:jpe?g|png|webp|gif|bmp|tiff?|avif|heic)", re.IGNORECASE)
_INNER = ("url", "src", "href", "contentUrl", "path", "preview", "large", "image", "original")
"""What a picture's address is called within a thing."""


def pictures_of(value: Any) -> list[Any]:
    """Each of the pictures, as text; what is none of these stays as it is, alone, for its reader to refuse."""
    if isinstance(value, list):
        if any(isinstance(part, list) for part in value):
            return [value]
        return [picture for part in value for picture in pictures_of(part)]
    if isinstance(value, dict):
        inner = next((value[name] for name in _INNER if isinstance(value.get(name), str)), None)
        return [value] if inner is None else pictures_of(inner)
    if not isinstance(value, str):
        return [] if value is None else [value]
    text = value.strip()
    if text[:1] == "[" and text[-1:] == "]":
        try:
            return pictures_of(json.loads(text))
        except (ValueError, RecursionError):
            text = text[1:-1].replace("'", "").replace('"', "")  # a list as Python prints it
    if re.match(_ADDRESS, text):
        return [f"https:{part}" if part.startswith("//") else part for part in _BETWEEN_ADDRESSES.split(text)]
    names = _BETWEEN_NAMES.split(text)
    return names if len(names) > 1 and all(_NAME.fullmatch(name) for name in names) else [text] if text else []
