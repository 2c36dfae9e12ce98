"""`digest desk`."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, newsletter_option
from digest.cli.preview import host_option, port_option

if TYPE_CHECKING:
    from digest import jobs


@click.command()
@home_option
@newsletter_option
@host_option
@port_option
def desk(home: Path, newsletter: str | None, host: str, port: int) -> None:
    """Serve the editors' desk until Ctrl-C, and print an address that lets you in once.

    The desk alone: nothing is collected and nothing is sent. `digest up` serves it too, and does all that.
    """
    from digest import app, web

    folder = app.read_home(home)
    with app.opened(folder, newsletter) as parts:
        application = web.application(
            web.Site(parts, folder.settings.desk.proxy_header, now=app.Current(folder, parts))
        )
        web.run(application, host, port, lambda address: output.say(*way_in(parts, address)))


def way_in(parts: jobs.Parts, address: str) -> list[str]:
    """Return what is printed for whoever sits at this machine: an address with a link that lets in once."""
    from digest import jobs

    token = jobs.link(parts, jobs.signing.here(getpass.getuser()))
    people = [one for one in parts.newsletter.people if one.address]
    named = ", ".join(one.name for one in people)
    others = f"By a link that is mailed to them: {named}, at {parts.public}/desk/" if people else NOBODY
    return [
        f"The desk of {parts.newsletter.title} is open (Ctrl-C ends it). For you, once, within a quarter of an hour:",
        "",
        f"  {address}/desk/enter/{token}",
        "",
        others,
    ]


NOBODY = "Nobody else can sign in yet: name them in the newsletter's file, each as a [[person]] with an address."
