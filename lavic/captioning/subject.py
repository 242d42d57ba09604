"""What a listing plainly says a product is, as the subject of a sentence: "Home > Wardrobes" is "a wardrobe".

Leaves out every language but English, of which it knows plurals and articles: of another language's words the last part
stands as it is. What is no plain noun ("Sale", "Home & Garden", "Clothing") is no subject.
"""

from __future__ import annotations

import re

_LEVELS = re.compile(r"\s[-–—]\s|[>|»›:]")
"""Between a category and one within it. A slash stands as often between two that are beside each other."""
_PLAIN = re.compile(r"(?:[^\W\d_]|['’-]){2,30}(?: (?:[^\W\d_]|['’-]){1,30}){0,3}")
_NO_THING_WORDS = (
    "accessoires accessories accessory activewear all apparel appliances art arts baby bakeware barware basics "
    "beauty bedding beige best blue boys brand bundle category children clearance clothes clothing collection "
    "collections configurable cookware cosmetics crockery cutlery decor decoration default denim department "
    "dinnerware drinkware electronics essentials fashion featured flooring food footwear fragrance furnishings "
    "furniture garden general gift gifts girls glassware goods hardware health home homeware homewares hosiery "
    "household housewares item items jewellery jewelry kids kidswear kitchen kitchenware knitwear ladies lighting "
    "lightings linen linens lingerie living loungewear luggage make-up makeup man maternity men menswear "
    "merchandise misc miscellaneous n/a na new nightwear none null nursery offers office other others outdoor "
    "outdoors outerwear outlet ovenware physical product products sale sales serveware service services shop "
    "silverware simple skincare sleepwear special specials sports sportswear stationery stock storage streetwear "
    "stuff style styles swimwear tableware textiles thing things toys unbekannt uncategorised uncategorized "
    "underwear unisex unknown upholstery variable various wear woman women womenswear workwear"
)
_NO_THING = frozenset(_NO_THING_WORDS.split())
"""Where the last word is one of these, no single thing is named."""
_JOINED = frozenset(("and", "or", "und", "et", "for", "with", "by", "in", "the", "&", "+"))
_PAIRS_WORDS = (
    "boots bottoms bracers breeches briefs chinos cleats clogs cufflinks culottes dungarees earbuds earrings "
    "espadrilles flats flip-flops galoshes glasses gloves goggles headphones heels jeans jeggings joggers jodhpurs "
    "knickers leggings loafers mittens moccasins mules overalls panties pants pliers plimsolls pumps pyjamas "
    "pajamas sandals scissors shades shoes shorts slacks sliders slides slippers sneakers socks stockings studs "
    "hoops sunglasses sweatpants swimming-trunks tights tongs trainers trousers trunks tweezers underpants wellies "
    "wellingtons curtains blinds drapes earplugs"
)
_PAIRS = frozenset(_PAIRS_WORDS.split())
"""Named in the plural, however many there are."""
_SHORT = re.compile(r"[A-Z]{2,3}")
"""TV, LED."""
_SAME = re.compile(
    r"(?:ss|us|is)$|^(?:canvas|atlas|cosmos|lens|chaise-longues|trellis|chassis|series|species|means|pants)$"
)
_CONSONANT = re.compile(r"(?:uni(?!n)|use|usu|one(?!r)|eu|u-|ukulele|utensil)")
_VOWEL = re.compile(r"[aeiou]|hour|heirloom|honest|heir|[fhlmnrsx]-")


def subject_of(kind: str) -> str:
    """ "Women > Dresses" to "dress"; "" where no plain noun is said."""
    level = [part for part in _LEVELS.split(kind.strip()[:300]) if part.strip()]
    words = " ".join(re.sub(r"\([^()]{0,80}\)", " ", level[-1]).split()) if level else ""
    if not _PLAIN.fullmatch(words) or any(word in _JOINED for word in words.lower().split()):
        return ""
    head, of, rest = words.partition(" of ")  # a chest of drawers is a chest
    *before, last = head.split()
    if last.lower().strip("'’") in _NO_THING:
        return ""
    *before, last = (word if _SHORT.fullmatch(word) else word.lower() for word in (*before, last))
    return f"{' '.join((*before, _singular(last)))}{of}{rest.lower()}"


def opening(subject: str) -> str:
    """How a sentence about it begins: "A wardrobe", "Trousers"."""
    if not subject:
        return ""
    if is_plural(subject):
        return subject[0].upper() + subject[1:]
    lower = subject.lower()
    vowel = bool(_VOWEL.match(lower)) and not _CONSONANT.match(lower)
    return f"{'An' if vowel else 'A'} {subject}"


def is_plural(subject: str) -> bool:
    """Of what stays in the plural: "ankle boots"."""
    return subject.lower().partition(" of ")[0].split()[-1] in _PAIRS


def _singular(word: str) -> str:
    if not word.endswith("s") or word in _PAIRS or _SAME.search(word) or len(word) < 4:
        return word
    if word.endswith("ies") and len(word) > 5:
        return f"{word[:-3]}y"
    if word.endswith(("shelves", "scarves", "leaves", "loaves", "halves")):
        return f"{word[:-3]}f"
    if word.endswith("knives"):
        return f"{word[:-3]}fe"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]
