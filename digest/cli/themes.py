"""`digest themes`: subjects that no theme covers yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest.jobs.propose import Proposal


@click.group()
def themes() -> None:
    """See what subjects fit no theme; make one a theme, or let it be."""


@themes.command("list")
@home_option
@newsletter_option
@json_option
def list_(home: Path, newsletter: str | None, as_json: bool) -> None:
    """List the subjects of the last four weeks that fit no theme."""
    from digest import app
    from digest.jobs import propose

    with app.opened(app.read_home(home), newsletter) as parts:
        found = propose.proposals(parts)
        if as_json:
            output.as_json([{"label": one.label, "proposal": one} for one in found])
        else:
            output.say(*_lines(found))


@themes.command()
@click.argument("label")
@click.option("--name", required=True, help="What the theme is to be called.")
@click.option("--description", default="", help="What it is about, in a sentence.")
@home_option
@newsletter_option
def accept(label: str, name: str, description: str, home: Path, newsletter: str | None) -> None:
    """Write the subject called LABEL as a theme into the newsletter's own file; comments and order stay."""
    from digest import app
    from digest.jobs import propose

    place = app.read_home(home)
    with app.opened(place, newsletter) as parts:
        theme = propose.accept(parts, propose.proposed(parts, label), name, description)
        file = app.shown(app.own_file(place, parts.newsletter.id), home)
    output.say(f"{theme.name} is a theme of {file}, with {', '.join(theme.keywords)}.")
    output.say("Look over its keywords there. The next draft knows it: digest draft --again")


@themes.command()
@click.argument("label")
@home_option
@newsletter_option
def dismiss(label: str, home: Path, newsletter: str | None) -> None:
    """Do not propose the subject called LABEL again."""
    from digest import app
    from digest.jobs import propose

    with app.opened(app.read_home(home), newsletter) as parts:
        proposal = propose.proposed(parts, label)
        propose.dismiss(parts, proposal)
    output.say(f"'{proposal.label}' will not be proposed again.")


def _lines(found: tuple[Proposal, ...]) -> Iterator[str]:
    if not found:
        yield "Nothing that came in the last four weeks asks for a theme of its own."
        return
    for one in found:
        yield output.strong(one.label)
        yield from output.wrapped(
            f"{output.count(one.posts, 'post')}; also {', '.join(one.words[3:]) or 'no more words'}"
        )
        for post in one.nearest:
            yield from output.wrapped(f"- {post.title}", indent=4)
    yield "Next: digest themes accept LABEL --name NAME, or digest themes dismiss LABEL."
