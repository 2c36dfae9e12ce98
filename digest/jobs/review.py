"""The review of an issue: how its slot stands, a test to oneself, a week skipped, the presses stopped; who is told.

Approval itself is `draft.approve`; the tick sends an issue that was approved late at its next look at the clock.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from digest import clock, delivery, renditions
from digest import model as m
from digest.delivery import dkim, notes
from digest.errors import NothingThere, NotNow
from digest.jobs import readers
from digest.jobs.campaigns import pause, resume
from digest.jobs.draft import as_issue
from digest.jobs.parts import Parts
from digest.jobs.posting import posted
from digest.jobs.signing import record
from digest.renditions import words

STOPPED = "stopped by "
HALTED = (m.CampaignState.PAUSED, m.CampaignState.CANCELLED)
"""A sending that a person or an absent mail server has brought to rest."""

TEST = "TEST: "
_MOST_RECORDS = 500

_READY = """The draft of {title} is ready: {stories} from {sources}.

{notes}
Look at it, change it, approve it:

{address}

It goes out on {due}. {policy}
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the slot that the desk works for stands: its draft or its issue, the ledger's row, who will get it.

    `fates` counts the issue's deliveries. `stage` is one of "none", "draft", "held", "skipped", "approved",
    "sending", "sent", "stopped".
    """

    slot: m.SlotId | None
    draft: m.Draft | None
    issue: m.Issue | None
    row: m.SlotRow | None
    fates: Mapping[m.Fate, int]
    campaign: m.Campaign | None = None

    @property
    def stage(self) -> str:
        """How far the issue is, in one word."""
        if self.draft:
            ended = {m.SlotState.HELD: "held", m.SlotState.SKIPPED: "skipped"}
            return ended.get(self.row.state, "draft") if self.row else "draft"
        if self.issue is None:
            return "none"
        return self._stage_of_issue()

    def _stage_of_issue(self) -> str:
        if self.campaign and self.campaign.state in HALTED:
            return "stopped"
        if self.row and self.row.state is m.SlotState.HELD and self.row.why.startswith(STOPPED):
            return "stopped"
        waiting = self.fates.get(m.Fate.PENDING, 0) + self.fates.get(m.Fate.SENDING, 0)
        if self.fates and not waiting:
            return "sent"
        return "sending" if any(fate is not m.Fate.PENDING for fate in self.fates) else "approved"


def standing(parts: Parts) -> Standing:
    """Return how the slot in hand stands: the open draft's, else the newest issue's."""
    desk, ledger = parts.store.desk, parts.store.ledger
    draft = desk.latest_draft(parts.newsletter.id)
    if draft:
        return Standing(draft.slot, draft, None, ledger.row(draft.slot), {})
    issue = desk.issue(parts.newsletter.id, desk.next_number(parts.newsletter.id) - 1)
    if issue is None:
        return Standing(None, None, None, None, {})
    fates = parts.store.deliveries.fates(issue.newsletter, issue.number)
    campaign = parts.store.campaigns.get(issue.newsletter, issue.number)
    return Standing(issue.slot, None, issue, ledger.row(issue.slot), fates, campaign)


def concerned(parts: Parts) -> int:
    """Return how many people an issue would go to now, the home folder's list brought in first."""
    with contextlib.suppress(NothingThere):  # neither list nor reader: then there is nobody
        readers.take_list(parts)
    return parts.store.readers.count(parts.newsletter.id)


def test(parts: Parts, who: m.Colleague) -> m.Posted:
    """Send the draft to somebody of the desk, marked as a test; what the mail server said of it.

    The way to leave in it is nobody's: pressing it takes nobody off. Raises `NotNow` where they have no address,
    `NothingThere` without a draft.
    """
    if not who.address:
        raise NotNow(
            "Whoever runs the program has no mail address here. Name yourself in the newsletter's file as a "
            "[[person]] with your address, and sign in by a link that is mailed to it."
        )
    draft = _open(parts)
    issue = as_issue(parts, draft)
    mail = renditions.mail(issue, parts.newsletter, parts.templates, parts.public)
    marked = replace(mail, subject=TEST + mail.subject)
    nobody = hashlib.sha256(b"test " + parts.secret).digest()
    message = delivery.personal(
        marked,
        m.Subscriber(who.address, who.name),
        issue,
        parts.newsletter,
        public=parts.public,
        secret=nobody,
        sent_at=parts.clock.now(),
    )
    (said,) = posted(parts.office, dkim.signed(message, parts.keys, parts.clock.now()))
    record(parts, who, "sent a test to themselves", draft.slot)
    return said


def skip(parts: Parts, who: m.Colleague, word: str = "") -> m.SlotRow:
    """Write that the slot in hand is skipped: nothing is sent for it. Raises `NothingThere` without a draft."""
    draft = _open(parts)
    slot = m.Slot(draft.slot, draft.newsletter, m.Job.SEND, draft.due)
    with parts.store.alone(f"slot {slot.id}") as mine:
        if not mine:
            raise NotNow("This issue is being worked on at this very moment. Do this again in a minute.")
        why = f"skipped by {who.name}" + (f": {word}" if word else "")
        parts.store.ledger.put(slot, m.SlotState.SKIPPED, why, parts.clock.now())
    record(parts, who, "skipped an issue", f"{draft.slot} {word}".strip())
    row = parts.store.ledger.row(slot.id)
    return row or m.SlotRow(slot, m.SlotState.SKIPPED, why)


def unskip(parts: Parts, who: m.Colleague) -> None:
    """Hold a slot that was skipped: its draft can be approved again, and goes out at its time; if late, at once."""
    draft = _open(parts)
    slot = m.Slot(draft.slot, draft.newsletter, m.Job.SEND, draft.due)
    if not parts.store.ledger.open_again(slot, f"taken up again by {who.name}", parts.clock.now()):
        raise NotNow("This issue was not skipped, so there is nothing to take up again.")
    record(parts, who, "took a skipped issue up again", draft.slot)


def stop(parts: Parts, who: m.Colleague) -> str:
    """Stop what has not left of the issue in hand, and say how many will not get it.

    Raises `NotNow` where nothing is going out, or all of it has.
    """
    now = standing(parts)
    if now.issue is None or now.stage not in {"approved", "sending"}:
        raise NotNow("There is nothing to stop: no approved issue waits to leave.")
    if now.campaign:
        pause(parts, now.issue.number, who.name)
    else:
        slot = m.Slot(now.issue.slot, now.issue.newsletter, m.Job.SEND, now.issue.dated)
        parts.store.ledger.put(slot, m.SlotState.HELD, f"{STOPPED}{who.name}", parts.clock.now())
    record(parts, who, "stopped the presses", f"issue {now.issue.number}")
    return f"Issue {now.issue.number} is stopped."


def go_on(parts: Parts, who: m.Colleague) -> str:
    """Let an issue that was stopped go out after all, at its time or at the next tick. Raises `NotNow`."""
    now = standing(parts)
    if now.issue is None or now.stage != "stopped":
        raise NotNow("Nothing is stopped, so there is nothing to go on with.")
    if now.campaign:
        resume(parts, now.issue.number)
        record(parts, who, "let an issue go on", f"issue {now.issue.number}")
        return f"Issue {now.issue.number} goes on."
    slot = m.Slot(now.issue.slot, now.issue.newsletter, m.Job.SEND, now.issue.dated)
    # the tick sends what was approved after it was held: so it was held a moment before its approval
    held = now.issue.approved - timedelta(seconds=1)
    parts.store.ledger.put(slot, m.SlotState.HELD, f"let go on by {who.name}", held)
    record(parts, who, "let an issue go on", f"issue {now.issue.number}")
    return f"Issue {now.issue.number} goes out after all."


def tell_editors(parts: Parts, draft: m.Draft) -> int:
    """Mail everybody who may edit that the draft is ready, each once a slot; return how many were told now."""
    letter = parts.newsletter
    told = {one.about for one in parts.store.records.last(letter.id, _MOST_RECORDS) if one.what == "told"}
    count = 0
    for who in letter.people:
        about = f"{draft.slot} {who.address}"
        if about in told or not who.may(m.DeskRole.EDITOR):
            continue
        message = _ready(parts, draft, who)
        if posted(parts.office, message)[0].fate is m.Fate.SENT:
            parts.store.records.add(m.Record(letter.id, parts.clock.now(), "digest", "told", about))
            count += 1
    return count


def _ready(parts: Parts, draft: m.Draft, who: m.Colleague) -> m.Message:
    letter, stories = parts.newsletter, draft.content.stories
    sources = len({post.source for story in stories for post in story.posts})
    things = words.count(len(draft.notes), "thing") if draft.notes else "nothing"
    counted = words.count(len(stories), "story", "stories")
    held = letter.schedule.unreviewed == "hold"
    policy = "Without an approval it is held." if held else "Without an approval it goes out as it is."
    text = _READY.format(
        title=letter.title,
        stories=counted,
        sources=words.count(sources, "source"),
        notes="".join(f"- {note}\n" for note in draft.notes),
        address=f"{parts.public}/desk/",
        due=clock.words(letter, draft.due),
        policy=policy,
    )
    subject = f"The draft is ready: {counted} from {words.count(sources, 'source')}, {things} to check"
    key = hashlib.sha256(f"ready {draft.slot} {who.address}".encode()).hexdigest()[:24]
    return notes.note(letter, who.address, subject, text, key=f"ready.{key}", sent_at=parts.clock.now())


def _open(parts: Parts) -> m.Draft:
    draft = parts.store.desk.latest_draft(parts.newsletter.id)
    if draft is None:
        raise NothingThere("There is no draft open. Make one with: digest draft")
    return draft
