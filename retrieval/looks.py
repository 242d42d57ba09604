"""Everyday words for how a thing looks, by what they are of. Leaves out: rarer ones, which no rule here needs."""

from __future__ import annotations

_COLOURS = (
    "amber apricot aqua beige black blue bronze brown burgundy camel charcoal cobalt copper coral cream crimson cyan "
    "ecru emerald fuchsia gold golden gray green grey indigo ivory khaki lavender lemon lilac magenta maroon mauve "
    "mint mustard navy ochre olive orange peach pink plum purple red rose rust sage salmon sand scarlet silver tan "
    "taupe teal terracotta turquoise violet white yellow"
)
_MATERIALS = (
    "acrylic aluminium aluminum bamboo beech birch bone brass cane canvas cashmere cedar ceramic chrome clay concrete "
    "cork cotton crystal denim enamel felt glass granite iron jute lacquer leather linen marble mesh metal mohair "
    "nickel nylon oak onyx paper pearl pewter pine plastic plywood polyester porcelain rattan resin rope rubber satin "
    "sheepskin silicone silk slate steel stone stoneware straw suede teak terrazzo tin travertine velvet walnut wicker "
    "wood wooden wool woollen woolen woven"
)
_PATTERNS = (
    "busy checked checkered chequered checks damask dots dotted floral flowers geometric gingham houndstooth ikat "
    "leopard paisley patchwork pattern patterned plain plaid polka print printed solid stripe striped stripes stripy "
    "tartan zigzag"
)
_FINISHES = (
    "brushed burnished dull glazed glitter glittery glossy hammered lacquered matt matte metallic mirrored patent "
    "polished satin sheen shimmer shimmery shiny sparkly unglazed"
)
_SHAPES = (
    "angular boxy circular curved curvy cylindrical hexagonal oblong octagonal oval rectangular round rounded square "
    "triangular"
)
_CLEARNESS = "clear frosted opaque sheer smoked tinted translucent transparent"
_SHADES = "bright dark deep light neon pale pastel"
COLOURS, MATERIALS, PATTERNS = (frozenset(words.split()) for words in (_COLOURS, _MATERIALS, _PATTERNS))
FINISHES, SHAPES = (frozenset(words.split()) for words in (_FINISHES, _SHAPES))
CLEARNESS, SHADES = (frozenset(words.split()) for words in (_CLEARNESS, _SHADES))
LOOKS = COLOURS | MATERIALS | PATTERNS | FINISHES | SHAPES | CLEARNESS | SHADES
