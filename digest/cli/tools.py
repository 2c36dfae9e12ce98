"""`digest compare`, `digest what-if` and `digest rebuild`: editors' tools that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest import model as m
    from digest.editing.differences import Difference

_SHOWN = 20


@click.command()
@click.argument("issue", type=int)
@click.argument("other", type=int, required=False)
@home_option
@newsletter_option
@json_option
def compare(issue: int, other: int | None, home: Path, newsletter: str | None, as_json: bool) -> None:
    """Say how ISSUE differs from OTHER, or from the draft where no other is named."""
    from digest import app
    from digest.jobs import tools

    with app.opened(app.read_home(home), newsletter) as parts:
        found = tools.compare(parts, issue, other)
        _say(parts.newsletter, found, as_json=as_json)


class Limits(TypedDict):
    """What an issue may hold, None for as it is."""

    days: int | None
    stories: int | None
    per_theme: int | None
    per_source: int | None
    events: int | None


@click.command("what-if")
@click.option("--issue", type=int, help="A past issue instead of the draft.")
@click.option("--without", multiple=True, metavar="SOURCE", help="Without this source; may be given several times.")
@click.option(
    "--weight", "weights", nargs=2, type=(str, float), multiple=True, metavar="SOURCE NUMBER", help="Weigh it so."
)
@click.option("--days", type=int, help="A window of so many days.")
@click.option("--stories", type=int, help="At most so many stories.")
@click.option("--per-theme", type=int, help="At most so many under a theme.")
@click.option("--per-source", type=int, help="At most so many of a source.")
@click.option("--events", type=int, help="At most so many events.")
@home_option
@newsletter_option
@json_option
def what_if(
    home: Path,
    newsletter: str | None,
    issue: int | None,
    without: tuple[str, ...],
    weights: tuple[tuple[str, float], ...],
    as_json: bool,
    **limits: Unpack[Limits],
) -> None:
    """Say what other settings would give, as a difference; nothing is changed.

    Both sides are told anew from the posts of the window, without the edits.
    """
    from digest import app
    from digest import model as m
    from digest.jobs import tools

    with app.opened(app.read_home(home), newsletter) as parts:
        left = tuple(m.SourceId(name) for name in without)
        weighed = tuple((m.SourceId(name), weight) for name, weight in weights)
        found = tools.what_if(parts, tools.Otherwise(left, weighed, **limits), issue)
        _say(parts.newsletter, found, as_json=as_json)


@click.command()
@click.argument("issue", type=int)
@home_option
@newsletter_option
@json_option
def rebuild(issue: int, home: Path, newsletter: str | None, as_json: bool) -> None:
    """Make the files of ISSUE anew and prove that they are those that were published, byte for byte.

    Nothing is written. Exit status 1 where a file differs: a template, the program or an address changed since.
    """
    from digest import app
    from digest.jobs import tools

    with app.opened(app.read_home(home), newsletter) as parts:
        files = tools.rebuilt(parts, issue)
    other = [one for one in files if not one.same]
    if as_json:
        output.as_json([{"path": f.path, "made": f.made, "published": f.published, "same": f.same} for f in files])
    else:
        rows = [(one.path, one.made[:16], "the same" if one.same else _differs(one.published)) for one in files]
        output.say(*output.table(rows))
        same = f"{len(files) - len(other)} of {output.count(len(files), 'file')} are the same, byte for byte."
        output.say(f"{same} (SHA-256; --json has it whole.)")
    if other:
        raise click.exceptions.Exit(1)


def _differs(published: str) -> str:
    return f"published was {published[:16]}" if published else "not in the outbox"


def _say(newsletter: m.Newsletter, found: Difference, *, as_json: bool) -> None:
    if as_json:
        output.as_json(found)
        return
    output.say(*_lines(newsletter, found))


def _lines(newsletter: m.Newsletter, found: Difference) -> Iterator[str]:
    if found.none:
        yield "Nothing differs."
    for name, was, now in found.lines:
        yield from output.wrapped(f"{name.capitalize()}: {was or 'none'} → {now or 'none'}", indent=0)
    yield from _titled("CAME", [story.lead.title for story in found.came])
    yield from _titled("WENT", [story.lead.title for story in found.went])
    moved = (
        f"{_place(newsletter, one.was)} → {_place(newsletter, one.now)}: {one.story.lead.title}"
        for one in found.moved
    )
    yield from _titled("MOVED", list(moved))
    retold = (f"{one.what}: {one.was or 'none'} → {one.now or 'none'}" for one in found.retold)
    yield from _titled("TOLD OTHERWISE", list(retold))


def _titled(title: str, rows: list[str]) -> Iterator[str]:
    if not rows:
        return
    yield output.strong(f"{title}: {len(rows)}")
    yield from (output.cut(f"  {row}", output.WIDTH) for row in rows[:_SHOWN])
    if len(rows) > _SHOWN:
        yield f"  and {len(rows) - _SHOWN} more: --json has them all"


def _place(newsletter: m.Newsletter, place: str) -> str:
    found = next((theme.name for theme in newsletter.themes if theme.id == place), None)
    return found or {"lead": "the top", "events": "events", "": "Other"}.get(place, place)
