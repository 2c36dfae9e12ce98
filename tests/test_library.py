"""`import digest`: the program as functions, values in and values out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import digest
from digest import demo
from digest import model as m
from digest.config import Fetch, Smtp
from digest.errors import NotNow, SettingsError
from tests.loopback import Loopback, ok, serving

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LOCAL = Fetch(allow_private=True, robots=False, read_articles=False, pause_seconds=0.1)
FILE = """
title = "Harbour Notes"
language = "en-GB"
time_zone = "Europe/London"

[sender]
name = "Harbour Notes"
address = "notes@example.org"
postal_address = "1 The Quay, Larkholm"

[schedule]
collect = "hourly"
draft = "Thursday 12:00"
send = "Friday 07:00"

[[theme]]
name = "Ferries"
description = "Ferry timetables, fares, ships and crossings."
keywords = ["ferry", "crossing"]

[[theme]]
name = "Fishing"
description = "Quotas, boats, catches and fish markets."
keywords = ["trawler", "quota"]

[[source]]
name = "Institute of Coasts"
address = "{base}/feed.xml"
role = "institute"

[[source]]
name = "Quay Weekly"
address = "{base}/gone.xml"
"""


def read(folder: Path, base: str = "https://coast.example") -> m.Newsletter:
    file = folder / "harbour.toml"
    file.write_text(FILE.format(base=base), "utf-8")
    return digest.read_newsletter(file)


def post(number: int, title: str, source: str = "institute-of-coasts") -> m.Post:
    at = NOW - timedelta(hours=number)
    return m.Post(
        id=m.PostId(f"own-{number}"),
        source=m.SourceId(source),
        guid="",
        address=f"https://coast.example/{number}",
        title=title,
        summary=f"{title}.",
        text="",
        published=m.Dating(at, 1.0, evidence=(m.DateEvidence("feed", at.isoformat(), at),)),
        seen=at,
    )


POSTS = (
    post(1, "A ferry crossing for the winter timetable"),
    post(2, "Trawler skippers welcome a larger mackerel quota"),
)


@pytest.fixture
def newsletter(tmp_path: Path) -> m.Newsletter:
    return read(tmp_path)


@pytest.fixture
def edition(newsletter: m.Newsletter) -> digest.Edition:
    return digest.render(digest.group(POSTS, newsletter, now=NOW), newsletter, now=NOW)


@pytest.fixture
def coast() -> Iterator[Loopback]:
    days = [datetime.now(UTC) - timedelta(days=days) for days in (40, 2, 1)]
    entries = "".join(
        f"<item><title>Crossing number {n}</title><link>https://coast.example/{n}</link>"
        f"<pubDate>{day:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for n, day in enumerate(days)
    )
    feed = f'<rss version="2.0"><channel><title>Coasts</title>{entries}</channel></rss>'
    with serving({"/feed.xml": ok(feed.encode(), etag='"one"', content_type="application/rss+xml")}) as server:
        yield server


def test_a_file_with_mistakes_names_each_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "harbour.toml"
    file.write_text(FILE.format(base="https://coast.example").replace('"hourly"', '"often"'), "utf-8")
    with pytest.raises(SettingsError, match=r"harbour\.toml:12"):
        digest.read_newsletter(file)


def test_what_came_out_in_the_window_is_collected_newest_first_and_what_failed_is_said(
    tmp_path: Path, coast: Loopback
) -> None:
    newsletter = read(tmp_path, coast.address)
    found = digest.collect(newsletter, fetch=LOCAL)
    assert [one.title for one in found.posts] == ["Crossing number 2", "Crossing number 1"]
    ((source, said),) = found.failures
    assert source == "quay-weekly"
    assert "404" in said


@pytest.mark.slow
def test_a_folder_remembers_what_was_collected(tmp_path: Path, coast: Loopback) -> None:
    newsletter = read(tmp_path, coast.address)
    year = timedelta(days=365)
    first, second = (digest.collect(newsletter, window=year, fetch=LOCAL, folder=tmp_path / "kept") for _ in range(2))
    assert len(first.posts) == 3
    assert second.posts == first.posts
    asked = [headers.get("If-None-Match") for path, headers in coast.server.asked if path == "/feed.xml"]
    assert asked == [None, '"one"']


def test_posts_become_stories_under_themes(newsletter: m.Newsletter) -> None:
    told = digest.group(POSTS, newsletter, now=NOW)
    assert {story.lead.title: story.theme for story in told.stories} == {
        POSTS[0].title: "ferries",
        POSTS[1].title: "fishing",
    }
    assert digest.group(POSTS[::-1], newsletter, now=NOW) == told


def test_posts_are_told_as_far_back_as_an_issue_reaches(newsletter: m.Newsletter) -> None:
    old = post(15 * 24, "A ferry crossing of the fifteenth day before")
    (told,) = digest.group([old, *POSTS], newsletter, now=NOW).left_out
    assert told.story.lead == old
    of_month = replace(newsletter, limits=replace(newsletter.limits, window=timedelta(days=31)))
    assert digest.group([old, *POSTS], of_month, now=NOW).left_out == ()


def test_an_edition_is_a_mail_and_files_that_are_written_where_they_changed(
    tmp_path: Path, edition: digest.Edition
) -> None:
    assert POSTS[0].title in edition.subject
    assert edition.mail.subject == edition.subject
    assert all(one.title in edition.mail.html and one.title in edition.mail.text for one in POSTS)
    assert edition.quarantined == ()
    written = edition.write(tmp_path / "outbox")
    assert {tmp_path / "outbox" / one.path for one in edition.files} == set(written)
    assert edition.write(tmp_path / "outbox") == ()


def test_templates_of_ones_own_go_before_ours(tmp_path: Path, newsletter: m.Newsletter) -> None:
    (tmp_path / "mine" / "email").mkdir(parents=True)
    (tmp_path / "mine" / "email" / "theme.txt").write_text("== {{ part.name }} ==\n", "utf-8")
    told = digest.group(POSTS, newsletter, now=NOW)
    text = digest.render(told, newsletter, now=NOW, templates=tmp_path / "mine").mail.text
    assert "== Fishing ==" in text


def test_an_edition_goes_to_each_reader_once(
    tmp_path: Path, newsletter: m.Newsletter, edition: digest.Edition
) -> None:
    readers = [m.Subscriber("ann@example.org", "Ann, of the quay"), m.Subscriber("bo@example.org")]
    with demo.mailbox() as mailbox:
        smtp = Smtp(host=mailbox.host, port=mailbox.port)
        once = digest.send(edition, newsletter, readers, folder=tmp_path / "kept", smtp=smtp)
        again = digest.send(edition, newsletter, readers, folder=tmp_path / "kept", smtp=smtp)
    assert (once.tried, once.finished) == (2, True)
    assert (again.tried, again.finished) == (0, True)
    assert sorted(one.recipients[0] for one in mailbox.letters) == ["ann@example.org", "bo@example.org"]


def test_a_number_that_was_sent_is_not_sent_again_with_other_stories(
    tmp_path: Path, newsletter: m.Newsletter, edition: digest.Edition
) -> None:
    other = replace(edition.issue, content=replace(edition.issue.content, subject="Something else"))
    with demo.mailbox() as mailbox:
        smtp = Smtp(host=mailbox.host, port=mailbox.port)
        digest.send(edition, newsletter, (), folder=tmp_path / "kept", smtp=smtp)
        with pytest.raises(NotNow, match="next number"):
            digest.send(replace(edition, issue=other), newsletter, (), folder=tmp_path / "kept", smtp=smtp)
    assert mailbox.letters == []
