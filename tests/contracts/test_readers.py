"""What every store promises about readers, run over SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from digest import model as m
from digest.adapters.store import SqlStore, open_store
from digest.adapters.store.engine import writing
from digest.errors import StoreError
from tests.contracts.test_store import store, url  # noqa: F401 - fixtures: both databases
from tests.values import NOW, PLACE, delivery, issue

ANN = "ann@example.org"
SECRET_WORDS = "Once a week, by mail."


def subscription(address: str = ANN, **changes: object) -> m.Subscription:
    reader = m.Subscriber(address, "Ann", (m.ThemeId("money"),))
    base = m.Subscription(PLACE, reader, "subscribed", "page", NOW)
    return replace(base, **changes)  # type: ignore[arg-type]  # a test says what it changes


def consent(address: str = ANN, act: m.Act = m.Act.CONFIRMED, **changes: object) -> m.Consent:
    base = m.Consent(PLACE, address, act, NOW, "the button of the page", "/confirm", SECRET_WORDS)
    return replace(base, **changes)  # type: ignore[arg-type]  # as above


def suppression(address: str = ANN, act: m.Act = m.Act.LEFT) -> m.Suppression:
    return m.Suppression(PLACE, address, act, "left", NOW)


def letter(number: int = 1, **changes: object) -> m.Letter:
    base = m.Letter(f"{number:032}", PLACE, m.LetterKind.CONFIRM, ANN, f"<place.confirm.{number:032}@x>", "", NOW)
    return replace(base, **changes)  # type: ignore[arg-type]  # as above


def put(store: SqlStore, *addresses: str, **changes: object) -> None:  # noqa: F811 - the fixture's value
    def decide(address: str, _: m.Standing) -> m.Change:
        return m.Change(consent=consent(address), put=subscription(address, **changes))

    store.readers.change(PLACE, addresses, decide)


def test_readers_come_by_address_and_only_those_who_may_be_mailed(store: SqlStore) -> None:  # noqa: F811 - a fixture
    put(store, "zoe@example.org", ANN, "Ben@Example.org".lower())
    put(store, "new@example.org", state="asked")
    store.suppressions.add(PLACE, "ben@example.org", "left", NOW)
    assert [one.address for one in store.readers.stream(PLACE)] == [ANN, "zoe@example.org"]
    assert [one.address for one in store.readers.stream(PLACE, after=ANN)] == ["zoe@example.org"]
    assert store.readers.count(PLACE) == 2
    assert list(store.readers.stream(m.NewsletterId("other"))) == []
    assert len(list(store.readers.subscriptions(PLACE))) == 4


def test_readers_are_counted_by_how_they_stand(store: SqlStore) -> None:  # noqa: F811 - a fixture
    assert store.readers.numbers(PLACE, NOW) == m.Numbers(0, 0, 0)
    put(store, ANN, "zoe@example.org", "gone@example.org")
    put(store, "late@example.org", since=NOW + timedelta(hours=2))
    put(store, "new@example.org", state="asked", since=NOW + timedelta(days=1))
    store.suppressions.add(PLACE, "gone@example.org", "left", NOW)
    for address, until in (
        ("on@example.org", NOW + timedelta(days=1)),
        ("over@example.org", NOW - timedelta(days=1)),
    ):
        put(store, address, reader=m.Subscriber(address, paused_until=until))
    assert store.readers.numbers(PLACE, NOW) == m.Numbers(5, 1, 1, NOW + timedelta(hours=2))


def test_a_subscription_comes_back_as_it_was(store: SqlStore) -> None:  # noqa: F811 - a fixture
    reader = m.Subscriber(ANN, "Ann Ó", (m.ThemeId("money"), m.ThemeId("homes")), "text", NOW + timedelta(days=9))
    whole = subscription(reader=reader, asked=NOW, own_choice=True)
    store.readers.change(PLACE, [ANN], lambda *_: m.Change(put=whole))
    assert store.readers.standing(PLACE, ANN) == m.Standing(whole)
    assert list(store.readers.stream(PLACE)) == [reader]


@pytest.mark.slow
def test_more_than_a_batch_is_streamed_whole(store: SqlStore) -> None:  # noqa: F811 - a fixture
    many = [f"reader{number:05}@example.org" for number in range(4_001)]
    for start in range(0, len(many), 1000):
        put(store, *many[start : start + 1000])
    assert [one.address for one in store.readers.stream(PLACE)] == many


def test_the_record_only_grows(store: SqlStore) -> None:  # noqa: F811 - a fixture
    put(store, ANN)
    put(store, ANN)
    assert [one.shown for one in store.readers.consents(PLACE, ANN)] == [SECRET_WORDS] * 2
    with pytest.raises(StoreError, match="never changed"), writing(store.engine) as connection:
        connection.execute(text("UPDATE consents SET how = 'nothing of the kind'"))


def test_what_fails_half_way_leaves_nothing(store: SqlStore) -> None:  # noqa: F811 - a fixture
    def decide(address: str, _: m.Standing) -> m.Change:
        if address == "ben@example.org":
            raise ValueError(address)
        return m.Change(consent(address), suppress=suppression(address))

    with pytest.raises(ValueError, match="ben"):
        store.readers.change(PLACE, [ANN, "ben@example.org"], decide)
    assert store.readers.kept(PLACE, ANN) == m.Kept(PLACE, ANN, m.Standing(), (), (), (), ())


def test_a_suppression_is_the_first_one_until_it_is_released(store: SqlStore) -> None:  # noqa: F811 - a fixture
    store.readers.change(PLACE, [ANN], lambda *_: m.Change(suppress=suppression(act=m.Act.COMPLAINED)))
    store.readers.change(PLACE, [ANN], lambda *_: m.Change(suppress=suppression(act=m.Act.LEFT)))
    found = store.readers.standing(PLACE, ANN).suppression
    assert found is not None
    assert found.act is m.Act.COMPLAINED
    store.readers.change(PLACE, [ANN], lambda *_: m.Change(release=True))
    assert not store.suppressions.has(PLACE, ANN)


def test_an_ask_is_answered_once(store: SqlStore) -> None:  # noqa: F811 - a fixture
    store.readers.ask(
        m.Ask(PLACE, "sign-up", ANN, NOW, (m.ThemeId("money"),), "text", "/subscribe", "words", "192.0.2.0/24")
    )
    [ask] = store.readers.asks(PLACE, 10)
    assert replace(ask, id=0) == m.Ask(
        PLACE, "sign-up", ANN, NOW, (m.ThemeId("money"),), "text", "/subscribe", "words", "192.0.2.0/24"
    )
    change = m.Change(consent(), letter=letter())
    assert store.readers.change(PLACE, [ANN], lambda *_: change, taking=ask.id) == (change,)
    assert store.readers.change(PLACE, [ANN], lambda *_: change, taking=ask.id) == ()
    assert len(store.readers.consents(PLACE, ANN)) == 1
    store.readers.ask(replace(ask, id=0))
    [later] = store.readers.asks(PLACE, 10)
    assert later.id > ask.id


def test_nobody_changes_a_reader_between_look_and_leap(store: SqlStore, url: str, tmp_path: Path) -> None:  # noqa: F811 - fixtures
    """Of eight that subscribe one address at once, one finds nobody there."""
    seen: list[bool] = []

    def once(number: int) -> None:
        mine = open_store(url, tmp_path)

        def decide(address: str, standing: m.Standing) -> m.Change:
            seen.append(standing.subscription is None)
            return m.Change(put=subscription())

        mine.readers.change(PLACE, [ANN], decide)
        mine.close()

    threads = [threading.Thread(target=once, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == [False] * 7 + [True]


def test_a_letter_is_made_and_sent_once(store: SqlStore) -> None:  # noqa: F811 - a fixture
    for _ in range(2):
        store.readers.change(PLACE, [ANN], lambda *_: m.Change(letter=letter()))
    assert store.letters.due(PLACE, NOW, 10) == (letter(),)
    assert store.letters.claim(letter(), NOW)
    assert not store.letters.claim(letter(), NOW)
    store.letters.settle(letter(), m.Fate.DEFERRED, "later", NOW, again=NOW + timedelta(minutes=5))
    assert store.letters.due(PLACE, NOW, 10) == ()
    later = NOW + timedelta(minutes=5)
    [again] = store.letters.due(PLACE, later, 10)
    assert again.tries == 1
    assert store.letters.claim(again, later)
    store.letters.settle(again, m.Fate.SENT, "250 ok", later)
    assert store.letters.due(PLACE, later, 10) == ()
    assert store.letters.marked(PLACE, letter().message_id) == store.letters.marked(PLACE, letter().id)
    assert len(store.letters.since(PLACE, ANN, NOW)) == 1
    assert store.letters.since(PLACE, ANN, later) == ()


def test_a_letter_left_on_its_way_is_unknown_and_stays_so(store: SqlStore) -> None:  # noqa: F811 - a fixture
    store.readers.change(PLACE, [ANN], lambda *_: m.Change(letter=letter()))
    store.letters.claim(letter(), NOW)
    assert store.letters.orphaned(PLACE, NOW) == 1
    assert store.letters.due(PLACE, NOW + timedelta(days=9), 10) == ()


def test_erasing_leaves_a_keyed_hash_and_nothing_else(store: SqlStore) -> None:  # noqa: F811 - a fixture
    """No table has the address any more, in any column; what was sent is still counted."""
    store.desk.keep_issue(issue())
    put(store, ANN, "ben@example.org")
    store.readers.change(PLACE, [ANN], lambda *_: m.Change(letter=letter(), suppress=suppression()))
    store.readers.ask(m.Ask(PLACE, "key", ANN, NOW))
    store.deliveries.plan([delivery(1, address=ANN), delivery(2, address="ben@example.org")])
    store.returns.keep(m.Return("r1", PLACE, 1, ANN, "soft", "4.2.2", f"{ANN} is full", NOW))
    kept = store.readers.kept(PLACE, ANN)
    assert (len(kept.consents), len(kept.letters), len(kept.deliveries), len(kept.returns)) == (1, 1, 1, 1)

    assert store.readers.erase(m.Suppression(PLACE, ANN, m.Act.ERASED, "asked by the reader", NOW))
    assert store.readers.kept(PLACE, ANN).standing.subscription is None
    assert everything(store).count("ann@") == 0
    assert store.suppressions.has(PLACE, ANN)
    assert [row.fate for row in store.deliveries.of(PLACE, 1)].count(m.Fate.SKIPPED) == 1
    assert len(store.deliveries.of(PLACE, 1)) == 2
    assert [one.address for one in store.readers.stream(PLACE)] == ["ben@example.org"]
    assert not store.readers.erase(m.Suppression(PLACE, ANN, m.Act.ERASED, "again", NOW))


def everything(store: SqlStore) -> str:  # noqa: F811 - the fixture's value
    from digest.adapters.store.schema import metadata

    with store.engine.connect() as connection:
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(table.select()))


def test_sign_ups_never_confirmed_are_forgotten(store: SqlStore) -> None:  # noqa: F811 - a fixture
    old = NOW - timedelta(days=40)
    put(store, "old@example.org", state="asked", asked=old)
    asked = [consent("old@example.org", m.Act.ASKED), consent("old@example.org", m.Act.LEFT)]
    for one in asked:
        store.readers.change(PLACE, ["old@example.org"], lambda *_, one=one: m.Change(one))
    put(store, "new@example.org", state="asked", asked=NOW)
    put(store, ANN)
    assert store.readers.forget_asked(PLACE, NOW - timedelta(days=30)) == 1
    assert [one.reader.address for one in store.readers.subscriptions(PLACE)] == [ANN, "new@example.org"]
    acts = [one.act for one in store.readers.consents(PLACE, "old@example.org")]
    assert m.Act.ASKED not in acts
    assert m.Act.LEFT in acts


def test_suppressions_of_an_older_database_are_kept(tmp_path: Path) -> None:
    """The migration gives each its keyed hash."""
    from alembic import command
    from alembic.config import Config

    from digest.adapters.store.engine import connect
    from digest.adapters.store.migrate import VERSIONS

    engine = connect("sqlite:///old.db", tmp_path)
    with writing(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(VERSIONS.parent))
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        connection.execute(
            text(
                "INSERT INTO suppressions VALUES ('place', 'ann@example.org', 'unsubscribed by the link of a mail', :at)"
            ),
            {"at": "2026-06-11 11:00:00.000000"},
        )
    engine.dispose()
    opened = open_store("sqlite:///old.db", tmp_path)
    assert opened.suppressions.has(PLACE, ANN)
    found = opened.readers.standing(PLACE, ANN).suppression
    assert found == m.Suppression(PLACE, ANN, m.Act.LEFT, "unsubscribed by the link of a mail", NOW)
    opened.close()


def test_endings_are_counted_by_what_led_to_them(store: SqlStore) -> None:  # noqa: F811 - a fixture
    """By act, domain and themes, for the issue whose mail was in hand; nobody is named."""
    money = (m.ThemeId("money"),)
    lines = [
        consent("a@one.example", m.Act.LEFT, issue=3, themes=money),
        consent("b@one.example", m.Act.LEFT, issue=3, themes=money),
        consent("c@two.example", m.Act.COMPLAINED, issue=3),
        consent("d@two.example", m.Act.LEFT, issue=2),
        consent("e@two.example", m.Act.CHANGED, issue=3),
    ]
    for one in lines:
        store.readers.change(PLACE, [one.address], lambda *_, one=one: m.Change(one))
    assert store.readers.endings(PLACE, 3) == (
        m.Ending(m.Act.LEFT, 2, "one.example", money),
        m.Ending(m.Act.COMPLAINED, 1, "two.example"),
    )


def test_returned_mails_are_counted_by_domain(store: SqlStore) -> None:  # noqa: F811 - a fixture
    kinds = (("a@one.example", "hard"), ("b@two.example", "soft"), ("c@two.example", "soft"), ("", "none"))
    for number, (address, kind) in enumerate(kinds):
        store.returns.keep(m.Return(str(number), PLACE, 1, address, kind, "", "", NOW))
    store.returns.keep(m.Return("old", PLACE, 1, "d@old.example", "hard", "", "", NOW - timedelta(days=99)))
    found = store.returns.by_domain(PLACE, NOW - timedelta(days=90))
    assert list(found) == ["two.example", "one.example"]
    assert found["two.example"] == {"soft": 2}
