"""`digest send`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from digest import model as m
from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option
from digest.cli.sending import fates

if TYPE_CHECKING:
    from digest import jobs


@click.command()
@home_option
@newsletter_option
@click.argument("number", type=int, required=False)
@json_option
def send(home: Path, newsletter: str | None, number: int | None, as_json: bool) -> int:
    """Send the newest issue, or issue NUMBER, to every subscriber who has not had it.

    Started several times at once, also on several machines with one database, they share the work. Ctrl-C ends it
    once the mails on their way are settled. Exit status 1 where a mail failed, was put off, or nobody can know what
    became of it, or where the sending stands still.
    """
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as opened, _stoppable() as stopping:
        parts = replace(opened, stopping=stopping)
        with _progress() as (planned, ended):
            sent = jobs.deliver(parts, number, ended, planned=planned)
        jobs.close_slot(parts, sent)
        if as_json:
            campaign = {"state": sent.campaign.state, "why": sent.campaign.why}
            told = {"issue": sent.issue.number, "tried": sent.tried, "fates": sent.fates, "said": sent.said}
            output.as_json(told | campaign)
        else:
            output.say(*report(sent))
    troubled = (m.Fate.FAILED, m.Fate.DEFERRED, m.Fate.UNKNOWN)
    return 1 if any(sent.fates.get(fate) for fate in troubled) or not sent.finished else 0


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """Yield what tells whether we were asked to end; a second time ends at once."""
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        click.echo("Ending once the mails on their way are settled. Once more to end at once.", err=True)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress() -> Iterator[tuple[Callable[[int], None], Callable[[m.Posted], None]]]:
    """Yield what to call with how many mails there are, and after each: a bar with its pace, on a terminal only."""
    if not sys.stderr.isatty():
        yield (lambda _: None), (lambda _: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Sending"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Sending", total=None, pace="")

        def ended(_: m.Posted) -> None:
            bar.advance(task)
            speed = bar.tasks[0].speed
            bar.update(task, pace=f"{speed:,.0f} a second" if speed else "")

        yield (lambda total: bar.update(task, total=total)), ended


def report(sent: jobs.Sent) -> Iterator[str]:
    """Yield how the issue's deliveries stand."""
    done = f"{fates(sent.fates)}. {_tried(sent)}" if sent.fates else "nobody has signed up and nobody is listed yet."
    yield f"Issue {sent.issue.number}: {done}"
    if sent.campaign.why:
        yield from output.wrapped(f"{sent.campaign.state.value.capitalize()}: {sent.campaign.why}")
    for said in sent.said:
        yield from output.wrapped(said)
    if sent.fates.get(m.Fate.DEFERRED):
        yield "What was put off goes out with the next: digest send"
    if sent.fates.get(m.Fate.UNKNOWN):
        yield "Nobody can know whether the unknown ones arrived, so they are not sent again by themselves."
        yield f"Decide about them with: digest deliveries unknown --issue {sent.issue.number}"
    if sent.mistakes:
        yield "In the list of subscribers:"
        for mistake in sent.mistakes:
            yield from output.wrapped(mistake)


def _tried(sent: jobs.Sent) -> str:
    if not sent.tried:
        return "No mail left now." if not sent.finished else "Everybody had theirs already; no mail left now."
    return f"{output.count(sent.tried, 'mail')} handed to the mail server now."
