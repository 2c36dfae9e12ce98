"""`digest history`, `undo`, `redo` and `return`: what happened to the draft, and the ways back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import click

from digest.cli import output
from digest.cli.edit import Given, common, do
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest.jobs.history import Line


@click.command()
@click.argument("number", type=int, required=False)
@common
def undo(number: int | None, **settings: Unpack[Given]) -> None:
    """Take back the last edit, or the one of step NUMBER, whoever made it."""
    from digest.jobs.edit import undo as back

    do(settings, lambda parts, asked: back(parts, asked, number))


@click.command()
@click.argument("number", type=int, required=False)
@common
def redo(number: int | None, **settings: Unpack[Given]) -> None:
    """Do again what was taken back last, or the edit of step NUMBER."""
    from digest.jobs.edit import redo as again

    do(settings, lambda parts, asked: again(parts, asked, number))


@click.command("return")
@click.argument("number", type=int)
@common
def return_(number: int, **settings: Unpack[Given]) -> None:
    """Bring the draft back to how it was after step NUMBER; what came later can be done again."""
    from digest.jobs.edit import return_to

    do(settings, lambda parts, asked: return_to(parts, number, asked))


@click.command()
@home_option
@newsletter_option
@json_option
def history(home: Path, newsletter: str | None, as_json: bool) -> None:
    """Say what happened to the draft: who, what, when, and what stands."""
    from zoneinfo import ZoneInfo

    from digest import app
    from digest.jobs import history as job

    with app.opened(app.read_home(home), newsletter) as parts:
        lines = job.lines(parts)
        if as_json:
            output.as_json(lines)
            return
        output.say(*_told(lines, ZoneInfo(parts.newsletter.time_zone)))


def _told(lines: tuple[Line, ...], zone: Any) -> Iterator[str]:  # noqa: ANN401 - imported where it is used
    for line in lines:
        wall = line.step.made.astimezone(zone)
        mark = " (taken back)" if line.stands is False else " (waits for its story)" if line.rests else ""
        head = f"{line.step.number:>3}  {wall:%a %H:%M}  "
        first, *more = output.wrapped(f"{line.step.by} {line.step.said}{mark}", indent=len(head))
        yield from (head + first.lstrip(), *more)
    yield "To take one back: digest undo [NUMBER]. To do it again: digest redo [NUMBER]."
    yield "To bring all back to how it was after a step: digest return NUMBER."
