"""Who gets an issue."""

from __future__ import annotations

from datetime import timedelta

from digest import delivery
from digest import model as m
from digest.delivery.plan import GONE, NOTHING_FOR_THEM, PAUSED, SUPPRESSED
from tests.delivery.harbour import PUBLIC, SECRET, SENT_AT

FINANCE = m.ThemeId("finance")
ANN, BEN, CAT = (
    m.Subscriber("Ann@Example.org", "Ann"),
    m.Subscriber("ben@example.org", themes=(FINANCE,)),
    m.Subscriber("cat@example.org", paused_until=SENT_AT + timedelta(days=3)),
)


def stories_of(reader: m.Subscriber) -> int:
    return 0 if reader.themes else 3


def planned(issue: m.Issue, newsletter: m.Newsletter, *readers: m.Subscriber) -> tuple[m.Delivery, ...]:
    return tuple(delivery.plan(issue, readers, newsletter, stories_of, secret=SECRET, now=SENT_AT))


def test_each_reader_has_one_row(issue: m.Issue, newsletter: m.Newsletter) -> None:
    """Pending; skipped where nothing is in it for them; skipped where they want none for a while."""
    ann, ben, cat = planned(issue, newsletter, ANN, BEN, CAT)
    assert (ann.address, ann.fate, ann.said) == ("ann@example.org", m.Fate.PENDING, "")
    assert (ben.fate, ben.said) == (m.Fate.SKIPPED, NOTHING_FOR_THEM)
    assert (cat.fate, cat.said) == (m.Fate.SKIPPED, PAUSED)
    assert {row.issue for row in (ann, ben, cat)} == {12}


def test_rows_carry_the_identifier_of_the_mail(issue: m.Issue, newsletter: m.Newsletter, mail: m.Mail) -> None:
    """A row and its message have one Message-ID, whatever capitals the address is written in."""
    (row,) = planned(issue, newsletter, ANN)
    message = delivery.personal(mail, ANN, issue, newsletter, public=PUBLIC, secret=SECRET, sent_at=SENT_AT)
    assert row.message_id == message.id


def test_the_same_reader_twice_is_one_row(issue: m.Issue, newsletter: m.Newsletter) -> None:
    """Capitals make no second reader, in one plan or in the next: the store keeps one row of the same key."""
    lower = m.Subscriber("ann@example.org")
    assert len({row.address for row in planned(issue, newsletter, ANN, lower)}) == 1
    assert planned(issue, newsletter, ANN) == planned(issue, newsletter, lower)
    narrow = m.Subscriber("ann@example.org", themes=(FINANCE,))
    assert next(iter(planned(issue, newsletter, ANN, narrow))).fate is m.Fate.PENDING


def test_rows_keep_the_choice_of_themes_for_the_figures(issue: m.Issue, newsletter: m.Newsletter) -> None:
    ann, ben, _ = planned(issue, newsletter, ANN, BEN, CAT)
    assert (ann.themes, ben.themes) == ((), (FINANCE,))


def test_a_reader_who_left_after_the_plan_is_not_mailed() -> None:
    """Asked right before sending: suppressed, gone from the list, without a story now, or free to go."""
    assert delivery.why_not(ANN, 3, SENT_AT) == ""
    assert delivery.why_not(ANN, 3, SENT_AT, suppressed=True) == SUPPRESSED
    assert delivery.why_not(None, 0, SENT_AT) == GONE
    assert delivery.why_not(ANN, 0, SENT_AT) == NOTHING_FOR_THEM
    assert delivery.why_not(CAT, 3, SENT_AT) == PAUSED
    assert delivery.why_not(CAT, 3, SENT_AT + timedelta(days=4)) == ""
