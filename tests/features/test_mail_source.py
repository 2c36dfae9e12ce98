"""Newsletters by mail through the command line: a Maildir and a mail server feed the same draft as the web does."""

from __future__ import annotations

import json
import mailbox
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from tests import imap
from tests.features.conftest import Home

STORIES = ("Kerbs come down across the whole of Marlbury", "A second bridge for the lower town is agreed",
           "What the new grant for libraries will pay for")  # fmt: skip


def letter(number: int, html: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = (
        f"Letter {number} from Marlbury on its kerbs",
        "News <news@marlbury.example>",
    )
    message["Message-ID"], message["Date"] = f"<{number}@marlbury.example>", format_datetime(datetime.now(UTC))
    message["List-Id"] = "<letter.marlbury.example>"
    message.set_content("Words.")
    message.add_alternative(html, subtype="html")
    return message


def digest() -> str:
    rows = (
        f"""<table><tr><td><h2><a href="https://click.example/ls?url=http%3A%2F%2F127.0.0.1%3A9%2Fnews%2F{n}">{title}</a></h2>
        <p>A few words about story number {n}, enough to read.</p></td></tr></table>"""
        for n, title in enumerate(STORIES)
    )
    return f"<html><body><p>Our week:</p>{''.join(rows)}</body></html>"


def only(home: Home, address: str) -> None:
    file = home.newsletter_file()
    text = file.read_text("utf-8")
    source = f'[[source]]\nname = "Marlbury Letter"\naddress = "{address}"\nkind = "mail"\n'
    file.write_text(text[: text.index("[[source]]")] + source, "utf-8")


def collected(home: Home, **environ: str) -> dict:
    (visit,) = json.loads(home.run("collect", "--all", "--json", status=None).stdout)
    return visit


def test_a_maildir_is_a_source_like_any_other(home: Home) -> None:
    box = mailbox.Maildir(home.folder / "letters")
    box.add(letter(1, digest()))
    box.add(letter(2, "<h1>Dear readers</h1><p>One long letter about the kerbs of Marlbury, and nothing else.</p>"))
    only(home, "maildir:letters?list=letter.marlbury.example")
    assert collected(home)["new"] == 4
    again = collected(home)
    assert (again["new"], again["failure"]) == (0, None)
    home.run("draft")
    content = json.loads(home.run("show", "--json").stdout)["content"]
    stories = [content["lead"], *(story for section in content["sections"] for story in section["stories"])]
    told = {story["lead"]["title"]: story["lead"]["address"] for story in stories}
    assert {told[title] for title in STORIES} == {f"http://127.0.0.1:9/news/{n}" for n in range(3)}
    assert told["Letter 2 from Marlbury on its kerbs"] == ""
    home.run("approve")
    home.run("publish")


def test_a_mail_server_is_asked_with_the_password_of_the_environment(home: Home, monkeypatch) -> None:
    with imap.serving() as box:
        box.add(letter(1, "<p>One long letter about the kerbs of Marlbury, and nothing else.</p>").as_bytes())
        only(home, f"imap://reader%40example.org@127.0.0.1:{box.port}/News")
        refused = collected(home)
        assert refused["failure"]["trouble"] == "login"
        assert "DIGEST_IMAP_PASSWORD" in refused["failure"]["said"]
        monkeypatch.setenv("DIGEST_IMAP_PASSWORD", imap.PASSWORD)
        assert collected(home)["new"] == 1
        assert collected(home)["unchanged"]
    assert imap.PASSWORD not in "".join(path.read_text("utf-8", "replace") for path in home.folder.rglob("*.toml"))


def test_a_mailbox_needs_its_kind_and_no_password_in_the_file(home: Home) -> None:
    only(home, "imaps://reader:secret@mail.example.org/INBOX")
    said = home.run("check", status=None)
    assert "DIGEST_IMAP_PASSWORD" in said.stdout + said.stderr
    only(home, "maildir:letters")
    file = home.newsletter_file()
    file.write_text(file.read_text("utf-8").replace('kind = "mail"\n', ""), "utf-8")
    said = home.run("check", status=None)
    assert 'kind = "mail"' in said.stdout + said.stderr
