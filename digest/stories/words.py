"""Texts as words: the same tokens for the same text, in any script, in time linear in its length.

A token is a run of letters, digits and combining marks, folded (NFKC, case, accents of Latin letters). Scripts
written without spaces give overlapping pairs of characters, which serve retrieval about as well as words do
(Nie, Gao, Zhang & Zhou 2000). A stem is a token without its English ending, so that "files", "filing" and
"filed" meet; it is no word, and never shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import chain, islice

_MARKS = "".join(
    re.escape(chr(code)) for code in range(0x300, 0x1E00) if unicodedata.category(chr(code)) in {"Mn", "Mc"}
)
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}\u200d]|['’.&](?=[^\W\d_])|[.,](?=\d)){{0,60}}")
_PLAIN = re.compile(
    r"[A-Za-z0-9]+(?:(?:['.&](?=[A-Za-z])|[.,](?=[0-9]))[A-Za-z0-9]+)*"
)  # the same in ASCII, twice as fast
_LONGEST = 61
_SPACED = b"".join(sign if sign.isalnum() or sign in b"'.,&" else b" " for sign in map(bytes, zip(range(128)))).ljust(
    256
)
"""ASCII with spaces in place of all that never stands within a word; bytes are translated in half the time."""

_REMEMBERED = 65_536  # runs of signs between spaces, and words
_PLAINLY = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "}
_CURRENCIES = "£€"
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"([bdfglmnprt])\1$")

_STOP_LIST = """
    a about above after again all also am an and any are as at be because been before being between both but by
    can could did do does doing down during each few for from further get gets got had has have having he her
    here hers him his how i if in into is it its just let like may me might more most must my new no nor not now
    of off on once one only or other our out over own per said same say says see set she should so some still
    such than that the their them then there these they this those through to too under until up upon us very
    via was we were what when where which while who why will with within without would yet you your amid among
    vs v mr mrs ms dr report news blog update latest today week year day time first two three
"""
# The commonest words of the neighbours' languages, which carry no more than ours do.
_STOP_ABROAD = """
    das dem den der des die ein eine einem einen einer eines für ist im mit nicht noch sich sind und von vom wie wird
    zu zum zur auf aus bei nach oder über wegen au aux avec ce cette dans du est et la le les leur ne nous ont ou par
    pas pour que qui sa ses son sont sur un une al como con de del el en es esta la las lo los más no para pero por
    que se su sus una y anche che da dal dei della delle di gli il nel nella per più sono sul de een en het ook op te
    van voor aan bij dat dit zijn
"""
STOP = frozenset((_STOP_LIST + _STOP_ABROAD).split())


# Words any week's headlines are full of: they make two titles alike without making them one matter.
_EVERYDAY_LIST = """
    action agenda agree aim announce annual appoint approach approve area ask authority award back ban bid bill boost
    borough board body boss brief business call campaign care case challenge change charge chief city claim combined
    community company conference consult consultation council councillor country county court crisis cut data deal
    debate decision delay demand department deputy develop development director district draft economic economy
    england event executive face fail fall fear find fire focus fund funding future government group grow growth
    head help high hit hold home host house housing impact improve increase industry inquiry interview invest
    investment issue job join joint key launch lead leader leadership link local london long look lose low major
    make manager market mayor meet meeting member million billion minister move name national need north office
    officer official open organisation paper partner partnership party pay people place plan policy poll post power
    pressure price problem programme progress project public publish push question raise rate reach reform region
    regional release reply research response result return review rise risk role rule scheme sector secretary seek
    sector senior service set share sign small social south spend spending staff start state step strategy study
    summit support survey talk target tax team tell test top town trade uk urge use value vote want warn watch way
    webinar welcome west east win work worker world bank britain british english
    scotland scottish wales welsh us january february march april may june july august september october november
    december monday tuesday wednesday thursday friday saturday sunday morning afternoon evening yesterday tomorrow
    month 2020 2021 2022 2023 2024 2025 2026 2027 2028 2029 2030
"""


class Reader(dict[str, tuple[str, ...]]):
    """Reads texts word by word, `read` each as it stands there: what stood between spaces in ASCII is remembered."""

    def __init__(self, read: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, run: str) -> tuple[str, ...]:
        """Return what is read from the words of a run of signs that was not met before."""
        found: tuple[str, ...] = tuple(chain.from_iterable(map(self._read, _words_of(run))))
        if len(run) <= _LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[run] = found
        return found

    def of(self, text: str) -> tuple[str, ...]:
        """Return what is read from each word of the text, in order."""
        for sign in "" if text.isascii() else _CURRENCIES:
            text = text.replace(sign, " ")
        if text.isascii():
            return tuple(
                chain.from_iterable(map(self.__getitem__, text.encode().translate(_SPACED).decode().split()))
            )
        return tuple(chain.from_iterable(map(self._read, _WORD.findall(text))))


def _words_of(run: str) -> list[str]:
    found: list[str] = _PLAIN.findall(run)
    return found if max(map(len, found), default=0) <= _LONGEST else _WORD.findall(run)


def fold(text: str) -> str:
    """Return the text as it is compared: NFKC, no case, Latin letters without accents, plain quotes and dashes."""
    if not text.isascii():
        for sign, plainly in _PLAINLY.items():
            text = text.replace(sign, plainly)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", apart))


def normal(text: str) -> str:
    """Return the text as written, in NFKC."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def tokens(text: str) -> tuple[str, ...]:
    """Return the folded tokens in order, stop words included."""
    return _TOKENS.of(fold(text))


def many(text: str, least: int) -> bool:
    """Return whether the text has that many tokens; in ASCII each word is one."""
    found = _WORD.finditer(text) if text.isascii() else iter(tokens(text))
    return next(islice(found, least - 1, None), None) is not None


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the tokens that carry meaning, in order."""
    return _STEMS.of(fold(text))


def telling(text: str) -> tuple[str, ...]:
    """Return the folded words that carry meaning, whole, in order."""
    return _TELLING.of(fold(text))


def words(text: str) -> tuple[str, ...]:
    """Return the words as written, punctuation between them dropped."""
    return _WORDS.of(normal(text))


def stems_of(folded: str) -> tuple[str, ...]:
    """Return the stems of one word of those that `telling` finds."""
    return _stems(folded)


@lru_cache(maxsize=_REMEMBERED)
def meant(word: str) -> tuple[str, ...]:
    """Return the stems of one word as written; () for a stop word."""
    return stems(word)


@lru_cache(maxsize=_REMEMBERED)
def _stems(folded: str) -> tuple[str, ...]:
    parts = _parts(folded)
    return tuple(stem(token) for token in parts if token not in STOP and (len(token) > 1 or token.isdigit()))


@lru_cache(maxsize=_REMEMBERED)
def _parts(word: str) -> tuple[str, ...]:
    """Return the tokens of a folded word: figures without commas, words without dots and possessives."""
    if word.isascii() and word.isalpha():
        return (word,)
    if word[0].isdigit():
        return (word.replace(",", ""),)
    word = word.removesuffix("'s").replace("'", "").replace(".", "")
    if len(word) > 2 and _UNSPACED.search(word):
        return tuple(word[at : at + 2] for at in range(len(word) - 1))
    return (word,) if word else ()


def stem(token: str) -> str:
    """Return a token without its English ending; other scripts and figures stay as they are.

    A light stemmer after Harman's S-stemmer (1991) with the participles of Porter (1980): weak on purpose,
    because two words made one by mistake can make two stories one.
    """
    if len(token) < 4 or not token.isascii() or not token.isalpha():
        return token
    token = _singular(token)
    token = re.sub(r"is(e[drs]?|ing|ation)$", r"iz\1", token)
    token = re.sub(r"(?<=.{2})our(?=$|ed$|ing$)", "or", token)
    for ending in ("ing", "ed"):
        base = token.removesuffix(ending)
        if base != token and len(base) > 2 and _VOWEL.search(base):
            token = _DOUBLED.sub(r"\1", base)
            break
    return token[:-1] if len(token) > 3 and token.endswith("e") else token


def _singular(token: str) -> str:
    if token.endswith("ies") and len(token) > 4:
        return token[:-3] + "y"
    if token.endswith(("sses", "xes", "ches", "shes", "zes")):
        return token[:-2]
    if token.endswith("s") and not token.endswith(("ss", "us", "is")):
        return token[:-1]
    return token


_TOKENS, _STEMS = Reader(_parts), Reader(_stems)
_TELLING = Reader(lambda word: (word,) if _stems(word) else ())
_WORDS = Reader(lambda word: (word,))
EVERYDAY = frozenset(stem(token) for token in _EVERYDAY_LIST.split())
