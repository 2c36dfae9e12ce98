"""The desk's door: links that work once, sessions that end, tokens, and what comes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digest import jobs
from digest import model as m
from digest.jobs import Parts, signing
from digest.web import Site, application
from digest.web.desk.door import browser
from tests.parts import Household
from tests.values import newsletter
from tests.web.visitor import Visitor

ANN = m.Colleague("ann@place.example", "Ann Lea", m.DeskRole.APPROVER)
BEN = m.Colleague("ben@place.example", "Ben Orr", m.DeskRole.READER)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, newsletter(people=(ANN, BEN)))
    yield made
    made.close()


@pytest.fixture
def parts(home: Household) -> Parts:
    return home.parts()


def visitor(parts: Parts, proxy_header: str = "", **changes: str) -> Visitor:
    return Visitor(application(Site(parts, proxy_header)), **changes)


def letters(home: Household) -> list[str]:
    import quopri

    return [quopri.decodestring(one.body.partition(b"\r\n\r\n")[2]).decode() for one in home.office.taken]


def link_in(letter: str) -> str:
    found = re.search(r"/desk/enter/([\w-]+)", letter)
    assert found
    return found[1]


def signed_in(parts: Parts, who: m.Colleague = ANN, **changes: str) -> Visitor:
    one = visitor(parts, **changes)
    assert one.enter(jobs.link(parts, who)).status == 303
    return one


# ── links ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_is_mailed_and_its_button_lets_in_once(home: Household, parts: Parts) -> None:
    """Scanners open it as often as they like; the first press of the button uses it up."""
    ann = visitor(parts)
    assert "a link is on its way" in ann.post("/desk/enter", address="  ANN@place.example ").text
    (letter,) = letters(home)
    token = link_in(letter)
    for _ in range(3):
        page = ann.get(f"/desk/enter/{token}")
        assert (page.status, page.cookies) == (200, [])
        assert "Welcome, Ann Lea" in page.text
    answer = ann.enter(token)
    assert (answer.status, answer.headers["location"]) == (303, "/desk/")
    assert "httponly" in answer.cookies[0].lower()
    assert "samesite=lax" in answer.cookies[0].lower()
    assert "Ann Lea" in ann.get("/desk/me").text
    assert visitor(parts).post(f"/desk/enter/{token}").status == 410
    assert visitor(parts).get(f"/desk/enter/{token}").status == 410


def test_the_store_holds_no_secret(home: Household, parts: Parts) -> None:
    """Whoever steals the database can sign in as nobody."""
    token = jobs.link(parts, ANN)
    session = jobs.enter(parts, token, "browser")
    assert session
    bytes_kept = b"".join(file.read_bytes() for file in home.folder.glob("digest.db*") if file.is_file())
    assert token.encode() not in bytes_kept
    assert session.encode() not in bytes_kept


def test_nobody_learns_who_works_here(home: Household, parts: Parts) -> None:
    """One answer for a colleague, a stranger and nonsense; and a mail only for the first."""
    pages = [
        visitor(parts).post("/desk/enter", address=one) for one in (ANN.address, "eve@evil.example", "\r\nx", "")
    ]
    assert len({(page.status, page.body) for page in pages}) == 1
    assert len(home.office.taken) == 1


def test_a_link_grows_old(home: Household, parts: Parts) -> None:
    token = jobs.link(parts, ANN)
    home.clock.forward(minutes=16)
    page = visitor(parts).post(f"/desk/enter/{token}")
    assert page.status == 410
    assert "Ask for a new one" in page.text


def test_links_are_mailed_five_times_an_hour(home: Household, parts: Parts) -> None:
    for _ in range(8):
        jobs.invite(parts, ANN.address)
    assert len(home.office.taken) == 5
    home.clock.forward(minutes=61)
    assert jobs.invite(parts, ANN.address)


def test_a_printed_link_is_for_this_machine(parts: Parts) -> None:
    """What the terminal shows is of no use to whoever reads it over a shoulder elsewhere."""
    token = jobs.link(parts, signing.here("operator"))
    assert visitor(parts, peer="203.0.113.9").post(f"/desk/enter/{token}").status == 410
    here = visitor(parts)
    assert here.enter(token).status == 303
    assert "approver" in here.get("/desk/me").text


def test_the_cookie_is_secure_where_the_public_address_is(parts: Parts) -> None:
    public = replace(parts, public="https://news.example.org")
    ann = visitor(public, host="news.example.org", peer="10.0.0.1")
    answer = ann.post(f"/desk/enter/{jobs.link(public, ANN)}", origin="https://news.example.org")
    assert answer.status == 303
    assert "secure" in answer.cookies[0].lower()


# ── sessions and tokens ────────────────────────────────────────────────────────────────────────────────


def test_sessions_are_listed_and_ended(home: Household, parts: Parts) -> None:
    """From one browser the other is signed out; at last this one."""
    one, two = signed_in(parts), signed_in(parts)
    page = one.get("/desk/me").text
    ids = re.findall(r'name="pass" value="([0-9a-f]+)"', page)
    assert len(ids) == 2
    assert "(this browser)" in page
    mine = jobs.in_session(parts, one.cookies["desk-place"])
    assert mine
    assert mine.by
    (other,) = [name for name in ids if name != mine.by.id]
    assert one.post("/desk/me/end", **{"pass": other}).status == 303
    assert two.get("/desk/me").status == 303
    assert one.post("/desk/me/end", **{"pass": mine.by.id}).headers["location"] == "/desk/enter"
    assert one.cookies == {}
    assert [record.what for record in parts.store.records.last(newsletter().id, 9)] == [
        *["ended a session"] * 2,
        *["signed in"] * 2,
    ]


def test_a_session_is_over_after_thirty_days_or_with_the_role(home: Household, parts: Parts) -> None:
    ann = signed_in(parts)
    assert ann.get("/desk/me").status == 200
    gone = visitor(replace(parts, newsletter=newsletter(people=(BEN,))))
    gone.cookies = dict(ann.cookies)
    assert gone.get("/desk/me").status == 303
    home.clock.forward(days=31)
    assert ann.get("/desk/me").status == 303


def test_nobody_ends_what_is_another_s(parts: Parts) -> None:
    ann, ben = signed_in(parts), signed_in(parts, BEN)
    theirs = jobs.in_session(parts, ann.cookies["desk-place"])
    assert theirs
    assert theirs.by
    assert ben.post("/desk/me/end", **{"pass": theirs.by.id}).status == 404
    assert ann.get("/desk/me").status == 200


def test_a_token_is_shown_once_and_lets_a_program_in(parts: Parts) -> None:
    ann = signed_in(parts)
    page = ann.post("/desk/me/token", label="my script").text
    found = re.search(r'class="secret"[^>]*>([\w-]+)<', page)
    assert found
    assert found[1] not in ann.get("/desk/me").text
    program = visitor(parts)
    assert program.get("/desk/me", authorization=f"Bearer {found[1]}").status == 200
    assert program.get("/desk/me", authorization="Bearer nonsense", sec_fetch_mode="cors").status == 401
    assert "token" not in ann.cookies


def test_a_session_is_no_token_and_a_link_is_no_session(parts: Parts) -> None:
    """Each secret opens one kind of door."""
    ann = signed_in(parts)
    session = ann.cookies["desk-place"]
    assert jobs.with_token(parts, session) is None
    assert jobs.enter(parts, session, "") is None
    assert jobs.in_session(parts, jobs.link(parts, ANN)) is None


# ── what comes from elsewhere ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999", None, "127.0.0.1:8400"])
def test_another_site_s_form_does_nothing(parts: Parts, origin: str | None) -> None:
    """Even with the session's cookie and the right key, a strange origin is refused; the door's own forms too."""
    ann = signed_in(parts)
    assert ann.post("/desk/me/token", origin=origin, label="x").status == 403
    assert ann.post("/desk/enter", origin=origin, address=ANN.address).status == 403
    token = jobs.link(parts, ANN)
    assert visitor(parts).post(f"/desk/enter/{token}", origin=origin).status == 403
    assert jobs.waiting_link(parts, token)


@pytest.mark.parametrize("key", [None, "wrong", "é"])
def test_a_form_without_its_key_does_nothing(parts: Parts, key: str | None) -> None:
    ann = signed_in(parts)
    assert ann.post("/desk/me/token", form_key=key, label="x").status == 403
    assert len(jobs.passes_of(parts, ANN)) == 1


def test_a_proxy_is_believed_on_this_machine_only(parts: Parts) -> None:
    """And only where the settings name its header."""
    assert visitor(parts, "Remote-Email").get("/desk/me", remote_email=ANN.address).status == 200
    assert visitor(parts, "Remote-Email").get("/desk/me", remote_email="eve@evil.example").status == 303
    assert visitor(parts, "Remote-Email", peer="203.0.113.9").get("/desk/me", remote_email=ANN.address).status == 303
    assert visitor(parts).get("/desk/me", remote_email=ANN.address).status == 303


def test_the_door_is_knocked_at_thirty_times(parts: Parts) -> None:
    one = visitor(parts)
    statuses = [one.post("/desk/enter", address="x").status for _ in range(31)]
    assert statuses == [*[200] * 30, 429]


def test_ten_megabytes_are_refused_in_a_sentence(parts: Parts) -> None:
    page = signed_in(parts).post("/desk/me/token", label="x" * 10_000_000)
    assert page.status == 413
    assert "1 MB" in page.text


def test_the_pages_allow_no_script_and_no_frame_of_others(parts: Parts) -> None:
    for path in ("/desk/enter", "/desk/me"):
        headers = signed_in(parts).get(path).headers
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
            "Chrome on Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0", "Edge on Windows"),
        ("", "A browser"),
        ("<script>", "A browser"),
    ],
)
def test_a_session_bears_its_browser_s_name(said: str, name: str) -> None:
    assert browser(said) == name
