"""What a page says of itself in JSON-LD, as flat dictionaries; broken, endless and nested blocks cost little.

Blocks are cut out of the text by plain searching before any tree is built: trafilatura's own pattern is
quadratic on a block that never ends. See https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from digest.sources import references

LONGEST = 256 * 1024
_NODES = 4_000
_DEEP = 24
_OPENING = re.compile(r"<script\b[^>]{0,500}>", re.IGNORECASE)
_WRAPPED = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")

Node = dict[str, Any]


def part(page: str) -> tuple[str, tuple[Node, ...]]:
    """Return the page without its scripts, and every JSON-LD object found in them, outer before inner."""
    kept: list[str] = []
    nodes: list[Node] = []
    at = 0
    lowered: str | None = None
    while found := _OPENING.search(page, at):
        kept.append(page[at : found.start()])
        lowered = lowered or page.lower()
        end = lowered.find("</script", found.end())
        if end < 0:
            at = len(page) if _is_data(found[0]) else found.end()
            break
        if _is_data(found[0]) and len(nodes) < _NODES:
            nodes += objects(page[found.end() : end])
        at = lowered.find(">", end) + 1 or len(page)
    kept.append(page[at:])
    return "".join(kept), tuple(nodes[:_NODES])


def _is_data(tag: str) -> bool:
    return "ld+json" in tag.lower()


def objects(text: str) -> list[Node]:
    """Return the objects of one block of JSON-LD, outer before inner; nothing where it cannot be read."""
    if len(text) > LONGEST:
        return []
    for written in _mended(text):
        try:
            return list(_walk(json.loads(written, strict=False)))
        except (ValueError, RecursionError):
            continue
    return []


def _mended(text: str) -> Iterator[str]:
    """Yield the text as it stands, then with what commonly breaks it taken out."""
    yield text
    bare = _WRAPPED.sub("", _WRAPPED.sub("", text))
    yield bare
    yield _TRAILING_COMMA.sub(r"\1", bare)
    if "&quot;" in bare:
        yield references.unescape(bare)


def _walk(value: object) -> Iterator[Node]:
    """Yield every object inside, breadth first, so that the page's own thing comes before what it mentions."""
    level: list[object] = [value]
    seen = 0
    for _ in range(_DEEP):
        following: list[object] = []
        for one in level:
            seen += 1
            if seen > _NODES:
                return
            if isinstance(one, dict):
                yield one
                following.extend(one.values())
            elif isinstance(one, list):
                following.extend(one)
        level = [one for one in following if isinstance(one, dict | list)]
        if not level:
            return


def types(node: Node) -> frozenset[str]:
    """Return the names of an object's types without their vocabulary, "" for none."""
    given = node.get("@type", node.get("type"))
    names = given if isinstance(given, list) else [given]
    return frozenset(re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str))


def first(node: Node, *keys: str) -> str:
    """Return the first text found under these keys: a string, the first of a list, an object's name or value."""
    for key in keys:
        if words := words_of(node.get(key)):
            return words
    return ""


def words_of(value: object) -> str:
    """Return a JSON-LD value as text: itself, or its `name`, `@value`, `url` or `@id`."""
    if isinstance(value, list):
        return next((words for one in value[:20] if (words := words_of(one))), "")
    if isinstance(value, dict):
        found = (value.get(key) for key in ("name", "@value", "headline", "url", "contentUrl", "@id"))
        return next((one for one in found if isinstance(one, str) and one), "")
    return (
        references.unescape(value).strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""
    )


def each(node: Node, key: str) -> list[object]:
    """Return what stands under a key as a list, of one where it is one."""
    value = node.get(key)
    return value[:100] if isinstance(value, list) else [] if value is None else [value]
