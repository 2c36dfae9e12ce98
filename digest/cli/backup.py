"""`digest backup` and `digest restore`: one file from which everything comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option

if TYPE_CHECKING:
    from digest import keeping


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@home_option
def backup(file: Path, home: Path) -> None:
    """Write everything into FILE: the database, settings, newsletters, templates, keys and subscribers.

    It may be made while everything is running. It holds readers' addresses: keep it where only you can read it. The
    outbox is not in it, `digest publish --all` writes it anew.
    """
    from digest import app, keeping

    rows = keeping.backup(app.read_home(home), file)
    output.say(f"{file}: {output.count(sum(rows.values()), 'row')}, {file.stat().st_size / 1e6:,.1f} MB.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
@click.option("--yes", is_flag=True, help="Replace what is in the database now, without asking.")
def restore(file: Path, home: Path, yes: bool) -> None:
    """Bring everything back from FILE, a backup.

    Files that are there already are left as they are; what is in the database is replaced. Nothing leaves by itself
    that may have been sent after the backup was made: those issues are held, and open deliveries become unknown.
    """
    from digest import keeping

    def may(rows: int) -> bool:
        said = f"The database holds {output.count(rows, 'row')}, which this replaces. Do it?"
        return yes or click.confirm(said, err=True)

    restored = keeping.restore(home, file, may)
    output.say(*_said(file, restored) if restored else ["Nothing was changed in the database."])


def _said(file: Path, restored: keeping.Restored) -> Iterator[str]:
    rows, files = output.count(sum(restored.rows.values()), "row"), output.count(len(restored.files), "file")
    yield f"Restored from {file}: {rows}, {files}."
    for slot in restored.held:
        yield from output.wrapped(f"{slot.id} is held: it may have been sent since the backup. See: digest slots")
    if restored.unknown:
        said = output.count(restored.unknown, "open delivery is", "open deliveries are")
        yield from output.wrapped(f"{said} called unknown: they may have gone out since the backup.", indent=0)
    yield "The outbox is written anew by: digest publish --all"
