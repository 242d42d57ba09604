"""The words of measuring: units of length, volume and weight, and the names of a thing's dimensions.

English, with the dimensions' German, French, Italian and Spanish names, which feeds of English shops have too.
"""

from __future__ import annotations

import re
from functools import lru_cache

IN_INCHES = (
    r"(?:(?<=\d)|(?<=[/⁄]\d\ )|(?<=[½¼¾⅓⅔⅛⅜⅝⅞]\ )|(?<=\d-))in"
    r"|in(?=[.,;:)/|]|$|\ ?[x×(]|\ by\b|\ (?:in|or|max|tall|high|wide|long|deep|across|thick|tops)\b"
    r"|\ ?(?-i:[HWDL])\b)"
)
"""The unit, which is also a word: "12in", "31 1/2 in", "12 in wide"."""
LENGTH, VOLUME, OUNCES, WEIGHT, SIZE = "length", "volume", "ounces", "weight", "size"
_FAMILIES = {
    LENGTH: {
        r"mm|millimet(?:er|re)s?": 1.0,
        r"cms?|centimet(?:er|re)s?|centimeters?|zentimeter": 10.0,
        r"m|mtrs?|met(?:er|re)s?": 1000.0,
        rf"inch(?:es)?|{IN_INCHES}|[\"″”]|''": 25.4,
        r"ft|feet|foot|['’′]": 304.8,
    },
    VOLUME: {
        r"ml|millilit(?:er|re)s?": 1.0,
        r"cl|centilit(?:er|re)s?": 10.0,
        r"dl|decilit(?:er|re)s?": 100.0,
        r"l|lit(?:er|re)s?|ltrs?": 1000.0,
    },
    OUNCES: {r"(?:fl\.?\ ?|fluid\ )?(?:oz|ounces?)": 1.0},
    WEIGHT: {r"g|gr|grams?|grammes?": 1.0, r"kgs?|kilos?|kilograms?": 1000.0, r"lbs?": 453.592},
}
_UNITS = [(unit, family, factor) for family, units in _FAMILIES.items() for unit, factor in units.items()]
WORDS = "|".join(unit.removesuffix("|[\"″”]|''").removesuffix("|['’′]") for unit, *_ in _UNITS)
"""Units by word."""
INCH, FOOT, OUNCE = 25.4, 304.8, 28.3495
POUND = 453.592
_SMALL = {"mm", "ml", "g"}
"""Units whose thousandths nobody writes: "1.800 mm" is 1,800."""

AXES = {
    "height": "tall|high|height|hoch|höhe|haut|hauteur|alto|altura|altezza|h",
    "width": "wide|width|breadth|broad|breit|breite|largeur|ancho|anchura|larghezza|w|b",
    "length": "long|length|lang|länge|longueur|largo|lunghezza|longitud|l",
    "depth": "deep|depth|thick|thickness|tief|tiefe|profond|profondeur|fondo|profundidad|profondità|d|t",
    "diameter": "across|diameter|dia|diam|durchmesser|diamètre|diametro|diámetro|ø|⌀",
}
SIDES = ("width", "length", "diameter")
"""Which of them a thing has depends on who looks at it."""
AXIS = "|".join(word for words in AXES.values() for word in words.split("|") if len(word) > 1)
"""Any of them by word."""
LETTER = "(?-i:[HWDLBTØ⌀hø])"
"""Any of them by letter, as it stands before a number: "t 30" is none, and a "h" is."""
ANY_LETTER = "[hwdlbtø⌀]"


@lru_cache(maxsize=512)
def unit_of(word: str) -> tuple[str, float]:
    """(family, how many mm, ml, ounces or grams it is)."""
    said = word.strip().strip(".").lower()
    if said == "in":
        return LENGTH, INCH
    return next(((f, factor) for unit, f, factor in _UNITS if re.fullmatch(unit, said, re.I | re.X)), (LENGTH, INCH))


@lru_cache(maxsize=512)
def axis_of(word: str) -> str:
    """ "height" of "tall"; "" of no dimension."""
    said = word.strip(" .:()").lower()
    return next((axis for axis, words in AXES.items() if said and said in words.split("|")), "")


def is_small(unit: str) -> bool:
    return unit.lower() in _SMALL
