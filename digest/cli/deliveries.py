"""`digest deliveries`: mails of which nobody knows whether they arrived, and what a person decides about them."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest import model as m
from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest import jobs

_SHOWN = 100
issue_option = click.option("--issue", type=int, help="Which issue; the newest where nothing is said.")
all_option = click.option("--all", "every", is_flag=True, help="All of them.")
by_option = click.option("--by", default="", help="Who decides; your login name where nothing is said.")
addresses_argument = click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")


@click.group()
def deliveries() -> None:
    """See to mails of which nobody knows whether they arrived: a person decides, no rule does."""


@deliveries.command()
@issue_option
@click.option("--after", default="", metavar="ADDRESS", help="Those behind this address.")
@home_option
@newsletter_option
@json_option
def unknown(home: Path, newsletter: str | None, issue: int | None, after: str, as_json: bool) -> None:
    """List mails that were handed over when the line or the sender broke off: more than half of such arrive."""
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        found = jobs.unknown(parts, issue, after=after, most=_SHOWN)
    if as_json:
        output.as_json(found)
        return
    if not found:
        output.say("There are none.")
        return
    output.say(*output.table([(row.address, f"{row.at:%d %b %H:%M}" if row.at else "", row.said) for row in found]))
    if len(found) == _SHOWN:
        output.say(f"Those behind them: digest deliveries unknown --after {found[-1].address}")
    output.say(
        "The mail server's log knows each by its Message-ID (--json shows them). Then:",
        "  digest deliveries mark sent ADDRESS…    where it arrived",
        "  digest deliveries resend ADDRESS…       where it did not, or a second one does no harm",
    )


@deliveries.command()
@addresses_argument
@issue_option
@all_option
@by_option
@home_option
@newsletter_option
@json_option
def resend(
    home: Path,
    newsletter: str | None,
    addresses: tuple[str, ...],
    issue: int | None,
    every: bool,
    by: str,
    as_json: bool,
) -> None:
    """Let unknown mails be sent again, those to these ADDRESSes or --all: some readers may get two."""
    from digest import jobs

    chosen = _chosen(addresses, every=every)
    changed = _decided(home, newsletter, lambda parts: jobs.resend(parts, issue, chosen, by or getpass.getuser()))
    _say(changed, "to be sent again. Send with: digest send", as_json=as_json)


@deliveries.command()
@click.argument("fate", type=click.Choice([m.Fate.SENT.value, m.Fate.FAILED.value]))
@addresses_argument
@issue_option
@all_option
@by_option
@home_option
@newsletter_option
@json_option
def mark(  # noqa: PLR0913 - an option each
    home: Path,
    newsletter: str | None,
    fate: str,
    addresses: tuple[str, ...],
    issue: int | None,
    *,
    every: bool,
    by: str,
    as_json: bool,
) -> None:
    """Write down what was found out about unknown mails: that they were sent, or that they failed."""
    from digest import jobs

    chosen, told = _chosen(addresses, every=every), m.Fate(fate)
    who = by or getpass.getuser()
    changed = _decided(home, newsletter, lambda parts: jobs.mark(parts, issue, chosen, told, who))
    _say(changed, f"marked as {fate}.", as_json=as_json)


def _chosen(addresses: tuple[str, ...], *, every: bool) -> tuple[str, ...] | None:
    from digest.delivery import addresses as written

    if bool(addresses) == every:
        raise click.UsageError("Name the addresses, or say --all.")
    return None if every else tuple(written.key(address) for address in addresses)


def _decided(home: Path, newsletter: str | None, act: Callable[[jobs.Parts], int]) -> int:
    from digest import app

    with app.opened(app.read_home(home), newsletter) as parts:
        return act(parts)


def _say(changed: int, what: str, *, as_json: bool) -> None:
    if as_json:
        output.as_json({"changed": changed})
    else:
        output.say(f"{output.count(changed, 'delivery', 'deliveries')} {what}" if changed else "None was unknown.")
