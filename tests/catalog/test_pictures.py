"""FAULTS 13-18, with real files."""

import io
import os
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from catalog import pictures
from catalog.pictures import MAX_SIDE, PictureError, open_picture, to_stored

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def noise(size=(64, 48), seed=0):
    width, height = size
    return Image.fromarray(np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, *more):
    """A PNG whose header claims a size; its pixels need not be there."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    chunks = [header, *more, chunk(b"IDAT", zlib.compress(b"\0" * 64)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def close(found, expected, tolerance=12):
    return all(abs(a - b) <= tolerance for a, b in zip(found, expected, strict=True))


# 13: refused before decoding
@pytest.mark.parametrize("size", [(20_000, 20_000), (12_000, 10_000), (2**31 - 1, 2**31 - 1), (8_000, 7_000)])
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_fault_13_a_picture_of_too_many_pixels(size):
    with pytest.raises(PictureError, match="pixels"):
        open_picture(png(*size))


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_fault_13_a_whole_120_megapixel_png():
    with pytest.raises(PictureError, match="pixels"):
        open_picture(saved(Image.new("1", (12_000, 10_000)), "PNG"))


def test_fault_13_a_text_chunk_that_unpacks_to_100_mb():
    text = chunk(b"zTXt", b"comment\0\0" + zlib.compress(b"a" * 100_000_000, 1))
    with pytest.raises(PictureError, match="cannot be decoded"):
        open_picture(png(8, 8, text))


def test_a_file_of_too_many_bytes(tmp_path):
    path = tmp_path / "big.png"
    with open(path, "wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(PictureError, match="200,000,000 bytes"):
        open_picture(path)


# 14: reported
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF"])
def test_fault_14_a_truncated_file(kind):
    data = saved(noise(), kind)
    for kept in (len(data) * 2 // 3, len(data) // 2, 40, 8, 1):
        with pytest.raises(PictureError):
            open_picture(data[:kept])


def test_fault_14_flipped_checksums_and_bits():
    data = bytearray(saved(noise(), "PNG"))
    end_of_pixels = data.rindex(b"IEND") - 4
    for position in (end_of_pixels - 1, 30, len(data) // 2):  # CRC of IDAT, of IHDR, a byte of the pixels
        bad = bytearray(data)
        bad[position] ^= 0x40
        with pytest.raises(PictureError):
            open_picture(bytes(bad))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"%PDF-1.4\n",
        b"\xff\xd8\xff",
    ],
)
def test_what_is_no_picture(tmp_path, data):
    path = tmp_path / "picture.jpg"
    path.write_bytes(data)
    with pytest.raises(PictureError) as error:
        open_picture(path)
    assert str(tmp_path) not in str(error.value)


def test_missing_folder_and_fifo(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("missing.jpg", "fifo", ".", "loop", "nul\0", "x" * 300):
        with pytest.raises(PictureError) as error:
            open_picture(tmp_path / name)
        assert str(tmp_path) not in str(error.value)


# 15
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_fault_15_exif_orientation(orientation, kind):
    """Corners red, green (top), blue, white (bottom), stored as a camera that turned itself would."""
    upright = Image.new("RGB", (64, 32))
    for corner, colour in zip(((0, 0), (32, 0), (0, 16), (32, 16)), (RED, GREEN, BLUE, WHITE), strict=True):
        upright.paste(colour, (*corner, corner[0] + 32, corner[1] + 16))
    turn = Image.Transpose
    stored_as = {2: turn.FLIP_LEFT_RIGHT, 3: turn.ROTATE_180, 4: turn.FLIP_TOP_BOTTOM, 5: turn.TRANSPOSE}
    stored_as |= {6: turn.ROTATE_90, 7: turn.TRANSVERSE, 8: turn.ROTATE_270}
    picture = upright.transpose(stored_as[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {} if kind == "PNG" else {"quality": 95}
    data = saved(picture, kind, exif=exif.tobytes(), **options)
    for found in (open_picture(data), open_picture(to_stored(data).data)):
        assert found.size == (64, 32)
        corners = [found.getpixel(at) for at in ((8, 4), (56, 4), (8, 28), (56, 28))]
        assert all(close(a, b, 40) for a, b in zip(corners, (RED, GREEN, BLUE, WHITE), strict=True)), corners


# 16
def with_alpha(mode):
    """Left half opaque mid-grey, right half transparent black."""
    image = Image.new("RGBA", (8, 4), (0, 0, 0, 0))
    image.paste((128, 128, 128, 255), (0, 0, 4, 4))
    return image.convert(mode)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_fault_16_alpha_lies_over_white(mode):
    found = open_picture(saved(with_alpha(mode), "PNG"))
    assert found.mode == "RGB" and close(found.getpixel((1, 1)), (128,) * 3) and found.getpixel((6, 1)) == WHITE


def test_half_transparent_is_half_white():
    found = open_picture(saved(Image.new("RGBA", (4, 4), (255, 0, 0, 128)), "PNG"))
    assert close(found.getpixel((1, 1)), (255, 127, 127), 2)


def test_palette_and_colour_key_transparency():
    palette = Image.new("P", (8, 4), 1)
    palette.putpalette([10, 20, 30, 200, 0, 0])
    palette.paste(0, (4, 0, 8, 4))
    for kind in ("PNG", "GIF"):
        found = open_picture(saved(palette, kind, transparency=0))
        assert close(found.getpixel((1, 1)), (200, 0, 0)) and found.getpixel((6, 1)) == WHITE
    found = open_picture(saved(Image.new("RGB", (4, 4), RED), "PNG", transparency=RED))
    assert found.getpixel((1, 1)) == WHITE
    found = open_picture(saved(Image.new("L", (4, 4), 7), "PNG", transparency=7))
    assert found.getpixel((1, 1)) == WHITE


def test_fault_16_cmyk_and_one_bit():
    assert close(open_picture(saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG")).getpixel((4, 4)), RED, 20)
    assert open_picture(saved(Image.new("1", (8, 8), 1), "PNG")).getpixel((4, 4)) == WHITE


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_fault_16_sixteen_bits_keep_their_brightness(kind):
    values = np.array([[0, 32768, 65535, 257 * 77]], dtype=np.uint16)
    found = open_picture(saved(Image.fromarray(values), kind))
    assert [found.getpixel((x, 0)) for x in range(4)] == [(v,) * 3 for v in (0, 128, 255, 77)]


def test_wide_grey_tiffs():
    floats = np.array([[0, 0.5, 1.0, np.nan]], dtype=np.float32)
    found = open_picture(saved(Image.fromarray(floats), "TIFF"))
    assert [found.getpixel((x, 0))[0] for x in range(4)] == [0, 128, 255, 0]
    integers = np.array([[0, 65535, 32768]], dtype=np.int32)
    found = open_picture(saved(Image.fromarray(integers), "TIFF"))
    assert [found.getpixel((x, 0))[0] for x in range(3)] == [0, 255, 128]


# 17
@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_fault_17_first_frame_of_an_animation(kind):
    frames = [Image.new("RGB", (16, 16), colour) for colour in (RED, GREEN, BLUE)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
    assert close(open_picture(data).getpixel((8, 8)), RED)
    stored = Image.open(io.BytesIO(to_stored(data).data))
    assert getattr(stored, "n_frames", 1) == 1


# 18
@pytest.mark.parametrize(("size", "expected"), [((1, 1), (1, 1)), ((1, 20_000), (1, 1024)), ((20_000, 1), (1024, 1))])
def test_fault_18_thin_pictures(size, expected):
    data = saved(Image.new("RGB", size, RED), "PNG")
    assert open_picture(data).size == size
    assert open_picture(to_stored(data).data).size == expected


# stored form
def test_a_stored_picture_is_kept_byte_for_byte():
    for options in ({"quality": 80}, {"lossless": True}):
        data = saved(noise(), "WEBP", **options)
        assert to_stored(data).data == data
    again = to_stored(saved(noise((2000, 1000)), "JPEG"))
    assert to_stored(again.data) == again
    assert open_picture(again.data).size == (MAX_SIDE, MAX_SIDE // 2)


def test_what_is_not_in_stored_form_is_encoded_anew():
    exif = Image.Exif()
    exif[0x010E] = "shot at home"
    plain = saved(noise(), "WEBP")
    others = [
        saved(noise(), "WEBP", exif=exif.tobytes()),
        saved(noise(), "WEBP", xmp=b"<x/>"),
        saved(noise((1500, 10)), "WEBP"),
        plain + b"<script>",
    ]
    alpha = noise().convert("RGBA")
    alpha.putalpha(9)
    others.append(saved(alpha, "WEBP"))
    for data in others[:3] + others[4:]:
        stored = to_stored(data)
        assert stored.data != data and to_stored(stored.data) == stored
        assert not {"exif", "xmp", "icc_profile"} & set(Image.open(io.BytesIO(stored.data)).info)
    assert b"<script>" not in to_stored(others[3]).data


def test_the_name_is_the_hash_of_the_bytes():
    import hashlib

    stored = to_stored(saved(noise(), "PNG"))
    assert stored.name == hashlib.sha256(stored.data).hexdigest()[:32] + ".webp"


def upright_by_exif():
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


@pytest.mark.parametrize(
    ("mode", "fill", "kind", "options"),
    [
        ("RGBA", (10, 90, 200, 120), "PNG", {"exif": upright_by_exif()}),
        ("F", 0.3, "TIFF", {"compression": "tiff_adobe_deflate"}),
        ("RGB", (10, 90, 200), "JPEG", {"exif": upright_by_exif()}),
    ],
)
def test_fault_51_a_small_file_of_49_megapixels(tmp_path, mode, fill, kind, options):
    """What a photo adds to a server while it is decoded."""
    path = tmp_path / "photo"
    path.write_bytes(saved(Image.new(mode, (7_000, 6_999), fill), kind, **options))
    assert path.stat().st_size < 2**20
    program = (
        "import sys; from pathlib import Path; from catalog.pictures import to_stored\n"
        "stored = to_stored(Path(sys.argv[1]))\n"
        "said = dict(line.split(':') for line in open('/proc/self/status'))\n"
        "print(len(stored.data), int(said['VmHWM'].split()[0]) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    size, peak = map(int, done.stdout.split())
    assert size < 50_000 and peak < 600, done.stdout


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "CMYK", "L", "1", "I;16", "I", "F"])
def test_fault_51_strips_give_what_the_whole_gives(monkeypatch, mode):
    image = noise((61, 47)).convert("L" if mode[0] in "IF" else "RGBA" if mode in ("RGBA", "LA") else mode)
    if mode[0] in "IF":
        grey = np.linspace(0, 0.9 if mode == "F" else 60_000, 61 * 47).reshape(47, 61)
        image = Image.fromarray(grey.astype({"F": np.float32, "I": np.int32, "I;16": np.uint16}[mode]))
    elif mode in ("RGBA", "LA"):
        image.putalpha(noise((61, 47), 1).convert("L"))
        image = image.convert(mode)
    data = saved(image, "TIFF", **({"compression": "tiff_lzw"} if mode != "1" else {}))
    whole = open_picture(data)
    monkeypatch.setattr(pictures, "STRIP_PIXELS", 5 * 61)
    assert open_picture(data).tobytes() == whole.tobytes()
