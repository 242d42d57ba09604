"""The words for how a thing looks, and which of them say the same.

A family's names stand for all of its members: navy is blue, oak is wood, and what is polished is shiny. Members do not
stand for each other: who refuses navy may have cobalt. English, by lists. Leaves out what people would disagree about:
teal is nobody's blue here, and cream is no white.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

COLOUR, MATERIAL, FINISH, PATTERN, SHAPE, MOOD = "colour", "material", "finish", "pattern", "shape", "mood"
_FAMILIES: dict[str, tuple[tuple[str, str], ...]] = {
    # axis: (names, members)
    COLOUR: (
        ("blue, bluish", "navy, cobalt, azure, indigo, sapphire"),
        ("green, greenish", "olive, sage, emerald, moss, khaki, mint, jade"),
        ("red, reddish", "crimson, scarlet, ruby, cherry"),
        ("pink, pinkish", "blush, fuchsia, magenta"),
        ("purple", "violet, lavender, lilac, plum, mauve, aubergine, amethyst"),
        ("brown, brownish", "chocolate, chestnut, cognac, caramel, espresso"),
        ("yellow", "mustard, lemon, ochre"),
        ("orange", "tangerine, apricot"),
        ("grey, gray, greyish, grayish", "charcoal, anthracite, graphite"),
        ("white", "ivory, off-white"),
        ("black", "ebony, jet-black"),
        ("gold, golden, gilded, gold-tone, gold-plated", ""),
        ("silver, silvery, silver-tone, silver-plated", ""),
    ),
    MATERIAL: (
        ("wood, wooden, timber", "oak, walnut, beech, ash, pine, teak, mahogany, birch, maple, acacia, bamboo"),
        ("metal, metallic", "brass, steel, iron, copper, chrome, aluminium, aluminum, bronze, pewter, tin, zinc"),
        ("leather", "suede, nubuck, nappa, cowhide, calfskin, lambskin"),
        ("fabric, cloth, textile", "linen, cotton, wool, velvet, silk, canvas, denim, polyester, tweed, corduroy"),
        ("wool, woollen, woolen", "merino, lambswool, cashmere, mohair"),
        ("plastic", "acrylic, polypropylene, pvc, vinyl, melamine, polycarbonate"),
        ("stone", "marble, granite, travertine, terrazzo, slate, onyx"),
        ("ceramic, pottery", "stoneware, porcelain, earthenware"),
        ("wicker, cane", "rattan, seagrass, raffia"),
    ),
    FINISH: (
        (
            "shiny, glossy, gloss, high-gloss, shine, gleaming, reflective, shining",
            "polished, mirror-finish, mirrored, lacquered, chrome, chromed, patent leather, lustrous, shimmering, "
            "shimmery, glittery, sequinned, sequined",
        ),
        ("sparkly, sparkling, glitter, glittery, glitzy", "sequins, sequinned, sequined, rhinestones, shimmering"),
        ("matte, matt", "unglazed, chalky, powder-coated"),
        ("see-through, transparent, translucent", "clear, sheer"),
        ("fluffy, furry, shaggy, fuzzy", "faux fur, sheepskin"),
    ),
    PATTERN: (
        ("striped, stripes, stripe, stripey, stripy", "pinstripe, pinstriped"),
        ("checked, checks, check, checkered, chequered", "plaid, tartan, gingham, houndstooth"),
        ("floral, flowery, flowered", "flowers"),
        ("dotted, dots, spotted, spots, spotty, polka, polka-dot", ""),
        ("animal print", "leopard, zebra, snakeskin, cheetah"),
        (
            "patterned, patterns, pattern, printed, prints, print",
            "striped, stripes, checked, checks, check, plaid, tartan, gingham, floral, flowers, dotted, dots, polka, "
            "paisley, leopard, zebra, geometric, houndstooth, herringbone",
        ),
    ),
}  # fmt: skip
_ALONE = {
    COLOUR: (
        "amber, aqua, cyan, salmon, beige, sand, cream, ecru, taupe, tan, camel, teal, turquoise, burgundy, maroon, "
        "terracotta, rust, coral, peach, rose, forest, sky, hot, multicoloured, multicolored"
    ),
    MATERIAL: (
        "bone, cedar, clay, mesh, nickel, rope, rubber, silicone, glass, crystal, straw, jute, sisal, cork, concrete, "
        "paper, acetate, resin, latex, enamel, nylon, fur, wax, plywood, pearl, pearls, felt, boucle"
    ),
    FINISH: (
        "burnished, dull, sheen, shimmer, opaque, smoked, brushed, hammered, satin, distressed, weathered, soft, "
        "smooth, rough, textured, plush, glazed, antiqued, frosted, tinted, patent, lacquer"
    ),
    PATTERN: (
        "busy, damask, ikat, patchwork, solid, zigzag, plain, unpatterned, ribbed, woven, veined, marbled, speckled, "
        "tortoiseshell, quilted, embroidered"
    ),
    SHAPE: (
        "boxy, curvy, oblong, triangular, round, circular, rounded, square, oval, rectangular, hexagonal, octagonal, "
        "curved, tapered, slim, narrow, wide, tall, short, arched, globe, dome, domed, cone, conical, cylinder, "
        "cylindrical, drum, bell, mushroom, hourglass, heart-shaped, slouchy, tote, bucket, baguette, clutch, "
        "crossbody, hoop, hoops, stud, studs, cuff, oversized, chunky, flat, deep, shallow, low, small, large, big, "
        "tiny, mini, wavy, scalloped, fluted, angular, asymmetric, asymmetrical, aviator, cat-eye, pleated"
    ),
    MOOD: (
        "neon, warm, cosy, cozy, rustic, modern, vintage, retro, minimal, minimalist, minimalistic, elegant, classic, "
        "scandi, scandinavian, industrial, boho, bohemian, mid-century, romantic, playful, delicate, dainty, sturdy, "
        "rugged, calm, quiet, dark, light, pale, bright, pastel, muted, neutral, vivid, colourful, colorful, earthy, "
        "natural, moody"
    ),
}
_AMBIGUOUS_WORDS = (
    "olive sage moss mint jade ruby cherry blush plum chocolate chestnut caramel espresso lemon apricot tangerine "
    "ivory ash pine iron tin slate cane sheer clear print prints pattern patterns check checks spots dots flowers "
    "shine gloss cloth"
)
_AMBIGUOUS = frozenset(_AMBIGUOUS_WORDS.split())
"""Which listings say of other things too: mint tea, a clear label, check the size."""


def _names(line: str) -> list[str]:
    return [name for name in line.split(", ") if name]


@cache
def _axes() -> dict[str, str]:
    lines = [(axis, line) for axis, families in _FAMILIES.items() for both in families for line in both]
    return {name: axis for axis, line in reversed([*lines, *_ALONE.items()]) for name in _names(line)}


@cache
def _members() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for families in _FAMILIES.values():
        for names, members in families:
            called = _names(names)
            for name in called:
                found[name] = found.get(name, frozenset()) | {*called, *_names(members)}
    return found


def axis_of(word: str) -> str:
    """COLOUR, MATERIAL, FINISH, PATTERN, SHAPE or MOOD; "" for a word that says nothing of looks."""
    word = word.lower()
    return _axes().get(word) or _axes().get(word.removesuffix("s"), "")


def is_ambiguous(word: str) -> bool:
    """Whether a look's word means other things as often: olive, check, flowers."""
    return word.lower() in _AMBIGUOUS


def words_for_look(term: str) -> tuple[str, ...]:
    """The words that say of a thing that it is `term`, that one first: "shiny" is said by polished and glossy too."""
    term = " ".join(term.lower().split())
    of_it = _members().get(term) or _members().get(term.removesuffix("s"), frozenset())
    return (term, *sorted(of_it - {term}))


def look_of(term: str) -> str:
    """What a term says of looks, without the noun that says nothing: "shiny finish" gives shiny."""
    words = term.lower().split()
    return " ".join(words[:-1]) if len(words) > 1 and words[-1] in _SURFACES else " ".join(words)


_SURFACE_WORDS = (
    "finish finishes surface surfaces look looks texture textures coating bits parts details accents tones tone shades "
    "shade hues hue version versions"
)
_SURFACES = frozenset(_SURFACE_WORDS.split())


def says(text: str, term: str, *, listing: bool = True) -> bool:
    """Whether `text` says of a thing that it is `term`. In a listing, what may be said of other things counts where it
    is stated: "in olive.", "the lid is plum"; the sentence of a picture tells looks alone."""
    anywhere, stated = _patterns(term)
    return anywhere.search(text) is not None or (stated if listing else _whole(term)).search(text) is not None


def without_axes(text: str, axes: frozenset[str]) -> str:
    """`text` without its words of these axes: "a navy wool bag" without colours is "a wool bag"."""
    return " ".join(word for word in text.split() if axis_of(word.strip('.,;:!?“”"()')) not in axes)


@lru_cache(1024)
def _patterns(term: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    own, *others = words_for_look(term)
    sure = _any_of([own, *(word for word in others if word not in _AMBIGUOUS)])
    unsure = _any_of([word for word in others if word in _AMBIGUOUS])
    return _word(sure), re.compile(rf"(?:\b(?:in|is|are)\s|[,:]\s)(?:{unsure})(?=\s*(?:[,.;:!?)]|$))", re.IGNORECASE)


@lru_cache(1024)
def _whole(term: str) -> re.Pattern[str]:
    return _word(_any_of(words_for_look(term)))


def _word(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


def _any_of(words: list[str] | tuple[str, ...]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"[\s-]").replace(r"\-", r"[\s-]") for word in words) or "(?!)"


def words_of(axis: str) -> frozenset[str]:
    """All single words of an axis."""
    return frozenset(word for word, its in _axes().items() if its == axis and " " not in word)


COLOURS = words_of(COLOUR) | {"bronze", "copper"}
MATERIALS = words_of(MATERIAL) | {"lacquer", "satin", "sheepskin", "woven"}
PATTERNS, FINISHES = words_of(PATTERN), words_of(FINISH) | {"metallic"}
SHAPES = frozenset(
    (
        *("angular", "boxy", "circular", "curved", "curvy", "cylindrical", "hexagonal", "oblong", "octagonal", "oval"),
        *("rectangular", "round", "rounded", "square", "triangular"),
    )
)
CLEARNESS = frozenset(("clear", "frosted", "opaque", "sheer", "smoked", "tinted", "translucent", "transparent"))
SHADES = frozenset(("bright", "dark", "deep", "light", "neon", "pale", "pastel"))
LOOKS = COLOURS | MATERIALS | PATTERNS | FINISHES | SHAPES | CLEARNESS | SHADES
"""Words for how a thing looks that name no product, as "tote" and "stud" do."""
