"""A collection that reads only the fresh entries of a feed counts, keeps and completes as if it had read them all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from digest import jobs
from digest import model as m
from tests.parts import Household, rss
from tests.values import NOW

FEED = "http://gazette.example/feed"
TITLES = ("Thornby mends its bridges", "Marlow opens a library", "Aston counts its trees")


def house(folder: Path) -> Household:
    made = Household(folder)
    made.letter = replace(made.letter, sources=made.letter.sources[:1])
    return made


def collected(made: Household, body: str, *, articles: bool = True) -> m.Visited:
    made.crew.serve(FEED, body, "application/rss+xml")
    made.clock.forward(hours=1)
    (visited,) = jobs.collect(replace(made.parts(), read_articles=articles), ask="all").visits
    assert visited.failure is None
    return visited


def titles(made: Household) -> set[str]:
    return {
        post.title
        for post in made.parts().store.posts.between(made.letter.id, NOW.replace(year=2020), NOW.replace(year=2030))
    }


def test_what_is_passed_over_is_counted_and_stays(tmp_path: Path) -> None:
    made = house(tmp_path)
    first = collected(made, rss(*TITLES[:2]), articles=False)
    again = collected(made, rss(*TITLES[:2]), articles=False)
    more = collected(made, rss(*TITLES), articles=False)
    assert [(one.found, one.new, one.changed) for one in (first, again, more)] == [(2, 2, 0), (2, 0, 0), (3, 1, 0)]
    learned = made.parts().store.sources.memory(made.letter.id)[m.SourceId("gazette")].learned
    assert learned.count('["') == 3
    assert titles(made) == set(TITLES)
    made.close()


def test_a_post_whose_page_could_not_be_read_is_tried_again(tmp_path: Path) -> None:
    made = house(tmp_path)
    page = "http://gazette.example/1"
    body = rss(TITLES[0])
    short = body[: body.index("<description>")] + "</item></channel></rss>"
    assert [failure.about for failure in collected(made, short).unread] == [page]
    told = " ".join(
        f"The {name} bridge of Thornby is mended before the winter comes." for name in ("old", "iron", "mill")
    )
    made.crew.serve(
        page, f"<html><body><article><h1>{TITLES[0]}</h1><p>{told}</p><p>{told}</p></article></body></html>"
    )
    collected(made, short)
    (post,) = made.parts().store.posts.between(made.letter.id, NOW.replace(year=2020), NOW.replace(year=2030))
    assert "iron bridge" in post.text
    asked = made.crew.asked.count(page)
    collected(made, short)
    assert made.crew.asked.count(page) == asked
    made.close()
