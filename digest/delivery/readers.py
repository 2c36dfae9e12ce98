"""The readers of a CSV file, and every row that could not be one, by line; a line at a time, however many there are.

The file is what people have: from a spreadsheet in UTF-8 or UTF-16, with commas, semicolons or tabs, with
notes after "#". Each line is read alone: one quotation mark that is not closed spoils one reader, not the rest.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.delivery import addresses, headers
from digest.model import Subscriber, Theme, ThemeId

LONGEST_NAME = 200
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = {
    "address": frozenset({"address", "email", "e-mail", "mail", "email address", "e-mail address", "mail address"}),
    "name": frozenset({"name", "full name", "reader"}),
    "themes": frozenset({"themes", "theme", "topics", "interests"}),
}
_BREAK = re.compile(r"\r\n|\n|\r")
_EVERYTHING = frozenset({"all", "*", "everything"})
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Readers:
    """Who is to get the newsletter, in the order of the file and each once, and what was wrong with the rest.

    A mistake is a sentence that begins with the line, counted from 1: "line 3: ...".
    """

    subscribers: tuple[Subscriber, ...]
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mistake:
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: the reader in it, if it has one, and what is wrong with it."""

    number: int
    reader: Subscriber | None
    wrong: tuple[str, ...] = ()

    @property
    def mistakes(self) -> tuple[str, ...]:
        """What is wrong, each as a sentence that begins with the line."""
        return tuple(f"line {self.number}: {what}" for what in self.wrong)


def readers(table: str | bytes, themes: Sequence[Theme]) -> Readers:
    """Return the subscribers of a CSV file with the columns address, name and themes; only address is needed.

    Themes are ids or names parted by ";", none means all. A theme that is not the newsletter's is reported and
    the others kept; a row of which no theme is left is left out, for it must not turn into all of them.
    """
    found: dict[str, tuple[Subscriber, int]] = {}
    mistakes: list[str] = []
    for line in reader_lines(split(decoded(table)), themes):
        mistakes.extend(line.mistakes)
        if line.reader is None:
            continue
        key = addresses.key(line.reader.address)
        if key in found:
            what = f"{line.reader.address} is on line {found[key][1]} already; that one counts"
            mistakes.append(f"line {line.number}: {what}")
        else:
            found[key] = line.reader, line.number
    return Readers(tuple(reader for reader, _ in found.values()), tuple(mistakes))


def reader_lines(
    lines: Iterable[str], themes: Sequence[Theme], columns: Mapping[str, str] | None = None
) -> Iterator[Line]:
    """Yield what each line of a table holds, the first being the names of the columns.

    `columns` says what a table calls them: `{"address": "Contact e-mail"}`. Nothing follows a heading that is wrong.
    """
    numbered = _told(lines)
    first = next(numbered, None)
    if first is None:
        yield Line(1, None, ("nothing here, a row with the columns address,name,themes was expected",))
        return
    delimiter = _delimiter(first[1])
    heading = _row(*first, delimiter)
    found = heading if isinstance(heading, _Mistake) else _columns(heading, columns or {})
    if isinstance(found, _Mistake):
        yield Line(found.line, None, (found.what,))
        return
    by_word = {word: theme.id for theme in themes for word in (_word(theme.name), _word(theme.id))}
    for number, text in numbered:
        row = _row(number, text, delimiter)
        if isinstance(row, _Mistake):
            yield Line(row.line, None, (row.what,))
            continue
        reader, wrong = _reader(row, found, by_word)
        yield Line(number, reader, tuple(wrong))


def split(text: str) -> Iterator[str]:
    """Yield the lines of a text one by one, whichever system wrote it."""
    at = 0
    for end in _BREAK.finditer(text):
        yield text[at : end.start()]
        at = end.end()
    yield text[at:]


def decoded(table: str | bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or UTF-32, else in Windows-1252, without its byte order mark."""
    if isinstance(table, str):
        return table.removeprefix("\ufeff")
    return table.decode(encoding_of(table), "replace")


def encoding_of(table: bytes) -> str:
    """Return the encoding of a table: by its mark, else it begins with ASCII, so a nought beside it means UTF-16."""
    for mark, encoding in _BOMS:
        if table.startswith(mark):
            return encoding
    if table[1:2] == b"\0":
        return "utf-16-le"
    if table[:1] == b"\0":
        return "utf-16-be"
    try:
        table.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _told(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, with their numbers."""
    for number, line in enumerate(lines, start=1):
        bare = line.strip(" \t,;\r\n\ufeff")
        if bare and not bare.startswith(("#", '"#')):
            yield number, line.rstrip("\r\n")


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _row(number: int, line: str, delimiter: str) -> _Row | _Mistake:
    try:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error as error:
        return _Mistake(number, f"this line cannot be read ({error}); a quotation mark may be missing")
    return _Row(number, tuple(" ".join(cell.split()) for cell in cells))


def _columns(header: _Row, named: Mapping[str, str]) -> dict[str, int] | _Mistake:
    """Return where each column stands: by the name it was said to have, else by one of those that it usually has."""
    if any("@" in cell for cell in header.cells):
        return _Mistake(
            header.line, "a reader where the names of the columns should be; put 'address,name,themes' above it"
        )
    known = _COLUMNS | {name: frozenset({_word(words)}) for name, words in named.items()}
    found: dict[str, int] = {}
    for at, cell in enumerate(header.cells):
        name = next((name for name, words in known.items() if _word(cell) in words), "")
        if name:
            found.setdefault(name, at)
    if missing := [words for name, words in named.items() if name not in found]:
        there = ", ".join(cell for cell in header.cells if cell)
        return _Mistake(header.line, f"no column named {missing[0]!r} here; there are: {there}")
    if "address" in found:
        return found
    return _Mistake(header.line, "no column named 'address' here; expected 'address,name,themes'")


def _reader(row: _Row, columns: dict[str, int], by_word: dict[str, ThemeId]) -> tuple[Subscriber | None, list[str]]:
    address = _cell(row, columns, "address")
    wrong = addresses.mistake(address) if address else "is empty"
    if wrong:
        shown = headers.one_line(address)[:80]
        return None, [f"the address {shown!r} {wrong}; expected one such as reader@example.org"]
    chosen, unknown = _themes(row, columns, by_word)
    mistakes = [
        f"no theme {word!r} here; expected one of {', '.join(sorted(set(by_word.values())))}" for word in unknown
    ]
    if unknown and not chosen:
        return None, [*mistakes, f"{address} is left out: no theme is left for it"]
    name = headers.one_line(_cell(row, columns, "name"))[:LONGEST_NAME].strip()
    return Subscriber(addresses.normal(address), name, chosen), mistakes


def _themes(row: _Row, columns: dict[str, int], by_word: dict[str, ThemeId]) -> tuple[tuple[ThemeId, ...], list[str]]:
    """Return the themes of a row and the words that are none.

    Where themes are the last column they run to the end of the line: a file parted by semicolons has its list
    of themes in what looks like several cells.
    """
    at = columns.get("themes")
    if at is None:
        return (), []
    cells = row.cells[at:] if at == max(columns.values()) else row.cells[at : at + 1]
    words = [word.strip() for cell in cells for word in re.split(r"[;|]", cell) if word.strip()]
    if any(word.casefold() in _EVERYTHING for word in words):
        return (), []
    found = (by_word.get(_word(word)) for word in words)
    return tuple(dict.fromkeys(t for t in found if t)), [w for w in words if _word(w) not in by_word]


def _cell(row: _Row, columns: dict[str, int], name: str) -> str:
    at = columns.get(name)
    return meant(row.cells[at]) if at is not None and at < len(row.cells) else ""


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def meant(cell: str) -> str:
    """Return what `harmless` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _word(text: str) -> str:
    return " ".join(text.split()).casefold()
