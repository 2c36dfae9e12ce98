"""The rules of consent as values: what stands and what somebody does, and what that changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.delivery import consent
from digest.model import Act, Ask, Change, NewsletterId, Standing, Subscriber, Subscription, Suppression
from tests.values import NOW, PLACE

ANN = "ann@example.org"
DEED = consent.Deed(PLACE, NOW, "pressed the button")
ASK = Ask(PLACE, "sign-up", ANN, NOW)
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
