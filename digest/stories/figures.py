"""Figures written one way, so that headlines that give them differently meet.

"Nine in ten", "90 per cent" and "90%" are one figure, as are "£4 billion" and "£4bn", "eleven" and "11". Only what
is compared is rewritten, never what is shown.
"""

from __future__ import annotations

import re

_UP_TO_TWENTY = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *(
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ),
)
_TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred")
_WORDS = {word: at for at, word in enumerate(_UP_TO_TWENTY, 1)} | {word: 10 * at for at, word in enumerate(_TENS, 3)}
_PARTS = {"half of": 50, "a third of": 33, "two thirds of": 67, "a quarter of": 25, "three quarters of": 75}
_SCALES = {"thousand": "000", "million": "m", "mn": "m", "billion": "bn", "b": "bn", "trillion": "tn"}

_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_WORDS)})"
_PART = re.compile(rf"\b(?:{'|'.join(part.replace(' ', '[ -]') for part in _PARTS)})\b", re.IGNORECASE)
_IN = re.compile(rf"\b({_NUMBER}) (?:in|out of)(?: every)? ({_NUMBER})\b", re.IGNORECASE)
_PERCENT = re.compile(r"(?<=\d) ?(?:per ?cent|pc)\b", re.IGNORECASE)
_SCALE = re.compile(rf"(?<=\d)[ -]?({'|'.join(_SCALES)})\b", re.IGNORECASE)
_ANY = re.compile(
    rf"\d|\b(?:{'|'.join((*_WORDS, 'half', 'third', 'quarters?'))})\b"
)  # thrice as fast in small letters
_SPELT = re.compile(rf"\b(?:{'|'.join(word for word, at in _WORDS.items() if at > 1)})\b", re.IGNORECASE)


def plain(text: str) -> str:
    """Return the text with its figures in digits: shares of a whole as "90%", large sums as "£4bn"."""
    if not _ANY.search(text.lower()):
        return text
    text = _PART.sub(lambda found: f"{_PARTS[found[0].lower().replace('-', ' ')]}% of", text)
    text = _IN.sub(_share, text)
    text = _SPELT.sub(lambda found: str(_WORDS[found[0].lower()]), text)
    text = _PERCENT.sub("%", text)
    return _SCALE.sub(lambda found: _SCALES[found[1].lower()], text)


def _share(found: re.Match[str]) -> str:
    """Return "nine in ten" as "90%"; what is no share of a whole ("one in 2027") stays as it is."""
    part, whole = (_WORDS.get(word.lower()) or int(word) for word in found.groups())
    return f"{round(100 * part / whole)}%" if 0 < part < whole <= 100 else found[0]
