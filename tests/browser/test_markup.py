"""The archive's markup, judged by two validators that are not ours: html-validate, and the Nu checker of the W3C."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from digest import model as m
from digest import paths, renditions
from digest.adapters.outbox import FolderOutbox
from digest.adapters.templates import JinjaTemplates
from tests.renditions.golden import specimen
from tests.renditions.issues_made import PUBLIC, content, event, issue, newsletter, section, story

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "build" / "html" / "node_modules"
NU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
VALIDATE = TOOLS / "html-validate" / "bin" / "html-validate.mjs"
# What Outlook and old Gmail need, and no standard has: said by the Nu checker of the mail, and of the mail alone.
FOR_MAIL = (
    *("“mso-table-lspace”", "“mso-table-rspace”", "“mso-hide”", "“supported-color-schemes”"),
    *("“xmlns:v”", "“xmlns:o”"),
)


def hard() -> m.Issue:
    """An issue of what is hard to write down: markup in words, other scripts, endless words, events called off."""
    titles = ('A "quoted" <title> & more', "מועצות מבקשות תקציב", "w" * 500, "</script><!--", "Bins ♻ \x07", "")
    told = [story(20 + n, title, f"{title} < more & more", "housing") for n, title in enumerate(titles)]
    lead = replace(story(1, "Long " * 60), others=(told[0].lead, told[1].lead))
    called_off = event(101, "A < B & C", status="cancelled", whole_day=True)
    return issue(
        content(lead, (section("housing", *told), section("", story(2))), (event(), called_off), "A\n\nB"), 13
    )


@pytest.fixture(scope="module")
def outbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages of two issues, and those of a newsletter that has none yet."""
    folder = tmp_path_factory.mktemp("outbox")
    templates = JinjaTemplates([paths.templates()])
    corrections = (
        m.Correction(m.NewsletterId("place"), 12, 1, specimen().dated, "ann", m.StoryId(""), "A < B, not A > B."),
    )
    made = renditions.publish_all((specimen(), hard()), newsletter(), templates, PUBLIC, corrections)
    empty = renditions.publish_all((), newsletter(), templates, PUBLIC)
    FolderOutbox(folder).write(made)
    FolderOutbox(folder / "empty").write(empty)
    return folder


@pytest.fixture(scope="module")
def objections(outbox: Path) -> list[dict[str, str]]:
    """All that the Nu checker says of them."""
    if not NU.exists() or not shutil.which("java"):
        pytest.skip("the Nu checker is not installed (make test asks npm for it; Java: default-jre-headless)")
    # a machine that runs once gains nothing by compiling twice; without that its patterns take more stack
    java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m", "-jar", str(NU)]
    asked = ["--format", "json", "--errors-only", "--skip-non-html", "--exit-zero-always", str(outbox)]
    said = subprocess.run([*java, *asked], capture_output=True, text=True, check=True, timeout=120)
    found: list[dict[str, str]] = json.loads(said.stderr)["messages"]
    return found


@pytest.mark.parametrize("mail", [False, True], ids=["pages", "mail"])
def test_the_nu_checker_finds_no_error(objections: list[dict[str, str]], mail: bool) -> None:
    found = [one for one in objections if one["url"].endswith("email.html") == mail]
    left = [one for one in found if not (mail and any(known in one["message"] for known in FOR_MAIL))]
    assert [(one["url"].rpartition("outbox")[2], one["message"], one.get("extract")) for one in left] == []


def test_html_validate_finds_no_error(outbox: Path) -> None:
    """Its recommended rules, all of them, on every page."""
    if not VALIDATE.exists() or not shutil.which("node"):
        pytest.skip("html-validate is not installed (make test asks npm for it)")
    (outbox / ".htmlvalidate.json").write_text('{"root": true, "extends": ["html-validate:recommended"]}')
    pages = [str(page) for page in outbox.rglob("*.html") if page.name != "email.html"]
    assert len(pages) > 20
    said = subprocess.run(
        ["node", str(VALIDATE), "--formatter", "json", *pages],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=outbox,
    )
    assert said.stdout, said.stderr
    found = Counter(
        (one["ruleId"], one["message"], Path(page["filePath"]).relative_to(outbox).as_posix())
        for page in json.loads(said.stdout)
        for one in page["messages"]
    )
    assert found == {}
