"""From a specification to a picture, and from a plan to a folder of them."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import bpy
from PIL import Image

from studio import scene
from studio.kinds import KINDS
from studio.spec import Spec
from studio.workshop import Workshop

log = logging.getLogger(__name__)

SEE_THROUGH = {"glass", "acrylic", "gemstone"}
WEBP_QUALITY = 88


def render_spec(spec: Spec, path: Path, size: int, samples: int) -> None:
    """Builds, lights and photographs one product. The same specification gives the same picture."""
    kind = KINDS[spec.kind]
    scene.clear()
    workshop = Workshop()
    kind.build(workshop, spec, random.Random(spec.seed))
    scene.compose(spec, workshop.parts, kind.elevation, workshop.wall)
    _settings(spec, size, samples)
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "picture.png"
        bpy.context.scene.render.filepath = str(picture)
        with _quiet():
            bpy.ops.render.render(write_still=True)
        _write_webp(picture, path)


def _settings(spec: Spec, size: int, samples: int) -> None:
    setup = bpy.context.scene
    setup.render.engine = "CYCLES"
    setup.render.resolution_x = setup.render.resolution_y = size
    setup.render.resolution_percentage = 100
    setup.render.image_settings.file_format = "PNG"
    setup.render.image_settings.color_mode = "RGB"
    setup.view_settings.view_transform = "Standard"
    setup.view_settings.look = "None"
    cycles = setup.cycles
    cycles.device = "CPU"
    cycles.samples = samples
    cycles.seed = spec.seed % 2**31
    cycles.use_adaptive_sampling = samples > 24
    cycles.adaptive_threshold = 0.02
    cycles.use_denoising = True
    cycles.denoiser = "OPENIMAGEDENOISE"
    cycles.denoising_prefilter = "FAST"
    surfaces = [spec.main, *([spec.second] if spec.second else [])]
    glass = any(surface.material in SEE_THROUGH for surface in surfaces)
    cycles.max_bounces = 10 if glass else 4
    cycles.diffuse_bounces, cycles.glossy_bounces = 2, 3
    cycles.transmission_bounces = 10 if glass else 2
    cycles.transparent_max_bounces = 8
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 4.0


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Blender reports on file descriptor 1, past Python."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _write_webp(picture: Path, path: Path) -> None:
    """Complete or not at all: a picture that exists is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    with Image.open(picture) as image:
        image.convert("RGB").save(temporary, "WEBP", quality=WEBP_QUALITY, method=6)
    os.replace(temporary, path)


def render_plan(specs: Sequence[Spec], out: Path, size: int, samples: int, resume: bool) -> int:
    """Renders each spec in order; `truth.jsonl` gets a row as each is finished. Returns how many were new."""
    truth = out / "truth.jsonl"
    out.mkdir(parents=True, exist_ok=True)
    written = _repair(truth) if resume else set()
    if not resume:
        truth.unlink(missing_ok=True)
    fresh, begun = 0, time.perf_counter()
    with truth.open("a", encoding="utf-8") as rows:
        for number, spec in enumerate(specs, 1):
            name = f"{spec.id}.webp"
            path = out / "pictures" / name
            if not (resume and _decodes(path)):
                start = time.perf_counter()
                render_spec(spec, path, size, samples)
                fresh += 1
                log.info("%d/%d %s %s %.1f s", number, len(specs), spec.id, spec.kind, time.perf_counter() - start)
            if spec.id not in written:
                rows.write(json.dumps({**spec.as_dict(), "image": name}, ensure_ascii=False) + "\n")
                rows.flush()
    log.info("%d rendered, %d kept, %.0f s", fresh, len(specs) - fresh, time.perf_counter() - begun)
    return fresh


def _repair(truth: Path) -> set[str]:
    """The ids that have a row; a last line that a kill cut short is dropped."""
    if not truth.exists():
        return set()
    rows = []
    for line in truth.read_text(encoding="utf-8").splitlines(keepends=True):
        with contextlib.suppress(json.JSONDecodeError):
            if line.endswith("\n"):
                rows.append((json.loads(line)["id"], line))
    temporary = truth.with_suffix(".part")
    temporary.write_text("".join(line for _, line in rows), encoding="utf-8")
    os.replace(temporary, truth)
    return {row_id for row_id, _ in rows}


def _decodes(path: Path) -> bool:
    try:
        with Image.open(path) as image:
            image.load()
    except (OSError, SyntaxError):
        return False
    return True


def contact_sheet(specs: Sequence[Spec], path: Path, size: int, samples: int, columns: int = 6) -> None:
    """The pictures of several products side by side, for authors of kinds."""
    columns = min(columns, len(specs))
    sheet = Image.new("RGB", (columns * size, -(-len(specs) // columns) * size), "white")
    with tempfile.TemporaryDirectory() as folder:
        for i, spec in enumerate(specs):
            picture = Path(folder) / f"{i}.webp"
            start = time.perf_counter()
            render_spec(spec, picture, size, samples)
            log.info(
                "%s: %s, %s, %s; %.1f s",
                spec.kind,
                spec.silhouette,
                spec.main,
                spec.second,
                time.perf_counter() - start,
            )
            with Image.open(picture) as image:
                sheet.paste(image, (i % columns * size, i // columns * size))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path)
