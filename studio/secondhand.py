"""The second shop that ships: clothes photographed at home by the people who had them, as a second-hand shop.

`python -m studio secondhand DIR --out catalog/secondhand` makes it from photographs annotated by eye (DIR has
annotations.jsonl and photos/): the feed, its pictures and, apart, the truth that serving never reads. All products are of
people whose photographs nothing here is trained on (`studio.secondhand_split`). Titles are the annotators', who were
asked to tell no look; sizes, conditions, prices, sellers and what they say are drawn, since no photograph tells them.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from catalog.pictures import PictureError, open_picture
from catalog.schema import Product
from studio import secondhand_words as words
from studio.pool import PoolError
from studio.secondhand_split import held_out_people

SIDE, QUALITY = 512, 72
"""Of the pictures that ship: pixels of the longer side, and WebP's measure."""
GONE = 0.04
"""Share that is reserved for somebody."""
_EYE = Path(__file__).with_name("secondhand_eye.json")
_TRUTH = ("sort", "colour", "colours", "pattern", "material", "details", "style", "shown", "kids", "caption")


@dataclass(frozen=True)
class Piece:
    """One garment of the shop."""

    id: str
    kind: str
    """The shop's sort of it; the annotation's own name is `seen["kind"]`."""
    seen: dict[str, Any]
    """What the annotator wrote: the truth, and the title."""

    @property
    def picture(self) -> str:
        return f"{self.id}.webp"

    @property
    def department(self) -> str:
        return words.KIDS if self.seen["kids"] else words.ADULTS

    def truth(self) -> dict[str, Any]:
        """What is told to nobody who serves."""
        own = {"id": self.id, "photo": self.seen["id"], "person": self.seen["person"], "kind": self.kind}
        return (
            own | {"garment": self.seen["kind"]} | {name: self.seen[name] for name in _TRUTH} | {"image": self.picture}
        )


@cache
def by_eye() -> dict[str, Any]:
    """What was judged by looking at the photographs: `left_out`, a reason for each photograph that is not for sale,
    `titles`, where two were alike, `ages`, in years, that requests tell, and of requests ("PHOTO/NUMBER") `also`, the
    other photographs that satisfy one, and `vague`, those whose look many have."""
    return json.loads(_EYE.read_text("utf-8"))


def pieces(folder: Path) -> list[Piece]:
    """The garments for sale, in the annotations' order. Raises PoolError."""
    try:
        lines = (folder / "annotations.jsonl").read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
    except (OSError, ValueError) as error:
        raise PoolError(f"{folder}: expected annotations.jsonl and photos/ ({error})") from None
    people, left_out, titles = held_out_people(rows), by_eye()["left_out"], by_eye()["titles"]
    sold = [row for row in rows if row["person"] in people and row["shown"] != "worn" and row["id"] not in left_out]
    sold = [row | {"title": titles.get(row["id"], row["title"])} for row in sold]
    return [Piece(f"S{number:03}", kind_of(row), row) for number, row in enumerate(sold, 1)]


def kind_of(row: dict[str, Any]) -> str:
    """The shop's sort of a garment. Raises PoolError where there is none for its name."""
    for pattern, kind in words.KINDS:
        if re.search(pattern, row["kind"], re.IGNORECASE):
            return kind
    raise PoolError(f"no sort for {row['kind']!r}: add one to studio.secondhand_words")


def listings(sold: Sequence[Piece], seed: int) -> Iterator[Product]:
    """What each seller says. The same seed draws the same, whatever else is for sale."""
    sellers = _sellers({piece.seen["person"] for piece in sold}, seed)
    for piece in sold:
        rng = random.Random(f"{seed}/{piece.seen['id']}")
        condition, size = _condition(piece, rng), _size(piece, rng)
        why, more = rng.choice(words.WHY[piece.department]), rng.choice(words.MORE)
        said = rng.choice(words.CONDITIONS[condition][2])
        description = " ".join(filter(None, (size, f"Condition: {condition}. {said}", why, more)))
        yield Product(
            piece.id,
            piece.seen["title"],
            description,
            department=piece.department,
            kind=piece.kind,
            brand=sellers[piece.seen["person"]],
            price=_price(piece, condition, rng),
            in_stock=rng.random() >= GONE,
            image=piece.picture,
        )


def _sellers(people: set[str], seed: int) -> dict[str, str]:
    rng = random.Random(seed)
    names = rng.sample(words.FIRST_NAMES, len(people))
    return {person: rng.choice(words.PLACES).format(name) for person, name in zip(sorted(people), names, strict=True)}


def _condition(piece: Piece, rng: random.Random) -> str:
    if words.SAYS_NEW.search(piece.seen["title"]) and not re.search("newborn", piece.seen["title"], re.IGNORECASE):
        return "new with tag" if "tag" in piece.seen["title"] else "like new"
    chances = {name: often for name, (_, often, _) in words.CONDITIONS.items()}
    return rng.choices([*chances], [*chances.values()])[0]


def _size(piece: Piece, rng: random.Random) -> str:
    named = f"{piece.seen['kind']} {piece.seen['title']}"
    if piece.kind == "trainers":
        return f"EU size {rng.randint(29, 31)}."
    if piece.seen["kids"]:
        age = by_eye()["ages"].get(piece.seen["id"])
        first, last, height, unit = rng.choice(_ages(named, age))
        return f"Size {height}, {first} to {last} {unit}." if last > 1 else f"Size {height}, newborn."
    if piece.kind in ("cap", "hat"):
        return rng.choice(("One size.", "One size, adjustable.")) if piece.kind == "cap" else "One size."
    letter = rng.choices([*words.LETTERS], [*words.LETTERS.values()])[0]
    return f"Size {letter}, {words.FITS[letter]}."


def _ages(named: str, age: float | None) -> list[tuple[int, int, str, str]]:
    """Sizes of children's clothes that may be: of an age, in years, where its requests tell one."""
    months = [(*size, "months") for size in words.MONTHS]
    years = [(*size, "years") for size in words.YEARS]
    if age is not None:
        fit = [size for size in months if size[0] <= age * 12 < size[1]]
        return fit or [size for size in years if size[0] <= age < size[1]] or years[:1]
    if words.BABY.search(named):
        return months[:1] if "newborn" in named.lower() else months
    return years[:2] if words.TODDLER.search(named) else years[: words.USUAL]


def _price(piece: Piece, condition: str, rng: random.Random) -> float:
    new = words.NEW[piece.kind] * (words.CHILD if piece.seen["kids"] and piece.kind not in words.OF_CHILDREN else 1.0)
    return float(max(2, round(new * words.CONDITIONS[condition][0] * rng.uniform(0.8, 1.25))))


def shrink(sold: Sequence[Piece], folder: Path, out: Path) -> None:
    """Upright WebPs of at most `SIDE` px as out/ID.webp; what else lies there goes. Raises PoolError."""
    out.mkdir(parents=True, exist_ok=True)
    for old in {*out.glob("*.webp")} - {out / piece.picture for piece in sold}:
        old.unlink()
    for piece in sold:
        try:
            picture = open_picture(folder / "photos" / f"{piece.seen['id']}.jpg")
        except PictureError as error:
            raise PoolError(f"photos/{piece.seen['id']}.jpg {error}") from None
        picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        partial = out / f"{piece.id}.partial"
        picture.save(partial, "WEBP", quality=QUALITY, method=6)
        partial.replace(out / piece.picture)
