"""`digest why`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest import model as m
    from digest.jobs.why import Why


@click.command()
@click.argument("post", metavar="POST")
@home_option
@newsletter_option
@json_option
def why(post: str, home: Path, newsletter: str | None, as_json: bool) -> None:
    """Say all about one POST: evidence of its date, what it was merged with, its themes, its rank, where it stands.

    POST is an id, an address, or words of a title.
    """
    from digest import app
    from digest.jobs import why as jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        found = jobs.why(parts, post)
        if as_json:
            output.as_json(found)
        else:
            output.say(*_lines(parts.newsletter, found))


def _lines(newsletter: m.Newsletter, found: Why) -> Iterator[str]:
    post = found.post
    source = newsletter.source(post.source)
    yield output.strong(post.title or post.address)
    yield output.quiet(f"  {source.name if source else post.source}, {post.id}")
    yield output.quiet(f"  {post.address}")
    yield from ("", output.strong("DATE"))
    yield from _dating(post)
    yield from ("", output.strong("THEMES"))
    for place in found.themes:
        theme = newsletter.theme(place.theme)
        words = ", ".join(f"'{word}'" for word in place.evidence) or "no word of it"
        yield from output.wrapped(f"{place.score:.2f}  {theme.name if theme else 'Other'}: {words}")
    yield from ("", output.strong("WHERE IT STANDS"))
    for stands in found.stands:
        yield from output.wrapped(f"{stands.where}{': ' + stands.why if stands.why else ''}")
        yield from _story(post, stands.story)
    if found.said:
        yield from output.wrapped(found.said)
        if found.story:
            yield from output.wrapped("When it came, this would have been told of it:")
            yield from _story(post, found.story)


def _dating(post: m.Post) -> Iterator[str]:
    dating = post.published
    day = f"{dating.at.day} {dating.at:%B %Y}" + ("" if dating.whole_day else f"{dating.at:, %H:%M}")
    yield from output.wrapped(f"{day}, {dating.confidence:.0%} sure{'; ' + dating.flag if dating.flag else ''}")
    for one in dating.evidence:
        yield from output.wrapped(f"- {one.kind}: '{one.words}'", indent=4)
    yield from output.wrapped(f"- first seen on {post.seen.day} {post.seen:%B %Y, %H:%M}", indent=4)


def _story(post: m.Post, story: m.Story) -> Iterator[str]:
    if story.others:
        role = "leads" if story.lead.id == post.id else f"stands under '{story.lead.title[:80]}' in"
        yield from output.wrapped(f"- {role} a story of {output.count(len(story.posts), 'post')}", indent=4)
    for reason in story.reasons:
        yield from output.wrapped(f"- {reason}", indent=4)
    for near in story.related:
        yield from output.wrapped(f"- possibly related: {near.title} ({near.why})", indent=4)
