"""Values of the model as JSON text and back, by their types."""

from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")

_adapter = cache(TypeAdapter[Any])


def dump(value: object) -> str:
    """Return the value as JSON; times keep the offset they have."""
    return _adapter(cast("Hashable", type(value))).dump_json(value).decode()


def load(kind: type[T], text: str) -> T:
    """Return the value of that type that `dump` wrote."""
    value: T = _adapter(cast("Hashable", kind)).validate_json(text)
    return value
