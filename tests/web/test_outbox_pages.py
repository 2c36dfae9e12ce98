"""The outbox on the web: right types, validators, and no way out of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import paths, renditions
from digest.adapters.templates import JinjaTemplates
from digest.web.outbox import inside
from tests.renditions import golden
from tests.renditions.issues_made import PUBLIC, newsletter
from tests.web.asking import World

OURS = JinjaTemplates([paths.templates()])

FILES = {
    "index.html": b"<h1>All</h1>",
    "7/index.html": b"<h1>Seven</h1>",
    "7/email.html": b"<p>Mail</p>",
    "7/email.txt": b"Mail",
    "7/issue.json": b"{}",
    "7/events.ics": b"BEGIN:VCALENDAR",
    "feeds/issues.xml": b"<rss/>",
    "feeds/issues.atom": b"<feed/>",
    "feeds/index.opml": b"<opml/>",
    "search/search.js": b"1",
    "search/index.html": b"<script src=search.js></script>",
    "sitemap.xml": b"<urlset/>",
    "feeds/issues.json": b"{}",
    "7/secret.db": b"no",
    ".hidden/index.html": b"no",
    "7/.tmp.html": b"no",
}


def ask(path: str, method: str = "GET", **headers: str):
    return World(files=dict(FILES)).ask(path, method, **headers)


@pytest.mark.parametrize("ending", sorted({"".join(Path(path).suffixes) for path in golden.files()}))
def test_a_kind_of_file_that_is_published_is_served_as_what_it_is(ending: str) -> None:
    """Whoever adds a rendition has named what its files are, there and here."""
    made = renditions.publish(golden.specimen(), (), newsletter(), OURS, PUBLIC).renditions
    for one in [one for one in made if one.path.endswith(ending)]:
        answer = World(files={one.path: one.body}).ask(f"/archive/{one.path}")
        served, named = (said.partition(";")[0] for said in (answer.headers["content-type"], one.media_type))
        assert (answer.status, served) == (200, named), (
            f"{one.path}: its ending stands in MEDIA_TYPES of web/outbox.py"
        )


@pytest.mark.parametrize(
    ("path", "body", "media_type"),
    [
        ("/archive/", b"<h1>All</h1>", "text/html; charset=utf-8"),
        ("/archive/7/", b"<h1>Seven</h1>", "text/html; charset=utf-8"),
        ("/7/", b"<h1>Seven</h1>", "text/html; charset=utf-8"),
        ("/7/index.html", b"<h1>Seven</h1>", "text/html; charset=utf-8"),
        ("/7/email.html", b"<p>Mail</p>", "text/html; charset=utf-8"),
        ("/7/email.txt", b"Mail", "text/plain; charset=utf-8"),
        ("/7/issue.json", b"{}", "application/json"),
        ("/7/events.ics", b"BEGIN:VCALENDAR", "text/calendar; charset=utf-8"),
        ("/feeds/issues.xml", b"<rss/>", "application/rss+xml; charset=utf-8"),
        ("/feeds/issues.json", b"{}", "application/feed+json"),
        ("/feeds/issues.atom", b"<feed/>", "application/atom+xml; charset=utf-8"),
        ("/feeds/index.opml", b"<opml/>", "text/x-opml; charset=utf-8"),
        ("/search/search.js", b"1", "text/javascript; charset=utf-8"),
        ("/sitemap.xml", b"<urlset/>", "application/xml; charset=utf-8"),
    ],
)
def test_a_file_with_its_type(path: str, body: bytes, media_type: str) -> None:
    """Each file as it was written, under the address its readers have and under /archive/."""
    answer = ask(path)
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, body, media_type)


def test_only_the_search_may_run_a_script_and_only_ours() -> None:
    assert "script-src 'self'; connect-src 'self'" in ask("/search/").headers["content-security-policy"]
    assert "script-src" not in ask("/7/").headers["content-security-policy"]


def test_a_folder_without_its_slash_leads_to_the_page() -> None:
    """Relative links need the slash."""
    answer = ask("/7")
    assert (answer.status, answer.headers["location"]) == (308, "/7/")
    assert ask("/archive/7").headers["location"] == "/archive/7/"
    assert ask("/archive").headers["location"] == "/archive/"


def test_a_file_that_did_not_change_is_not_sent_again() -> None:
    """Strong validators: 304 for the same bytes, the file again once they change."""
    world = World(files=dict(FILES))
    tag = world.ask("/feeds/issues.xml").headers["etag"]
    assert tag.startswith('"')
    for condition in (tag, f'"other", W/{tag}', "*"):
        again = world.ask("/feeds/issues.xml", if_none_match=condition)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert world.ask("/feeds/issues.xml", if_none_match='"other"').status == 200
    world.files["feeds/issues.xml"] = b"<rss>new</rss>"
    changed = world.ask("/feeds/issues.xml", if_none_match=tag)
    assert changed.status == 200
    assert changed.headers["etag"] != tag


@pytest.mark.parametrize(
    "path",
    [
        "/7/none.html",
        "/7/secret.db",
        "/.hidden/",
        "/7/.tmp.html",
        "/../etc/passwd.txt",
        "/archive/../../etc/hosts.txt",
        "/%2e%2e/%2e%2e/etc/hosts.txt",
        "/7/..%2f..%2fetc/hosts.txt",
        "/..%5c..%5cwindows.txt",
        "//evil.example/",
        "/archive//evil.example",
        "/c:/windows.txt",
        "/7/index.html%00.txt",
        "/7/%0d%0aset-cookie:x.txt",
        "/7/index.html/",
    ],
)
def test_nothing_else_is_there(path: str) -> None:
    """Absent, hidden, of another type, or outside: the same short page, and never a redirect elsewhere."""
    answer = ask(path)
    assert answer.status == 404
    assert "nothing at this address" in answer.text
    assert "set-cookie" not in answer.headers


@given(st.text(alphabet="./\\%:a7\0\n~é", max_size=30))
def test_no_path_leads_out(path: str) -> None:
    """Whatever is asked for, what reaches the outbox is relative and only goes down."""
    clean = inside(path)
    if clean is not None:
        assert not clean.startswith("/")
        assert not any(part in ("", ".", "..") or part.startswith(".") for part in clean.split("/"))
        assert "\\" not in clean
        assert "\0" not in clean
