"""`digest subscribers`."""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from digest import model as m
from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option
from digest.errors import NothingThere

if TYPE_CHECKING:
    from digest import jobs
    from digest.jobs import readers

COLUMNS = ("address", "name", "themes", "format", "paused_until", "state", "origin", "since")
CHUNK = 1 << 20


@click.group(invoke_without_command=True)
@home_option
@newsletter_option
@json_option
@click.pass_context
def subscribers(context: click.Context, home: Path, newsletter: str | None, as_json: bool) -> None:
    """Tell how many readers there are; import, export, show and erase them.

    Readers come by the sign-up page, by an import with a stated basis, or by subscribers.csv, which is read whenever
    an issue is sent. Whoever left, bounced, complained or was erased stays off, whatever a list says.
    """
    if context.invoked_subcommand:
        return
    from digest import app

    with app.opened(app.read_home(home), newsletter) as parts:
        told = _told(parts)
        if as_json:
            output.as_json(told)
        else:
            output.say(*output.table([(name, f"{count:,}") for name, count in told.items()]))


def _told(parts: jobs.Parts) -> dict[str, int]:
    found = parts.store.readers.numbers(parts.newsletter.id, parts.clock.now())
    counts = {"subscribed": found.mailed, "waiting to confirm": found.asked, "paused": found.paused}
    return counts | {
        f"suppressed: {act}": count for act, count in parts.store.suppressions.count(parts.newsletter.id)
    }


@subscribers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--basis", default="", help="Why these people may be mailed; kept with each of them.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=COLUMN",
    help="What the file calls address, name or themes: --column address='Contact e-mail'.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@json_option
@home_option
@newsletter_option
def take(
    home: Path,
    newsletter: str | None,
    file: Path,
    basis: str,
    columns: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> int:
    """Import readers from a CSV file, whatever its encoding, delimiter and names of columns.

    Nobody who is suppressed comes back. Exit status 1 where a row could not be read.
    """
    from digest import app
    from digest.jobs import readers

    with app.opened(app.read_home(home), newsletter) as parts, output.progress("Importing", 0) as step:
        told = readers.import_readers(
            parts, _lines(file), basis=basis, file=file.name, columns=_mapping(columns), dry_run=dry_run, step=step
        )
    if as_json:
        output.as_json(told)
    else:
        output.say(*_report(told, dry_run=dry_run))
    return 1 if told.wrong else 0


def _lines(file: Path) -> Iterator[str]:
    with file.open("r", encoding=_encoding(file), errors="replace") as opened:
        yield from opened


def _encoding(file: Path) -> str:
    """Return a file's encoding: by its first bytes, or UTF-8 where all of it is that."""
    from digest.delivery.readers import encoding_of

    with file.open("rb") as opened:
        found = encoding_of(opened.read(4))
        if found.startswith("utf-") and found != "utf-8":
            return found
        decoder = codecs.getincrementaldecoder("utf-8")()
        opened.seek(0)
        try:
            while piece := opened.read(CHUNK):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _mapping(columns: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in columns:
        name, said, column = one.partition("=")
        if not said or name.strip() not in {"address", "name", "themes"}:
            raise click.BadParameter(
                f"{one!r}: write address=COLUMN, name=COLUMN or themes=COLUMN", param_hint="--column"
            )
        found[name.strip()] = column
    return found


def _report(told: readers.Imported, *, dry_run: bool) -> Iterator[str]:
    yield "Nothing was changed; this is what an import would do:" if dry_run else "Imported."
    rows = [
        ("rows", told.rows),
        ("new readers", told.new),
        ("known already", told.known),
        ("twice in the file", told.repeated),
        *((f"stay off: {why}", count) for why, count in sorted(told.suppressed.items())),
        ("could not be read", told.wrong),
    ]
    yield from output.table(
        [(name, f"{count:,}") for name, count in rows if count or name in {"rows", "new readers"}]
    )
    for mistake in told.mistakes:
        yield from output.wrapped(mistake)


@subscribers.command("list")
@click.option("--suppressed", is_flag=True, help="Those who must not be mailed, and why.")
@json_option
@home_option
@newsletter_option
def list_them(home: Path, newsletter: str | None, suppressed: bool, as_json: bool) -> None:
    """List readers by address, or those who must not be mailed."""
    from digest import app

    with app.opened(app.read_home(home), newsletter) as parts:
        if suppressed:
            for one in parts.store.suppressions.each(parts.newsletter.id):
                if as_json:
                    output.as_json(one)
                else:
                    output.say(f"{one.address or '(erased)'}  {one.at:%Y-%m-%d}  {one.why}")
            return
        for held in parts.store.readers.subscriptions(parts.newsletter.id):
            if as_json:
                output.as_json(held)
            else:
                state = "" if held.state == "subscribed" else "  waits to confirm"
                output.say(f"{held.reader.address}  {' '.join(held.reader.themes) or 'all themes'}{state}")


@subscribers.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@home_option
@newsletter_option
def export(home: Path, newsletter: str | None, file: Path | None) -> None:
    """Write all readers as CSV, to FILE or standard output; `import` reads it back.

    A cell that a spreadsheet would take for a formula has an apostrophe before it, which `import` takes away.
    """
    from digest import app
    from digest.delivery.readers import harmless

    with app.opened(app.read_home(home), newsletter) as parts, ExitStack() as open_files:
        out: TextIO = sys.stdout
        if file:
            out = open_files.enter_context(file.open("w", encoding="utf-8", newline=""))
        rows = csv.writer(out)
        rows.writerow(COLUMNS)
        for one in parts.store.readers.subscriptions(parts.newsletter.id):
            rows.writerow(map(harmless, _row(one)))


def _row(one: m.Subscription) -> tuple[str, ...]:
    reader = one.reader
    until = reader.paused_until.isoformat() if reader.paused_until else ""
    themes = ";".join(reader.themes)
    return reader.address, reader.name, themes, reader.format, until, one.state, one.origin, one.since.isoformat()


@subscribers.command()
@click.argument("address")
@json_option
@home_option
@newsletter_option
def show(home: Path, newsletter: str | None, address: str, as_json: bool) -> None:
    """Show everything that is held about ADDRESS: to answer whoever asks for their data, use --json."""
    from digest import app
    from digest.delivery import addresses
    from digest.jobs import readers

    with app.opened(app.read_home(home), newsletter) as parts:
        held = readers.kept(parts, addresses.key(address))
    if as_json:
        output.as_json(held)
    else:
        output.say(*_shown(held))


def _shown(held: m.Kept) -> Iterator[str]:
    subscription, suppression = held.standing.subscription, held.standing.suppression
    if subscription:
        reader = subscription.reader
        themes = ", ".join(reader.themes) or "all themes"
        yield f"{reader.address}: {subscription.state} since {subscription.since:%Y-%m-%d}, {themes}, {reader.format}"
    if suppression:
        yield f"{held.address}: must not be mailed since {suppression.at:%Y-%m-%d}: {suppression.why}"
    if not subscription and not suppression:
        yield f"{held.address}: neither subscribed nor suppressed."
    for one in held.consents:
        about = ", ".join(part for part in (one.where, one.client, one.basis, one.reason) if part)
        yield from output.wrapped(f"- {one.at:%Y-%m-%d %H:%M} {one.act}: {one.how}{f' ({about})' if about else ''}")
    yield from output.wrapped(
        f"{output.count(len(held.deliveries), 'issue')}, {output.count(len(held.letters), 'letter')}, "
        f"{len(held.returns)} returned. All of it: digest subscribers show {held.address} --json"
    )


@subscribers.command()
@click.argument("address")
@click.option("--why", default="asked for by the reader", help="Kept beside the keyed hash.")
@click.confirmation_option(prompt="This cannot be undone. Erase all that is held about this address?")
@home_option
@newsletter_option
def erase(home: Path, newsletter: str | None, address: str, why: str) -> None:
    """Erase all that is held about ADDRESS. What stays is a keyed hash, so that no list brings it back."""
    from digest import app
    from digest.delivery import addresses
    from digest.jobs import readers

    with app.opened(app.read_home(home), newsletter) as parts:
        key = addresses.key(address)
        held = readers.erase(parts, key, why)
        listed = _is_listed(parts, key)
    output.say("Erased." if held else "Nothing was held about this address; it is suppressed from now on.")
    if listed:
        output.say("It still stands in your list of subscribers. It is not mailed, but take it out there, too.")


def _is_listed(parts: jobs.Parts, key: str) -> bool:
    from digest import delivery
    from digest.delivery import addresses

    try:
        listed = delivery.readers(parts.subscribers(), parts.newsletter.themes)
    except NothingThere:
        return False
    return any(addresses.key(one.address) == key for one in listed.subscribers)


@subscribers.command()
@click.argument("address")
@click.option("--why", required=True, help="Why it may be mailed again; kept in the record.")
@home_option
@newsletter_option
def release(home: Path, newsletter: str | None, address: str, why: str) -> None:
    """Let ADDRESS sign up again that was suppressed. It is not subscribed by this."""
    from digest import app
    from digest.delivery import addresses
    from digest.jobs import readers

    with app.opened(app.read_home(home), newsletter) as parts:
        done = readers.release(parts, addresses.key(address), why)
    output.say("Released. It may sign up again." if done else "This address was not suppressed.")
