"""How the newsletter stands, and what a person should see to: for terminal, page, metrics and alert."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from digest import clock
from digest import model as m
from digest.jobs.health import healths
from digest.jobs.parts import Parts

LOOK_BACK = timedelta(days=15)
LATELY = timedelta(days=8)
"""How long a slot that was missed is still told of."""
STUCK = timedelta(hours=1)
ISSUES = 5
LEAST_FREE = 500_000_000
"""Bytes: an issue's files, a database that grows by a week and the copies that it makes of itself fit well."""

TROUBLED = (m.State.BROKEN, m.State.FAILING, m.State.QUIET, m.State.HEALED)


def status(parts: Parts) -> m.Status:
    """Return how the newsletter stands now."""
    now, letter = parts.clock.now(), parts.newsletter
    rows = parts.store.ledger.rows(letter.id, now - LOOK_BACK)
    collections = [row for row in rows if row.slot.job is m.Job.COLLECT and row.state is not m.SlotState.SKIPPED]
    known = healths(parts)
    found = m.Status(
        newsletter=letter.id,
        title=letter.title,
        at=now,
        slots=tuple(row for row in rows if row.slot.job is not m.Job.COLLECT),
        collected=collections[-1] if collections else None,
        coming=coming(parts),
        sources=dict(Counter(one.state.value for one in known)),
        troubled=tuple(one for one in known if one.state in TROUBLED),
        draft=_draft(parts),
        sendings=_sendings(parts),
        posts=parts.store.figures.posts(letter.id),
        free=parts.free(),
        put_away=parts.store.retention.dropped(letter.id),
    )
    return replace(found, wants=tuple(_wants(found)))


def coming(parts: Parts) -> tuple[m.Coming, ...]:
    """Return the next slot of each job, the nearest first."""
    now = parts.clock.now()
    found = (clock.upcoming(parts.newsletter, job, now) for job in m.Job)
    ordered = sorted(found, key=lambda slot: slot.at)
    return tuple(m.Coming(slot, clock.words(parts.newsletter, slot.at)) for slot in ordered)


def _draft(parts: Parts) -> m.Waiting | None:
    waiting = parts.store.desk.latest_draft(parts.newsletter.id)
    if waiting is None:
        return None
    due = clock.words(parts.newsletter, waiting.due)
    return m.Waiting(waiting.slot, waiting.revision, len(waiting.content.stories), due)


def _sendings(parts: Parts) -> tuple[m.Sending, ...]:
    issues = parts.store.desk.issues(parts.newsletter.id)[:ISSUES]
    fates = parts.store.figures.fates(parts.newsletter.id, [issue.number for issue in issues])
    return tuple(m.Sending(issue.number, issue.slot, issue.approved, fates.get(issue.number, {})) for issue in issues)


# ── what a person should see to ────────────────────────────────────────────────────────────────────────


def _wants(found: m.Status) -> Iterator[m.Want]:
    for row in found.slots:
        yield from _of_slot(found, row)
    if found.collected and found.collected.state is m.SlotState.MISSED:
        yield m.Want("collect", f"The last collection did not succeed: {found.collected.why}", "digest collect")
    for one in found.troubled:
        if one.state is m.State.BROKEN:
            said = f"The source {one.source} is broken: {one.evidence}"
            yield m.Want(f"source {one.source}", said, f"digest sources {one.source}")
    for sending in found.sendings:
        if sending.unknown:
            count = f"{sending.unknown:,} {'delivery' if sending.unknown == 1 else 'deliveries'}"
            said = f"Nobody can know whether {count} of issue {sending.issue} arrived."
            how = f"digest deliveries unknown --issue {sending.issue}"
            yield m.Want(f"unknown {sending.issue} {sending.unknown}", said, how)
    if found.free is not None and found.free < LEAST_FREE:
        said = f"The disk is nearly full: {found.free / 1e6:,.0f} MB are left."
        yield m.Want("disk", said, "Free some space; nothing is lost when it is full, and nothing is sent.")


def _of_slot(found: m.Status, row: m.SlotRow) -> Iterator[m.Want]:
    name = row.slot.id.partition("/")[2]
    recent = found.at - row.slot.at < LATELY
    if row.state is m.SlotState.HELD:
        do = "digest approve" if "approval" in row.why else f"digest slots run {name}, or: digest slots skip {name}"
        yield m.Want(f"held {row.slot.id}", f"{name} is held: {row.why}", do)
    elif row.state is m.SlotState.MISSED and recent:
        yield m.Want(f"missed {row.slot.id}", f"{name} was missed: {row.why}", f"digest slots run {name}")
    elif row.state is m.SlotState.RUNNING and (row.why or found.at - row.slot.at > STUCK):
        yield m.Want(f"stuck {row.slot.id}", f"{name} is not done yet: {row.why or 'it still runs'}", "digest status")
