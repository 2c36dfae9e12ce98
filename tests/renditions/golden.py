"""One issue's files as they should be. Run `python -m tests.renditions.golden` where a change is meant; read the diff."""

import re
from pathlib import Path

from digest import model as m
from digest import paths, renditions
from digest.adapters.templates import JinjaTemplates
from tests.renditions.issues_made import PUBLIC, content, event, issue, newsletter, post, section, story

ALIKE = re.compile(r"(?:feeds/themes|calendars|themes)/(?!housing|events|index)|sources/source-[^1]")
FOLDER = Path(__file__).with_name("golden")


def specimen() -> m.Issue:
    """An issue with something of everything."""
    lead = story(1, "Councils ask for longer settlements", others=(post(2), post(3)), authors=("Ada Quill",))
    hard = story(5, 'A "quoted" <title> & more', "Less < more, R&D > nothing.", "housing")
    return issue(
        content(
            lead,
            (
                section("council", story(4, "Parks", "", others=(post(8),))),
                section("housing", hard, story(6, "מועצות מבקשות תקציב", "תקציר.", "housing", language="he")),
                section("", story(7, "Elsewhere", theme="")),
            ),
            (event(), event(101, "Audit code: the last day to answer", kind="deadline", end=None, speakers=())),
            "Money that arrives *late*.\n\nThree reports say [the same](https://source1.example/a?b=1&c=2).\n\n— Ada Quill",
        )
    )


def files() -> dict[str, bytes]:
    """The specimen's files by path: of themes and sources one each, as the others are made alike."""
    templates = JinjaTemplates([paths.templates()])
    made = renditions.publish(specimen(), (), newsletter(), templates, PUBLIC).renditions
    return {r.path: r.body for r in made if not ALIKE.match(r.path)}


def write() -> None:
    """Make what comes out now what should come out."""
    for path, body in files().items():
        at = FOLDER / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(body)


if __name__ == "__main__":
    write()
