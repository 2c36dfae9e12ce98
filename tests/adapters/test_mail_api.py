"""A mail service over HTTP: what each of its answers means, and its silences."""

from __future__ import annotations

import base64

import pytest

from digest.adapters.mail_api import MailApi
from digest.model import Fate, Handed, Message
from tests.fakes_post import send_all
from tests.loopback import Asked, Server, ok, serving

PATH = "/v3/place.example/messages.mime"
LETTER = Message("<1@place.example>", "digest@place.example", "ann@example.org", b"Subject: One\r\n\r\nText.\r\n")


@pytest.fixture(autouse=True)
def _posts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read what is posted, then answer from the table as for a GET."""

    def posted(asked: Asked) -> None:
        asked.server.bodies.append(asked.rfile.read(int(asked.headers["Content-Length"])))
        asked.do_GET()

    monkeypatch.setattr(Asked, "do_POST", posted, raising=False)
    monkeypatch.setattr(Server, "bodies", [], raising=False)


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        (200, Fate.SENT),
        (202, Fate.SENT),
        (429, Fate.DEFERRED),
        (503, Fate.DEFERRED),
        (400, Fate.FAILED),
        (413, Fate.FAILED),
        (500, Fate.UNKNOWN),
        (504, Fate.UNKNOWN),
        (302, Fate.UNKNOWN),
    ],
)
def test_what_an_answer_means(status: int, fate: Fate) -> None:
    with serving({PATH: ok(b"so it is", status)}) as here:
        (posted,) = send_all(MailApi(f"{here.address}/v3/place.example", "key"), [LETTER])
    assert (posted.fate, posted.said) == (fate, f"{status} so it is")


def test_the_message_goes_out_as_it_is_under_our_name() -> None:
    with serving({PATH: ok(b"{}")}) as here:
        send_all(MailApi(f"{here.address}/v3/place.example/", "secret"), [LETTER])
        ((_, headers),) = here.server.asked
        (body,) = here.server.bodies
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"api:secret"
    assert b'name="to"\r\n\r\nann@example.org\r\n' in body
    assert LETTER.body in body


@pytest.mark.parametrize("status", [401, 404])
def test_a_service_that_does_not_know_us_is_asked_once(status: int) -> None:
    told: list[Fate] = []

    def hand(posted, room):
        told.extend(one.fate for one in posted)
        return Handed((LETTER,) if room else ())

    with serving({PATH: ok(b"no", status)}) as here:
        why = MailApi(f"{here.address}/v3/place.example", "key", connections=1).send(hand)
    assert told == [Fate.PENDING]
    assert "turned us away" in why


def test_a_silence_after_the_request_is_unknown_and_none_there_is_away() -> None:
    with serving({PATH: b""}) as here:
        (posted,) = send_all(MailApi(f"{here.address}/v3/place.example", "key"), [LETTER])
    assert posted.fate is Fate.UNKNOWN
    (posted,) = send_all(MailApi("http://127.0.0.1:9/v3/place.example", "key"), [LETTER])
    assert posted.fate is Fate.PENDING
    assert "cannot be reached" in posted.said
