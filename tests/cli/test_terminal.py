"""What a command writes to a terminal, to one that can do nothing, and to a file: as it is started, not in our process."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.cli.init import init

BOLD, YELLOW = "\x1b[1m", "\x1b[33m"
COLOURED = "from digest.cli import output; output.say(output.coloured('  place  held', {'held': 'yellow'}))"
ON_A_TERMINAL = {"TERM": "xterm-256color"}


def environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")} | more


def on_a_terminal(*command: str, **more: str) -> str:
    """Return what a command writes to a terminal of its own."""
    primary, secondary = pty.openpty()
    with subprocess.Popen(command, stdout=secondary, stderr=subprocess.DEVNULL, env=environment(**more)) as process:
        os.close(secondary)
        said = b""
        while piece := _piece(primary):
            said += piece
        process.wait()
    os.close(primary)
    return said.decode()


def _piece(primary: int) -> bytes:
    try:
        return os.read(primary, 65_536)
    except OSError:  # how Linux says that the other end is closed
        return b""


@pytest.fixture(scope="module")
def status(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The command that tells how a new newsletter stands."""
    home = tmp_path_factory.mktemp("home") / "harbour"
    assert CliRunner().invoke(init, [str(home)]).exit_code == 0
    return (sys.executable, "-m", "digest", "status", "--home", str(home))


@pytest.mark.parametrize("more", [ON_A_TERMINAL, ON_A_TERMINAL | {"NO_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_a_heading_is_bold_where_a_terminal_can_show_it(status: tuple[str, ...], more: dict[str, str]) -> None:
    """NO_COLOR is about colour alone (no-color.org); a terminal that calls itself dumb, or nothing, shows codes as they are."""
    said = on_a_terminal(*status, **more)
    assert "Slots" in said
    assert (BOLD in said) == ("xterm" in more.get("TERM", ""))
    assert ("\x1b" in said) == (BOLD in said)


@pytest.mark.parametrize(
    ("more", "coloured"),
    [
        (ON_A_TERMINAL, True),
        (ON_A_TERMINAL | {"NO_COLOR": ""}, True),
        (ON_A_TERMINAL | {"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colour_is_for_terminals_whose_owner_wants_it(more: dict[str, str], coloured: bool) -> None:
    said = on_a_terminal(sys.executable, "-c", COLOURED, **more)
    assert "held" in said
    assert (YELLOW in said, "\x1b" in said) == (coloured, coloured)


def test_a_file_gets_words_alone(status: tuple[str, ...], tmp_path: Path) -> None:
    with (tmp_path / "said").open("wb") as file:
        subprocess.run(status, stdout=file, stderr=subprocess.DEVNULL, env=environment(**ON_A_TERMINAL), check=False)
    said = (tmp_path / "said").read_text("utf-8")
    assert "Slots" in said
    assert "\x1b" not in said
