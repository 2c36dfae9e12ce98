"""What every crew keeps its word on, run over the real one (a loopback web, real processes) and the fake."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pytest

from digest.adapters.crew import WebCrew
from digest.adapters.http import AsyncWeb, Manners
from digest.adapters.parsers import Pool
from digest.model import Failure, Request, Response
from digest.ports import Crew, Read, Visit
from tests.fakes import FakeCrew
from tests.loopback import ok, serving

PAGES = {"/one": b"1", "/two": b"22", "/three": b"333"}


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    with serving({path: ok(body) for path, body in PAGES.items()}) as loopback:
        yield loopback.address


@pytest.fixture(scope="module", params=["real", "real, one at a time", "fake"])
def crew(request: pytest.FixtureRequest, web: str) -> Iterator[Crew]:
    if request.param == "fake":
        yield FakeCrew(lambda asked: _answer(asked, web))
        return
    manners = Manners(pause=0, allow_private=True, robots=False)
    with (
        Pool(2) as pool,
        WebCrew(lambda: AsyncWeb(manners), pool, at_once=1 if "one" in request.param else 8) as made,
    ):
        yield made


def _answer(asked: Request, web: str) -> Response | Failure:
    path = urlsplit(asked.address).path
    return Response(asked.address, 200 if path in PAGES else 404, (), PAGES.get(path, b""))


def visit(address: str) -> Visit[int]:
    """Fetch a page and count its bytes elsewhere."""
    answer = yield Request(address)
    assert isinstance(answer, Response)
    return (yield Read(address, len, (answer.body,)))


def test_every_visit_gives_its_result(crew: Crew, web: str) -> None:
    assert sorted(crew.run(visit(web + path) for path in PAGES)) == [1, 2, 3]


def test_there_may_be_far_more_visits_than_run_at_once(crew: Crew, web: str) -> None:
    assert sum(crew.run(visit(web + "/two") for _ in range(40))) == 80


def test_visits_may_ask_for_nothing_and_there_may_be_none(crew: Crew) -> None:
    def idle(number: int) -> Visit[int]:
        return number
        yield

    assert list(crew.run([])) == []
    assert sorted(crew.run(idle(n) for n in range(20))) == list(range(20))


def test_a_reading_that_fails_is_a_value(crew: Crew) -> None:
    def reading() -> Visit[object]:
        return (yield Read("broken", int, ("x",)))

    (found,) = crew.run([reading()])
    assert isinstance(found, Failure)
    assert found.about == "broken"


def test_visits_advance_on_the_callers_thread(crew: Crew, web: str) -> None:
    threads = []

    def watched(address: str) -> Visit[None]:
        threads.append(threading.get_ident())
        yield Request(address)
        threads.append(threading.get_ident())
        yield Read("x", PurePosixPath, ("a",))
        threads.append(threading.get_ident())

    assert list(crew.run(watched(web + path) for path in PAGES)) == [None] * 3
    assert set(threads) == {threading.get_ident()}


def test_a_visit_that_raises_ends_alone_and_is_heard_of_after_the_others(crew: Crew, web: str) -> None:
    def broken() -> Visit[int]:
        yield Request(web + "/one")
        raise KeyError("the visit's own defect")

    ended = crew.run([broken(), visit(web + "/one"), visit(web + "/three")])
    assert sorted([next(ended), next(ended)]) == [1, 3]
    with pytest.raises(KeyError, match="own defect"):
        next(ended)


def test_a_crew_can_be_left_in_the_middle_and_used_again(crew: Crew, web: str) -> None:
    ended = crew.run(visit(web + "/one") for _ in range(10))
    assert next(ended) == 1
    ended.close()
    assert list(crew.run([visit(web + "/two")])) == [2]
