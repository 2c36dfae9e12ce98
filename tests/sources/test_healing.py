"""Whether a page that was made anew still holds the list that was followed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from digest.model import Memory, Page, Passed, Shown, SourceId
from digest.sources import healing
from tests.values import post

NOW = datetime(2026, 6, 11, 11, 0, tzinfo=UTC)
TITLES = ("Ferry pier to be repaired at last", "Larkwell library opens on Sundays", "Thornby swaps its old buses")


def way(*steps: str) -> str:
    return json.dumps({"v": 1, "way": steps, "keys": [], "titles": [], "switched": False})


OLD_WAY, NEW_WAY = way("a", "h3", "li.post", "ul.list", "main"), way("a.card", "div.grid", "section", "body")
MEMORY = Memory(
    SourceId("gazette"),
    kind="listing",
    learned=OLD_WAY,
    succeeded=NOW,
    shown=tuple(Shown(f"gazette.example/news/{n}", title) for n, title in enumerate(TITLES)),
)


def page(
    *titles: str, at: str = "http://gazette.example/news/", learned: str = NEW_WAY, kind: str = "listing"
) -> Page:
    return Page(
        kind, tuple(post(n, title=title, address=f"{at}{n}") for n, title in enumerate(titles)), learned=learned
    )


def test_new_posts_in_the_same_markup_are_no_redesign() -> None:
    fresh = page("Quite another thing", "And one more of them", at="http://gazette.example/news/9", learned=OLD_WAY)
    assert healing.rebuilt(MEMORY, fresh, 0, NOW) is None
    at_the_root = page("Quite another thing", "And one more of them", at="http://gazette.example/", learned=OLD_WAY)
    assert healing.rebuilt(MEMORY, at_the_root, 0, NOW) is None


def test_a_new_year_in_the_addresses_is_no_other_part_of_the_site() -> None:
    dated = replace(MEMORY, shown=(Shown("gazette.example/2026/12/ferry", "Ferry pier to be repaired at last"),))
    fresh = page("Quite another thing", at="http://gazette.example/2027/01/", learned=OLD_WAY)
    assert healing.rebuilt(dated, fresh, 0, NOW) is None


def test_another_list_of_the_same_make_on_the_same_page_is_kept_out() -> None:
    events = page(
        "Open day at the mill", "Choir sings on the pier", at="http://gazette.example/events/", learned=OLD_WAY
    )
    found = healing.rebuilt(MEMORY, events, 0, NOW)
    assert found is not None
    assert found.kept_out
    assert healing.rebuilt(MEMORY, events, 1, NOW) is None


def test_a_list_of_links_to_everywhere_is_not_judged_by_where_they_lead() -> None:
    hosts = tuple(Shown(f"paper{n}.example/story/{n}", f"Story number {n} of the day") for n in range(9))
    fresh = page("Quite another thing", "And one more of them", at="http://journal.example/story/", learned=OLD_WAY)
    assert healing.rebuilt(replace(MEMORY, shown=hosts), fresh, 0, NOW) is None


def test_the_same_posts_in_other_markup_are_a_redesign_that_was_healed() -> None:
    found = healing.rebuilt(MEMORY, page(*TITLES), 3, NOW)
    assert found is not None
    assert not found.kept_out
    assert found.again == 3
    assert found.was == MEMORY.shown
    assert "ul.list" in found.was_way
    assert "div.grid" in found.now_way


def test_the_same_titles_at_new_addresses_are_the_same_list() -> None:
    found = healing.rebuilt(MEMORY, page(*TITLES, at="http://new.example/2026/"), 0, NOW)
    assert found is not None
    assert not found.kept_out
    assert found.again == 3


def test_other_posts_of_the_same_part_of_the_site_are_believed() -> None:
    fresh = page("Mill homes are let", "Gate is mended again", at="http://gazette.example/news/9")
    found = healing.rebuilt(MEMORY, fresh, 0, NOW)
    assert found is not None
    assert not found.kept_out


def test_another_list_in_other_markup_is_kept_out() -> None:
    strange = page("About our cookies today", "Contact the desk by mail", at="http://gazette.example/help/")
    found = healing.rebuilt(MEMORY, strange, 0, NOW)
    assert found is not None
    assert found.kept_out
    assert [one.title for one in found.now] == ["About our cookies today", "Contact the desk by mail"]


def test_what_was_shown_is_kept_of_entries_that_were_passed_over() -> None:
    fresh = page("A new ferry is named", at="http://gazette.example/new/", kind="feed")
    passed = replace(fresh, passed=Passed(len(TITLES), frozenset()))
    assert [one.title for one in healing.shown_now(MEMORY, fresh)] == ["A new ferry is named"]
    assert [one.title for one in healing.shown_now(MEMORY, passed)] == ["A new ferry is named", *TITLES]
    assert healing.shown_now(MEMORY, replace(passed, posts=())) == MEMORY.shown
    again = replace(passed, posts=page(TITLES[0]).posts)
    assert [one.title for one in healing.shown_now(MEMORY, again)] == list(TITLES)


def test_a_page_never_read_before_is_taken_as_it_is() -> None:
    assert healing.rebuilt(Memory(SourceId("gazette")), page("Anything at all goes"), 0, NOW) is None


def test_a_feed_found_for_a_list_with_its_posts_is_no_redesign() -> None:
    feed = page(*TITLES, learned="", kind="feed")
    assert healing.rebuilt(MEMORY, feed, 3, NOW) is None
    stranger = page("Quite another thing", at="http://other.example/", learned="", kind="feed")
    found = healing.rebuilt(MEMORY, stranger, 0, NOW)
    assert found is not None
    assert found.kept_out


def test_what_replaces_a_feed_that_was_lost_is_compared_with_what_the_feed_had() -> None:
    lost = replace(MEMORY, kind="", learned="")
    found = healing.rebuilt(lost, page(*TITLES), 0, NOW)
    assert found is not None
    assert not found.kept_out
    other = page("Sponsored weekend offers here", at="http://elsewhere.example/x/", kind="feed")
    found = healing.rebuilt(lost, other, 0, NOW)
    assert found is not None
    assert found.kept_out
