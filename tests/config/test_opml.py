"""OPML in and out, and into a newsletter's text."""

import tomllib
from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import config
from digest import model as m
from digest.config import opml
from digest.errors import SettingsError

LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0">
  <head><title>My  feeds</title></head>
  <body>
    <outline text="Magazines" title="Magazines">
      <outline type="rss" text="Quay &amp; Dock" title="Q" xmlUrl="https://quay.example/rss" htmlUrl="https://quay.example/"/>
      <outline text="Deeper"><outline TITLE="Rope Weekly" XMLURL="http://rope.example/feed"/></outline>
    </outline>
    <outline type="link" text="A page" url="https://page.example/news"/>
    <outline type="rss" text="Twice" xmlUrl="https://www.quay.example/rss/"/>
    <outline type="rss" text="Old" xmlUrl="feed:gopher.example"/>
    <outline type="rss" text="" xmlUrl="https://nameless.example/f"/>
    <outline text="Nothing in here"/>
  </body>
</opml>
"""
NEWSLETTER = """\
# Harbour news
title = "Harbour News"   # a title
[sender]
address = "news@example.org"

[[source]]
name = "Quay"
address = "https://quay.example/rss/"
# weight = 2

# ── themes ──

[[theme]]
name = "Tides"
"""


def test_a_readers_list_is_read():
    outline = opml.read(LIST, "list.opml")
    assert outline.title == "My feeds"
    assert outline.sources == (
        m.Source(m.SourceId("quay-dock"), "Quay & Dock", "https://quay.example/rss", role=m.Role.MAGAZINE),
        m.Source(m.SourceId("rope-weekly"), "Rope Weekly", "http://rope.example/feed", role=m.Role.MAGAZINE),
        m.Source(m.SourceId("a-page"), "A page", "https://page.example/news"),
        m.Source(m.SourceId("nameless-example"), "nameless.example", "https://nameless.example/f"),
    )
    assert outline.refused == (
        "Twice: the address stands in the list twice",
        "Old: feed:gopher.example is no http or https address",
    )


def test_what_a_list_says_in_our_words_and_means_nothing_is_left_out():
    said = 'digest:time_zone="{}" digest:select-item="{}" digest:id="{}"'
    text = f"""<opml xmlns:digest="https://sector-digest.example/"><body>
        <outline text="Quay" xmlUrl="https://quay.example/rss" {said.format("Europe/Paris", "li.news", "quay")}/>
        <outline text="Rope" xmlUrl="https://rope.example/rss" {said.format("Mars/Olympus", "li[", "Rope!")}/>
    </body></opml>"""
    quay, rope = opml.read(text, "list.opml").sources
    assert (quay.id, quay.time_zone, quay.selectors) == ("quay", "Europe/Paris", m.Selectors("li.news"))
    assert (rope.id, rope.time_zone, rope.selectors) == ("rope", "", None)


@pytest.mark.parametrize(
    ("said", "weight"),
    [("0.5", 0.5), ("0", 0.0), ("10", 10.0), ("10.5", 1.0), ("-1", 1.0), ("heavy", 1.0), ("nan", 1.0)],
)
def test_a_weight_that_is_none_counts_as_one(said, weight):
    text = (
        f'<opml><body><outline text="Quay" xmlUrl="https://quay.example/rss" digest:weight="{said}"/></body></opml>'
    )
    text = text.replace("<opml>", f'<opml xmlns:digest="{opml.NAMESPACE}">')
    assert opml.read(text, "list.opml").sources[0].weight == weight


def test_the_role_of_the_rest_is_the_one_given():
    assert opml.read(LIST, "list.opml", role=m.Role.NEWS).sources[2].role is m.Role.NEWS


def test_other_encodings_are_read():
    text = '<?xml version="1.0" encoding="windows-1252"?><opml><body><outline text="Häfen" xmlUrl="http://h.example"/></body></opml>'
    assert opml.read(text.encode("windows-1252"), "x").sources[0].name == "Häfen"
    assert opml.read(text.replace("windows-1252", "utf-16").encode("utf-16"), "x").sources[0].name == "Häfen"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "x.opml:1: this is not OPML"),
        (b"<html><body></body></html>", "x.opml:1: this is not OPML (it begins with <html>)"),
        (b"<opml>\n<body>\n<outline text='a & b'/>", "x.opml:3: this is not OPML (not well-formed"),
        (
            b'<!DOCTYPE opml [<!ENTITY a "aaaa">]><opml>&a;</opml>',
            "x.opml:1: this is not OPML (it declares entities)",
        ),
        (b'<?xml version="1.0" encoding="klingon"?><opml/>', "x.opml:1: this is not OPML (unknown encoding)"),
        (b" " * (opml.LARGEST + 1), "x.opml:1: this is larger than 5 MB"),
    ],
)
def test_what_is_no_list_is_said(body, said):
    with pytest.raises(SettingsError) as caught:
        opml.read(body, "x.opml")
    assert str(caught.value).startswith(said)


LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30
).map(lambda text: " ".join(text.split()))
SELECTOR = st.sampled_from(["li", "h2 > a", 'div[data-x="&<"]', "article.card, p:first-child", "ul li:not(.ad)"])
SOURCES = st.lists(
    st.builds(
        m.Source,
        id=st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,4})?", fullmatch=True).map(m.SourceId),
        name=LINE.filter(bool).filter(lambda name: not any(ord(c) in {0xFFFE, 0xFFFF} for c in name)),
        address=st.from_regex(r"https?://[a-z]{1,6}\.example/[a-z0-9?&='\"<-]{0,12}", fullmatch=True),
        kind=st.sampled_from(["auto", "feed", "listing", "events", "sitemap", "json-ld"]),
        role=st.sampled_from(m.Role),
        weight=st.floats(0, 10).map(lambda weight: round(weight, 3)),
        language=st.sampled_from(["", "en", "cy-GB"]),
        day_first=st.booleans(),
        evidence=LINE.filter(lambda text: not any(ord(c) in {0xFFFE, 0xFFFF} for c in text)),
        pages=st.integers(1, 20),
        selectors=st.none() | st.builds(m.Selectors, SELECTOR, title=SELECTOR, date=st.just("") | SELECTOR),
    ).map(lambda one: one if one.kind in {"auto", "listing"} else replace(one, selectors=None)),
    max_size=6,
    unique_by=(lambda source: source.id, lambda source: config.same(source.address)),
)
EMPTY = m.Newsletter(
    m.NewsletterId("harbour"), "Harbour & <News>", "", "en-GB", "Europe/London", m.Sender("H", "h@example.org"),
    m.Schedule(timedelta(hours=1), (m.Occasion(time(12), (3,)),), (m.Occasion(time(7), (4,)),)), (), (),
)  # fmt: skip


@given(SOURCES)
@settings(deadline=None)
def test_what_was_written_comes_back_whole(sources):
    outline = opml.read(opml.write(replace(EMPTY, sources=tuple(sources))).encode(), "x")
    assert outline == opml.Outline("Harbour & <News>", tuple(sources))


def test_pages_are_links_for_other_readers():
    page = m.Source(m.SourceId("p"), "P", "https://p.example/", kind="events")
    feed = m.Source(m.SourceId("f"), "F", "https://f.example/")
    text = opml.write(replace(EMPTY, sources=(page, feed)))
    assert 'type="link" text="P" url="https://p.example/"' in text
    assert 'type="rss" text="F" xmlUrl="https://f.example/"' in text


# ── into a newsletter ──────────────────────────────────────────────────────────────────────────────────


def test_new_sources_follow_the_last_one_and_every_other_byte_stays():
    grown = opml.add(NEWSLETTER, "feeds/harbour.toml", opml.read(LIST, "list.opml").sources)
    before, after = NEWSLETTER.split("# weight = 2\n")
    assert grown.text.startswith(before + "# weight = 2\n\n[[source]]\nname = ")
    assert grown.text.endswith(after)
    assert [source.name for source in grown.added] == ["Rope Weekly", "A page", "nameless.example"]
    assert [source.name for source in grown.known] == ["Quay & Dock"]
    assert opml.add(grown.text, "feeds/harbour.toml", grown.added).text == grown.text


def test_a_source_that_is_read_by_hand_is_added_with_its_selectors():
    source = m.Source(
        m.SourceId("dock"), "Dock", "https://dock.example/", "listing", selectors=m.Selectors("li", date="b")
    )
    grown = opml.add(NEWSLETTER, "feeds/harbour.toml", [source])
    assert config.read_newsletter(grown.text, "feeds/harbour.toml").sources[1:] == (source,)


def test_a_taken_id_gets_a_number():
    other = m.Source(m.SourceId("quay"), "Quay", "https://other.example/")
    third = m.Source(m.SourceId("quay"), "Quay", "https://third.example/")
    grown = opml.add(NEWSLETTER, "feeds/harbour.toml", [other, third])
    assert [source.id for source in grown.added] == ["quay-2", "quay-3"]
    assert [source.id for source in config.read_newsletter(grown.text, "feeds/harbour.toml").sources] == [
        "quay",
        "quay-2",
        "quay-3",
    ]


@pytest.mark.slow
@given(SOURCES, st.sampled_from(["\n", "\r\n"]), st.booleans())
@settings(deadline=None)
def test_whatever_is_added_is_read_back(sources, newline, last):
    text = NEWSLETTER.split("# ── themes", maxsplit=1)[0].rstrip() if last else NEWSLETTER
    grown = opml.add(text.replace("\n", newline), "feeds/harbour.toml", sources)
    read = config.read_newsletter(grown.text, "feeds/harbour.toml").sources
    assert read[1:] == grown.added
    assert len(grown.added) + len(grown.known) == len(sources)
    known = tomllib.loads(text)
    assert {**tomllib.loads(grown.text), "source": None} == {**known, "source": None}
    assert (newline == "\r\n") == ("\r\n" in grown.text)
    assert grown.text.count("\r") == (grown.text.count("\n") if newline == "\r\n" else 0)


def test_sources_in_one_list_are_refused_with_what_to_do():
    text = (
        'title = "H"\nsource = [{name = "Q", address = "https://q.example/"}]\nsender = {address = "h@example.org"}\n'
    )
    with pytest.raises(SettingsError, match=r"harbour\.toml:2: the sources are written as one list"):
        opml.add(text, "feeds/harbour.toml", opml.read(LIST, "list.opml").sources)
