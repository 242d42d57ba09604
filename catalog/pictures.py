"""Pictures in, upright RGB out, and stored as WebP under the hash of their own bytes.

Whatever a shop (or a shopper) sends is decoded by Pillow alone, from a short list of raster formats, after its
size was read from the header and found bearable. What this leaves out: colour profiles are dropped, not applied,
and nothing is fetched from the network (`catalog.fetch` does that).
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

MAX_PIXELS = 50_000_000
"""Pictures with more pixels are refused before decoding."""
MAX_BYTES = 64 * 2**20
"""Files with more bytes are refused before reading."""
MAX_SIDE = 1024
"""Longer side of a stored picture, in pixels."""
WEBP_QUALITY = 90
STRIP_PIXELS = 2_000_000
"""Converted at once: the layers between one mode and another take several times a picture's own memory."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
"""Raster formats only: no SVG, no PDF, nothing that runs another program (EPS)."""
_READ_ONLY = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
NAME_DIGITS = 32
"""Hexadecimal digits of the SHA-256 that name a stored picture."""

# Pillow's own limit is one per process; at twice this it refuses, below that `_refuse_huge` does.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class PictureError(ValueError):
    """A file that is not a usable picture; the message says why and names no path."""


@dataclass(frozen=True)
class StoredPicture:
    name: str
    """File name: `NAME_DIGITS` hex digits of the SHA-256 of `data`, then `.webp`."""
    data: bytes
    """An upright RGB WebP without metadata, at most `MAX_SIDE` px on its longer side."""


def is_web_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def picture_path(images: Path, name: str) -> Path:
    """The picture's path, which must lie in the pictures' folder. Raises PictureError."""
    if is_web_address(name):
        raise PictureError("is an address on the web; fetch it: --fetch DIR")
    try:
        path = (images / name).resolve()
        inside = path.is_relative_to(images.resolve())
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name, a name too long, a loop of links
        raise PictureError(f"cannot be found: {error}") from None
    if name.startswith("/") and not inside and _is_file(below := images / name.lstrip("/")):
        return picture_path(images, str(below.relative_to(images)))  # as some shop systems write what is relative
    if not name or not inside:
        raise PictureError("lies outside the folder of pictures")
    return _in_either_form(path, name)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _in_either_form(path: Path, name: str) -> Path:
    """The path, or where no file has it the one whose name is the same text in the other form of Unicode: archives
    made on a Mac have "o" and two dots for "ö"."""
    if name.isascii():
        return path
    try:
        if not path.exists():
            for form in ("NFC", "NFD"):
                if (other := Path(unicodedata.normalize(form, str(path)))).exists():
                    return other
    except OSError:  # a name of more bytes than a file can have
        pass
    return path


def open_picture(source: Path | bytes) -> Image.Image:
    """The first frame, upright, mode RGB, alpha over white, at its own size. Raises PictureError."""
    data = source if isinstance(source, bytes) else read_bytes(source)
    return _decode(data)[0]


def to_stored(source: Path | bytes) -> StoredPicture:
    """What the catalog keeps of a picture. One that already is in stored form is kept byte for byte."""
    data = source if isinstance(source, bytes) else read_bytes(source)
    image, mode = _decode(data)
    if not (mode == "RGB" and _is_plain_webp(data) and max(image.size) <= MAX_SIDE):
        data = _encode(image)
    return StoredPicture(hashlib.sha256(data).hexdigest()[:NAME_DIGITS] + ".webp", data)


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Refuses what is not a regular file (a FIFO would block) or is too large."""
    try:
        descriptor = os.open(path, _READ_ONLY)
    except (OSError, ValueError) as error:
        raise PictureError(f"cannot be opened: {getattr(error, 'strerror', None) or error}") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise PictureError("is not a regular file")
        if status.st_size > MAX_BYTES:
            raise PictureError(f"has {status.st_size:,} bytes; at most {MAX_BYTES:,} are read")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(status.st_size)  # Python makes room for as much as is asked for
    except OSError as error:
        raise PictureError(f"cannot be read: {error.strerror}") from None
    finally:
        os.close(descriptor)


def _decode(data: bytes) -> tuple[Image.Image, str]:
    """The upright RGB picture and the mode that the file had. Raises PictureError."""
    if not data:
        raise PictureError("is empty")
    if len(data) > MAX_BYTES:
        raise PictureError(f"has {len(data):,} bytes; at most {MAX_BYTES:,} are read")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _refuse_huge(image.size)
            if image.format == "PNG":
                _verify_checksums(data)
            image.load()
            mode = image.mode
            ImageOps.exif_transpose(image, in_place=True)  # else it copies what is upright too
            rgb = _to_rgb(image)
            image.close()  # its pixels too
            return rgb, mode
    except PictureError:
        raise
    except Image.UnidentifiedImageError:
        raise PictureError(f"is no picture in {', '.join(FORMATS)}") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(f"has more than {MAX_PIXELS:,} pixels") from None
    except Exception as error:  # Pillow's decoders raise anything from SyntaxError to struct.error
        raise PictureError(f"cannot be decoded: {str(error)[:200] or type(error).__name__}") from None


def _verify_checksums(data: bytes) -> None:
    """Decoding a PNG skips the checksums of its pixels. Raises what Pillow raises."""
    with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
        image.verify()


def _refuse_huge(size: tuple[int, int]) -> None:
    width, height = size
    if width < 1 or height < 1 or width * height > MAX_PIXELS:
        raise PictureError(f"is {width} x {height} pixels; between 1 and {MAX_PIXELS:,} in all are decoded")


def _to_rgb(image: Image.Image) -> Image.Image:
    """Any mode to RGB; transparent parts become white."""
    if image.mode == "RGB" and "transparency" not in image.info:
        return image.copy()
    rgb = Image.new("RGB", image.size)
    white = max(map(_white, _strips(image)), default=1.0) if image.mode.startswith(("I", "F")) else 0.0
    top = 0
    for strip in _strips(image):
        rgb.paste(_strip_to_rgb(strip, white), (0, top))
        top += strip.height
    return rgb


def _strips(image: Image.Image) -> Iterator[Image.Image]:
    """From top to bottom, each of some rows and all columns."""
    rows = max(1, STRIP_PIXELS // image.width)
    for top in range(0, image.height, rows):
        yield image.crop((0, top, image.width, min(top + rows, image.height)))


def _strip_to_rgb(image: Image.Image, white: float) -> Image.Image:
    """`white`: of a picture of wide grey values."""
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(_to_8_bits(np.asarray(image), white)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        if image.mode in ("La", "RGBa"):  # premultiplied alpha converts to its own kind only
            image = image.convert(image.mode.upper())
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, layer).convert("RGB")
    return image.convert("RGB")


def _to_8_bits(grey: np.ndarray, white: float) -> np.ndarray:
    """(H, W) of 16-bit, 32-bit or float grey values to (H, W) uint8.

    16-bit values are divided by 257, so that white stays white; of the wider modes `white` does.
    """
    if grey.dtype.kind == "u" and grey.dtype.itemsize == 2:
        return ((grey.astype(np.uint32) + 128) // 257).astype(np.uint8)
    return np.clip(np.rint(_finite(grey) * (255.0 / white)), 0, 255).astype(np.uint8)


def _white(image: Image.Image) -> float:
    """Of a wide mode, whose file does not say it: the smallest usual range (1.0, 255, 65535) that holds all."""
    grey = np.asarray(image)
    brightest = float(_finite(grey).max())
    ranges = (1.0, 255.0, 65535.0) if grey.dtype.kind == "f" else (255.0, 65535.0)
    return next((bound for bound in ranges if brightest <= bound), brightest)


def _finite(grey: np.ndarray) -> np.ndarray:
    return np.nan_to_num(grey.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)


def _is_plain_webp(data: bytes) -> bool:
    """One VP8 or VP8L chunk and nothing else: such a file has no room for EXIF, ICC, XMP or a second frame."""
    return (
        data[:4] == b"RIFF"
        and data[8:16] in (b"WEBPVP8 ", b"WEBPVP8L")
        and int.from_bytes(data[4:8], "little") + 8 == len(data)
        and 20 + (size := int.from_bytes(data[16:20], "little")) + size % 2 == len(data)
    )


def _encode(image: Image.Image) -> bytes:
    if max(image.size) > MAX_SIDE:
        scale = MAX_SIDE / max(image.size)
        width, height = (max(1, round(side * scale)) for side in image.size)
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=WEBP_QUALITY, method=4)
    return out.getvalue()
