"""What a model writes of pictures: the teacher's descriptions for stage 1 (LaViC section 3.1), one JSON line each.

Two ways of seeing, one prompt (`Prompter.description`): `five` tokens, as in serving, with stage 1's adapter; `all`
patch tokens by LLaVA-NeXT's own processing and the bare model, which is the paper's teacher. Greedy, in batches. Leaves
out: the product's title, which the released code tells its teacher and then forbids it to repeat.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor
from tqdm import tqdm

from catalog.manifest import file_entry
from catalog.pictures import PictureError, open_picture
from lavic.captioning.config import LENGTH, DescribeConfig
from lavic.errors import ModelError
from lavic.modeling import VISION, WEIGHTS, Loaded, adapters_folder, load_model, public_name
from lavic.paper import generate, generate_surely
from lavic.scoring import Language
from lavic.vision import vision_encoder

log = logging.getLogger(__name__)

TEACHER = ("model", "tokens", "adapter")
"""Keys of a line that say who wrote it."""
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif"})
SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
Describe = Callable[[Sequence[Image.Image]], list[str]]
"""K RGB pictures to K descriptions."""


def describe(config: DescribeConfig) -> dict[str, Any]:
    """Describes every picture of a folder that has no line yet, and returns the counts and what was left out.

    Each line is written as soon as it is known, so a killed run goes on where it stood.
    """
    pictures = pictures_in(config.folder)[: config.limit or None]
    out = config.out or config.folder / "descriptions.jsonl"
    teacher = _teacher(config)
    done = resume(out, teacher)
    waiting = [path for path in pictures if path.name not in done]
    before = len(pictures) - len(waiting)
    log.info("%d pictures, %d described before", len(pictures), before)
    left_out: dict[str, str] = {}
    try:
        if waiting:
            _append(out, waiting, _ids(pictures), config, teacher, left_out)
    except OSError as error:
        raise ModelError(f"cannot write {out}: {error.strerror}; free space, or choose another --out") from error
    for image, reason in left_out.items():
        log.warning("left out: %s %s", image, reason)
    described = len(waiting) - len(left_out)
    return {"described": described, "described_before": before, "left_out": left_out, "out": str(out)}


def _append(
    out: Path,
    waiting: Sequence[Path],
    ids: dict[Path, str],
    config: DescribeConfig,
    teacher: dict[str, str],
    left_out: dict[str, str],
) -> None:
    """Describes the pictures that wait, a line each; those that get none go to `left_out`, with the reason."""
    write = _describe_with(config)
    out.parent.mkdir(parents=True, exist_ok=True)
    began, done_now = time.monotonic(), 0
    bar = tqdm(total=len(waiting), unit="picture", disable=None)  # on a terminal; a log file gets lines
    # A file name that is not UTF-8 is escaped as JSON does it.
    with bar, open(out, "a", encoding="utf-8", errors="backslashreplace") as file:
        for batch in _decoded(waiting, config.batch, left_out):
            for path, text in zip(batch, _described(write, list(batch.values())), strict=True):
                if not text:  # a line without words would teach stage 1 to say nothing
                    left_out[path.name] = "was given no words"
                    continue
                row = {"id": ids[path], "image": path.name, "description": text, **teacher}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                file.flush()
            done_now += len(batch)
            bar.update(len(batch))
            if bar.disable:
                pace = (time.monotonic() - began) / done_now
                left = pace * (len(waiting) - done_now) / 60
                log.info("%d of %d: %.2f s each, %.0f min left", done_now, len(waiting), pace, left)


def _teacher(config: DescribeConfig) -> dict[str, str]:
    """Who describes, without a path of this machine: model, tokens read, and of five the hash of stage 1's adapter."""
    folder = adapters_folder(config.model, config.adapters) if config.way == "five" else None
    weights = folder / VISION / WEIGHTS if folder else None
    adapter = file_entry(weights).sha256[:16] if weights and weights.is_file() else ""
    return dict(zip(TEACHER, (public_name(config.model), config.way, adapter), strict=True))


def picture_folder(folder: Path) -> Path:
    """`folder/pictures`, else `folder/images`, else `folder` itself."""
    return next((p for name in ("pictures", "images") if (p := folder / name).is_dir()), folder)


def pictures_in(folder: Path) -> list[Path]:
    """The picture files of a `picture_folder`, by name. Raises ModelError."""
    place = picture_folder(folder)
    try:
        found = sorted(path for path in place.iterdir() if path.suffix.lower() in SUFFIXES)
    except OSError as error:
        raise ModelError(f"cannot read {place}: {error.strerror}; expected a folder of pictures") from None
    if not found:
        raise ModelError(f"no pictures in {place}; expected files that end in {', '.join(sorted(SUFFIXES))}")
    return found


def _ids(pictures: Sequence[Path]) -> dict[Path, str]:
    """A picture's id: its name without the ending, or with it where two would be one."""
    stems = Counter(path.stem for path in pictures)
    return {path: path.stem if stems[path.stem] == 1 else path.name for path in pictures}


def resume(path: Path, teacher: Mapping[str, str]) -> set[str]:
    """The images that have a line at `path`. A last line that a kill cut short is taken away. Raises ModelError.

    So does a line of another `teacher`; one that names none is anybody's.
    """
    if not path.is_file():
        return set()
    images: set[str] = set()
    whole = 0  # bytes of the file that are lines
    with open(path, "r+b") as file:
        for number, line in enumerate(file, 1):
            try:
                if line.strip():
                    row = json.loads(line)
                    images.add(Path(row["image"]).name)
                    _same_teacher(f"{path.name}, line {number}", row, teacher)
            except (ValueError, KeyError, TypeError) as error:
                if not line.endswith(b"\n"):
                    log.info("the last line of %s was cut short; its picture is described again", path.name)
                    file.truncate(whole)
                    break
                raise ModelError(
                    f"{path.name}, line {number}: expected id, image and description, found {error!r}; "
                    "mend it, or choose another --out"
                ) from None
            whole += len(line)
            if not line.endswith(b"\n"):
                file.write(b"\n")
    return images


def _same_teacher(place: str, row: Mapping[str, Any], teacher: Mapping[str, str]) -> None:
    """A file of two teachers would say nothing of either. Raises ModelError."""
    said = {key: row[key] for key in TEACHER if key in row}
    if any(value != teacher.get(key) for key, value in said.items()):
        raise ModelError(f"{place} is by {said}, this run by {dict(teacher)}; choose another --out, or remove the file")


def _decoded(paths: Sequence[Path], size: int, left_out: dict[str, str]) -> Iterator[dict[Path, Image.Image]]:
    """Batches of `size` decoded pictures; those that cannot be decoded go to `left_out`, with the reason."""
    batch: dict[Path, Image.Image] = {}
    for path in paths:
        try:
            batch[path] = open_picture(path)
        except PictureError as error:
            left_out[path.name] = str(error)
        if len(batch) == size:
            yield batch
            batch = {}
    if batch:
        yield batch


def _described(write: Describe, pictures: Sequence[Image.Image]) -> list[str]:
    try:
        return write(pictures)
    except torch.OutOfMemoryError as error:
        raise ModelError(f"out of memory at {len(pictures)} pictures at once; lower --batch or --length") from error


def _describe_with(config: DescribeConfig) -> Describe:
    """What describes pictures."""
    if config.way == "all":
        bare = load_model(config.model, None, config.quantize, parts=())
        return lambda pictures: describe_by_all(bare, pictures, config.length)
    loaded = load_model(config.model, config.adapters, config.quantize, parts=(VISION,))
    encoder = vision_encoder(loaded)

    def by_five(pictures: Sequence[Image.Image]) -> list[str]:
        return describe_states(loaded, torch.from_numpy(encoder.states(pictures)), config.length)

    return by_five


@torch.inference_mode()
def describe_states(loaded: Loaded, states: Tensor, length: int = LENGTH) -> list[str]:
    """What the model makes of five [CLS] states per picture: (K, 5, D) to K greedy descriptions of at most `length`
    tokens."""
    language = loaded.language()
    if not len(states):
        return []
    ids = torch.tensor([language.prompter.description().ids] * len(states))
    embeddings = language.embed(ids, language.project(states))
    return _texts(language, embeddings, torch.ones_like(ids), length)


@torch.inference_mode()
def describe_surely(loaded: Loaded, states: Tensor, length: int = LENGTH) -> list[tuple[str, float]]:
    """Greedy descriptions of (K, 5, D) states, each with the logarithm of its probability."""
    language = loaded.language()
    if not len(states):
        return []
    ids = torch.tensor([language.prompter.description().ids] * len(states))
    embeddings = language.embed(ids, language.project(states))
    written = generate_surely(language, embeddings, torch.ones_like(ids), length)
    return [(language.prompter.decode(row), nats) for row, nats in written]


@torch.inference_mode()
def describe_by_all(loaded: Loaded, pictures: Sequence[Image.Image], length: int = LENGTH) -> list[str]:
    """What the full-token model makes of K RGB pictures: every patch of every view, by the class's own processing."""
    if not pictures:
        return []
    language = loaded.language()
    rows = []
    for vectors in patch_vectors(loaded, pictures):
        ids = torch.tensor([language.prompter.description(images=len(vectors)).ids])
        rows.append(language.embed(ids, vectors[None])[0])
    longest = max(len(row) for row in rows)
    embeddings = torch.stack([torch.nn.functional.pad(row, (0, 0, longest - len(row), 0)) for row in rows])
    mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in rows])
    return _texts(language, embeddings, mask, length)


def patch_vectors(loaded: Loaded, pictures: Sequence[Image.Image]) -> Sequence[Tensor]:
    """(n, H) per picture: projected patches with line ends, n by the picture's shape, as LLaVA-NeXT packs them."""
    # Pinned: the processor that transformers prefers resizes by torchvision where that is installed.
    from transformers.models.llava_next.image_processing_pil_llava_next import LlavaNextImageProcessorPil

    model, how = loaded.model.model, loaded.config.preprocessing
    processor = LlavaNextImageProcessorPil(
        size={"shortest_edge": how.view_size},
        crop_size={"height": how.view_size, "width": how.view_size},
        image_grid_pinpoints=loaded.model.config.image_grid_pinpoints,
        image_mean=how.mean,
        image_std=how.std,
    )
    inputs = processor(list(pictures), return_tensors="pt")
    parameter = next(model.vision_tower.parameters())
    pixels = inputs["pixel_values"].to(parameter.device, parameter.dtype)
    return model.get_image_features(pixels, inputs["image_sizes"]).pooler_output


def _texts(language: Language, embeddings: Tensor, mask: Tensor, length: int) -> list[str]:
    """Descriptions. One that ran into the limit ends with its last whole sentence, if it has one."""
    texts = []
    for written in generate(language, embeddings, mask, length):
        text = language.prompter.decode(written)
        if len(written) == length and (ends := [found.end() for found in SENTENCE_END.finditer(text)]):
            text = text[: ends[-1]]
        texts.append(text)
    return texts
