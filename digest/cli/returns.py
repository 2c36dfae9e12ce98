"""`digest returns`."""

from __future__ import annotations

import mailbox
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option
from digest.errors import NothingThere

if TYPE_CHECKING:
    from digest import app, jobs

SHOWN = timedelta(days=90)
KINDS = ("hard", "soft", "complaint", "auto-reply")


@click.command()
@home_option
@newsletter_option
@click.argument("places", nargs=-1, metavar="[FILE|FOLDER|-]...")
@click.option("--domains", is_flag=True, help="Read nothing; show what came back in the last 90 days, by domain.")
@json_option
def returns(home: Path, newsletter: str | None, places: tuple[str, ...], domains: bool, as_json: bool) -> None:
    """Take mails that came back: bounces and complaints end a subscription, replies of the absent do not.

    A FILE is one mail or an mbox, a FOLDER a Maildir or one of .eml files, - is a mail on standard input, for a
    pipe of a mail server. Left out, the mailbox of the settings (returns.mailbox) is read, by IMAP or as a Maildir.
    Each mail counts once, however often it is given.
    """
    from digest import app, jobs

    opened = app.read_home(home)
    if domains:
        _show_domains(opened, newsletter, as_json=as_json)
        return
    if not places and not opened.settings.returns.mailbox:
        raise NothingThere(
            "Which mails? Name a file, a Maildir, or - for one on standard input; "
            "or set returns.mailbox in digest.toml."
        )
    with app.opened(opened, newsletter) as parts:
        took = jobs.take_returns(parts, _mails(places) if places else parts.mailbox())
    if as_json:
        output.as_json(took)
    else:
        output.say(*_lines(took))


def _show_domains(home: app.Home, newsletter: str | None, *, as_json: bool) -> None:
    from digest import app

    with app.opened(home, newsletter) as parts:
        found = parts.store.returns.by_domain(parts.newsletter.id, parts.clock.now() - SHOWN)
    if as_json:
        output.as_json(found)
    elif found:
        rows = [(domain, *(f"{kinds.get(kind, 0):,}" for kind in KINDS)) for domain, kinds in found.items()]
        output.say(*output.table([("domain", *KINDS), *rows]))
    else:
        output.say("Nothing came back in the last 90 days.")


def _mails(places: tuple[str, ...]) -> Iterator[bytes]:
    for place in places:
        if place == "-":
            yield sys.stdin.buffer.read()
        elif Path(place).is_dir():
            yield from _of_folder(Path(place))
        elif Path(place).is_file():
            yield from _of_file(Path(place))
        else:
            raise NothingThere(f"There is no {place}.", about=place)


def _of_folder(folder: Path) -> Iterator[bytes]:
    inside = [folder / "new", folder / "cur"] if (folder / "cur").is_dir() else [folder]
    for file in sorted(file for place in inside if place.is_dir() for file in place.iterdir() if file.is_file()):
        yield file.read_bytes()


def _of_file(file: Path) -> Iterator[bytes]:
    body = file.read_bytes()
    if not body.startswith(b"From ") or file.suffix == ".eml":
        yield body
        return
    box = mailbox.mbox(file, create=False)
    yield from (mail.as_bytes() for mail in box)
    box.close()


def _lines(took: jobs.Took) -> Iterator[str]:
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(took.kinds.items())) or "nothing new"
    yield f"Came back: {kinds}{f'; {took.known} known already' if took.known else ''}."
    if took.unmatched:
        yield f"{output.count(took.unmatched, 'mail')} could not be matched with a mail of ours and changed nothing."
    for address, why in took.suppressed:
        yield from output.wrapped(f"- {address} is not mailed any more: {why}.")
