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
@json_option
def approve(home: Path, newsletter: str | None, by: str, anyway: bool, as_json: bool) -> None:
    """Approve the draft: it becomes an issue and does not change any more.

    The mail doctor looks at it first, its links included; what must not go out like this stops it.
    """
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        issue = jobs.approve(parts, by or getpass.getuser(), anyway=anyway, thorough=True)
        if as_json:
            output.as_json(issue)
        else:
            output.say(
                f"Issue {issue.number}, approved by {issue.approved_by}: {issue.content.subject}",
                "Next: digest publish, then digest send.",
            )
