"""`digest approve`."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option


@click.command()
@home_option
@newsletter_option
@click.option("--by", default="", help="Who approves; your login name where nothing is said.")
@click.option("--anyway", is_flag=True, help="Approve it whatever the mail doctor found.")
@click.option("--word", default=None, metavar="TEXT", help="Send readers this word instead; the stories wait.")
@json_option
def approve(home: Path, newsletter: str | None, by: str, anyway: bool, word: str | None, as_json: bool) -> None:
    """Approve the draft: it becomes an issue and does not change any more.

    The mail doctor looks at it first, its links included; what must not go out like this stops it. With --word the
    issue is nothing but that word, and the next one tells what this one did not: a week skipped, readers told why.
    """
    from digest import app, jobs
    from digest.jobs.word import word_to_readers

    with app.opened(app.read_home(home), newsletter) as parts:
        name = by or getpass.getuser()
        if word is None:
            issue = jobs.approve(parts, name, anyway=anyway, thorough=True)
        else:
            issue = word_to_readers(parts, word, name, anyway=anyway)
        if as_json:
            output.as_json(issue)
        else:
            output.say(
                f"Issue {issue.number}, approved by {issue.approved_by}: {issue.content.subject}",
                "Next: digest publish, then digest send.",
            )
