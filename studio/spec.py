"""A product's specification: what the studio builds, and so the ground truth of its picture.

Plain data, importable without Blender. Descriptions, conversations and evaluation are decided from it;
retrieval and the model never see it at serving time.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Surface:
    """One material as it looks."""

    material: str
    """e.g. "ceramic", "brass", "oak", "linen", "glass". A key of `MATERIALS`."""
    color: str
    """A key of `COLORS`; for woods and metals the material's own colour name."""
    finish: str
    """"glossy", "satin", "matte", "brushed", "clear", "tinted", "soft" ..."""
    pattern: str = "plain"
    """"plain", "striped", "speckled", "checked", "ribbed", "woven", "floral", "dotted" ..."""
    pattern_color: str = ""
    """The pattern's second colour, a key of `COLORS`; "" where the pattern is plain or pure relief."""


@dataclass(frozen=True)
class Spec:
    id: str
    kind: str
    """A key of `studio.kinds.KINDS`, e.g. "table lamp"."""
    department: str
    """home, fashion or beauty."""
    silhouette: str
    """One of the kind's own, e.g. "dome", "cone", "drum"."""
    main: Surface
    """The surface a person would name first."""
    second: Surface | None
    """The base, cap, strap, stem ...; None where the product is of one piece."""
    seed: int
    """Draws the proportions, the angle, the light and the backdrop."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def from_dict(row: dict[str, Any]) -> Spec:
    second = row["second"]
    return Spec(**{**row, "main": Surface(**row["main"]), "second": Surface(**second) if second else None})


COLORS: dict[str, str] = {
    # name a person would use -> sRGB of the product's body under neutral light
    "white": "#F2F0EA", "cream": "#E8DCC0", "beige": "#CDB79A", "tan": "#B98A5A", "brown": "#6E4A32",
    "black": "#1C1B1D", "charcoal": "#45474B", "grey": "#8C8E91",
    "red": "#B3262E", "burgundy": "#6B1A2C", "terracotta": "#C1653F", "orange": "#DE7A2B",
    "mustard": "#D1A12C", "yellow": "#EDCF4A", "olive": "#74763A", "sage green": "#A3B296",
    "forest green": "#24523B", "teal": "#1F7A7C", "sky blue": "#8FBFDD", "cobalt blue": "#2450A8",
    "navy": "#1E2A4A", "lavender": "#B5A4D4", "plum": "#5E2F5C", "blush pink": "#E9BFBB", "hot pink": "#D94481",
    # colours that belong to a material
    "gold": "#D4A94E", "silver": "#C9CBCE", "copper": "#B9714C", "rose gold": "#D79C86",
    "light wood": "#C79F6B", "dark wood": "#5E3F2A", "clear": "#FFFFFF",
}  # fmt: skip

PAINTS: tuple[str, ...] = tuple(list(COLORS)[: list(COLORS).index("gold")])
"""Colours that paint, glaze, dye and tint come in."""


@dataclass(frozen=True)
class Material:
    finishes: tuple[str, ...]
    colors: tuple[str, ...]
    patterns: tuple[str, ...] = ("plain",)
    shiny: tuple[str, ...] = ()
    """The finishes that a person would call shiny."""


_CLOTH = ("plain", "striped", "checked", "dotted", "floral")
MATERIALS: dict[str, Material] = {
    "ceramic": Material(("glossy", "matte"), PAINTS, ("plain", "striped", "speckled", "ribbed", "dotted"), ("glossy",)),
    "porcelain": Material(("glossy",), ("white", "cream", "sky blue", "blush pink"), ("plain", "floral", "striped"), ("glossy",)),
    "glass": Material(("clear", "tinted", "frosted"), ("clear", *PAINTS), ("plain", "ribbed"), ("clear", "tinted")),
    "brass": Material(("polished", "brushed"), ("gold",), ("plain", "hammered"), ("polished",)),
    "chrome": Material(("polished",), ("silver",), shiny=("polished",)),
    "steel": Material(("brushed", "matte"), ("silver", "black", "white", "charcoal")),
    "copper": Material(("polished", "brushed"), ("copper",), ("plain", "hammered"), ("polished",)),
    "gold": Material(("polished", "brushed"), ("gold", "rose gold"), ("plain", "hammered"), ("polished",)),
    "silver": Material(("polished", "brushed"), ("silver",), ("plain", "hammered"), ("polished",)),
    "painted metal": Material(("glossy", "matte"), PAINTS, shiny=("glossy",)),
    "oak": Material(("satin",), ("light wood",)),
    "walnut": Material(("satin",), ("dark wood",)),
    "painted wood": Material(("satin", "matte"), PAINTS),
    "rattan": Material(("matte",), ("tan",), ("woven",)),
    "linen": Material(("soft",), PAINTS, _CLOTH),
    "cotton": Material(("soft",), PAINTS, _CLOTH),
    "wool": Material(("soft",), PAINTS, ("plain", "striped", "checked", "woven")),
    "velvet": Material(("plush",), PAINTS, ("plain", "ribbed")),
    "silk": Material(("lustrous",), PAINTS, ("plain", "striped", "dotted", "floral"), ("lustrous",)),
    "straw": Material(("matte",), ("beige", "tan", "cream"), ("woven",)),
    "leather": Material(("satin", "patent"), ("black", "brown", "tan", "burgundy", "navy", "red", "white", "forest green"), ("plain", "woven"), ("patent",)),
    "marble": Material(("polished",), ("white", "black", "forest green", "blush pink"), ("veined",), ("polished",)),
    "terrazzo": Material(("satin",), ("white", "grey", "blush pink", "sage green"), ("speckled",)),
    "concrete": Material(("matte",), ("grey", "charcoal")),
    "acetate": Material(("glossy", "matte"), PAINTS, ("plain", "tortoiseshell"), ("glossy",)),
    "acrylic": Material(("glossy", "frosted"), ("clear", *PAINTS), shiny=("glossy",)),
    "paper": Material(("matte",), ("white", "cream", "beige", "blush pink", "sage green"), ("plain", "ribbed")),
    "wax": Material(("matte",), PAINTS, ("plain", "ribbed")),
    "soap": Material(("satin", "matte"), ("white", "cream", "blush pink", "sage green", "lavender", "yellow", "charcoal", "terracotta", "sky blue"), ("plain", "speckled", "marbled")),
    "lacquer": Material(("glossy", "matte", "shimmering"), PAINTS, shiny=("glossy", "shimmering")),
    "pearl": Material(("lustrous",), ("white", "cream", "blush pink", "grey"), shiny=("lustrous",)),
    "gemstone": Material(("polished",), ("red", "forest green", "cobalt blue", "plum", "teal", "yellow", "clear", "hot pink"), shiny=("polished",)),
}  # fmt: skip
"""What each material may look like. A kind narrows it further (`studio.kind.Finish`)."""
