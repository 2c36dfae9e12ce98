"""docs/commands.md is what the commands say of themselves."""

from pathlib import Path

import click

from digest.cli import COMMANDS, digest, reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == reference.page(), "run: python -m digest.cli.reference > docs/commands.md"


def test_every_command_and_every_option_stands_there() -> None:
    page = reference.page()
    context = click.Context(digest, info_name="digest")
    for name in COMMANDS:
        command = digest.get_command(context, name)
        assert command is not None
        assert f"## digest {name}\n" in page
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.opts[-1] in page.split(f"## digest {name}\n")[1].split("\n## ")[0]


def test_each_is_said_in_words() -> None:
    context = click.Context(digest, info_name="digest")
    silent = [name for name in COMMANDS if not (digest.get_command(context, name) or click.Command("")).help]
    assert silent == []
