"""Events through the command line: out of a calendar into the draft, moved and called off as their publisher does."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.features.conftest import Home

SOURCE = """

[[source]]
name = "Marlbury Calendar"
address = "http://127.0.0.1:{port}{path}"
kind = "{kind}"
"""


class Site:
    """A site whose pages the test writes as it goes."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.port = 0


@pytest.fixture
def site() -> Iterator[Site]:
    here = Site()

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = here.pages.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header(
                "content-type", "text/calendar" if self.path.endswith(".ics") else "text/html; charset=utf-8"
            )
            self.end_headers()
            self.wfile.write((body or "").encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        here.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield here
        server.shutdown()
        thread.join()


def only(home: Home, site: Site, path: str, kind: str) -> None:
    """Leave the newsletter this one source, so that each collection is quick."""
    file = home.newsletter_file()
    text = file.read_text("utf-8")
    file.write_text(text[: text.index("[[source]]")] + SOURCE.format(port=site.port, path=path, kind=kind), "utf-8")


def calendar(day: datetime, *more: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:7@marlbury", f"DTSTART:{day:%Y%m%dT%H%M%S}Z",
             "SUMMARY:Seminar on kerbs and drains", "LOCATION:Guildhall", *more, "END:VEVENT", "END:VCALENDAR", ""]  # fmt: skip
    return "\r\n".join(lines)


def drafted(home: Home) -> list[dict]:
    home.run("collect", "--all")
    home.run("draft", "--again")
    return json.loads(home.run("show", "--json").stdout)["content"]["events"]


def test_a_calendar_fills_the_event_lane_and_a_moved_event_says_so(home: Home, site: Site) -> None:
    day = (datetime.now(UTC) + timedelta(days=40)).replace(hour=10, minute=0, second=0, microsecond=0)
    site.pages["/all.ics"] = calendar(day)
    only(home, site, "/all.ics", "calendar")
    (first,) = drafted(home)
    assert first["lead"]["event"]["place"] == "Guildhall"
    site.pages["/all.ics"] = calendar(day + timedelta(days=7))
    (moved,) = drafted(home)
    assert moved["id"] == first["id"]
    assert moved["lead"]["event"]["status"] == "changed"
    assert moved["lead"]["event"]["changed"].startswith("Moved from ")
    draft = json.loads(home.run("draft", "--json").stdout)
    assert any("not as first announced" in note for note in draft["notes"])


def test_an_event_called_off_is_told_once_to_those_who_heard_of_it(home: Home, site: Site) -> None:
    day = (datetime.now(UTC) + timedelta(days=40)).replace(hour=10, minute=0, second=0, microsecond=0)
    site.pages["/all.ics"] = calendar(day)
    only(home, site, "/all.ics", "calendar")
    drafted(home)
    home.run("approve")
    site.pages["/all.ics"] = calendar(day, "STATUS:CANCELLED")
    home.run("collect", "--all")
    store = home.store()
    try:
        posts = store.posts.between("demo", day - timedelta(days=90), day)  # type: ignore[arg-type]  # a plain string is the id
        assert [(post.event.status, post.event.changed) for post in posts if post.event] == [
            ("cancelled", "Cancelled.")
        ]
    finally:
        store.close()


def test_an_event_called_off_before_anybody_heard_of_it_is_left_out(home: Home, site: Site) -> None:
    day = (datetime.now(UTC) + timedelta(days=40)).replace(hour=10, minute=0, second=0, microsecond=0)
    site.pages["/all.ics"] = calendar(day, "STATUS:CANCELLED")
    only(home, site, "/all.ics", "calendar")
    assert drafted(home) == []
    left = json.loads(home.run("show", "--json").stdout)["left_out"]
    assert [one["why"] for one in left] == ["cancelled before it was announced"]


def test_the_calendar_that_an_events_page_offers_is_read_in_its_place(home: Home, site: Site) -> None:
    day = (datetime.now(UTC) + timedelta(days=40)).replace(hour=10, minute=0, second=0, microsecond=0)
    site.pages["/events"] = (
        '<title>Events</title><h1>Events</h1><a href="/all.ics">Subscribe to our calendar</a>'
        + "".join(f"<div><h2>{name}</h2><p>{when:%A %d %B %Y}</p></div>" for name, when in (
            ("Seminar on kerbs and drains", day), ("Open evening at the depot", day + timedelta(days=2))))
    )  # fmt: skip
    second = (
        calendar(day + timedelta(days=2))
        .replace("7@", "8@")
        .replace("Seminar on kerbs and drains", "Open evening at the depot")
    )
    inner = second[second.index("BEGIN:VEVENT") : second.index("END:VCALENDAR")]
    site.pages["/all.ics"] = calendar(day).replace("END:VCALENDAR", inner + "END:VCALENDAR")
    only(home, site, "/events", "events")
    told = drafted(home)
    assert [story["lead"]["guid"] for story in told] == ["uid:7@marlbury", "uid:8@marlbury"]
