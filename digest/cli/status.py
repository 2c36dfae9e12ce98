"""`digest status`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest import model as m


COLOURS = {"held": "yellow", "missed": "red", "running": "cyan", "broken": "red", "failing": "yellow"}
"""They repeat what the word beside them says."""
EVERY_SECONDS = 5


@click.command()
@home_option
@newsletter_option
@click.option("--watch", is_flag=True, help=f"Show it anew every {EVERY_SECONDS} seconds, until Ctrl-C.")
@json_option
def status(home: Path, newsletter: str | None, watch: bool, as_json: bool) -> int:
    """Say how the newsletter stands: what wants a person, slots, sources, the draft, what was sent.

    Exit status 1 where something wants a person.
    """
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        while True:
            found = jobs.status(parts)
            if as_json:
                output.as_json(found)
            else:
                if watch:
                    output.clear()
                output.say(*report(found))
            if not watch:
                return 1 if found.wants else 0
            time.sleep(EVERY_SECONDS)


def report(found: m.Status) -> Iterator[str]:
    """Yield how it stands, what wants a person first."""
    yield output.strong(f"{found.title}, {found.at:%-d %B %Y %H:%M} UTC")
    if not found.wants:
        yield "Nothing wants a person."
    for want in found.wants:
        yield from output.wrapped(f"- {want.what}", indent=0)
        yield f"    {want.do}"
    yield from _slots(found)
    yield from _sources(found)
    yield from _issues(found)


def _slots(found: m.Status) -> Iterator[str]:
    yield output.strong("Slots")
    rows = [(row.slot.id.partition("/")[2], row.state.value, row.why) for row in found.slots[-6:]]
    if found.collected:
        rows.append(("collect", found.collected.state.value, found.collected.why))
    yield from (output.coloured(line, COLOURS) for line in output.table(rows))
    for one in found.coming:
        yield from output.table([(f"next {one.slot.job.value}", one.words)])


def _sources(found: m.Status) -> Iterator[str]:
    said = ", ".join(f"{count} {state}" for state, count in found.sources.items())
    yield f"{output.strong('Sources')}  {said or 'none'}; {output.count(found.posts, 'post')} kept"
    rows = [(one.source, one.state.value, one.evidence) for one in found.troubled]
    yield from (output.coloured(line, COLOURS) for line in output.table(rows))


def _issues(found: m.Status) -> Iterator[str]:
    if found.draft:
        stories = output.count(found.draft.stories, "story", "stories")
        yield f"{output.strong('Draft')}  {stories}, revision {found.draft.revision}, due {found.draft.due}"
    else:
        yield f"{output.strong('Draft')}  none waits"
    for sending in found.sendings:
        fates = ", ".join(f"{count:,} {fate}" for fate, count in sorted(sending.fates.items()))
        yield f"{output.strong(f'Issue {sending.issue}')}  {fates or 'not sent'}"
    if found.put_away:
        said = ", ".join(f"{one.count:,} {one.what.value}" for one in found.put_away)
        yield f"{output.strong('Put away')}  {said}; last on {max(one.at for one in found.put_away):%-d %B %Y}"
    if found.free is not None:
        yield f"{output.strong('Disk')}  {found.free / 1e9:,.1f} GB free"
