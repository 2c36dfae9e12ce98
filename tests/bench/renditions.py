"""What rendering costs: a mail of 30 stories beside node's mjml, joined editions, an archive of 500 issues.

`python -m tests.bench.renditions [FOLDER]`; prints JSON. Figures are CPU seconds of this process, the best of some
rounds; the archive's are also wall time, as it writes some ten thousand files. Node's mjml is asked from FOLDER
(`npm install --prefix FOLDER mjml`), and left out where it is not there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from time import perf_counter, process_time

from digest import model as m
from digest import paths, renditions
from digest.adapters.outbox import FolderOutbox
from digest.adapters.templates import JinjaTemplates
from digest.renditions import setting
from digest.renditions.addresses import addresses
from digest.renditions.editions import Edition, edition
from digest.renditions.mail import whole
from digest.renditions.text import text_part
from tests.renditions.issues_made import NOW, PUBLIC, content, event, issue, newsletter, post, section, story

OURS = JinjaTemplates([paths.templates()])
OF = newsletter()
THEMES = [theme.id for theme in OF.themes]
SUMMARY = (
    "Nine schemes treated 4,300 homes. Bills fell by a fifth, but only where residents were shown how to use it. " * 2
)
NODE = """
const mjml = require("mjml");
const compile = mjml.default || mjml;
const source = require("fs").readFileSync(0, "utf8");
(async () => {
  for (let n = 0; n < 5; n++) await compile(source, { fonts: {}, validationLevel: "skip" });
  let best = Infinity;
  for (let n = 0; n < 15; n++) {
    const before = process.cpuUsage();
    await compile(source, { fonts: {}, validationLevel: "skip" });
    const after = process.cpuUsage(before);
    best = Math.min(best, (after.user + after.system) / 1e6);
  }
  console.log(JSON.stringify({ seconds: best, version: require("mjml/package.json").version }));
})();
"""


def made(number: int, count: int) -> m.Issue:
    """An issue of so many stories in eight themes, each in two more places, and three events."""
    first = number * 1000
    stories = [
        story(first + n, f"What a warm home costs: lessons {first + n}", SUMMARY, THEMES[n % 8], (post(first + 500 + n), post(first + 700 + n)))
        for n in range(count - 3)
    ]  # fmt: skip
    events = tuple(event(first + 900 + n) for n in range(3))
    sections = tuple(section(t, *(s for s in stories[1:] if s.theme == t)) for t in THEMES)
    whole = content(stories[0], sections, events, "A word on the week.")
    week = NOW - timedelta(weeks=500 - number)
    return issue(replace(whole, subject=f"{stories[0].lead.title} + {count - 4} more, 3 events"), number, week)


def best(work: Callable[[], object], rounds: int = 15, times: int = 5) -> float:
    """Return the CPU seconds of one call, the best of some rounds: what the machine is busy with only adds."""
    work()
    taken = []
    for _ in range(rounds):
        start = process_time()
        for _ in range(times):
            work()
        taken.append((process_time() - start) / times)
    return min(taken)


def rendered(shown: Edition) -> str:
    """Jinja and MJML: every card set and proven, the frame around them."""
    settings = setting.set_cards(setting.templates_of(shown), shown, OURS)
    return whole(shown, OURS, [one.html for one in settings])


def mails(folder: Path | None) -> dict[str, object]:
    """Return what a mail of 30 stories costs."""
    one = made(500, 30)
    shown = edition(one, OF, addresses(OF, PUBLIC))
    ours = best(lambda: rendered(shown))
    facts: dict[str, object] = {
        "jinja and mjml of 30 stories, ms": round(ours * 1e3, 2),
        "text part of 30 stories, ms": round(best(lambda: text_part(shown, OURS)) * 1e3, 2),
        "whole mail of 30 stories, ms": round(best(lambda: renditions.mail(one, OF, OURS, PUBLIC)) * 1e3, 2),
    }
    if node := by_node(shown, folder):
        facts |= {
            "node mjml alone, ms": round(node["seconds"] * 1e3, 1),
            "node mjml, version": node["version"],
            "times faster than node mjml": round(node["seconds"] / ours, 1),
        }
    return facts


def by_node(shown: Edition, folder: Path | None) -> dict[str, float] | None:
    """Return what node's mjml takes for the same mail, after five rounds to warm up; None where it is not there."""
    if folder is None or not (folder / "node_modules" / "mjml").is_dir() or not shutil.which("node"):
        return None
    names = {card.id: name for card, name in setting.templates_of(shown)}
    values = {"issue": shown, "breakable": str}
    cards = {card.id: setting.Markup(OURS.render(names[card.id], values | {"card": card})) for card in shown.cards}
    source = OURS.render("email/issue.mjml", values | {"cards": cards})
    done = subprocess.run(["node", "-e", NODE], input=source.encode(), capture_output=True, check=True, cwd=folder)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def joined() -> dict[str, object]:
    """Return how many editions are joined in a second, over all 255 choices of eight themes."""
    parts = renditions.segments(made(500, 30), OF, OURS, PUBLIC)
    choices = [tuple(chosen) for many in range(1, 9) for chosen in combinations(THEMES, many)]
    start = process_time()
    for choice in choices:
        parts.mail(choice)
    first = process_time() - start
    equal = sum(parts.mail(c) == renditions.mail(made(500, 30), OF, OURS, PUBLIC, c) for c in choices)
    seconds = best(lambda: [parts.mail(choice) for choice in choices], rounds=30, times=2) / len(choices)
    return {
        "editions joined a second": round(1 / seconds),
        "the first 255 editions, ms": round(first * 1e3),
        "equal to those made directly, of 255": equal,
    }


def archive(issues: int, stories: int) -> dict[str, object]:
    """Return what writing an archive takes, and what one more issue touches."""
    every = [made(number, stories) for number in range(1, issues + 1)]
    with tempfile.TemporaryDirectory() as folder:
        outbox = FolderOutbox(Path(folder))
        clock, cpu = perf_counter(), process_time()
        paths = outbox.write(renditions.publish_all(every[:-1], OF, OURS, PUBLIC))
        clock, cpu = perf_counter() - clock, process_time() - cpu
        start = perf_counter()
        published = renditions.publish(every[-1], every[:-1], OF, OURS, PUBLIC)
        rendered_in = perf_counter() - start
        touched = outbox.write(published.renditions)
        own = [path for path in touched if path.startswith(f"{issues}/")]
    return {
        "issues": issues,
        "stories": issues * stories,
        "files": len(paths),
        "archive written, seconds": round(clock, 1),
        "archive written, CPU seconds": round(cpu, 1),
        "one more issue rendered, seconds": round(rendered_in, 2),
        "files of its own": len(own),
        "other files it touched": sorted(set(touched) - set(own)),
    }


def main() -> None:
    """Print all figures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    sys.stdout.write(json.dumps({**mails(folder), **joined(), **archive(size, 40)}, indent=1) + "\n")


if __name__ == "__main__":
    main()
