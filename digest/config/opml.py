"""Subscription lists of other readers: OPML 2.0 (http://opml.org/spec2.opml) in and out.

What OPML has no word for travels in attributes of our own namespace, so that a list we wrote comes back whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from itertools import groupby
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

import tomlkit

from digest import model as m
from digest.config import checks, kinds, mistakes
from digest.config.names import same, slug
from digest.config.newsletter import read_newsletter
from digest.errors import SettingsError

LARGEST = 5_000_000
"""Bytes of a list; ten thousand sources take two million."""

NAMESPACE = "urn:sector-digest:source"
_FEEDS = {"auto", "feed"}
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


@dataclass(frozen=True, slots=True)
class Outline:
    """What a list held: sources in its order, each address once, and what was no source, with the reason."""

    title: str
    sources: tuple[m.Source, ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grown:
    """A newsletter's text with sources added; `known` are those it had already, by address."""

    text: str
    added: tuple[m.Source, ...]
    known: tuple[m.Source, ...]


# ── in ─────────────────────────────────────────────────────────────────────────────────────────────────


def read(body: bytes, file: str, *, role: m.Role = m.Role.BODY) -> Outline:
    """Return the sources of an OPML file; `role` is given to those that neither say one nor stand in its folder.

    Raises `SettingsError` where the file is no OPML, is larger than `LARGEST`, or declares entities.
    """
    if len(body) > LARGEST:
        raise SettingsError([f"{file}:1: this is larger than {LARGEST // 1_000_000} MB, expected a list of sources"])
    walk = _Walk(role)
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.begin
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.characters
    parser.EntityDeclHandler = walk.entity
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat takes its "this is all" by position only
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = max(parser.CurrentLineNumber, 1)
        said = str(error).partition(":")[0]
        raise SettingsError(
            [f"{file}:{line}: this is not OPML ({said}), expected a list that a reader exported"]
        ) from None
    return Outline(checks.one_line(walk.title), tuple(walk.sources.values()), tuple(walk.refused))


@dataclass(slots=True)
class _Walk:
    """One pass over the elements: `path` are the open ones, `folders` what the open outlines are called."""

    role: m.Role
    path: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    title: str = ""
    sources: dict[str, m.Source] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        element = name.casefold()
        if not self.path and element != "opml":
            raise ValueError(f"it begins with <{name[:40]}>")
        self.path.append(element)
        if element == "outline":
            self.outline({key.casefold(): checks.one_line(value) for key, value in attributes.items()})

    def end(self, _: str) -> None:
        if self.path.pop() == "outline":
            self.folders.pop()

    def characters(self, data: str) -> None:
        if self.path[-2:] == ["head", "title"] and len(self.title) < 500:
            self.title += data

    def entity(self, *_: object) -> None:
        raise ValueError("it declares entities")

    def outline(self, said: dict[str, str]) -> None:
        """Take an outline as a source where it has an address, else as a folder."""
        name = said.get("text") or said.get("title") or ""
        self.folders.append(name)
        address = said.get("xmlurl") or said.get("url") or said.get("htmlurl") or ""
        if not address:
            return
        if not checks.is_web(address):
            self.refused.append(f"{name or 'an outline without a name'}: {address[:200]} is no http or https address")
        elif same(address) in self.sources:
            self.refused.append(f"{name or address}: the address stands in the list twice")
        else:
            name = name[: checks.LONGEST_NAME].strip() or urlsplit(address).hostname or address
            self.sources[same(address)] = self.source(name, address, said)

    def source(self, name: str, address: str, said: dict[str, str]) -> m.Source:
        """Return a source with what the list says in our words or in those that OPML has."""
        language = said.get("digest:language") or said.get("language") or ""
        given = said.get("digest:id", "")
        kind = said.get("digest:kind", "auto")
        return m.Source(
            id=m.SourceId(given if given and checks.is_id(given) else slug(name)),
            name=name,
            address=address,
            kind=kind if kind in kinds.KINDS else "auto",
            role=self.role_of(said),
            weight=_weight(said.get("digest:weight", "")),
            language=checks.language(language),
            day_first=said.get("digest:day_first") != "false",
            evidence=said.get("digest:evidence", ""),
            pages=_pages(said.get("digest:pages", "")),
            selectors=_selectors(said),
            time_zone=zone if checks.is_zone(zone := said.get("digest:time_zone", "")) else "",
        )

    def role_of(self, said: dict[str, str]) -> m.Role:
        """Return the role that the source says, else that of the innermost folder named like one."""
        roles = {role.value: role for role in m.Role}
        for word in (said.get("digest:role", ""), *reversed(self.folders[:-1])):
            if found := roles.get(word.casefold()) or roles.get(word.casefold().removesuffix("s")):
                return found
        return self.role


def _weight(words: str) -> float:
    try:
        weight = float(words)
    except ValueError:
        return 1.0
    return weight if 0 <= weight <= 10 else 1.0


def _pages(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and 1 <= int(words[:4]) <= 20 else 1


def _selectors(said: dict[str, str]) -> m.Selectors | None:
    """Return the selectors that an outline of ours carries, None where it has none for the item."""
    given = {one.name: said.get(f"digest:select-{one.name}", "") for one in fields(m.Selectors)}
    return m.Selectors(**given) if given["item"] and all(map(checks.is_selector, given.values())) else None


# ── out ────────────────────────────────────────────────────────────────────────────────────────────────


def write(newsletter: m.Newsletter) -> str:
    """Return a newsletter's sources as OPML 2.0, neighbours of one role in a folder.

    Pages without a feed are links (`type="link"`), which other readers show and do not poll.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:digest="{NAMESPACE}">',
        "  <head>",
        f"    <title>{escape(_legal(newsletter.title))}</title>",
        "    <docs>http://opml.org/spec2.opml</docs>",
        "  </head>",
        "  <body>",
    ]
    for role, sources in groupby(newsletter.sources, key=lambda source: source.role):
        lines.append(f'    <outline text="{role}">')
        lines.extend(f"      <outline {_attributes(source)}/>" for source in sources)
        lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _attributes(source: m.Source) -> str:
    page = source.kind not in _FEEDS or source.selectors is not None
    said = {
        "type": "link" if page else "rss",
        "text": source.name,
        "url" if page else "xmlUrl": source.address,
        "language": source.language,
        "digest:id": source.id,
        "digest:kind": "" if source.kind == "auto" else source.kind,
        "digest:role": source.role.value,
        "digest:weight": "" if source.weight == 1 else repr(float(source.weight)),
        "digest:day_first": "" if source.day_first else "false",
        "digest:evidence": source.evidence,
        "digest:pages": "" if source.pages == 1 else str(source.pages),
        "digest:time_zone": source.time_zone,
        **{f"digest:select-{part}": words for part, words in _by_hand(source).items()},
    }
    return " ".join(f"{key}={quoteattr(_legal(value))}" for key, value in said.items() if value)


def _by_hand(source: m.Source) -> dict[str, str]:
    """Return the selectors of a source that are given, by the name of the part they find."""
    return {part: words for part, words in asdict(source.selectors).items() if words} if source.selectors else {}


def _legal(text: str) -> str:
    return _FORBIDDEN.sub("", text)


# ── into a newsletter ──────────────────────────────────────────────────────────────────────────────────


def add(text: str, file: str, sources: Sequence[m.Source]) -> Grown:
    """Return a newsletter's text with the sources it did not have, after its last one; every other byte stays.

    A name that makes an id which is taken gets one with a number. Raises `SettingsError` where the text, or
    what would become of it, has a mistake.
    """
    newsletter = read_newsletter(text, file)
    addresses = {same(source.address) for source in newsletter.sources}
    ids = {str(source.id) for source in newsletter.sources}
    added: list[m.Source] = []
    known: list[m.Source] = []
    for source in sources:
        if same(source.address) in addresses:
            known.append(source)
            continue
        addresses.add(same(source.address))
        added.append(replace(source, id=m.SourceId(_free(source.id, ids))))
        ids.add(str(added[-1].id))
    grown = _spliced(text, file, "".join(_table(source) for source in added)) if added else text
    read_newsletter(grown, file)
    return Grown(grown, tuple(added), tuple(known))


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name[:55].rstrip('-')}-{number}"
    return free


def _table(source: m.Source) -> str:
    """Return a source as a [[source]] table, without what it need not say."""
    table = tomlkit.table()
    said: dict[str, object] = {
        "id": "" if source.id == slug(source.name) else str(source.id),
        "name": source.name,
        "address": source.address,
        "kind": "" if source.kind == "auto" else source.kind,
        "role": source.role.value,
        "weight": "" if source.weight == 1 else source.weight,
        "language": source.language,
        "day_first": "" if source.day_first else False,
        "evidence": source.evidence,
    }
    said |= {"pages": "" if source.pages == 1 else source.pages, "time_zone": source.time_zone}
    for key, value in said.items():
        if value != "":
            table.add(key, value)
    if source.selectors:
        table.add("selectors", tomlkit.item(_by_hand(source)))
    return "\n" + tomlkit.dumps({"source": [table]})


def _spliced(text: str, file: str, tables: str) -> str:
    """Return the text with tables after its last source and the comments that stand directly under it."""
    places = mistakes.parse(text, file).places
    lines = text.splitlines(keepends=True)
    if not lines[places.line(("source",)) - 1].lstrip().startswith("[["):
        line = places.line(("source",))
        raise SettingsError([f"{file}:{line}: the sources are written as one list, expected [[source]] tables"])
    at = places.end(("source",))
    while at < len(lines) and lines[at].lstrip().startswith("#"):
        at += 1
    newline = "\r\n" if "\r\n" in text else "\n"
    head = "".join(lines[:at])
    head += "" if head.endswith("\n") else newline
    return head + tables.replace("\n", newline) + "".join(lines[at:])
