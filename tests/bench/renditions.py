"""What rendering costs: a mail of 30 stories beside node's mjml, joined editions, an archive of 500 issues.

`python -m tests.bench renditions`, or `python -m tests.bench.renditions` for all of it as JSON. Figures are CPU seconds
of this process, the best of some rounds; the archive's are also wall time, as it writes some thousand files. Node's
mjml is asked from build/mjml (`make build/mjml/...` puts it there), and left out where it is not there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html import escape
from itertools import combinations, product
from pathlib import Path
from time import perf_counter, process_time

from digest import model as m
from digest import paths, renditions
from digest.adapters.outbox import FolderOutbox
from digest.adapters.templates import JinjaTemplates
from digest.renditions import mjml, setting, words
from digest.renditions.addresses import addresses
from digest.renditions.editions import Edition, edition
from digest.renditions.mail import whole
from digest.renditions.text import text_part
from tests.bench.figures import Figure
from tests.renditions.issues_made import NOW, PUBLIC, content, event, issue, newsletter, post, section, story

OURS = JinjaTemplates([paths.templates()])
PEER = Path(__file__).resolve().parents[2] / "build" / "mjml"
OF = newsletter()
THEMES = [theme.id for theme in OF.themes]
SUMMARY = (
    "Nine schemes treated 4,300 homes. Bills fell by a fifth, but only where residents were shown how to use it. " * 2
)
NODE = """
const mjml = require("mjml");
const compile = mjml.default || mjml;
const source = require("fs").readFileSync(0, "utf8");
const best = async (options) => {
  for (let n = 0; n < 5; n++) await compile(source, options);
  let seconds = Infinity;
  for (let n = 0; n < 15; n++) {
    const before = process.cpuUsage();
    await compile(source, options);
    const after = process.cpuUsage(before);
    seconds = Math.min(seconds, (after.user + after.system) / 1e6);
  }
  return seconds;
};
(async () => {
  const usual = await best({});
  const unchecked = await best({ fonts: {}, validationLevel: "skip" });
  console.log(JSON.stringify({ usual, unchecked }));
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


def mails() -> dict[str, object]:
    """Return what a mail of 30 stories costs."""
    one = made(500, 30)
    shown = edition(one, OF, addresses(OF, PUBLIC))
    ours = best(lambda: rendered(shown))
    facts: dict[str, object] = {
        "jinja and mjml of 30 stories, ms": round(ours * 1e3, 2),
        "text part of 30 stories, ms": round(best(lambda: text_part(shown, OURS)) * 1e3, 2),
        "whole mail of 30 stories, ms": round(best(lambda: renditions.mail(one, OF, OURS, PUBLIC)) * 1e3, 2),
    }
    for name, source in {"our mail": source_of(shown), "a section a story": sections_of(shown)}.items():
        alone = best(lambda: mjml.engine.mjml2html(source, fonts={}))  # noqa: B023 - called at once
        facts[f"mjml of {name}, ms"] = round(alone * 1e3, 2)
        for how, seconds in by_node(source).items():
            facts[f"mjml of {name} by node, {how}, ms"] = round(seconds * 1e3, 1)
            facts[f"mjml of {name}, times node, {how}"] = round(seconds / alone, 1)
    return facts


def source_of(shown: Edition) -> str:
    """Return the MJML of a whole mail, cards and all."""
    values = {"issue": shown, "breakable": str}
    filled = [
        (card.id, name, words.Markup(OURS.render(name, values | {"card": card})))
        for card, name in setting.templates_of(shown)
    ]
    cards = {story: html for story, name, html in filled if name != setting.MENTION}
    covered = {story: html for story, name, html in filled if name == setting.MENTION}
    return OURS.render("email/issue.mjml", values | {"cards": cards, "covered": covered})


def sections_of(shown: Edition) -> str:
    """Return the same stories as most digests are built: a section with two columns for each."""
    one = (
        '<mj-section><mj-column width="30%"><mj-image src="https://a.example/a.png" alt="" /></mj-column>'
        '<mj-column width="70%"><mj-text font-size="18px">{title}</mj-text><mj-text>{summary}</mj-text>'
        '<mj-button href="https://a.example/">Read</mj-button></mj-column></mj-section>'
    )
    stories = "".join(one.format(title=escape(card.title), summary=escape(card.summary)) for card in shown.cards)
    return f"<mjml><mj-body>{stories}</mj-body></mjml>"


def by_node(source: str) -> dict[str, float]:
    """Return the CPU seconds that node's mjml takes after five rounds to warm up, as it is usually called and unchecked.

    Unchecked is its best case: it looks neither for mistakes in the source nor for fonts. Empty where it is not there.
    """
    if not (PEER / "node_modules" / "mjml").is_dir() or not shutil.which("node"):
        return {}
    done = subprocess.run(["node", "-e", NODE], input=source.encode(), capture_output=True, check=True, cwd=PEER)
    return {how: float(seconds) for how, seconds in json.loads(done.stdout).items()}


def joined() -> dict[str, object]:
    """Return how many editions are joined in a second, over all 255 choices of eight themes."""
    parts = renditions.segments(made(500, 30), OF, OURS, PUBLIC)
    choices = [tuple(chosen) for many in range(1, 9) for chosen in combinations(THEMES, many)]
    start = process_time()
    for choice in choices:
        parts.mail(choice)
    first = process_time() - start
    equal = sum(parts.mail(c) == renditions.mail(made(500, 30), OF, OURS, PUBLIC, c) for c in choices)

    def every() -> None:
        # each is let go before the next, as in sending: keeping all of them costs as much again, in memory
        for choice in choices:
            parts.mail(choice)

    seconds = best(every, rounds=30, times=2) / len(choices)
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


def figures(scale: float) -> Iterator[Figure]:
    """Yield the figures that are promised of renditions."""
    found = {**mails(), **joined(), **archive(int(500 * scale), 40)}
    render = float(str(found["jinja and mjml of 30 stories, ms"]))
    yield Figure("a mail of 30 stories through Jinja and MJML", f"{render} ms", "2 ms", 2 / render, 1)
    for name, how in product(("our mail", "a section a story"), ("usual", "unchecked")):
        if f"mjml of {name}, times node, {how}" in found:
            reached, node = found[f"mjml of {name}, ms"], found[f"mjml of {name} by node, {how}, ms"]
            ratio = float(str(found[f"mjml of {name}, times node, {how}"]))
            yield Figure(f"MJML alone: {name}", f"{reached} ms", f"node mjml, {how}, {node} ms", ratio, 30)
    rate = int(str(found["editions joined a second"]))
    yield Figure("personal editions joined on a core", f"{rate:,}/s", "40,000/s", rate / 40_000, 1)
    equal = int(str(found["equal to those made directly, of 255"]))
    yield Figure("choices of eight themes joined byte for byte", f"{equal}", "255", equal / 255, 1)
    wall = float(str(found["archive written, seconds"]))
    size = f"{found['issues']} issues with {found['stories']:,} stories written"
    yield Figure(size, f"{wall} s, {found['archive written, CPU seconds']} s of CPU", "60 s", 60 * scale / wall, 1)
    others = found["other files it touched"]
    touched = len(others) if isinstance(others, list) else 0
    yield Figure(
        "files one more issue touches besides its own",
        str(touched),
        f"{found['files']}",
        touched / int(str(found["files"])),
    )


def main() -> None:
    """Print all figures."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    sys.stdout.write(json.dumps({**mails(), **joined(), **archive(size, 40)}, indent=1) + "\n")


if __name__ == "__main__":
    main()
