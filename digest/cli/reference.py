"""docs/commands.md from the commands themselves: `python -m digest.cli.reference > docs/commands.md`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import click

from digest import errors
from digest.cli import digest
from digest.errors import DigestError

HEAD = """# Commands

Written from the commands themselves; do not edit it here (`python -m digest.cli.reference`).

Every command explains itself with `--help`. Those that tell something speak JSON with `--json`. `digest --debug …`
shows where in the program a mistake was met.
"""
STATUSES = """## Exit status

| status | meaning |
|---|---|
| 0 | done, or there was nothing to do |
{}
| 70 | a defect of the program: report it |
| 130 | stopped by hand; what was finished is kept |
"""


def page() -> str:
    """Return the page."""
    context = click.Context(digest, info_name="digest")
    return "\n".join([HEAD, *_contents(), *_sections(context, 2), _statuses()])


def _contents() -> Iterator[str]:
    """Yield a table of the commands, in the order of a week."""
    yield "| command | |"
    yield "|---|---|"
    for name, (_, said) in digest.lazy.items():
        yield f"| [`digest {name}`](#digest-{name}) | {said} |"
    yield ""


def _sections(context: click.Context, depth: int) -> Iterator[str]:
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        yield from _section(inner, depth)
        yield from _sections(inner, depth + 1)


def _section(context: click.Context, depth: int) -> Iterator[str]:
    command = context.command
    yield f"{'#' * depth} {context.command_path}\n"
    yield f"```\n{_usage(context)}\n```\n"
    yield f"{_prose(command.help or command.short_help or '')}\n"
    rows = [row for option in command.params if (row := _row(option, context))]
    if rows:
        yield from ("| | |", "|---|---|", *rows, "")


def _usage(context: click.Context) -> str:
    pieces = " ".join(context.command.collect_usage_pieces(context))
    return f"{context.command_path} {pieces}".strip()


def _prose(text: str) -> str:
    """Return a command's help with its paragraphs kept and its lines put together."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\b", "").strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _row(option: click.Parameter, context: click.Context) -> str:
    record = option.get_help_record(context) if isinstance(option, click.Option) else None
    if record is None or "--help" in record[0]:
        return ""
    names, said = (part.replace("|", "\\|") for part in record)
    return f"| `{names}` | {' '.join(said.split())} |"


def _statuses() -> str:
    """Return the exit statuses, those of errors as the tree of errors has them."""
    known: dict[int, list[str]] = {2: ["The command was not understood."]}
    for error in _below(DigestError):
        known.setdefault(error.exit_code, []).append(_meaning(error))
    rows = (f"| {status} | {' '.join(dict.fromkeys(said))} |" for status, said in sorted(known.items()))
    return STATUSES.format("\n".join(rows))


def _below(error: type[DigestError]) -> Iterator[type[DigestError]]:
    """Yield the errors that have none below them."""
    kinds = error.__subclasses__()
    for kind in kinds:
        yield from _below(kind)
    if not kinds:
        yield error


def _meaning(error: type[DigestError]) -> str:
    """Return what the tree of errors says of this one."""
    line = re.search(rf"\b{error.__name__}\s+(.+)", errors.__doc__ or "")
    return f"{(line[1] if line else error.__name__).strip().capitalize()}."


if __name__ == "__main__":
    sys.stdout.write(page())
