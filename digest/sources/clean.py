"""HTML and odd text to plain text that can be read, stored and mailed.

One pass over the characters, no tree: linear time and memory whatever is nested, unclosed or repeated, where
tree builders are quadratic. What comes out holds no markup that means anything: every rendition escapes it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from digest.sources import references

_BLOCK_NAMES = """
address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 header hgroup hr html legend main menu nav ol optgroup option p pre section summary table tbody
tfoot thead title tr ul
"""
_SILENT_NAMES = """
script style template noscript iframe object svg math head canvas audio video select textarea noframes
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT = frozenset(_SILENT_NAMES.split())
_RAW = frozenset({"script", "style", "textarea", "noframes", "iframe"})
_LINES = frozenset({"br", "li", "dt", "dd", "tr", "option"})
_CELLS = frozenset({"td", "th"})

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:-]{0,40}")
_ATTRIBUTE = re.compile(
    r"""\b(href|class|rel)\s*=\s*(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'>]{1,2000}))""", re.IGNORECASE
)
_ESCAPED_TAGS = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|img|h[1-6]|table)\b[^<>]{0,2000}>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,20}\d{0,2});")

# Controls other than tab and newline, bidirectional overrides and isolates, zero-width space, word joiner, soft
# hyphen, interlinear marks, byte order mark, surrogates and non-characters. Joiners and direction marks stay:
# Persian and Indic scripts, emoji and mixed lines need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\uffff"
    "\ufdd0-\ufdef\ud800-\udfff]"
)
_BLANK = re.compile(r"\s+")
_SPACES = re.compile(r"[^\S\n]+")
_EDGES = re.compile(r" ?\n ?")
_BLANKS = re.compile(r"\n{3,}")
_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{6})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)

_MORE_WORDS = (
    r"(?:click (?:here )?(?:to |for ))?(?:continue|keep|read|find out|learn|see|view|show|discover)"
    r"(?: (?:on|reading|more|the|full|whole|entire|rest|of|this|that|it|out|story|article|post|blog|report|text"
    r"|version|here|now|online))+|(?:read )?more|(?:more|full) (?:here|info|information|details|story|article)"
    r"|details|click here|read on|weiterlesen|mehr(?: lesen| erfahren| dazu)|weiter|lire la suite|lire plus"
    r"|en savoir plus|leer más|seguir leyendo|sigue leyendo|ver más|leggi (?:tutto|di più|ancora)|ler mais"
    r"|continua(?: a leggere)?|leia mais|continuar (?:a )?(?:lendo|ler|leyendo)|lees (?:meer|verder)|läs mer"
    r"|czytaj (?:dalej|więcej)|les mer|læs mere|lue lisää|číst (?:dále|více)|darllen mwy|rhagor"
    r"|читать далее|подробнее|читати далі|devamını oku|続きを読む|阅读更多|閱讀更多|더 보기"
)
_MORE = re.compile(rf"\(?(?:{_MORE_WORDS})\)?", re.IGNORECASE)
_MORE_ABOUT = re.compile(rf"\(?(?:{_MORE_WORDS})(?:\W[^\n]{{0,140}})?", re.IGNORECASE)
_ARROWS = re.compile(r"[\s>»›→⟶➔➜▸▶❯…\]\)\.]*$")
_APPEARED = re.compile(
    r"(?:^|(?<=[\s.!?…]))(?:The|This) (?:post|article|entry)\b[^\n]{0,400}?\b(?:appeared first on|first appeared on"
    r"|was (?:first |originally )published(?: (?:first|originally))? (?:on|by|at))\b[^\n]{0,80}$",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:…|\.{3,})\s*\]|\(\s*(?:…|\.{3,})\s*\))\s*$|\s*\.{3,}\s*$")
_MAILBOX = re.compile(r"^\s*<?[^\s<>()@]{1,100}@[^\s<>()@]{1,100}>?\s*(?:\(([^()]{1,200})\))?\s*$")
_NAMED_MAILBOX = re.compile(r"^(.{1,200}?)\s*[<(]\s*(?:mailto:)?[^\s<>()@]{1,100}@[^\s<>()@]{1,100}\s*[>)]\s*$")


@dataclass(slots=True)
class _Link:
    """A link met on the way: where its words begin, where it leads, in which block of text it stands."""

    start: int
    block: int
    href: str
    hint: str
    end: int = -1


@dataclass(slots=True)
class _Reading:
    """The text so far, as pieces, with what is needed to tell a tail of links from text."""

    pieces: list[str] = field(default_factory=list)
    links: list[_Link] = field(default_factory=list)
    silent: str = ""
    depth: int = 0
    block: int = 0  # index in pieces at which the present block begins

    def say(self, words: str) -> None:
        if not self.silent:
            self.pieces.append(words)

    def part(self, gap: str) -> None:
        self.pieces.append(gap)
        self.block = len(self.pieces)


@lru_cache(maxsize=16)  # a post's words are asked for more than once while it is read
def plain(markup: str) -> str:
    """Return HTML, or text with stray entities, as plain text.

    Blocks are parted by one blank line, lines of lists and tables by one newline; "- " leads a list's items.
    Links of the kind "read more" and a last line "The post … appeared first on …" are left out.
    """
    return _without_tail(_words(markup, tails=True))


def excerpt(markup: str) -> str:
    """Return a summary as plain text: like `plain`, with a cut marked as "…" whatever marked it before."""
    found = plain(markup)
    return _ELLIPSIS.sub("…", found) if len(found) < 20_000 else found


@lru_cache(maxsize=64)
def line(markup: str) -> str:
    """Return a title or a name as one line of plain text."""
    return " ".join(_words(markup, tails=False).split())


def _words(markup: str, *, tails: bool) -> str:
    """Return all the words of a piece of HTML or text; with `tails`, its last links "read more" left out."""
    found = _read(markup, tails=tails) if "<" in markup else references.unescape(markup)
    if "&" in markup and _ESCAPED_TAGS.search(found):  # escaped twice on its way into the feed
        found = _read(found, tails=tails)
    return tidy(_ENTITY.sub(_once_more, found))


def line_as_is(text: str) -> str:
    """Return an identifier as one line: no control characters, otherwise untouched."""
    return " ".join(_UNWANTED.sub("", text).split())


def tidy(text: str) -> str:
    """Return text without control and override characters, in NFC, with no more than one blank line or space."""
    if text.isascii() and text.isprintable():  # one line with nothing odd in it: most titles, names and tags
        return " ".join(text.split())
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").replace("\u2028", "\n")
    text = _UNWANTED.sub("", text.replace("\u2029", "\n\n").replace("\x0b", " ").replace("\x0c", " "))
    if not text.isascii():
        # Sorting a long run of combining marks is quadratic in every implementation of NFC we know of.
        text = unicodedata.normalize("NFC", _MARKS.sub(r"\1", text))
    text = _SPACES.sub(" ", text)
    return _BLANKS.sub("\n\n", _EDGES.sub("\n", text)).strip() if "\n" in text else text.strip()


def shortened(text: str, longest: int) -> str:
    """Return text of at most `longest` characters, cut after a word and marked with "…" where it was longer."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    at = max(cut.rfind(" "), cut.rfind("\n"))
    return (cut[:at] if at > longest // 2 else cut).rstrip(" \n,;:–-") + "…"


def first_words(text: str, longest: int = 90) -> str:
    """Return the first sentence of a text, or its first words, to stand for a title; "" for no text."""
    head = text.strip().partition("\n")[0][: longest * 4]
    sentence = re.match(r".{15,}?[.!?](?=\s|$)", head)
    if sentence and len(sentence[0]) <= longest:
        return sentence[0].rstrip(".")
    return shortened(head, longest)


def without_mailbox(name: str) -> str:
    """Return the name in "a@b.c (Name)", "Name <a@b.c>" or "Name"; "" for an address alone (RSS 2.0 authors)."""
    if found := _MAILBOX.match(name):
        return found[1] or ""
    if found := _NAMED_MAILBOX.match(name):
        return found[1].strip("\"' ")
    return name


def _once_more(entity: re.Match[str]) -> str:
    """Return what an entity that was escaped twice means."""
    return references.unescape(entity[0])


def _read(markup: str, *, tails: bool) -> str:
    """Return the words of the markup with newlines where blocks and lines part, tidied by the caller."""
    reading = _Reading()
    for kind, name, body in _tokens(markup):
        if kind == "text":
            reading.say(_BLANK.sub(" ", references.unescape(body)))
        elif kind == "open":
            _opened(reading, name, body)
        else:
            _closed(reading, name)
    if tails:
        _drop_tail(reading)
    found = "".join(reading.pieces)
    return found.replace("]]>", "") if "<![CDATA[" in markup else found


def _opened(reading: _Reading, name: str, attributes: str) -> None:
    if reading.silent:
        reading.depth += name == reading.silent
    elif name in _SILENT:
        reading.silent, reading.depth = name, 1
    elif name == "a":
        found = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(attributes[:4_000])}
        hint = f"{found.get('class', '')} {found.get('rel', '')}"
        reading.links.append(
            _Link(len(reading.pieces), reading.block, references.unescape(found.get("href", "")), hint)
        )
    else:
        _gap(reading, name)
        if name == "li":
            reading.say("- ")


def _closed(reading: _Reading, name: str) -> None:
    if reading.silent:
        reading.depth -= name == reading.silent
        if reading.depth <= 0:
            reading.silent = ""
    elif name == "a":
        if reading.links and reading.links[-1].end < 0:
            reading.links[-1].end = len(reading.pieces)
    elif name not in _LINES:
        _gap(reading, name)


def _gap(reading: _Reading, name: str) -> None:
    if name in _LINES:
        reading.part("\n")
    elif name in _CELLS:
        reading.say(" ")
    elif name in _BLOCKS:
        reading.part("\n\n")


def _tokens(markup: str) -> Iterator[tuple[str, str, str]]:
    """Yield ("text", "", words), ("open", name, attributes) and ("close", name, ""), each character looked at once.

    A search that once found no end of a comment, quote or element would find none further on: it is not repeated.
    """
    at, size = 0, len(markup)
    missing: set[str] = set()
    while at < size:
        start = markup.find("<", at)
        if start < 0:
            break
        end, token = _tag(markup, start, missing)
        if end < 0:  # a "<" that begins nothing is text
            yield "text", "", markup[at : start + 1]
            at = start + 1
            continue
        if start > at:
            yield "text", "", markup[at:start]
        if token[0]:
            yield token
        at = end
        if token[0] == "open" and token[1] in _RAW:
            at = _closing(markup, at, token[1])
    if at < size:
        yield "text", "", markup[at:]


def _tag(markup: str, start: int, missing: set[str]) -> tuple[int, tuple[str, str, str]]:
    """Return where the tag or comment at `start` ends and what it is; -1 where it is none."""
    following = markup[start + 1 : start + 2]
    if following in {"!", "?"}:
        return _declaration(markup, start, missing), ("", "", "")
    name = _NAME.match(markup, start + 2 if following == "/" else start + 1)
    if name is None:
        return -1, ("", "", "")
    end = _tag_end(markup, name.end(), missing)
    if end < 0:
        return -1, ("", "", "")
    kind = "close" if following == "/" else "open"
    return end + 1, (kind, name[0].lower(), markup[name.end() : end])


def _declaration(markup: str, start: int, missing: set[str]) -> int:
    if markup.startswith("<!--", start):
        mark, skip = "-->", 4
    elif markup.startswith("<![CDATA[", start):
        return start + 9  # its content is text; the mark that ends it is taken off at the end
    else:
        mark, skip = ">", 2
    end = _find(markup, mark, start + skip, missing)
    return end + len(mark) if end >= 0 else len(markup)


def _tag_end(markup: str, at: int, missing: set[str]) -> int:
    """Return where the tag's ">" stands, quoted ones passed over; -1 where it never ends."""
    first = _find(markup, ">", at, missing)
    if first < 0 or (markup.find('"', at, first) < 0 and markup.find("'", at, first) < 0):
        return first
    position = at
    while match := _QUOTE_OR_END.search(markup, position):
        if match[0] == ">":
            return match.start()
        end = _find(markup, match[0], match.end(), missing)
        if end < 0 or end - at > 65_536:
            return first  # a quote that is never closed quotes nothing
        position = end + 1
    return first


_QUOTE_OR_END = re.compile(r"""[>"']""")


def _closing(markup: str, at: int, name: str) -> int:
    """Return where the element whose content is not markup closes; the end of the text where it never does."""
    match = re.compile(f"</{name}", re.IGNORECASE).search(markup, at)
    return match.start() if match else len(markup)


def _find(markup: str, mark: str, at: int, missing: set[str]) -> int:
    if mark in missing:
        return -1
    found = markup.find(mark, at)
    if found < 0:
        missing.add(mark)
    return found


def _drop_tail(reading: _Reading) -> None:
    """Take off the links at the end that only lead to the post itself, in whatever language they say so."""
    for _ in range(3):
        if not (_drop_credit(reading) or _drop_more(reading)):
            return


def _drop_more(reading: _Reading) -> bool:
    """Take off a last link that only says "more": by its class, by an arrow, by common words of many languages."""
    if not reading.links:
        return False
    link = reading.links[-1]
    end = link.end if link.end >= 0 else len(reading.pieces)
    words = " ".join("".join(reading.pieces[link.start : end]).split())
    rest = "".join(reading.pieces[end:]).strip(" \n\t\xa0.…[]()»›→")
    if rest or len(words) > 160 or not "".join(reading.pieces[: link.start]).strip():
        return False
    bare = _ARROWS.sub("", words)
    arrow = bare != words and words[-1:] not in "….)]" and len(bare.split()) <= 6
    if not (_MORE_ABOUT.fullmatch(bare) or "more" in link.hint.lower() or arrow or not bare):
        return False
    del reading.pieces[link.start :], reading.links[-1]
    return True


def _drop_credit(reading: _Reading) -> bool:
    """Take off a last block of two links, the post's and then its site's front page: "… first appeared on …"."""
    if len(reading.links) < 2:
        return False
    post, site = reading.links[-2:]
    if post.block != site.block or site.end < 0 or post.end < 0 or not _leads_home(post.href, site.href):
        return False
    block = reading.pieces[post.block :]
    linked = reading.pieces[post.start : post.end] + reading.pieces[site.start : site.end]
    outside = len("".join(block).split()) - len("".join(linked).split())
    if outside > 12 or not "".join(reading.pieces[: post.block]).strip():
        return False
    del reading.pieces[post.block :], reading.links[-2:]
    return True


def _leads_home(post: str, site: str) -> bool:
    """Return whether one address is on the site whose front page the other is."""
    try:
        one, two = urlsplit(post.strip()), urlsplit(site.strip())
    except ValueError:
        return False
    host = two.netloc.lower().removeprefix("www.")
    same = bool(host) and one.netloc.lower().removeprefix("www.") == host
    return same and len(two.path.rstrip("/")) < len(one.path.rstrip("/")) and two.path.count("/") <= 2


def _without_tail(text: str) -> str:
    """Return plain text without "The post … appeared first on …" and "Read more" at its end."""
    head, last = text[:-700], text[-700:]
    kept = _APPEARED.sub("", last)
    last = kept if (head + kept).strip() else last
    body, gap, final = last.rpartition("\n")
    if gap and (head or body.strip()) and _MORE.fullmatch(_ARROWS.sub("", final)) and len(final.split()) <= 8:
        last = body
    return (head + last).rstrip()
