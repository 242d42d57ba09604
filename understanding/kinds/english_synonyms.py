"""Other names of kinds of things, in British and American English.

A name counts only where the catalog has none of its own by that name. Leaves out: names that tell a look, a brand or a
material, and words that mean other things as often ("light", "top", "case", "shades").
"""

from __future__ import annotations

from pathlib import Path

_SAME = """
sofa, couch, settee
armchair, easy chair, club chair
footstool, ottoman, pouffe, pouf, hassock
nightstand, bedside table, bedside cabinet, night table
wardrobe, armoire, clothes cupboard
chest of drawers, dresser, bureau
sideboard, credenza, buffet cabinet
bookcase, bookshelf, book shelf
coffee table, cocktail table
side table, end table, occasional table
tv stand, tv unit, tv cabinet, media console, entertainment unit
shoe rack, shoe stand, shoe shelf
coat rack, coat stand, hat stand, coat tree
deckchair, sunlounger, sun lounger, lounge chair
cot, crib
high chair, highchair
bunk bed, bunkbed
sofa bed, sleeper sofa, pull out couch
curtain, drape, drapery
blind, window shade
rug, carpet
cushion, throw pillow, scatter cushion, accent pillow
duvet, comforter
duvet cover, quilt cover, comforter cover
pillowcase, pillow case, pillow slip
throw, throw blanket
doormat, door mat, welcome mat
lampshade, lamp shade
floor lamp, standard lamp, standing lamp
pendant lamp, pendant light, hanging lamp, hanging light
ceiling lamp, ceiling light
table lamp, desk lamp
wall lamp, wall light, sconce
string lights, fairy lights
candle holder, candlestick, candle stand, taper holder, candleholder
tealight, tea light
planter, plant pot, flowerpot, flower pot, cachepot, jardiniere
watering can, watering pot
picture frame, photo frame
wall clock, kitchen clock
mirror, looking glass
bin, trash can, garbage can, dustbin, wastebasket, waste basket, rubbish bin
tap, faucet
shower curtain, bath curtain
bath mat, bathmat
flannel, washcloth, face cloth
laundry basket, laundry hamper, washing basket
clothes airer, drying rack, clothes horse, clothes dryer rack
ironing board, iron board
vacuum cleaner, vacuum, hoover
washing machine, washer
cooker, stove
hob, cooktop
fridge, refrigerator, icebox
kettle, electric kettle, water boiler
coffee maker, coffee machine, coffeemaker
cafetiere, french press, coffee press
frying pan, skillet, frypan, fry pan
saucepan, sauce pan
wok, stir fry pan
casserole dish, dutch oven
baking tray, baking sheet, cookie sheet, oven tray
chopping board, cutting board
tea towel, dish towel, kitchen towel
oven glove, oven mitt
spatula, turner, fish slice
whisk, egg beater
tin opener, can opener
corkscrew, wine opener
cutlery, flatware, silverware
crockery, dinnerware, tableware
pitcher, jug, carafe, ewer
mug, coffee cup, coffee mug
tumbler, drinking glass
water bottle, drinking bottle, drinks bottle
flask, thermos, thermos flask
lunch box, lunchbox, bento box
serving tray, serving platter, platter
biscuit, cookie
crisps, potato chips
sweets, candy
aubergine, eggplant
courgette, zucchini
trainers, sneakers, tennis shoes, running shoes, gym shoes
flip flops, beach sandals
wellies, wellington boots, wellingtons, rain boots, rubber boots
slippers, house shoes
high heels, heels, stilettos
ballet flats, ballerinas, ballet pumps
jumper, sweater, pullover
cardigan, cardi
hoodie, hooded sweatshirt, hoody
t-shirt, tee, tee shirt
vest top, tank top, singlet
waistcoat, gilet
trousers, pants, slacks
jeans, denims
joggers, sweatpants, jogging bottoms, track pants
tights, pantyhose
pyjamas, pajamas, pjs
dressing gown, bathrobe, bath robe, robe
nightdress, nightgown, nightie
underpants, boxers, briefs
knickers, panties
swimsuit, bathing suit, swimming costume, swimming suit
swimming trunks, swim trunks, swim shorts
dungarees, overalls
raincoat, rain jacket, mackintosh
anorak, parka
tuxedo, dinner jacket
tie, necktie
bow tie, bowtie
braces, suspenders
scarf, shawl, neckerchief
beanie, knit hat, woolly hat, winter hat, bobble hat
baseball cap, ball cap
mittens, mitts
handkerchief, hanky
backpack, rucksack, knapsack
bumbag, fanny pack, belt bag, waist bag
suitcase, luggage case, trolley case
holdall, duffel bag, duffle bag, weekender
briefcase, attache case
sunglasses, sunnies, eyewear
glasses case, eyeglass case, spectacle case
watch, wristwatch, wrist watch, timepiece
bracelet, bangle
earrings, ear studs, ear jewellery, ear jewelry
jewellery, jewelry
jewellery box, jewelry box, jewel box
nail polish, nail varnish, nail colour, nail color, nail lacquer, nail enamel
lipstick, lip colour, lip color
makeup brush, make up brush, cosmetic brush
makeup bag, make up bag, cosmetic bag, toiletry bag, wash bag, sponge bag
perfume, fragrance, eau de parfum
moisturiser, moisturizer
sunscreen, sun cream, suncream, sunblock
soap bar, bar soap, bar of soap, soap
hairdryer, hair dryer, blow dryer, hair drier
hair straightener, flat iron, straighteners
hair tie, scrunchie, hair bobble
bobby pin, hair grip, kirby grip
cotton bud, cotton swab, q tip
headphones, headset
earbuds, earphones, in ear headphones
mobile phone, cell phone, cellphone, smartphone
phone case, phone cover, mobile case
charger, power adapter, power adaptor
extension lead, extension cord, power strip
laptop, notebook computer
television, tv, telly
loudspeaker, speaker
remote control, remote
torch, flashlight
spanner, wrench
screwdriver, screw driver
stanley knife, box cutter, utility knife
tape measure, measuring tape
secateurs, pruning shears, pruners
lawnmower, lawn mower
hosepipe, garden hose
barbecue, bbq, grill
stroller, pushchair, pram, buggy
nappies, diapers
pacifier, dummy
soft toy, plush toy, stuffed animal, cuddly toy, teddy
jigsaw, jigsaw puzzle
building blocks, toy bricks, building bricks
doll's house, dollhouse
rubber duck, bath duck
colouring book, coloring book
felt tips, felt tip pens, markers
notebook, notepad, jotter
pencil case, pencil pouch
"""
SYNONYMS: tuple[tuple[str, ...], ...] = tuple(
    tuple(name.strip() for name in line.split(",")) for line in _SAME.strip().splitlines()
)
"""Names of one thing each."""
ALIASES: dict[str, tuple[str, ...]] = {
    **{"bag": ("handbag",), "tote": ("handbag",), "clutch": ("handbag",), "pocketbook": ("handbag",)},
    **{"purse": ("handbag", "wallet"), "billfold": ("wallet",), "card holder": ("wallet",), "cardholder": ("wallet",)},
    **{"cup": ("mug",), "decanter": ("pitcher",), "pillow": ("cushion",), "earring": ("earrings",)},
    **{"catchall": ("tray",)},
    **{"bedside lamp": ("table lamp",), "accent lamp": ("table lamp",), "reading lamp": ("floor lamp", "table lamp")},
    **{"ceiling light": ("pendant lamp",), "ceiling lamp": ("pendant lamp",), "chandelier": ("pendant lamp",)},
    **{"loveseat": ("sofa",), "chesterfield": ("sofa",), "recliner": ("armchair",)},
    **{"soap dispenser": ("pump bottle",), "rouge": ("compact", "blusher", "blush"), "pouf": ("stool",)},
    **{"ottoman": ("stool",), "footstool": ("stool",), "stole": ("scarf",), "blouse": ("shirt",), "pumps": ("heels",)},
    **{"cologne": ("perfume",), "aftershave": ("perfume",), "lippy": ("lipstick",)},
}
"""What shoppers also call a thing, not the other way round: every tote is a bag."""
BROADER: dict[str, tuple[str, ...]] = {
    "chair": ("armchair", "recliner", "rocker", "deckchair", "highchair"),
    "shelf": ("bookshelf",),
    "stool": ("barstool", "footstool"),
    "bag": ("handbag", "tote", "backpack", "rucksack", "clutch", "satchel", "holdall", "duffel"),
    "shoe": ("sneakers", "trainers", "boots", "sandals", "loafers", "heels", "pumps", "mules", "slippers", "flats"),
    "coat": ("raincoat", "overcoat", "parka", "trenchcoat"),
    "hat": ("beanie", "cap", "fedora", "beret", "bucket hat"),
    "knitwear": ("jumper", "sweater", "cardigan", "pullover"),
    "headwear": ("hat", "beanie", "cap"),
    "glassware": ("wine glass", "tumbler", "drinking glass"),
}
"""A word that means all of these, each a kind by itself."""
GROUPS: dict[str, tuple[str, ...]] = {}
"""A word for a whole group of kinds, and their names (`groups.txt`): who refuses one refuses every kind of it."""
for _line in Path(__file__).with_name("groups.txt").read_text(encoding="utf-8").splitlines():
    if not _line.startswith("#"):
        _names, _members = (part.split(", ") for part in _line.split(": "))
        GROUPS |= dict.fromkeys(_names, tuple(_members))
BROADER |= GROUPS
KNOWN = frozenset(
    name for names in (*SYNONYMS, *ALIASES.values(), *BROADER.values(), (*ALIASES, *BROADER)) for name in names
)
"""Every name here."""
