"""What a visit leaves for the next one: the memory of a source after it was read, was unchanged, or failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digest.model import Failure, Memory, Page, Rebuilt, Response, Source, Trouble
from digest.sources import addresses, healing, manners

UNFIT = (Trouble.STATUS, Trouble.GONE, Trouble.UNREADABLE, Trouble.LOGIN)
"""Troubles after which an address that was found for a source is given up, and the one in the file asked again."""

ANEW = 5  # failures of any kind after which the same is done

Headers = Sequence[tuple[str, str]]


def after_failure(memory: Memory, failure: Failure, headers: Headers, every: timedelta, now: datetime) -> Memory:
    """Return the memory after a failed visit: a feed found once that is no feed any more is looked for anew.

    410 from the address in the file retires the source; from one found for it, it only is looked for anew.
    """
    failures = memory.failures + 1
    counted = replace(memory, tried=now, failures=failures, failing_since=memory.failing_since or now)
    found = bool(memory.address) and addresses.key(memory.address) != addresses.key(memory.asked)
    if failure.trouble is Trouble.GONE and not found:
        return replace(counted, retired=memory.retired or now, due=None, not_before=None, why_not="")
    if memory.address and (failure.trouble in UNFIT or failures % ANEW == 0):
        counted = replace(counted, address="", kind="", etag="", modified="", moved="")
    if failure.trouble in {Trouble.EMPTY, Trouble.EXCHANGED}:
        # the page is wanted whole next time, whatever its validators say
        counted = replace(counted, etag="", modified="")
    return manners.failed(counted, headers, every, now)


def after_unchanged(memory: Memory, headers: Headers, every: timedelta, now: datetime) -> Memory:
    """Return the memory after an answer that said: nothing new."""
    return manners.answered(_well(memory, now), headers, every, now)


@dataclass(frozen=True, slots=True)
class Noted:
    """What was found out beside the posts: `moved` is where the asked address led for good, "" if nowhere."""

    moved: str = ""
    made_anew: Rebuilt | None = None
    a_week: float = 0.0


def after_success(
    source: Source, memory: Memory, page: Page, response: Response, noted: Noted, every: timedelta, now: datetime
) -> Memory:
    """Return the memory after a visit that was read: where it was found, how, and what shortens the next one."""
    moved, made_anew, a_week = noted.moved, noted.made_anew, noted.a_week
    better = page.kind in {"feed", "calendar"} and source.kind in {"auto", "events"}
    found = response.address if better else memory.address
    away = moved if moved and addresses.key(moved) != addresses.key(source.address) else ""
    read = replace(
        _well(memory, now),
        address=response.permanent or found,
        kind=page.kind,
        etag=response.header("etag"),
        modified=response.header("last-modified"),
        learned=page.learned or memory.learned,
        pace=page.pace,
        a_week=a_week,
        shown=healing.shown_now(memory, page),
        rebuilt=made_anew or _healed(memory),
        moved=away or memory.moved,
    )
    return manners.answered(read, response.headers, every, now)


def _healed(memory: Memory) -> Rebuilt | None:
    """Return how the page was last made anew; one kept out is forgotten once the list that was followed is back."""
    return memory.rebuilt if memory.rebuilt and not memory.rebuilt.kept_out else None


def _well(memory: Memory, now: datetime) -> Memory:
    return replace(memory, tried=now, succeeded=now, failures=0, failing_since=None, retired=None)
