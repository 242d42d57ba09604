"""Real photographs, sorted into folders by what they show, as a shop, as conversations about it and as rows of stage 1.

Renders are all alike in light and backdrop; photographs of things on floors and hangers are not. Two sorts of request,
neither answered by any text, since titles are numbers: for a garment, among one of each folder (tag "garment"); for a
colour, among six of one folder (tag "colour"). Colours are measured from the pixels, and a photograph whose middle has no
clear one is never asked for by colour nor shown beside.

Made for https://github.com/alexeygrigorev/clothing-dataset-small (public domain); other folders go by their names.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from catalog.conversations import SHOPPER, Conversation, Turn, render_context
from catalog.pictures import PictureError, open_picture
from catalog.schema import Product
from studio import lab
from studio.pool import PoolError

NOUNS: dict[str, tuple[str, ...]] = {
    # folder -> what shoppers call it
    "dress": ("a dress", "a dress to wear"), "hat": ("a hat", "a cap or hat"),
    "longsleeve": ("a long-sleeved top", "a longsleeve", "a top with long sleeves"),
    "outwear": ("a jacket", "a coat", "outerwear", "a jacket or coat"), "pants": ("trousers", "pants", "a pair of trousers"),
    "shirt": ("a shirt", "a button-up shirt", "a shirt with a collar"), "shoes": ("shoes", "a pair of shoes", "footwear"),
    "shorts": ("shorts", "a pair of shorts"), "skirt": ("a skirt", "a skirt to wear"),
    "t-shirt": ("a t-shirt", "a tee", "a T-shirt"),
}  # fmt: skip
GARMENT = (
    "{}", "{} please", "do you have {}?", "I'm looking for {}", "show me {}", "I need {}", "hi, {}?", "need {} for the summer",
    "my brother wants {}", "what about {}", "have you got {}", "i want to buy {}",
)  # fmt: skip
COLOUR = (
    "something {}", "the {} one", "do you have it in {}?", "I'd like it {}", "{} please", "in {}", "is there a {} one?",
    "{}, if possible", "I want the {} one", "what I need is {}",
)  # fmt: skip
DESCRIBED = (
    ("{thing}", "a photo of {thing}", "{thing}, photographed at home", "this is {thing}"),
    ("{thing}, {colour}", "a photo of {thing} in {colour}", "{colour} {bare}", "{thing}. Its colour is {colour}"),
)
"""Without and with a colour."""
SIDE = 400
"""Of the pictures that are written, in pixels: a little more than five views take."""
ASKED_FOR = 6
"""Candidates of a colour request."""
MIDDLE, RIM = 0.36, 0.08
"""Of the side: the part that shows the garment, and that which shows what it lies on."""
CLEAR, GROUND = 0.65, 0.25
"""Least share of the middle that has the colour; at which share of the rim it may be the ground's instead."""


@dataclass(frozen=True)
class Photo:
    id: str
    file: str
    """Relative to the folder of folders."""
    sort: str
    """The folder."""
    colour: str
    """"" where the picture has no clear one."""

    @property
    def picture(self) -> str:
        """Its file as `shrink` writes it."""
        return f"{self.id}.webp"


def read_photos(folder: Path, each: int = 0, after: int = 0) -> list[Photo]:
    """The photographs of folder/SORT/ in the order of their names: of each sort, behind the first `after`, at most `each`
    (0: all).

    Raises PoolError where there are not two sorts or a file does not decode.
    """
    photos = []
    for sort in sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []:
        for file in sorted(path for path in sort.iterdir() if path.is_file())[after:][: each or None]:
            photos.append(Photo(f"{sort.name}-{file.stem}", f"{sort.name}/{file.name}", sort.name, colour_of(file)))
    if len({photo.sort for photo in photos}) < 2:
        raise PoolError(f"{folder}: expected a folder of pictures for each of at least two sorts of things")
    return photos


def shrink(photos: Sequence[Photo], folder: Path, out: Path) -> None:
    """Upright WebPs of at most `SIDE` px as out/ID.webp, those that are there already left alone. Raises PoolError."""
    out.mkdir(parents=True, exist_ok=True)
    for photo in photos:
        small = out / photo.picture
        if small.is_file():
            continue
        try:
            picture = open_picture(folder / photo.file)
        except PictureError as error:
            raise PoolError(f"{photo.file} {error}") from None
        picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        partial = small.with_suffix(".partial")
        picture.save(partial, "WEBP", quality=85)
        partial.replace(small)


def listings(photos: Sequence[Photo]) -> Iterator[Product]:
    """A feed whose texts tell nothing."""
    for number, photo in enumerate(photos):
        yield Product(photo.id, f"No. {number + 1}", image=photo.picture)


def descriptions(photos: Sequence[Photo], seed: int, wordings: int = 1) -> Iterator[dict[str, Any]]:
    """Rows of stage 1: what a photograph shows, in `wordings` ways, and its traits. Those have names of their own, since
    renders show other things, and colours by finer names."""
    rng = random.Random(f"photos/{seed}")
    for photo in photos:
        thing, *_ = NOUNS.get(photo.sort, (photo.sort,))
        bare = re.sub(r"^an? ", "", thing)
        for _ in range(wordings):
            text = rng.choice(DESCRIBED[bool(photo.colour)]).format(thing=thing, bare=bare, colour=photo.colour) + "."
            traits = {"garment": photo.sort, "garment_color": photo.colour}
            yield {"id": photo.id, "image": photo.picture, "description": text[0].upper() + text[1:], "traits": traits}


def requests(photos: Sequence[Photo], seed: int, count: int) -> Iterator[Conversation]:
    """`count` requests, every other one for a colour. The same photograph may be asked for again in other company."""
    rng = random.Random(f"photos/{seed}")
    sorts: dict[str, list[Photo]] = defaultdict(list)
    for photo in photos:
        sorts[photo.sort].append(photo)
    clear = {sort: [photo for photo in group if photo.colour] for sort, group in sorts.items()}
    able = [sort for sort, group in clear.items() if _fewest_others(group) >= ASKED_FOR - 1]
    if not able:
        raise PoolError(f"no sort has a clear colour among {ASKED_FOR} photographs")
    for number in range(count):
        if number % 2:
            group = clear[rng.choice(able)]
            # colours alike, or the model would do well to know that most things are black
            colour = rng.choice(sorted({photo.colour for photo in group}))
            right = rng.choice([photo for photo in group if photo.colour == colour])
            others = rng.sample([photo for photo in group if photo.colour != colour], ASKED_FOR - 1)
            text, tag = rng.choice(COLOUR).format(colour), "colour"
        else:
            right, *others = (rng.choice(sorts[sort]) for sort in rng.sample(sorted(sorts), len(sorts)))
            text, tag = rng.choice(GARMENT).format(rng.choice(NOUNS.get(right.sort, (right.sort,)))), "garment"
        shown = [right.id, *(photo.id for photo in others)]
        rng.shuffle(shown)
        context = render_context([Turn(SHOPPER, text)])
        yield Conversation(context, (right.id,), "", (), ("visual", "turns:1", tag), {"candidates_kind": tuple(shown)})


def _fewest_others(group: Sequence[Photo]) -> int:
    """Photographs that are left beside those of the commonest colour."""
    counts = Counter(photo.colour for photo in group)
    return len(group) - max(counts.values(), default=0)


def colour_of(path: Path) -> str:
    """The colour of what is in the middle, where most of it has one that the rim has not; else ""."""
    try:
        with Image.open(path) as image:
            small = ImageOps.exif_transpose(image).convert("RGB")
            side = min(small.size)
            small = ImageOps.fit(small, (side, side)).resize((96, 96), Image.Resampling.BOX)
    except OSError as error:
        raise PoolError(f"{path.name} is no picture: {error}") from None
    names = _names(lab.from_srgb(np.asarray(small, float) / 255))
    low, high = round(96 * (0.5 - MIDDLE / 2)), round(96 * (0.5 + MIDDLE / 2))
    rim = np.ones(names.shape, bool)
    width = round(96 * RIM)
    rim[width:-width, width:-width] = False
    (colour, count), *_ = Counter(names[low:high, low:high].ravel().tolist()).most_common(1)
    clear = colour and count >= CLEAR * (high - low) ** 2 and float((names[rim] == colour).mean()) < GROUND
    return str(colour) if clear else ""


def _names(pixels: np.ndarray) -> np.ndarray:
    """(..., 3) L*, a*, b* to the basic colour (Berlin and Kay 1969) of each, by lightness, chroma and hue.

    "" where people would not agree: navy in poor light, and between blue and purple.
    """
    light, chroma = pixels[..., 0], np.hypot(pixels[..., 1], pixels[..., 2])
    hue = np.degrees(np.arctan2(pixels[..., 2], pixels[..., 1])) % 360
    bluish, warm = (hue >= 230) & (hue < 330), (hue >= 20) & (hue < 105)
    grey = chroma < np.where(warm, 14, 9)
    cases = [
        ((light < 28) & (chroma < np.where(bluish, 7, 16)), "black"),
        ((light < 28) & bluish & (chroma < 20), ""),
        (grey & (light > 74), "white"),
        (grey & (light < 30), "black"),
        (grey, "grey"),
        (((hue < 15) | (hue >= 330)) & (light > 38), "pink"),
        ((hue < 15) | (hue >= 330), "red"),
        ((hue < 42) & (light > 62), "pink"),
        (hue < 42, "red"),
        (warm & (light < 45), "brown"),
        (warm & (chroma < 34), "beige"),
        (hue < 72, "orange"),
        (hue < 105, "yellow"),
        (hue < 190, "green"),
        (hue < 292, "blue"),
        (hue < 308, ""),
    ]
    return np.select([case for case, _ in cases], [name for _, name in cases], "purple")
