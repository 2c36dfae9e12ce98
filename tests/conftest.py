"""Fixtures that every test may use, and the rule that CI skips nothing."""

from __future__ import annotations

import gc
import os
import pkgutil
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import hypothesis
import pytest

from digest import clock, config, delivery, editing, model, ports, renditions, sources, stories

ROOT = Path(__file__).resolve().parents[1]

# no example fails for having been slow: the machine may have other work to do
hypothesis.settings.register_profile("patient", deadline=None)
# a change passes or fails for what it says: CI and `make quick` try the same examples each time, `make test` new ones
hypothesis.settings.register_profile("quick", max_examples=10, deadline=None, derandomize=True)
hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", max_examples=1_000, deadline=None)
hypothesis.settings.load_profile("same" if os.environ.get("NO_SKIPS") else "patient")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measured corpora beside the checkout; other people do not have them."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the measured corpora (../shared) are not here")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a private PostgreSQL, made for these tests and thrown away after them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    programs = found[-1].parent
    # not below pytest's own folder, which nobody else may enter: the server runs as another user
    folder = Path(tempfile.mkdtemp(prefix="digest-postgres-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    data, port = folder / "data", _free_port()
    run = lambda *words: subprocess.run([*as_user, *words], check=True, capture_output=True, cwd="/")  # noqa: E731 - one line thrice
    run(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
    run(str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that at the end no worker is left alone with it; else the order stays random.

    Properties are not counted for coverage: their examples are drawn, so that what they try is luck, and counting takes
    as long again as they do.
    """
    for one in items:
        if getattr(getattr(one, "obj", None), "is_hypothesis_test", False):
            one.add_marker(pytest.mark.no_cover)
    features = ROOT / "tests/features"
    items.sort(key=lambda one: (one.get_closest_marker("slow") is None, features not in one.path.parents))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Take what collecting made out of the garbage collector's rounds: it stays to the end, and going over it cost a twelfth.

    Where lines are counted the rooms are imported whole before: of what a test that is not counted imports first, the
    lines that define it would seem untried.
    """
    if session.config.pluginmanager.hasplugin("_cov"):
        for room in (clock, config, delivery, editing, model, ports, renditions, sources, stories):
            for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
                import_module(found.name)
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped where nothing may be skipped (NO_SKIPS=1, as CI sets it)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get("NO_SKIPS") and reporter.stats.get("skipped") and not session.exitstatus:
        reporter.write_line("NO_SKIPS is set, and tests were skipped: this run fails.", red=True)
        session.exitstatus = 1
