"""The pages on which readers sign up, choose, leave and see what is held about them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest import model as m
from digest.delivery import tokens
from tests.jobs.readers.acts import ANN, acts, letters, mailed, subscribe, text_of, token_in
from tests.parts import Household
from tests.web.asking import Answer
from tests.web.readers_at_home import Pages


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    home = Household(tmp_path)
    yield Pages(home)
    home.close()


def wording(pages: Pages) -> str:
    found = re.search(r'name="wording" value="(\w+)"', pages.get("/subscribe").text)
    assert found is not None
    return found[1]


def sign_up(pages: Pages, address: str = ANN, **more: object) -> Answer:
    return pages.post("/subscribe", {"address": address, "wording": wording(pages), **more}, peer="198.51.100.23")


def link(mail: str, path: str) -> str:
    found = re.search(rf"http://127.0.0.1:8400(/{path}/\S+)", mail)
    assert found is not None
    return found[1]


def test_from_the_form_to_leaving(pages: Pages) -> None:
    """The whole way of a reader, by the links of the mails alone."""
    answer = sign_up(pages, theme=["money"])
    assert answer.status == 200
    assert "Look into your mailbox" in answer.text
    confirm = link(text_of(letters(pages.home)[0]), "c")
    assert pages.get(confirm).text.count("<button") == 1
    assert mailed(pages.parts) == []
    assert "You are subscribed" in pages.post(confirm).text
    assert mailed(pages.parts) == [ANN]
    [asked, _] = pages.parts.store.readers.consents(pages.parts.newsletter.id, ANN)
    assert asked.client == "198.51.100.0/24"
    assert asked.shown in re.sub(r"\s+", " ", pages.get("/subscribe").text)

    welcome = text_of(letters(pages.home)[-1])
    preferences = link(welcome, "p")
    page = pages.get(preferences)
    assert 'value="money" checked' in page.text
    assert "ann" not in page.text.casefold()
    saved = pages.post(preferences, {"theme": "homes", "format": "text", "pause": "2026-07-01"})
    assert "Saved." in saved.text
    assert 'value="2026-07-01"' in saved.text
    [reader] = pages.parts.store.readers.stream(pages.parts.newsletter.id)
    assert (reader.themes, reader.format) == ((m.ThemeId("homes"),), "text")

    leave = link(welcome, "u")
    assert pages.get(leave).text.count("<button") == 1
    assert "You have left" in pages.post(leave, {"page": "1", "reason": "too many", "words": "Sorry\r\nBcc: x"}).text
    assert mailed(pages.parts) == []
    last = pages.parts.store.readers.consents(pages.parts.newsletter.id, ANN)[-1]
    assert (last.how, last.reason) == ("the button of the page", "too many: Sorry Bcc: x")
    assert pages.get(preferences).status == 410


def test_one_click_needs_no_cookie_no_login_no_redirect(pages: Pages) -> None:
    """RFC 8058 as programs send it, from a mail of long ago that was forwarded; multipart or not."""
    subscribe(pages.home, pages.parts)
    token = tokens.seal(pages.parts.secret, tokens.UNSUBSCRIBE, pages.parts.newsletter.id, ANN, "3")
    pages.home.clock.forward(days=900)
    answer = pages.post(
        f"/u/place/{token}",
        b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status == 200
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    last = pages.parts.store.readers.consents(pages.parts.newsletter.id, ANN)[-1]
    assert (last.act, last.how, last.issue) == (m.Act.LEFT, "one click in a mail program", 3)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"x" * 30_000, b"&".join([b"a=1"] * 500)])
def test_whatever_the_body_holds_one_leaves(pages: Pages, body: bytes) -> None:
    subscribe(pages.home, pages.parts)
    token = tokens.seal(pages.parts.secret, tokens.UNSUBSCRIBE, pages.parts.newsletter.id, ANN)
    assert pages.post(f"/u/place/{token}", body).status == 200
    assert mailed(pages.parts) == []


def test_no_page_tells_who_is_subscribed(pages: Pages) -> None:
    """New, subscribed, left, complained, erased, never heard of: the same octets, the same headers."""
    from digest.delivery import consent
    from digest.jobs import readers

    name, at = pages.parts.newsletter.id, pages.home.clock.now()
    for person in ("in", "left", "unwanted", "erased"):
        subscribe(pages.home, pages.parts, f"{person}@example.org")
    for person, act in (("left", m.Act.LEFT), ("unwanted", m.Act.COMPLAINED)):
        readers.end(pages.parts, consent.Deed(name, at, "x"), act, f"{person}@example.org")
    readers.erase(pages.parts, "erased@example.org")
    people = ("in", "left", "unwanted", "erased", "new")
    for path in ("/subscribe", "/my-data"):
        form = {"wording": wording(pages)}
        answers = [pages.post(path, form | {"address": f"{person}@example.org"}) for person in people]
        assert len({(one.status, one.body, tuple(sorted(one.headers.items()))) for one in answers}) == 1


def test_what_a_form_does_is_decided_after_the_answer(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request itself reads nothing about the address: it could not take longer for one that is known."""
    subscribe(pages.home, pages.parts)
    version = wording(pages)

    def looked(*_: object) -> None:
        raise AssertionError("the request looked the address up")

    from digest.web.readers import frame

    monkeypatch.setattr(frame, "answer_later", lambda request: None)
    store = type(pages.parts.store.readers)
    for name in ("standing", "standings", "change", "kept", "consents"):
        monkeypatch.setattr(store, name, looked)
    for address in (ANN, "nobody@example.org"):
        assert pages.post("/subscribe", {"address": address, "wording": version}).status == 200
        assert pages.post("/my-data", {"address": address}).status == 200


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "missing"),
        ("nobody", "No mail can reach"),
        ("ann@example.org\r\nBcc: x@example.org", "No mail can reach"),
        ("<script>alert(1)</script>@x", "No mail can reach"),
        ("a" * 300 + "@example.org", "No mail can reach"),
    ],
)
def test_a_mistake_is_said_beside_the_field_and_what_was_typed_stays(pages: Pages, address: str, said: str) -> None:
    answer = sign_up(pages, address, theme=["homes"])
    assert answer.status == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="homes" checked' in answer.text
    assert "<script>" not in answer.text
    assert pages.home.office.taken == []


def test_a_text_that_changed_meanwhile_has_to_be_read_again(pages: Pages) -> None:
    answer = pages.post("/subscribe", {"address": ANN, "wording": "an older one"})
    assert answer.status == 422
    assert "has changed" in answer.text
    assert pages.home.office.taken == []


def test_a_machine_that_fills_in_everything_hears_the_same_and_does_nothing(pages: Pages) -> None:
    trapped = sign_up(pages, "bot@example.org", website="https://spam.example")
    honest = sign_up(pages, "ann@example.org")
    assert trapped.body == honest.body
    assert [one.rcpt_to for one in pages.home.office.taken] == ["ann@example.org"]


def test_one_network_cannot_send_the_form_for_ever(pages: Pages) -> None:
    version = wording(pages)

    def send(number: int, **headers: str) -> int:
        return pages.post("/subscribe", {"address": f"r{number}@example.org", "wording": version}, **headers).status

    statuses = [send(number, peer=f"198.51.100.{number}") for number in range(32)]
    assert statuses.count(429) == 2
    assert send(99, peer="192.0.2.9") == 200
    token = tokens.seal(pages.parts.secret, tokens.UNSUBSCRIBE, pages.parts.newsletter.id, ANN)
    assert pages.post(f"/u/place/{token}", peer="198.51.100.1").status == 200, "leaving is never refused"


@pytest.mark.parametrize(
    ("peer", "forwarded", "kept"),
    [
        ("198.51.100.23", "", "198.51.100.0/24"),
        ("198.51.100.23", "192.0.2.7", "198.51.100.0/24"),
        ("127.0.0.1", "192.0.2.7, 198.51.100.23", "198.51.100.0/24"),
        ("10.0.0.5", "198.51.100.23, 10.0.0.4", "198.51.100.0/24"),
        ("2001:db8:1:2:3::4", "", "2001:db8:1::/48"),
        ("::ffff:198.51.100.23", "", "198.51.100.0/24"),
        ("127.0.0.1", "what?", ""),
    ],
)
def test_of_an_address_only_the_network_is_kept_and_nobody_can_name_another(
    pages: Pages, peer: str, forwarded: str, kept: str
) -> None:
    headers = {"x_forwarded_for": forwarded} if forwarded else {}
    pages.post("/subscribe", {"address": ANN, "wording": wording(pages)}, peer=peer, **headers)
    assert pages.parts.store.readers.consents(pages.parts.newsletter.id, ANN)[0].client == kept


def test_my_data_by_a_fresh_link_as_a_page_and_a_file(pages: Pages) -> None:
    subscribe(pages.home, pages.parts, ANN, m.ThemeId("money"))
    pages.home.clock.forward(hours=1)
    assert pages.post("/my-data", {"address": ANN}).status == 200
    key = link(text_of(letters(pages.home)[-1]), "k")
    page = pages.get(key)
    for words in (ANN, "Council money", "signed up", "confirmed the sign-up"):
        assert words in page.text
    held = json.loads(pages.get(f"{key}/my-data.json").body)
    assert held["address"] == ANN
    assert [one["act"] for one in held["consents"]] == ["asked", "confirmed"]
    assert held["standing"]["subscription"]["reader"]["themes"] == ["money"]
    assert mailed(pages.parts) == [ANN]
    assert "is erased" in pages.post(f"{key}/erase").text
    assert mailed(pages.parts) == []
    assert acts(pages.parts) == []
    assert pages.parts.store.suppressions.has(pages.parts.newsletter.id, ANN)
    pages.home.clock.forward(hours=25)
    assert pages.get(key).status == 410
    assert pages.get(f"{key}/my-data.json").status == 410
    assert pages.post(f"{key}/erase").status == 410


def test_a_forwarded_mail_gives_nothing_away(pages: Pages) -> None:
    """Whoever has the links of an issue or a welcome may change themes, and learns nothing about the person."""
    subscribe(pages.home, pages.parts)
    mail = text_of(letters(pages.home)[-1])
    for path in ("p", "u"):
        found = re.search(rf"(/{path}/place/\S+)", mail)
        if found:
            assert "ann" not in pages.get(found[1]).text.casefold().replace("cannot", "")
    token = token_in(letters(pages.home)[0], "c")
    assert pages.get(f"/k/place/{token}").status == 410


@pytest.mark.parametrize("path", ["c", "p", "u", "k"])
@pytest.mark.parametrize("token", ["made-up", "1" + "A" * 65, "%00", "1" + "é" * 40])
def test_tokens_that_are_not_ours_open_nothing(pages: Pages, path: str, token: str) -> None:
    for answer in (pages.get(f"/{path}/place/{token}"), pages.post(f"/{path}/place/{token}")):
        assert answer.status in {200, 404, 405, 410}
        assert "Traceback" not in answer.text
    assert pages.get(f"/{path}/elsewhere/{token}").status == 404
    assert list(pages.parts.store.suppressions.each(pages.parts.newsletter.id)) == []


def test_a_pause_is_a_date_within_a_year(pages: Pages) -> None:
    subscribe(pages.home, pages.parts)
    token = tokens.seal(pages.parts.secret, tokens.CHOOSE, pages.parts.newsletter.id, ANN)
    for words, status in (
        ("tomorrow", 422),
        ("2031-01-01", 422),
        ("2020-01-01", 200),
        ("", 200),
        ("2026-12-24", 200),
    ):
        assert pages.post(f"/p/place/{token}", {"pause": words, "format": "html"}).status == status
    [reader] = pages.parts.store.readers.stream(pages.parts.newsletter.id)
    assert reader.paused_until is not None


def test_a_scanner_that_opens_every_link_three_times_changes_nothing(pages: Pages) -> None:
    """Every address in every letter and on every page they lead to, by GET and HEAD: no row of any table differs."""
    from tests.contracts.test_readers import everything

    sign_up(pages)
    subscribe(pages.home, pages.parts, "ben@example.org")
    pages.home.clock.forward(hours=1)
    pages.post("/my-data", {"address": "ben@example.org"})
    before = everything(pages.parts.store)
    known: set[str] = set()
    new = {found for one in pages.home.office.taken for found in links(one.body.decode())}
    while new:
        for path in new:
            for method in ("GET", "HEAD", "GET"):
                assert pages.ask(path, method, b"").status < 500
        known |= new
        new = {found for path in new for found in links(pages.get(path).text)} - known
    assert {path[:3] for path in known} >= {"/c/", "/p/", "/u/", "/k/"}
    assert everything(pages.parts.store) == before


def links(text: str) -> set[str]:
    """Return every address of ours in a mail or a page, soft line breaks of the mail undone."""
    whole = text.replace("=\r\n", "").replace("=3D", "=")
    found = re.findall(r'http://127\.0\.0\.1:8400(/[^\s"<>]*)', whole)
    return {path for path in found if path != "/"}
