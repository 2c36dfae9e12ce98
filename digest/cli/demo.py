"""`digest demo`: a whole week on a small sector web of its own."""

from __future__ import annotations

import re
import socket
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest import model as m
from digest.cli import collect as collecting
from digest.cli import output
from digest.cli.preview import port_option

if TYPE_CHECKING:
    from digest import demo as sector
    from digest import jobs

DATE = re.compile(r" on \d{1,2} \w+ \d{4},")

SETTINGS = """# Made by `digest demo`: everything on this machine, nothing leaves it.
public = "http://127.0.0.1:{port}"

[smtp]
port = {smtp}

[fetch]
allow_private = true
pause_seconds = 0
timeout_seconds = 5
"""


@click.command()
@click.option("--serve", is_flag=True, help="Keep the preview and the sector's web up until Ctrl-C.")
@click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), help="A folder to work in; a new temporary one else."
)
@port_option
def demo(serve: bool, home: Path | None, port: int) -> None:
    """Show a whole week on a small sector web of its own: collect, draft, approve, publish, send.

    Everything happens on this machine: the sector's web, the mail server and the readers are invented.
    """
    from digest import app
    from digest import demo as sector

    now = datetime.now(UTC)
    folder = home or Path(tempfile.mkdtemp(prefix="digest-demo-"))
    with ExitStack() as doors:
        base = doors.enter_context(sector.serving(sector.world(now)))
        mailbox = doors.enter_context(sector.mailbox())
        port = port or _free()
        _furnish(folder, sector.newsletter_toml(base, now), sector.subscribers_csv(), port, mailbox.port)
        parts = doors.enter_context(app.opened(app.read_home(folder)))
        output.say(f"A small sector is on the web at {base}/ and publishes.", "")
        for line in _week(parts, mailbox, folder):
            output.say(line)
        if serve:
            _serve(parts, port)
        else:
            output.say("", "To browse it all, with drafts and pictures: digest demo --serve")


def _free() -> int:
    """Return a port that nobody listens on now: the week's pages name it before they are served."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _furnish(folder: Path, newsletter: str, subscribers: str, port: int, smtp: int) -> None:
    """Lay out a home folder as `digest init` would, with the demo's newsletter in it."""
    (folder / "feeds").mkdir(parents=True, exist_ok=True)
    (folder / "feeds" / "demo.toml").write_text(newsletter, "utf-8")
    (folder / "subscribers.csv").write_text(subscribers, "utf-8")
    (folder / "digest.toml").write_text(SETTINGS.format(port=port, smtp=smtp), "utf-8")


def _week(parts: jobs.Parts, mailbox: sector.Mailbox, folder: Path) -> Iterator[str]:
    """Do the week step by step and yield what it did; the summary is at the end."""
    from digest import jobs

    with output.progress("Collecting", len(parts.newsletter.sources)) as step:
        collected = jobs.collect(parts, step)
    yield output.strong("Collected")
    yield from (f"  {line}" if not line.startswith(" ") else line for line in collecting.report(collected))
    draft = jobs.draft(parts, again=True)
    issue = jobs.approve(parts, "demo", draft.slot)
    written = jobs.publish(parts, issue.number)
    sent = jobs.deliver(parts, issue.number)
    yield from _summary(parts, draft, written, sent, collected)
    yield from _places(written, folder, mailbox)


def _summary(
    parts: jobs.Parts, draft: m.Draft, written: jobs.Written, sent: jobs.Sent, collected: jobs.Collected
) -> Iterator[str]:
    content = draft.content
    merged = [story for story in content.stories if story.others]
    themes = {story.theme for story in content.stories if story.theme}
    fates = ", ".join(f"{sent.fates[fate]} {fate.value}" for fate in m.Fate if sent.fates.get(fate))
    found = sum(visit.found for visit in collected.visits)
    read = len(collected.visits) - len(collected.failed)
    yield ""
    yield output.strong(f"Issue {written.issue.number}: {content.subject}")
    yield from output.table(
        [
            ("sources", f"{read} read, {len(collected.failed)} failed"),
            ("posts", f"{found} found, {collected.new} new"),
            ("stories", f"{len(content.stories)} in the issue, {len(content.events)} of them events"),
            ("themes", f"{len(themes)} of {len(parts.newsletter.themes)}"),
            ("merged", f"{sum(len(story.others) for story in merged)} posts into {len(merged)} stories"),
            ("left out", f"{len(draft.left_out)} (digest show --left-out says which and why), most often:"),
            *(("", reason) for reason in _why(draft)),
            ("quarantined", f"{len(written.quarantined)} reduced to title and link"),
            ("mails", f"{fates} (by a real SMTP server on this machine)"),
        ]
    )
    for story in merged:
        yield from output.wrapped(f"One story: {story.lead.title}", indent=4)
        yield from output.wrapped("also in " + ", ".join(_names(parts, story)), indent=6)
    for card in written.quarantined:
        yield from output.wrapped(f"Quarantined: {output.cut(card.title, 60)}", indent=4)


def _why(draft: m.Draft) -> Iterator[str]:
    """Yield the commonest reasons for leaving something out."""
    undated = (DATE.sub("", left.why) for left in draft.left_out)
    reasons = Counter(why.partition(":")[0].partition(";")[0] for why in undated)
    for reason, count in reasons.most_common(3):
        yield f"  {count} × {reason}"


def _names(parts: jobs.Parts, story: m.Story) -> list[str]:
    sources = (parts.newsletter.source(post.source) for post in story.others)
    return list(dict.fromkeys(source.name for source in sources if source))


def _places(written: jobs.Written, folder: Path, mailbox: sector.Mailbox) -> Iterator[str]:
    letters = folder / "letters"
    letters.mkdir(exist_ok=True)
    for number, letter in enumerate(mailbox.letters, 1):
        (letters / f"{number}.eml").write_bytes(letter.body)
    outbox, number = folder / "outbox", written.issue.number
    yield ""
    yield output.strong("To look at")
    for what, place in (
        ("the mail", outbox / str(number) / "email.html"),
        ("as text", outbox / str(number) / "email.txt"),
        ("the page", outbox / str(number) / "index.html"),
        ("feed of issues", outbox / "feeds" / "issues.xml"),
        ("feed of stories", outbox / "feeds" / "stories.xml"),
        ("what readers got", letters),
    ):
        yield f"  {what:<17} {place}"
    yield f"  {'in a browser':<17} digest preview --home {folder}"


def _serve(parts: jobs.Parts, port: int) -> None:
    from digest import web

    application = web.application(web.Site(parts))
    web.run(application, "127.0.0.1", port, lambda address: output.say("", f"Look at {address}/ (Ctrl-C ends it)."))
