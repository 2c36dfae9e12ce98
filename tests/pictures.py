"""Takes the pictures of docs/pictures anew from the running program: `make pictures`. Needs Chromium."""

from __future__ import annotations

import io
import os
import pty
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
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
        outbox = (home / "outbox" / "1").as_uri()
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        _page(browser, f"{outbox}/email.html", "mail.png", 760, 1000)
        _page(browser, f"{outbox}/email.html", "mail-phone.png", 375, 812)
        _page(browser, f"{outbox}/email.html", "mail-dark.png", 760, 1000, scheme="dark")
        _page(browser, f"{outbox}/index.html", "archive.png", 1100, 900)
        _page(browser, _terminal(said, Path(folder)), "terminal.png", 940, 200, whole=True)
        browser.close()
    return 0


def _page(
    browser: Browser, address: str, name: str, width: int, height: int, scheme: str = "light", whole: bool = False
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page.goto(address)
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
    page.write_text(f'<body style="margin:0">{drawing.read_text("utf-8")}</body>', "utf-8")
    return page.as_uri()


if __name__ == "__main__":
    sys.exit(main())
