"""What the sample shop's listings are made of: names, brands and sentences. Data only.

No sentence here speaks of colour, material, finish, pattern or silhouette: listings say such a thing only where
`studio.listing` adds it on purpose. {it} is "it" or "they"; verbs that follow {it} come as {is}, {has},
{s} (the third person's s).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Brand:
    name: str
    department: str
    title: str
    """How this brand writes its titles, from {name}, {noun} (lower case) and {Noun} (title case)."""
    lines: tuple[str, ...]
    """What the brand says of itself, now and then."""


BRANDS: tuple[Brand, ...] = (
    Brand("Norrvik", "home", "{name} {noun}", ("Designed in our own studio, made two streets away.", "Part of the {name} family, which grows by a piece or two a year.")),
    Brand("Hollis & Wren", "home", "The {name} {Noun}", ("Hollis & Wren has made things for ordinary rooms since 1998.", "As with everything we make, spare parts are free for ten years.")),
    Brand("Casa Ondina", "home", "{Noun} {name}", ("Made in a family workshop outside Porto.", "Finished by hand, so no two leave the workshop quite the same.")),
    Brand("Tindale Works", "home", "{name} {Noun}", ("Built to be repaired rather than replaced.", "We test every batch by living with it first.")),
    Brand("Fennmark", "home", "{name}, {noun}", ("Drawn by Ilse Fenn and made in small runs.", "A quiet piece from a studio of six people.")),
    Brand("Atelier Kesh", "fashion", "{name} {noun}", ("Put together in our Lisbon atelier.", "Kesh makes few things, and makes them again only if you ask.")),
    Brand("Maren Vale", "fashion", "{name} {Noun}", ("From Maren's own sketchbook.", "Maren wears hers most days of the week.")),
    Brand("Bellweather", "fashion", "The {name} {noun}", ("Comes in a box you will want to keep.", "Repairs are free in the first two years.")),
    Brand("Oriel Street", "fashion", "{name} {Noun}", ("Named after the street where we opened in 2011.", "An Oriel Street regular, back by request.")),
    Brand("Lune & Daughters", "fashion", "{Noun} “{name}”", ("Made by three sisters and four old machines.", "Made to order in about a week.")),
    Brand("Verity Rue", "beauty", "{name} {noun}", ("Never tested on animals, never over-packed.", "Verity Rue began at a kitchen table, and still answers every letter.")),
    Brand("Orra", "beauty", "Orra {name} {Noun}", ("Made in Ghent by people who care about it.", "From a studio that makes nine things and no more.")),
    Brand("Petal & Post", "beauty", "{name} {Noun}", ("Made in small batches and posted the same week.", "Each box is packed by the person who made what is in it.")),
    Brand("Maison Sève", "beauty", "{name} — {noun}", ("A family house in Grasse since 1962.", "Our best seller three winters running.")),
    Brand("Saltmarsh", "beauty", "Saltmarsh {name} {noun}", ("Made by the coast, in a former boathouse.", "Sent without plastic since the first day.")),
)  # fmt: skip

NAMES: tuple[str, ...] = tuple(
    """
    Halden Mirelle Aster Bruna Calla Dorset Elowen Farrow Gisela Harlow Isolde Junia Kestrel Lorne Marlo Nerine
    Odalys Pelham Quilla Rowan Sorrel Tamsin Ulrika Verena Wilmot Xenia Yarrow Zelda Alba Benedict Corin Delphine
    Edda Fenella Greta Hester Ines Joss Kaia Linnea Maud Nell Orson Paloma Quentin Rosalind Selby Thea Una Vesper
    Winnow Ysolde Anselm Briar Cosima Dunmore Esker Flora Garrick Hanna Iver Juno Keswick Lucerne Morwenna Noor
    Ottilie Perrin Ronan Saskia Tove Valdis Wren Amparo Bexley Cato Daphne Emil Fia Gwen Hugo Idris Jorah Klara
    Leander Mina Nils Ondine Petra Rafe Signe Tilda Ursa Vidar Wilder Agnes Basil Clover Dara Eskil Frida Gale
    Hale Imre Jarl Kit Lark Merle Nova Otis Pia Runa Skye Tern Ulla Viola Willa Ada Bram Cleo Dov Etta Finch
    """.split()  # noqa: SIM905
)

LOADED_NOUNS = frozenset(
    (
        "bobble hat", "woolly hat", "felt hat", "sun hat", "summer hat", "card case", "coin pouch", "billfold",
        "footstool", "counter stool", "low stool", "coffee table", "chain", "collar", "strand", "waistband",
        "wristband", "lip balm", "body lotion", "hand wash", "bookshelf", "butler's tray", "stacking ring",
        "cocktail ring", "neckerchief", "scent", "fragrance", "eau de parfum", "moisturiser", "arm candy", "pair of earrings", "pair of sunglasses",
    )
)  # fmt: skip
"""Nouns of kinds that claim more than every product of the kind keeps (a cuffed beanie is no bobble hat), or that
do not go with words for looks ("a square body lotion")."""

USES: tuple[str, ...] = (
    "Made with {use} in mind.",
    "We had {use} in mind when we drew the {name}.",
    "For {use}, and for whatever comes after.",
    "Just the thing for {use}.",
    "Our customers buy {it2} for {use}, and then find other reasons.",
    "Right for {use}.",
    "If you are looking for something for {use}, start here.",
    "Meant for {use}; happy elsewhere too.",
    "A good choice for {use}.",
    "Think of {use}: that is what the {name} is for.",
    "The one we recommend for {use}.",
    "Good for {use}, good to give.",
    "Bought for {use}, kept for good.",
    "Ask us for something for {use} and this is what we show you first.",
)
"""{use} is one of the kind's uses, {it2} "it" or "them"."""

SIZES: tuple[str, ...] = ("{Size}.", "{Size}.", "Size: {size}.", "In numbers: {size}.")

STORIES: dict[str, tuple[str, ...]] = {
    "home": (
        "We make about forty a month, and that seems to be the right number.",
        "The drawing took a weekend, the details took a year.",
        "Nothing about it shouts.",
        "It will outlast the lease.",
        "Every house we know has a spot for it.",
        "Made by people who eat lunch together.",
        "The sample never came back from the photographer.",
        "Bring it home and it looks as if it had always been there.",
        "A small thing that changes a room.",
        "Sturdier than it looks.",
        "No assembly, no fuss.",
        "We put one in every flat we furnish.",
        "It is the piece our neighbours borrow.",
        "Handed down, eventually.",
        "The kind of thing you stop noticing because it is simply right.",
        "We lived with the first one for a year before we made the second.",
        "Looks at home in a rented flat as much as in an old house.",
        "Easy to live with, good enough to keep for decades.",
        "It arrives in one box, without plastic, and needs nothing done to it.",
        "Our shop in town has had one in the window since it opened, and people still ask.",
        "A present for people who say they need nothing.",
        "Sits well with what you already own.",
        "The design is ten years old now, and we have not found a reason to change it.",
        "It earns its place.",
        "Three prototypes were too fussy. This one was not.",
        "Made for rooms that are used, not photographed.",
        "The sort of piece that makes a room look finished.",
        "You will take it with you when you move.",
        "Friends will ask where you found it.",
        "Every one is checked by hand before it leaves us.",
    ),
    "fashion": (
        "The kind of thing a stranger compliments on the train.",
        "Our fourth attempt, and the one we kept.",
        "Nothing to grow out of.",
        "Half the studio wears one to work.",
        "It has been to more weddings than we have.",
        "Not a trend, thankfully.",
        "Easy to wear with the things you already like.",
        "Made by people who have done little else for twenty years.",
        "A small thing, but people notice.",
        "You can hand it down and be thanked for it.",
        "Comes back from every trip looking better.",
        "Good on the days when nothing else works.",
        "We kept the details few and got them right.",
        "Looks as if you had thought about it longer than you did.",
        "One of those pieces that makes the rest of the outfit look considered.",
        "Dress it up, or do not; it works either way.",
        "We wore the samples for a season before we were content.",
        "Goes with more than you would think.",
        "You will reach for it without thinking, which is the point.",
        "Starts conversations without asking for them.",
        "Easy to give, hard to part with.",
        "The finishing touch, when an outfit needs only one.",
        "It looks as good in the tenth year as in the first week.",
        "Made in short runs; when a run is gone we move on.",
        "Our shop assistants all seem to own one.",
        "For people who buy less and wear it more.",
        "It does what it should and then a little more.",
        "Comes wrapped, with a card if you would like one.",
        "The one that gets borrowed and not given back.",
        "A first good one, or a better second one.",
    ),
    "beauty": (
        "Small enough for hand luggage.",
        "The one we pack first.",
        "A good reason to get up five minutes earlier.",
        "We tried it on everyone we know.",
        "Half our team has one on the desk.",
        "Nothing you have to learn first.",
        "A tidy little thing that does its work.",
        "Given once, it tends to be asked for again.",
        "Our grandmothers would have approved.",
        "One less thing to think about.",
        "People ask what you have done differently.",
        "A little luxury that lasts longer than flowers.",
        "Looks good enough to leave out.",
        "One of the nicer ways to spend five minutes.",
        "We changed our minds eleven times and stopped when nobody wanted a twelfth.",
        "Good enough for every day, nice enough for Sundays.",
        "The kind of thing you buy twice, once for a friend.",
        "A gift that will not be passed on.",
        "The first thing our regulars order again.",
        "It travels well and survives the bottom of a bag.",
        "A calm minute at the end of a loud day.",
        "Everything you need from it and nothing you do not.",
        "Use it daily; it will keep up.",
        "You notice the care in it every morning.",
        "Less packaging than you would think, and all of it can be recycled.",
        "For the shelf in the bathroom that guests see.",
        "Small, well made, and always welcome.",
    ),
}

DETAILS: tuple[str, ...] = (
    "Thirty days to change your mind.",
    "Ships within two working days.",
    "Sold singly.",
    "Design registered by {brand}.",
    "Gift wrapping on request.",
    "A two-year guarantee comes with the {name}.",
    "One of a small series by {brand}.",
    "New this season.",
    "Back in stock after a long wait.",
    "Also makes a fine wedding present.",
)

MENTIONS: dict[str, tuple[str, ...]] = {
    # one true visible trait, in the blurb; {value} is the word for it
    "color": ("This one comes in {value}.", "Shown in {value}.", "The colour here is {value}.", "In {value}, a colour we keep coming back to."),
    "material": ("Made of {value}.", "We tried four materials and came back to {value}.", "{Value} was the obvious choice.", "It had to be {value}."),
    "part_material": ("The {main_part} {main_is} {value}.", "For the {main_part} we chose {value}.", "The {main_part} had to be {value}."),
    "finish": ("The finish is {value}.", "This is the {value} version.", "Finished {value}, as most of you asked for."),
    "pattern": ("This is the {value} one.", "{Value}, and glad of it.", "We could not resist a {value} version."),
    "silhouette": ("The {value} shape is the one that started the series.", "This is the {value} model.", "Ask for the {value} shape: we make others."),
    "second_material": ("Look closely at the {part}: {value}.", "With {part_in} {value}.", "The {part} {part_is} {value}."),
}  # fmt: skip

TITLE_MENTIONS: dict[str, tuple[str, ...]] = {
    "color": ("{title} in {value}", "{title}, {value}"),
    "material": ("{title} in {value}", "{title}, {value}"),
    "pattern": ("{title}, {value}",),
    "silhouette": ("{title}, {value}",),
}
