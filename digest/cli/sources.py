"""`digest sources`: list them, and OPML in and out."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option
from digest.errors import NothingThere

if TYPE_CHECKING:
    from digest import app
    from digest import model as m
    from digest.config import opml

ROLES = ("institute", "government", "audit", "body", "magazine", "news")


@click.group()
def sources() -> None:
    """List the sources of a newsletter; take them from OPML or give them as OPML."""


@sources.command("list")
@home_option
@newsletter_option
@json_option
def list_(home: Path, newsletter: str | None, as_json: bool) -> None:
    """List the sources in the order of the file."""
    from digest import app

    found = app.read_home(home).newsletter(newsletter)
    if as_json:
        output.as_json(found.sources)
        return
    for role, same_role in groupby(found.sources, key=lambda source: source.role):
        output.say(f"{role}:", *output.table([(source.id, _shown(source)) for source in same_role]))
    output.say(f"{output.count(len(found.sources), 'source')} in {found.id}.")


def _shown(source: m.Source) -> str:
    """Return an address without what nearly all of them begin with, and how it is read where that is set."""
    kind = "" if source.kind == "auto" else f" ({source.kind})"
    return source.address.removeprefix("https://").removeprefix("www.").rstrip("/") + kind


@sources.command("export")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), default="-")
@home_option
@newsletter_option
def export(file: str, home: Path, newsletter: str | None) -> None:
    """Write the sources as OPML to FILE, or to standard output."""
    from digest import app
    from digest.config import opml

    text = opml.write(app.read_home(home).newsletter(newsletter))
    with click.open_file(file, "w", encoding="utf-8", atomic=file != "-") as target:
        target.write(text)


@sources.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--role", type=click.Choice(ROLES), default="body", help="What sort of publishers they are.")
@click.option("--dry-run", is_flag=True, help="Say what would be added and change nothing.")
@home_option
@newsletter_option
@json_option
def import_(file: Path, role: str, dry_run: bool, home: Path, newsletter: str | None, as_json: bool) -> None:
    """Add the sources of an OPML FILE to the newsletter's own file.

    Sources that it has already are left as they are; comments and order of the file stay. A folder of the list
    that is named like a role gives that role.
    """
    from digest import app, model
    from digest.config import opml

    place = app.read_home(home)
    target = own_file(place, newsletter)
    outline = opml.read(file.read_bytes(), str(file), role=model.Role(role))
    with target.open(encoding="utf-8", newline="") as source:
        text = source.read()
    grown = opml.add(text, app.shown(target, home), outline.sources)
    if grown.added and not dry_run:
        with click.open_file(str(target), "wb", atomic=True) as written:
            written.write(grown.text.encode())
    if as_json:
        output.as_json({"added": grown.added, "known": grown.known, "refused": outline.refused})
    else:
        _report(app.shown(target, home), grown, outline, dry_run)


def own_file(place: app.Home, newsletter: str | None) -> Path:
    """Return the newsletter's file in the home folder. Raises `NothingThere` where it only came with the program."""
    from digest import app

    found = place.newsletter(newsletter)
    file = next(f for f in app.newsletter_files(place.folder, place.settings) if f.stem == found.id)
    if not file.resolve().is_relative_to(place.folder.resolve()):
        said = f"{found.id} came with the program and is not yours to change. Make your own: `digest init DIR`."
        raise NothingThere(said, about=str(file))
    return file


def _report(name: str, grown: opml.Grown, outline: opml.Outline, dry_run: bool) -> None:
    """Say what was added, what was there already, what was no source."""
    verb = "would be added" if dry_run else "added"
    output.say(f"{output.count(len(grown.added), 'source')} {verb} to {name}, {len(grown.known)} known already.")
    if grown.added:
        output.say(*output.table([(source.id, source.address) for source in grown.added]))
    if outline.refused:
        output.say("Left out:", *(output.cut(f"  {one}", output.WIDTH) for one in outline.refused))
