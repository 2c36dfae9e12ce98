"""The rules of consent as values: what stands and what somebody does, and what that changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.delivery import consent
from digest.model import Act, Ask, Change, NewsletterId, Standing, Subscriber, Subscription, Suppression, ThemeId
from tests.values import NOW, PLACE

ANN = "ann@example.org"
DEED = consent.Deed(PLACE, NOW, "pressed the button")
ASK = Ask(PLACE, "sign-up", ANN, NOW)
IN_HOMES = Subscriber(ANN, "Ann", (ThemeId("homes"),))
HOUR = timedelta(hours=1)
READER = Subscription(PLACE, Subscriber(ANN, "Ann"), "subscribed", "page", NOW, asked=NOW)


def barred(act: Act) -> Suppression:
    return Suppression(PLACE, ANN, act, "", NOW)


@pytest.mark.parametrize("act", [Act.LEFT, Act.BOUNCED, Act.ERASED])
def test_who_left_may_ask_again(act: Act) -> None:
    change = consent.asked(ASK, Standing(None, barred(act)))
    assert change.put
    assert (change.put.state, change.put.own_choice, change.release, change.letter) == ("asked", True, False, None)
    assert change.consent
    assert change.consent.act is Act.ASKED


@pytest.mark.parametrize("act", [Act.COMPLAINED, Act.REMOVED])
def test_who_complained_is_not_asked_again_nor_let_in_by_an_old_link(act: Act) -> None:
    waits = replace(READER, state="asked")
    assert consent.asked(ASK, Standing(None, barred(act))) == Change()
    assert consent.confirmed(DEED, NOW, Standing(waits, barred(act))) == Change()


def test_who_is_mailed_already_changes_nothing_by_asking() -> None:
    assert consent.asked(ASK, Standing(READER)) == Change()


@pytest.mark.parametrize(
    ("standing", "mailed"),
    [
        (Standing(READER), True),
        (Standing(), False),
        (Standing(replace(READER, state="asked")), False),
        (Standing(READER, barred(Act.LEFT)), False),
    ],
)
def test_mailed_is_who_confirmed_and_is_not_barred(standing: Standing, mailed: bool) -> None:
    assert consent.is_mailed(standing) is mailed


@pytest.mark.parametrize("before", [None, READER, replace(READER, origin="import")])
def test_a_list_takes_off_only_whom_it_brought(before: Subscription | None) -> None:
    assert consent.unlisted(DEED, Standing(before)) == Change()


def test_who_came_by_the_list_goes_with_it_and_may_come_again() -> None:
    change = consent.unlisted(DEED, Standing(replace(READER, origin="list")))
    assert (change.remove, change.suppress, change.put) == (True, None, None)
    assert change.consent
    assert (change.consent.act, change.consent.newsletter) == (Act.REMOVED, NewsletterId(PLACE))


@pytest.mark.parametrize(
    "standing", [Standing(), Standing(replace(READER, state="asked")), Standing(READER, barred(Act.LEFT))]
)
def test_only_who_is_mailed_chooses(standing: Standing) -> None:
    assert consent.chosen(DEED, Subscriber(ANN, format="text"), standing) == Change()


def test_a_choice_is_kept_and_recorded_once() -> None:
    wish = Subscriber("other@example.org", "Other", (ThemeId("homes"),), "text", NOW)
    change = consent.chosen(DEED, wish, Standing(READER))
    reader = Subscriber(ANN, "Ann", (ThemeId("homes"),), "text", NOW)
    assert change.put == replace(READER, reader=reader, own_choice=True)
    assert change.consent
    assert (change.consent.act, change.consent.themes) == (Act.CHANGED, reader.themes)
    assert change.consent.issue == 0  # what was not done from an issue's mail
    assert consent.chosen(DEED, wish, Standing(change.put)) == Change()


@pytest.mark.parametrize(("why", "said"), [("", consent.WHY[Act.LEFT]), ("asked us by letter", "asked us by letter")])
def test_an_end_says_why_and_bars_whom_no_list_may_bring(why: str, said: str) -> None:
    for standing, themes in ((Standing(), ()), (Standing(replace(READER, reader=IN_HOMES)), IN_HOMES.themes)):
        change = consent.ended(DEED, Act.LEFT, "Ann@Example.org", standing, why)
        assert change.suppress == Suppression(PLACE, ANN, Act.LEFT, said, NOW)
        assert (change.remove, change.put, change.release) == (True, None, False)
        assert change.consent
        assert (change.consent.address, change.consent.themes) == (ANN, themes)


def test_who_is_off_already_does_not_end_again_unless_subscribed_since() -> None:
    assert consent.ended(DEED, Act.LEFT, ANN, Standing(None, barred(Act.LEFT))) == Change()
    assert consent.ended(DEED, Act.LEFT, ANN, Standing(READER, barred(Act.LEFT))).remove


@pytest.mark.parametrize("origin", ["page", "import"])
def test_a_list_leaves_alone_whom_it_did_not_bring(origin: str) -> None:
    before = replace(READER, origin=origin)
    assert consent.listed(DEED, Subscriber(ANN, "Anna", (ThemeId("homes"),)), Standing(before)) == Change()


def test_a_list_lets_nobody_in_who_is_barred() -> None:
    assert consent.listed(DEED, IN_HOMES, Standing(None, barred(Act.LEFT))) == Change()


@pytest.mark.parametrize("before", [None, replace(READER, state="asked")])
def test_a_list_and_an_import_let_in_who_is_new_or_waits(before: Subscription | None) -> None:
    listed = consent.listed(DEED, IN_HOMES, Standing(before))
    assert listed.put == Subscription(PLACE, IN_HOMES, "subscribed", "list", NOW)
    imported = consent.imported(DEED, IN_HOMES, Standing(before))
    assert imported.put == Subscription(PLACE, IN_HOMES, "subscribed", "import", NOW)
    assert [change.consent and change.consent.act for change in (listed, imported)] == [Act.LISTED, Act.IMPORTED]


@pytest.mark.parametrize("own", [False, True])
def test_a_list_changes_the_themes_of_who_never_chose(own: bool) -> None:
    before = replace(READER, origin="list", own_choice=own)
    assert consent.listed(DEED, before.reader, Standing(before)) == Change()
    change = consent.listed(DEED, Subscriber(ANN, "Anna", (ThemeId("homes"),)), Standing(before))
    assert change.put == replace(before, reader=Subscriber(ANN, "Anna", () if own else (ThemeId("homes"),)))
    assert (change.consent is None) == own


@pytest.mark.parametrize("standing", [Standing(READER), Standing(None, barred(Act.LEFT))])
def test_an_import_changes_nobody_who_is_subscribed_or_barred(standing: Standing) -> None:
    assert consent.imported(DEED, IN_HOMES, standing) == Change()


def test_a_release_lets_go_who_is_barred_and_subscribes_nobody() -> None:
    change = consent.released(DEED, ANN, Standing(None, barred(Act.COMPLAINED)))
    assert (change.release, change.put, change.remove) == (True, None, False)
    assert change.consent
    assert (change.consent.act, change.consent.themes) == (Act.RELEASED, ())
    assert consent.released(DEED, ANN, Standing(READER)) == Change()


def test_a_link_confirms_the_last_sign_up_alone() -> None:
    waits = replace(READER, state="asked")
    change = consent.confirmed(replace(DEED, at=NOW + HOUR), NOW, Standing(waits))
    assert change.put == replace(READER, since=NOW + HOUR)
    assert (change.release, change.consent and change.consent.act) == (True, Act.CONFIRMED)
    for standing in (Standing(), Standing(READER), Standing(replace(waits, asked=NOW + HOUR))):
        assert consent.confirmed(DEED, NOW, standing) == Change()


def test_the_record_holds_a_line_of_bounded_length() -> None:
    long = "words on\n two lines " + "x" * 600
    deed = consent.Deed(PLACE, NOW, long, where=long, shown=long, client=long, basis=long, reason=long, issue=7)
    kept = deed.consent("Ann@Example.org", Act.LEFT, (ThemeId("homes"),))
    line = "words on two lines " + "x" * 600
    assert (kept.newsletter, kept.address, kept.act, kept.at) == (PLACE, ANN, Act.LEFT, NOW)
    assert kept.how == line[:200]
    assert (kept.where, kept.basis, kept.reason) == (line[:500],) * 3
    assert (kept.shown, kept.client, kept.issue, kept.themes) == (long, long, 7, (ThemeId("homes"),))
