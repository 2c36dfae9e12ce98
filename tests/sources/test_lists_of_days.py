"""Lists whose links say little but a day: minutes and agendas, days whose year stands in the address, bare pairs."""

from __future__ import annotations

from datetime import UTC, date, datetime

from digest.model import Page, Source, SourceId
from digest.sources import listing

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AT = "https://marlbury.example/council/"
SOURCE = Source(SourceId("marlbury"), "Marlbury", AT)
MENU = '<header><a href="/">Marlbury Town Council</a><nav><a href="/bins/">Bins</a><a href="/parks/">Parks</a></nav></header>'


def read(body: str) -> Page:
    return listing.read_listing(f"<body>{MENU}<main><h1>Planning board</h1>{body}</main></body>", SOURCE, AT, NOW)


def papers(kind: str, days: tuple[str, ...]) -> str:
    rows = "".join(f'<p><a href="/files/{kind}/{day}.pdf">{day}</a></p>' for day in days)
    return f"<h3>{kind.title()}</h3>{rows}"


def test_papers_named_by_their_days_are_named_by_what_stands_over_them_too():
    days = ("14-10-2026", "16-09-2026", "19-08-2026", "22-07-2026")
    posts = read(papers("agendas", days) + papers("minutes", days[1:])).posts
    assert [p.title for p in posts] == [
        *(f"Agendas: {day}" for day in days),
        *(f"Minutes: {day}" for day in days[1:]),
    ]
    assert [p.published.at.date() for p in posts[:2]] == [date(2026, 10, 14), date(2026, 9, 16)]


def test_a_year_alone_and_a_heading_that_is_a_link_name_no_papers():
    rows = "".join(
        f'<li><a href="https://board.example/2026/{month:02}/03-minutes.html">3 {name}</a></li>'
        for month, name in ((10, "October"), (9, "September"), (7, "July"), (6, "June"))
    )
    posts = read(f'<h4><a href="/find">Find minutes</a></h4><div><h2>2026</h2><ul>{rows}</ul></div>').posts
    assert [p.title for p in posts][:2] == ["Planning board: 3 October", "Planning board: 3 September"]
    assert [p.published.at.date() for p in posts][:2] == [date(2026, 10, 3), date(2026, 9, 3)]


def test_days_that_lead_to_days_of_a_calendar_are_no_posts():
    rows = "".join(f'<li><a href="/calendar?day={n}">{n} November 2026</a></li>' for n in range(1, 9))
    assert read(f"<ul>{rows}</ul>").posts == ()


def test_a_missing_year_is_that_of_the_address():
    rows = "".join(
        f'<p><a href="/events/2016/{name}/"><strong>{day}</strong> {title}</a><br>{more}</p>'
        for name, day, title, more in (
            ("fair", "Sunday, 21 August at 4.30 p.m.", "The bell ringers' fair", "Bells of every size, and soup"),
            ("walk", "10 September", "A walk along the wall", "From the north gate to the mill"),
            ("feast", "9-11 October", "The feast of the ferrymen", "Three days of boats and bread"),
        )
    )
    days = [p.published.at.date() for p in read(rows).posts]
    assert days == [date(2016, 8, 21), date(2016, 9, 10), date(2016, 10, 9)]


def test_two_bare_links_under_the_name_of_the_page_are_buttons():
    said = "<p>We have not issued anything yet. When we do, it will be published here in full.</p>"
    buttons = '<div><a href="/media">Back to the press kit</a> <a href="/newsroom">Newsroom</a></div>'
    assert read(f"<div>{buttons}</div><div><h2>Nothing yet</h2>{said}</div>").posts == ()


def test_a_link_that_says_its_address_is_named_by_the_heading_over_it():
    parts = "".join(
        f'<div class="panel"><div><h4><a href="#fold-{n}">[2026-11-0{n}] {title}</a></h4></div><div id="fold-{n}">{said}<br>'
        f'<span>See: <a href="https://notices.example/all/{n}">https://notices.example/all/{n}</a></span></div></div>'
        for n, title, said in (
            (7, "The ferry office moves to the mill", "From January the office is in the old mill."),
            (5, "Kilns may be lit again on Sundays", "The rule of 3 May 2024 is withdrawn."),
            (4, "Fees for moorings rise by a tenth", "Boats of more than nine metres pay more."),
            (2, "The bell tower is closed for repair", "Until spring nobody may climb it."),
        )
    )
    posts = read(f'<div id="folds">{parts}</div>').posts
    assert [p.title for p in posts][:2] == ["The ferry office moves to the mill", "Kilns may be lit again on Sundays"]
    assert [p.published.at.date().day for p in posts] == [7, 5, 4, 2]
