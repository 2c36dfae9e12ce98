"""The data that a page's scripts carry, as plain values: what is left of a page whose list is drawn in the browser.

Only JSON is read, never code: a state that a script computes is out of reach.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

LONGEST = 2_000_000
MOST = 60
DEEPEST = 12
VALUES = 60_000  # of a flattened state, written out

_OPENING = re.compile(r"<script\b([^>]{0,1000})>", re.IGNORECASE)
_JSON = re.compile(r"""\btype\s*=\s*["']?application/(?:[\w.+-]{1,40}\+)?json""", re.IGNORECASE)
_LINKED = re.compile(r"ld\+json|importmap|speculationrules", re.IGNORECASE)
# `window.__STATE__ = {`, `self["data"]={`, `var posts = [`: a name that gets a value in braces or brackets.
_GIVEN = re.compile(r"""[\w$\]"')]\s{0,9}=\s{0,9}(?=[{\[])""")
_PARSED = re.compile(r"""JSON\.parse\(\s{0,9}(?=["'])""")
# https://react.dev: server components arrive as pieces of lines "id:value", each piece a string in a push
_PUSHED = re.compile(r"__next_f\.push\(\s{0,9}(?=\[)")
_ROW = re.compile(r"^[0-9a-f]{1,6}:(?=[\[{])", re.MULTILINE)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")

_decoder = json.JSONDecoder(strict=False)


def values(html: str) -> Iterator[Any]:
    """Yield each value that a script holds as JSON (None for what is none), at most 60, of at most 2 MB together."""
    left, found = LONGEST, 0
    pushed: list[str] = []
    for attributes, body in _scripts(html):
        left -= len(body)
        if left < 0 or found >= MOST:
            return
        for value in _of_script(attributes, body, pushed):
            found += 1
            yield value
    for row in list(_ROW.finditer(flight := "".join(pushed)))[:MOST]:
        yield _decoded(flight, row.end())[0]


def _scripts(html: str) -> Iterator[tuple[str, str]]:
    """Yield attributes and content of each script; one that never ends has none."""
    lowered, at = html.lower(), 0
    while found := _OPENING.search(html, at):
        end = lowered.find("</script", found.end())
        if end < 0:
            return
        yield found[1], html[found.end() : end]
        at = end


def _of_script(attributes: str, body: str, pushed: list[str]) -> Iterator[Any]:
    if _LINKED.search(attributes):
        return
    if _JSON.search(attributes):
        value, _ = _decoded(body, len(body) - len(body.lstrip()))
        yield from _unpacked(value)
        return
    pushed += _pieces(body)
    yield from _assigned(body)


def _assigned(body: str) -> Iterator[Any]:
    """Yield what a script gives to names, as JSON written out or as JSON in a string."""
    at = 0
    for _ in range(MOST):
        found = _GIVEN.search(body, at)
        if not found:
            break
        value, at = _decoded(body, found.end())
        at = max(at, found.end() + 1)
        if isinstance(value, dict | list) and value:
            yield value
    for found in list(_PARSED.finditer(body))[:MOST]:
        text = _string(body, found.end())
        value, _ = _decoded(text, 0)
        if isinstance(value, dict | list):
            yield value


def _pieces(body: str) -> list[str]:
    pieces = []
    for found in list(_PUSHED.finditer(body))[:MOST]:
        value, _ = _decoded(body, found.end())
        if isinstance(value, list) and len(value) > 1 and isinstance(value[1], str):
            pieces.append(value[1])
    return pieces


def _decoded(text: str, at: int) -> tuple[Any, int]:
    """Return the JSON value that begins here and where it ends; None where there is none."""
    try:
        return _decoder.raw_decode(text, at)
    except (ValueError, RecursionError, IndexError):
        return None, at


def _string(body: str, at: int) -> str:
    """Return the string of a script that begins here, with either quote."""
    if body[at : at + 1] == '"':
        value, _ = _decoded(body, at)
        return value if isinstance(value, str) else ""
    found = _QUOTED.match(body, at)
    if not found:
        return ""
    inner = found[1].replace("\\'", "'").replace('"', '\\"').replace('\\\\"', '\\"')
    value, _ = _decoded(f'"{inner}"', 0)
    return value if isinstance(value, str) else ""


def _unpacked(value: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever JSON holds
    """Yield a value, in its own shape where it was flattened or stands as text in another."""
    if isinstance(value, list) and value and _flattened(value):
        yield _restored(value, value[0], 0, [VALUES])
        return
    yield value
    body = value.get("body") if isinstance(value, dict) else None
    if isinstance(body, str) and body[:1] in {"{", "["}:
        inner, _ = _decoded(body, 0)
        yield inner


def _flattened(value: list[Any]) -> bool:
    """Return whether a list has the shape of Nuxt's payload: every value once, members named by their places."""
    head = value[0]
    named = head[1:] if isinstance(head, list) and head and isinstance(head[0], str) else head
    places = list(named.values()) if isinstance(named, dict) else named if isinstance(named, list) else []
    return len(value) > 3 and bool(places) and all(type(one) is int for one in places)


def _restored(flat: list[Any], one: Any, depth: int, left: list[int]) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a flattened value in its own shape, to a depth that any list of posts fits in.

    `left` holds how many values may still be written out: places that name each other multiply without end.
    """
    left[0] -= 1
    if depth > DEEPEST or left[0] < 0:
        return None
    if isinstance(one, dict):
        return {name: _at(flat, place, depth, left) for name, place in list(one.items())[:200]}
    if isinstance(one, list):
        marked = len(one) == 2 and isinstance(one[0], str) and not isinstance(one[1], str)
        if marked:  # ["Reactive", 3], ["Date", "…"]: a place, or a value, with the name of its class
            return _at(flat, one[1], depth, left)
        return [_at(flat, place, depth, left) for place in one[:500]]
    return one


def _at(flat: list[Any], place: Any, depth: int, left: list[int]) -> Any:  # noqa: ANN401 - as above
    if isinstance(place, int) and 0 <= place < len(flat) and left[0] > 0:
        return _restored(flat, flat[place], depth + 1, left)
    return None
