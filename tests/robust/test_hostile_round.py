"""One collection, through the real doors, with thirty hostile sources among ten good ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.adapters.crew import WebCrew
from digest.adapters.http import AsyncWeb, Manners
from digest.adapters.parsers import Pool
from tests.bench.taken import descendants
from tests.loopback import ok, serving
from tests.parts import Household, rss
from tests.robust import hostile
from tests.values import NOW

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

MANNERS = Manners(seconds=4, pause=0, allow_private=True, robots=True)
GOOD = 10
MB = 1024 * 1024
PARSERS_MOST = 1_100 * MB
PARENT_MORE = 400 * MB


@dataclass
class Watch:
    """The most memory that was seen of the largest descendant, and of this process beyond what it had."""

    parsers: int = 0
    parent: int = 0
    began: int = field(default_factory=lambda: resident("self"))
    over: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        import os

        while not self.over.wait(0.02):
            self.parsers = max([self.parsers, *map(resident, descendants(os.getpid()))])
            self.parent = max(self.parent, resident("self") - self.began)


def resident(process: int | str) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


@contextmanager
def watching() -> Iterator[Watch]:
    watch = Watch()
    thread = threading.Thread(target=watch.look)
    thread.start()
    try:
        yield watch
    finally:
        watch.over.set()
        thread.join()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is watched through /proc, which Linux has")
def test_thirty_hostile_sources_do_no_harm_to_ten_good_ones(tmp_path: Path) -> None:
    harm = hostile.answers()
    assert len(harm) >= 30
    with ExitStack() as stack:
        sources = []
        for number, (name, answer) in enumerate(harm.items()):
            robots = answer if name in {"a body that drips", "a body without end", "a bomb"} else ok(b"", 404)
            web = stack.enter_context(serving({"/source": answer, "/robots.txt": robots}))
            sources.append(m.Source(m.SourceId(f"bad{number}"), name, f"{web.address}/source"))
        for number in range(GOOD):
            feed = rss(
                *(f"Parish {number} settles matter {n} of the spring" for n in range(5)),
                site=f"http://p{number}.example",
            )
            web = stack.enter_context(serving({"/feed": ok(feed.encode(), content_type="application/rss+xml")}))
            sources.insert(
                number * 4, m.Source(m.SourceId(f"good{number}"), f"Parish {number}", f"{web.address}/feed")
            )
        house = Household(tmp_path)
        house.letter = replace(house.letter, sources=tuple(sources))
        watch = stack.enter_context(watching())
        pool = stack.enter_context(Pool(2))
        crew = stack.enter_context(WebCrew(lambda: AsyncWeb(MANNERS), pool))
        parts = replace(house.parts(), crew=crew, read_articles=False)
        collected = jobs.collect(parts)
        stored = parts.store.sources.visited(parts.newsletter.id)
        posts = parts.store.posts.between(parts.newsletter.id, NOW.replace(year=2000), NOW.replace(year=2100))
        house.close()
    by_source = {visit.source: visit for visit in collected.visits}
    assert set(by_source) == set(stored) == {source.id for source in sources}
    for number in range(GOOD):
        visit = by_source[m.SourceId(f"good{number}")]
        assert (visit.failure, visit.new) == (None, 5)
        assert sum(post.source == visit.source for post in posts) == 5
    bad = [source for source in sources if source.id.startswith("bad") and source.name not in hostile.READABLE]
    assert [source.name for source in bad if not by_source[source.id].failure] == []
    for source in bad:
        assert (failure := by_source[source.id].failure)
        assert failure.said.endswith((".", "?", ")")), failure
    assert watch.parsers < PARSERS_MOST, f"{watch.parsers / MB:.0f} MB in a parser process"
    assert watch.parent < PARENT_MORE, f"{watch.parent / MB:.0f} MB more in this process"
