"""A newsletter with a draft and two editors, served on this machine, and the people who sit at browsers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from digest import jobs, web
from digest import model as m
from digest.jobs import Parts, history
from tests.editing.desk_made import waiting
from tests.parts import Household
from tests.values import newsletter

ANN = m.Colleague("ann@place.example", "Ann Lea", m.DeskRole.APPROVER)
BEN = m.Colleague("ben@place.example", "Ben Orr", m.DeskRole.EDITOR)
RUTH = m.Colleague("ruth@place.example", "Ruth Fox", m.DeskRole.READER)
FINE = ("net::ERR_ABORTED",)
TITLE = "Thornby council sets budget number {}"


@dataclass
class House:
    """A household on the web."""

    home: Household
    parts: Parts
    address: str
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def somebody(self, who: m.Colleague = ANN, **settings: object) -> Page:
        """Return the desk as somebody sees it who has just come in."""
        settings.setdefault("viewport", {"width": 1280, "height": 860})
        context = self.browser.new_context(**settings)
        self.contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda one: (
                self.said.append(f"{one.type}: {one.text} {one.location['url']}") if one.type == "error" else None
            ),
        )
        page.on("pageerror", lambda error: self.said.append(f"thrown: {error}"))
        self.enter(page, who)
        return page

    def enter(self, page: Page, who: m.Colleague = ANN) -> None:
        page.goto(f"{self.address}/desk/enter/{jobs.link(self.parts, who)}")
        page.click("button[type=submit]")
        page.wait_for_url("**/desk/")
        expect(page.locator("#list .card").first).to_be_visible()

    def draft(self) -> m.Draft:
        draft = self.parts.store.desk.latest_draft(self.parts.newsletter.id)
        assert draft
        return draft

    def titles(self) -> list[str]:
        return [story.lead.title for story in self.draft().content.stories]


@contextmanager
def house(folder: Path, browser: Browser, draft: m.Draft | None = None) -> Iterator[House]:
    """Yield a house with this draft, else one with something of everything; nothing may be said on a console."""
    home = Household(folder, newsletter(people=(ANN, BEN, RUTH)))
    parts = home.parts()
    history.composed(parts, draft or waiting())
    with ExitStack() as doors:
        doors.callback(home.close)
        address = doors.enter_context(web.serving(web.application(web.Site(parts))))
        made = House(home, parts, address, browser)
        try:
            yield made
        finally:
            for context in made.contexts:
                context.close()


def head(page: Page, title: str):
    """Return a story's headline in the list."""
    return page.locator(".head", has_text=title).first


def saved(page: Page) -> None:
    """Wait until the page says that everything is saved."""
    expect(page.locator("#saved")).to_contain_text("Saved")
