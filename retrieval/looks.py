"""Everyday words for how a thing looks, by what they are of. Leaves out: rarer ones, which no rule here needs."""

from __future__ import annotations

COLOURS = frozenset(
    "amber apricot aqua beige black blue bronze brown burgundy camel charcoal cobalt copper coral cream crimson cyan "
    "ecru emerald fuchsia gold golden gray green grey indigo ivory khaki lavender lemon lilac magenta maroon mauve mint "
    "mustard navy ochre olive orange peach pink plum purple red rose rust sage salmon sand scarlet silver tan taupe teal "
    "terracotta turquoise violet white yellow".split()
)
MATERIALS = frozenset(
    "acrylic aluminium aluminum bamboo beech birch bone brass cane canvas cashmere cedar ceramic chrome clay concrete cork "
    "cotton crystal denim enamel felt glass granite iron jute lacquer leather linen marble mesh metal mohair nickel "
    "nylon oak onyx paper pearl pewter pine plastic plywood polyester porcelain rattan resin rope rubber satin "
    "sheepskin silicone silk slate steel stone stoneware straw suede teak terrazzo tin travertine velvet walnut wicker "
    "wood wooden wool woollen woolen woven".split()
)
PATTERNS = frozenset(
    "busy checked checkered chequered checks damask dots dotted floral flowers geometric gingham houndstooth ikat leopard paisley "
    "patchwork pattern patterned plain plaid polka print printed solid stripe striped stripes stripy tartan zigzag".split()
)
FINISHES = frozenset(
    "brushed burnished dull glazed glitter glittery glossy hammered lacquered matt matte metallic mirrored patent "
    "polished satin sheen shimmer shimmery shiny sparkly unglazed".split()
)
SHAPES = frozenset(
    "angular boxy circular curved curvy cylindrical hexagonal oblong octagonal oval rectangular round rounded square "
    "triangular".split()
)
CLEARNESS = frozenset("clear frosted opaque sheer smoked tinted translucent transparent".split())
SHADES = frozenset("bright dark deep light neon pale pastel".split())
LOOKS = COLOURS | MATERIALS | PATTERNS | FINISHES | SHAPES | CLEARNESS | SHADES
