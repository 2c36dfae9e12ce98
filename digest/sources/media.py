"""What a post gives to hear or to see, as a tag for people: "podcast, 32 min"."""

from __future__ import annotations

import re

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:\.\d+)?")
_ISO = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})(?:\.\d+)?S)?", re.IGNORECASE)
_LONGEST = 24 * 3600
_FILE = re.compile(r"\.(?:mp3|m4a|ogg|opus|aac|wav|mp4|m4v|mov|webm)(?:[?#]|$)", re.IGNORECASE)


def tag(kind: str, duration: str = "") -> str:
    """Return "podcast, 32 min" or "video" for a media type or medium, "" for one that is neither heard nor seen."""
    main = kind.partition("/")[0].lower()
    name = {"audio": "podcast", "video": "video"}.get(main, "video" if "shockwave" in kind.lower() else "")
    length = seconds(duration)
    if not name or not length:
        return name
    minutes = max(1, round(length / 60))
    hours = f"{minutes // 60} h {minutes % 60} min".removesuffix(" 0 min")
    return f"{name}, {hours if minutes >= 60 else f'{minutes} min'}"


def seconds(duration: str) -> int:
    """Return a length written as 32:10, 1:02:03, 1930 or PT32M10S in seconds; 0 where it is none or over a day."""
    words = duration.strip()[:40]
    if words.replace(".", "", 1).isdecimal() and words.isascii():
        found = int(float(words))
    elif clock := _CLOCK.fullmatch(words):
        found = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
    elif (iso := _ISO.fullmatch(words)) and any(iso.groups()):
        found = int(iso[1] or 0) * 3600 + int(iso[2] or 0) * 60 + int(iso[3] or 0)
    else:
        found = 0
    return found if found <= _LONGEST else 0


def is_file(address: str) -> bool:
    """Return whether an address leads to a recording and not to a page."""
    return bool(_FILE.search(address))
