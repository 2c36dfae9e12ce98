"""`digest slots`: what the schedule owed and owes; what to do with a slot that waits for a person."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest import model as m


@click.group(invoke_without_command=True)
@home_option
@newsletter_option
@click.option("--days", default=14, show_default=True, help="How far to look back.")
@click.option("--all", "every", is_flag=True, help="Collections too.")
@json_option
@click.pass_context
def slots(context: click.Context, home: Path, newsletter: str | None, days: int, every: bool, as_json: bool) -> None:
    """List what the schedule owed and how it ended, and what comes next.

    A slot that is held waits for a person: `digest slots run SLOT` does it now, `digest slots skip SLOT` lets it go.
    """
    from digest import app, jobs
    from digest import model as m

    if context.invoked_subcommand:
        return
    with app.opened(app.read_home(home), newsletter) as parts:
        since = parts.clock.now() - timedelta(days=days)
        rows = [
            row
            for row in parts.store.ledger.rows(parts.newsletter.id, since)
            if every or row.slot.job is not m.Job.COLLECT
        ]
        if as_json:
            output.as_json({"slots": rows, "coming": jobs.coming(parts)})
            return
        output.say(*_lines(rows), *_next(jobs.coming(parts)))


def _lines(rows: list[m.SlotRow]) -> Iterator[str]:
    if not rows:
        yield "Nothing has fallen due yet. `digest up` does what the schedule owes."
    yield from output.table([(row.slot.id.partition("/")[2], row.state.value, row.why) for row in rows], indent=0)


def _next(coming: tuple[m.Coming, ...]) -> Iterator[str]:
    yield "Next:"
    yield from output.table([(one.slot.job.value, one.words) for one in coming])


@slots.command()
@click.argument("slot")
@home_option
@newsletter_option
def run(slot: str, home: Path, newsletter: str | None) -> None:
    """Do a slot now that was held, missed or skipped: `digest slots run send@2026-11-27`."""
    from digest import app
    from digest.jobs import slots as jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        done = jobs.do_now(parts, slot)
        output.say(f"{done.slot.id}: {done.state.value}, {done.why}")


@slots.command()
@click.argument("slot")
@click.option("--why", default="", help="The reason, for whoever looks later.")
@home_option
@newsletter_option
def skip(slot: str, why: str, home: Path, newsletter: str | None) -> None:
    """Let a slot go that waits for a person: nothing is sent for it."""
    from digest import app
    from digest.jobs import slots as jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        done = jobs.let_go(parts, slot, why or f"let go by {getpass.getuser()}")
        output.say(f"{done.slot.id}: {done.state.value}, {done.why}")
