"""A publisher's picture made ours: one JPEG of at most 1,200 px, or a reason why not. The one door to Pillow.

It is served from the newsletter's own address, so that opening a mail tells nobody else who reads it. What comes
is hostile: `ours` is made to run in a process that is killed when it takes too long or too much.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from digest.model import Failure, Scaled, Trouble

if TYPE_CHECKING:
    from PIL import Image

LARGEST = 2_000_000
"""Octets of a picture as it comes."""

MOST_PIXELS = 40_000_000
"""A picture of a few octets may say that it has billions (a decompression bomb): asked before any is decoded."""

WIDEST, NARROWEST, LOWEST, QUALITY = 1_200, 300, 120, 80
STARTS = {"JPEG": (b"\xff\xd8\xff",), "PNG": (b"\x89PNG\r\n\x1a\n",), "GIF": (b"GIF87a", b"GIF89a")}


def kind(body: bytes) -> str:
    """Return what a picture is by its first octets: JPEG, PNG, GIF or WEBP; "" for anything else, SVG too."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "WEBP"
    return next((name for name, starts in STARTS.items() if body.startswith(starts)), "")


def ours(body: bytes, address: str) -> Scaled | Failure:
    """Return a picture as a JPEG of at most 1,200 px across, without anything that was hidden in it."""
    if len(body) > LARGEST:
        return Failure(Trouble.TOO_LARGE, address, f"It has more than {LARGEST // 1_000_000} MB.")
    name = kind(body)
    if not name:
        return Failure(Trouble.UNREADABLE, address, "It is no JPEG, PNG, WebP or GIF.")
    return _scaled(body, name, address)


def _scaled(body: bytes, name: str, address: str) -> Scaled | Failure:
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # ours is the stricter bound
            picture = Image.open(io.BytesIO(body), formats=[name])
    except Image.DecompressionBombError:
        return Failure(Trouble.TOO_LARGE, address, "It has more pixels than any screen.")
    except (OSError, SyntaxError, ValueError):
        return Failure(Trouble.UNREADABLE, address, "It is broken.")
    with picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            return Failure(Trouble.TOO_LARGE, address, f"It has {width} by {height} pixels.")
        picture.draft("RGB", (WIDEST, WIDEST * height // max(width, 1)))
        upright = ImageOps.exif_transpose(picture)
    if why := _unfit(*upright.size):
        return Failure(Trouble.UNREADABLE, address, why)
    return _written(upright)


def _written(picture: Image.Image) -> Scaled:
    """Return a picture as it is kept: scaled, flat, and with nothing but its pixels."""
    from PIL import Image

    flat = _on_white(picture)
    if flat.width > WIDEST:
        flat = flat.resize(
            (WIDEST, round(WIDEST * flat.height / flat.width)), Image.Resampling.LANCZOS, reducing_gap=2
        )
    flat.info = {}  # comments, profiles and the like would be written again
    written = io.BytesIO()
    flat.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Scaled(written.getvalue(), flat.width, flat.height)


def _unfit(width: int, height: int) -> str:
    """Return why a picture cannot stand above a headline: a logo, a pixel, the cover of a report."""
    if width < NARROWEST or height < LOWEST:
        return f"It is too small: {width} by {height} pixels."
    if height > 1.2 * width:
        return f"It is taller than wide: {width} by {height} pixels."
    return f"It is a strip: {width} by {height} pixels." if width > 5 * height else ""


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a picture in red, green and blue; where one could see through it, there is white behind."""
    from PIL import Image

    if picture.mode not in {"RGBA", "LA", "PA"} and "transparency" not in picture.info:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    ground = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(ground, clear).convert("RGB")
