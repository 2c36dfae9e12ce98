"""How commands speak: sentences, tables that fit 80 columns, progress on a terminal only, JSON for scripts."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

WIDTH = 80


OURS = re.compile(r"(\x1b\[(?:[012]|3[1-6])m)")
"""Bold, dim, a colour and back: the only commands to a terminal that we print."""


def say(*lines: str) -> None:
    """Print lines on standard output; control characters that came from the web are not obeyed."""
    for line in lines:
        pieces = OURS.split(line)
        click.echo("".join(piece if OURS.fullmatch(piece) else safe(piece) for piece in pieces))


def safe(text: str) -> str:
    """Return the text without what a terminal would obey instead of show."""
    return "".join(character if character.isprintable() or character == "\n" else " " for character in text)


def as_json(value: object) -> None:
    """Print a value of ours as JSON, one line."""
    from pydantic import TypeAdapter

    text = TypeAdapter(Any).dump_python(value, mode="json")
    click.echo(json.dumps(text, ensure_ascii=False))


def strong(text: str) -> str:
    """Return the text in bold where there is a terminal."""
    return click.style(safe(text), bold=True) if _is_obeyed() else safe(text)


def coloured(line: str, colours: Mapping[str, str]) -> str:
    """Return a line of a table with the first cell that has a colour in it, where there is a terminal.

    NO_COLOR takes colours away and nothing else (https://no-color.org).
    """
    if os.environ.get("NO_COLOR") or not _is_obeyed():
        return line
    for word, colour in colours.items():
        if f" {word} " in f" {line} ":
            head, _, tail = f" {line} ".partition(f" {word} ")
            return f"{head[1:]} {click.style(word, fg=colour)} {tail[:-1]}" if head else line
    return line


def quiet(text: str) -> str:
    """Return the text dimmed where there is a terminal."""
    return click.style(safe(text), dim=True) if _is_obeyed() else safe(text)


def clear() -> None:
    """Empty the screen where there is a terminal that can be emptied."""
    if _is_obeyed():
        click.clear()


def _is_obeyed() -> bool:
    """Return whether a terminal does as it is told: not where it has no name or says that it is dumb."""
    return os.environ.get("TERM", "") not in {"", "dumb"}


def table(rows: Sequence[Sequence[str]], *, indent: int = 2) -> Iterator[str]:
    """Yield aligned lines; the last column takes what is left of the width and is cut with an ellipsis."""
    widths = [max(len(safe(row[column])) for row in rows) for column in range(len(rows[0]) - 1)] if rows else []
    for row in rows:
        head = "".join(f"{safe(cell):<{width}}  " for cell, width in zip(row, widths, strict=False))
        yield cut(" " * indent + head + safe(row[-1]), WIDTH)


def cut(text: str, width: int) -> str:
    """Return the text in at most that many characters, an ellipsis where it was longer."""
    flat = " ".join(text.split("\n")).rstrip()
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def wrapped(text: str, *, indent: int = 2, hyphens: bool = True) -> Iterator[str]:
    """Yield a paragraph in lines of the width, broken at hyphens too where they are not part of a name."""
    import textwrap

    pad = " " * indent
    hanging = pad + "  " if text.startswith("- ") else pad
    yield from textwrap.wrap(
        safe(text), WIDTH, initial_indent=pad, subsequent_indent=hanging, break_on_hyphens=hyphens
    )


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 story", "2 stories"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[object], None]]:
    """Yield a function to call after each step; draws a bar on a terminal and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda _: bar.advance(task)
