"""`digest up`."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.desk import way_in
from digest.cli.options import home_option, newsletter_option
from digest.cli.preview import host_option, port_option

if TYPE_CHECKING:
    from digest import jobs

TICK_SECONDS = 20


@click.command()
@home_option
@newsletter_option
@host_option
@port_option
def up(home: Path, newsletter: str | None, host: str, port: int) -> None:
    """Run the newsletter by itself: collect, draft at the cut-off, publish and send at the slot; serve the desk.

    It may be stopped and started at any moment: nothing is forgotten and nothing is done twice.
    """
    from digest import app, jobs, web
    from digest.adapters.clock import tick_every

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    folder = app.read_home(home)
    with app.opened(folder, newsletter) as parts:
        application = web.application(web.Site(parts, folder.settings.desk.proxy_header))
        with web.serving(application, host, port) as address:
            output.say(
                f"{parts.newsletter.title} is up. Look at {address}/ (Ctrl-C ends it).", "", *way_in(parts, address)
            )
            tick_every(TICK_SECONDS, lambda: output.say(*map(_line, jobs.tick(parts))), stop, _failed)
    output.say("Stopped. Start it again with: digest up")


def _line(done: jobs.Done) -> str:
    return f"{done.slot.id}: {done.state.value}, {done.why}"


def _failed(error: Exception) -> None:
    """Tell of a tick that could not be done; the next one tries again."""
    from digest.errors import DigestError

    kind = "" if isinstance(error, DigestError) else f"a defect of the program, {type(error).__name__}: "
    click.echo(output.safe(f"This tick failed and the next one tries again: {kind}{error}"), err=True)
