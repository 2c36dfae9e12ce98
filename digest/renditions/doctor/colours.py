"""Colours as CSS writes them, and how well one can be read on another (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re

Colour = tuple[int, int, int]

ENOUGH, ENOUGH_LARGE = 4.5, 3.0
WHITE, BLACK = (255, 255, 255), (0, 0, 0)

_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_RGB = re.compile(r"rgba?\(\s*([\d.]+%?)[\s,]+([\d.]+%?)[\s,]+([\d.]+%?)(?:[\s,/]+([\d.]+%?))?\s*\)")
NAMED: dict[str, str] = {
    "black": "#000000",
    "silver": "#c0c0c0",
    "gray": "#808080",
    "grey": "#808080",
    "white": "#ffffff",
    "maroon": "#800000",
    "red": "#ff0000",
    "purple": "#800080",
    "fuchsia": "#ff00ff",
    "green": "#008000",
    "lime": "#00ff00",
    "olive": "#808000",
    "yellow": "#ffff00",
    "navy": "#000080",
    "blue": "#0000ff",
    "teal": "#008080",
    "aqua": "#00ffff",
    "cyan": "#00ffff",
    "magenta": "#ff00ff",
    "orange": "#ffa500",
    "lightgray": "#d3d3d3",
    "lightgrey": "#d3d3d3",
    "darkgray": "#a9a9a9",
    "darkgrey": "#a9a9a9",
    "dimgray": "#696969",
    "dimgrey": "#696969",
    "whitesmoke": "#f5f5f5",
    "gainsboro": "#dcdcdc",
    "pink": "#ffc0cb",
    "brown": "#a52a2a",
    "gold": "#ffd700",
    "indigo": "#4b0082",
    "ivory": "#fffff0",
}
"""The names that mails use; one that is not here is taken for no colour at all."""


def colour(text: str) -> Colour | None:
    """Return a colour, None for what is none, inherits, or lets through more than half of what is behind it."""
    bare = text.strip().lower()
    bare = NAMED.get(bare, bare)
    if found := _HEX.fullmatch(bare):
        return _hex(found[1])
    if found := _RGB.fullmatch(bare):
        red, green, blue, alpha = found.groups()
        return None if alpha and _part(alpha, 1) < 0.5 else (_eighth(red), _eighth(green), _eighth(blue))
    return None


def within(text: str) -> Colour | None:
    """Return the colour in a shorthand such as `#fff url(x) no-repeat`, None where there is none."""
    return colour(text) or next((found for word in text.split() if (found := colour(word))), None)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def written(one: Colour) -> str:
    """Return a colour as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*one)


def _luminance(one: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (c / 255 for c in one)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(digits: str) -> Colour | None:
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) == 8 and int(digits[6:], 16) < 128:
        return None
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _eighth(text: str) -> int:
    return min(255, round(_part(text, 255) * (255 if text.endswith("%") else 1)))


def _part(text: str, whole: float) -> float:
    """Return "50%" as 0.5, a number as it is, at most `whole`."""
    return float(text[:-1]) / 100 if text.endswith("%") else min(float(text), whole)
