"""`digest send`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest import model as m
from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest import jobs


@click.command()
@home_option
@newsletter_option
@click.argument("number", type=int, required=False)
@json_option
def send(home: Path, newsletter: str | None, number: int | None, as_json: bool) -> int:
    """Send the newest issue, or issue NUMBER, to every subscriber who has not had it.

    Exit status 1 where a mail failed, was put off, or nobody can know what became of it.
    """
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        with output.progress("Sending", 0) as step:
            sent = jobs.deliver(parts, number, step)
        jobs.close_slot(parts, sent)
        if as_json:
            output.as_json({"issue": sent.issue.number, "tried": sent.tried, "fates": sent.fates, "said": sent.said})
        else:
            output.say(*report(sent))
    troubled = (m.Fate.FAILED, m.Fate.DEFERRED, m.Fate.UNKNOWN)
    return 1 if any(sent.fates.get(fate) for fate in troubled) else 0


def report(sent: jobs.Sent) -> Iterator[str]:
    """Yield how the issue's deliveries stand."""
    parts = [f"{sent.fates[fate]:,} {fate.value}" for fate in m.Fate if sent.fates.get(fate)]
    yield f"Issue {sent.issue.number}: {', '.join(parts) or 'no subscribers'}. {_tried(sent)}"
    for said in sent.said:
        yield from output.wrapped(said)
    if sent.fates.get(m.Fate.DEFERRED):
        yield "What was put off goes out with the next: digest send"
    if sent.fates.get(m.Fate.UNKNOWN):
        yield "Nobody can know whether the unknown ones arrived, so they are not sent again by themselves."
    if sent.mistakes:
        yield "In the list of subscribers:"
        for mistake in sent.mistakes:
            yield from output.wrapped(mistake)


def _tried(sent: jobs.Sent) -> str:
    if not sent.tried:
        return "Everybody had theirs already; no mail left now."
    return f"{output.count(sent.tried, 'mail')} handed to the mail server now."
