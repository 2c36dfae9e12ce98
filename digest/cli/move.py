"""`digest move`, and `digest examples`: what editors teach."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option
from digest.cli.relocate import DATABASES, to_database

if TYPE_CHECKING:
    from digest import app
    from digest import model as m
    from digest.jobs.teach import Planned

_SHOWN = 5


@click.command()
@click.argument("story", required=False)
@click.argument("theme", required=False)
@home_option
@newsletter_option
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--undo", type=int, metavar="NUMBER", help="Take a move back, by the number of its example.")
@click.option("--by", default="", help="Who moves it; your login name where nothing is said.")
@json_option
def move(
    home: Path, newsletter: str | None, undo: int | None, by: str, *, yes: bool, as_json: bool, **named: str
) -> None:
    """Move STORY under THEME, and let the themes learn from it.

    STORY is an id or words of a headline, in the draft or one of the last issues. What it teaches is said first, and
    what else it would move.

    Where STORY is the address of a database, such as postgresql://HOST/NAME, and THEME is left out, everything is
    copied there: digest relocate.
    """
    from digest import app
    from digest.jobs import teach

    story, theme = named.get("story") or "", named.get("theme") or ""
    if story.startswith(DATABASES) and not theme and undo is None:
        to_database(home, story, as_json=as_json)
        return
    if undo is None and not (story and theme):
        raise click.UsageError("Say which story and which theme, or --undo with the number of an example.")
    with app.opened(app.read_home(home), newsletter) as parts:
        if undo is not None:
            example, moved = teach.take_back(parts, undo)
            _undone(example, moved=moved, as_json=as_json)
            return
        planned = teach.plan(parts, story, theme)
        if not as_json:
            output.say(*_taught(parts.newsletter, planned))
        if not (yes or as_json) and not click.confirm("Do it?", err=True):
            output.say("Nothing was changed.")
            return
        example = teach.move(parts, planned, by or getpass.getuser())
        if as_json:
            output.as_json({"example": example, "in_draft": planned.in_draft, "lesson": planned.lesson})
        else:
            output.say(f"Done, as example {example.number}. To take it back: digest move --undo {example.number}")


def _taught(newsletter: m.Newsletter, planned: Planned) -> Iterator[str]:
    theme = newsletter.theme(planned.theme)
    name = theme.name if theme else "Other"
    yield from output.wrapped(f"'{planned.story.lead.title}' goes to {name}.", indent=0)
    if planned.lesson.phrases:
        said = " and ".join(f"'{phrase}'" for phrase in planned.lesson.phrases)
        yield from output.wrapped(f"Posts about {said} now lean to {name}.", indent=0)
    moves = planned.lesson.moves
    if not moves:
        yield "Nothing else in the draft or the last issues would move."
        return
    yield f"It would also move {output.count(len(moves), 'item')} of the draft and the last issues:"
    for shift in moves[:_SHOWN]:
        was, now = (found.name if (found := newsletter.theme(t)) else "Other" for t in (shift.was, shift.now))
        yield output.cut(f"  {was} to {now}: {shift.story.lead.title}", output.WIDTH)


def _undone(example: m.Example, *, moved: bool, as_json: bool) -> None:
    if as_json:
        output.as_json({"example": example, "moved_back": moved})
        return
    back = " The story is back where it was in the draft." if moved else ""
    output.say(f"Example {example.number} teaches nothing any more.{back}")


@click.group()
def examples() -> None:
    """What editors taught: list it, write it beside the newsletter's file, read it from there."""


@examples.command("list")
@home_option
@newsletter_option
@json_option
def list_(home: Path, newsletter: str | None, as_json: bool) -> None:
    """List the examples with their numbers."""
    from digest import app

    with app.opened(app.read_home(home), newsletter) as parts:
        found = parts.store.examples.all(parts.newsletter.id)
        if as_json:
            output.as_json(found)
            return
        rows = [(f"{e.number}", e.theme + (" (undone)" if e.undone else ""), e.by, e.title) for e in found]
        output.say(*output.table(rows), f"{output.count(len(found), 'example')}.")


@examples.command("export")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), required=False)
@home_option
@newsletter_option
def export(file: str | None, home: Path, newsletter: str | None) -> None:
    """Write the examples as JSON Lines to FILE, or beside the newsletter's file."""
    from digest import app
    from digest.jobs import teach

    place = app.read_home(home)
    with app.opened(place, newsletter) as parts:
        text = teach.exported(parts.store.examples.all(parts.newsletter.id))
        target = file or str(_beside(place, parts.newsletter.id))
    with click.open_file(target, "w", encoding="utf-8", atomic=target != "-") as written:
        written.write(text)
    if target != "-":
        output.say(f"{output.count(text.count(chr(10)), 'example')} in {target}.")


@examples.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@home_option
@newsletter_option
def import_(file: Path | None, home: Path, newsletter: str | None) -> None:
    """Add the examples of FILE, or of the file beside the newsletter's own, that are not known yet."""
    from digest import app
    from digest.errors import NothingThere
    from digest.jobs import teach

    place = app.read_home(home)
    with app.opened(place, newsletter) as parts:
        source = file or _beside(place, parts.newsletter.id)
        if not source.exists():
            raise NothingThere(f"There is no {source}. Write one with: digest examples export", about=str(source))
        new = teach.take_in(parts, source.read_text("utf-8", "replace"), app.shown(source, home))
        output.say(f"{output.count(len(new), 'example')} added.")


def _beside(place: app.Home, name: m.NewsletterId) -> Path:
    return place.folder / place.settings.feeds / f"{name}.examples.jsonl"
