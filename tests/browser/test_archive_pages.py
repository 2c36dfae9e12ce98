"""The archive and the mail in a real browser: axe finds nothing serious, the search works, and nothing needs it."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from digest import paths, renditions
from digest.adapters.outbox import FolderOutbox
from digest.adapters.templates import JinjaTemplates
from tests.renditions.golden import specimen
from tests.renditions.issues_made import PUBLIC, content, issue, newsletter, story

# As digest.web serves the archive; only the search may run a script.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; script-src 'self'; connect-src 'self'"
PAGES = (
    *("index.html", "12/index.html", "12/email.html", "years/2026/index.html", "themes/index.html"),
    *("themes/housing/index.html", "sources/index.html", "sources/source-1/2026.html"),
    *("search/index.html?q=councils", "feeds/index.html"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("outbox")
    templates = JinjaTemplates([paths.templates()])
    older = issue(
        content(story(40, "Café culture in Zürich", "Long tables.")), 11, specimen().dated.replace(year=2025)
    )
    FolderOutbox(folder).write(renditions.publish_all((specimen(), older), newsletter(), templates, PUBLIC))
    handler = functools.partial(_Served, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _Served(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        if "email.html" not in self.path:
            self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(browser: Browser, site: str, axe: str, path: str, scheme) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site}/{path}")
    if "?q=" in path:
        page.wait_for_selector("#found li")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    context.close()
    serious = [one for one in found["violations"] if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in serious] == []
    assert found["passes"]


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_its_screen(browser: Browser, site: str, path: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{site}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def searched(page: Page, words: str) -> list[str]:
    page.fill("#q", words)
    page.press("#q", "Enter")
    page.wait_for_selector("#said:text('found')")
    return page.locator("#found li > a").all_inner_texts()


def test_the_search_finds_by_title_summary_and_source_whatever_the_accents(browser: Browser, site: str) -> None:
    page = browser.new_page()
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text))
    page.goto(f"{site}/search/index.html")
    assert searched(page, "zurich cafe") == ["Café culture in Zürich"]
    assert searched(page, "long tables") == ["Café culture in Zürich"]
    assert page.locator("#found li .muted a").get_attribute("href").startswith("../11/index.html#story-")
    assert searched(page, "nothing like this") == []
    assert 'A "quoted" <title> & more' in searched(page, "quoted")
    assert [text for text in blocked if "favicon" not in text and "404" not in text] == []
    page.close()


def test_without_javascript_the_search_explains_and_the_rest_is_readable(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/search/index.html")
    assert not page.is_visible("#find")
    assert "needs JavaScript" in page.inner_text("main")
    page.click("main >> text=theme")
    page.click("text=Housing")
    assert "Less < more" not in page.inner_text("main")
    assert 'A "quoted" <title> & more' in page.inner_text("main")
    context.close()


def test_links_between_pages_lead_somewhere(browser: Browser, site: str) -> None:
    """Every relative link of every page is a file of the archive, and every fragment a place on it."""
    page = browser.new_page()
    seen: set[str] = set()
    waiting = ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = page.request.get(f"{site}/{path}")
        assert answer.ok, path
        if not path.endswith(".html"):
            continue
        page.goto(f"{site}/{path}")
        for address in page.eval_on_selector_all("a[href], link[href]", "all => all.map(one => one.href)"):
            inside, _, place = address.removeprefix(f"{site}/").partition("#")
            if address.startswith(site) and not place:
                waiting.append(inside)
    assert {"years/2025/index.html", "themes/housing/index.html", "feeds/themes/housing.xml", "11/index.html"} <= seen
    page.close()
