"""What a visit leaves for the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from digest.adapters.store.codec import dump, load
from digest.model import Failure, Memory, Page, Rebuilt, Response, Shown, Source, SourceId, Trouble
from digest.sources import remembering
from digest.sources.remembering import Noted
from tests.values import post

NOW = datetime(2026, 6, 11, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SITE = "http://gazette.example/"
SOURCE = Source(SourceId("gazette"), "The Gazette", SITE)
FEED = "http://gazette.example/feed"
READ = Memory(SOURCE.id, SITE, address=FEED, kind="feed", etag='"a"', learned="x", tried=NOW, succeeded=NOW)
PAGE = Page("feed", (post(1), post(2)))


def failed(memory: Memory, trouble: Trouble) -> Memory:
    return remembering.after_failure(memory, Failure(trouble, SITE, "No."), (), HOUR, NOW)


def test_a_feed_that_was_found_and_is_gone_is_looked_for_anew() -> None:
    for trouble in (Trouble.STATUS, Trouble.GONE, Trouble.UNREADABLE, Trouble.LOGIN):
        lost = failed(READ, trouble)
        assert (lost.address, lost.kind, lost.etag, lost.retired) == ("", "", "", None)
    assert failed(READ, Trouble.SLOW).address == FEED


def test_a_page_without_its_list_is_asked_for_whole_next_time() -> None:
    memory = replace(READ, modified="Thu, 11 Jun 2026 10:00:00 GMT")
    for trouble in (Trouble.EMPTY, Trouble.EXCHANGED):
        lost = failed(memory, trouble)
        assert (lost.address, lost.etag, lost.modified) == (FEED, "", "")
    assert failed(memory, Trouble.SLOW).etag == '"a"'


def test_gone_by_the_address_in_the_file_is_gone_for_good() -> None:
    for memory in (Memory(SOURCE.id, SITE), replace(READ, address=SITE), failed(READ, Trouble.GONE)):
        assert failed(memory, Trouble.GONE).retired == NOW


def test_a_move_that_leads_nowhere_any_more_is_taken_back_after_some_failures() -> None:
    memory = replace(READ, moved=FEED)
    for _ in range(remembering.ANEW):
        memory = failed(memory, Trouble.UNREACHABLE)
    assert (memory.address, memory.moved) == ("", "")
    assert memory.failures == remembering.ANEW


def test_the_beginning_of_a_failure_is_remembered_until_it_is_over() -> None:
    first = failed(READ, Trouble.SLOW)
    later = remembering.after_failure(first, Failure(Trouble.SLOW, SITE, "No."), (), HOUR, NOW + HOUR)
    assert later.failing_since == NOW
    over = remembering.after_unchanged(later, (), HOUR, NOW + HOUR)
    assert (over.failing_since, over.failures, over.retired) == (None, 0, None)


def test_what_was_read_is_remembered() -> None:
    headers = (("etag", '"b"'), ("last-modified", "Thu, 11 Jun 2026 10:00:00 GMT"))
    made_anew = Rebuilt(NOW, (), ())
    noted = Noted("http://new.example/feed", made_anew, 3.0)
    response = Response("http://new.example/feed", 200, headers, b"", permanent="http://new.example/feed")
    told = remembering.after_success(SOURCE, READ, PAGE, response, noted, HOUR, NOW)
    assert told.address == told.moved == "http://new.example/feed"
    assert (told.etag, told.a_week, told.rebuilt) == ('"b"', 3.0, made_anew)
    assert [one.title for one in told.shown] == [one.title for one in PAGE.posts]
    assert told.due is not None
    assert told.due > NOW


def test_a_list_kept_out_is_forgotten_when_the_old_one_is_back() -> None:
    memory = replace(READ, rebuilt=Rebuilt(NOW, (), (), kept_out=True))
    response = Response(FEED, 200, (), b"")
    assert remembering.after_success(SOURCE, memory, PAGE, response, Noted(), HOUR, NOW).rebuilt is None


def test_what_an_older_version_remembered_is_read_with_what_it_lacks_left_open() -> None:
    old = '{"source":"gazette","asked":"http://gazette.example/","address":"","kind":"feed","etag":"x","modified":"",'
    old += '"learned":"","tried":"2026-06-01T10:00:00Z","succeeded":"2026-06-01T10:00:00Z","failures":2}'
    memory = load(Memory, old)
    assert (memory.kind, memory.failures, memory.due, memory.shown) == ("feed", 2, None, ())
    assert load(Memory, dump(memory)) == memory
    full = replace(memory, shown=(Shown("a/b", "T"),), rebuilt=Rebuilt(NOW, (Shown("a", "b"),), ()), due=NOW)
    assert load(Memory, dump(full)) == full
