"""Values of the model as JSON text and back, by their types."""

from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")

_adapter = cache(TypeAdapter[Any])


_LARGE = 1_000_000  # octets
_ASCII = bytes(range(128))


def dump(value: object) -> str:
    """Return the value as JSON; times keep the offset they have.

    One dash makes Python keep each letter of a text in two octets, and the driver of SQLite a copy of it beside: a
    large text in which few letters are beyond ASCII has them as escapes.
    """
    adapter = _adapter(cast("Hashable", type(value)))
    written = adapter.dump_json(value)
    if len(written) > _LARGE and 0 < 10 * len(written.translate(None, _ASCII)) < len(written):
        written = adapter.dump_json(value, ensure_ascii=True)
    return written.decode()


def load(kind: type[T], text: str) -> T:
    """Return the value of that type that `dump` wrote."""
    value: T = _adapter(cast("Hashable", kind)).validate_json(text)
    return value
