"""An address looked at before it becomes a source: what it would give, and whether it is a source already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest import model as m
from digest.ports import Crew, Read, Visit
from digest.sources import addresses
from digest.sources.ways import clues as reading
from digest.sources.ways.clues import Clues
from digest.sources.ways.finding import Found, find
from digest.sources.ways.likeness import stands_for

NEIGHBOURS = 3  # sources of the same host that are asked whether they are the same source under another address


@dataclass(frozen=True, slots=True)
class Known:
    """A source of the newsletter that an address leads to, and what makes them one."""

    source: m.Source
    why: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of an address: found out, or why it cannot be read; `known` where the newsletter has it already."""

    asked: str
    found: Found | None = None
    failure: m.Failure | None = None
    known: Known | None = None


def look(newsletter: m.Newsletter, crew: Crew, address: str, now: datetime) -> Looked:
    """Return what an address would give as a source; `https://` is put before one that says neither."""
    visit = _look(newsletter, address.strip(), now)
    return next(iter(crew.run([visit])))


def _look(newsletter: m.Newsletter, given: str, now: datetime) -> Visit[Looked]:
    bare = "://" not in given
    address = f"https://{given}" if bare else given
    if known := _by_name(newsletter, (address,), "it is the same address"):
        return Looked(address, known=known)
    found = yield from find(_source(newsletter, address), now)
    if bare and isinstance(found, m.Failure) and found.trouble is m.Trouble.UNREACHABLE:
        address = f"http://{given}"
        found = yield from find(_source(newsletter, address), now)
    if isinstance(found, m.Failure):
        return Looked(address, failure=found)
    known = _by_name(newsletter, found.names, "the address leads there") or (
        yield from _neighbour(newsletter, found, now)
    )
    return Looked(address, found=found, known=known)


def _source(newsletter: m.Newsletter, address: str) -> m.Source:
    return m.Source(m.SourceId("new"), "new", address, time_zone=newsletter.time_zone)


def _by_name(newsletter: m.Newsletter, names: tuple[str, ...], why: str) -> Known | None:
    keys = {addresses.key(name) for name in names} - {""}
    same = (source for source in newsletter.sources if addresses.key(source.address) in keys)
    return next((Known(source, why) for source in same), None)


def _neighbour(newsletter: m.Newsletter, found: Found, now: datetime) -> Visit[Known | None]:
    """Return the source of the same host that is this one under another address, by what it shows now."""
    if found.way is None:
        return None
    host = addresses.host(found.address)
    near = [source for source in newsletter.sources if addresses.host(source.address) == host]
    path = _steps(found.address)
    near.sort(key=lambda source: -len(path & _steps(source.address)))
    for source in near[:NEIGHBOURS]:
        answer: m.Response | m.Failure = yield m.Request(source.address)
        if isinstance(answer, m.Failure):
            continue
        clues: Clues | m.Failure = yield Read(source.address, reading.look, (source, answer, now))
        if not isinstance(clues, m.Failure) and (why := _same(found, clues)):
            return Known(source, why)
    return None


def _steps(address: str) -> set[str]:
    return set(addresses.key(address).split("/")[1:]) - {""}


def _same(found: Found, clues: Clues) -> str:
    """Return in words why a source's page is what was found, "" where it is something else."""
    keys = {addresses.key(name) for name in found.names}
    if addresses.key(clues.address) in keys:
        return f"its address leads to {clues.address}"
    theirs = clues.feed or clues.shown
    for ours in (found.way.page if found.way else None, found.shown):
        if ours and ours.posts and theirs.posts and stands_for(ours, theirs) and stands_for(theirs, ours):
            return "it carries the same posts"
    return ""


def made(looked: Looked, *, name: str = "", role: m.Role = m.Role.BODY) -> m.Source | None:
    """Return the source that an address would be, None where no way in was found."""
    from digest.config.names import slug

    if looked.found is None or looked.found.way is None:
        return None
    way = looked.found.way
    called = name or looked.found.site
    newest = max(
        (p.published.at for p in way.page.posts if p.published.evidence[0].kind != "first seen"), default=None
    )
    said = f", the newest of {newest.day} {newest:%B %Y}" if newest else ""
    return m.Source(
        id=m.SourceId(slug(called)),
        name=called,
        address=way.address,
        kind=way.kind,
        role=role,
        evidence=f"{way.label}: {len(way.page.posts)} posts{said}",
    )


def sure_of(looked: Looked, post: m.Post) -> float:
    """Return how sure a post is, 0..1: as sure as its way in, less where its date is doubtful."""
    way = looked.found.way if looked.found else None
    dated = 1.0 if post.event else post.published.confidence
    return round((way.sure if way else 0.0) * (0.7 + 0.3 * dated), 2)
