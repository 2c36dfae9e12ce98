"""`digest keys`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest.delivery.dkim import Key


@click.command()
@home_option
@newsletter_option
@click.option("--new", is_flag=True, help="Make new keys beside the old ones, to change over to them.")
@json_option
def keys(home: Path, newsletter: str | None, new: bool, as_json: bool) -> None:
    """Make the keys that sign every mail (DKIM), and print the records to publish for them.

    A second time it makes none and prints the records again.
    """
    from digest import app
    from digest.adapters import keys as folder_of_keys
    from digest.delivery import addresses

    found = app.read_home(home)
    letter = found.newsletter(newsletter)
    folder = found.path(found.settings.keys, letter.id)
    domain = addresses.domain(letter.sender.address)
    there = folder_of_keys.read(folder, domain)
    if new or not there:
        folder_of_keys.make(folder, domain, f"d{datetime.now(UTC):%Y%m%d}")
        there = folder_of_keys.read(folder, domain)
    if as_json:
        output.as_json([{"name": key.record[0], "type": "TXT", "text": key.record[1]} for key in there])
    else:
        output.say(*_lines(there, folder, domain))


def _lines(keys: tuple[Key, ...], folder: Path, domain: str) -> Iterator[str]:
    yield f"{output.count(len(keys), 'key')} in {folder}, readable by you alone. Keep them out of backups of others."
    yield f"Publish at {domain}, type TXT:"
    for key in keys:
        name, text = key.record
        yield ""
        yield f"  {name}"
        yield from (f"    {text[at : at + 72]}" for at in range(0, len(text), 72))
    yield ""
    yield "A text over 255 characters is published in several strings, one behind the other."
