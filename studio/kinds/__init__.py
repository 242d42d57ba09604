"""The kinds of product that the studio can make, by name."""

from __future__ import annotations

import importlib
import pkgutil

from studio.kind import Kind

KINDS: dict[str, Kind] = {
    kind.name: kind
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__))
    for kind in getattr(importlib.import_module(f"{__name__}.{module}"), "KINDS", ())
}
