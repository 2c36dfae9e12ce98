"""The desk as a browser has it, with a draft of 200 stories: how large its page is, how soon it begins, and what an edit takes."""

from __future__ import annotations

import http.client
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from digest import jobs, web
from digest import model as m
from digest.jobs import Parts, history
from tests.bench.figures import Figure
from tests.parts import Household
from tests.values import draft, newsletter, post, story

ANN = m.Colleague("ann@place.example", "Ann Lea", m.DeskRole.APPROVER)
STORIES = 200
KILOBYTES, FIRST_BYTE, EDIT = 300, 100, 150
TITLE = "Councils in the north ask for a settlement over three years and warn of cuts to libraries, number {}"
TEXT = "The council heard that homes, streets and libraries cost more each year, and asked for a settlement. " * 30


def figures(scale: float) -> Iterator[Figure]:
    """Yield the size of the page, its first octet, and an edit with its preview, medians over a real socket."""
    with tempfile.TemporaryDirectory() as folder:
        home = Household(Path(folder), newsletter(people=(ANN,)))
        parts = home.parts()
        history.composed(parts, _full(max(2, int(STORIES * scale))))
        with web.serving(web.application(web.Site(parts))) as address:
            yield from _measured(_Browser(address, parts), 25)
        home.close()


def _measured(one: _Browser, times: int) -> Iterator[Figure]:
    page, wall, cpu = b"", [], []
    for _ in range(times):
        begun = time.process_time()
        seconds, page = one.first_byte("/desk/")
        wall.append(seconds)
        cpu.append(time.process_time() - begun)
    size = len(page) / 1000
    yield Figure("the desk's page with 200 stories, KB", f"{size:.0f} KB", "–", size, -KILOBYTES)
    yield _figure("its first byte, ms at the median", wall, cpu, FIRST_BYTE)
    wall, cpu = [], []
    for number in range(times):
        begun = time.process_time()
        wall.append(one.edit(number))
        cpu.append(time.process_time() - begun)
    yield _figure("an edit there with its preview, ms at the median", wall, cpu, EDIT)


def _figure(what: str, wall: list[float], cpu: list[float], most: int) -> Figure:
    """Return the time on the wall as the figure, and what of it was work: this machine may be doing other things."""
    reached = 1000 * statistics.median(wall)
    return Figure(what, f"{reached:.0f} ms", f"{1000 * statistics.median(cpu):.0f} ms CPU", reached, -most)


class _Browser:
    """One connection that is kept, with a session."""

    def __init__(self, address: str, parts: Parts) -> None:
        self.host, self.parts = urlsplit(address).netloc, parts
        secret = jobs.enter(parts, jobs.link(parts, ANN), "bench")
        assert secret
        key = jobs.form_key(parts, secret)
        self.headers = {"cookie": f"desk-{parts.newsletter.id}={secret}", "x-form-key": key, "origin": address}
        self.connection = http.client.HTTPConnection(self.host, timeout=60)
        self.revision = 1

    def first_byte(self, path: str) -> tuple[float, bytes]:
        """Return the seconds until the first octet of an answer, and all of it."""
        begun = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        head = answer.read(1)
        seconds = time.perf_counter() - begun
        return seconds, head + answer.read()

    def edit(self, number: int) -> float:
        """Return the seconds that a new headline takes until its preview is there."""
        fields = {"kind": "retitle", "story": "story7", "title": TITLE.format(f"x{number}"), "seen": self.revision}
        form = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        begun = time.perf_counter()
        self.connection.request("POST", "/desk/change", urlencode(fields), self.headers | form)
        answer = self.connection.getresponse()
        answer.read()
        assert answer.status == 200
        self.revision += 1
        preview = self.first_byte(f"/desk/preview/desktop?r={self.revision}")[1]
        assert f"number x{number}".encode() in preview
        return time.perf_counter() - begun


def _full(count: int) -> m.Draft:
    """Return a draft of so many stories, each of two reports with a text."""
    stories = [_story(number) for number in range(1, count + 1)]
    themes = ("money", "homes")
    under = {theme: tuple(one for one in stories[1:] if one.theme == theme) for theme in themes}
    sections = tuple(m.Section(m.ThemeId(theme), under[theme]) for theme in themes)
    return draft(content=replace(draft().content, lead=stories[0], sections=sections))


def _story(number: int) -> m.Story:
    lead = post(number, title=TITLE.format(number), text=TEXT)
    other = post(number + 10_000, source=m.SourceId("institute"), text=TEXT)
    return story(number, "money" if number % 2 else "homes", lead=lead, others=(other,))
