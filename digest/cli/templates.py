"""`digest templates`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option
from digest.errors import DigestError, NothingThere

HEAD = re.compile(r"\s*(?:\{#-?|/\*|//)\s*(.+?)(?:\s*-?#\}|\s*\*/|\n\n|\Z)", re.DOTALL)


@click.group(invoke_without_command=True)
@home_option
@newsletter_option
@json_option
@click.pass_context
def templates(context: click.Context, home: Path, newsletter: str | None, as_json: bool) -> None:
    """List the templates: what each is for, and which of them are your own."""
    context.obj = (home, newsletter)
    if context.invoked_subcommand:
        return
    ours, own = _folders(home, newsletter)
    rows = [(name, (own / name).is_file(), about(ours / name)) for name in names(ours)]
    if as_json:
        output.as_json([{"name": name, "own": mine, "about": said} for name, mine, said in rows])
        return
    output.say(*output.table([(name, "yours" if mine else "", said) for name, mine, said in rows]))
    output.say("", f"To change one: digest templates copy NAME, then edit it in {own}.")


@templates.command()
@click.argument("name")
@click.pass_context
def copy(context: click.Context, name: str) -> None:
    """Copy a template into the newsletter's own folder; one that is there already stays as it is.

    A copy may also hold single blocks only, under the line {% extends "ours/NAME" %}.
    """
    ours, own = _folders(*context.obj)
    if name not in names(ours):
        raise NothingThere(f"There is no template {name!r}. To see them all: digest templates", about=name)
    target = own / name
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write((ours / name).read_text("utf-8"))
    except FileExistsError:
        raise DigestError(f"{target} is there already and was not touched.", about=str(target)) from None
    output.say(f"Copied to {target}. `digest check` tries it on an invented issue.")


def names(folder: Path) -> list[str]:
    """Return the names of the templates in a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def about(file: Path) -> str:
    """Return what a template is for: the first sentence of the comment it begins with."""
    found = HEAD.match(file.read_text("utf-8", "replace"))
    words = " ".join(found[1].split()) if found else ""
    return re.split(r"(?<=[.:])\s", words, maxsplit=1)[0].rstrip(".:")


def _folders(home: Path, newsletter: str | None) -> tuple[Path, Path]:
    """Return the folder of our templates and that of the newsletter's own."""
    from digest import app, paths

    found = app.read_home(home)
    return paths.templates(), found.path(found.settings.templates, found.newsletter(newsletter).id)
