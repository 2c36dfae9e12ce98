"""Events from words, from data for machines, from lists of meetings in several markups."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Person, Source, SourceId
from digest.sources.events import event_in, read_events

LONDON = ZoneInfo("Europe/London")
NEAR = datetime(2026, 1, 2, 9, tzinfo=UTC)
SOURCE = Source(SourceId("s"), "Marlbury", "https://marlbury.example/meetings")


def local(year, month, day, hour=0, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


def whole(year, month, day):
    return datetime(year, month, day, tzinfo=UTC)


# ── words ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "text", "name", "start", "end"),
    [
        ("Parking breakfast | Wednesday 14 January from 8.00 a.m. to 9.30 a.m.", "", "Parking breakfast",
         local(2026, 1, 14, 8), local(2026, 1, 14, 9, 30)),
        ("Street trees: Thu 5 Feb, 6–7.30pm", "", "Street trees", local(2026, 2, 5, 18), local(2026, 2, 5, 19, 30)),
        ("Wednesday 1 July 2026, 2pm: summer seminar", "", "summer seminar", local(2026, 7, 1, 14), None),
        ("Annual conference 10 & 11 March", "", "Annual conference", whole(2026, 3, 10), whole(2026, 3, 12)),
        ("Street trees seminar", "Trees matter.\nJoin us on Thu 5 Feb, 6–7.30pm at the Guildhall.", "Street trees seminar",
         local(2026, 2, 5, 18), local(2026, 2, 5, 19, 30)),
        ("Housing webinar", "Date: 4 March 2026\nTime: 2pm - 3pm\nVenue: Online", "Housing webinar",
         local(2026, 3, 4, 14), local(2026, 3, 4, 15)),
        ("Kommunalforum", "Termin: Donnerstag, 19.02.2026, 18:30 Uhr\nOrt: Rathaus", "Kommunalforum", local(2026, 2, 19, 18, 30), None),
        ("Tagung der Kerbs", "Die Tagung findet am 12. März 2026 von 10 bis 16 Uhr in Fernau statt.", "Tagung der Kerbs",
         local(2026, 3, 12, 10), local(2026, 3, 12, 16)),
        ("Kerb conference", "5 February 2026. Lunch is served.", "Kerb conference", whole(2026, 2, 5), None),
        ("Kerb summer school", "Sign up for our summer school, 6 July – 10 July 2026.", "Kerb summer school",
         whole(2026, 7, 6), whole(2026, 7, 11)),
        ("Kerbs revisited", "The launch event will take place on 3 February at 10am in Fernley.", "Kerbs revisited",
         local(2026, 2, 3, 10), None),
    ],
)  # fmt: skip
def test_an_event_announced_in_words(title, text, name, start, end):
    event = event_in(title, text, near=NEAR, zone="Europe/London")
    assert (event.name, event.start, event.end, event.kind) == (name, start, end, "event")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Council tax rises", "The council met on 3 December 2025 and agreed the budget."),
        ("12 councils may merge", "It may happen."),
        ("Kerb rents from 1 April 2026", "They were last raised in spring."),
        ("Kerb lecture", "Date: 4 March 2020"),
        ("New report on kerbs", "The report was published on 2 January 2026 after a conference in November."),
        ("Elections", "Voters go to the polls on 7 May 2026."),
        ("Kerb hearing opens", "2 January 2026 / 9:00 AM / Kerb Weekly"),
    ],
)
def test_what_announces_nothing(title, text):
    assert event_in(title, text, near=NEAR, zone="Europe/London") is None


@pytest.mark.parametrize(
    "text",
    [
        "The consultation closes 31 May.",
        "Responses must be sent in by 31 May 2026.",
        "The deadline for submissions is 31 May.",
        "You can respond to the survey until Sunday 31 May.",
    ],
)
def test_a_deadline_is_told_from_an_event(text):
    event = event_in("Have your say on the local plan", text, near=NEAR, zone="Europe/London")
    assert (event.kind, event.start, event.whole_day) == ("deadline", whole(2026, 5, 31), True)


def test_the_last_day_of_a_run_of_days_is_the_deadline():
    event = event_in("Consultation on kerbs", "The consultation runs from 5 January to 16 February 2026.", near=NEAR)
    assert (event.kind, event.start, event.end) == ("deadline", whole(2026, 2, 16), None)


def test_place_and_speakers_of_an_announcement():
    text = (
        "Join us on Thu 5 Feb, 6–7.30pm at the Guildhall.\nSpeakers included:\n- Ada Brook, Regional Director, Bright Roads"
        "\n- Sam Wood, Kerbside Trust (chair)\nTickets are free."
    )
    event = event_in("Street trees seminar", text, near=NEAR, zone="Europe/London")
    assert (event.place, event.online) == ("Guildhall", False)
    assert [(one.name, one.role, one.organisation) for one in event.speakers] == [
        ("Ada Brook", "Regional Director", "Bright Roads"),
        ("Sam Wood", "chair", "Kerbside Trust"),
    ]


@pytest.mark.parametrize(
    ("text", "organisers"),
    [
        ("The seminar is hosted by Kerbside Trust on Thu 5 Feb, 6–7.30pm.", ("Kerbside Trust",)),
        ("Join us on Thu 5 Feb at 6pm.\nIn association with the Institute for Kerbs.", ("Institute for Kerbs",)),
        ("Join us on Thu 5 Feb at 6pm.\nIn association with:", ()),
    ],
)
def test_who_organises_it(text, organisers):
    assert event_in("Street trees seminar", text, near=NEAR, zone="Europe/London").organisers == organisers


def test_organisers_after_a_label():
    text = "5 February 2026, 6pm\nOrganiser: Tern Institute\nHosted by: Kerbside Trust in partnership with Marlbury Council"
    event = event_in("Kerb lecture", text, near=NEAR)
    assert event.organisers == ("Tern Institute", "Kerbside Trust", "Marlbury Council")


@pytest.mark.slow
@given(st.text(max_size=80), st.text(max_size=400))
def test_any_words_are_an_event_or_none(title, text):
    event = event_in(title, text, near=NEAR, zone="Europe/London")
    assert event is None or (event.name and event.start.tzinfo is UTC)


# ── data for machines ──────────────────────────────────────────────────────────────────────────────────


def ld(*events):
    return f'<html><body><script type="application/ld+json">{json.dumps(events)}</script><h1>What’s on</h1></body></html>'


def read(page, source=SOURCE, now=NEAR):
    return read_events(page, source, "https://marlbury.example/meetings", now)


MARKED = {"@type": "Event", "name": "Kerbs again", "startDate": "2026-04-04"}


def test_json_ld_gives_everything():
    first = {
        "@type": "BusinessEvent", "name": "Kerbs &amp; trees", "startDate": "2026-03-04T14:00:00+00:00", "endDate": "2026-03-04T15:30",
        "location": {"@type": "Place", "name": "Guildhall", "address": {"addressLocality": "Marlbury"}},
        "performer": [{"@type": "Person", "name": "Ada Brook", "jobTitle": "Director", "worksFor": {"name": "Bright Roads"}}],
        "organizer": {"name": "Kerbside Trust"}, "url": "/events/kerbs",
    }  # fmt: skip
    second = {"@type": "Event", "name": "Kerbs online", "startDate": "2026-07-01", "location": {"@type": "VirtualLocation"},
              "eventStatus": "https://schema.org/EventCancelled"}  # fmt: skip
    one, other = read(ld(first, second))
    assert (one.title, one.address) == ("Kerbs & trees", "https://marlbury.example/events/kerbs")
    assert (one.event.start, one.event.end) == (local(2026, 3, 4, 14), local(2026, 3, 4, 15, 30))
    assert (one.event.place, one.event.organisers) == ("Guildhall, Marlbury", ("Kerbside Trust",))
    assert one.event.speakers[0].organisation == "Bright Roads"
    assert (other.title, other.event.online, other.event.whole_day) == ("Kerbs online", True, True)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"location": "Guildhall, Marlbury"}, {"place": "Guildhall, Marlbury"}),
        ({"location": "https://meet.example/1"}, {"place": ""}),
        ({"location": {"name": "Guildhall", "address": "Low Street, Marlbury"}}, {"place": "Guildhall, Low Street, Marlbury"}),
        ({"location": {"name": "Guildhall", "address": ["Low Street"]}}, {"place": "Guildhall"}),
        ({"performer": ["Ada Brook, Director, Bright Roads"]}, {"speakers": (Person("Ada Brook", "Director", "Bright Roads"),)}),
        ({"performer": [{}, "the band"]}, {"speakers": ()}),
        ({"startDate": "2026-03-04", "endDate": "2026-03-06"}, {"start": whole(2026, 3, 4), "end": whole(2026, 3, 7)}),
        ({"startDate": "2026-03-04T10:00", "endDate": "2026-03-06"}, {"end": whole(2026, 3, 7)}),
        ({"startDate": "2026-03-04T10:00", "endDate": "2026-03-04"}, {"end": None}),
    ],
)  # fmt: skip
def test_what_json_ld_says_in_other_manners(said, told):
    one, _ = read(ld({"@type": "Event", "name": "Kerbs", "startDate": "2026-03-04", **said}, MARKED))
    assert {name: getattr(one.event, name) for name in told} == told


def test_what_is_stated_without_a_name_or_a_day_is_no_event():
    undated = "<div class=h-event><b class=p-name>Undated</b></div><div class=h-event><b class=dt-start>5 April 2026</b></div>"
    page = ld({"@type": "Event", "name": "Undated"}, MARKED, {**MARKED, "name": "Trees"}).replace(
        "<h1>", f"{undated}<h1>"
    )
    assert [post.title for post in read(page)] == ["Kerbs again", "Trees"]


def test_microdata_and_microformats():
    page = """<div itemscope itemtype="https://schema.org/Event"><a itemprop="url" href="/a"><b itemprop="name">Kerb day</b></a>
      <meta itemprop="startDate" content="2026-03-04T10:00"><span itemprop="location">Guildhall</span></div>
      <div class="h-event"><a class="p-name u-url" href="/b">Tree day</a><time class="dt-start" datetime="2026-04-04">4 April</time></div>"""
    one, other = read(page)
    assert (one.title, one.event.start, one.event.place) == ("Kerb day", local(2026, 3, 4, 10), "Guildhall")
    assert (other.title, other.event.start, other.event.whole_day) == ("Tree day", whole(2026, 4, 4), True)


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────

MEETINGS = [
    ("Planning committee", "5 March 2026", "6.30pm"),
    ("Full council", "12 March 2026", "7.00pm"),
    ("Audit board", "2 July 2026", "10.00am"),
]
STARTS = [local(2026, 3, 5, 18, 30), local(2026, 3, 12, 19), local(2026, 7, 2, 10)]


def table():
    rows = "".join(
        f"<tr><td>{day}</td><td>at {clock}</td><td>{name}</td><td><a href='/x.pdf'>Agenda</a></td></tr>"
        for name, day, clock in MEETINGS
    )
    return f"<table><caption>Meetings</caption><tr><th>Date</th><th>Time</th><th>Meeting</th><th>Papers</th></tr>{rows}</table>"


def cards():
    return "".join(
        f"<div class=card><a href='/m/{n}'><h3>{name}</h3></a><p>{day}</p><p>Starts at {clock}</p></div>"
        for n, (name, day, clock) in enumerate(MEETINGS)
    )


def items():
    return "<ul>" + "".join(f"<li>{name}, {day} at {clock}</li>" for name, day, clock in MEETINGS) + "</ul>"


def definitions():
    return "<dl>" + "".join(f"<dt>{day}, at {clock}</dt><dd>{name}</dd>" for name, day, clock in MEETINGS) + "</dl>"


def boxes():
    def box(name, day, clock):
        number, month, year = day.split()
        return f"<li><div><span>{year}</span></div><div>{number}</div><div>{month[:3]}</div><div>{name}</div><div>at {clock}</div></li>"

    return "<ul>" + "".join(box(*meeting) for meeting in MEETINGS) + "</ul>"


def linked_cards():
    def card(number, name, day, clock):
        day, month, _ = day.split()
        return (
            f"<a class=card href='/m/{number}'><div class=date><span>{day}</span><span>{month[:3]}</span></div><div><h2>{name}</h2>"
            f"<span>{clock}</span></div></a>"
        )

    return "<h2>2026</h2>" + "".join(card(number, *meeting) for number, meeting in enumerate(MEETINGS))


def times_for_machines():
    return "".join(
        f"<li><time datetime='{start.astimezone(LONDON).isoformat()}'>{day}</time><a href='/m/{name[0]}'>{name}</a></li>"
        for (name, day, _), start in zip(MEETINGS, STARTS, strict=True)
    )


def days_under_months():
    def line(name, day, clock):
        number, month, year = day.split()
        weekday = {"5": "Thursday", "12": "Thu", "2": "Thursday"}[number]
        return f"<h2>{month} {year}</h2><p>Papers follow.</p><p><b>{weekday} {number}</b>, {clock}: <a href='/m/{name[0]}'>{name}</a>, Guildhall</p>"

    return "".join(line(*meeting) for meeting in MEETINGS)


def days_as_headings():
    return "".join(
        f"<h3>{day}</h3><ul><li>{clock} <a href='/m/{name[0]}'>{name}</a> - Guildhall</li></ul>"
        for name, day, clock in MEETINGS
    )


def links_within_definitions():
    return "<dl>" + "".join(
        f"<dt>{day}</dt><dd><a href='/m/{name[0]}'>{name}</a>, {clock}, Guildhall</dd>" for name, day, clock in MEETINGS
    ) + "</dl>"  # fmt: skip


MARKUPS = (
    table, cards, items, definitions, boxes, linked_cards, times_for_machines, days_under_months, days_as_headings,
    links_within_definitions,
)  # fmt: skip


@pytest.mark.parametrize("markup", MARKUPS)
def test_meetings_in_any_markup(markup):
    posts = read(
        f"<html><body><nav><a href='/'>Home</a></nav><h1>Council meetings</h1>{markup()}<footer>Updated 1 May 2024</footer></body></html>"
    )
    assert [post.event.start for post in posts] == STARTS
    assert [post.event.name for post in posts] == [name for name, _, _ in MEETINGS]
    assert len({post.id for post in posts}) == 3


def test_several_times_under_one_day_are_several_events():
    said = "<h3>5 March 2026</h3><ul><li>10am <a href='/a'>Audit board</a></li><li>2pm <a href='/b'>Full council</a></li></ul>"
    posts = read(
        f"<h1>Meetings</h1>{said}<h3>6 March 2026</h3><ul><li>9.15am <a href='/c'>Planning committee</a></li></ul>"
    )
    assert [(post.event.name, post.event.start) for post in posts] == [
        ("Audit board", local(2026, 3, 5, 10)),
        ("Full council", local(2026, 3, 5, 14)),
        ("Planning committee", local(2026, 3, 6, 9, 15)),
    ]


def test_a_meeting_is_never_dated_by_its_own_day():
    assert {post.published.evidence[0].kind for post in read(table())} == {"first seen"}


def test_a_moved_time_is_still_the_same_event():
    before, after = read(items()), read(items().replace("6.30pm", "7.30pm"))
    assert [post.id for post in before] == [post.id for post in after]
    assert before[0].event.start != after[0].event.start


def test_years_months_and_the_usual_time_are_given_once():
    grid = "<tr><th>MAY</th><td>6</td><td>20</td></tr><tr><th>JUN.</th><td>3</td><td>17</td></tr>"
    page = f"<h1>Kerb panel</h1><p>The panel meets at 5.15 pm.</p><h2>2025 papers</h2><table>{grid}</table>"
    days = [(5, 6), (5, 20), (6, 3), (6, 17)]
    assert [post.event.start for post in read(page)] == [local(2025, month, day, 17, 15) for month, day in days]


def test_two_committees_on_one_day_are_two_events():
    def part(name, *days):
        return f"<h3>{name}</h3><ul>" + "".join(f"<li>{day}</li>" for day in days) + "</ul>"

    page = (
        "<h2>2026 meetings</h2>"
        + part("Finance committee", "10 March at 1pm", "14 April at 1pm")
        + part("Audit committee", "10 March at 1pm")
    )
    assert [(post.event.name, post.event.start) for post in read(page)] == [
        ("Finance committee", local(2026, 3, 10, 13)),
        ("Finance committee", local(2026, 4, 14, 13)),
        ("Audit committee", local(2026, 3, 10, 13)),
    ]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (  # the day something was approved is no meeting's
            "<h1>Board</h1><ul><li>Full board, 5 March 2026 at 10am</li><li>Approved 6 March 2026</li><li>Audit board, 12 March 2026 at 10am</li></ul>",
            [("Full board", 5), ("Audit board", 12)],
        ),
        (  # of years to choose from none is that of the days
            "<h1>Board</h1><ul><li>2024</li><li>2025</li></ul><ul><li>Full board, 5 March</li><li>Audit board, 12 March</li></ul>",
            [("Full board", 5), ("Audit board", 12)],
        ),
        (  # a day that only machines are told
            ("<h1>Board</h1><ul><li><time datetime='2026-03-05T10:00'>Thu</time> <a href='/a'>Full board</a></li>"
            "<li><time datetime='2026-03-12T10:00'>Thu</time> <a href='/b'>Audit board</a></li></ul>"),
            [("Full board", 5), ("Audit board", 12)],
        ),
        (  # two are a list where the page is named as one
            "<h1>Upcoming meetings</h1><ul><li>Full board, 5 March 2026</li><li>Audit board, 12 March 2026</li></ul>",
            [("Full board", 5), ("Audit board", 12)],
        ),
        (  # a day said twice of one meeting, once with its hour
            "<h1>Board</h1>"
            + "".join(f"<div><h3>{name}</h3><p>{day} March 2026</p><p>{day} March 2026, 10am</p><p>{day} March 2026</p></div>"
                      for name, day in (("Full board", 5), ("Audit board", 12), ("Kerb board", 19))),
            [("Full board", 5), ("Audit board", 12), ("Kerb board", 19)],
        ),
        (  # told again elsewhere without its hour
            ("<h1>Board</h1><ul><li>Full board, 5 March 2026, 10am</li><li>Audit board, 12 March 2026, 10am</li></ul>"
            "<ol><li>Full board, 5 March 2026</li><li>Audit board, 12 March 2026</li></ol>"),
            [("Full board", 5), ("Audit board", 12)],
        ),
        (  # hours under a day, up to the next heading
            ("<h1>Board</h1><h3>5 March 2026</h3><ul><li>10am <a href='/a'>Audit board</a></li><li>Tea</li><li>2pm <a href='/b'>Full council</a></li></ul>"
            "<h3>Trains</h3><p>3pm to Fernley</p><h3>12 March 2026</h3><ul><li>9am <a href='/c'>Kerb board</a></li></ul>"),
            [("Audit board", 5), ("Full council", 5), ("Kerb board", 12)],
        ),
    ],
    ids=["approved", "years to choose", "for machines", "named as a list", "said twice", "told again", "hours"],
)  # fmt: skip
def test_each_meeting_of_a_page_is_told_once(page, told):
    posts = read(page)
    assert [(post.event.name, post.event.start.day) for post in posts] == told
    assert {post.event.start.date().replace(day=1).isoformat() for post in posts} == {"2026-03-01"}


def test_events_of_one_name_and_hour_are_told_apart_by_what_they_stand_under():
    def ward(name, place=""):
        days = "".join(f"<li>Residents' evening, {day} March 2026 at 6pm{place}</li>" for day in (5, 12))
        return f"<h2>{name}</h2><ul>{days}</ul>"

    posts = read(f"<h1>Meetings</h1>{ward('North ward')}{ward('South ward')}")
    assert [post.event.name for post in posts] == [
        f"{name} ward: Residents' evening" for name in ("North", "North", "South", "South")
    ]


def test_minutes_of_past_meetings_are_no_meetings_and_earlier_years_are_an_archive():
    def year(number, *days):
        return f"<h3>{number}</h3><ul>" + "".join(f"<li>{day} {number} at 10am</li>" for day in days) + "</ul>"

    minutes = "<p><a href='/m1.pdf'>Minutes 5-3-26</a></p><p><a href='/m2.pdf'>Minutes 12-3-26</a></p>"
    page = (
        "<h1>Board</h1>"
        + year(2026, "5 March", "12 March", "2 April")
        + year(2025, "6 March", "13 March", "3 April")
        + minutes
    )
    assert [post.event.start.date().isoformat() for post in read(page)] == ["2026-03-05", "2026-03-12", "2026-04-02"]


def test_a_page_that_writes_months_first_is_read_so():
    page = (
        "<h1>Board meetings</h1><ul><li>Meeting 1-4-2026</li><li>Meeting 1-22-2026</li><li>Meeting 2-5-2026</li></ul>"
    )
    assert [post.event.start.date().isoformat() for post in read(page)] == ["2026-01-04", "2026-01-22", "2026-02-05"]


def test_a_cancelled_meeting_says_so_and_keeps_its_identity():
    before, after = read(items()), read(items().replace("Audit board,", "CANCELLED Audit board,"))
    assert after[2].event.status == "cancelled"
    assert len(before) == len(after) == 3


def test_a_page_about_one_event_is_one_event():
    body = "<h1>Kerbs for all | Wednesday 4 March from 11.00 a.m. to 12.00 p.m.</h1><p>Posted on 5 January 2026</p><p>Come along to talk about kerbs.</p>"
    (post,) = read(
        f"<html><head><title>Kerbs</title></head><body>{body}</body></html>", now=datetime(2026, 1, 6, tzinfo=UTC)
    )
    assert (post.event.name, post.event.start, post.event.end) == (
        "Kerbs for all",
        local(2026, 3, 4, 11),
        local(2026, 3, 4, 12),
    )


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>No meetings are planned.</p>",
        "\0" * 500,
        "<div>" * 20_000,
        pytest.param("<li>5 March 2026" * 3_000, marks=pytest.mark.slow),
        "<p>" + "on 3 May at 6pm to 7pm " * 5_000,
    ],
)
def test_pages_without_events_and_hostile_pages(page):
    assert len(read(page)) <= 1


@pytest.mark.shared
def test_an_event_page_rebuilt_from_a_real_one(shared):
    folder = shared / "seeds" / "html"
    expected = json.loads((folder / "expected.json").read_text())["event-page"]
    (post,) = read_events(
        (folder / "event-page.html").read_text(), SOURCE, expected["url"], datetime(2026, 11, 23, tzinfo=UTC)
    )
    event = post.event
    assert (event.name, event.zone) == (expected["name"], expected["timezone"])
    assert (event.start, event.end) == (
        datetime.fromisoformat(expected["start"]),
        datetime.fromisoformat(expected["end"]),
    )
    assert [person.name for person in event.speakers] == expected["speakers"]
    assert post.published.at.date() != event.start.date()
