"""Posts that come from elsewhere, a database or an interface, brought together as stories under themes.

python docs/examples/posts_of_your_own.py
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import digest
from digest import model

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NEWSLETTER = """
title = "Harbour Notes"
language = "en-GB"
time_zone = "Europe/London"

[sender]
name = "Harbour Notes"
address = "notes@example.org"

[schedule]
collect = "hourly"
draft = "Thursday 12:00"
send = "Friday 07:00"

[[theme]]
name = "Ferries"
description = "Ferry timetables, fares, ships and crossings."
keywords = ["ferry", "crossing", "timetable"]

[[theme]]
name = "Fishing"
description = "Quotas, boats, catches and fish markets."
keywords = ["fishing", "quota", "trawler"]

[[source]]
name = "Institute of Coasts"
address = "https://institute.example/"
role = "institute"

[[source]]
name = "Quay Weekly"
address = "https://quay.example/"
"""
POSTS = (
    ("institute-of-coasts", "Night ferry to Larkholm returns after nine years, timetable study finds demand"),
    ("quay-weekly", "Larkholm night ferry returns: study finds demand for nine crossings a week"),
    ("quay-weekly", "Trawler skippers welcome a larger mackerel quota"),
)


def post(number: int, source: str, title: str) -> model.Post:
    """Return a post as any program could make one: an id of one's own is enough, the rest is what is known."""
    at = NOW - timedelta(hours=number + 1)
    return model.Post(
        id=model.PostId(f"own-{number}"),
        source=model.SourceId(source),
        guid="",
        address=f"https://{source}.example/{number}",
        title=title,
        summary=f"{title}.",
        text="",
        published=model.Dating(at, 1.0, evidence=(model.DateEvidence("feed", at.isoformat(), at),)),
        seen=at,
    )


with TemporaryDirectory() as folder:
    file = Path(folder) / "harbour.toml"
    file.write_text(NEWSLETTER, "utf-8")
    newsletter = digest.read_newsletter(file)

told = digest.group([post(at, *of) for at, of in enumerate(POSTS)], newsletter, now=NOW)
for story in told.stories:
    print(f"{story.theme or 'other'}: {story.lead.title}")
    for other in story.others:
        print(f"    also in {other.source}: {other.title}")
    for reason in story.reasons:
        print(f"    {reason}")
