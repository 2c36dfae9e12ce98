"""Texts as the word pieces of the sentence model: small letters, accents off, each word cut greedily.

The pieces and how a word is cut into them are those of BERT (Devlin & others 2019, after Wu & others 2016); the list,
`pieces.txt`, is the vocabulary of all-MiniLM-L6-v2 (Apache-2.0).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import chain
from pathlib import Path

LIST = Path(__file__).with_name("pieces.txt")
UNKNOWN, FIRST, LAST = 100, 101, 102

_UNSPACED = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # one character, one word: CJK ideographs
_SYMBOLS = "¢£¤¥¦©®°±´×÷€™"  # belong to the word they stand at, unlike punctuation: "£5m"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])(?:[^\W_]|[{_SYMBOLS}]))+|[^\w\s]|_")
_PLAIN = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")  # the same in small letters of ASCII, four times as fast
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
_PLAIN_CONTROLS = bytes(code for code in range(128) if _CONTROLS.match(chr(code)))
_LONGEST = 100  # letters of a word; longer ones are unknown, as they were when the model was trained
_REMEMBERED = 200_000  # of these


class _Known(dict[str, tuple[int, ...]]):
    """What was met between two spaces, each with the numbers of its pieces; what was not is cut."""

    def __init__(self, cut: Callable[[str], tuple[int, ...]]) -> None:
        super().__init__()
        self._cut = cut

    def __missing__(self, run: str) -> tuple[int, ...]:
        pieces = self._cut(run)
        if len(run) <= _LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[run] = pieces
        return pieces


class Pieces:
    """The list of pieces, and how words are cut; words that were met are remembered."""

    def __init__(self) -> None:
        self.names = LIST.read_text("utf-8").split("\n")[:-1]
        self._numbers = {piece: number for number, piece in enumerate(self.names)}
        self._known = _Known(self._words)

    def numbers(self, text: str) -> list[int]:
        """Return the numbers of the text's pieces, in order; `UNKNOWN` for a word that cannot be cut."""
        return list(chain.from_iterable(map(self._known.__getitem__, _folded(text).split())))

    def _words(self, run: str) -> tuple[int, ...]:
        said = (_PLAIN if run.isascii() else _WORD).findall(run)
        return tuple(chain.from_iterable(map(self._cut, said)))

    def _cut(self, word: str) -> tuple[int, ...]:
        """Return the longest pieces that make the word, from its beginning on."""
        if word in self._numbers:
            return (self._numbers[word],)
        found, at = [], 0
        while at < len(word) <= _LONGEST:
            mark = "##" if at else ""
            end = next((end for end in range(len(word), at, -1) if mark + word[at:end] in self._numbers), 0)
            if not end:
                return (UNKNOWN,)
            found.append(self._numbers[mark + word[at:end]])
            at = end
        return tuple(found) or (UNKNOWN,)


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower().encode().translate(None, _PLAIN_CONTROLS).decode()
    text = _CONTROLS.sub("", text)
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text.lower()))
