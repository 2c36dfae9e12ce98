"""Texts as sentences, in any language that ends them with a mark.

A full stop ends nothing after an abbreviation ("Cllr.", "z. B."), an initial ("J. Smith") or within a figure
("£1.5m"), nor where the next word begins in lower case in a text that otherwise uses capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 20_000  # characters looked at; a summary is near the beginning of any honest text

_ABBREVIATIONS_LIST = """
    cllr cllrs dr mr mrs ms mx prof rev revd hon rt sir lt col gen capt sgt maj st ste vs v etc eg ie cf ca
    approx est dept govt ltd inc co corp plc bros jr sr no nos nr vol ed eds fig figs art sec para pp p ch al op
    cit jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun bzw usw evtl ggf
    abs bspw tel str mme mlle mgr sra srta dott sig avv ing arch min max approx ave rd blvd
"""
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_LIST.split())
_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？｡।॥؟։။]+[”’」』）]*)")
_PLAIN_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)")  # the same in ASCII, four times as fast
_LAST_WORD = re.compile(r"([^\W\d_](?:[^\W_]|\.(?=[^\W\d_]))*)\.$")
_OPENERS = "\"'“‘«([¿¡—–- "


def split(text: str) -> Iterator[str]:
    """Yield the sentences in order, white space made single; headings and list items are sentences of their own."""
    text = text[:LONGEST]
    cased = any(map(str.isupper, text[:2000]))
    for block in _blocks(text, cased=cased):
        yield from _sentences(block, cased=cased)


def complete(sentence: str) -> bool:
    """Return True where the sentence ends as sentences do, not cut off and not a heading."""
    return bool(_END.search(sentence[-3:])) and not sentence.rstrip("\"'”’»)]").endswith(("…", "...", ".."))


def _blocks(text: str, *, cased: bool) -> list[str]:
    """Lines, those put together again that were only wrapped."""
    blocks: list[str] = []
    for line in filter(None, (" ".join(piece.split()) for piece in text.split("\n"))):
        wrapped = cased and blocks and line[0].islower() and not complete(blocks[-1])
        if wrapped:
            blocks[-1] += f" {line}"
        else:
            blocks.append(line)
    return blocks


def _sentences(block: str, *, cased: bool) -> Iterator[str]:
    start = 0
    for end in (_PLAIN_END if block.isascii() else _END).finditer(block):
        if _ends(block[start : end.end()], block[end.end() : end.end() + 8].lstrip(_OPENERS), cased=cased):
            yield block[start : end.end()].strip()
            start = end.end()
    if rest := block[start:].strip():
        yield rest


def _ends(sentence: str, following: str, *, cased: bool) -> bool:
    if not following:
        return True
    if cased and following[0].islower():
        return False
    if not sentence.endswith("."):
        return True
    said = sentence[-24:-1].rpartition(" ")[2]
    if not said.isalpha():  # the most are plain words, and known as such in a tenth of the time
        word = _LAST_WORD.search(sentence[-24:])
        if word is None:
            return True
        said = word.group(1)
    if len(said) == 1:
        return not said.isupper() and cased
    return said.casefold().replace(".", "") not in _ABBREVIATIONS and not re.fullmatch(
        r"(?:[^\W\d_]\.)+[^\W\d_]", said
    )
