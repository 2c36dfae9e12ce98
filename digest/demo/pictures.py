"""Pictures for the demo's posts, drawn from their names: a skyline over hills, as small PNG files."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 640, 360
# sky, far hills, near hills, buildings, windows, ground; chosen to sit quietly beside dark teal
PALETTES = (
    ((222, 234, 236), (174, 199, 203), (128, 163, 168), (38, 84, 94), (240, 214, 150), (26, 58, 66)),
    ((240, 232, 219), (219, 199, 172), (186, 160, 132), (94, 74, 66), (250, 226, 170), (66, 52, 48)),
    ((226, 232, 240), (182, 196, 214), (140, 160, 186), (52, 70, 104), (246, 222, 164), (36, 48, 74)),
    ((232, 238, 226), (192, 208, 180), (148, 172, 140), (58, 88, 70), (244, 226, 160), (40, 62, 50)),
)


@lru_cache(maxsize=64)
def picture(name: str) -> bytes:
    """Return a PNG of 640 by 360 that is always the same for the same name."""
    seed = sha256(name.encode()).digest()
    rng = np.random.default_rng(int.from_bytes(seed[:8], "big"))
    pixels = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    for layer, level in ((1, 0.55), (2, 0.68)):
        _below(pixels, _ridge(rng, level), layer)
    for left in range(-10, WIDTH, 1):
        if rng.random() < 0.022:
            _building(pixels, rng, left)
    pixels[int(HEIGHT * 0.9) :, :] = 5
    return _png(pixels, PALETTES[seed[8] % len(PALETTES)])


def _ridge(rng: np.random.Generator, level: float) -> NDArray[np.int64]:
    across = np.linspace(0, 2 * np.pi, WIDTH)
    waves = np.sum([np.sin(across * n + rng.uniform(0, 6)) / n for n in (1, 2, 5)], axis=0)
    ridge: NDArray[np.int64] = (HEIGHT * (level + 0.06 * waves)).astype(np.int64)
    return ridge


def _below(pixels: NDArray[np.uint8], ridge: NDArray[np.int64], colour: int) -> None:
    pixels[np.arange(HEIGHT)[:, None] >= ridge[None, :]] = colour


def _building(pixels: NDArray[np.uint8], rng: np.random.Generator, left: int) -> None:
    width, height = int(rng.integers(24, 70)), int(rng.integers(40, 170))
    top, start = int(HEIGHT * 0.9) - height, max(left, 0)
    pixels[top : int(HEIGHT * 0.9), start : left + width] = 3
    for y in range(top + 8, int(HEIGHT * 0.9) - 12, 14):
        for x in range(start + 6, min(left + width, WIDTH) - 8, 12):
            if rng.random() < 0.45:
                pixels[y : y + 7, x : x + 5] = 4


def _png(pixels: NDArray[np.uint8], palette: tuple[tuple[int, int, int], ...]) -> bytes:
    """Return an indexed PNG (W3C PNG, 11.2); every row begins with filter 0."""
    rows = np.hstack([np.zeros((HEIGHT, 1), dtype=np.uint8), pixels]).tobytes()
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(value for colour in palette for value in colour)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
