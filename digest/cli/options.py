"""The options that commands share, by one name and one meaning."""

from __future__ import annotations

from pathlib import Path

import click

home_option = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    envvar="DIGEST_HOME",
    metavar="DIR",
    help="The folder with digest.toml and feeds/. Left out, the one you are in (or DIGEST_HOME).",
)
"""Gives `home`, a path that may not exist."""

newsletter_option = click.option(
    "-n",
    "--newsletter",
    metavar="ID",
    default=None,
    help="Which newsletter. Left out, the only one there is.",
)
"""Gives `newsletter`, an id or None."""

json_option = click.option("--json", "as_json", is_flag=True, help="Say it in JSON, for a script.")
"""Gives `as_json`."""
