"""`digest edit`: the draft changed from a terminal, as from the desk."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar, Unpack

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest import jobs
    from digest import model as m
    from digest.jobs.history import Edited

F = TypeVar("F", bound=Callable[..., object])
Act = Callable[["jobs.Parts", "jobs.Asked"], "Edited"]

by_option = click.option("--by", default="", help="Who does it; your login name where nothing is said.")
key_option = click.option("--key", default="", help="A name of your own: the same key again is the same change.")


class Given(TypedDict):
    """What all of these commands are told."""

    home: Path
    newsletter: str | None
    by: str
    key: str
    as_json: bool


def common(command: F) -> F:
    """Give a command the options that all of these share."""
    for option in (json_option, key_option, by_option, newsletter_option, home_option):
        command = option(command)
    return command


@click.group()
def edit() -> None:
    """Change the draft. STORY is an id, or words of a headline.

    Every change can be taken back: digest history lists them, digest undo and digest redo go either way.
    """


def do(settings: Given, act: Act) -> None:
    """Make a change and say what was done."""
    from digest import app, jobs

    with app.opened(app.read_home(settings["home"]), settings["newsletter"]) as parts:
        asked = jobs.Asked(settings["by"] or getpass.getuser(), key=settings["key"])
        done = act(parts, asked)
        if settings["as_json"]:
            output.as_json({"step": done.step, "revision": done.draft.revision, "again": done.again})
            return
        word = "That had been done before" if done.again else "Done"
        output.say(*output.wrapped(f"{word}: {done.step.by} {done.step.said}.", indent=0))
        output.say(f"Step {done.step.number}. {_back(done.step)}")


def _back(step: m.Step) -> str:
    """Return the way back from a step."""
    from digest import model as m

    match step.what:
        case m.Undo(number):
            return f"To do it again: digest redo {number}"
        case m.Redo(number):
            return f"To take it back: digest undo {number}"
        case m.Back():
            return f"To be where you were: digest return {step.number - 1}"
    return f"To take it back: digest undo {step.number}"


def _edit(settings: Given, make: Callable[[jobs.Parts, m.Draft], m.Edit]) -> None:
    """Make an edit from what is said of the draft in hand."""
    from digest.jobs import history
    from digest.jobs.edit import edit as change

    do(settings, lambda parts, asked: change(parts, make(parts, history.waiting(parts)), asked))


def _story(draft: m.Draft, words: str) -> m.StoryId:
    from digest.jobs import meant

    return meant.in_draft(draft, words)


def _theme(parts: jobs.Parts, words: str) -> m.ThemeId:
    from digest import model as m
    from digest.jobs import meant

    return m.ThemeId("") if words.casefold() in {"", "other"} else meant.theme(parts.newsletter, words)


def _text(words: str | None, now: str = "") -> str:
    """Return what is typed: the argument, standard input for "-", or what an editor made of what is there now."""
    if words == "-":
        return sys.stdin.read()
    if words is not None:
        return words
    typed = click.edit(now)
    if typed is None:
        raise click.Abort
    return typed


@edit.command()
@click.argument("story")
@click.argument("title")
@common
def retitle(story: str, title: str, **settings: Unpack[Given]) -> None:
    """Give STORY another headline."""
    from digest import model as m

    _edit(settings, lambda _, draft: m.Retitle(_story(draft, story), title))


@edit.command()
@click.argument("story")
@click.argument("text", required=False)
@common
def summary(story: str, text: str | None, **settings: Unpack[Given]) -> None:
    """Tell STORY in other words.

    TEXT is the words, "-" for standard input, or nothing for your editor.
    """
    from digest import model as m

    def make(_: jobs.Parts, draft: m.Draft) -> m.Edit:
        name = _story(draft, story)
        now = next((one.summary.text for one in draft.content.stories if one.id == name), "")
        return m.Resummarise(name, _text(text, now))

    _edit(settings, make)


@edit.command()
@click.argument("story")
@click.argument("theme")
@common
def theme(story: str, theme: str, **settings: Unpack[Given]) -> None:
    """Put STORY first under THEME.

    "other" is Other. Nothing is learned from it; digest move does the same and learns.
    """
    from digest import model as m

    _edit(settings, lambda parts, draft: m.Move(_story(draft, story), _theme(parts, theme)))


@edit.command()
@click.argument("story")
@click.option("--before", default="", metavar="STORY", help="The story it is to stand before; else at the end.")
@click.option("--theme", "under", default=None, metavar="THEME", help="Under which theme; else where it is.")
@common
def place(story: str, before: str, under: str | None, **settings: Unpack[Given]) -> None:
    """Put STORY before another one, or at the end of its theme."""
    from digest import model as m

    def make(parts: jobs.Parts, draft: m.Draft) -> m.Edit:
        name = _story(draft, story)
        other = _story(draft, before) if before else m.StoryId("")
        beside = other or name
        home = next((one.theme for one in draft.content.stories if one.id == beside), m.ThemeId(""))
        return m.Place(name, home if under is None else _theme(parts, under), other)

    _edit(settings, make)


@edit.command()
@click.argument("story", required=False)
@click.option("--none", "nobody", is_flag=True, help="No story stands at the top.")
@common
def pin(story: str | None, nobody: bool, **settings: Unpack[Given]) -> None:
    """Put STORY at the top of the issue."""
    from digest import model as m

    if bool(story) == nobody:
        raise click.UsageError("Say which story is to stand at the top, or --none.")
    _edit(settings, lambda _, draft: m.Pin(_story(draft, story) if story else m.StoryId("")))


@edit.command()
@click.argument("story")
@click.argument("into")
@common
def merge(story: str, into: str, **settings: Unpack[Given]) -> None:
    """Make STORY part of the story INTO."""
    from digest import model as m

    _edit(settings, lambda _, draft: m.Merge(_story(draft, story), _story(draft, into)))


@edit.command()
@click.argument("story")
@click.argument("report")
@common
def split(story: str, report: str, **settings: Unpack[Given]) -> None:
    """Make a REPORT of STORY a story of its own.

    REPORT is an id, an address, or the name of its source.
    """
    _of_report(settings, story, report, "split")


@edit.command()
@click.argument("story")
@click.argument("report")
@common
def lead(story: str, report: str, **settings: Unpack[Given]) -> None:
    """Let another REPORT lead STORY.

    REPORT is an id, an address, or the name of its source.
    """
    _of_report(settings, story, report, "lead")


def _of_report(settings: Given, story: str, report: str, kind: str) -> None:
    from digest import editing
    from digest import model as m
    from digest.jobs import meant

    def make(parts: jobs.Parts, draft: m.Draft) -> m.Edit:
        one = editing.find(draft, _story(draft, story))
        post = meant.report(parts.newsletter, one, report)
        return m.Split(one.id, post) if kind == "split" else m.Lead(one.id, post)

    _edit(settings, make)


@edit.command()
@click.argument("story")
@click.option("--reason", default="", help="Why, for the others.")
@common
def drop(story: str, reason: str, **settings: Unpack[Given]) -> None:
    """Leave STORY out."""
    from digest import model as m

    _edit(settings, lambda _, draft: m.Drop(_story(draft, story), reason))


@edit.command()
@click.argument("story")
@common
def bring(story: str, **settings: Unpack[Given]) -> None:
    """Take STORY in from what was left out."""
    from digest import model as m

    _edit(settings, lambda _, draft: m.Bring(_story(draft, story)))


@edit.command()
@click.argument("address", required=False)
@click.option(
    "--title", default="", help="The headline of a story by hand; then ADDRESS is where it leads, if given."
)
@click.option("--summary", "said", default="", help="What is said of it.")
@click.option("--source", default="", help="Who says so; the newsletter where nothing is said.")
@click.option("--theme", "under", default=None, metavar="THEME", help="Under which theme; else where it fits best.")
@common
def add(
    address: str | None, title: str, said: str, source: str, under: str | None, **settings: Unpack[Given]
) -> None:
    """Add a page as a story, or a story by hand.

    ADDRESS is the page's. With --title the story is by hand, and ADDRESS where it leads, if anywhere.
    """
    from digest import jobs

    if not (address or title):
        raise click.UsageError("Say the address of a page, or --title for a story by hand.")

    def act(parts: jobs.Parts, asked: jobs.Asked) -> Edited:
        chosen = None if under is None else _theme(parts, under)
        if title:
            by_hand = jobs.ByHand(title, said, address or "", source)
            return jobs.add_story(parts, jobs.written(parts, by_hand), chosen, asked)
        return jobs.add_by_address(parts, address or "", chosen, asked)

    do(settings, act)


@edit.command()
@click.argument("story")
@click.argument("text")
@common
def note(story: str, text: str, **settings: Unpack[Given]) -> None:
    """Put an editors' note beside STORY, for readers.

    An empty TEXT takes it away.
    """
    from digest import model as m

    _edit(settings, lambda _, draft: m.Remark(_story(draft, story), text))


@edit.command()
@click.argument("story")
@click.option("--out", is_flag=True, help="Out of the events, under its theme.")
@common
def event(story: str, out: bool, **settings: Unpack[Given]) -> None:
    """Put STORY among the events, or --out of them."""
    from digest import model as m

    _edit(settings, lambda _, draft: m.Announce(_story(draft, story), listed=not out))


@edit.command()
@click.argument("text", required=False)
@common
def introduction(text: str | None, **settings: Unpack[Given]) -> None:
    """Write the introduction, in Markdown.

    TEXT is the words, "-" for standard input, or nothing for your editor.
    """
    from digest import model as m

    _edit(settings, lambda _, draft: m.Introduce(_text(text, draft.content.introduction)))


@edit.command()
@click.argument("text")
@common
def subject(text: str, **settings: Unpack[Given]) -> None:
    """Write the subject.

    With an empty TEXT it follows the lead again.
    """
    from digest import model as m

    _edit(settings, lambda *_: m.Subject(text))


@edit.command()
@click.argument("text")
@common
def preheader(text: str, **settings: Unpack[Given]) -> None:
    """Write what the inbox shows after the subject.

    With an empty TEXT it is made by itself again.
    """
    from digest import model as m

    _edit(settings, lambda *_: m.Preheader(text))
