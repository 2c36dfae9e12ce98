"""The archive's pages, and an issue's facts as open data."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import model as m
from digest import paths, renditions
from digest.adapters.templates import JinjaTemplates
from tests.examples import examples
from tests.renditions.html_read import read
from tests.renditions.issues_made import NOW, PUBLIC, content, event, issue, newsletter, post, section, story

OURS = JinjaTemplates([paths.templates()])


def some(number: int = 12) -> m.Issue:
    lead = story(1, "Councils ask", others=(post(2, address="https://b.example/2"),), text="SECRET TEXT")
    inside = content(lead, (section("housing", story(2, "Warm homes", theme="housing")),), (event(),), "Hello.")
    return issue(inside, number, NOW - timedelta(weeks=12 - number))


def files(newest: m.Issue, *older: m.Issue, templates=OURS) -> dict[str, str]:
    published = renditions.publish(newest, older, newsletter(), templates, PUBLIC)
    return {r.path: r.body.decode() for r in published.renditions}


def test_beside_its_folder_an_issue_writes_the_feeds_and_the_page_of_all():
    """What is in the folder itself is looked at by test_golden."""
    assert [path for path in files(some()) if not path.startswith("12/")] == [
        *(f"feeds/{name}.{ending}" for name in ("issues", "stories") for ending in ("xml", "atom", "json")),
        *(f"feeds/themes/{theme.id}.{ending}" for theme in newsletter().themes for ending in ("xml", "atom", "json")),
        "feeds/index.opml",
        "calendars/events.ics",
        *(f"calendars/{theme.id}.ics" for theme in newsletter().themes),
        "index.html",
        "years/2026/index.html",
        "search/2026.json",
        "themes/index.html",
        *(f"themes/{theme}/{page}.html" for theme in ("council", "housing") for page in ("index", "2026")),
        "sources/index.html",
        *(f"sources/source-{n}/{page}.html" for n in (2, 0, 1) for page in ("index", "2026")),
        "search/index.html",
        "search/search.js",
        "feeds/index.html",
        "sitemap.xml",
    ]


def test_all_made_anew_is_what_the_issues_wrote_and_what_was_put_right_since():
    old, new = some(11), some(12)
    known = [new, old, old]
    wrong = m.Correction(
        m.NewsletterId("place"),
        11,
        1,
        NOW,
        "editor",
        m.StoryId("story-2"),
        "Warmer.",
        title="Warmer homes",
        about="Warm homes",
    )
    one_by_one = files(old) | files(new, old)
    anew = [(r.path, r.body.decode()) for r in renditions.publish_all(known, newsletter(), OURS, PUBLIC)]
    right = {r.path: r.body.decode() for r in renditions.publish_all(known, newsletter(), OURS, PUBLIC, [wrong])}
    assert len(anew) == len(dict(anew))
    assert dict(anew) == one_by_one
    assert right.keys() == one_by_one.keys()
    assert ("Warmer homes" in right["11/index.html"], "Warmer homes" in right["11/email.html"]) == (True, False)


def test_what_is_in_the_outbox_is_the_mail_that_is_sent(templates):
    """But for the links that are one reader's own: they lead to the page that says how to leave."""
    written = files(some())
    mail = renditions.mail(some(), newsletter(), templates, PUBLIC)
    for name, said in (("html", mail.html), ("txt", mail.text)):
        expected = said.replace(m.Mark.UNSUBSCRIBE, f"{PUBLIC}/feeds/#leave")
        assert written[f"12/email.{name}"] == expected.replace(m.Mark.PREFERENCES, f"{PUBLIC}/feeds/")
    assert 'id="leave"' in written["feeds/index.html"]


def test_the_page_has_the_mails_stories_in_its_order(templates):
    page = read(files(some())["12/index.html"])
    mail = read(renditions.mail(some(), newsletter(), templates, PUBLIC).html)
    assert page.headings == mail.headings


@pytest.mark.parametrize("path", ["12/index.html", "index.html"])
def test_a_page_needs_no_script_and_asks_nobody(path):
    html = files(some())[path]
    page = read(html)
    assert "<script" not in html.replace('<script type="application/ld+json">', "")
    assert "url(" not in html
    assert "@import" not in html
    assert not page.all("src")
    sheets = [value for tag, name, value in page.attributes if tag == "link" and name == "rel"]
    assert set(sheets) == {"canonical", "alternate"}


@pytest.mark.parametrize(("path", "address"), [("12/index.html", f"{PUBLIC}/12/"), ("index.html", f"{PUBLIC}/")])
def test_a_page_says_what_it_is_to_machines(path, address):
    html = files(some())[path]
    page = read(html)
    assert f'<link rel="canonical" href="{address}">' in html
    assert f'<meta property="og:url" content="{address}">' in html
    assert 'property="og:title"' in html
    assert ("html", "lang", "en-GB") in page.attributes
    assert [level for level, _ in page.headings].count(1) == 1
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


def test_links_between_pages_are_relative_and_lead_to_files():
    written = files(some(12), some(11))
    for path in ("12/index.html", "index.html"):
        for address in read(written[path]).all("href"):
            if "://" in address or address.startswith("#"):
                continue
            target = address.removeprefix("../") if path.startswith("12/") and address.startswith("../") else address
            target = (
                target if "/" in target or not path.startswith("12/") or address.startswith("../") else f"12/{target}"
            )
            assert target in written or target == "11/index.html", address


def test_places_on_a_page_are_named_once_and_found():
    themes = (
        m.Theme(m.ThemeId("a b"), "A B", ""),
        m.Theme(m.ThemeId("a/b"), "A/B", ""),
        m.Theme(m.ThemeId("å"), "Å", ""),
    )
    sections = (*(section(t.id, story(n, f"S{n}")) for n, t in enumerate(themes)), section("", story(9, "S9")))
    published = renditions.publish(issue(content(None, sections)), (), newsletter(themes=themes), OURS, PUBLIC)
    page = read(published.renditions[0].body.decode())
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {address[1:] for address in page.all("href") if address.startswith("#")} <= set(ids)
    assert "Other news" in page.text


def test_the_index_has_the_newest_issues_and_ways_to_all():
    january = issue(content(story(5, "New year")), 13, NOW + timedelta(days=42))
    written = files(january, some(12), some(11))
    page = read(written["index.html"])
    assert page.headings[1] == (2, "New year")
    assert [text for level, text in page.headings if level == 3] == ["Councils ask", "Councils ask"]
    assert {"years/2027/index.html", "years/2026/index.html"} <= set(page.all("href"))
    headings = read(written["years/2027/index.html"]).headings
    assert headings == [(1, "2027"), (2, "January"), (3, "New year")]


def test_an_older_page_stays_as_it_is_when_an_issue_comes():
    alone = files(some(11), some(10))
    later = files(some(11), some(10), some(12))
    assert {path: body for path, body in alone.items() if path.startswith("11/")} == {
        path: body for path, body in later.items() if path.startswith("11/")
    }


def test_the_way_back_is_to_the_issue_before():
    assert "../11/index.html" in files(some(12), some(10), some(11))["12/index.html"]
    assert "the issue before" not in files(some(12))["12/index.html"]


def test_open_data_holds_everything_but_texts_and_names_of_editors():
    written = files(replace(some(), approved_by="Somebody Known"))["12/issue.json"]
    facts = json.loads(written)
    assert facts["number"] == 12
    assert facts["id"] == "tag:digest.example.org,2026-11-27:place/12"
    assert facts["lead"]["title"] == "Councils ask"
    assert facts["lead"]["also_in"][0]["address"] == "https://b.example/2"
    assert facts["lead"]["themes"] == [
        {"id": "council", "name": "Council finance", "score": 0.8, "evidence": ["settlement"]}
    ]
    assert facts["sections"][0]["stories"][0]["title"] == "Warm homes"
    assert facts["events"][0]["event"]["start"] == "2026-12-10T10:00:00Z"
    assert "SECRET" not in written
    assert "Somebody" not in written


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60), st.text(max_size=60))
@examples(60)
def test_any_words_make_pages_that_can_be_read(title, summary):
    whole = issue(
        content(story(1, title, summary, authors=(title,)), (section("council", story(2, summary, title)),))
    )
    published = renditions.publish(
        replace(whole, content=replace(whole.content, subject=title)),
        (),
        newsletter(title=summary or "T"),
        OURS,
        PUBLIC,
    )
    for rendition in published.renditions:
        text = rendition.body.decode("utf-8")
        if rendition.path.endswith(".html"):
            assert read(text).text
        if rendition.path.endswith(".json"):
            assert json.loads(text)
