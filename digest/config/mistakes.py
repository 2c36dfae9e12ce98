"""Every mistake of a TOML text as `file:line: what, what was expected`."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from digest.config.kinds import Says
from digest.config.locate import Key, Places, places
from digest.errors import SettingsError

T = TypeVar("T")

Found = tuple[Key, str]
"""A mistake before it is written: where, and what with what was expected."""

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_SYNTAX = (
    ("Invalid value", "a value is missing or not in quotes", 'text in "quotes", a number, true, false or a [list]'),
    ("Expected '=' after a key", "this is not a setting", 'key = "value"'),
    ("Unterminated string", "a text does not end", "a closing quote"),
    ("Illegal character '\\n'", "a text does not end on its line", "a closing quote"),
    ("Expected newline or end of document", "there is more than one setting here", "one setting a line"),
    ("Cannot overwrite a value", "this was set before", "each setting once"),
    ("Cannot declare", "this table was begun before", "each [table] once"),
    ("Unclosed array", "a list does not end", "a closing ]"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A TOML text read once: values, where they stand, and the name of its file."""

    file: str
    values: dict[str, Any]
    places: Places


def parse(text: str, file: str) -> Text:
    """Return the values of a TOML text. Raises `SettingsError` with the line where it stops being TOML."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([f"{file}:{_syntax(str(error), text)}"], about=file) from None
    except RecursionError:
        raise SettingsError([f"{file}:1: lists are nested too deeply, expected one level"], about=file) from None
    return Text(file, values, places(text))


def _syntax(said: str, text: str) -> str:
    """Return line and words of a syntax error, from the words of tomllib."""
    match = _PLACE.search(said)
    line = int(match[1]) if match and match[1] else text.count("\n", 0, len(text.rstrip())) + 1
    what = said[: match.start()] if match else said
    for begin, plain, expected in _SYNTAX:
        if what.startswith(begin):
            return f"{line}: {plain}, expected {expected}"
    return f"{line}: this is not TOML ({what}), expected a file as https://toml.io describes it"


def validated(kind: type[T], text: Text, also: Callable[[dict[str, Any]], Iterable[Found]]) -> T:
    """Return the values as `kind`, a dataclass. Raises `SettingsError` with every mistake in the order of lines.

    `also` finds the mistakes that no single value shows; it is asked even where single values are wrong.
    """
    found: list[Found] = []
    result: T | None = None
    try:
        result = _adapter(kind).validate_python(text.values)  # type: ignore[arg-type]  # mypy takes no class for hashable
    except ValidationError as error:
        found = [_explained(kind, text.values, detail) for detail in error.errors()]
    found.extend(also(text.values))
    if found or result is None:
        placed = sorted({(text.places.line(key), what) for key, what in found})
        raise SettingsError([f"{text.file}:{line}: {what}" for line, what in placed], about=text.file)
    return result


@cache
def _adapter(kind: type[T]) -> TypeAdapter[T]:
    """Return what reads values as `kind`; to make it takes longer than to read most files."""
    return TypeAdapter(kind)


# ── in words ───────────────────────────────────────────────────────────────────────────────────────────


def _explained(root: type, values: Mapping[str, Any], detail: ErrorDetails) -> Found:
    """Return one of pydantic's errors with our words."""
    key: Key = detail["loc"]
    name = str(key[-1]) if key else ""
    if detail["type"] == "missing":
        return key, f"{_around(key[:-1], values)} has no {name}, expected {_expected(root, key)}"
    if detail["type"] == "unexpected_keyword_argument":
        return key, _unknown(root, key, values)
    hint = detail["ctx"]["hint"] if detail["type"] == "wrong" else _near(_type(root, key), detail["input"])
    doubt = f" ({hint})" if hint else ""
    return key, f"{where(key, values)} is {shown(detail['input'])}{doubt}, expected {_expected(root, key)}"


def _unknown(root: type, key: Key, values: Mapping[str, Any]) -> str:
    """Return the words for a key that no setting has."""
    table = _type(root, key[:-1])
    known = sorted(name for name in get_type_hints(table) if not name.startswith("_"))
    close = get_close_matches(str(key[-1]), known, 1, 0.6)
    guess = f'did you mean "{close[0]}"?' if close else f"expected one of {', '.join(known)}"
    return f"{_around(key[:-1], values)} has an unknown setting {shown(key[-1])}, {guess}"


def _near(kind: object, value: object) -> str:
    """Return a suggestion where one of a few words was wanted and another was given."""
    words = [str(choice) for choice in get_args(kind)] if get_origin(kind) is Literal else []
    words = words or [str(choice) for choice in getattr(kind, "__members__", {}).values()]
    close = get_close_matches(value.casefold(), words, 1, 0.6) if isinstance(value, str) else []
    return f'did you mean "{close[0]}"?' if close else ""


def where(key: Key, values: Mapping[str, Any]) -> str:
    """Return a key path in words: `address of source 3 ("Localis")`."""
    own: list[str] = []
    while key and not (len(key) == 2 and isinstance(key[1], int)):
        own.insert(0, f"[{key[-1] + 1}]" if isinstance(key[-1], int) else f".{key[-1]}")
        key = key[:-1]
    named = "".join(own).removeprefix(".")
    return f"{named} of {_around(key, values)}" if key and named else named or _around(key, values)


def _around(key: Key, values: Mapping[str, Any]) -> str:
    """Return the table at a key path in words: "the file", "[sender]", `source 3 ("Localis")`."""
    if not key:
        return "the file"
    if len(key) == 2 and isinstance(key[1], int):
        table: Any = values[str(key[0])][key[1]]
        name = table.get("name") if isinstance(table, dict) else None
        return f"{key[0]} {key[1] + 1}" + (f" ({shown(name)})" if isinstance(name, str) else "")
    if len(key) > 2 and isinstance(key[1], int):
        return where(key, values)
    return f"[{'.'.join(str(part) for part in key)}]"


def shown(value: object) -> str:
    """Return a value as TOML would write it, cut at 60 characters."""
    if isinstance(value, dict):
        return "a table"
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= 60 else f"{written[:57]}…{written[-1]}"


# ── what the definitions say ───────────────────────────────────────────────────────────────────────────


def _expected(root: type, key: Key) -> str:
    """Return what the definitions expect at a key path: its own words, or those of the table around it."""
    around = (key[:end] for end in range(len(key), 0, -1))
    return next(
        said.words for path in around for said in reversed(_annotations(root, path)) if isinstance(said, Says)
    )


def _type(root: type, key: Key) -> Any:  # noqa: ANN401 - a type of any form, as annotations hold it
    """Return the bare type that the definitions give to a key path."""
    return _bare(_hint(root, key))


def _bare(hint: Any) -> Any:  # noqa: ANN401 - a type of any form, as annotations hold it
    """Return a type without what is said about it, and without the None of a table that may be left out."""
    kind = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    given = [one for one in get_args(kind) if one is not NoneType]
    return given[0] if isinstance(kind, UnionType) and len(given) == 1 else kind


def _annotations(root: type, key: Key) -> tuple[object, ...]:
    hint = _hint(root, key)
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


def _hint(root: Any, key: Key) -> Any:  # noqa: ANN401 - a type of any form, as annotations hold it
    """Return the annotation at a key path that the definitions know; lists are tuples of one kind."""
    hint = root
    for part in key:
        bare = _bare(hint)
        hint = get_args(bare)[0] if isinstance(part, int) else get_type_hints(bare, include_extras=True)[part]
    return hint
