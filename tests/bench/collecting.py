"""How fast sources are collected, and in how much memory: the figures of the bench that concern `digest collect`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench import server
from tests.bench.figures import ROOT, Figure

Rounds = list[dict[str, float]]
PEER = ROOT / "build" / "bench" / "bin" / "python"


def unchanged(scale: float) -> Iterator[Figure]:
    """Yield how collecting unchanged sources compares with a bare loop that only asks."""
    count = int(2_000 * scale)
    with server.serving() as web:
        addresses = web.sources(count, "short")
        first = _module("tests.bench.bare", [], addresses)
        ours = _module("tests.bench.ours", ["0====="], addresses)[1:]
        bare = first + _module("tests.bench.bare", [], addresses)
    _whole(ours, unchanged=count)
    for kind in ("wall", "cpu"):
        limit, taken = (median(one[kind] for one in rounds) for rounds in (bare, ours))
        yield Figure(
            f"{count:,} sources unchanged (304), {kind} time",
            f"{taken:.2f} s",
            f"bare aiohttp loop {limit:.2f} s",
            limit / taken,
            0.6 if kind == "wall" else None,
        )


def changed(scale: float) -> Iterator[Figure]:
    """Yield how reading changed feeds, and reading feeds for the first time, compares with lemon24/reader."""
    count = int(2_000 * scale)
    with server.serving() as web:
        addresses = web.sources(count)
        theirs = _peer("0101", addresses)
        ours = _module("tests.bench.ours", ["0101"], addresses)
    _whole(ours, failed=0)
    _whole(theirs, failed=0)
    names = ("read for the first time", "changed: three new entries and one mended of 20 to 100")
    for name, turns, target in zip(names, ([0], [1, 2, 3]), (None, 5.0), strict=True):
        for kind in ("wall", "cpu"):
            peer, taken = (median(rounds[turn][kind] for turn in turns) for rounds in (theirs, ours))
            yield Figure(
                f"{count:,} feeds {name}, {kind} time",
                f"{taken:.1f} s",
                f"lemon24/reader {peer:.1f} s",
                peer / taken,
                target if kind == "wall" else None,
            )


def memory(scale: float) -> Iterator[Figure]:
    """Yield how memory grows from a thousand sources to ten thousand, the most that collecting ever had."""
    few, many = int(1_000 * scale), int(10_000 * scale)
    with server.serving() as web:
        small, large = (_module("tests.bench.ours", ["0="], web.sources(count, "short")) for count in (few, many))
    _whole(large[1:], unchanged=many)
    for name, key in (("the collecting process", "peak"), ("with its parser processes, after a round", "memory all")):
        less, more = (max(one[key] for one in rounds) for rounds in (small, large))
        ratio = more / less
        yield Figure(
            f"memory of {many:,} sources, {name}", f"{more:.0f} MB", f"{few:,} sources {less:.0f} MB", ratio, -1.3
        )


def _module(name: str, words: list[str], addresses: list[str]) -> Rounds:
    return _run([sys.executable, "-m", name], words, addresses)


def _peer(turns: str, addresses: list[str]) -> Rounds:
    if not PEER.exists():
        raise SystemExit(f"{PEER} is missing: `make bench` prepares it.")
    return _run([str(PEER), str(ROOT / "tests/bench/peer_reader.py")], [turns], addresses)


def _run(program: list[str], words: list[str], addresses: list[str]) -> Rounds:
    """Return what a process says of its rounds; it works in a folder that is thrown away."""
    environ = os.environ | {"READER_NO_VENDORED_FEEDPARSER": "1"}
    with tempfile.TemporaryDirectory() as folder:
        place = [str(Path(folder) / "home")] if words else []
        done = subprocess.run(
            [*program, *place, *words], input="\n".join(addresses), capture_output=True, text=True, cwd=ROOT, env=environ, check=False, timeout=1_800
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{program[-1]} failed:\n{done.stderr[-2_000:]}")
    return list(json.loads(done.stdout))


def _whole(rounds: Rounds, **wanted: float) -> None:
    """Stop where a round did not do what it was measured for."""
    for number, one in enumerate(rounds):
        for name, value in wanted.items():
            if one[name] != value:
                raise SystemExit(f"round {number}: {name} is {one[name]}, expected {value}: {one}")
