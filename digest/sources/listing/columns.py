"""The column that a cell of a table stands in, counting cells that are several wide or reach down from rows above."""

from __future__ import annotations

from dataclasses import dataclass, field

WIDEST, LONGEST = 50, 500


@dataclass(slots=True)
class Columns:
    """The columns of one part of a table, while its cells are met in their order."""

    row: int = -1
    following: int = 0
    taken: frozenset[int] = frozenset()
    reaching: dict[int, int] = field(default_factory=dict)

    def place(self, row: int, colspan: str, rowspan: str) -> int:
        """Return the column of the next cell of a row, from 0; `row` is what tells rows apart."""
        if row != self.row:
            self.row, self.following = row, 0
            self.taken = frozenset(self.reaching)
            self.reaching = {column: rows - 1 for column, rows in self.reaching.items() if rows > 1}
        while self.following in self.taken:
            self.following += 1
        column = self.following
        self.following += _number(colspan, WIDEST)
        if (rows := _number(rowspan, LONGEST)) > 1:
            self.reaching |= dict.fromkeys(range(column, self.following), rows - 1)
        return column


def _number(written: str, most: int) -> int:
    """Return a span as written in an attribute, 1 for what is none."""
    return (
        min(most, int(written))
        if written.isascii() and written.isdigit() and len(written) < 6 and int(written)
        else 1
    )
