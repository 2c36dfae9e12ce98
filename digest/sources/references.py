"""References to characters ("&amp;", "&#8217;") put in their places: the one door to html.unescape.

The standard library raises `ValueError` for a decimal reference of more than 4,300 digits, which any page may hold.
"""

from __future__ import annotations

import html
import re

_LONG = re.compile(r"&#([0-9]{8,})")
_ENDLESS = re.compile(r"#[0-9]{4000,}")
_NONE = "&#9999999"  # past the last character there is, as anything longer


def unescape(text: str) -> str:
    """Return the text with each reference as what it means, as HTML says it; U+FFFD for a number of no character."""
    return html.unescape(_LONG.sub(_short, text) if "&#" in text else text)


def bounded(markup: str) -> str:
    """Return markup without numbers that no library can read which puts references in their places by itself."""
    return _ENDLESS.sub("#", markup) if "#" in markup else markup


def _short(reference: re.Match[str]) -> str:
    digits = reference[1].lstrip("0") or "0"
    return f"&#{digits}" if len(digits) < 8 else _NONE
