"""What lies in deploy/: units that systemd understands, a board that asks for figures that there are, locked packages."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from digest import jobs, model
from digest.adapters import metrics
from tests import values
from tests.parts import Household

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SELECTOR = re.compile(r"(digest_\w+)(?:\{([^}]*)\})?")


@pytest.mark.parametrize("unit", ["digest.service", "digest-worker.service"])
def test_systemd_understands_the_unit(unit: str, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed: make system")
    text = (DEPLOY / unit).read_text("utf-8")
    commands = re.findall(r"^Exec\w+=(/\S+) (\w+)", text, re.MULTILINE)
    assert {at for at, _ in commands} == {"/opt/digest/bin/digest"}
    (tmp_path / unit).write_text(text.replace("/opt/digest/bin/digest", sys.executable), "utf-8")
    done = subprocess.run(
        [program, "verify", "--man=no", str(tmp_path / unit)], capture_output=True, text=True, check=False
    )
    about = [line for line in done.stderr.splitlines() if unit in line]
    assert (done.returncode, about) == (0, [])


@pytest.mark.parametrize("unit", ["digest.service", "digest-worker.service"])
def test_the_commands_of_the_unit_are_there(unit: str) -> None:
    for name in re.findall(r"^Exec\w+=/\S+ (\w+)", (DEPLOY / unit).read_text("utf-8"), re.MULTILINE):
        done = subprocess.run([sys.executable, "-m", "digest", name, "--help"], capture_output=True, check=False)
        assert done.returncode == 0, name


def _exported(folder: Path) -> dict[str, set[str]]:
    """Return the names of the figures that are exported, each with its labels."""
    home = Household(folder)
    parts = home.parts()
    jobs.tick(parts)
    parts.store.desk.keep_issue(values.issue())
    parts.store.deliveries.plan([values.delivery(1, fate=model.Fate.SENT)])
    text = metrics.exposition(jobs.status(replace(parts, free=lambda: 10**12))).decode()
    home.close()
    return {
        sample.name: set(sample.labels)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_board_asks_for_figures_that_are_exported(tmp_path: Path) -> None:
    exported = _exported(tmp_path)
    board = json.loads((DEPLOY / "grafana.json").read_text("utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
    assert len(asked) >= 8
    for expression in asked:
        found = SELECTOR.findall(expression)
        assert found, expression
        for name, chosen in found:
            assert name in exported, expression
            assert set(re.findall(r"(\w+)\s*(?:=|!)", chosen)) <= exported[name], expression
        for labels in re.findall(r"by \(([^)]*)\)", expression):
            assert set(re.split(r"\s*,\s*", labels)) <= exported[found[0][0]], expression
    variables = {one["name"] for one in board["templating"]["list"]}
    assert set(re.findall(r"\$(\w+)", " ".join(asked))) <= variables


def test_the_container_installs_nothing_without_a_hash() -> None:
    lines = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    installs = [line for line in lines if "pip install" in line]
    assert len(installs) == 2
    assert all(
        "--require-hashes -r requirements-postgresql.txt" in line or "--no-deps ." in line for line in installs
    )
    locked = (ROOT / "requirements-postgresql.txt").read_text("utf-8")
    assert re.search(r"^procrastinate==", locked, re.MULTILINE)
    assert re.search(r"^psycopg-binary==", locked, re.MULTILINE)
    copied = {word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1] if "=" not in word}
    assert all((ROOT / name).exists() for name in copied if not name.startswith("/"))
