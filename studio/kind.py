"""What a kind of product is: how to build it, what it may be made of, and how people talk about it.

A new kind is one `Kind` in a module of `studio.kinds`, about 40 lines. No `bpy` here or there:
`build` receives a `Workshop` that has it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from studio.spec import Spec

if TYPE_CHECKING:
    from studio.workshop import Workshop


@dataclass(frozen=True)
class Stuff:
    """A material that a part may be made of, and which of its looks suit the part. Empty means all of them."""

    material: str
    finishes: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    name: str
    """Singular, lower case, what most people would call it: "table lamp"."""
    department: str
    """home, fashion or beauty."""
    silhouettes: tuple[str, ...]
    """At least three, each clearly different in outline, each a word that a person would use: "dome", "tall"."""
    main: tuple[Stuff, ...]
    build: Callable[[Workshop, Spec, random.Random], None]
    """Makes the product standing on z = 0, in metres, of `spec.main` and `spec.second`."""
    main_part: str = ""
    """What the main surface is: "shade", "seat"; "" where it is the whole thing."""
    second: tuple[Stuff, ...] = ()
    second_part: str = ""
    """What the second surface is: "base", "legs", "strap", "cap"."""
    nouns: tuple[str, ...] = ()
    """Other words for it, shop's and shopper's: "bedside lamp", "desk lamp"."""
    plural: str = ""
    """"" where adding an s is right."""
    price: tuple[int, int] = (10, 100)
    """USD, lowest and highest."""
    sizes: tuple[str, ...] = ()
    """What a listing says about size: "38 cm tall, 24 cm across"."""
    sizes_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Silhouette -> those of `sizes` that its picture allows: no square cushion is 55 x 35 cm. Left out: all."""
    uses: tuple[str, ...] = ()
    """Where or when it is used: "a reading corner", "the bedside"."""
    care: tuple[str, ...] = ()
    """"Wipe with a dry cloth." """
    elevation: tuple[float, float] = (12, 28)
    """Degrees above the horizon from which it looks best; rugs and rings want more."""
