"""Pages off the web, over a real socket: politely, within bounds, every trouble a value."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from urllib.parse import parse_qsl

import pytest

from digest.adapters.http import AsyncWeb, Manners
from digest.model import Failure, Request, Response, Trouble
from tests.loopback import Asked, Loopback, moved, ok, serving

OPEN = Manners(seconds=20, pause=0, allow_private=True, robots=False, largest=100_000)


def fetch(*requests: Request | str, manners: Manners = OPEN) -> list[Response | Failure]:
    async def run() -> list[Response | Failure]:
        async with AsyncWeb(manners) as web:
            wanted = [Request(one) if isinstance(one, str) else one for one in requests]
            return await asyncio.gather(*(web.fetch(one) for one in wanted))

    return asyncio.run(run())


def answer(found: Response | Failure) -> Response:
    assert isinstance(found, Response), found
    return found


def trouble(found: Response | Failure) -> Trouble:
    assert isinstance(found, Failure), found
    assert found.said
    return found.trouble


def test_a_page_comes_with_its_headers_and_we_say_who_we_are() -> None:
    with serving({"/a?b=%C3%A9": ok(b"<p>hello", content_type="text/html", ETag='"1"')}) as web:
        (found,) = fetch(f"{web.address}/a?b=é")
        page = answer(found)
        assert (page.status, page.body, page.header("etag"), page.permanent) == (200, b"<p>hello", '"1"', "")
        headers = web.server.asked[0][1]
        assert headers["User-Agent"].startswith("sector-digest/")
        assert "Cookie" not in headers


def test_what_we_have_is_not_asked_for_again() -> None:
    with serving({"/": ok(b"", 304)}) as web:
        (found,) = fetch(Request(web.address + "/", etag='"1"', modified="Thu, 11 Jun 2026 10:00:00 GMT"))
        assert answer(found).unchanged
        headers = web.server.asked[0][1]
        assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "Thu, 11 Jun 2026 10:00:00 GMT")


def test_a_form_is_posted_once_to_that_address_and_nowhere_else() -> None:
    form = (("hub.mode", "publish"), ("hub.url", "http://a.example/f?x=1&y"), ("hub.url", "http://a.example/é"))
    strict = Manners(pause=0, allow_private=True, robots=True)
    with serving({"/hub": moved("/elsewhere", 307), "/robots.txt": ok(b"User-agent: *\nDisallow: /")}) as web:
        (found,) = fetch(Request(web.address + "/hub", form=form), manners=strict)
        assert answer(found).status == 307
        assert [(path, parse_qsl(body.decode())) for path, body in web.server.posted] == [("/hub", list(form))]
        assert [path for path, _ in web.server.asked] == ["/hub"]


def test_validators_cannot_smuggle_headers() -> None:
    with serving({"/": ok(b"x")}) as web:
        (found,) = fetch(Request(web.address + "/", etag='"1"\r\nX-Evil: 1'))
        assert answer(found).status == 200
        assert "X-Evil" not in web.server.asked[0][1]


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_compressed_pages_are_unpacked(coding: str) -> None:
    body = gzip.compress(b"hello") if coding == "gzip" else zlib.compress(b"hello")
    with serving({"/": ok(body, content_encoding=coding)}) as web:
        assert answer(fetch(web.address)[0]).body == b"hello"


def test_only_moves_for_good_are_remembered() -> None:
    answers = {
        "/a": moved("/b"),
        "/b": moved("/c", 308),
        "/c": moved("/d", 302),
        "/d": moved("/e", 301),
        "/e": ok(b"e"),
    }
    with serving(answers) as web:
        found = answer(fetch(f"{web.address}/a")[0])
        assert (found.address, found.permanent) == (f"{web.address}/e", f"{web.address}/c")
        assert answer(fetch(f"{web.address}/c")[0]).permanent == ""


def test_circles_and_endless_walks_end() -> None:
    answers = {f"/{n}": moved(f"/{n + 1}") for n in range(50)} | {
        "/self": moved("/self"),
        "/x": moved("/y"),
        "/y": moved("/x", 302),
    }
    with serving(answers) as web:
        found = fetch(f"{web.address}/0", f"{web.address}/self", f"{web.address}/x")
        assert [trouble(one) for one in found] == [Trouble.REDIRECTS] * 3
        assert len(web.asked()) < 15


@pytest.mark.parametrize("where", ["javascript:alert(1)", "file:///etc/passwd", "http://", "ftp://x.example/"])
def test_a_site_cannot_send_us_off_the_web(where: str) -> None:
    with serving({"/": moved(where)}) as web:
        assert trouble(fetch(web.address)[0]) is Trouble.REDIRECTS


@pytest.mark.parametrize(
    "address", ["", "file:///etc/passwd", "towns.example", "http://", "javascript:1", "http://a b/"]
)
def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    assert trouble(fetch(address)[0]) is Trouble.FORBIDDEN


def test_private_addresses_are_refused_in_every_form_and_on_every_hop() -> None:
    guarded = Manners(pause=0, robots=False)
    with serving({"/": ok(b"secret")}) as web:
        port = web.address.rpartition(":")[2]
        forms = [
            "127.0.0.1",
            "localhost",
            "127.1",
            "2130706433",
            "0x7f000001",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0.0.0.0",
            "[::]",
        ]
        found = fetch(*(f"http://{form}:{port}/" for form in forms), manners=guarded)
        assert [trouble(one) for one in found] == [Trouble.FORBIDDEN] * len(forms)
        assert web.asked() == []


def _endless(asked: Asked) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not asked.server.over.is_set():
        asked.wfile.write(b"x" * 65_536)


def _endless_headers(asked: Asked) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not asked.server.over.is_set():
        asked.wfile.write(b"X-More: " + b"y" * 4_000 + b"\r\n")


def _drip(asked: Asked) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while not asked.server.over.wait(0.02):
        asked.wfile.write(b"x")


def test_bodies_past_the_bound_are_left_off() -> None:
    bomb = gzip.compress(gzip.compress(b"0" * 50_000_000) + b"0" * 50_000_000)
    answers = {"/bomb": ok(bomb, content_encoding="gzip"), "/endless": _endless, "/said": ok(b"x" * 200_000)}
    with serving(answers) as web:
        found = fetch(*(web.address + path for path in answers))
        assert [trouble(one) for one in found] == [Trouble.TOO_LARGE] * 3


def test_a_slow_drip_is_given_up() -> None:
    with serving({"/": _drip}) as web:
        assert (
            trouble(fetch(web.address, manners=Manners(seconds=0.3, pause=0, allow_private=True, robots=False))[0])
            is Trouble.SLOW
        )


def test_broken_answers_are_unreachable() -> None:
    answers = {
        "/headers": _endless_headers,
        "/short": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort",
        "/nothing": b"",
        "/garbage": b"\x00\x01\x02\r\n\r\n",
        "/coding": ok(b"not gzip", content_encoding="gzip"),
    }
    with serving(answers) as web:
        found = fetch(*(web.address + path for path in answers))
        assert {trouble(one) for one in found} == {Trouble.UNREACHABLE}
        port = web.address.rpartition(":")[2]
    assert trouble(fetch(f"http://127.0.0.1:{port}/")[0]) is Trouble.UNREACHABLE


def test_statuses_are_answers() -> None:
    with serving({"/gone": ok(b"", 410), "/down": ok(b"x", 503)}) as web:
        found = fetch(f"{web.address}/gone", f"{web.address}/down", f"{web.address}/none")
        assert [answer(one).status for one in found] == [410, 503, 404]


ROBOTS = b"User-agent: *\nDisallow: /private\nAllow: /private/feed\n\nUser-agent: sector-digest\nDisallow: /not-us\n"


def test_robots_txt_is_asked_once_and_obeyed() -> None:
    with serving({"/robots.txt": ok(ROBOTS), "/feed": ok(b"f"), "/not-us/a": ok(b"n")}) as web:
        polite = Manners(pause=0, allow_private=True)
        feed, again, refused = fetch(
            f"{web.address}/feed", f"{web.address}/feed?2", f"{web.address}/not-us/a", manners=polite
        )
        assert answer(feed).body == b"f"
        assert answer(again).status == 404
        assert trouble(refused) is Trouble.ROBOTS
        assert sorted(web.asked()) == ["/feed", "/feed?2", "/robots.txt"]


def test_a_hop_to_a_page_that_robots_txt_keeps_is_not_taken() -> None:
    with serving({"/robots.txt": ok(ROBOTS), "/a": moved("/not-us/a")}) as web:
        assert trouble(fetch(f"{web.address}/a", manners=Manners(pause=0, allow_private=True))[0]) is Trouble.ROBOTS


@pytest.mark.parametrize(("robots", "status"), [(ok(b"", 404), 200), (moved("/robots.txt"), 200), (b"", 200)])
def test_without_robots_txt_all_may_be_read(robots: bytes, status: int) -> None:
    with serving({"/robots.txt": robots, "/a": ok(b"a")}) as web:
        assert answer(fetch(f"{web.address}/a", manners=Manners(pause=0, allow_private=True))[0]).status == status


def test_a_host_is_asked_one_thing_at_a_time() -> None:
    inside: list[int] = []
    most: list[int] = []

    def counted(asked: Asked) -> None:
        with asked.server.lock:
            inside.append(1)
            most.append(len(inside))
        asked.server.over.wait(0.01)
        with asked.server.lock:
            inside.pop()
        asked.wfile.write(ok(b"x"))

    def crowd(web: Loopback) -> list[str]:
        return [f"{web.address}/{n}" for n in range(6)]

    with (
        serving({f"/{n}": counted for n in range(6)}) as one,
        serving({f"/{n}": ok(b"y") for n in range(6)}) as other,
    ):
        assert {answer(found).status for found in fetch(*crowd(one), *crowd(other))} == {200}
    assert max(most) == 1
