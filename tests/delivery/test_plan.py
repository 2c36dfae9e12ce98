"""Who gets an issue."""

from __future__ import annotations

from digest import delivery
from digest import model as m
from digest.delivery.plan import GONE, NOTHING_FOR_THEM, SUPPRESSED
from tests.delivery.harbour import PUBLIC, SECRET, SENT_AT

FINANCE = m.ThemeId("finance")
ANN, BEN, CAT = (
    m.Subscriber("Ann@Example.org", "Ann"),
    m.Subscriber("ben@example.org", themes=(FINANCE,)),
    m.Subscriber("cat@example.org"),
)


def stories_of(reader: m.Subscriber) -> int:
    return 0 if reader.themes else 3


def planned(issue: m.Issue, newsletter: m.Newsletter, *readers: m.Subscriber) -> tuple[m.Delivery, ...]:
    suppressed = frozenset({"cat@example.org"})
    return delivery.plan(issue, readers, suppressed, newsletter, stories_of, secret=SECRET)


def test_each_reader_has_one_row(issue: m.Issue, newsletter: m.Newsletter) -> None:
    """Pending; skipped where nothing is in it for them; skipped where they must not be mailed."""
    ann, ben, cat = planned(issue, newsletter, ANN, BEN, CAT)
    assert (ann.address, ann.fate, ann.said) == ("ann@example.org", m.Fate.PENDING, "")
    assert (ben.fate, ben.said) == (m.Fate.SKIPPED, NOTHING_FOR_THEM)
    assert (cat.fate, cat.said) == (m.Fate.SKIPPED, SUPPRESSED)
    assert {row.issue for row in (ann, ben, cat)} == {12}


def test_rows_carry_the_identifier_of_the_mail(issue: m.Issue, newsletter: m.Newsletter, mail: m.Mail) -> None:
    """A row and its message have one Message-ID, whatever capitals the address is written in."""
    (row,) = planned(issue, newsletter, ANN)
    message = delivery.personal(mail, ANN, issue, newsletter, public=PUBLIC, secret=SECRET, sent_at=SENT_AT)
    assert row.message_id == message.id


def test_the_same_reader_twice_is_one_row(issue: m.Issue, newsletter: m.Newsletter) -> None:
    """Capitals make no second reader, in one plan or in the next."""
    lower = m.Subscriber("ann@example.org")
    assert len(planned(issue, newsletter, ANN, lower)) == 1
    assert planned(issue, newsletter, ANN) == planned(issue, newsletter, lower)
    narrow = m.Subscriber("ann@example.org", themes=(FINANCE,))
    assert [row.fate for row in planned(issue, newsletter, ANN, narrow)] == [m.Fate.PENDING]


def test_a_reader_who_left_after_the_plan_is_not_mailed(issue: m.Issue, newsletter: m.Newsletter) -> None:
    """Asked right before sending: suppressed, gone from the list, or free to go."""
    rows = planned(issue, newsletter, ANN)
    ((row, reader),) = delivery.with_readers(rows, [ANN, BEN])
    assert reader == ANN
    assert delivery.why_not(row, reader, frozenset()) == ""
    assert delivery.why_not(row, reader, {"ann@example.org"}) == SUPPRESSED
    ((row, reader),) = delivery.with_readers(rows, [BEN])
    assert delivery.why_not(row, reader, frozenset()) == GONE
