"""`digest show`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from digest import model as m
from digest.cli import doctor, output
from digest.cli.options import home_option, json_option, newsletter_option
from digest.errors import NothingThere


@click.command()
@home_option
@newsletter_option
@click.option("--issue", type=int, help="An issue instead of the draft, by its number.")
@click.option("--why", is_flag=True, help="With the reasons for every story's place.")
@click.option("--left-out", is_flag=True, help="With what was left out, and why.")
@json_option
def show(home: Path, newsletter: str | None, issue: int | None, why: bool, left_out: bool, as_json: bool) -> None:
    """Show the draft, or an issue, in the terminal."""
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        found: m.Draft | m.Issue | None
        found = jobs.the_issue(parts, issue) if issue else parts.store.desk.latest_draft(parts.newsletter.id)
        if found is None:
            raise NothingThere("There is no draft. Make one with: digest draft")
        if as_json:
            output.as_json(found)
            return
        output.say(*_lines(parts.newsletter, found.content, why=why))
        if isinstance(found, m.Draft):
            output.say(*doctor.in_short(jobs.examine_draft(parts, found).all))
            output.say(*_beside(found, left_out=left_out))


def _lines(newsletter: m.Newsletter, content: m.Content, *, why: bool) -> Iterator[str]:
    yield output.strong(content.subject)
    yield ""
    if content.introduction:
        yield from output.wrapped(content.introduction, indent=0)
        yield ""
    if content.lead:
        yield from _section("Lead", (content.lead,), newsletter, why=why)
    for section in content.sections:
        theme = newsletter.theme(section.theme)
        yield from _section(theme.name if theme else "Other", section.stories, newsletter, why=why)
    if content.events:
        yield from _section("Events", content.events, newsletter, why=why)


def _section(name: str, stories: tuple[m.Story, ...], newsletter: m.Newsletter, *, why: bool) -> Iterator[str]:
    yield output.strong(name.upper())
    for story in stories:
        yield from output.wrapped(story.lead.title or story.lead.address)
        yield output.quiet(f"    {_byline(newsletter, story)}")
        if story.lead.event:
            yield output.quiet(f"    {_when(newsletter, story.lead.event)}")
        yield from output.wrapped(output.cut(story.summary.text, 220), indent=4)
        if story.summary.origin == "rewritten":
            yield output.quiet("    summary rewritten by a machine and checked against the text")
        if why:
            for reason in story.reasons:
                yield from output.wrapped(f"- {reason}", indent=6)
            for near in story.related:
                yield from output.wrapped(f"- possibly related: {near.title} ({near.why})", indent=6)
    yield ""


def _byline(newsletter: m.Newsletter, story: m.Story) -> str:
    dating = story.lead.published
    words = [_name(newsletter, story.lead), f"{dating.at.day} {dating.at:%B}"]
    if story.others:
        words.append("also in " + ", ".join(dict.fromkeys(_name(newsletter, post) for post in story.others)))
    return output.cut(" · ".join(words), output.WIDTH - 4)


def _name(newsletter: m.Newsletter, post: m.Post) -> str:
    source = newsletter.source(post.source)
    return source.name if source else post.source


def _when(newsletter: m.Newsletter, event: m.Event) -> str:
    from zoneinfo import ZoneInfo

    if event.whole_day:
        return f"{event.start:%A} {event.start.day} {event.start:%B %Y}"
    start = event.start.astimezone(ZoneInfo(event.zone or newsletter.time_zone))
    return f"{start:%A} {start.day} {start:%B %Y, %H:%M}"


def _beside(draft: m.Draft, *, left_out: bool) -> Iterator[str]:
    if draft.notes:
        yield output.strong("WORTH A LOOK")
        for note in draft.notes:
            yield from output.wrapped(f"- {note}")
        yield ""
    if left_out:
        yield output.strong("LEFT OUT")
        for one in draft.left_out:
            yield from output.wrapped(one.story.lead.title or one.story.lead.address)
            yield from output.wrapped(one.why, indent=4)
    elif draft.left_out:
        yield f"{len(draft.left_out)} left out: digest show --left-out says which and why."
