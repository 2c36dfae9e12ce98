"""One story of one's own, set as a mail and sent to two readers, once however often this is run.

    python docs/examples/a_mail_to_readers.py kept/ 127.0.0.1 2525

Takes the folder that remembers who has had what, and the mail server's name and port.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import digest
from digest import model
from digest.config import Smtp

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NEWSLETTER = """
title = "Harbour Notes"
language = "en-GB"
time_zone = "Europe/London"

[sender]
name = "Harbour Notes"
address = "notes@example.org"
postal_address = "Harbour Notes, 1 The Quay, Larkholm"

[schedule]
collect = "hourly"
draft = "Thursday 12:00"
send = "Friday 07:00"

[[theme]]
name = "Ferries"
description = "Ferry timetables, fares, ships and crossings."

[[source]]
name = "Institute of Coasts"
address = "https://institute.example/"
role = "institute"
"""
READERS = (model.Subscriber("ann@example.org", "Ann"), model.Subscriber("bo@example.org", themes=("ferries",)))


def main(folder: str, host: str, port: str) -> None:
    """Group, render, send, and say what became of it."""
    file = Path(folder) / "harbour.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(NEWSLETTER, "utf-8")
    newsletter = digest.read_newsletter(file)
    post = model.Post(
        id=model.PostId("own-1"),
        source=model.SourceId("institute-of-coasts"),
        guid="",
        address="https://institute.example/night-ferry",
        title="Night ferry to Larkholm returns after nine years",
        summary="A timetable study finds demand for nine crossings a week.",
        text="",
        published=model.Dating(NOW, 1.0, evidence=(model.DateEvidence("feed", NOW.isoformat(), NOW),)),
        seen=NOW,
    )
    edition = digest.render(digest.group([post], newsletter, now=NOW), newsletter, now=NOW)
    sent = digest.send(edition, newsletter, READERS, folder=folder, smtp=Smtp(host=host, port=int(port)))
    print(f"{edition.subject}: {sent.tried} tried, {sent.fates.get(model.Fate.SENT, 0)} sent")


if __name__ == "__main__":
    main(*sys.argv[1:])
