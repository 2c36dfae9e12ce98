"""How everything stands, and what is told of it: to the operator once, to Prometheus at every scrape."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from digest import jobs
from digest import model as m
from digest.adapters import metrics
from digest.web import Site, application
from tests import values
from tests.fakes_post import FakeOffice
from tests.parts import Household, rss
from tests.web.asking import Answer, ask

FEED = "http://gazette.example/feed"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, values.newsletter(sources=values.newsletter().sources[:1]))
    made.crew.serve(FEED, rss("Thornby council sets its budget", "New homes at Larkwell"), "application/rss+xml")
    yield made
    made.close()


def parts_of(home: Household, **changes: object) -> jobs.Parts:
    return replace(home.parts(), **({"operator": "ops@example.org", "free": lambda: 10**12} | changes))


def get(parts: jobs.Parts, path: str, *, here: bool = True) -> Answer:
    app = application(Site(parts, metrics=metrics.exposition))
    return ask(app, path, peer="127.0.0.1" if here else "192.0.2.7", host="127.0.0.1:8400")


def unknown(parts: jobs.Parts, home: Household) -> None:
    """An issue with one delivery that nobody can know the end of."""
    parts.store.desk.keep_issue(values.issue())
    parts.store.deliveries.plan([values.delivery(1, fate=m.Fate.UNKNOWN), values.delivery(2, fate=m.Fate.SENT)])


def keys(found: m.Status) -> list[str]:
    return [want.key for want in found.wants]


def test_a_newsletter_that_is_well_wants_nobody(home: Household) -> None:
    parts = parts_of(home)
    jobs.tick(parts)
    found = jobs.status(parts)
    assert found.wants == ()
    assert found.collected is not None
    assert found.collected.state is m.SlotState.DONE
    assert (found.sources, found.posts) == ({"new": 1}, 2)
    assert {one.slot.job for one in found.coming} == set(m.Job)


def test_what_is_held_missed_unknown_and_full_wants_a_person(home: Household) -> None:
    parts = parts_of(home, free=lambda: 1_000_000)
    jobs.tick(parts)
    home.clock.forward(days=10)
    jobs.tick(parts)
    unknown(parts, home)
    status = jobs.status(parts)
    found = keys(status)
    assert (
        next(want.do for want in status.wants if want.key == "unknown 1 1") == "digest deliveries unknown --issue 1"
    )
    assert found == [
        "held place/send@2026-06-12",
        "missed place/draft@2026-06-18",
        "held place/send@2026-06-19",
        "unknown 1 1",
        "disk",
    ]


def test_the_operator_is_told_once_of_each_thing_and_again_when_it_comes_again(home: Household) -> None:
    free = [10**12]
    parts = parts_of(home, free=lambda: free[0])
    jobs.tick(parts)
    assert jobs.alert(parts) == ()
    free[0] = 1_000_000
    assert [want.key for want in jobs.alert(parts)] == ["disk"]
    assert jobs.alert(parts) == ()
    unknown(parts, home)
    assert [want.key for want in jobs.alert(parts)] == ["unknown 1 1"]
    free[0] = 10**12
    assert jobs.alert(parts) == ()
    free[0] = 1_000_000
    home.clock.forward(hours=1)
    assert [want.key for want in jobs.alert(parts)] == ["disk"]
    assert [message.rcpt_to for message in home.office.taken] == ["ops@example.org"] * 3
    mail = email.message_from_bytes(home.office.taken[0].body, policy=policy.default)
    assert mail["Subject"] == "Place Weekly: one thing to see to"
    assert "The disk is nearly full: 1 MB are left." in mail.get_content()


def test_each_cause_is_in_the_mail_with_what_to_do(home: Household) -> None:
    parts = parts_of(home, free=lambda: 1_000_000)
    jobs.tick(parts)
    home.crew.answers.clear()
    for _ in range(10):
        home.clock.forward(days=1)
        jobs.collect(parts, ask="all")
    jobs.tick(parts)
    unknown(parts, home)
    jobs.alert(parts)
    told = email.message_from_bytes(home.office.taken[-1].body, policy=policy.default).get_content()
    for said in (
        "was missed: ",
        "is held: ",
        "is broken: ",
        "Nobody can know whether 1 delivery of issue 1 arrived.",
        "The disk is nearly full: 1 MB are left.",
        "digest slots run ",
        "digest sources ",
        "digest deliveries unknown --issue 1",
    ):
        assert said in told, told


def test_what_no_server_took_is_told_again(home: Household) -> None:
    home.office = FakeOffice(lambda _: (m.Fate.DEFERRED, "451 busy"))
    parts = parts_of(home, free=lambda: 1)
    assert jobs.alert(parts) == ()
    home.office.decide = lambda _: (m.Fate.SENT, "250 ok")
    assert len(jobs.alert(parts)) == 1


def test_without_an_operator_nothing_is_mailed(home: Household) -> None:
    assert jobs.alert(parts_of(home, operator="", free=lambda: 1)) == ()
    assert home.office.taken == []


def test_prometheus_reads_the_figures(home: Household) -> None:
    parts = parts_of(home)
    jobs.tick(parts)
    unknown(parts, home)
    text = metrics.exposition(jobs.status(parts)).decode()
    read = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    name = ("newsletter", "place")
    assert read["digest_posts", name] == 2
    assert read["digest_sources", name, ("state", "new")] == 1
    assert read["digest_deliveries", ("fate", "unknown"), ("issue", "1"), name] == 1
    assert read["digest_wants", name] == 1
    assert read["digest_disk_free_bytes", name] == 10**12


@pytest.mark.parametrize("path", ["/status", "/status.json", "/metrics"])
def test_how_it_stands_is_shown_on_this_machine_only(home: Household, path: str) -> None:
    parts = parts_of(home)
    jobs.tick(parts)
    unknown(parts, home)
    here = get(parts, path)
    assert here.status == 200
    assert "unknown" in here.text
    assert get(parts, path, here=False).status == 404


def test_ready_means_that_the_database_answers(home: Household) -> None:
    parts = parts_of(home)
    assert (get(parts, "/livez").status, get(parts, "/readyz", here=False).status) == (200, 200)
    for store in home.stores:
        store.close()
    for file in home.folder.glob("digest.db?*"):
        if file.is_file():
            file.unlink()
    (home.folder / "digest.db").write_bytes(b"no database at all" * 1000)
    answer = get(parts, "/readyz", here=False)
    assert (answer.status, answer.text) == (503, "not ready\n")
    assert get(parts, "/livez").status == 200


def test_a_slot_that_fails_for_an_hour_is_told_of(home: Household) -> None:
    parts = parts_of(home)
    slot = m.Slot(m.SlotId("place/send@2026-06-11"), parts.newsletter.id, m.Job.SEND, values.NOW)
    parts.store.ledger.put(
        slot, m.SlotState.RUNNING, "The outbox could not be written: the disk is full.", values.NOW
    )
    home.clock.forward(minutes=5)
    assert keys(jobs.status(parts)) == ["stuck place/send@2026-06-11"]
