"""One or two sentences for a story: the source's own where they are good, else verbatim from the text.

A source's own summary is good where it says more than the title and has a whole sentence once "Read more" and
the like are off. Otherwise the sentence of the text is taken that stands early and holds the words the text
uses most (a leading sentence is the hardest baseline there is for news: Nenkova 2005).
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from digest import model as m
from digest.stories import sentences, words

LONGEST = 300
SHORT = 120  # a first sentence shorter than this takes the next one along
_LEAST_WORDS = 6
_EARLY = 40  # sentences of a text
_BEGINNING = 100  # letters that most often say enough to see that a text is not its title again

_TAIL = re.compile(
    r"""(?ix) \s* (?:
        the \s post \s .{0,300} \s (?:first \s appeared|appeared \s first) \s on \s .{0,120}
      | (?:\[|\() \s* (?:…|\.{3}|read\ more|more|continue\ reading) \s* (?:…|\.{3}|→|»)? \s* (?:\]|\))
      | (?:>+|»|→)? \s* (?<![^\W_]) (?:read \s (?:more|on|the \s (?:full|rest|whole) \s [^.!?]{0,60})
            | continue \s reading [^.!?]{0,120} | find \s out \s more | learn \s more | click \s here [^.!?]{0,60}
            | view \s (?:post|article) | more \s info(?:rmation)? | full \s (?:story|article) | weiterlesen
            | lire \s la \s suite
            | leer \s m[aá]s | lees \s (?:meer|verder) | leggi \s tutto)
        \s* (?:here)? \s* (?:…|\.{3}|\.|>+|→|»|:)?
    ) \s* $"""
)
_IN_TAILS = (
    *("…", "...", "read", "more", "appeared", "click", "view", "full"),
    *("weiterlesen", "lire", "leer", "lees", "leggi"),
)
"""One of these is in each form of a tail."""

_CUT = re.compile(r"\s*(?:…|\.{3}|\[…\]|\[\.\.\.\])\s*$")


def summarise(title: str, own: str, text: str) -> m.Summary:
    """Return the best summary of a post; `own` is the source's, both are plain text."""
    of_source = _of_source(title, own)
    if of_source and sentences.complete(of_source):
        return m.Summary(of_source, "source")
    of_text = _of_text(title, text)
    if of_text:
        return m.Summary(of_text, "text")
    return m.Summary(of_source, "source") if of_source else m.Summary("", "none")


def _of_source(title: str, own: str) -> str:
    """Return the source's summary without tails or title, cut where a sentence ends; "" where it is poor."""
    flat = " ".join(own[: sentences.LONGEST].split())
    for _ in range(3):
        end = _without_tail(flat[-500:])
        if end == flat[-500:]:
            break
        flat = flat[:-500] + end
    flat = _without_title(title, flat)
    if not flat or _repeats(title, flat) or not words.many(flat, _LEAST_WORDS):
        return ""
    whole = _fitting(list(islice(filter(sentences.complete, sentences.split(flat)), 2)))
    return whole or _shortened(_CUT.sub("", flat))


def _without_tail(end: str) -> str:
    """Return the end of a text without "Read more" and the like; most have no word of these and are not searched."""
    said = end.casefold()
    return _TAIL.sub("", end) if any(word in said for word in _IN_TAILS) else end


def _without_title(title: str, flat: str) -> str:
    plain = " ".join(title.split())
    if plain and flat.casefold().startswith(plain.casefold()):
        rest = flat[len(plain) :].lstrip(" .:;,–—-|")
        return rest if rest[:1].isupper() or not rest or not rest[0].isalpha() else flat
    return flat


def _repeats(title: str, said: str) -> bool:
    of_title, begun = set(words.stems(title)), said[:_BEGINNING].rpartition(" ")[0]
    if len(set(words.stems(begun)) - of_title) > 1:
        return False
    of_said = set(words.stems(said[:1000]))
    return bool(of_said) and len(of_said - of_title) <= 1


def _fitting(found: list[str]) -> str:
    """Return one sentence, or two where the first is short; "" where even the first is too long."""
    if not found or len(found[0]) > LONGEST:
        return ""
    if len(found) > 1 and len(found[0]) < SHORT and len(found[0]) + len(found[1]) < LONGEST:
        return f"{found[0]} {found[1]}"
    return found[0]


def _shortened(flat: str) -> str:
    """Return the words that fit, with an ellipsis to say that there were more."""
    if len(flat) < LONGEST and sentences.complete(flat):
        return flat
    cut = flat[: LONGEST - 1]
    if len(flat) >= LONGEST:
        cut = cut.rsplit(None, 1)[0] if " " in cut[LONGEST // 2 :] else cut
    return cut.rstrip(" ,;:–—-") + "…"


def _of_text(title: str, text: str) -> str:
    """Return the best early sentence of a text, the next with it where it is short and follows directly."""
    found = [s for s in islice(sentences.split(text), _EARLY) if _tells(title, s)]
    if not found:
        return ""
    counts = Counter(stem for sentence in found for stem in set(words.stems(sentence)))
    wanted = set(words.stems(title))
    best = max(range(len(found)), key=lambda at: (_worth(found[at], at, counts, wanted), -at))
    return _fitting(_adjacent(found, best, text))


def _tells(title: str, sentence: str) -> bool:
    return (
        sentences.complete(sentence)
        and len(sentence) <= LONGEST
        and words.many(sentence, _LEAST_WORDS)
        and not _repeats(title, sentence)
        and not _TAIL.fullmatch(sentence)
    )


def _worth(sentence: str, at: int, counts: Counter[str], wanted: set[str]) -> float:
    """Position first: 1/(1+at); then the mean number of sentences that share its words; then the title's words."""
    own = set(words.stems(sentence))
    if not own:
        return 0.0
    central = sum(counts[stem] for stem in own) / len(own) / max(1, counts.most_common(1)[0][1])
    titled = len(own & wanted) / len(wanted) if wanted else 0.0
    return 1.0 / (1 + at) + 0.3 * central + 0.3 * titled


def _adjacent(found: list[str], at: int, text: str) -> list[str]:
    pair = found[at : at + 2]
    flat = " ".join(text[: sentences.LONGEST].split())
    return pair if len(pair) == 2 and f"{pair[0]} {pair[1]}" in flat else pair[:1]
