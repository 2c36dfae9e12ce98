"""`digest relocate` and `digest export`: everything to another database, or into open files."""

from __future__ import annotations

from pathlib import Path

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

DATABASES = ("sqlite:///", "postgresql://")


@click.command()
@click.argument("address")
@home_option
@json_option
def relocate(address: str, home: Path, as_json: bool) -> None:
    """Copy everything to the database at ADDRESS: from SQLite to PostgreSQL, or back.

    ADDRESS is sqlite:///FILE or postgresql://HOST/NAME, and must be empty. Every table is counted on both sides. The
    old database stays as it is; name the new one in digest.toml afterwards.
    """
    to_database(home, address, as_json=as_json)


def to_database(home: Path, address: str, *, as_json: bool) -> None:
    """Copy everything to the database at an address, and say how much it was."""
    from digest import app, keeping

    counts = keeping.relocate(app.read_home(home), address)
    if as_json:
        output.as_json(counts)
        return
    output.say(*output.table([(name, f"{count:,}") for name, count in counts.items() if count]))
    output.say(f"{output.count(sum(counts.values()), 'row')} copied, every table counted on both sides.")
    output.say('Stop the program, then name that address in digest.toml: database = "…"')


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@home_option
@newsletter_option
def export(folder: Path, home: Path, newsletter: str | None) -> None:
    """Write a newsletter into FOLDER as open files.

    A JSON Lines file for every table, the sources as OPML, readers and deliveries as CSV, the newsletter's own file,
    and every rendition. Secrets are left out.
    """
    from digest import app, keeping

    place = app.read_home(home)
    letter = place.newsletter(newsletter)
    counts = keeping.export(place, letter, folder)
    output.say(*output.table([(name, f"{count:,}") for name, count in counts.items()]))
    output.say(f"{letter.title} is in {folder}.")
