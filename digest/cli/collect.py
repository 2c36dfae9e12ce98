"""`digest collect`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest import jobs
    from digest import model as m


@click.command()
@home_option
@newsletter_option
@click.option("--all", "every", is_flag=True, help="Every source, also one that asks to be left in peace.")
@json_option
def collect(home: Path, newsletter: str | None, every: bool, as_json: bool) -> int:
    """Visit every source that may be asked now and keep what is new.

    Left in peace is a source whose server asked for a pause, and one that is gone for good. A source that fails is
    reported and never stops the others. Exit status 1 only where every source that was visited failed.
    """
    from digest import app, jobs

    found = app.read_home(home)
    with app.opened(found, newsletter) as parts:
        with output.progress("Collecting", len(parts.newsletter.sources)) as step:
            collected = jobs.collect(parts, step, ask="all" if every else "allowed")
        code = 1 if collected.visits and len(collected.failed) == len(collected.visits) else 0
        if as_json:
            output.as_json(collected.visits)
            return code
        output.say(*report(collected))
        if app.came_along(found):
            name = parts.newsletter.id
            output.say(
                f"This is {name}, which came with the program; no newsletter is here. Your own: digest init DIR."
            )
        return code


def report(collected: jobs.Collected) -> Iterator[str]:
    """Yield what a collection did: one sentence, then a line for each source that failed."""
    kinds = Counter("failed" if v.failure else "unchanged" if v.unchanged else "read" for v in collected.visits)
    done = ", ".join(f"{kinds[kind]} {kind}" for kind in ("read", "unchanged", "failed") if kinds[kind])
    yield f"{output.count(len(collected.visits), 'source')} visited: {done or 'none'}."
    changed = sum(visit.changed for visit in collected.visits)
    yield f"{output.count(collected.new, 'new post')}, {changed:,} changed."
    if collected.left:
        yield "Left in peace (--all asks them too):"
        for left in sorted(collected.left, key=lambda one: one.source):
            until = f"until {left.until:%d %b %H:%M} UTC, " if left.until else ""
            yield from output.table([(left.source, until + left.why)])
    yield from _unread([(visit.source, visit.failure) for visit in collected.failed if visit.failure], collected)


def _unread(failed: Sequence[tuple[str, m.Failure]], collected: jobs.Collected) -> Iterator[str]:
    """Yield the sources that failed, those together that failed in the same way."""
    from digest.model import Trouble

    together: dict[str, list[str]] = {}
    for source, failure in sorted(failed, key=lambda one: one[0]):
        together.setdefault(failure.said, []).append(source)
    if together:
        yield "Not read:"
    for said, sources in together.items():
        yield from output.wrapped(", ".join(sources), hyphens=False)
        yield from output.wrapped(said, indent=4)
    nothing = all(failure.trouble is Trouble.UNREACHABLE for _, failure in failed)
    if nothing and len(failed) == len(collected.visits) > 1:
        yield "No site at all could be reached: is this machine on the network?"
