"""The editor's pages: what is waiting, the draft as it would be sent, and who may see them."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from digest import model as m
from digest.errors import DigestError
from tests import values
from tests.web.asking import PUBLIC, TEMPLATES, World

EVERY_PAGE = [
    "/",
    "/draft/",
    "/draft/email.html",
    "/draft/email.txt",
    "/u/place/x",
    "/livez",
    "/nothing/here",
    "/feeds/issues.xml",
]


def world(**changes: object) -> World:
    files = {"index.html": b"<h1>All issues</h1>", "feeds/issues.xml": b"<rss/>"}
    return World(issues=(values.issue(2), values.issue(1)), files=files, **changes)


def test_the_first_page_says_what_there_is() -> None:
    """The draft with its counts, the issues with their pages, the feeds."""
    page = world().ask("/")
    assert page.status == 200
    assert "Thornby sets its budget" in page.text
    assert "2 stories from 1 source; revision 1" in page.text
    assert "Friday 12 June, 07:00" in page.text
    for link in ("/draft/", "/1/", "/2/email.html", "/feeds/issues.xml", "/archive/"):
        assert f'href="{link}"' in page.text


def test_an_empty_house_says_what_to_do() -> None:
    """No draft, no issue, nothing published: each place says which command fills it."""
    page = World(draft=None).ask("/").text
    for words in ("No draft is waiting", "digest draft", "No issue yet", "digest publish"):
        assert words in page


def test_the_draft_is_shown_byte_for_byte() -> None:
    """The mail in its frames is the rendition; only the reader's own place is nobody's."""

    def nobodys(text: str) -> str:
        leave, choose = f"{PUBLIC}/u/place/sample", f"{PUBLIC}/p/place/sample"
        return text.replace(m.Mark.UNSUBSCRIBE, leave).replace(m.Mark.PREFERENCES, choose)

    mail = world().mail()
    assert m.Mark.UNSUBSCRIBE in mail.html
    assert world().ask("/draft/email.html").text == nobodys(mail.html)
    assert world().ask("/draft/email.txt").text == nobodys(mail.text)
    page = world().ask("/draft/").text
    assert page.count('<iframe src="/draft/email.html"') == 2
    assert html.escape(nobodys(mail.text)) in page


def test_the_draft_says_why() -> None:
    """Notes, reasons of each story, and what was left out with its reason."""
    left_out = (m.LeftOut(values.story(9), "The same report was in issue 3."),)
    told = values.draft(left_out=left_out, notes=("Two stories have no date.",))
    lead = replace(values.story(1), reasons=("Two outlets report it.",))
    told = replace(told, content=replace(told.content, lead=lead))
    page = world(draft=told).ask("/draft/").text
    for words in (
        "Two stories have no date.",
        "Two outlets report it.",
        "The same report was in issue 3.",
        "The Gazette",
    ):
        assert words in page


def test_no_draft_is_no_mistake() -> None:
    """The page of a draft that is not there says what to do, and so does its status."""
    page = World(draft=None).ask("/draft/")
    assert page.status == 404
    assert "digest draft" in page.text
    assert World(draft=None).ask("/draft/email.html").status == 404


def test_what_sources_wrote_stays_text() -> None:
    """Titles, addresses and notes from the web never become markup or script."""
    bad = "<script>alert(1)</script>"
    evil = replace(values.post(1, title=bad), address="javascript:alert(1)")
    told = values.draft(notes=(bad,), left_out=(m.LeftOut(replace(values.story(1), lead=evil), bad),))
    told = replace(told, content=replace(told.content, subject=bad, lead=replace(values.story(1), lead=evil)))
    for path in ("/", "/draft/"):
        page = world(draft=told, newsletter=values.newsletter(title=bad)).ask(path)
        assert page.status == 200
        assert "<script" not in page.text
        assert "javascript:" not in page.text


# ── who may see it ─────────────────────────────────────────────────────────────────────────────────────

OUTSIDERS = {
    "by the public name": {"host": "weekly.example.org"},
    "through a proxy": {"x_forwarded_for": "203.0.113.9"},
    "through another proxy": {"forwarded": "for=203.0.113.9"},
    "from another machine": {"peer": "203.0.113.9"},
}


@pytest.mark.parametrize("how", OUTSIDERS.values(), ids=OUTSIDERS)
def test_the_draft_is_nobodys_business_outside(how: dict[str, str]) -> None:
    """Whoever does not sit at this machine sees all issues at the front, and no draft."""
    assert world().ask("/", **how).text == "<h1>All issues</h1>"
    for path in ("/draft/", "/draft/email.html", "/draft/email.txt"):
        page = world().ask(path, **how)
        assert page.status == 404
        assert "Thornby" not in page.text


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8400", "", "[::1", "localhost@evil.example"]
)
def test_a_strange_name_gets_no_answer(host: str) -> None:
    """Another site's name that was made to point here is refused, for every address."""
    for path in EVERY_PAGE:
        answer = world().ask(path, host=host)
        assert answer.status == 421
        assert "Thornby" not in answer.text


@pytest.mark.parametrize("host", ["localhost:8400", "LOCALHOST", "127.0.0.1", "[::1]:8400", "localhost."])
def test_this_machine_has_many_names(host: str) -> None:
    """However it is asked for, this machine answers."""
    assert world().ask("/", host=host).status == 200


# ── headers ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_answer_has_the_headers_that_protect(path: str) -> None:
    """No sniffing, no referrer, no foreign frame, and a policy that begins with nothing."""
    headers = world().ask(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", ["/", "/draft/", "/u/place/x", "/nothing/here"])
def test_our_own_pages_admit_only_their_own_style(path: str) -> None:
    """One digest for each style element, no style attributes, nothing inline allowed."""
    page = world().ask(path)
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.count("sha256-") == page.text.count("<style>") == 1
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script", page.text)


def test_a_mail_is_shown_in_a_sandbox() -> None:
    """A mail may have its style attributes and nothing else: no script, no form, no origin."""
    world_ = world()
    world_.files["2/email.html"] = b"<p style='color:red'>x</p>"
    for path in ("/draft/email.html", "/2/email.html"):
        policy = world_.ask(path).headers["content-security-policy"]
        assert "style-src 'unsafe-inline'" in policy
        assert "sandbox" in policy
        assert "allow-scripts" not in policy
        assert "allow-same-origin" not in policy


class Failing:
    """Templates of ours, but for a mail's, whose filling fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def render(self, name: str, values: dict[str, object]) -> str:
        if name.startswith("email/"):
            raise self.error
        return TEMPLATES.render(name, values)


# ── mistakes ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_mistake_is_told_to_the_editor_alone() -> None:
    """A template that is wrong is one sentence with its place, here; outside it is an apology."""

    wrong = Failing(DigestError("templates/email/issue.mjml:3: what"))
    page = world(templates=wrong).ask("/draft/")
    assert page.status == 500
    assert "templates/email/issue.mjml:3" in page.text

    def no_files(_: str) -> bytes:
        raise DigestError("/srv/secret/outbox cannot be read")

    broken = world()
    broken.files = type("Files", (), {"get": staticmethod(no_files)})()
    page = broken.ask("/1/index.html", host="weekly.example.org")
    assert page.status == 500
    assert "secret" not in page.text


def test_what_nobody_foresaw_is_a_short_page_too() -> None:
    """An exception of any kind is logged by the server, and the page gives nothing of it away."""
    from tests.web.asking import application, ask

    app = application(world(templates=Failing(RuntimeError("secret"))).site())
    seen: list[Exception] = []

    async def logged(scope, receive, send) -> None:
        try:
            await app(scope, receive, send)
        except RuntimeError as error:
            seen.append(error)

    page = ask(logged, "/draft/")
    assert page.status == 500
    assert "secret" not in page.text
    assert page.headers["x-content-type-options"] == "nosniff"
    assert len(seen) == 1


@pytest.mark.parametrize(("path", "method"), [("/", "POST"), ("/draft/", "DELETE"), ("/1/index.html", "PUT")])
def test_nothing_can_be_written_here(path: str, method: str) -> None:
    """Only the way to leave takes a POST."""
    assert world().ask(path, method).status == 405


def test_it_lives() -> None:
    """The address a supervisor asks."""
    assert world().ask("/livez").body == b"ok\n"
