"""The words of shoppers' wishes, by trait: tables only, which `studio.asks` fills and puts in order.

{v} is the value, {s} "it", "they" or "the shade", {o} the same as an object, {it} the whole thing, {p} the second
part and {vp} that part with its value, {mp} the main part with its value, {z} a size, {n} a pattern's noun.
"""

from __future__ import annotations

SAID: dict[str, tuple[str, ...]] = {
    # other words that shoppers use for a value
    "forest green": ("dark green", "deep green"), "burgundy": ("wine red", "deep red"), "plum": ("dark purple",),
    "sky blue": ("light blue", "pale blue"), "blush pink": ("pale pink", "soft pink", "blush"), "navy": ("dark blue", "navy blue"),
    "charcoal": ("dark grey", "dark gray"), "grey": ("gray",), "lavender": ("lilac", "pale purple"), "cobalt blue": ("cobalt", "bright blue"),
    "hot pink": ("bright pink", "fuchsia"), "cream": ("off-white", "ivory"), "sage green": ("sage", "pale green"),
    "olive": ("olive green",), "mustard": ("mustard yellow",), "tan": ("camel",), "teal": ("blue-green",),
    "striped": ("stripy", "striped"), "dotted": ("polka dot", "spotty"), "floral": ("flowery", "flower print"),
    "checked": ("checkered", "plaid"), "speckled": ("flecked",), "shiny": ("shiny", "gleaming"), "matte": ("matt", "non-reflective"),
    "dark": ("dark", "dark-coloured"), "light-coloured": ("pale", "light-coloured"),
    "ribbed": ("ridged",), "see-through": ("transparent", "see-through"), "polished": ("polished", "high-polish"),
}  # fmt: skip

CLAUSES: dict[str, tuple[str, ...]] = {
    # a few words or a sentence. {s} is "it", "they" or "the shade", {is} the same with its verb; {v} the value
    "color": ("{v} would be perfect", "{s} should be {v}", "i'm thinking {v}", "ideally {v}", "i'd love {o} in {v}", "something {v}"),
    "material": ("{s} should be {v}", "i'd like {o} in {v}", "preferably {v}", "{v}, if you have it"),
    "finish": ("{s} should be {v}", "i prefer a {v} look", "definitely {v}", "something {v}"),
    "pattern": ("{s} should be {v}", "{v} would be nice", "i'm after something {v}", "i like {v} things"),
    "silhouette": ("the {v} kind", "the {v} sort, if you have it", "i like the {v} ones", "i have the {v} kind in mind"),
    "shape": ("{s} should be {v}", "something {v}", "{v} would be nice", "i like the {v} ones"),
    "second": ("{p} should be {v}", "with {vp}", "ideally with {vp}", "i'd like {vp}"),
    "shade": ("{s} should be {v}", "something {v}", "rather {v}", "{v}, i think"),
    "metal": ("with some {v} on it", "there should be {v} somewhere", "i love a bit of {v}"),
    "price": ("under ${v}", "i don't want to spend more than ${v}", "my budget is {v} dollars", "nothing over ${v}"),
    "brand": ("{s} should be from {v}", "preferably by {v}", "{v} if possible"),
    "size": ("{z}, if possible", "ideally {z}"),
    "use": ("{is} for {v}", "for {v}"),
    "rating": ("only well reviewed ones, {v} stars or more", "rated at least {v}", "with {v}+ stars please"),
}  # fmt: skip

NO_CLAUSES: dict[str, tuple[str, ...]] = {
    "color": ("anything but {v}", "just not {v}", "no {v} please", "i have enough {v} in my life", "not {v} though"),
    "shade": ("nothing {v}", "not too {v}", "nothing {v}, please"),
    "material": ("not {v} please", "no {v}", "anything but {v}", "i'd rather not have {v}"),
    "finish": ("nothing {v}", "not {v}", "i don't like {v} things", "please not {v}"),
    "shine": ("nothing {v}", "not {v}", "i don't like {v} things", "nothing too {v}"),
    "pattern": ("nothing {v}", "not {v} please", "i don't do {v}", "no {v} ones"),
    "silhouette": ("not the {v} kind", "no {v} ones please", "just not the {v} ones"),
    "shape": ("nothing {v}", "not {v}", "no {v} ones please", "just not the {v} ones"),
}

STATED: dict[str, tuple[str, ...]] = {
    # whole sentences, which can follow "but", "one condition:" or "actually, no."
    "color": ("{s} should be {v}", "i'd like {o} in {v}", "{s} has to be {v}"),
    "material": ("{s} should be {v}", "i'd like {o} in {v}"),
    "finish": ("{s} should be {v}", "{s} has to be {v}", "i want {o} {v}"),
    "pattern": ("{s} should be {v}", "i'd like {o} {v}"),
    "silhouette": ("i want the {v} kind", "i'd like the {v} kind", "it has to be the {v} kind"),
    "shape": ("{s} should be {v}", "{s} has to be {v}", "i'd like {o} {v}"),
    "second": ("{p} should be {v}", "i want {vp}", "i'd like {vp}"),
    "shade": ("{s} should be {v}", "i'd like {o} {v}"),
    "metal": ("there should be some {v} on {it}", "i want some {v} on {it}"),
    "price": ("{s} has to be under ${v}", "i can't spend more than ${v}", "it mustn't cost more than ${v}"),
    "brand": ("{s} has to be from {v}", "i'd like {o} from {v}"),
    "size": ("it should be {z}", "i need {z}"),
    "use": ("{is} for {v}",),
    "rating": ("i want at least {v} stars", "the reviews should be good, {v} stars or more"),
}  # fmt: skip

NOT_STATED: dict[str, tuple[str, ...]] = {
    "color": ("{s} shouldn't be {v}", "i don't want {o} in {v}", "i really don't like {v}"),
    "shade": ("{s} shouldn't be {v}", "i don't want {o} too {v}"),
    "material": ("{s} shouldn't be {v}", "i'd rather not have {v}", "i don't want {v}"),
    "finish": ("{s} shouldn't be {v}", "i don't want {o} {v}"),
    "shine": ("{s} mustn't be {v}", "i don't want {o} {v}", "i don't like {v} things"),
    "pattern": ("{s} shouldn't be {v}", "i don't want {o} {v}", "i don't like {v} things"),
    "silhouette": ("i don't want the {v} kind", "it shouldn't be the {v} kind"),
    "shape": ("{s} shouldn't be {v}", "i don't want {o} {v}", "i don't want the {v} ones"),
}

LESS: dict[str, tuple[str, ...]] = {
    # refusals without the noun, as typed under what was shown
    "color": ("anything but {v}", "not {v}", "not {v} please", "no {v}", "just not {v}", "something that isn't {v}", "any colour but {v}"),
    "shade": ("less {v}", "not so {v} please", "something less {v}", "nothing that {v}", "not {v}"),
    "material": ("not {v}", "no {v} please", "anything but {v}", "something that isn't {v}"),
    "finish": ("nothing {v}", "not {v}", "not {v} please", "something that isn't {v}"),
    "shine": ("something less {v}", "less {v} please", "not {v}", "not so {v}", "nothing {v} please", "less {v}"),
    "pattern": ("no {n} please", "without the {n}", "not {v}", "nothing {v}", "no {n}", "less busy, no {n}"),
    "silhouette": ("not the {v} kind", "any but the {v} kind", "another shape, not {v}"),
    "shape": ("not {v}", "nothing {v}", "another shape, not {v}", "not the {v} ones"),
}  # fmt: skip
PATTERN_NOUNS = {
    "striped": "stripes", "dotted": "dots", "floral": "flowers", "checked": "checks", "speckled": "speckles",
}  # fmt: skip

# Of a lipstick, "red" would be heard as the lipstick's own colour: the case is named. {mp} is "a red case".
PART_CLAUSES = ("with {mp}", "{s} should be {v}", "ideally with {mp}", "i'd like {mp}")
PART_STATED = ("{s} should be {v}", "i want {mp}")
PART_AFTERTHOUGHTS = ("with {mp}, please", "is there one with {mp}?", "could {s} be {v}?", "and {s} should be {v}")
NO_PART_CLAUSES = ("{s} shouldn't be {v}", "no {v} {part} please", "anything but {mp}")
NO_PART_STATED = ("{s} shouldn't be {v}", "i don't want {mp}")
NO_PART_AFTERTHOUGHTS = ("but not with {mp}", "only {s} shouldn't be {v}", "not with {mp} though")
LESS_PART = ("not with {mp}", "no {v} {part} please", "anything but {mp}", "{s} shouldn't be {v}")
COMPARED_PART = {
    "dark": ("with a darker {part}", "could the {part} be darker?"),
    "light-coloured": ("with a lighter {part}", "the {part} is too dark, something paler"),
    "shiny": ("with a shinier {part}", "the {part} should be shinier"),
    "matte": ("with a less shiny {part}, a matte one", "the {part} is too shiny, i want it matte"),
    "plain": ("with a plain {part}", "the {part} is too busy, i'd like it plain"),
}

MOODS: dict[str, tuple[str, ...]] = {
    "sea": ("something that feels like the sea", "something in the colour of the sea", "something that reminds me of the ocean"),
    "forest": ("something that makes me think of a forest", "something in a colour like leaves or moss", "something in woodland colours"),
    "autumn": ("something in autumn colours", "something that feels like october", "something in the colour of falling leaves"),
    "sunny": ("something sunny", "something in a sunny colour, to cheer me up", "a bit of sunshine on a grey day"),
    "romantic": ("something in a romantic colour, for valentine's", "something in a romantic colour", "something in valentine's day colours"),
    "pastel": ("something pastel", "something in a sweet pastel", "something in a pastel, like sugared almonds"),
    "bold": ("something in a loud colour", "something bright that wakes things up", "a real pop of colour"),
    "neutral": ("something in a quiet, neutral colour", "something neutral that goes with everything", "no real colour, just a calm neutral"),
    "night": ("something in the colour of the night", "something as dark as midnight", "something moody and nearly black"),
    "wine": ("something in the colour of red wine", "something wine-coloured", "something in the colour of a good pinot"),
}  # fmt: skip

MOODS_AFTER: dict[str, tuple[str, ...]] = {
    "sea": ("in the colours of the sea", "in a colour like the sea"),
    "forest": ("in the colours of a forest", "in a mossy, leafy colour"),
    "autumn": ("in autumn colours", "in the colour of october leaves"),
    "sunny": ("in a sunny colour", "in a colour that cheers me up like sunshine"),
    "romantic": ("in a romantic colour", "in valentine's day colours"),
    "pastel": ("in a pastel", "in a sweet pastel colour"),
    "bold": ("in a really bold colour", "in a colour that wakes things up"),
    "neutral": ("in a quiet neutral", "in a neutral colour"),
    "night": ("in something nearly black", "in a colour like the night sky"),
    "wine": ("in the colour of red wine", "in a deep wine colour"),
}
CHANGED: dict[str, tuple[str, ...]] = {
    # after "the same, but"
    "color": ("in {v}",), "material": ("in {v}",), "finish": ("{v}",), "pattern": ("{v}",),
    "silhouette": ("the {v} kind", "the {v} sort"),
    "shape": ("{v}",),
}  # fmt: skip

AFTERTHOUGHTS: dict[str, tuple[str, ...]] = {
    # a last turn that adds a wish to what was shown
    "color": ("do you have that in {v}?", "nice, but in {v} please", "could it be {v}?", "{v} please"),
    "material": ("is there one in {v}?", "{v} please, if there is one", "and in {v}?"),
    "finish": ("only the {v} ones", "i'd like it {v}", "{v}, please", "make that {v}"),
    "pattern": ("only {v} ones please", "could it be {v}?", "something {v}?"),
    "silhouette": ("the {v} kind", "only the {v} ones please", "do you have the {v} kind?"),
    "shape": ("could {s} be {v}?", "only {v} ones please", "something {v}?", "do you have {v} ones?"),
    "second": ("and {p} should be {v}", "with {vp}, if possible", "is there one with {vp}?"),
    "shade": ("something {v}, please", "{v}, if you can", "something {v}?"),
    "metal": ("with some {v}, please", "is there one with a bit of {v}?"),
    "price": ("and under ${v} please", "what have you got under ${v}?", "hmm, i can't go over {v} dollars"),
    "brand": ("anything by {v}?", "only {v}, please"),
    "size": ("{z}, please", "{z}, if there is one"),
    "use": ("{is} for {v}, by the way", "for {v}, i should add"),
    "rating": ("only {v} stars and up", "and with good reviews, say {v} or more?"),
}
NO_AFTERTHOUGHTS: dict[str, tuple[str, ...]] = {
    "color": ("not in {v} though", "anything that isn't {v}?", "but not {v}", "i'd rather skip {v}"),
    "shade": ("not too {v} though", "but nothing {v}", "nothing {v} though, what else?"),
    "material": ("but not {v}", "anything that isn't {v}?", "not {v} though"),
    "finish": ("nothing {v} though", "but not {v}", "but nothing {v}"),
    "shine": ("less {v} please", "but not so {v}", "but nothing {v}"),
    "pattern": ("not {v} though", "without the {v} look", "just not the {v} ones"),
    "silhouette": ("not the {v} kind", "any but the {v} kind?", "but not the {v} ones"),
    "shape": ("not {v} though", "but not the {v} ones", "anything that isn't {v}?"),
}
COMPARED: dict[str, tuple[str, ...]] = {
    # said of a product that was shown and lacks the wish
    "dark": ("a bit darker", "darker than that, please", "could you go darker?", "darker please", "something darker"),
    "light-coloured": ("a bit lighter in colour", "something paler", "lighter, please, that's too dark", "lighter please"),
    "shiny": ("a bit shinier", "with more shine", "something that catches the light more", "shinier please"),
    "matte": ("something less shiny, properly matte", "more matte", "that's too shiny, i want matte", "less shiny. matte please"),
    "plain": ("without a pattern", "the same idea but plain", "less busy. plain, really", "less busy, no pattern", "no pattern please"),
}  # fmt: skip
LIKE: dict[str, tuple[str, ...]] = {
    # after "like the second, but"
    "dark": ("darker", "in a darker colour"), "light-coloured": ("lighter", "in a paler colour"),
    "shiny": ("shinier", "with more shine"), "matte": ("matte",), "plain": ("plain", "without the pattern"),
}  # fmt: skip
STANDALONE = ("coin purse", "card holder", "candlestick", "bangle", "ottoman", "fedora")
"""Silhouettes that are nouns for the whole product."""
SHAPED = ("bowl", "cup", "bottle", "saucer")
"""Silhouettes that are things of their own: a vase is "bottle-shaped", since a "bottle vase" might be a bottle."""
