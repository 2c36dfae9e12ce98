"""Pictures for the demo's posts, drawn from their names: quiet scenes of places, as small PNG files.

Every scene is drawn at twice its size with the numbers of a palette and averaged down, which smooths its edges.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Random = np.random.Generator

WIDTH, HEIGHT, SCALE = 640, 360, 2
ACROSS, DOWN = WIDTH * SCALE, HEIGHT * SCALE
GROUND = int(DOWN * 0.88)
SKY, FAR, NEAR, DARK, LIGHT, EARTH, SUN = range(7)
# in the order above; chosen to sit quietly beside dark teal
PALETTES = (
    ((222, 234, 236), (174, 199, 203), (128, 163, 168), (38, 84, 94), (240, 214, 150), (26, 58, 66), (247, 240, 222)),
    (
        (240, 232, 219),
        (219, 199, 172),
        (186, 160, 132),
        (104, 78, 68),
        (250, 226, 170),
        (74, 58, 52),
        (250, 245, 230),
    ),
    (
        (226, 232, 240),
        (182, 196, 214),
        (140, 160, 186),
        (58, 78, 112),
        (246, 222, 164),
        (40, 54, 82),
        (248, 244, 232),
    ),
    ((232, 238, 226), (192, 208, 180), (148, 172, 140), (58, 92, 72), (244, 226, 160), (40, 62, 50), (250, 248, 232)),
)


@lru_cache(maxsize=64)
def picture(scene: str, name: str) -> bytes:
    """Return a PNG of 640 by 360 with a scene of SCENES, always the same for the same name."""
    seed = sha256(name.encode()).digest()
    rng = np.random.default_rng(int.from_bytes(seed[:8], "big"))
    pixels = np.zeros((DOWN, ACROSS), dtype=np.uint8)
    _disc(pixels, int(rng.integers(150, ACROSS - 150)), int(rng.integers(110, 220)), 54, SUN)
    for layer, level in ((FAR, 0.55), (NEAR, 0.68)):
        _below(pixels, _ridge(rng, level), layer)
    SCENES[scene](pixels, rng)
    return _png(pixels, np.array(PALETTES[seed[8] % len(PALETTES)], dtype=np.float64))


def _houses(pixels: Pixels, rng: Random) -> None:
    """Draw a terrace: gables, chimneys, lit windows."""
    pixels[GROUND:] = EARTH
    left = -40
    while left < ACROSS:
        width, height = int(rng.integers(120, 190)), int(rng.integers(130, 200))
        top, middle = GROUND - height, left + width // 2
        _box(pixels, left + width // 6, top - 74, 26, 80, EARTH)
        _gable(pixels, middle, top - 70, width // 2 + 8, 70, EARTH)
        _box(pixels, left, top, width, height, DARK)
        _windows(pixels, rng, (left + 22, top + 26, left + width - 30, GROUND - 70), (26, 34), (width // 3, 62))
        left += width + int(rng.choice([0, 0, 60]))


def _works(pixels: Pixels, rng: Random) -> None:
    """Draw blocks of several heights, and one tall chimney."""
    pixels[GROUND:] = EARTH
    _box(pixels, int(rng.integers(200, ACROSS - 200)), GROUND - 420, 34, 420, DARK)
    left = 0
    while left < ACROSS:
        width, height = int(rng.integers(60, 150)), int(rng.integers(70, 300))
        _box(pixels, left, GROUND - height, width, height, DARK)
        _windows(pixels, rng, (left + 14, GROUND - height + 18, left + width - 16, GROUND - 24), (10, 14), (24, 28))
        left += width + int(rng.integers(10, 150))


def _park(pixels: Pixels, rng: Random) -> None:
    """Draw trees of two distances on a lawn."""
    pixels[GROUND - 40 :] = FAR
    for colour, count, size in ((NEAR, 9, 46), (DARK, 6, 72)):
        base = GROUND - 30 if colour == NEAR else GROUND + 10
        for at in rng.integers(0, ACROSS, count):
            crown = base - 3 * size
            _box(pixels, int(at) - size // 8, crown, size // 4, base - crown, EARTH)
            for aside, up in ((0, 0), (-0.6, 0.45), (0.6, 0.4), (0.1, 0.7)):
                _disc(pixels, int(at + aside * size), int(crown + up * size), size, colour)
    pixels[GROUND + 10 :] = DARK
    pixels[GROUND + 40 :] = EARTH


def _bridge(pixels: Pixels, rng: Random) -> None:
    """Draw a bridge of round arches over water."""
    water, span = int(DOWN * 0.8), int(rng.integers(190, 280))
    deck, behind = water - span // 2 - 60, pixels.copy()
    pixels[deck:water] = DARK
    pixels[deck - 14 : deck] = EARTH
    for middle in range(int(rng.integers(-60, 60)), ACROSS + span, span + 40):
        arch = np.zeros_like(pixels, dtype=bool)
        _disc(arch, middle, water, span // 2, 1)
        arch[water:] = False
        pixels[arch] = behind[arch]
    pixels[water:] = NEAR
    for y in range(water + 16, DOWN, 22):
        left, wide = int(rng.integers(0, ACROSS)), int(rng.integers(80, 400))
        pixels[y : y + 4, left : left + wide] = FAR


SCENES: Mapping[str, Callable[[Pixels, Random], None]] = {
    "houses": _houses,
    "works": _works,
    "park": _park,
    "bridge": _bridge,
}


def _ridge(rng: Random, level: float) -> NDArray[np.int64]:
    across = np.linspace(0, 2 * np.pi, ACROSS)
    waves = np.sum([np.sin(across * n + rng.uniform(0, 6)) / n for n in (1, 2, 5)], axis=0)
    return np.asarray(DOWN * (level + 0.06 * waves), dtype=np.int64)


def _below(pixels: Pixels, ridge: NDArray[np.int64], colour: int) -> None:
    pixels[np.arange(DOWN)[:, None] >= ridge[None, :]] = colour


def _box(pixels: Pixels, left: int, top: int, width: int, height: int, colour: int) -> None:
    pixels[max(top, 0) : top + height, max(left, 0) : max(left + width, 0)] = colour


def _disc(pixels: NDArray[np.generic], x: int, y: int, radius: int, colour: int) -> None:
    rows, columns = np.ogrid[:DOWN, :ACROSS]
    pixels[(columns - x) ** 2 + (rows - y) ** 2 <= radius**2] = colour


def _gable(pixels: Pixels, x: int, top: int, half: int, height: int, colour: int) -> None:
    rows, columns = np.ogrid[:DOWN, :ACROSS]
    inside = (rows >= top) & (rows < top + height) & (np.abs(columns - x) * height <= (rows - top) * half)
    pixels[inside] = colour


def _windows(
    pixels: Pixels, rng: Random, area: tuple[int, int, int, int], size: tuple[int, int], step: tuple[int, int]
) -> None:
    left, top, right, bottom = area
    for y in range(top, bottom, step[1]):
        for x in range(left, right, step[0]):
            if rng.random() < 0.5:
                _box(pixels, x, y, size[0], size[1], LIGHT)


def _png(pixels: Pixels, palette: NDArray[np.float64]) -> bytes:
    """Return a true-colour PNG (W3C PNG, 11.2); every row begins with filter 0."""
    fine = palette[pixels].reshape(HEIGHT, SCALE, WIDTH, SCALE, 3)
    colours = fine.mean(axis=(1, 3)).round().astype(np.uint8).reshape(HEIGHT, WIDTH * 3)
    rows = np.hstack([np.zeros((HEIGHT, 1), dtype=np.uint8), colours]).tobytes()
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 6)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
