"""`digest correct`."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
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
@click.argument("number", metavar="ISSUE", type=click.IntRange(min=1))
@click.option("--story", default="", help="Which story: its id, or words of its headline.")
@click.option("--title", default="", help="The right headline.")
@click.option("--summary", default="", help="The right summary.")
@click.option("--note", default="", help="What readers are told; alone, it is about the issue as a whole.")
@click.option("--by", default="", help="Who corrects; your login name where nothing is said.")
@json_option
def correct(home: Path, newsletter: str | None, number: int, as_json: bool, by: str, **words: str) -> None:
    """Correct an issue that is out: in archive and feeds at once, and in the next issue with a note.

    The issue itself and its mail stay as they were sent. Without any option, lists its stories and corrections.
    """
    from digest import app, jobs

    right = jobs.Right(**words)
    with app.opened(app.read_home(home), newsletter) as parts:
        if right == jobs.Right():
            issue = jobs.the_issue(parts, number)
            made = jobs.corrections_of(parts, issue)
            _list(issue, made, as_json=as_json)
            return
        done = jobs.correct(parts, number, right, by or getpass.getuser())
        if as_json:
            output.as_json({"correction": done.correction, "new": done.new, "changed": _changed(done)})
        else:
            output.say(*_report(done))


def _list(issue: m.Issue, made: tuple[m.Correction, ...], *, as_json: bool) -> None:
    if as_json:
        stories = [{"id": story.id, "title": story.lead.title} for story in issue.content.stories]
        output.as_json({"issue": issue.number, "stories": stories, "corrections": made})
        return
    output.say(output.strong(f"Issue {issue.number}"))
    output.say(*output.table([(story.id, story.lead.title) for story in issue.content.stories]))
    for one in made:
        output.say("", *output.wrapped(f"{one.number}. {one.made:%Y-%m-%d}, {one.by}: {one.note}"))


def _report(done: jobs.Corrected) -> Iterator[str]:
    one = done.correction
    if done.new:
        yield f"Issue {one.issue}, correction {one.number}: {one.note}"
    else:
        yield f"This is correction {one.number} of issue {one.issue} already, made on {one.made:%Y-%m-%d}."
    if done.written is None:
        yield "The issue is not published yet; when it is, the correction is in it."
    else:
        yield f"{output.count(len(_changed(done)), 'file')} of the outbox changed."
    if done.new:
        yield "The next issue tells its readers."


def _changed(done: jobs.Corrected) -> tuple[str, ...]:
    return done.written.changed if done.written else ()
