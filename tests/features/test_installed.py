"""The program as a wheel, away from the checkout: it carries its templates and newsletters, and runs the demo."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked in it, as pip would do it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, check=True, cwd=ROOT, capture_output=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_source_archive_makes_the_same_wheel(installed: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)]
    subprocess.run([*build, "-t", "sdist"], check=True, cwd=ROOT, capture_output=True)
    [archive] = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path / "unpacked", filter="data")
    [source] = (tmp_path / "unpacked").iterdir()
    subprocess.run([*build, "-t", "wheel"], check=True, cwd=source, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as made:
        files = {name: made.read(name) for name in made.namelist() if "/RECORD" not in name}
    ours = (
        path for path in installed.rglob("*") if path.is_file() and path.suffix != ".pyc" and path.name != "RECORD"
    )
    assert files == {path.relative_to(installed).as_posix(): path.read_bytes() for path in ours}
    assert "digest/py.typed" in files


def _run(installed: Path, cwd: Path, *words: str) -> str:
    environ = os.environ | {"PYTHONPATH": str(installed)}
    code = (
        f"import digest; assert digest.__file__.startswith({str(installed)!r}); from digest.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=cwd, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_carries_templates_and_newsletters(installed: Path, tmp_path: Path) -> None:
    assert (installed / "digest/_data/templates/email/issue.mjml").exists()
    assert "place: " in _run(installed, tmp_path, "check")


def test_it_makes_a_newsletter_that_works_at_once(installed: Path, tmp_path: Path) -> None:
    _run(installed, tmp_path, "init", "mine")
    assert "mine: " in _run(installed, tmp_path / "mine", "check")


def test_it_shows_the_demo(installed: Path, tmp_path: Path) -> None:
    said = _run(installed, tmp_path, "demo", "--port", "0", "--home", str(tmp_path / "demo"))
    assert "5 sent" in said
    assert (tmp_path / "demo/outbox/1/email.html").stat().st_size > 10_000
