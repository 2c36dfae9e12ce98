"""Everything on a page that says when it came out: JSON-LD, meta, `<time>`, the line under the heading, the address.

Each is kept as evidence with its words; `dates.settle` chooses. What says "updated" is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal

from digest.model import DateEvidence
from digest.sources import dates, headlines
from digest.sources.days import find_days, fold
from digest.sources.metadata import Node, Sheet

Kind = Literal["json-ld", "meta", "time", "prose", "address"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How dates are read here: what now is, the zone of clocks, whether days come before months, the language."""

    now: datetime
    zone: str = "Europe/London"
    day_first: bool = True
    language: str = ""
    ahead: timedelta = timedelta(days=7)

    def read(self, words: str) -> dates.Moment | None:
        """Return the date in a short string."""
        return dates.read_date(
            words,
            near=self.now,
            zone=self.zone,
            day_first=self.day_first,
            language=self.language,
            ahead=self.ahead,
        )


_PUBLISHED = re.compile(
    r"publi|issued|created|pubdate|pub_date|releas|\bdate$|^date|citation_(?:online_)?date|displaydate|posted"
)
_MODIFIED = re.compile(r"modif|updat|expir|revis|copyright|valid|review|access|event|start|end|birth|embargo|verif")
_FIRST = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
)
_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_DATED = re.compile(
    r"publish|posted|pubdate|entry-date|post-date|article-date|date-published|datepublished|dateline|created",
    re.IGNORECASE,
)
_PASSED = re.compile(
    r"comment|related|sidebar|widget|recent|most-|latest|teaser|promo|recommend|trending|upcoming|event|copyright|popular"
    r"|carousel|newsletter|read-?more|more-",
    re.IGNORECASE,
)
_OWN_PART = re.compile(r"\b(?:entry|post|article)-", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|edited|revised|reviewed", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:publish|posted|date|written|erstellt|veröffentlicht|publié|publicado|pubblicato|geplaatst)", re.IGNORECASE
)
_OUT = re.compile(
    r"\b(?:publish|publication|posted|released?|issued|veröffentlicht|publi|pubblicat|geplaatst)", re.IGNORECASE
)
_SHORT = 40  # characters of a line that tells the day without a figure
_LATELY = re.compile(
    r"\b(?:yesterday|today|gestern|heute|hier|aujourd'hui|ayer|hoy|ieri|oggi|gisteren|vandaag)\b", re.IGNORECASE
)
_OTHER_LABEL = re.compile(r"\b(?:meeting|event|starts?|ends?|clos|deadline|expir|from|until|due|next)", re.IGNORECASE)
_BLOCK_NAMES = """
p div span li time abbr h1 h2 h3 h4 h5 h6 td dd dt small em strong b i a address header section cite label
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_MOST = 300  # dated pieces that are read, from the heading outwards


def evidence(page: Sheet, manner: Manner, title: str) -> list[DateEvidence]:
    """Return every evidence of the day a page came out, the best of each kind first; `title` is its heading."""
    found = [*_ld(page, manner), *_meta(page, manner), *_address(page, manner)]
    seen = _in_body(page, manner, title)
    found += [one for one in seen if not found or _is_written_out(one.words)]
    found = found or list(_meta(page, manner, vague=True))
    return list(dict.fromkeys(found))


def modified(page: Sheet, manner: Manner) -> datetime | None:
    """Return when the page says it was last changed."""
    words = [str(page.main.get("dateModified") or "")]
    words += [content for name, content in page.meta.items() if "modified" in name or "updated" in name]
    moments = (manner.read(one) for one in words if one)
    return next((one.at for one in moments if one), None)


def _as(kind: Kind, words: str, moment: dates.Moment | None) -> Iterator[DateEvidence]:
    if moment is not None and moment.sure >= 0.5:
        yield DateEvidence(kind, " ".join(words.split())[:120], moment.at, moment.whole_day)


def _ld(page: Sheet, manner: Manner) -> Iterator[DateEvidence]:
    for key in ("datePublished", "dateCreated"):
        words = page.main.get(key)
        if isinstance(words, str) and words:
            found = list(_as("json-ld", words, manner.read(words)))
            yield from found
            if found:
                return


def _meta(page: Sheet, manner: Manner, *, vague: bool = False) -> Iterator[DateEvidence]:
    """Yield what `<meta>` says; `vague` asks those that do not say which date they give ("date", "dc.date")."""
    names = [name for name in page.meta if _PUBLISHED.search(name) and not _MODIFIED.search(name)]
    names = [name for name in names if (name.split(".")[-1].split(":")[-1] == "date") == vague]
    names.sort(key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    for name in names[:6]:
        yield from _as("meta", page.meta[name], manner.read(page.meta[name]))


def _is_written_out(words: str) -> bool:
    """Tell whether a date stands by itself; "2 days ago" depends on when the page was stored."""
    return bool(find_days(fold(words)))


def _address(page: Sheet, manner: Manner) -> Iterator[DateEvidence]:
    if found := _ADDRESS.search(page.address):
        yield from _as("address", found[0], manner.read("-".join((found[1], found[3], found[4]))))


# ── in the body, near the heading ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Spot:
    """A date standing in the page: how many pieces of text after (or before) the heading, and how it is marked."""

    moment: dates.Moment
    words: str
    kind: Kind
    distance: int
    marked: bool

    @property
    def cost(self) -> float:
        """How doubtful it is that this is the page's own date."""
        away = self.distance if self.distance >= 0 else 4 - 2 * self.distance
        return away - 30 * self.marked - 8 * (self.kind == "time") - 3 * (not self.moment.whole_day)


def _in_body(page: Sheet, manner: Manner, title: str) -> list[DateEvidence]:
    """Return the date that stands nearest to the heading, one as `<time>` and one as plain words at most."""
    spots = [spot for spot in _spots(page, manner, title) if spot.marked or -12 <= spot.distance <= 30]
    spots.sort(key=lambda spot: (spot.cost, spot.distance))
    found: list[DateEvidence] = []
    for kind in ("time", "prose"):
        best = next((spot for spot in spots if spot.kind == kind), None)
        if best:
            found += _as(best.kind, best.words, best.moment)
    return found


def _spots(page: Sheet, manner: Manner, title: str) -> Iterator[_Spot]:
    if page.tree.body is None:
        return
    pieces = [node for node in page.tree.body.traverse(include_text=False) if node.tag in _BLOCKS]
    heading = _heading(pieces, title)
    around = _above(pieces[heading]) if pieces else frozenset()
    outwards = sorted(range(len(pieces)), key=lambda place: abs(place - heading))
    dated = ((place, words) for place in outwards if place != heading and (words := _date_words(pieces[place])))
    for place, words in islice(dated, _MOST):
        spot = _spot(pieces[place], words, place - heading, manner)
        if spot and not _elsewhere(pieces[place], around):
            yield spot


def _heading(pieces: Sequence[Node], title: str) -> int:
    """Return the place of the heading that is the page's title, else of the first heading, else 0."""
    own = headlines.bare(title)
    places = [place for place, node in enumerate(pieces) if node.tag in ("h1", "h2", "h3")]
    same = (place for place in places if own and headlines.bare(pieces[place].text(separator=" ")) == own)
    return next(same, next((place for place in places if pieces[place].tag == "h1"), 0))


def _spot(node: Node, words: str, distance: int, manner: Manner) -> _Spot | None:
    given = node.attributes
    marks = f"{given.get('class') or ''} {given.get('itemprop') or ''} {given.get('id') or ''}"
    moment = manner.read(words)
    if moment is None or moment.sure < (0.5 if node.tag == "time" else 0.8):
        return None
    label = _label(node)
    if _CHANGED.search(marks) or _CHANGED.match(words) or _CHANGED.search(label) or _OTHER_LABEL.search(label):
        return None
    kind: Kind = "time" if node.tag == "time" or "datepublished" in marks.lower() else "prose"
    marked = bool(_DATED.search(marks) or "pubdate" in given or (_SAID.match(words) and len(words) < 60))
    marked = marked or bool(_OUT.search(label))
    return _Spot(moment, words, kind, distance, marked)


def _label(node: Node) -> str:
    """Return what a date is said to be in a term or cell of its own before it, "" where nothing is."""
    if node.tag not in ("dd", "td", "span", "div"):
        return ""
    before = node.prev
    while before is not None and before.tag == "-text" and not before.text().strip():
        before = before.prev
    words = " ".join(before.text(separator=" ").split()) if before is not None else ""
    is_label = before is not None and (before.tag in ("dt", "th") or words.endswith(":"))
    return words if is_label and len(words) <= 40 else ""


def _date_words(node: Node) -> str:
    """Return what may be a date in this element itself: an attribute, or short words of its own with a digit."""
    name = {"time": "datetime", "abbr": "title"}.get(node.tag or "", "content")
    given = node.attributes.get(name) or ""
    if given and any(map(str.isdigit, given)):
        return given[:60]
    own = node.text(deep=node.tag == "time", separator=" ")
    words = " ".join(own.split())
    if len(words) <= _SHORT and _LATELY.search(words):
        return words
    return words if len(words) <= 100 and any(map(str.isdigit, words)) else ""


def _above(node: Node) -> frozenset[int]:
    """Return what an element stands in: whatever these are called, they hold the article."""
    found: set[int] = set()
    up = node.parent
    while up is not None:
        found.add(up.mem_id)
        up = up.parent
    return frozenset(found)


def _elsewhere(node: Node, around: frozenset[int]) -> bool:
    """Tell whether an element stands in what is not the article: comments, a sidebar, a list of others."""
    up: Node | None = node
    at_the_foot = False
    while up is not None and up.mem_id not in around:
        marks = f"{up.attributes.get('class') or ''} {up.attributes.get('id') or ''}"
        if up.tag == "nav" or (up.tag == "aside" and not _OWN_PART.search(marks)) or _PASSED.search(marks):
            return True
        at_the_foot = at_the_foot or ((up.tag == "footer" or "footer" in marks) and not _OWN_PART.search(marks))
        up = up.parent
    return at_the_foot and (up is None or up.tag not in ("article", "main"))


def fallback(page: Sheet, now: datetime) -> datetime | None:
    """Return the original date htmldate finds, None for none: for pages that say nothing we know how to ask."""
    from htmldate import find_date  # heavy, and needed for one page in ten

    tree = page.tree.clone()
    for node in tree.css("aside, nav, body > footer, body > div > footer"):
        if not _OWN_PART.search(node.attributes.get("class") or ""):
            node.decompose()
    latest = (now + timedelta(days=1)).strftime("%Y-%m-%d")
    found = find_date(
        tree.html or "", original_date=True, url=page.address or None, extensive_search=True, max_date=latest
    )
    if not found or found.endswith("-01-01"):  # what it makes of a year alone
        return None
    return datetime.fromisoformat(f"{found}T00:00:00+00:00")
