"""Takes the pictures of docs/pictures anew from the running program: `make pictures`. Needs Chromium."""

from __future__ import annotations

import email
import email.policy
import functools
import io
import os
import pty
import re
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from rich.console import Console
from rich.text import Text

from digest import app, jobs, web
from digest import demo as sector
from digest import model as m
from digest.cli.demo import _furnish
from tests import system

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PUBLIC = "http://127.0.0.1:8400"
PEOPLE = """
[[person]]
name = "Ann Lea"
address = "ann@town-and-shire.example"
role = "approver"

[[person]]
name = "Ben Orr"
address = "ben@town-and-shire.example"
"""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def main() -> int:
    chromium = system.browser()
    if not chromium:
        sys.stderr.write("Chromium is not installed (Debian: apt-get install chromium-headless-shell).\n")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "demo"
        said = _in_a_terminal([sys.executable, "-m", "digest", "demo", "--home", str(home)])
        said = said.replace(str(home), "demo")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        with served(home / "outbox") as site:
            _pages(browser, site)
        _page(browser, _terminal(said, Path(folder)), "terminal.png", 940, 200, whole=True)
        with at_the_desk(Path(folder) / "desk") as (parts, address, mailbox):
            _readers(browser, address, mailbox)
            _desk(browser, parts, address)
        browser.close()
    return 0


def _pages(browser: Browser, site: str) -> None:
    """Take the pictures of the mail and of the archive, each wide, on a phone and in the dark."""
    mail, issue, theme = f"{site}/1/email.html", f"{site}/1/", f"{site}/themes/"
    _page(browser, mail, "mail.png", 760, 1000)
    _page(browser, mail, "mail-phone.png", 375, 812)
    _page(browser, mail, "mail-dark.png", 760, 1000, scheme="dark")
    _page(browser, mail, "mail-images-off.png", 760, 1000, images=False)
    _page(browser, issue, "archive.png", 1100, 900)
    _page(browser, issue, "archive-phone.png", 375, 812)
    _page(browser, issue, "archive-dark.png", 1100, 900, scheme="dark")
    _page(browser, f"{site}/", "archive-home.png", 1100, 900)
    _page(browser, theme, "archive-themes.png", 1100, 900)
    _page(browser, f"{site}/search/?q=council", "archive-search.png", 1100, 900, wait="#found li")
    _page(browser, f"{site}/feeds/", "subscribe.png", 1100, 900)
    _page(browser, f"{site}/feeds/", "subscribe-phone.png", 375, 812)


@contextmanager
def at_the_desk(folder: Path) -> Iterator[tuple[jobs.Parts, str, sector.Mailbox]]:
    """Yield a newsletter of the demo's sector with its draft open, where its desk is, and where its letters arrive."""
    now = datetime.now(UTC)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with ExitStack() as doors:
        base = doors.enter_context(sector.serving(sector.world(now)))
        mailbox = doors.enter_context(sector.mailbox())
        newsletter = _to_come(sector.newsletter_toml(base, now), now) + PEOPLE
        _furnish(folder, newsletter, sector.subscribers_csv(), port, mailbox.port)
        parts = doors.enter_context(app.opened(app.read_home(folder)))
        jobs.collect(parts)
        jobs.draft(parts, again=True)
        yield parts, doors.enter_context(web.serving(web.application(web.Site(parts)), port=port)), mailbox


def _to_come(newsletter: str, now: datetime) -> str:
    """Return a newsletter's file with an issue that is due tomorrow morning."""
    days = [f"{now + timedelta(days=ahead):%A}" for ahead in (0, 1)]
    times = {"draft": f"{days[0]} 00:01", "send": f"{days[1]} 07:00"}
    for key, at in times.items():
        newsletter = re.sub(rf'(?m)^{key} = ".*"$', f'{key} = "{at}"', newsletter)
    return newsletter


def _readers(browser: Browser, address: str, mailbox: sector.Mailbox) -> None:
    """Take the pictures of a reader's way in: signing up on a phone, the button of the letter, their preferences."""
    page = browser.new_page(viewport={"width": 375, "height": 812}, locale="en-GB")
    page.goto(f"{address}/subscribe")
    page.screenshot(path=str(PICTURES / "sign-up-phone.png"))
    page.fill("#address", "cara@town-and-shire.example")
    page.click("button[type=submit]")
    while not mailbox.letters:
        page.wait_for_timeout(100)
    letter = email.message_from_bytes(mailbox.letters[-1].body, policy=email.policy.default).get_body(("plain",))
    path = re.search(r"/c/\S+", letter.get_content())[0]  # type: ignore[union-attr,index]  # it is our own letter
    page.set_viewport_size({"width": 760, "height": 1000})
    page.goto(address + path)
    page.click("button[type=submit]")
    page.locator("a[href*='/p/']").first.click()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")  # the themes are as on the page before
    page.screenshot(path=str(PICTURES / "preferences.png"))
    page.close()


def _desk(browser: Browser, parts: jobs.Parts, address: str) -> None:
    """Take the pictures of the desk: an edit made, a story opened, what was left out, on a phone, in the dark."""
    ann, ben = parts.newsletter.people
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/desk/enter/{jobs.link(parts, ann)}")
    page.screenshot(path=str(PICTURES / "desk-door.png"))
    page.click("button[type=submit]")
    page.wait_for_selector(".card")
    second = parts.store.desk.latest_draft(parts.newsletter.id).content.sections[0].stories[1]  # type: ignore[union-attr]  # it was made above
    jobs.edit.edit(
        parts, m.Remark(second.id, "We asked; the borough answers next week."), jobs.history.Asked(ben.name)
    )
    page.click(f"#t-{second.id}")
    page.wait_for_selector(f"#o-{second.id} form")
    page.evaluate(f"document.getElementById('s-{second.id}').scrollIntoView()")
    _settled(page, "desk-story.png")
    page.click(f"#t-{second.id}")
    page.evaluate("document.getElementById('list').scrollTop = 0")
    _settled(page, "desk.png")
    page.click("[data-pane=out]")
    page.click("[data-mode=phone]")
    _settled(page, "desk-left-out.png")
    page.click("#approve")
    page.wait_for_selector("#ask form")
    _settled(page, "desk-approve.png")
    page.keyboard.press("Escape")
    page.click("[data-pane=sources]")
    page.click("#sources summary")
    page.locator("[name=without]").nth(3).check()
    page.fill("#if-per_source", "2")
    page.click("#sources [type=submit]")
    page.wait_for_selector("#ask h3")
    _settled(page, "desk-what-if.png")
    state = context.storage_state()
    context.close()
    for name, width, height, scheme in (("desk-phone.png", 375, 812, "light"), ("desk-dark.png", 1280, 900, "dark")):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, storage_state=state
        )
        page = context.new_page()
        page.goto(f"{address}/desk/")
        page.wait_for_selector(".card")
        _settled(page, name)
        context.close()


def _settled(page: Page, name: str) -> None:
    """Take a picture once the checks are there and the preview is drawn."""
    expect(page.locator("#checks summary")).to_contain_text("Checks:", timeout=30000)
    page.wait_for_timeout(1500)
    page.screenshot(path=str(PICTURES / name))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Yield the address of a folder served as any web server would: plain files."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _page(
    browser: Browser,
    address: str,
    name: str,
    width: int,
    height: int,
    scheme: str = "light",
    whole: bool = False,
    images: bool = True,
    wait: str = "",
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
    )
    # Pages name their pictures by the public address; here they are where the page is.
    site = "/".join(address.split("/")[:3])
    page.route(f"{PUBLIC}/**", lambda route: route.continue_(url=route.request.url.replace(PUBLIC, site)))
    if not images:
        page.route(
            "**/*", lambda route: route.abort() if route.request.resource_type == "image" else route.continue_()
        )
    page.goto(address)
    if wait:
        page.wait_for_selector(wait)
    page.screenshot(path=str(PICTURES / name), full_page=whole)
    page.close()


def _in_a_terminal(command: list[str]) -> str:
    """Return what a command prints on a terminal of 80 columns, colours included."""
    primary, secondary = pty.openpty()
    environ = os.environ | {"COLUMNS": "80", "TERM": "xterm-256color"}
    with subprocess.Popen(command, stdout=secondary, stderr=subprocess.DEVNULL, env=environ) as process:
        os.close(secondary)
        said = b""
        while True:
            try:
                piece = os.read(primary, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not piece:
                break
            said += piece
        if process.wait():
            raise SystemExit(f"the demo ended with {process.returncode}:\n{said.decode()}")
    return said.decode().replace("\r\n", "\n")


def _terminal(said: str, folder: Path) -> str:
    """Return the address of a drawing of a terminal with this in it."""
    console = Console(record=True, width=82, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("$ digest demo\n" + said))
    drawing = folder / "terminal.svg"
    console.save_svg(str(drawing), title="digest demo")
    page = folder / "terminal.html"
    page.write_text(f'<meta charset="utf-8"><body style="margin:0">{drawing.read_text("utf-8")}</body>', "utf-8")
    return page.as_uri()


if __name__ == "__main__":
    sys.exit(main())
