"""`digest preview`."""

from __future__ import annotations

from pathlib import Path

import click

from digest.cli import output
from digest.cli.options import home_option, newsletter_option

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
port_option = click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8400,
    show_default=True,
    metavar="PORT",
    help="The port to listen on; 0 takes a free one.",
)


@click.command()
@home_option
@newsletter_option
@host_option
@port_option
def preview(home: Path, newsletter: str | None, host: str, port: int) -> None:
    """Serve the pages of the outbox and the draft until Ctrl-C; nothing is collected and nothing is sent.

    The desk and the readers' pages answer there too, for whoever has signed in or holds a link: `digest desk` prints
    a way in.
    """
    from digest import app, web

    with app.opened(app.read_home(home), newsletter) as parts:
        application = web.application(web.Site(parts))
        web.run(application, host, port, lambda address: output.say(f"Look at {address}/ (Ctrl-C ends it)."))
