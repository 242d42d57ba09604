"""What the second-hand shop's listings are made of: its sorts, sizes, prices, sellers and sentences.

No sentence tells what a photograph shows. Leaves out: brands, which are the sellers' invented names.
"""

from __future__ import annotations

import re

KINDS: tuple[tuple[str, str], ...] = (
    # What a garment's own name or title has, as a pattern, and its sort: the first that fits.
    ("night|sleep (?:shirt|top)", "nightwear"),
    ("snowsuit", "snowsuit"),
    ("bodysuit|romper|sleepsuit", "bodysuit"),
    ("tights|leggings", "leggings"),
    ("trainers", "trainers"),
    (r"\bcap\b", "cap"),
    (r"\bhat\b|beanie", "hat"),
    ("shorts", "shorts"),
    ("dress", "dress"),
    ("skirt", "skirt"),
    ("hoodie|toddler hooded jacket", "hoodie"),
    ("blazer|suit jacket", "blazer"),
    (r"winter parka|\bcoat\b", "coat"),
    ("jacket|parka|windbreaker|gilet|waistcoat|overshirt", "jacket"),
    ("cardigan", "cardigan"),
    ("sweatshirt|fleece top", "sweatshirt"),
    ("jumper|short-sleeve knit top", "jumper"),
    ("polo tunic", "top"),
    (r"\bpolo\b", "polo shirt"),
    ("t-shirt|long-sleeved top", "t-shirt"),
    ("blouse", "blouse"),
    (r"camisole|\bcami\b|\btop\b|\bvest\b|tunic", "top"),
    ("shirt", "shirt"),
    ("jeans", "jeans"),
    ("trousers|joggers|pants", "trousers"),
)
ADULTS, KIDS = "adults", "kids"
NEW = {
    # Dollars that one costs new, for grown-ups.
    "nightwear": 22, "snowsuit": 60, "bodysuit": 14, "leggings": 14, "trainers": 50, "cap": 22, "hat": 24, "shorts": 26,
    "dress": 45, "skirt": 34, "hoodie": 42, "blazer": 80, "coat": 110, "jacket": 68, "cardigan": 40, "sweatshirt": 36,
    "jumper": 42, "polo shirt": 32, "t-shirt": 18, "blouse": 34, "top": 20, "shirt": 36, "jeans": 48, "trousers": 38,
}  # fmt: skip
CHILD = 0.6
"""Of a grown-up's price, where it is not a child's already."""
OF_CHILDREN = frozenset(("bodysuit", "snowsuit", "leggings"))
CONDITIONS = {
    # What is left of its price, how often it is so, and what the seller says of it.
    "new with tag": (0.6, 0, ("Never worn, the tag is still on.", "Still has its tag.")),
    "like new": (0.5, 24, ("Worn once or twice.", "Tried on at home and never out of the door.", "You would not know it was worn.")),
    "very good": (0.4, 34, ("Worn a few times, no marks.", "Washed and ready to go.", "No holes, no stains, all seams whole.")),
    "good": (0.3, 30, ("Some wear if you look for it.", "Washed often, and holding up.", "A little soft from washing.")),
    "worn": (0.2, 12, ("Well loved: you can tell.", "Has had its years, and the price says so.", "Signs of wear at the edges.")),
}  # fmt: skip
SAYS_NEW = re.compile(r"\bnew\b|unworn", re.IGNORECASE)
LETTERS = {"XS": 8, "S": 24, "M": 32, "L": 22, "XL": 10, "XXL": 4}
WAISTS = ("W28", "W30", "W32", "W34", "W36")
MONTHS = ((0, 1, "56"), (1, 3, "62"), (3, 6, "68"), (6, 9, "74"), (9, 12, "80"), (12, 18, "86"))
YEARS = tuple((age, age + 1, str(86 + 6 * age)) for age in range(2, 13))
"""(from, to, body height in cm, which is the size) of babies by months, and of children by years."""
USUAL = 7
"""Of the years, how many are drawn from where nothing tells an age."""
BABY = re.compile(r"\bbaby|newborn|infant", re.IGNORECASE)
TODDLER = re.compile(r"toddler|small child|tiny", re.IGNORECASE)
WHY = {
    ADULTS: (
        "I have two of these.", "Bought in a hurry, kept in a drawer.", "It never quite suited me.", "My wardrobe is full.",
        "We are moving to a smaller flat.", "A present that did not fit.", "I wore it less than I meant to.",
        "Clearing out before spring.", "It deserves to be worn again.", "The cut is not mine any more.",
        "It was my sister's before it was mine.", "From a smoke-free home.",
    ),
    KIDS: (
        "Outgrown before it was worn out.", "Our youngest has outgrown it.", "We were given more than we could use.",
        "From a house with two children and a dog.", "She moved on to the next size overnight.",
        "He preferred another one.", "Kept in a box for a cousin who never came.", "Grandma bought two.",
        "Outgrown in one summer.", "From a smoke-free home.", "Washed without perfume.", "The next size is waiting.",
    ),
}  # fmt: skip
MORE = (
    "I can post it within two days.", "Happy to measure it for you.", "Can be sent with other things of mine.",
    "Sold as it is.", "No returns, so ask first.", "Ask me anything about the fit.", "Machine wash, gentle cycle.",
    "Please iron it inside out.", "Folded, not hung, until it was photographed.", "Photographed at home by daylight.",
    "", "", "", "",
)  # fmt: skip
FITS = {
    "XS": "runs small",
    "S": "true to size",
    "M": "true to size",
    "L": "true to size",
    "XL": "roomy",
    "XXL": "roomy",
}
FIRST_NAMES = (
    "Agnes", "Bruno", "Celia", "Dario", "Edda", "Fergus", "Greta", "Hamid", "Imke", "Jonas", "Kaja", "Leopold", "Mirela",
    "Noor", "Orla", "Pavel", "Quinn", "Rosa", "Sander", "Tamsin", "Ulla", "Vito", "Wanda", "Xenia", "Yusuf", "Zelda",
    "Alba", "Bodil", "Caspar", "Delia", "Enzo", "Fritzi", "Gideon", "Hedda", "Ivo", "Juno", "Klara", "Ludo", "Maud",
    "Nils", "Otto", "Petra", "Rafe", "Selma", "Teo", "Una", "Viggo", "Willa", "Ylva", "Zoltan", "Ansel", "Birdie", "Cosmo",
    "Dunya", "Elif", "Flora", "Gustav", "Hanne", "Isolde", "Jasper",
)  # fmt: skip
PLACES = (
    "{}'s wardrobe",
    "{}'s attic",
    "{}'s rail",
    "Closet of {}",
    "{} sells",
    "{}'s spare room",
    "{} & family",
    "{}'s trunk",
)
