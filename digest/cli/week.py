"""`digest week`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import collect as collecting
from digest.cli import draft as drafting
from digest.cli import output, publish, send
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest import jobs


@click.command()
@home_option
@newsletter_option
@json_option
def week(home: Path, newsletter: str | None, as_json: bool) -> None:
    """Do all that the coming issue owes, by the newsletter's policy: collect, draft, approve, publish, send.

    A second time does nothing twice. Where the policy is to hold, it stops at the draft.
    """
    from digest import app, jobs

    found = app.read_home(home)
    with app.opened(found, newsletter) as parts:
        with output.progress("Collecting", len(parts.newsletter.sources)) as step:
            done = jobs.week(parts, step)
        if as_json:
            output.as_json(done)
        else:
            output.say(*report(parts, done, found.path(found.settings.outbox, parts.newsletter.id)))


def report(parts: jobs.Parts, done: jobs.Week, outbox: Path) -> Iterator[str]:
    """Yield what each step of the week did."""
    if done.collected:
        yield from collecting.report(done.collected)
    if done.draft:
        yield from list(drafting.report(parts.newsletter, done.draft))[:-1]
    if done.held:
        yield done.held
    if done.written:
        yield from publish.report(done.written, outbox)
    if done.sent:
        yield from send.report(done.sent)
