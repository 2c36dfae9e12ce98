"""Texts as sparse TF-IDF vectors: the one door to numpy and scipy for merging and themes."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when they are used

from digest.stories import words

Matrix = Any  # scipy ships no types: a csr_matrix of float64; where tables of both kinds are taken, plain ones too
Floats = npt.NDArray[np.floating[Any]]
Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_BEFORE = 500  # texts imagined before these
_OFTEN = 20  # of them have any one everyday word
_TOGETHER = 2_000  # rows that are squared at once


def counts(
    documents: Iterable[Sequence[str]], columns: Mapping[str, int] | None = None
) -> tuple[Matrix, dict[str, int]]:
    """Return how often each stem stands in each document (documents x stems), and the stems' columns.

    With `columns` given, stems that have none are passed over. Columns are in the order of the alphabet, so
    that the order of documents changes nothing but the order of rows.
    """
    met = _Numbers()
    said, ends = array("i"), [0]
    for document in documents:
        said.extend(map(met.__getitem__, document))
        ends.append(len(said))
    known = {stem: at for at, stem in enumerate(sorted(met))} if columns is None else dict(columns)
    place = np.array([known.get(stem, -1) for stem in met], dtype=np.int32)
    cols = place[np.frombuffer(said, dtype=np.int32)] if met else np.zeros(0, dtype=np.int32)
    if columns is not None:
        has_one = cols >= 0
        cols, ends = cols[has_one], np.concatenate(([0], np.cumsum(has_one)))[ends].tolist()
    del said
    table = scipy.sparse.csr_matrix((np.ones(len(cols)), cols, ends), shape=(len(ends) - 1, len(known)))
    table.sum_duplicates()
    return table, known


def parts(
    table: Matrix, columns: Mapping[str, int], parts_of: Callable[[str], Sequence[str]]
) -> tuple[Matrix, dict[str, int]]:
    """Return what `counts` would of the parts of each word (documents x parts), from how often words stand there.

    The texts themselves are read once, and each word is taken apart once.
    """
    made, known = counts(map(parts_of, columns))
    found = scipy.sparse.csr_matrix(table @ made)
    found.sort_indices()
    return found, known


class _Numbers(dict[str, int]):
    """Words by number, in the order in which they are asked for first."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def rarity(frequency: Integers, documents: int) -> Floats:
    """Return log((N + 1) / (df + 0.5)) by column: Sparck Jones 1972, smoothed so that it stays above nought."""
    worth: Floats = np.log((documents + 1.0) / (frequency + 0.5))
    return np.asarray(np.maximum(worth, 0.05))


def usual(frequency: Integers, columns: Mapping[str, int], documents: int) -> Floats:
    """Return the rarity of each column as if a few hundred ordinary texts had come before these.

    In a week of thirty posts counts alone mean little: a word that three outlets share would pass for a common
    one. The everyday words are known to be common from the start.
    """
    often = np.array([_OFTEN if stem in words.EVERYDAY else 0 for stem in columns], dtype=np.int64)
    return rarity(frequency + often, documents + _BEFORE)


def frequency(matrix: Matrix) -> Integers:
    """Return in how many rows each column stands."""
    return np.bincount(matrix.indices, minlength=matrix.shape[1]).astype(np.int64)


def unit(matrix: Matrix) -> Matrix:
    """Return the rows at length one; empty rows stay empty."""
    return _times(matrix, rows=1.0 / np.maximum(np.sqrt(squares(matrix)), 1e-12))


def squares(matrix: Matrix) -> Floats:
    """Return the sum of the squares of each row."""
    if not scipy.sparse.issparse(matrix):
        return np.asarray(np.einsum("ij,ij->i", matrix, matrix))
    found = np.zeros(matrix.shape[0])
    for start in range(0, matrix.shape[0], _TOGETHER):
        some = matrix[start : start + _TOGETHER]
        found[start : start + _TOGETHER] = np.asarray(some.multiply(some).sum(axis=1)).ravel()
    return found


def weighted(matrix: Matrix, worth: Floats) -> Matrix:
    """Return unit TF-IDF rows with sublinear counts, 1 + log tf (Salton & Buckley 1988)."""
    found = matrix.copy()
    found.data = (1.0 + np.log(np.maximum(found.data, 1.0))) * worth[found.indices]
    return unit(found)


def _times(matrix: Matrix, rows: Floats) -> Matrix:
    """Return the matrix with each row times its number."""
    return scipy.sparse.csr_matrix(
        (matrix.data * np.repeat(rows, np.diff(matrix.indptr)), matrix.indices, matrix.indptr), shape=matrix.shape
    )


def products(ones: Sequence[Matrix], others: Sequence[Matrix]) -> Floats:
    """Return the mean of the products of rows over several tables of the same rows: how alike they are in all."""
    found: Any = 0.0
    for one, other in zip(ones, others, strict=True):
        part = one @ other.T
        found += part.toarray() if scipy.sparse.issparse(part) else part
    return np.asarray(found / len(ones))


def joined(said: Matrix, meant: Floats, share: float = 0.5) -> Matrix:
    """Return rows whose products are those of words and of meanings added up, `share` of them those of meanings.

    They are put together by hand: scipy takes three times the memory, which tells with twenty thousand texts.
    """
    height, width = meant.shape
    before = said.indptr.astype(np.int64)
    indptr = before + width * np.arange(height + 1)
    data, indices = np.empty(int(indptr[-1])), np.empty(int(indptr[-1]), dtype=np.int32)
    behind = said.shape[1] + np.arange(width, dtype=np.int32)
    for row in range(height):
        start, end = before[row], before[row + 1]
        at, middle = indptr[row], indptr[row + 1] - width
        data[at:middle] = said.data[start:end] * (1 - share) ** 0.5
        indices[at:middle] = said.indices[start:end]
        data[middle : middle + width] = meant[row] * share**0.5
        indices[middle : middle + width] = behind
    return scipy.sparse.csr_matrix((data, indices, indptr), shape=(height, said.shape[1] + width))


def headlines(stems: Sequence[Sequence[str]]) -> Matrix:
    """Return headlines as unit rows, each stem counted once and weighed by its rarity."""
    table, columns = counts([tuple(dict.fromkeys(headline)) for headline in stems])
    return weighted(table, usual(frequency(table), columns, len(stems)))
