"""docs/settings.md from the definitions: `python -m digest.config.reference > docs/settings.md`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from inspect import cleandoc
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from digest.config.kinds import About, Says
from digest.config.settings import SECRETS, Settings, variable
from digest.config.tables import NewsletterFile

HEAD = """# Settings

Written from the definitions in `digest/config/`; do not edit it here (`python -m digest.config.reference`).
`digest check` reports every mistake in these files at once, with file and line.

A home folder holds `digest.toml`, which says where things are, and one file a newsletter in `feeds/`.
Every setting that has a default may be left out, and `digest.toml` itself too.
"""
NEWSLETTER = """
# A newsletter: feeds/NAME.toml

NAME is the newsletter's id: small letters, digits and hyphens. The order of themes is the order of sections.
"""
DEPLOYMENT = """
# Deployment: digest.toml

A variable in the environment goes before the file. Secrets are read from the environment alone.
`{newsletter}` in outbox, subscribers or public stands for the newsletter's id; it is needed as soon as there are two.
"""


def page() -> str:
    """Return the page."""
    return "\n".join(
        [
            HEAD,
            DEPLOYMENT.lstrip().replace("# ", "## ", 1),
            *_tables(Settings, (), deployment=True),
            NEWSLETTER.lstrip().replace("# ", "## ", 1),
            *_tables(NewsletterFile, (), deployment=False),
        ]
    )


def _tables(table: Any, key: tuple[str, ...], *, deployment: bool) -> Iterator[str]:  # noqa: ANN401 - a dataclass
    """Yield the lines for a table of settings, then for those within it."""
    hints = get_type_hints(table, include_extras=True)
    if key:
        many = key[-1] in {"theme", "source", "person", "smtp_server"}
        yield f"### {'[[' if many else '['}{'.'.join(key)}{']]' if many else ']'}\n\n{cleandoc(table.__doc__)}\n"
    heads = ["key", "default", "what it means", "what is expected", *(["in the environment"] if deployment else [])]
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    inner = []
    for one in fields(table):
        path = (*key, one.name)
        if below := _below(hints[one.name]):
            inner.append((below, path))
        else:
            yield _row(one, path, get_args(hints[one.name])[1:], deployment=deployment)
    yield ""
    for below, path in inner:
        yield from _tables(below, path, deployment=deployment)


def _below(hint: object) -> object | None:
    """Return the table that a setting is, or is a list of; None where it is a value."""
    kind = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    kind = next(iter(get_args(kind)), kind)
    return kind if is_dataclass(kind) else None


def _row(one: Field[Any], key: tuple[str, ...], said: tuple[object, ...], *, deployment: bool) -> str:
    about = next(note.words for note in reversed(said) if isinstance(note, About))
    expected = next(note.words for note in reversed(said) if isinstance(note, Says))
    name = f"`{one.name}`"
    if key in SECRETS:
        name = "(not in the file)"
    cells = [name, _default(one), about, expected, *([_variable(key)] if deployment else [])]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _variable(key: tuple[str, ...]) -> str:
    """Return the variable of a setting; of the tables of a list only secrets have one."""
    if key[0] == "smtp_server":
        return f"`{SECRETS[key]}`" if key in SECRETS else ""
    return f"`{variable(key)}`"


def _default(one: Field[Any]) -> str:
    if one.default is MISSING:
        return "needed"
    value = list(one.default) if isinstance(one.default, tuple) else one.default
    return f"`{json.dumps(value, ensure_ascii=False)}`"


if __name__ == "__main__":
    sys.stdout.write(page())
