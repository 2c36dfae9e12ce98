"""A table of word vectors that comes with the program: what a text means is the sum of its pieces.

`table.npy` holds a row of small integers for each piece, `scale.npy` what each row is to be multiplied by;
`made.json` says from what `distil` made them. The table is mapped into memory, not read: only rows that are asked for
are ever touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from digest.adapters.vectors.pieces import Pieces

HERE = Path(__file__).parent
TABLE, SCALE, MADE = HERE / "table.npy", HERE / "scale.npy", HERE / "made.json"


def kept(pieces: Sequence[str]) -> list[int]:
    """Return the numbers of the pieces that have a row: those of Latin letters, figures and signs."""
    return [number for number, piece in enumerate(pieces) if piece.removeprefix("##").isascii() and piece[:1] != "["]


class StaticVectors:
    """`ports.Vectors` out of the table."""

    whole = False

    def texts(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the sums of the texts' pieces at length one; noughts where no piece of a text has a row."""
        sums = np.zeros((len(texts), self._table.shape[1]), dtype=np.float32)
        for at, text in enumerate(texts):
            said = self._rows(text)
            if len(said):
                sums[at] = self._scale[said] @ self._table[said].astype(np.float32)
        return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def words(self, words: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the same for words and short phrases."""
        return self.texts(words)

    def _rows(self, text: str) -> npt.NDArray[np.int32]:
        rows = self._row[np.array(self._pieces.numbers(text), dtype=np.int32)]
        return np.asarray(rows[rows >= 0])

    @cached_property
    def _pieces(self) -> Pieces:
        return Pieces()

    @cached_property
    def _table(self) -> npt.NDArray[np.int8]:
        return np.asarray(np.load(TABLE, mmap_mode="r"))

    @cached_property
    def _scale(self) -> npt.NDArray[np.float32]:
        return np.asarray(np.load(SCALE), dtype=np.float32)

    @cached_property
    def _row(self) -> npt.NDArray[np.int32]:
        """The row of each piece, -1 where it has none."""
        rows = np.full(len(self._pieces.names), -1, dtype=np.int32)
        numbers = kept(self._pieces.names)
        rows[numbers] = np.arange(len(numbers), dtype=np.int32)
        return rows
