"""`digest add`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option
from digest.cli.sources import ROLES, own_file
from digest.errors import NothingThere

if TYPE_CHECKING:
    from digest import model as m
    from digest.config import opml
    from digest.jobs.add import Looked
    from digest.sources.ways.finding import Tried

SHOWN = 12
DATE, WAY, SURE = 11, 9, 4


@click.command()
@click.argument("address")
@click.option("--name", default="", help="The publisher's name as readers know it. Left out, what the site says.")
@click.option("--role", type=click.Choice(ROLES), default="body", help="What sort of publisher it is.")
@click.option("--dry-run", is_flag=True, help="Show what it would collect and change nothing.")
@home_option
@newsletter_option
@json_option
def add(
    address: str,
    name: str,
    role: str,
    dry_run: bool,
    home: Path,
    newsletter: str | None,
    as_json: bool,
) -> int:
    """Find the best way to collect from ADDRESS, show what comes, and make it a source.

    ADDRESS is a feed, a page that lists posts, or a front page. The newsletter's file gets one table more; its
    comments and order stay. Exit status 1 where nothing can be collected.
    """
    from digest import app, jobs, model
    from digest.config import checks

    if not checks.is_web(address if "://" in address else f"https://{address}"):
        raise click.BadParameter("expected the address of a page or feed, such as https://example.org/news")
    place = app.read_home(home)
    letter = place.newsletter(newsletter)
    target = own_file(place, newsletter)
    with app.crew(place, letter) as crew:
        looked = jobs.look(letter, crew, address, datetime.now(UTC))
    source = None if looked.known else jobs.made(looked, name=name, role=model.Role(role))
    grown = _grown(target, app.shown(target, home), source, write=not dry_run)
    added = grown.added[0] if grown and grown.added else None
    if as_json:
        output.as_json(_told(looked, added, written=bool(added) and not dry_run))
        return 0 if added or looked.known else NothingThere.exit_code
    if not (added or looked.known):
        raise NothingThere("\n".join(_nothing(looked)), about=address)
    output.say(*_report(looked, added, app.shown(target, home), dry_run=dry_run))
    return 0


def _grown(target: Path, shown: str, source: m.Source | None, *, write: bool) -> opml.Grown | None:
    """Return the newsletter's text with the source in it, written to its file where wanted."""
    from digest.config import opml

    if source is None:
        return None
    with target.open(encoding="utf-8", newline="") as file:
        grown = opml.add(file.read(), shown, (source,))
    if write and grown.added:
        with click.open_file(str(target), "wb", atomic=True) as written:
            written.write(grown.text.encode())
    return grown


# ── in words ───────────────────────────────────────────────────────────────────────────────────────────


def _report(looked: Looked, added: m.Source | None, file: str, *, dry_run: bool) -> Iterator[str]:
    if looked.known:
        known = looked.known.source
        yield f"Already there as {known.id}: {looked.known.why}."
        yield f"  {known.name}, kind {known.kind}"
        yield f"  {known.address}"
        return
    found = looked.found
    if found is None or found.way is None or added is None:
        return
    way, posts = found.way, found.way.page.posts
    yield output.strong(f"{added.name}: {output.count(len(posts), 'post')} by way of {way.label}")
    yield from output.wrapped(f"{way.sure:.0%} sure.{f' Note: {way.but}.' if way.but else ''}")
    for one in _left_aside(looked):
        yield from output.wrapped(f"Left aside: the {one.label} {one.said}.")
        yield f"    {one.address}"
    yield ""
    yield from _table(looked)
    yield ""
    verb = "Would be added" if dry_run else "Added"
    yield f"{verb} to {file} as {added.id}, kind {added.kind}:"
    yield f"  {added.address}"
    if not dry_run:
        yield "Collect from it with: digest collect"


def _left_aside(looked: Looked) -> Sequence[Tried]:
    """Return the feeds that the editor may have expected: they work, and carry something else."""
    tried = looked.found.tried if looked.found else ()
    return [one for one in tried if one.posts and "other posts" in one.said][:2]


def _table(looked: Looked) -> Iterator[str]:
    """Yield two lines a post: date, title, way in and how sure; then its author and summary."""
    from digest import jobs

    found = looked.found
    posts = found.way.page.posts if found and found.way else ()
    kind = found.way.kind if found and found.way else ""
    wide = output.WIDTH - 2 - DATE - 2 - 2 - WAY - 2 - SURE
    pad = " " * (2 + DATE + 2)
    yield output.quiet(f"  {'date':<{DATE}}  {'title':<{wide}}  {'way':<{WAY}}  sure")
    yield output.quiet(f"{pad}author. summary")
    for post in posts[:SHOWN]:
        title = output.cut(output.safe(post.title), wide)
        yield f"  {_day(post):<{DATE}}  {title:<{wide}}  {kind:<{WAY}}  {jobs.sure_of(looked, post):>{SURE}.0%}"
        beneath = ". ".join(filter(None, (", ".join(post.authors[:3]), post.summary or post.text)))
        if beneath:
            yield output.quiet(pad + output.cut(output.safe(beneath[:400]), output.WIDTH - len(pad)))
    if len(posts) > SHOWN:
        yield output.quiet(f"{pad}and {len(posts) - SHOWN} more")


def _day(post: m.Post) -> str:
    """Return the day a post came out, of an event the day it is held; "no date" where the page does not say."""
    if post.event:
        return f"{post.event.start.day} {post.event.start:%b %Y}"
    if post.published.evidence[0].kind == "first seen":
        return "no date"
    return f"{post.published.at.day} {post.published.at:%b %Y}"


def _nothing(looked: Looked) -> Iterator[str]:
    """Yield why nothing can be collected from an address, what was tried, and what to do instead."""
    if looked.failure:
        yield f"{looked.asked} cannot be a source."
        yield from output.wrapped(looked.failure.said)
        return
    yield f"No way was found to collect from {looked.asked}."
    yield "Tried:"
    for one in looked.found.tried if looked.found else ():
        where = f" ({one.address})" if one.address and one.address != looked.asked else ""
        yield from output.wrapped(f"- {one.label}{where}: {one.said}")
    yield "What to do: give the page that lists the posts, or say by hand where they stand:"
    yield f"""
[[source]]
name = "…"
address = "{looked.asked}"
kind = "listing"
[source.selectors]
item = "article"      # CSS: each item of the list
title = "h2"          # the rest is looked for inside an item
link = "h2 a"
date = "time\""""


# ── for scripts ────────────────────────────────────────────────────────────────────────────────────────


def _told(looked: Looked, added: m.Source | None, *, written: bool) -> dict[str, object]:
    from digest import jobs

    found = looked.found
    way = found.way if found else None
    posts = way.page.posts if way and not looked.known else ()
    return {
        "address": looked.asked,
        "known": {"id": looked.known.source.id, "why": looked.known.why} if looked.known else None,
        "failure": looked.failure,
        "source": added,
        "written": written,
        "way": {"kind": way.kind, "label": way.label, "address": way.address, "sure": way.sure, "but": way.but}
        if way
        else None,
        "posts": [
            {
                "date": None if _day(post) == "no date" else post.published.at.isoformat(),
                "title": post.title,
                "author": ", ".join(post.authors),
                "summary": post.summary,
                "address": post.address,
                "way": way.kind if way else "",
                "sure": jobs.sure_of(looked, post),
            }
            for post in posts
        ],
        "tried": found.tried if found else (),
        "requests": found.requests if found else 0,
    }
