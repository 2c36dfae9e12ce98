"""Atom and JSON Feed by their standards, what all formats share, and our own collector as their reader."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from digest import model as m
from digest import paths, renditions, sources
from digest.adapters.templates import JinjaTemplates
from tests.examples import examples
from tests.renditions.html_read import read
from tests.renditions.issues_made import NOW, PUBLIC, content, event, issue, newsletter, post, section, story
from tests.renditions.test_rss import TAG, TEXT, some

OURS = JinjaTemplates([paths.templates()])
ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
ENDINGS = ("xml", "atom", "json")


def files(newest: m.Issue, *older: m.Issue, corrections=(), of=None) -> dict[str, bytes]:
    published = renditions.publish(newest, older, of or newsletter(), OURS, PUBLIC, corrections)
    return {r.path: r.body for r in published.renditions}


def correction(number: int, of: m.Story, title: str = "", summary: str = "") -> m.Correction:
    made = NOW + timedelta(days=2)
    return m.Correction(m.NewsletterId("place"), number, 1, made, "editor", of.id, "It was two.", title, summary)


@pytest.fixture(params=["issues", "stories", "themes/housing"])
def atom(request):
    return ET.fromstring(files(some(12), some(11))[f"feeds/{request.param}.atom"])


def test_an_atom_feed_has_all_that_rfc_4287_asks_for(atom):
    """Sections 4.1.1 and 4.1.2: id, title, updated once each; an author; a link to itself."""
    for element in (atom, *atom.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
            assert element.findtext(f"{ATOM}{name}")
        assert element.findtext(f"{ATOM}author/{ATOM}name")
        assert TAG.fullmatch(element.findtext(f"{ATOM}id").replace(",2005:", ",2005-01-01:"))
    links = [(link.get("rel"), link.get("href")) for link in atom.findall(f"{ATOM}link")]
    assert [rel for rel, _ in links] == ["self", "alternate"]
    assert re.fullmatch(rf"{PUBLIC}/feeds/.+\.atom", links[0][1])
    assert {element.tag.removeprefix(ATOM) for entry in atom.iter(f"{ATOM}entry") for element in entry} <= {
        *("id", "title", "link", "published", "updated", "author", "category", "summary", "content"),
    }


def test_atom_entries_can_stand_alone(atom):
    entries = list(atom.iter(f"{ATOM}entry"))
    assert entries
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    for entry in entries:
        alternates = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert [link.get("href")[:8] for link in alternates] == ["https://"]
        body = entry.find(f"{ATOM}content")
        assert body.get("type") == "html"
        assert read(body.text).text.strip()
        assert all(RFC_3339.fullmatch(entry.findtext(f"{ATOM}{name}")) for name in ("updated", "published"))
        assert entry.findtext(f"{ATOM}published") <= entry.findtext(f"{ATOM}updated")
    newest = max(datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) for entry in entries)
    assert datetime.fromisoformat(atom.findtext(f"{ATOM}updated")) == newest


@pytest.mark.parametrize("name", ["issues", "stories", "themes/housing"])
def test_a_json_feed_has_all_that_version_1_1_asks_for(name):
    feed = json.loads(files(some(12), some(11))[f"feeds/{name}.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{PUBLIC}/feeds/{name}.json"
    assert feed["home_page_url"] == f"{PUBLIC}/"
    assert feed["title"]
    assert feed["items"]
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    for item in feed["items"]:
        assert TAG.fullmatch(item["id"])
        assert item["url"].startswith("https://")
        assert read(item["content_html"]).text.strip()
        assert RFC_3339.fullmatch(item["date_published"])
        assert all(author["name"] for author in item["authors"])
        assert all(isinstance(tag, str) and tag for tag in item.get("tags", []))
        assert "date_modified" not in item


def ids(written: dict[str, bytes], name: str, ending: str) -> list[str]:
    body = written[f"feeds/{name}.{ending}"]
    if ending == "json":
        return [item["id"] for item in json.loads(body)["items"]]
    root = ET.fromstring(body)
    return [e.text for e in (root.iter("guid") if ending == "xml" else root.iterfind(f"{ATOM}entry/{ATOM}id"))]


def test_ids_are_shared_by_all_feeds_and_formats():
    written = files(some(12), some(11))
    for name in ("issues", "stories", "themes/housing"):
        assert ids(written, name, "xml") == ids(written, name, "atom") == ids(written, name, "json")
    assert set(ids(written, "themes/housing", "xml")) < set(ids(written, "stories", "xml"))
    assert ids(written, "themes/culture", "xml") == []


def test_a_correction_changes_an_item_where_it_stands_and_repeats_none():
    whole = some(12)
    told = correction(12, whole.content.lead, "Costs and benefits, corrected", "Right now.")
    before, after = files(whole, some(11)), files(whole, some(11), corrections=(told,))
    for name in ("issues", "stories", "themes/council"):
        for ending in ENDINGS:
            assert ids(after, name, ending) == ids(before, name, ending)
            assert after[f"feeds/{name}.{ending}"] != before[f"feeds/{name}.{ending}"]
    first = json.loads(after["feeds/stories.json"])["items"][0]
    assert (first["title"], first["date_modified"]) == ("Costs and benefits, corrected", "2026-11-29T07:00:00Z")
    assert first["date_published"] == json.loads(before["feeds/stories.json"])["items"][0]["date_published"]
    entry = ET.fromstring(after["feeds/stories.atom"]).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}updated") == "2026-11-29T07:00:00Z"
    item = next(ET.fromstring(after["feeds/stories.xml"]).iter("item"))
    assert item.findtext(f"{ATOM}updated") == "2026-11-29T07:00:00Z"
    assert after["feeds/themes/housing.xml"] == before["feeds/themes/housing.xml"]


def test_a_theme_without_news_is_the_same_byte_for_byte():
    later = issue(content(story(1401, "Only finance")), 13, NOW + timedelta(weeks=1))
    before, after = files(some(12)), files(later, some(12))
    for ending in ENDINGS:
        assert after[f"feeds/themes/housing.{ending}"] == before[f"feeds/themes/housing.{ending}"]
        assert after[f"feeds/themes/council.{ending}"] != before[f"feeds/themes/council.{ending}"]


def test_a_hub_is_announced_in_every_format_where_one_is_set():
    written = files(some(12), of=newsletter(hub="https://hub.example/"))
    assert b'<atom:link href="https://hub.example/" rel="hub"/>' in written["feeds/stories.xml"]
    assert b'<link rel="hub" href="https://hub.example/"/>' in written["feeds/themes/housing.atom"]
    assert json.loads(written["feeds/issues.json"])["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert b"hub" not in files(some(12))["feeds/stories.xml"]


def test_the_list_of_feeds_and_the_page_for_people_name_every_feed_there_is():
    written = files(some(12))
    outlines = ET.fromstring(written["feeds/index.opml"]).findall("body/outline")
    listed = {outline.get("xmlUrl").removeprefix(f"{PUBLIC}/") for outline in outlines}
    assert listed == {path for path in written if path.startswith("feeds/") and path.endswith(".xml")}
    assert all(outline.get("type") == "rss" and outline.get("text") for outline in outlines)
    page = read(written["feeds/index.html"].decode())
    links = {href.removeprefix(f"{PUBLIC}/") for href in page.all("href")}
    assert {path for path in written if path.startswith("feeds/") and path != "feeds/index.html"} <= links
    calendars = {path for path in written if path.startswith("calendars/")}
    assert {f"webcal:{PUBLIC.partition(':')[2]}/{path}" for path in calendars} <= links
    assert "feed reader" in page.text


def read_back(number: int) -> m.Issue:
    """An issue whose words no reader can take for markup: a plain summary in JSON Feed is often read as HTML."""
    plain = some(number).content
    lead = replace(plain.lead, summary=m.Summary("R&D > nothing, 5 < 6.", "source"))
    return issue(
        replace(plain, lead=replace(lead, lead=replace(lead.lead, title="Costs & benefits: “who pays”?"))),
        number,
        some(number).dated,
    )


def collected(body: bytes, ending: str, media_type: str) -> list[tuple[object, ...]]:
    """What our own collector makes of a feed of ours."""
    address = f"{PUBLIC}/feeds/stories.{ending}"
    source = m.Source(m.SourceId("ours"), "Ours", address)
    response = m.Response(address, 200, (("content-type", media_type),), body)
    page = sources.read(source, m.Memory(source.id), response, NOW + timedelta(days=1))
    assert isinstance(page, m.Page), page
    assert not page.refused
    return [
        (p.guid, p.address, p.title, p.published.at, p.summary, " ".join(p.text.split()), p.authors, p.tags)
        for p in page.posts
    ]


def test_our_own_collector_reads_the_same_posts_from_every_format():
    whole, before = (read_back(number) for number in (12, 11))
    written = files(whole, before)
    types = {"xml": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
    rss, atom, plain = (collected(written[f"feeds/stories.{e}"], e, types[e]) for e in ENDINGS)
    assert rss == atom == plain
    told = {s.lead.title: s for one in (whole, before) for s in one.content.stories}
    assert len(rss) == 6
    for guid, address, title, at, summary, _, authors, tags in rss:
        assert guid.startswith("tag:")
        of = told[title]
        assert at in {s.lead.published.at for one in (whole, before) for s in one.content.stories}
        assert address.startswith("https://source")
        assert summary == of.summary.text
        assert set(of.lead.authors) <= set(authors)
        assert tags


@given(TEXT, TEXT, TEXT)
@examples(40)
def test_any_words_make_feeds_that_can_be_read(title, summary, name):
    told = replace(story(1, title, summary, authors=(name,), others=(post(2, name),)), id=m.StoryId(f"s{name}"))
    whole = issue(content(told, (section("council", story(2, summary, title)),), (event(3, title),), name))
    written = files(whole, of=newsletter(title=title or "T", tagline=summary))
    for path, body in written.items():
        if path.endswith((".atom", ".opml", "map.xml")) or (path.startswith("feeds/") and path.endswith(".xml")):
            ET.fromstring(body)
        elif path.endswith(".json"):
            json.loads(body)


def test_an_empty_newsletter_has_valid_feeds():
    written = files(issue(content()))
    assert ET.fromstring(written["feeds/stories.atom"]).findtext(f"{ATOM}updated") == "2005-12-01T00:00:00Z"
    assert json.loads(written["feeds/stories.json"])["items"] == []
