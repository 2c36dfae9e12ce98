"""`digest lab bounces`: stored mails that came back, told apart."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help='A file of JSON Lines: {"path"} of a mail.',
)
def bounces(batch: Path) -> None:
    """Say of each mail what it is: {"path", "kind", "recipient", "status"}, a JSON object a line."""
    from digest.delivery.returns import read_return

    for line in batch.read_text("utf-8").splitlines():
        if not line.strip():
            continue
        path = str(json.loads(line)["path"])
        found = read_return(Path(path).read_bytes())
        row = {
            "path": path,
            "kind": found.kind,
            "recipient": found.recipient or None,
            "status": found.status or None,
            "said": found.said,
            "about": found.about or None,
        }
        click.echo(json.dumps(row, ensure_ascii=False))
