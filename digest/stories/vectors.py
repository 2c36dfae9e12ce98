"""Texts as sparse TF-IDF vectors: the one door to numpy and scipy for merging and themes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from digest.stories import words

Matrix = Any  # scipy ships no types: a csr_matrix of float64
Floats = npt.NDArray[np.floating[Any]]
Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_BEFORE = 500  # texts imagined before these
_OFTEN = 20  # of them have any one everyday word


def counts(
    documents: Sequence[Sequence[str]], columns: Mapping[str, int] | None = None
) -> tuple[Matrix, dict[str, int]]:
    """Return how often each stem stands in each document (documents x stems), and the stems' columns.

    With `columns` given, stems that have none are passed over. Columns are in the order of the alphabet, so
    that the order of documents changes nothing but the order of rows.
    """
    tallies = [Counter(document) for document in documents]
    known = dict(columns) if columns is not None else {}
    if columns is None:
        known = {stem: at for at, stem in enumerate(sorted({stem for tally in tallies for stem in tally}))}
    rows, cols, values = [], [], []
    for row, tally in enumerate(tallies):
        for stem, times in tally.items():
            column = known.get(stem)
            if column is not None:
                rows.append(row)
                cols.append(column)
                values.append(float(times))
    shape = (len(documents), len(known))
    return sparse.csr_matrix((values, (rows, cols)), shape=shape, dtype=np.float64), known


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
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1.0 / np.maximum(lengths, 1e-12)) @ matrix)


def weighted(matrix: Matrix, worth: Floats) -> Matrix:
    """Return unit TF-IDF rows with sublinear counts, 1 + log tf (Salton & Buckley 1988)."""
    scaled = matrix.copy()
    scaled.data = 1.0 + np.log(np.maximum(scaled.data, 1.0))
    return unit(scaled @ sparse.diags(worth))


def joined(said: Matrix, meant: Floats, share: float = 0.5) -> Matrix:
    """Return rows whose products are those of words and of meanings added up, `share` of them those of meanings."""
    return sparse.hstack([said * (1 - share) ** 0.5, sparse.csr_matrix(meant) * share**0.5], format="csr")


def headlines(stems: Sequence[Sequence[str]]) -> Matrix:
    """Return headlines as unit rows, each stem counted once and weighed by its rarity."""
    table, columns = counts([tuple(dict.fromkeys(headline)) for headline in stems])
    return weighted(table, usual(frequency(table), columns, len(stems)))
