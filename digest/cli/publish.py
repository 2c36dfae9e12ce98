"""`digest publish`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest import jobs


@click.command()
@home_option
@newsletter_option
@click.argument("number", type=int, required=False)
@click.option("--all", "every", is_flag=True, help="Every issue, as after a change of templates or of the address.")
@json_option
def publish(home: Path, newsletter: str | None, number: int | None, every: bool, as_json: bool) -> None:
    """Write the newest issue, or issue NUMBER, to the outbox: mail, text, feeds, pages."""
    from digest import app, jobs

    found = app.read_home(home)
    with app.opened(found, newsletter) as parts:
        if every:
            changed = jobs.publish_all(parts)
            said = f"Every issue: {output.count(len(changed), 'file')} changed."
            output.as_json({"changed": changed}) if as_json else output.say(said)
            return
        written = jobs.publish(parts, number)
        folder = found.path(found.settings.outbox, parts.newsletter.id)
        if as_json:
            output.as_json({"issue": written.issue.number, "paths": written.paths, "changed": written.changed})
        else:
            output.say(*report(written, folder))


def report(written: jobs.Written, folder: Path) -> Iterator[str]:
    """Yield what was written where, and which cards had to be reduced."""
    changed = output.count(len(written.changed), "file") if written.changed else "nothing"
    yield f"Issue {written.issue.number} in {folder}: {changed} changed, {len(written.paths)} in all."
    for path in written.paths:
        yield f"  {folder / path}"
    if written.untold:
        yield from output.wrapped(f"The hub was not told of the feeds: {written.untold} Publish again to try again.")
    for card in written.quarantined:
        yield from output.wrapped(f"Reduced to title and link: “{card.title}”. {card.why}")
