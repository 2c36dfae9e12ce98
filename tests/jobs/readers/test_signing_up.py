"""From the form to the first issue, and everything that must not happen on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from digest import model as m
from digest.delivery import tokens
from digest.jobs import readers
from tests.jobs.readers.acts import (
    ANN,
    MONEY,
    acts,
    ask_key,
    leave,
    letters,
    mailed,
    sign_up,
    subscribe,
    text_of,
    token_in,
)
from tests.parts import Household


def test_nobody_is_mailed_before_they_confirm(home: Household) -> None:
    parts = home.parts()
    sign_up(home, parts, ANN, MONEY)
    assert mailed(parts) == []
    [mail] = letters(home)
    assert mail["Subject"] == "Please confirm your subscription to Place Weekly"
    assert readers.confirm(parts, token_in(mail, "c"))
    assert mailed(parts) == [ANN]
    assert acts(parts) == ["asked", "confirmed"]
    [asked, _] = parts.store.readers.consents(parts.newsletter.id, ANN)
    assert (asked.shown, asked.where, asked.client, asked.themes) == ("shown", "/subscribe", "192.0.2.0/24", (MONEY,))
    readers.answer(parts)
    assert [one["Subject"] for one in letters(home)][1:] == ["Welcome to Place Weekly"]


def test_confirming_twice_is_confirming_once(home: Household) -> None:
    parts = home.parts()
    sign_up(home, parts)
    token = token_in(letters(home)[0], "c")
    assert readers.confirm(parts, token)
    assert readers.confirm(parts, token)
    readers.answer(parts)
    assert acts(parts) == ["asked", "confirmed"]
    assert len(letters(home)) == 2


def test_an_old_confirmation_does_not_bring_back_who_has_left(home: Household) -> None:
    parts = home.parts()
    subscribe(home, parts)
    old = token_in(letters(home)[0], "c")
    leave(parts)
    assert not readers.confirm(parts, old)
    home.clock.forward(days=1)
    sign_up(home, parts)
    assert not readers.confirm(parts, old)
    assert mailed(parts) == []
    assert readers.confirm(parts, token_in(letters(home)[-1], "c"))
    assert mailed(parts) == [ANN]


def test_who_is_subscribed_gets_a_letter_that_says_so_and_nothing_changes(home: Household) -> None:
    parts = home.parts()
    subscribe(home, parts, ANN, MONEY)
    home.clock.forward(hours=1)
    sign_up(home, parts)
    assert letters(home)[-1]["Subject"] == "You are subscribed to Place Weekly already"
    [reader] = parts.store.readers.stream(parts.newsletter.id)
    assert reader.themes == (MONEY,)
    assert acts(parts) == ["asked", "confirmed"]


def test_a_form_cannot_flood_a_mailbox(home: Household) -> None:
    """However often somebody types an address: one letter in ten minutes, three a day."""
    parts = home.parts()
    for _ in range(50):
        sign_up(home, parts)
        home.clock.forward(minutes=1)
    assert len(letters(home)) == 3
    home.clock.forward(days=1)
    sign_up(home, parts)
    assert len(letters(home)) == 4


def test_a_complaint_is_never_answered_by_mail(home: Household) -> None:
    from digest.delivery import consent

    parts = home.parts()
    subscribe(home, parts)
    before = len(letters(home))
    deed = consent.Deed(parts.newsletter.id, home.clock.now(), "a mail came back")
    readers.end(parts, deed, m.Act.COMPLAINED, ANN)
    home.clock.forward(days=2)
    sign_up(home, parts)
    ask_key(home, parts)
    assert len(letters(home)) == before
    assert mailed(parts) == []
    assert readers.release(parts, ANN, "wrote to us")
    sign_up(home, parts)
    assert readers.confirm(parts, token_in(letters(home)[-1], "c"))
    assert mailed(parts) == [ANN]


def test_a_letter_is_not_sent_twice_by_a_retry(home: Household) -> None:
    """Put off, it leaves later; taken, it never leaves again; left on its way by a dead process, it stays unknown."""
    parts = home.parts()
    away = home.office.decide
    home.office.decide = lambda message: (m.Fate.DEFERRED, "451 later")
    sign_up(home, parts)
    assert readers.answer(parts) == 0
    home.office.decide = away
    assert readers.answer(parts) == 0
    home.clock.forward(minutes=3)
    assert readers.answer(parts) == 1
    assert readers.answer(parts) == 0
    assert len(letters(home)) == 1

    home.clock.forward(hours=1)
    sign_up(home, parts, "ben@example.org")
    home.clock.forward(hours=1)
    wish = m.Ask(parts.newsletter.id, "key", "ben@example.org", home.clock.now())
    readers.ask(parts, wish)

    def dies(message: m.Message) -> tuple[m.Fate, str]:
        raise KeyboardInterrupt

    home.office.decide = dies
    try:
        readers.answer(parts)
    except KeyboardInterrupt:
        home.office.decide = away
    before = len(letters(home, "ben@example.org"))
    again = home.parts()
    readers.answer(again)
    assert len(letters(home, "ben@example.org")) == before
    kept = again.store.readers.kept(again.newsletter.id, "ben@example.org")
    assert [one.fate for one in kept.letters] == [m.Fate.SENT, m.Fate.UNKNOWN]


def test_a_letter_that_is_refused_for_days_is_given_up(home: Household) -> None:
    parts = home.parts()
    home.office.decide = lambda message: (m.Fate.DEFERRED, "451 later")
    sign_up(home, parts)
    for _ in range(10):
        home.clock.forward(days=1)
        readers.answer(parts)
    [letter] = parts.store.readers.kept(parts.newsletter.id, ANN).letters
    assert (letter.fate, letter.tries) == (m.Fate.FAILED, 5)


def test_tokens_open_one_thing_each(home: Household) -> None:
    parts = home.parts()
    subscribe(home, parts)
    name = parts.newsletter.id
    for purpose in (tokens.CHOOSE, tokens.KEY, tokens.UNSUBSCRIBE):
        assert not readers.confirm(parts, tokens.seal(parts.secret, purpose, name, ANN, home.clock.now().isoformat()))
    assert readers.choice(parts, tokens.seal(parts.secret, tokens.UNSUBSCRIBE, name, ANN)) is None
    assert not readers.unsubscribe(parts, tokens.seal(parts.secret, tokens.CHOOSE, name, ANN))
    assert readers.opened_by(parts, tokens.seal(parts.secret, tokens.CHOOSE, name, ANN, "99999999999")) is None


def test_preferences_are_changed_by_a_link_and_kept_in_the_record(home: Household) -> None:
    parts = home.parts()
    subscribe(home, parts)
    token = tokens.seal(parts.secret, tokens.CHOOSE, parts.newsletter.id, ANN)
    now = readers.choice(parts, token)
    assert now == readers.Choice((), "html", None)
    until = (home.clock.now() + timedelta(days=20)).date()
    chosen = readers.choose(parts, token, readers.Choice((MONEY, m.ThemeId("none-such")), "text", until))
    assert chosen == readers.Choice((MONEY,), "text", until)
    assert readers.choose(parts, token, chosen) == chosen
    assert acts(parts) == ["asked", "confirmed", "changed"]
    [reader] = parts.store.readers.stream(parts.newsletter.id)
    assert reader.paused_until is not None
    assert reader.paused_until.hour == 23, "midnight in London is 23:00 UTC in summer"
    home.clock.forward(days=30)
    assert readers.choice(parts, token) == replace(chosen, pause=None)
    leave(parts)
    assert readers.choice(parts, token) is None
    assert readers.choose(parts, token, chosen) is None
    assert mailed(parts) == []


def test_the_key_to_ones_data_comes_by_mail_and_opens_for_a_day(home: Household) -> None:
    parts = home.parts()
    subscribe(home, parts)
    home.clock.forward(hours=1)
    ask_key(home, parts)
    ask_key(home, parts, "nobody@example.org")
    assert letters(home, "nobody@example.org") == []
    key = token_in(letters(home)[-1], "k")
    assert readers.opened_by(parts, key) == ANN
    assert readers.kept(parts, ANN).standing.subscription is not None
    home.clock.forward(hours=25)
    assert readers.opened_by(parts, key) is None


def test_who_leaves_hears_goodbye_once(home: Household) -> None:
    parts = home.parts()
    subscribe(home, parts, ANN, MONEY)
    token = tokens.seal(parts.secret, tokens.UNSUBSCRIBE, parts.newsletter.id, ANN, "7")
    for _ in range(3):
        assert readers.unsubscribe(parts, token, reason="too many mails")
        readers.answer(parts)
    assert [one["Subject"] for one in letters(home)].count("You have left Place Weekly") == 1
    left = parts.store.readers.consents(parts.newsletter.id, ANN)[-1]
    assert (left.act, left.issue, left.themes, left.reason) == (m.Act.LEFT, 7, (MONEY,), "too many mails")


def test_links_of_mails_sent_before_still_open(home: Household) -> None:
    """Tokens made without a word behind the address are those of older versions."""
    parts = home.parts()
    subscribe(home, parts)
    token = tokens.seal(parts.secret, tokens.UNSUBSCRIBE, parts.newsletter.id, ANN)
    assert readers.unsubscribe(parts, token)
    assert parts.store.readers.consents(parts.newsletter.id, ANN)[-1].issue == 0


def test_sign_ups_that_nobody_confirms_are_forgotten(home: Household) -> None:
    parts = home.parts()
    sign_up(home, parts)
    home.clock.forward(days=31)
    assert readers.forget_unconfirmed(parts) == 1
    assert acts(parts) == []


def test_letters_say_nothing_about_the_person_in_their_links(home: Household) -> None:
    parts = home.parts()
    subscribe(home, parts)
    readers.answer(parts)
    for mail in letters(home):
        assert "ann" not in text_of(mail).casefold().replace("cannot", "")
