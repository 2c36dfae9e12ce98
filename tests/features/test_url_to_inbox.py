"""The whole way from an address on the web to an inbox and a feed reader, through the real doors."""

from __future__ import annotations

import email
import email.policy
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import feedparser
import pytest

from tests.features.conftest import Home, furnished


def _mail(body: bytes) -> EmailMessage:
    message = email.message_from_bytes(body, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@dataclass(frozen=True)
class Week:
    """A home after its week, what its draft was, and what the collection said: to be looked at, not changed."""

    home: Home
    draft: dict[str, Any]
    said: str


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    with furnished(tmp_path_factory.mktemp("week")) as home:
        said = home.run("collect").stdout
        home.run("draft")
        draft = json.loads(home.run("show", "--json").stdout)
        home.run("week")
        yield Week(home, draft, said)


def test_a_week_goes_from_the_web_to_every_inbox(week: Week) -> None:
    home = week.home
    assert re.search(r"22 sources visited: \d+ read, \d failed", week.said)

    letters = {letter.recipients[0]: _mail(letter.body) for letter in home.mailbox.letters}
    assert set(letters) == {
        "eleanor.finch@example.org",
        "tom.adeyemi@example.com",
        "priya.nair@example.org",
        "gwen.morris@example.com",
        "callum.reid@example.org",
    }
    everything = letters["eleanor.finch@example.org"]
    text = everything.get_body(("plain",)).get_content()
    page = everything.get_body(("html",)).get_content()
    assert [part.get_content_type() for part in everything.iter_parts()] == ["text/plain", "text/html"]
    assert everything["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = re.search(r"<(http[^>]+)>", everything["List-Unsubscribe"])
    assert leave is not None
    assert leave[1] in page
    assert leave[1] in text

    issue = json.loads(home.outbox()["1/issue.json"])
    headlines = re.findall(r'"title": ?"((?:[^"\\]|\\.)+)"', json.dumps(issue, ensure_ascii=False))
    assert len(headlines) > 20

    homes = letters["priya.nair@example.org"].get_body(("plain",)).get_content()
    assert "HOUSING" in homes.upper()
    assert "Council finance".upper() not in homes.upper()


def test_the_feed_has_every_story_of_the_issue_under_stable_ids(week: Week) -> None:
    outbox = week.home.outbox()
    stories = feedparser.parse(io.BytesIO(outbox["feeds/stories.xml"]))
    issues = feedparser.parse(io.BytesIO(outbox["feeds/issues.xml"]))
    assert not stories.bozo
    assert not issues.bozo
    ids = [entry.id for entry in stories.entries]
    assert len(ids) == len(set(ids)) > 20
    assert all(one.startswith("tag:") for one in ids)
    assert [entry.title for entry in issues.entries]


def test_nothing_is_left_of_what_is_filled_in_per_reader(week: Week) -> None:
    for letter in week.home.mailbox.letters:
        message = _mail(letter.body)
        for part in message.iter_parts():
            assert "mark.invalid" not in part.get_content()
            assert "{{" not in part.get_content()
    leaves = {_mail(letter.body)["List-Unsubscribe"] for letter in week.home.mailbox.letters}
    assert len(leaves) == 5


def test_one_launch_told_by_three_outlets_is_one_story(week: Week) -> None:
    home = week.home
    told = {post.story for site in home.world.sites for post in site.posts if post.story}
    launches = [story for story in told if _count(home, story) >= 3]
    assert launches, "the sector has no launch that three outlets report"
    titles = {p.title: p.story for site in home.world.sites for p in site.posts if p.story in launches}
    content = week.draft["content"]
    stories = [content["lead"], *(s for section in content["sections"] for s in section["stories"])]
    merged = [
        {titles.get(post["title"], "another") for post in (story["lead"], *story["others"])}
        for story in stories
        if len(story["others"]) >= 2
    ]
    assert any(one == {launch} for one in merged for launch in launches), merged


def _count(home: Home, story: str) -> int:
    return sum(post.story == story for site in home.world.sites for post in site.posts)


def test_the_event_without_a_year_is_announced_for_its_day(week: Week) -> None:
    home = week.home
    announced = {story["lead"]["event"]["start"][:16] for story in week.draft["content"]["events"]}
    expected = {
        post.event.start.isoformat()[:16]
        for site in home.world.sites
        for post in site.posts
        if post.event and post.event.start > home.world.now
    }
    assert announced
    assert announced & expected


def test_the_post_made_to_break_a_mail_breaks_nothing(week: Week) -> None:
    home = week.home
    poisoned = [post for site in home.world.sites for post in site.posts if post.markup]
    assert poisoned
    text = _mail(home.mailbox.to("eleanor.finch@example.org")[0].body).get_body(("plain",)).get_content()
    assert len(text) > 2000
