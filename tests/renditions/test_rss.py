"""The feeds, by the rules of the RSS 2.0 specification, the RSS Advisory Board's profile and RFC 4151."""

import re
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import model as m
from digest import paths, renditions
from digest.adapters.templates import JinjaTemplates
from digest.renditions import words
from tests.examples import examples
from tests.renditions.html_read import read
from tests.renditions.issues_made import NOW, PUBLIC, content, event, issue, newsletter, post, section, story

OURS = JinjaTemplates([paths.templates()])
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
SELF = "{http://www.w3.org/2005/Atom}link"
RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}"
)
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]+")
TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=40)


def some(number: int = 12) -> m.Issue:
    lead = story(
        number * 100 + 1,
        "Costs & <b>benefits</b>",
        "R&D <pays>",
        others=(post(2),),
        authors=("Ada Quill", "Sam Reed"),
    )
    week = NOW - timedelta(weeks=12 - number)
    rest = section("housing", story(number * 100 + 2, "Warm homes", "", theme="housing"))
    return issue(content(lead, (rest,), (event(number * 100 + 3),), "Hello.\n\nAgain."), number, week)


def feed(name: str, newest: m.Issue, *older: m.Issue, templates=OURS, of=None) -> bytes:
    published = renditions.publish(newest, (newest, *older), of or newsletter(), templates, PUBLIC)
    return next(r.body for r in published.renditions if r.path == f"feeds/{name}.xml")


@pytest.fixture(params=["issues", "stories"])
def channel(request):
    return ET.fromstring(feed(request.param, some(12), some(11))).find("channel")


def test_the_channel_says_what_it_is(channel):
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert channel.findtext(name)
    assert channel.findtext("language") == "en-gb"
    assert channel.findtext("link") == f"{PUBLIC}/"
    itself = channel.find(SELF)
    assert itself.get("rel") == "self"
    assert itself.get("type") == "application/rss+xml"
    assert re.fullmatch(rf"{PUBLIC}/feeds/(issues|stories)\.xml", itself.get("href"))


def test_every_element_stands_once_but_those_that_may_repeat(channel):
    for element in (channel, *channel.iter("item")):
        names = [child.tag for child in element if child.tag not in {"item", "category", CREATOR}]
        assert len(names) == len(set(names))


def test_ids_are_tags_and_no_links_and_unique(channel):
    ids = [item.find("guid") for item in channel.iter("item")]
    assert ids
    assert all(guid.get("isPermaLink") == "false" for guid in ids)
    assert all(TAG.fullmatch(guid.text) for guid in ids)
    assert len({guid.text for guid in ids}) == len(ids)


def test_dates_are_rfc_822_and_real(channel):
    dates = [element.text for name in ("pubDate", "lastBuildDate") for element in channel.iter(name)]
    assert len(dates) > 2
    assert all(RFC_822.fullmatch(date) for date in dates)
    assert all(f"{parsedate_to_datetime(date):%a, %d %b %Y %H:%M:%S %z}" == date for date in dates)


def test_items_have_title_link_author_and_whole_content(channel):
    for item in channel.iter("item"):
        assert item.findtext("title")
        assert item.findtext("link").startswith("https://")
        assert item.findtext(CREATOR)
        assert item.findtext("category")
        html = read(item.findtext(CONTENT))
        assert html.text.strip()
        assert all(value.startswith("https://") for value in html.all("href"))
        assert not html.all("style") + html.all("class") + html.all("id")


def test_the_newest_comes_first():
    root = ET.fromstring(feed("issues", some(12), some(10), some(11)))
    assert [item.findtext("title")[:6] for item in root.iter("item")] == ["No. 12", "No. 11", "No. 10"]
    stories = ET.fromstring(feed("stories", some(12), some(11)))
    assert [item.findtext("link") for item in stories.iter("item")][:2] == [
        "https://source1.example/news/1201",
        "https://source2.example/news/1202",
    ]


def test_a_feed_was_built_when_its_newest_item_was_approved_or_is_dated(channel):
    issues = channel.find(SELF).get("href").endswith("issues.xml")
    assert channel.findtext("lastBuildDate") == f"Fri, 27 Nov 2026 0{7 if issues else 6}:00:00 +0000"


def test_a_story_keeps_its_publishers_date_and_people():
    item = next(ET.fromstring(feed("stories", some())).iter("item"))
    assert item.findtext("pubDate") == "Wed, 25 Nov 2026 07:00:00 +0000"
    assert [creator.text for creator in item.iter(CREATOR)] == ["Ada Quill", "Sam Reed"]
    assert [category.text for category in item.iter("category")] == ["Council finance"]
    assert "Also in:" in item.findtext(CONTENT)


def test_feedparser_reads_what_was_meant():
    parsed = feedparser.parse(feed("stories", some()))
    assert (parsed.bozo, parsed.version) == (False, "rss20")
    assert parsed.entries[0].title == "Costs & <b>benefits</b>"
    assert read(parsed.entries[0].summary).text == "R&D <pays>"
    assert parsed.entries[0].id.startswith("tag:digest.example.org,2026-11-27:place/story/")


def test_the_same_again_byte_for_byte_and_ids_stay_when_issues_come():
    assert feed("stories", some(11)) == feed("stories", some(11))
    assert feed("issues", some(12), some(11)) == feed("issues", some(11), some(12))
    before = {i.text for i in ET.fromstring(feed("stories", some(11))).iter("guid")}
    after = {i.text for i in ET.fromstring(feed("stories", some(12), some(11))).iter("guid")}
    assert before < after


def test_ids_stay_when_the_web_host_moves():
    def ids(public):
        published = renditions.publish(some(), (), newsletter(), OURS, public)
        return [
            i.text
            for r in published.renditions
            if r.path.startswith("feeds/") and r.path.endswith(".xml")
            for i in ET.fromstring(r.body).iter("guid")
        ]

    assert ids("https://one.example") == ids("https://two.example/archive/")


@pytest.mark.slow
def test_two_hundred_stories_are_enough():
    many = [
        section("council", *(story(number * 1000 + n, f"Story {n}") for n in range(60))) for number in range(1, 7)
    ]
    issues = [
        issue(content(None, (one,)), number, NOW + timedelta(days=7 * number)) for number, one in enumerate(many, 1)
    ]
    root = ET.fromstring(feed("stories", issues[-1], *issues))
    assert len(list(root.iter("item"))) == 200


@pytest.mark.slow
@given(TEXT, TEXT, TEXT, TEXT)
@examples(80)
def test_any_words_make_a_valid_feed(title, summary, name, tag):
    told = story(1, title, summary, authors=(name,))
    told = replace(told, id=m.StoryId(f"s{tag}"))
    whole = issue(content(told, (section("council", story(2, summary, title)),), introduction=name))
    of = newsletter(title=title or "Title", tagline=tag)
    for feed_name, count in (("issues", 1), ("stories", 2)):
        body = feed(feed_name, whole, of=of)
        root = ET.fromstring(body)
        assert len([read(item.findtext(CONTENT)) for item in root.iter("item")]) == count  # each well nested
        assert [bool(TAG.fullmatch(guid.text)) for guid in root.iter("guid")] == [True] * count
    assert not words.ILLEGIBLE.search(body.decode())
    assert words.line(title) in {"", *(item.findtext("title") for item in root.iter("item"))}
