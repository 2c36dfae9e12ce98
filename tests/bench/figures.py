"""A figure of the bench, the table of figures in docs/measurements.md, and the same as JSON in docs/measurements.json."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "measurements.md"
DATA = ROOT / "docs" / "measurements.json"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


@dataclass(frozen=True)
class Figure:
    """One ratio of one run: `target` is the least it may be, negative the most, None where nothing was promised."""

    what: str
    reached: str
    against: str
    ratio: float
    target: float | None = None

    @property
    def met(self) -> bool:
        if self.target is None:
            return True
        return self.ratio <= -self.target if self.target < 0 else self.ratio >= self.target

    @property
    def wanted(self) -> str:
        if self.target is None:
            return "–"
        return f"at most {-self.target:g}" if self.target < 0 else f"at least {self.target:g}"


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table in Markdown."""
    rows = [
        f"| {f.what} | {f.reached} | {f.against} | {f.ratio:.2f} | {f.wanted}{'' if f.met else ' (missed)'} |"
        for f in figures
    ]
    return "\n".join(["| what | reached | against | ratio | target |", "|---|---|---|---|---|", *rows])


def keep(found: dict[str, list[Figure]], order: Iterable[str]) -> None:
    """Write the figures of this run beside those that earlier runs left of other names, names in the order given."""
    before = json.loads(DATA.read_text()) if DATA.exists() else {}
    machine = {"processors": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()[0]}
    data = before | {name: {"figures": [asdict(f) for f in figures], **machine} for name, figures in found.items()}
    data = {name: data[name] for name in order if name in data}
    DATA.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    every = [Figure(**one) for name in data for one in data[name]["figures"]]
    page = PAGE.read_text()
    if BEGIN in page:
        head, _, rest = page.partition(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n{table(every)}\n{END}{rest.partition(END)[2]}")
