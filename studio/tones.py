"""Whether the colour that a product is called is the colour that its picture shows.

A surface shows its colour where neither shadow nor highlight covers it, so the check asks for a share of the
product's pixels that lie near the named colour, lighter or darker as light makes them. What a surface mirrors or
lets through mixes with its colour, and by how much depends on the material: hence four tolerances.

They were read off 608 pictures, of the shop and of one training set: within them are 349 of 349 dull surfaces, 137
of 146 shiny, 73 of 77 metal and 31 of 36 see-through ones. Of the paints that are neither the product's own nor near
it nor another part's, 13 in 100 pass on a dull product, 20 to 30 on the others: two parts have many shades.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from studio import lab
from studio.pixels import Seen
from studio.spec import COLORS, Spec, Surface

TOLERANCES: dict[str, float] = {"dull": 10.0, "shiny": 16.0, "metal": 16.0, "see-through": 16.0}
"""Delta E from the named colour (L* counting half), by how a surface mixes its colour with what is around it."""
SHARE, SHARE_OF_A_CHECK = 8.0, 3.0
"""Per cent of the product's pixels that must show the colour. A check shows it pure in a quarter of its area."""
_SHADES = np.geomspace(0.5, 1.3, 9)
_WEIGHTS = np.array([0.5, 1.0, 1.0])
_PIXELS = 4000
_METALS = ("brass", "chrome", "steel", "copper", "gold", "silver")
_SHINY = ("glossy", "patent", "polished", "lustrous", "shimmering")


def manner(surface: Surface) -> str:
    """A key of TOLERANCES."""
    if surface.material in ("glass", "acrylic", "gemstone") and surface.finish in ("clear", "tinted"):
        return "see-through"
    if surface.material in _METALS and surface.finish in ("polished", "brushed"):
        return "metal"
    return "shiny" if surface.finish in _SHINY else "dull"


def distance(spec: Spec, seen: Seen, color: str = "") -> float:
    """Delta E within which enough of the product shows its main colour, or another key of COLORS.

    Infinite where no product is seen.
    """
    pixels = seen.pixels
    if not len(pixels):
        return float("inf")
    pixels = pixels[:: -(-len(pixels) // _PIXELS)]
    away = (pixels[:, None] - _shades(color or spec.main.color)[None]) * _WEIGHTS
    share = SHARE_OF_A_CHECK if spec.main.pattern == "checked" else SHARE
    return float(np.percentile(np.linalg.norm(away, axis=-1).min(axis=1), share))


@cache
def _shades(color: str) -> np.ndarray:
    """(9, 3) the colour from half shade to bright light."""
    return lab.from_linear(lab.to_linear(lab.channels(COLORS[color])) * _SHADES[:, None])
