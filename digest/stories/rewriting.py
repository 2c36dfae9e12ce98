"""What a machine may put in the place of a summary: nothing that the text does not say.

Every name, figure and date of a rewritten sentence must occur in the text; what fails is dropped and the summary
stays verbatim. Names are words with a capital, at the beginning of a sentence too; figures are those in digits and
in words.
"""

from __future__ import annotations

import re

from digest.stories import sentences, summary, words

LONGEST_TEXT = 4_000  # characters a machine is given
_LEAST = 6
_NUMBERS_LIST = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion
    half third quarter dozen double twice triple percent per cent first second tenth annually monthly weekly daily
    yesterday today tomorrow never all none most majority
"""
_NUMBERS = frozenset(_NUMBERS_LIST.split())
_MARKS = re.compile(r"https?:|www\.|[<>{}\[\]*_`#|]|\n")

INSTRUCTION = (
    "Summarise the text in one or two plain sentences of at most 280 characters for a newsletter. Use only what the "
    "text says. Keep names, figures and dates exactly as written. No opinion, no headline, no quotation marks."
)


def asked(title: str, text: str) -> str:
    """Return what a machine is asked about one story."""
    return f"{title}\n\n{text[:LONGEST_TEXT]}"


def checked(said: str, title: str, text: str) -> str:
    """Return what a machine said where it may stand, "" where not."""
    flat = said.strip().strip('"“”').strip()
    if not flat or len(flat) > summary.LONGEST or _MARKS.search(flat) or len(words.tokens(flat)) < _LEAST:
        return ""
    if not all(sentences.complete(sentence) for sentence in sentences.split(flat)):
        return ""
    source = set(words.tokens(f"{title} {text}"))
    return flat if all(_held(word, source) for word in words.words(flat)) else ""


def _held(word: str, source: set[str]) -> bool:
    """Return whether a word is no name, figure or date, or is one that the text has."""
    tokens = words.tokens(word)
    telling = any(character.isdigit() for character in word) or word[0].isupper() or {*tokens} & _NUMBERS
    if not telling or set(tokens) <= source:
        return True
    return word[0].isupper() and set(tokens) <= words.STOP and not {*tokens} & _NUMBERS
