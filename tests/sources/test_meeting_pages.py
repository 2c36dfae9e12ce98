"""Pages of councils and societies: tables of meetings, each meeting's own page, lists amid an article."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from digest.model import Source, SourceId
from digest.sources import articles, events, metadata, page_dates, page_lines

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SOURCE = Source(SourceId("s"), "Marlbury", "https://marlbury.example/meetings", kind="events")


def test_one_word_is_a_name_where_it_leads_to_a_page_and_a_column_is_none():
    rows = "".join(
        f'<tr><td>{day}/12/2026</td><td>10.00 a.m.</td><td><a href="/m/{day}">{name}</a></td><td>Guildhall, Low Street</td></tr>'
        for day, name in (("01", "Planning Board"), ("03", "Cabinet"), ("08", "Council"))
    )
    page = f"<h1>Meetings</h1><table><thead><tr><th>Date</th><th>Time</th><th>Meeting</th><th>Venue</th></tr></thead>{rows}</table>"
    assert [post.title for post in events.read_events(page, SOURCE, SOURCE.address, NOW)] == [
        "Planning Board", "Cabinet", "Council"]  # fmt: skip


def test_a_street_in_the_name_is_no_place():
    cards = "".join(
        f'<div><h3><a href="/e/{n}">Walking the high street, part {n}</a></h3><p>Friday {n} January 2027 from 9.30 a.m.</p><p>Bring boots.</p></div>'
        for n in (1, 8, 15)
    )
    found = events.read_events(f"<h1>Events</h1>{cards}", SOURCE, SOURCE.address, NOW)
    assert [post.event.place for post in found] == ["", "", ""]


@pytest.mark.parametrize("label", ["Published:", "Date posted", "Publication date"])
def test_a_labelled_day_is_when_a_meetings_page_came_out(label):
    page = f"""<main><h1>Cabinet</h1><dl><dt>From:</dt><dd>Marlbury Council</dd><dt>{label}</dt> <dd>18 November 2026</dd></dl>
      <p>The cabinet will meet in public in the Guildhall at 10.00 a.m. on Thursday 3 December.</p>
      <p>Items include the budget, a bridge and the future of four kerbs in the lower town.</p></main>"""
    article = articles.read_article(page, "https://marlbury.example/meetings/cabinet", NOW)
    assert article.published is not None
    assert article.published.at == datetime(2026, 11, 18, tzinfo=UTC)
    assert article.event is not None
    assert article.event.start == datetime(2026, 12, 3, 10, tzinfo=UTC)


def test_the_day_of_the_meeting_is_not_when_its_page_came_out():
    page = """<main><h1>Cabinet</h1><dl><dt>Meeting date</dt><dd>18 November 2026</dd></dl>
      <p>Items include the budget, a bridge and the future of four kerbs in the lower town.</p></main>"""
    article = articles.read_article(page, "https://marlbury.example/meetings/cabinet", NOW)
    assert article.published is None or (article.published.confidence <= 0.4 and article.published.flag)


WORDS = "The town lost its email for forty days and learned from it, as towns do when nothing else is left to them."


def test_a_list_amid_an_article_stays():
    items = "".join(f"<li>Keep number {n} on paper, at home, and ring it twice a year.</li>\n" for n in range(4))
    page = f"""<div class="c1"><div class="c2"><a href="/a">About</a></div></div><div class="c3"><div class="c4"><h1>Forty days</h1>
      </div><div class="c5"><p>{WORDS}</p>\n<p>{WORDS.upper()}</p>\n<p>Four things to do.</p>\n<ul>{items}</ul><p>{WORDS} Twice.</p></div></div>"""
    text = articles.read_article(page, "https://marlbury.example/forty", NOW).text
    lines = text.split("\n\n")
    assert [line[:13] for line in lines].count("Keep number 0") == 1
    assert (
        lines.index("Four things to do.")
        < lines.index("Keep number 3 on paper, at home, and ring it twice a year.")
        < len(lines) - 1
    )


def test_a_list_that_much_parts_from_its_paragraph_is_none_of_it():
    items = "".join(f"<li>Keep number {n} on paper, at home, and ring it twice a year.</li>" for n in range(4))
    page = f"""<div class="c1"><div class="c2"><a href="/a">About</a></div></div><div class="c3"><div class="c4"><h1>Forty days</h1>
      </div><div class="c5"><p>{WORDS}</p><p>{WORDS.upper()}</p><p>Four things to do.</p>{"<i></i>" * 6}<ul>{items}</ul><p>{WORDS} Twice.</p></div></div>"""
    assert "Keep number" not in articles.read_article(page, "https://marlbury.example/forty", NOW).text


def test_a_list_of_links_amid_an_article_stays_out():
    items = "".join(f'<li><a href="/other/{n}">Another article of ours, number {n}</a></li>' for n in range(4))
    page = f"<div><h1>Forty days</h1><div><p>{WORDS}</p><p>{WORDS.upper()}</p><ul>{items}</ul><p>{WORDS} Twice.</p></div></div>"
    assert "Another article" not in articles.read_article(page, "https://marlbury.example/forty", NOW).text


def named(html: str) -> list[tuple[str, int]]:
    page = f"<title>Marlbury kerbs board</title><h1>Marlbury kerbs board</h1>{html}"
    return [
        (one.event.name, one.event.start.day)
        for one in events.read_events(page, SOURCE, SOURCE.address, NOW)
        if one.event
    ]


def test_a_meeting_is_not_named_after_its_papers_and_is_one_with_each_of_them():
    rows = "".join(
        f"<tr><td>{day}/12/2026</td><td><a href='/{day}{paper}.pdf'>Kerbs committee - {paper}</a></td></tr>"
        for day in (3, 10, 17)
        for paper in ("Agenda", "Minutes")
    )
    assert named(f"<table>{rows}</table>") == [("Kerbs committee", day) for day in (3, 10, 17)]


def test_a_column_or_a_month_names_no_meeting():
    rows = "".join(f"<tr><td><a href='/{day}.pdf'>December {day}, 2026</a></td></tr>" for day in (3, 10, 17))
    found = named(f"<table><tr><th>Type</th></tr>{rows}</table>")
    assert found == [("Marlbury kerbs board", day) for day in (3, 10, 17)]


def test_meetings_of_one_name_and_hour_at_several_places_are_several():
    def of(street: str) -> str:
        rows = "".join(
            f"<tr><td>{day} December 2026</td><td>6 pm</td><td>Meeting location {street} school</td></tr>"
            for day in (3, 10)
        )
        return f"<h2>{street}</h2><p>Public meetings</p><table>{rows}</table>"

    found = named(of("Tarn Street") + of("Quay Street"))
    assert sorted(day for _, day in found) == [3, 3, 10, 10]
    assert {name.split(":")[0] for name, _ in found} == {"Tarn Street", "Quay Street"}


def test_a_button_to_share_an_event_does_not_lead_to_it():
    share = "https://birds.example/share?url=https%3A%2F%2Fmarlbury.example%2Fe%2F"
    parts = "".join(
        f"<article><h3>Repair morning {n}</h3><p>Saturday {n} January 2027, 9 a.m. to noon</p>"
        f'<div><a href="{share}{n}">Tell others</a><p>Bring what is broken.</p></div></article>'
        for n in (9, 16, 23)
    )
    found = events.read_events(f"<h1>Events</h1>{parts}", SOURCE, SOURCE.address, NOW)
    assert [post.address for post in found] == ["https://marlbury.example/meetings"] * 3


def stated(name: str, **more: object) -> str:
    said = {"@type": "Event", "name": name, "startDate": "2026-12-03T10:00:00+00:00", **more}
    return f'<script type="application/ld+json">{json.dumps(said)}</script>'


ANNOUNCED = (
    "<p>Join us on Thursday 3 December at 10.00 a.m. at the Guildhall, and bring a friend who minds kerbs.</p>"
    "<p>Hosted by Kerbside Trust.</p><p>Speakers:</p><ul><li>Ada Brook, Director, Bright Roads</li></ul>"
)


@pytest.mark.parametrize(
    ("head", "words", "place", "hosts", "speakers"),
    [
        (stated("Kerbs for all"), ANNOUNCED, "Guildhall", ("Kerbside Trust",), ["Ada Brook"]),
        (stated("Kerbs for all", location="Quay", performer=[{"name": "Sam Wood"}], organizer={"name": "Tern"}), ANNOUNCED, "Quay", ("Tern",), ["Sam Wood"]),
        (stated("Kerbs for all"), ANNOUNCED.replace("3 December", "10 December"), "", ("Kerbside Trust",), ["Ada Brook"]),
        (stated("Kerbs for all of us"), ANNOUNCED, "Guildhall", ("Kerbside Trust",), ["Ada Brook"]),
    ],
    ids=["completed", "the data comes first", "another day has another place", "half of its name"],
)  # fmt: skip
def test_what_data_says_of_an_event_is_completed_by_the_words(head, words, place, hosts, speakers):
    page = f"<title>Kerbs for all: a seminar</title>{head}<main><h1>Kerbs for all: a seminar</h1>{words}</main>"
    event = articles.read_article(page, "https://marlbury.example/e/kerbs", NOW).event
    assert event is not None
    assert (event.name, event.start.day) == (json.loads(head.split(">")[1].split("<")[0])["name"], 3)
    assert (event.place, event.organisers, [one.name for one in event.speakers]) == (place, hosts, speakers)


def test_an_event_of_another_name_is_not_what_the_page_is_about():
    page = f"<title>Rents rise</title>{stated('Kerbs for all')}<main><h1>Rents rise</h1><p>{WORDS}</p></main>"
    assert articles.read_article(page, "https://marlbury.example/rents", NOW).event is None


def test_of_a_page_without_end_the_first_lines_are_read():
    page = metadata.sheet("<p>" + "kerb<br>" * (page_lines.MOST + 5), SOURCE.address)
    assert len(page_lines.lines_of(page.tree)) == page_lines.MOST


def test_a_page_of_frames_has_no_lines_and_no_date_but_what_its_head_says():
    frames = '<frameset cols="20%,*"><frame src="7-October-2026.html"><frame src="news.html"></frameset>'
    page = metadata.sheet(f"<title>Kerbs, 7 October 2026</title>{frames}", SOURCE.address)
    assert page_lines.lines_of(page.tree) == []
    assert page_dates.evidence(page, page_dates.Manner(NOW), "Kerbs") == []
    head = '<meta property="article:published_time" content="2026-10-07T08:00:00Z">'
    article = articles.read_article(f"<head><title>Kerbs</title>{head}</head>{frames}", SOURCE.address, NOW)
    assert (article.title, article.published.at.day, article.text) == ("Kerbs", 7, "")


def test_of_a_page_in_which_too_much_is_open_what_stands_before_is_read():
    deep = "<p>Kerbs, at first</p>" + "<div><p>" * 2_100 + "<p>Too deep</p>"
    wide = "<p>Kerbs, at first</p>" + "<div><p><br></div>" * 2_100 + "<p>Not too deep</p>"
    read = [metadata.sheet(page, "").tree.text(separator="|") for page in (deep, wide)]
    assert read == ["Kerbs, at first", "Kerbs, at first|Not too deep"]


@pytest.mark.parametrize(("name", "day"), [("entry-meta", 7), ("meta", None)])
def test_a_box_beside_the_article_says_when_it_came_out_where_it_is_the_articles_own(name, day):
    page = metadata.sheet(f"<article><p>{WORDS}</p></article><aside class={name}>7 October 2026</aside>", "")
    found = page_dates.fallback(page, NOW)
    assert (found and found.day) == day
