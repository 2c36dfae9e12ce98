"""Pictures made ours, whatever comes as one."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from digest.model import Failure, Scaled, Trouble
from digest.renditions import pictures

ADDRESS = "https://towns.example/a.jpg"


def drawn(kind: str, width: int = 1600, height: int = 900, mode: str = "RGB", colour: object = "teal") -> bytes:
    written = io.BytesIO()
    Image.new(mode, (width, height), colour).save(written, kind)  # type: ignore[arg-type]  # Pillow types colours narrowly
    return written.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_kind_becomes_a_jpeg_of_our_width(kind: str) -> None:
    made = pictures.ours(drawn(kind), ADDRESS)
    assert isinstance(made, Scaled)
    assert (made.width, made.height) == (1200, 675)
    with Image.open(io.BytesIO(made.body)) as again:
        assert (again.format, again.size, again.mode) == ("JPEG", (1200, 675), "RGB")
    assert pictures.ours(drawn(kind), ADDRESS) == made


def test_a_smaller_one_keeps_its_size() -> None:
    made = pictures.ours(drawn("PNG", 640, 360), ADDRESS)
    assert isinstance(made, Scaled)
    assert (made.width, made.height) == (640, 360)


def test_where_one_could_see_through_it_is_white() -> None:
    made = pictures.ours(drawn("PNG", 640, 360, "RGBA", (0, 0, 0, 0)), ADDRESS)
    assert isinstance(made, Scaled)
    with Image.open(io.BytesIO(made.body)) as again:
        assert again.getpixel((320, 180)) == (255, 255, 255)


def test_what_was_hidden_in_it_is_gone() -> None:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "the photographer's own street"
    Image.new("RGB", (640, 360), "teal").save(written, "JPEG", exif=exif, comment=b"secret")
    made = pictures.ours(written.getvalue(), ADDRESS)
    assert isinstance(made, Scaled)
    assert b"street" not in made.body
    assert b"secret" not in made.body


def bomb(side: int) -> bytes:
    """A PNG of few octets that says it has millions of pixels."""

    def chunk(name: bytes, said: bytes) -> bytes:
        return struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("body", "trouble", "said"),
    [
        (bomb(50_000), Trouble.TOO_LARGE, "pixels"),
        (bomb(10_000), Trouble.TOO_LARGE, "10000 by 10000"),
        (drawn("JPEG") + bytes(2_000_000), Trouble.TOO_LARGE, "2 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>", Trouble.UNREADABLE, "no JPEG"),
        (b"<html>not found</html>", Trouble.UNREADABLE, "no JPEG"),
        (drawn("BMP", 400, 300), Trouble.UNREADABLE, "no JPEG"),
        (b"", Trouble.UNREADABLE, "no JPEG"),
        (drawn("PNG")[:20], Trouble.UNREADABLE, "broken"),
        (drawn("GIF", 1, 1), Trouble.UNREADABLE, "too small"),
        (drawn("PNG", 600, 900), Trouble.UNREADABLE, "taller than wide"),
        (drawn("PNG", 2400, 160), Trouble.UNREADABLE, "a strip"),
    ],
)
def test_what_cannot_lead_is_a_failure_with_its_reason(body: bytes, trouble: Trouble, said: str) -> None:
    made = pictures.ours(body, ADDRESS)
    assert isinstance(made, Failure)
    assert (made.trouble, made.about) == (trouble, ADDRESS)
    assert said in made.said


@settings(deadline=None)
@given(
    st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP"]), st.binary(max_size=99)
)
def test_no_octets_pass_for_a_picture(start: bytes, rest: bytes) -> None:
    """Pillow may raise on them: in the pool that is a failure as well."""
    try:
        made = pictures.ours(start + rest, ADDRESS)
    except Exception:  # noqa: BLE001 - what Pillow raises on broken files has no common parent
        return
    assert isinstance(made, Failure)
