"""What mail programs do not support of HTML and CSS: facts by https://www.caniemail.com, as of 2024.

Only what breaks a layout or hides words is here. What degrades in peace (round corners, shadows) is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

GMAIL, OUTLOOK, OUTLOOK_WEB, OUTLOOK_PHONE, YAHOO = (
    "Gmail",
    "Outlook on Windows",
    "Outlook.com",
    "Outlook on phones",
    "Yahoo and AOL",
)
EVERY = "every mail program"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that some mail programs lack: a property with a value that fits, and what to write instead."""

    name: str
    property: re.Pattern[str]
    value: re.Pattern[str]
    lacking: tuple[str, ...]
    instead: str


def _fact(name: str, prop: str, value: str, lacking: tuple[str, ...], instead: str) -> Fact:
    return Fact(name, re.compile(prop), re.compile(value), lacking, instead)


_TABLE = "Set it in one column, or in a table with role=presentation."
_PLAIN = "Leave it out, or see that nothing is lost without it."
_PIXELS = "Write pixels or per cent."

CSS: tuple[Fact, ...] = (
    _fact("display:flex", "display", r"(?:inline-)?flex", (OUTLOOK,), _TABLE),
    _fact("display:grid", "display", r"(?:inline-)?grid", (GMAIL, OUTLOOK, OUTLOOK_PHONE, YAHOO), _TABLE),
    _fact("position", "position", "absolute|fixed|relative|sticky", (GMAIL, OUTLOOK, OUTLOOK_PHONE), _TABLE),
    _fact("float", "float", "left|right", (OUTLOOK,), "Write align on a table or an image."),
    _fact("a background image", r"background(?:-image)?", r".*url\(.*", (OUTLOOK,), "Give it a colour as well."),
    _fact(
        "a custom property", r"--.+|.+", r".*var\(.*", (GMAIL, OUTLOOK, OUTLOOK_WEB, YAHOO), "Write the value out."
    ),
    _fact("opacity", "opacity", r".*", (OUTLOOK, YAHOO), "Write the colour it comes to."),
    _fact("transform", "transform", r".*", (GMAIL, OUTLOOK, OUTLOOK_WEB, YAHOO), _PLAIN),
    _fact("animation", r"animation(?:-.+)?", r".*", (GMAIL, OUTLOOK, OUTLOOK_WEB, YAHOO), _PLAIN),
    _fact("object-fit", "object-fit", r".*", (OUTLOOK, YAHOO), "Cut the picture to its size beforehand."),
    _fact("clip-path", "clip-path", r".*", (GMAIL, OUTLOOK, OUTLOOK_WEB, YAHOO), _PLAIN),
    _fact("filter", "filter", r".*", (GMAIL, OUTLOOK, OUTLOOK_WEB, YAHOO), _PLAIN),
    _fact("gap", r"(?:row-|column-)?gap", r".*", (OUTLOOK, YAHOO), "Write padding or margins."),
    _fact("calc()", r".+", r".*\bcalc\(.*", (OUTLOOK, OUTLOOK_WEB, YAHOO), _PIXELS),
    _fact("the unit vw", r".+", r".*\d(?:vw|vh)\b.*", (OUTLOOK,), _PIXELS),
    _fact("the unit rem", r".+", r".*\d+rem\b.*", (OUTLOOK, YAHOO), _PIXELS),
)

RULES: dict[str, tuple[tuple[str, ...], str]] = {
    "@font-face": ((GMAIL, OUTLOOK_WEB, OUTLOOK_PHONE, YAHOO), "Name fonts that readers have already."),
    "@keyframes": ((GMAIL, OUTLOOK, OUTLOOK_WEB, YAHOO), _PLAIN),
    "@import": ((GMAIL, OUTLOOK, OUTLOOK_WEB, YAHOO), "Write the rules into the mail."),
}
"""At-rules by how they begin."""

ELEMENTS: dict[str, tuple[tuple[str, ...], str]] = {
    "video": ((GMAIL, OUTLOOK, OUTLOOK_WEB, YAHOO), "Show a picture that leads to it."),
    "audio": ((GMAIL, OUTLOOK, OUTLOOK_WEB, YAHOO), "Write a link to it."),
    "svg": ((GMAIL, OUTLOOK, OUTLOOK_WEB, YAHOO), "Write it as PNG or JPEG."),
    "form": ((OUTLOOK, "Outlook on Mac"), "Write a link to a page with the form."),
    "link": ((GMAIL, OUTLOOK_WEB, YAHOO), "Write the rules into the mail."),
}
"""Elements that some do not show."""

REFUSED = ("script", "iframe", "object", "embed", "applet", "frame")
"""Elements that every mail program takes out, and that filters take for an attack."""

LARGEST_SHEET = 8_192
"""Characters of a style element from which on Gmail drops the whole of it."""
