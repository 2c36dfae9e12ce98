"""`digest draft`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from digest import model as m
from digest.cli import doctor, output
from digest.cli.options import home_option, json_option, newsletter_option


@click.command()
@home_option
@newsletter_option
@click.option("--again", is_flag=True, help="Compose it anew from what is collected now.")
@json_option
def draft(home: Path, newsletter: str | None, again: bool, as_json: bool) -> None:
    """Compose the draft of the coming issue, or show the one there is."""
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        made = jobs.draft(parts, again=again)
        if as_json:
            output.as_json(made)
        else:
            found = jobs.examine_draft(parts, made)
            output.say(*report(parts.newsletter, made, found.all))


def report(newsletter: m.Newsletter, draft: m.Draft, found: Sequence[m.Finding] = ()) -> Iterator[str]:
    """Yield what is in a draft in a few lines, and what to do next."""
    from digest import clock

    content = draft.content
    stories, events = len(content.stories) - len(content.events), len(content.events)
    yield f"Draft for {clock.words(newsletter, draft.due)}, revision {draft.revision}."
    themes = len([section for section in content.sections if section.theme])
    yield (
        f"{output.count(stories, 'story', 'stories')} under {output.count(themes, 'theme')}, "
        f"{output.count(events, 'event')}; {len(draft.left_out)} left out."
    )
    yield f"Subject: {content.subject}"
    if draft.notes:
        yield "Worth a look:"
        for note in draft.notes:
            yield from output.wrapped(f"- {note}")
    yield from doctor.in_short(found)
    yield "Next: digest show, then digest approve."
