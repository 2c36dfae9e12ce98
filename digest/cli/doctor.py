"""`digest doctor`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest import model as m
from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option
from digest.errors import DigestError, NothingThere, SettingsError

if TYPE_CHECKING:
    from digest import app


@click.command()
@home_option
@newsletter_option
@click.argument("what", metavar="[FILE|ISSUE]", default="")
@click.option("--dns", "names", is_flag=True, help="Look at what the sending domain publishes, not at a mail.")
@click.option("--name-server", default="", metavar="HOST:PORT", help="Ask this one, with --dns; the system's else.")
@click.option("--offline", is_flag=True, help="Ask nothing of the web; what is known of links is used.")
@json_option
@click.pass_context
def doctor(  # noqa: PLR0913 - an option each
    context: click.Context,
    home: Path,
    newsletter: str | None,
    what: str,
    *,
    names: bool,
    name_server: str,
    offline: bool,
    as_json: bool,
) -> None:
    """Look over the draft's mail, that of an issue by its NUMBER, or a FILE (.eml or .html).

    Each finding says where, why it matters and how to mend it. Exit status 1 where something must not go out.
    With --dns: SPF, DKIM, DMARC, PTR, MX and MTA-STS of the sending domain, and the records to publish.
    """
    if names:
        from digest.cli import published

        context.exit(published.say(home, newsletter, name_server, as_json=as_json))
    if what and not what.isdigit():
        found = _file(Path(what), home, newsletter, offline=offline)
    else:
        found = _mail(home, newsletter, int(what or 0), offline=offline)
    if as_json:
        output.as_json({"findings": found.all, "stops": len(found.stops)})
    else:
        output.say(*report(found.all))
    context.exit(1 if found.stops else 0)


def _mail(home: Path, newsletter: str | None, number: int, *, offline: bool) -> m.Findings:
    """Return what is found in an issue's mail, or the waiting draft's where there is no number."""
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        if number:
            return jobs.examine(parts, jobs.the_issue(parts, number), thorough=not offline)
        waiting = parts.store.desk.latest_draft(parts.newsletter.id)
        if waiting is None:
            raise NothingThere("There is no draft. Make one with: digest draft; or name a file or an issue.")
        return jobs.examine_draft(parts, waiting, thorough=not offline)


def _file(file: Path, home: Path, newsletter: str | None, *, offline: bool) -> m.Findings:
    """Return what is found in a file; where no newsletter is at home, without asking for its links."""
    from digest import app, jobs

    try:
        octets = file.read_bytes()
    except FileNotFoundError:
        raise NothingThere(f"There is no file {file}, and no issue of that name.", about=str(file)) from None
    found = _home(home, newsletter)
    if found is None:
        return jobs.examine_file(None, file.name, octets)
    with app.opened(found, newsletter) as parts:
        return jobs.examine_file(parts, file.name, octets, thorough=not offline)


def _home(home: Path, newsletter: str | None) -> app.Home | None:
    """Return the home folder whose settings say what is ours, None where there is none to be read."""
    from digest import app

    try:
        found = app.read_home(home)
        found.newsletter(newsletter)
    except (SettingsError, DigestError):
        return None
    return found if (home / app.SETTINGS).exists() or newsletter else None


def report(found: Sequence[m.Finding]) -> Iterator[str]:
    """Yield what was found, what must not go out first, and a sentence at the end."""
    for one in found:
        place = ", ".join(filter(None, (one.where, f"line {one.line}" if one.line else "")))
        yield output.strong(f"{one.severity.upper()} {one.check}") + (f"  {output.safe(place)}" if place else "")
        yield from output.wrapped(one.what)
        yield from output.wrapped(one.why)
        yield from output.wrapped(("Mended: " if one.mended else "To mend it: ") + one.how)
    stops = sum(one.severity is m.Severity.STOP for one in found)
    notes = len(found) - stops
    if not found:
        yield "Nothing was found: this mail is sound."
    elif stops:
        yield f"{output.count(stops, 'finding')} must be mended before it goes out, {output.count(notes, 'note')}."
    else:
        yield f"{output.count(notes, 'note')}, nothing that must stop it."


def in_short(found: Sequence[m.Finding]) -> Iterator[str]:
    """Yield a line a finding, for the foot of another command's report."""
    if found:
        yield "The mail doctor says:"
    for one in found:
        mark = "must be mended" if one.severity is m.Severity.STOP else "mended" if one.mended else "note"
        yield from output.wrapped(f"- {one.what} [{mark}]")
