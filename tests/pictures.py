"""Takes the pictures of docs/pictures anew from the running program: `make pictures`. Needs Chromium."""

from __future__ import annotations

import functools
import io
import os
import pty
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PUBLIC = "http://127.0.0.1:8400"
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
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        sys.stderr.write("Chromium is not installed (Debian: apt-get install chromium).\n")
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
