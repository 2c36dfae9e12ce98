"""The review of an issue: editors told once, tests that are marked, weeks skipped, presses stopped."""

from __future__ import annotations

import quopri
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.errors import NothingThere, NotNow
from digest.jobs import Parts, history, review, signing
from tests.editing.desk_made import waiting
from tests.parts import Household
from tests.values import newsletter

ANN = m.Colleague("ann@place.example", "Ann Lea", m.DeskRole.APPROVER)
BEN = m.Colleague("ben@place.example", "Ben Orr", m.DeskRole.EDITOR)
RUTH = m.Colleague("ruth@place.example", "Ruth Fox", m.DeskRole.READER)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, newsletter(people=(ANN, BEN, RUTH)))
    yield made
    made.close()


@pytest.fixture
def parts(home: Household) -> Parts:
    opened = home.parts()
    history.composed(opened, waiting())
    return opened


def draft(parts: Parts) -> m.Draft:
    found = parts.store.desk.latest_draft(parts.newsletter.id)
    assert found
    return found


def sent(home: Household) -> list[str]:
    return [one.rcpt_to for one in home.office.taken]


def test_editors_are_told_once_that_a_draft_is_ready(home: Household, parts: Parts) -> None:
    """Who may edit, each once a slot, with what is in it and where to look; a refused mail is tried again."""
    home.office.decide = lambda message: (m.Fate.DEFERRED if message.rcpt_to == BEN.address else m.Fate.SENT, "")
    assert review.tell_editors(parts, draft(parts)) == 1
    home.office.decide = lambda _: (m.Fate.SENT, "")
    assert review.tell_editors(parts, draft(parts)) == 1
    assert review.tell_editors(parts, draft(parts)) == 0
    assert sent(home) == [ANN.address, BEN.address]
    letter = message_from_bytes(home.office.taken[0].body, policy=policy.default)
    assert letter["subject"].startswith("The draft is ready: 7 stories from 2 sources")
    assert letter["auto-submitted"] == "auto-generated"
    text = quopri.decodestring(home.office.taken[0].body).decode()
    assert f"{parts.public}/desk/" in text
    assert "Friday 12 June 07:00" in text
    assert "it is held" in text


def test_a_test_goes_to_oneself_marked(home: Household, parts: Parts) -> None:
    """The mail as it would be sent, TEST before its subject; its way to leave takes nobody off."""
    posted = review.test(parts, BEN)
    assert posted.fate is m.Fate.SENT
    (message,) = home.office.taken
    letter = message_from_bytes(message.body, policy=policy.default)
    assert message.rcpt_to == BEN.address
    assert letter["subject"].startswith("TEST: Thornby council")
    token = letter["list-unsubscribe"].rpartition("/")[2].rstrip(">")
    assert jobs.unsubscribe(parts, token) is False
    assert parts.store.desk.issues(parts.newsletter.id) == ()
    with pytest.raises(NotNow, match="no mail address"):
        review.test(parts, signing.here("operator"))


def test_a_week_that_is_skipped_sends_nothing(home: Household, parts: Parts) -> None:
    review.skip(parts, ANN, "Easter")
    home.clock.at = draft(parts).due + timedelta(minutes=1)
    jobs.tick(parts)
    assert sent(home) == []
    row = parts.store.ledger.row(draft(parts).slot)
    assert row
    assert (row.state, row.why) == (m.SlotState.SKIPPED, "skipped by Ann Lea: Easter")
    assert review.standing(parts).stage == "skipped"


def test_a_skipped_week_taken_up_again_goes_out_at_its_time(home: Household, parts: Parts) -> None:
    """Not at once: its approval is not late."""
    review.skip(parts, ANN)
    review.unskip(parts, ANN)
    due = draft(parts).due
    home.clock.forward(minutes=5)
    jobs.approve(parts, ANN.name, anyway=True)
    jobs.tick(parts)
    assert "ann@example.org" not in sent(home)
    home.clock.at = due + timedelta(minutes=1)
    jobs.tick(parts)
    assert {"ann@example.org", "ben@example.org"} <= set(sent(home))
    with pytest.raises(NothingThere):
        review.unskip(parts, ANN)


def test_a_late_approval_sends_at_the_next_tick(home: Household, parts: Parts) -> None:
    home.clock.at = draft(parts).due + timedelta(minutes=1)
    jobs.tick(parts)
    assert review.standing(parts).stage == "held"
    home.clock.forward(hours=3)
    jobs.approve(parts, ANN.name, anyway=True)
    jobs.tick(parts)
    assert {"ann@example.org", "ben@example.org"} <= set(sent(home))
    assert review.standing(parts).stage == "sent"


def test_the_presses_are_stopped_and_let_go_on(home: Household, parts: Parts) -> None:
    """Stopped before its time nothing leaves at it; let go on, everybody has it once."""
    issue = jobs.approve(parts, ANN.name, anyway=True)
    home.clock.forward(minutes=1)
    assert review.standing(parts).stage == "approved"
    review.stop(parts, ANN)
    home.clock.at = issue.dated + timedelta(minutes=1)
    jobs.tick(parts)
    assert "ann@example.org" not in sent(home)
    assert review.standing(parts).stage == "stopped"
    with pytest.raises(NotNow):
        review.stop(parts, ANN)
    review.go_on(parts, ANN)
    jobs.tick(parts)
    jobs.tick(parts)
    assert sorted(one for one in sent(home) if one.endswith("example.org")) == ["ann@example.org", "ben@example.org"]
    with pytest.raises(NotNow):
        review.stop(parts, ANN)


def test_the_presses_are_stopped_in_the_middle(home: Household, parts: Parts) -> None:
    """What has left has left; the rest waits until somebody lets it go on, and then has it once."""
    issue = jobs.approve(parts, ANN.name, anyway=True)

    def stops_at_the_first(message: m.Message) -> tuple[m.Fate, str]:
        if review.standing(parts).stage == "sending":
            review.stop(parts, ANN)
        return m.Fate.SENT, "250 ok"

    home.office.decide = stops_at_the_first
    home.clock.at = issue.dated + timedelta(minutes=1)
    jobs.tick(parts)
    assert [one for one in sent(home) if one.endswith("example.org")] == ["ann@example.org"]
    assert review.standing(parts).stage == "stopped"
    home.office.decide = lambda _: (m.Fate.SENT, "250 ok")
    home.clock.forward(days=1)
    jobs.tick(parts)
    assert review.standing(parts).stage == "stopped"
    review.go_on(parts, ANN)
    jobs.tick(parts)
    assert [one for one in sent(home) if one.endswith("example.org")] == ["ann@example.org", "ben@example.org"]
    assert review.standing(parts).stage == "sent"


def test_how_many_it_concerns_leaves_out_who_has_left(parts: Parts) -> None:
    assert review.concerned(parts) == 2
    parts.store.suppressions.add(parts.newsletter.id, "ben@example.org", "left", parts.clock.now())
    assert review.concerned(parts) == 1


def test_nothing_is_open_without_a_draft(tmp_path: Path) -> None:
    home = Household(tmp_path, newsletter(people=(ANN,)))
    parts = home.parts()
    assert review.standing(parts).stage == "none"
    for act in (review.skip, review.test, review.unskip):
        with pytest.raises(NothingThere):
            act(parts, ANN)
    home.close()
