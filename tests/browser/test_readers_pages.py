"""The readers' pages in a real browser: axe finds nothing, no page is wider than a phone, nothing needs a script."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from digest import web
from digest.delivery import tokens
from digest.jobs import Parts, readers
from tests.jobs.readers.acts import ANN, letters, mailed, subscribe, token_in
from tests.parts import Household


class Place:
    """A served newsletter with one reader, and the addresses of that reader's pages."""

    def __init__(self, home: Household, parts: Parts) -> None:
        self.home, self.parts, self.base = home, parts, parts.public
        subscribe(home, self.parts)
        until = str(int(home.clock.at.timestamp()) + 80_000)
        self.pages = {
            "sign up": "/subscribe",
            "confirm": self.link(tokens.CONFIRM, home.clock.at.isoformat()),
            "preferences": self.link(tokens.CHOOSE),
            "leave": self.link(tokens.UNSUBSCRIBE),
            "ask for data": "/my-data",
            "data": self.link(tokens.KEY, until),
            "too old": "/k/place/none",
        }

    def link(self, purpose: str, word: str = "") -> str:
        token = tokens.seal(self.parts.secret, purpose, self.parts.newsletter.id, ANN, word)
        return f"/{tokens.PATHS[purpose]}/{self.parts.newsletter.id}/{token}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home = Household(Path(tmp_path_factory.mktemp("readers")))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    parts = replace(home.parts(), public=f"http://127.0.0.1:{port}")
    with web.serving(web.application(web.Site(parts)), port=port):
        yield Place(home, parts)
    home.close()


NAMES = ("sign up", "confirm", "preferences", "leave", "ask for data", "data", "too old")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, place: Place, axe: str, scheme: str) -> None:
    # the page's own policy lets no script run, axe neither: in this test alone it is put aside
    with browser.new_context(bypass_csp=True, color_scheme=scheme) as context:
        page = context.new_page()
        for name in NAMES:
            page.goto(place.base + place.pages[name])
            page.evaluate(axe)
            found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
            assert [(name, one["id"]) for one in found["violations"]] == []


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_page_is_wider_than_its_screen(browser: Browser, place: Place, width: int) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        for name in NAMES:
            page.goto(place.base + place.pages[name])
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_reader_without_scripts_goes_the_whole_way_by_keyboard(browser: Browser, place: Place) -> None:
    """Sign up, confirm, choose, leave: with JavaScript off, by Tab, Space and Enter."""
    address = "kay@example.org"
    with browser.new_context(java_script_enabled=False, base_url=place.base) as context:
        page = context.new_page()
        page.goto("/subscribe")
        page.get_by_label("E-mail address").fill(address)
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.get_by_role("button", name="Subscribe").press("Enter")
        page.get_by_role("heading", name="Look into your mailbox").wait_for()
        page.wait_for_load_state()
        confirm = _letter(place, address, 1)
        page.goto(f"/c/place/{token_in(confirm, 'c')}")
        page.get_by_role("button", name="Confirm the subscription").press("Enter")
        page.get_by_role("link", name="Choose themes").wait_for()
        assert address in mailed(place.parts)
        page.goto(f"/p/place/{token_in(_letter(place, address, 2), 'p')}")
        assert page.get_by_label("Council money").is_checked()
        page.get_by_label("Plain text").check()
        page.get_by_role("button", name="Save").press("Enter")
        page.get_by_role("status").wait_for()
        page.get_by_role("link", name="Unsubscribe").press("Enter")
        page.get_by_role("button", name="Leave Place Weekly").press("Enter")
        page.get_by_role("heading", name="You have left").wait_for()
    assert address not in mailed(place.parts)


def _letter(place: Place, address: str, number: int) -> EmailMessage:
    """Return a reader's letter; the page is there before it, for the answer is given afterwards."""
    for _ in range(1_000):
        readers.answer(place.parts)
        if len(found := letters(place.home, address)) >= number:
            return found[number - 1]
    raise AssertionError(f"letter {number} did not come")
