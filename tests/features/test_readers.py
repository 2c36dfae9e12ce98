"""A stranger becomes a reader and leaves, through the real doors: a web server, a mail server, the command line."""

from __future__ import annotations

import email
import email.policy
import http.client
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import urlencode, urlsplit

from digest import app, web
from digest.jobs import Parts, readers
from tests.features.conftest import Home

NOOR = "noor.haddad@example.org"


@contextmanager
def served(home: Home) -> Iterator[tuple[str, Parts]]:
    with app.opened(app.read_home(home.folder)) as parts, web.serving(web.application(web.Site(parts))) as base:
        yield base, parts


def ask(base: str, path: str, method: str = "GET", **fields: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=20)
    try:
        headers = {"content-type": "application/x-www-form-urlencoded"} if method == "POST" else {}
        connection.request(method, path, body=urlencode(fields) or None, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def letter(home: Home, parts: Parts, subject: str) -> EmailMessage:
    """Return the letter with that subject, which comes when the page has been answered already."""
    for _ in range(2_000):
        readers.answer(parts)
        for one in home.mailbox.to(NOOR):
            mail = email.message_from_bytes(one.body, policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            if subject in mail["Subject"]:
                return mail
    raise AssertionError(f"no letter {subject!r} came")


def link(mail: EmailMessage, room: str) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    found = re.search(rf"(/{room}/demo/\S+)", part.get_content())
    assert found is not None
    return found[1]


def test_from_the_sign_up_to_the_issue_and_out_again(home: Home) -> None:
    home.only("place-guild")
    with served(home) as (base, parts):
        page = ask(base, "/subscribe")[1]
        wording = re.search(r'name="wording" value="(\w+)"', page)
        assert wording is not None
        assert ask(base, "/subscribe", "POST", address=NOOR, wording=wording[1])[0] == 200
        confirm = link(letter(home, parts, "confirm"), "c")
        assert ask(base, confirm)[0] == 200
        assert "subscribed" not in json.loads(home.run("subscribers", "show", NOOR, "--json").stdout)["standing"]
        assert ask(base, confirm, "POST")[0] == 200
        letter(home, parts, "Welcome")
    home.run("week")
    issues = [one for one in home.mailbox.to(NOOR) if b"List-Unsubscribe-Post" in one.body]
    assert len(issues) == 1
    mail = email.message_from_bytes(issues[0].body, policy=email.policy.default)
    leave = urlsplit(re.findall(r"<(http[^>]+)>", mail["List-Unsubscribe"])[0]).path
    with served(home) as (base, parts):
        for _ in range(3):
            assert ask(base, leave)[0] == 200
        assert len(list(parts.store.suppressions.each(parts.newsletter.id))) == 0
        assert ask(base, leave, "POST", **{"List-Unsubscribe": "One-Click"})[0] == 200
        letter(home, parts, "You have left")
    (home.folder / "again.csv").write_text(f"E-Mail;Name\n{NOOR.upper()};Noor\n", "utf-16")
    told = home.run("subscribers", "import", str(home.folder / "again.csv"), "--basis", "they are members")
    assert "stay off: left" in told.stdout
    held = json.loads(home.run("subscribers", "show", NOOR, "--json").stdout)
    assert [one["act"] for one in held["consents"]] == ["asked", "confirmed", "left"]
    assert held["consents"][-1]["issue"] == 1
    assert held["standing"]["subscription"] is None


def test_an_operator_answers_who_asks_to_be_erased(home: Home) -> None:
    """Import, show, erase, import again: and the list is told to be kept right, too."""
    home.only("place-guild")
    (home.folder / "members.csv").write_text("Contact,Full name\nnoor.haddad@example.org,Noor\nbroken,\n", "utf-8")
    words = ("subscribers", "import", str(home.folder / "members.csv"), "--column", "address=Contact")
    assert "line 3" in home.run(*words, "--dry-run", status=1).stdout
    assert "--basis" in home.run(*words, status=1).stderr
    assert "new readers" in home.run(*words, "--basis", "members", status=1).stdout
    assert "imported" in home.run("subscribers", "show", NOOR).stdout
    assert NOOR in home.run("subscribers", "export").stdout
    assert "Erased." in home.run("subscribers", "erase", NOOR, "--yes").stdout
    assert "still stands in your list" in home.run("subscribers", "erase", "tom.adeyemi@example.com", "--yes").stdout
    assert "stay off: erased" in home.run(*words, "--basis", "members", status=1).stdout
    assert NOOR not in home.run("subscribers", "list").stdout
    assert home.run("subscribers", "list", "--suppressed").stdout.count("(erased)") == 2
