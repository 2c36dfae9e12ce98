"""`digest lab`: one stage of the program on files of one's own, no network, no database; JSON Lines out."""

from __future__ import annotations

import click

from digest.cli.lazy import LazyGroup

COMMANDS = {
    "read": ("digest.cli.lab.read:read", "Read stored feeds and pages as posts, articles and events."),
    "classify": ("digest.cli.lab.text:classify", "Give texts their themes."),
    "merge": ("digest.cli.lab.text:merge", "Bring titles about one thing together."),
    "emerge": ("digest.cli.lab.text:emerge", "Find subjects that no theme covers."),
    "bounces": ("digest.cli.lab.bounces:bounces", "Tell mails that came back apart."),
    "summarise": ("digest.cli.lab.text:summarise", "Take a summary out of texts."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def lab() -> None:
    """One stage on files of your own: no network, no database; JSON Lines out."""
