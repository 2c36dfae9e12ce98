"""Mistakes of a newsletter's file that no single value shows: of order, of twins, of what does not go together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from digest.config import mistakes, words
from digest.config.mistakes import Found
from digest.config.names import same, slug


def of_newsletter(values: dict[str, Any]) -> Iterator[Found]:
    """Yield the mistakes between values, whatever else is wrong with them."""
    if values.get("source") == []:  # pydantic's own minimum would count only the sources without a mistake
        yield ("source",), "source is [], expected at least one [[source]] with name and address"
    yield from _order(values.get("schedule", {}))
    for table in ("source", "theme"):
        yield from _twins(values, table, "id", _own_id, "an id of its own")
    yield from _twins(values, "source", "address", lambda one: _said(one, "address", same), "each address once")
    yield from _twins(values, "person", "address", _folded_address, "each person once")
    yield from _idle_selectors(values)
    yield from _mailboxes(values)
    yield from _twins(values, "theme", "name", lambda one: _said(one, "name", str.casefold), "each theme once")


def _order(schedule: object) -> Iterator[Found]:
    """Yield drafts that do not come before their sends."""
    raw = schedule if isinstance(schedule, dict) else {}
    draft, send = (
        str(raw.get(key, default)) for key, default in (("draft", "Thursday 12:00"), ("send", "Friday 07:00"))
    )
    try:
        said = words.trouble(draft, send)
    except ValueError:
        return
    if said:
        yield ("schedule", "draft" if "draft" in raw else "send"), said


def _idle_selectors(values: dict[str, Any]) -> Iterator[Found]:
    """Yield the selectors of sources that are read in a way which has no use for them."""
    for at, row in enumerate(_tables(values.get("source"))):
        if isinstance(row, dict) and "selectors" in row and row.get("kind", "auto") not in ("auto", "listing"):
            here = mistakes.where(("source", at), values)
            said = f"selectors of {here} have no use for a source of kind {mistakes.shown(row['kind'])}"
            yield ("source", at, "selectors"), f'{said}, expected kind "listing" or "auto"'


def _mailboxes(values: dict[str, Any]) -> Iterator[Found]:
    """Yield the sources whose kind and address do not agree on whether they are mailboxes."""
    for at, row in enumerate(_tables(values.get("source"))):
        if not isinstance(row, dict):
            continue
        box = str(row.get("address", "")).partition(":")[0] in {"maildir", "mbox", "imap", "imaps"}
        if box != (row.get("kind", "auto") == "mail"):
            here = mistakes.where(("source", at), values)
            said = "a mailbox needs" if box else "without a mailbox there is no"
            yield ("source", at, "kind" if "kind" in row else "address"), f'{here}: {said} kind = "mail"'


def _folded_address(table: dict[str, Any]) -> str:
    return _said(table, "address", str.casefold)


def _own_id(table: dict[str, Any]) -> str:
    given, name = table.get("id"), table.get("name")
    return given if isinstance(given, str) else slug(name) if isinstance(name, str) else ""


def _said(table: dict[str, Any], key: str, form: Any) -> str:  # noqa: ANN401 - a function from text to text
    value = table.get(key)
    return str(form(value.strip())) if isinstance(value, str) else ""


def _twins(values: dict[str, Any], table: str, key: str, form: Any, expected: str) -> Iterator[Found]:  # noqa: ANN401 - as above
    """Yield every table that repeats an earlier one's `key` as `form` sees it."""
    rows = values.get(table)
    met: dict[str, int] = {}
    for at, row in enumerate(_tables(rows)):
        if not isinstance(row, dict) or not (mark := form(row)):
            continue
        first = met.setdefault(mark, at)
        if first != at:
            here, there = mistakes.where((table, at), values), mistakes.where((table, first), values)
            yield (table, at, key), f"{here} has the same {key} as {there}, expected {expected}"


def _tables(rows: object) -> Iterable[object]:
    return rows if isinstance(rows, list) else ()
