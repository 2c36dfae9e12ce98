"""`digest worker`."""

from __future__ import annotations

from pathlib import Path

import click

from digest.cli import output
from digest.cli.options import home_option, newsletter_option
from digest.cli.up import duties, ended_by, failed, start_log, stopping


@click.command()
@home_option
@newsletter_option
def worker(home: Path, newsletter: str | None) -> None:
    """Work for a newsletter on this machine too: clock and jobs without the web, as many of them as you like.

    All of them need the same digest.toml and feeds/, and a database on PostgreSQL. A slot is taken by one of them,
    which shares its sources and deliveries out among all; when one dies, the others take over within a minute.
    """
    from digest import app
    from digest.adapters.clock import keep_time

    place = app.read_home(home)
    stop = stopping()
    with app.opened(place, newsletter) as parts, app.helping(place, ended_by(stop, parts), stop) as helped:
        start_log(place.settings.log, helped)
        output.say(f"{parts.newsletter.title}: this worker is {parts.run} (Ctrl-C ends it).")
        keep_time(duties(lambda: helped), stop, failed)
    output.say("Stopped. What it had begun is finished, or taken over by the others.")
