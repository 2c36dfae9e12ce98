"""An issue on its way: what a server's words come to, pauses, the unknown, the pace; on a clock that is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.delivery.pace import Rates
from digest.errors import NotNow
from digest.jobs.audience import Audience
from digest.jobs.claims import Claims
from digest.jobs.editions import Editions
from tests.fakes_post import FakeOffice
from tests.parts import Household
from tests.values import PLACE, issue

ANN, BEN = "ann@example.org", "ben@example.org"
Answer = tuple[m.Fate, str]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    household = Household(tmp_path)
    household.parts().store.desk.keep_issue(issue())
    yield household
    household.close()


def says(**answers: Answer) -> Callable[[m.Message], Answer]:
    """A server that answers for some by the name before the @, and takes the rest."""
    return lambda message: answers.get(message.rcpt_to.partition("@")[0], (m.Fate.SENT, "250 ok"))


def fates(parts: jobs.Parts) -> dict[str, m.Fate]:
    return {row.address: row.fate for row in parts.store.deliveries.of(PLACE, 1)}


def state(parts: jobs.Parts) -> m.CampaignState:
    campaign = parts.store.campaigns.get(PLACE, 1)
    assert campaign is not None
    return campaign.state


def test_everybody_has_theirs_and_the_campaign_is_finished(home: Household) -> None:
    parts = home.parts()
    sent = jobs.deliver(parts, 1)
    assert (sent.tried, sent.finished, sent.campaign.state) == (2, True, m.CampaignState.FINISHED)
    assert jobs.deliver(parts, 1).tried == 0
    home.clock.forward(hours=1)
    home.subscribers += "cat@example.org,Cat,\n"
    later = home.parts("another")
    assert jobs.deliver(later, 1).tried == 1
    assert len(home.office.taken) == 3


def test_readers_are_gone_through_again_only_where_somebody_came(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = home.parts()
    for _ in range(2):  # the first time the list was read a moment before
        jobs.deliver(parts, 1)
        home.clock.forward(hours=1)
    gone_through: list[str] = []
    stream = Audience.all
    monkeypatch.setattr(Audience, "all", lambda self: gone_through.append("") or stream(self))
    jobs.deliver(parts, 1)
    assert gone_through == []
    home.subscribers += "cat@example.org,Cat,\n"
    assert jobs.deliver(home.parts("another"), 1).tried == 1
    assert len(gone_through) == 1


class TestPutOff:
    busy = staticmethod(says(ann=(m.Fate.DEFERRED, "451 busy")))

    def test_it_is_tried_again_later_and_later_and_given_up_after_two_days(self, home: Household) -> None:
        home.office = FakeOffice(self.busy)
        parts, pauses = home.parts(), []
        jobs.deliver(parts, 1, hurry=False)
        while state(parts) is m.CampaignState.SENDING:
            (row,) = parts.store.deliveries.page(PLACE, 1, m.Fate.DEFERRED)
            assert row.due is not None
            pauses.append((row.due - home.clock.at) / timedelta(minutes=1))
            home.clock.at = row.due - timedelta(seconds=1)
            assert jobs.deliver(parts, 1, hurry=False).tried == 0
            home.clock.at = row.due
            assert jobs.deliver(parts, 1, hurry=False).tried == 1
        assert pauses[:6] == [10, 20, 40, 80, 160, 320]
        assert set(pauses[6:]) == {360}
        assert sum(pauses) <= 48 * 60
        ann, ben = parts.store.deliveries.of(PLACE, 1)
        assert (ann.fate, ben.fate) == (m.Fate.FAILED, m.Fate.SENT)
        assert ann.said == f"Given up after {len(pauses) + 1} tries in two days: 451 busy"
        assert not parts.store.suppressions.has(PLACE, ANN)

    def test_somebody_in_a_hurry_tries_it_once_more_now_and_not_for_ever(self, home: Household) -> None:
        home.office = FakeOffice(self.busy)
        parts = home.parts()
        jobs.deliver(parts, 1)
        home.clock.forward(seconds=1)
        assert jobs.deliver(parts, 1).tried == 1
        assert fates(parts)[ANN] is m.Fate.DEFERRED


@pytest.mark.parametrize(
    ("said", "lost"),
    [
        ("550 5.1.1 nobody of that name", True),
        ("554 5.1.10 the domain takes no mail", True),
        ("550 No such user here", True),
        ("550 5.7.1 blocked: user unknown to our lists", False),
        ("554 5.7.1 this looks like spam", False),
        ("552 5.2.2 mailbox full", False),
        ("550 Requested action not taken", False),
        ("553 sender is unknown", False),
    ],
)
def test_an_address_that_is_none_is_not_mailed_again(home: Household, said: str, lost: bool) -> None:
    home.office = FakeOffice(says(ann=(m.Fate.FAILED, said)))
    parts = home.parts()
    jobs.deliver(parts, 1)
    assert fates(parts) == {ANN: m.Fate.FAILED, BEN: m.Fate.SENT}
    assert parts.store.suppressions.has(PLACE, ANN) is lost


class TestPauses:
    def test_a_server_that_goes_away_pauses_and_the_clock_goes_on(self, home: Household) -> None:
        away = (m.Fate.PENDING, "The mail server cannot be reached.")
        home.office = FakeOffice(lambda message: away)
        parts = home.parts()
        sent = jobs.deliver(parts, 1)
        assert (sent.campaign.state, sent.campaign.why) == (m.CampaignState.PAUSED, away[1])
        assert set(fates(parts).values()) == {m.Fate.PENDING}
        home.office = FakeOffice()
        later = home.parts("later")
        jobs.tick(later)
        assert home.office.taken == []
        home.clock.forward(minutes=11)
        jobs.tick(later)
        assert len(home.office.taken) == 2
        assert state(later) is m.CampaignState.FINISHED

    def test_a_person_pauses_at_once_and_only_a_person_ends_it(self, home: Household) -> None:
        parts = home.parts()

        def paused_meanwhile(message: m.Message) -> Answer:
            jobs.pause(parts, 1, "ann")
            return m.Fate.SENT, "250 ok"

        home.office.decide = paused_meanwhile
        sent = jobs.deliver(parts, 1)
        assert (sent.tried, sent.campaign.state, sent.campaign.why) == (1, m.CampaignState.PAUSED, "paused by ann")
        home.clock.forward(days=1)
        jobs.tick(parts)
        with pytest.raises(NotNow, match="digest sending resume 1"):
            jobs.deliver(parts, 1)
        assert jobs.progress(parts, 1).open == 1
        home.office.decide = says()
        jobs.resume(parts, 1)
        jobs.tick(parts)
        assert len(home.office.taken) == 2
        assert state(parts) is m.CampaignState.FINISHED

    def test_stop_the_presses(self, home: Household) -> None:
        parts = home.parts()

        def called_off_meanwhile(message: m.Message) -> Answer:
            jobs.cancel(parts, 1, "ann")
            return m.Fate.SENT, "250 ok"

        home.office.decide = called_off_meanwhile
        sent = jobs.deliver(parts, 1)
        assert sent.finished
        assert fates(parts) == {ANN: m.Fate.SENT, BEN: m.Fate.SKIPPED}
        with pytest.raises(NotNow, match="called off"):
            jobs.deliver(parts, 1)
        with pytest.raises(NotNow, match="is cancelled, so it cannot be sending"):
            jobs.resume(parts, 1)

    def test_what_was_not_begun_cannot_be_paused(self, home: Household) -> None:
        with pytest.raises(NotNow, match="has not begun"):
            jobs.pause(home.parts(), 1, "ann")

    def test_a_process_that_was_asked_to_end_begins_no_more(self, home: Household) -> None:
        parts = replace(home.parts(), stopping=lambda: bool(home.office.taken))
        assert jobs.deliver(parts, 1).tried == 1
        assert fates(parts) == {ANN: m.Fate.SENT, BEN: m.Fate.PENDING}
        assert parts.store.deliveries.owners(PLACE, 1) == frozenset()


def test_a_process_that_was_asked_to_end_while_it_plans_does_not_plan_to_the_end(home: Household) -> None:
    home.subscribers = "address\n" + "".join(f"r{number}@example.org\n" for number in range(50))
    asked = iter(range(1_000))
    parts = replace(home.parts(), stopping=lambda: next(asked) > 20)
    sent = jobs.deliver(parts, 1)
    assert (sent.tried, sent.campaign.planned, sum(sent.fates.values()) < 50) == (0, None, True)
    assert jobs.deliver(home.parts("next"), 1).tried == 50


class TestTheUnknown:
    @pytest.fixture
    def parts(self, home: Household) -> jobs.Parts:
        home.office.decide = says(ann=(m.Fate.UNKNOWN, "no answer"), ben=(m.Fate.UNKNOWN, "no answer"))
        parts = home.parts()
        assert jobs.deliver(parts, 1).campaign.state is m.CampaignState.FINISHED
        home.office.decide = says()
        return parts

    def test_no_rule_sends_them_again(self, home: Household, parts: jobs.Parts) -> None:
        home.clock.forward(days=1)
        jobs.tick(parts)
        jobs.deliver(parts, 1)
        assert home.office.taken == []

    def test_a_person_does(self, home: Household, parts: jobs.Parts) -> None:
        assert [row.address for row in jobs.unknown(parts, 1)] == [ANN, BEN]
        assert jobs.mark(parts, 1, [ANN], m.Fate.SENT, "eve") == 1
        assert jobs.resend(parts, 1, None, "eve") == 1
        jobs.tick(parts)
        assert [message.rcpt_to for message in home.office.taken] == [BEN]
        ann, ben = parts.store.deliveries.of(PLACE, 1)
        assert (ann.said, ben.said) == ("marked sent by eve", "250 ok")
        assert state(parts) is m.CampaignState.FINISHED


def test_a_run_that_died_is_found_and_its_work_gone_on_with(home: Household) -> None:
    """Nobody holds the lock of the dead run's name: what it had on its way is unknown, the rest is sent by a tick."""
    home.subscribers += "cat@example.org,Cat,\n"
    parts = home.parts("dead")

    def dies(message: m.Message) -> Answer:
        raise KeyboardInterrupt

    home.office.decide = dies
    with pytest.raises(KeyboardInterrupt):
        jobs.deliver(parts, 1)
    home.office.decide = says()
    other = home.parts("other")
    # as a killed process leaves it: claimed, not given back
    other.store.deliveries.claim(PLACE, 1, "dead", home.clock.at, most=1)
    assert jobs.progress(other, 1).senders == 0
    jobs.tick(other)
    assert fates(other) == {ANN: m.Fate.UNKNOWN, BEN: m.Fate.SENT, "cat@example.org": m.Fate.SENT}
    assert state(other) is m.CampaignState.FINISHED


def test_while_a_run_lives_nobody_touches_what_it_claimed(home: Household) -> None:
    parts, other = home.parts("one"), home.parts("other")
    seen: list[int] = []

    def looked_at_meanwhile(message: m.Message) -> Answer:
        seen.append(jobs.progress(other, 1).senders)
        jobs.deliver(other, 1)
        return m.Fate.SENT, "250 ok"

    home.office = FakeOffice(looked_at_meanwhile)
    jobs.deliver(replace(parts, office=home.office), 1)
    assert seen == [1, 1]
    assert len(home.office.taken) == 2


def test_one_process_sends_once_at_a_time(home: Household) -> None:
    parts = home.parts()

    def again(message: m.Message) -> Answer:
        with pytest.raises(NotNow, match="sending already"):
            jobs.deliver(parts, 1)
        return m.Fate.SENT, "250 ok"

    home.office.decide = again
    assert jobs.deliver(parts, 1).tried == 2


def test_the_pace_is_kept_for_each_domain_and_over_all(home: Household) -> None:
    """Two at once to a domain that takes two a second; the third has to wait, other domains do not."""
    home.subscribers = "address\n" + "".join(f"{name}@slow.example\n" for name in "abc") + "d@fast.example\n"
    parts = replace(home.parts(), rates=Rates(domains={"slow.example": 2.0}))
    assert jobs.deliver(parts, 1).tried == 3
    assert fates(parts)["c@slow.example"] is m.Fate.PENDING
    assert fates(parts)["d@fast.example"] is m.Fate.SENT
    home.clock.forward(seconds=1)
    assert jobs.deliver(parts, 1).tried == 1


def test_rates_hold_over_all_who_send_together(home: Household) -> None:
    """Two processes of one issue, four a second to a domain: in ten seconds forty, and not eighty."""
    home.subscribers = "address\n" + "".join(f"r{number}@slow.example\n" for number in range(600))
    rates = Rates(domains={"slow.example": 4.0})
    one, two = (replace(home.parts(name), rates=rates) for name in ("one", "two"))
    jobs.deliver(replace(one, office=FakeOffice(room=0)), 1)  # planned, and nothing sent
    counts = []
    with one.store.alone("sender one"), two.store.alone("sender two"):
        senders = [
            Claims(parts, issue(), Audience(parts), Editions(parts, issue()), lambda _: None, hurry=True)
            for parts in (one, two)
        ]
        left: list[list[m.Posted]] = [[], []]
        for _ in range(101):
            for at, sender in enumerate(senders):
                handed = sender.hand(left[at], 5)
                left[at] = [m.Posted(message.id, m.Fate.SENT, "250") for message in handed.messages]
                counts.append(len(handed.messages))
            home.clock.forward(seconds=0.1)
    assert 36 <= sum(counts) <= 48
    assert all(sum(counts[at::2]) for at in (0, 1))


def test_figures_name_nobody(home: Household) -> None:
    home.subscribers = "address,name,themes\nann@a.example,,money\nben@b.example,,\ncat@b.example,,money;homes\n"
    home.office = FakeOffice(says(ben=(m.Fate.FAILED, "550 5.7.1 no")))
    parts = home.parts()
    jobs.deliver(parts, 1)
    parts.store.suppressions.add(PLACE, "cat@b.example", "unsubscribed", home.clock.at)
    found = jobs.figures(parts, 1)
    assert found.domains == {"b.example": {m.Fate.SENT: 1, m.Fate.FAILED: 1}, "a.example": {m.Fate.SENT: 1}}
    assert found.themes == {"money": {m.Fate.SENT: 2}, "": {m.Fate.FAILED: 1}, "homes": {m.Fate.SENT: 1}}
    assert found.left == {"unsubscribed": 1}
    assert "@" not in repr(found)
