"""An editor gives an address; the program finds the way in, shows what comes, and writes the source down."""

from __future__ import annotations

import json
import tomllib
from datetime import timedelta

import pytest

from digest.model import NewsletterId
from tests.features.conftest import Home

WAYS = {
    "/quayside/": ("quayside-trust", "wordpress"),
    "/lantern/notes": ("lantern-data-unit", "state"),
    "/verge-keepers/log": ("the-verge-keepers", "h-feed"),
    "/gauge/news": ("the-gauge", "sitemap"),
}
"""The sites of the demo's web that are no sources yet, each to be read in one way only."""


def sources(home: Home) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads(home.newsletter_file().read_text("utf-8"))["source"]
    return found


def only(home: Home, *tables: str) -> None:
    """Leave the newsletter nothing but these sources."""
    head = home.newsletter_file().read_text("utf-8").partition("[[source]]")[0]
    home.newsletter_file().write_text(head + "\n".join(tables), "utf-8")


def table(home: Home, path: str, rest: str = "") -> str:
    return f'[[source]]\nname = "Given"\naddress = "{home.base}{path}"\n{rest}\n'


@pytest.mark.parametrize("path", WAYS)
def test_each_site_is_found_its_way_and_collected_by_it(home: Home, path: str) -> None:
    only(home, table(home, "/small-computing/atom"))
    name, kind = WAYS[path]
    told = json.loads(home.run("add", home.base + path, "--json", "--role", "institute").stdout)
    assert (told["source"]["id"], told["way"]["kind"], told["written"]) == (name, kind, True)
    added = sources(home)[-1]
    assert (added["kind"], added["role"]) == (kind, "institute")

    site = next(site for site in home.world.others if f"/{site.prefix}/" in path + "/")
    visits = {visit["source"]: visit for visit in json.loads(home.run("collect", "--json").stdout)}
    assert visits[name]["failure"] is None
    with_store = home.store()
    newsletter = NewsletterId("demo")
    posts = with_store.posts.between(newsletter, site.posts[-1].at, home.world.now + timedelta(hours=1))
    kept = {post.title: post for post in posts if post.source == name}
    with_store.close()
    assert set(kept) == {told_post["title"] for told_post in told["posts"]} <= {post.title for post in site.posts}
    for post in site.posts:
        if post.title in kept:
            assert kept[post.title].published.at.date() == post.at.date()
            # a map names no authors; they come from the post's own page where that is recent enough to be read
            assert kind == "sitemap" or kept[post.title].authors == (post.author,)


def test_the_table_shows_what_would_come_and_a_dry_run_changes_nothing(home: Home) -> None:
    before = home.newsletter_file().read_bytes()
    said = home.run("add", home.base + "/quayside/", "--dry-run").stdout
    assert home.newsletter_file().read_bytes() == before
    assert "A lease for the crane shed" in said
    assert "Morwenna Slade" in said
    assert "wordpress" in said
    assert "%" in said
    assert "Would be added to feeds/demo.toml as quayside-trust" in said
    assert all(len(line) <= 80 for line in said.splitlines() if "http" not in line)


def test_the_file_keeps_its_comments_and_order(home: Home) -> None:
    file = home.newsletter_file()
    file.write_text(file.read_text("utf-8") + "# the last word\n", "utf-8")
    before = file.read_text("utf-8")
    home.run("add", home.base + "/verge-keepers/log", "--name", "Verges", "--role", "magazine")
    after = file.read_text("utf-8")
    assert after.startswith(before)
    assert sources(home)[-1]["name"] == "Verges"
    home.run("check")


def test_a_section_keeps_to_itself_though_its_site_has_a_feed(home: Home) -> None:
    told = json.loads(home.run("add", home.base + "/town-ledger/sections/finance", "--dry-run", "--json").stdout)
    assert told["way"]["kind"] == "listing"
    finance = {post.title for post in home.world.site("town-ledger").current if post.theme == "finance"}
    assert {post["title"] for post in told["posts"]} == finance
    assert any("other posts" in one["said"] and one["address"].endswith("/rss") for one in told["tried"])


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/larkham-institute/feed", "larkham"),  # without its slash
        ("/harbour-street/feed", "harbour-street"),  # the feed of a page that is a source
        ("/public-roofs/feed.xml", "public-roofs"),  # where a source has moved to
        ("/larkham-institute/", "larkham"),  # the page of a feed that is a source
    ],
)
def test_a_source_is_known_under_another_address(home: Home, path: str, name: str) -> None:
    before = home.newsletter_file().read_bytes()
    address = home.base + path
    said = home.run(
        "add", address.replace("http:", "https:") if path.endswith("/feed") and "lark" in path else address
    )
    assert f"Already there as {name}" in said.stdout
    assert home.newsletter_file().read_bytes() == before


def test_where_nothing_is_found_it_says_what_was_tried_and_what_to_do(home: Home) -> None:
    done = home.run("add", home.base + "/civic-life/about/", status=1)
    assert "No way was found" in done.stderr
    for tier in ("feed at a usual address", "WordPress interface", "list on the page"):
        assert tier in done.stderr
    assert "[source.selectors]" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_that_cannot_be_read_is_told_in_a_sentence(home: Home) -> None:
    done = home.run("add", home.base + "/nowhere", status=1)
    assert "nothing at this address" in done.stderr
    assert home.run("add", "mailto:ann@example.org", status=2).stderr


def test_selectors_by_hand_and_several_pages(home: Home) -> None:
    by_hand = (
        'pages = 2\n[source.selectors]\nitem = "div.h-entry"\ntitle = "h2"\ndate = "time"\nauthor = ".p-author"\n'
        'summary = ".p-summary"'
    )
    only(home, table(home, "/verge-keepers/log", by_hand))
    (visit,) = json.loads(home.run("collect", "--json").stdout)
    assert (visit["failure"], visit["found"]) == (None, len(home.world.site("verge").posts))
    home.change("feeds/demo.toml", 'item = "div.h-entry"', 'item = "div.h-entr["')
    done = home.run("check", status=2)
    line = home.newsletter_file().read_text("utf-8").splitlines().index('item = "div.h-entr["') + 1
    assert f"feeds/demo.toml:{line}: selectors.item of source 1" in done.stdout


def test_several_pages_are_read_in_every_way_that_has_them(home: Home) -> None:
    only(home, table(home, "/verge-keepers/log", 'kind = "h-feed"\npages = 3'))
    (visit,) = json.loads(home.run("collect", "--json").stdout)
    assert (visit["failure"], visit["found"]) == (None, len(home.world.site("verge").posts))
