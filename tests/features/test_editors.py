"""What editors do from the command line, in the program as its users have it."""

from __future__ import annotations

import json

from tests.features.conftest import FEW, Home


def test_an_editor_asks_why_moves_a_story_and_takes_it_back(home: Home) -> None:
    home.only(*FEW)
    home.run("collect")
    drafted = json.loads(home.run("draft", "--json").stdout)
    section = next(s for s in drafted["content"]["sections"] if s["theme"])
    story, others = section["stories"][0], [s["theme"] for s in drafted["content"]["sections"] if s["theme"]]
    target = next(theme for theme in others if theme != section["theme"])

    said = home.run("why", story["lead"]["id"]).stdout
    assert story["lead"]["title"][:40] in said
    assert "the draft" in said
    assert json.loads(home.run("why", story["lead"]["address"], "--json").stdout)["post"]["id"] == story["lead"]["id"]
    assert "No post has" in home.run("why", "no such words anywhere", status=1).stderr

    done = home.run("move", story["id"], target, "--yes", "--by", "ann").stdout
    assert "goes to" in done
    assert "digest move --undo 1" in done
    assert _theme(home, story["id"]) == target
    assert "1 example in" in home.run("examples", "export").stdout
    (row,) = (home.folder / "feeds" / "demo.examples.jsonl").read_text("utf-8").splitlines()
    assert (json.loads(row)["theme"], json.loads(row)["by"]) == (target, "ann")

    assert "back where it was" in home.run("move", "--undo", "1").stdout
    assert _theme(home, story["id"]) == section["theme"]
    assert "1 example added" in home.run("examples", "import").stdout
    assert "(undone)" in home.run("examples", "list").stdout
    assert "There is no theme 'fish'" in home.run("move", story["id"], "fish", "--yes", status=1).stderr

    home.run("approve", "--by", "ann", "--anyway")
    shares = json.loads(home.run("sources", "fairness", "--json").stdout)
    assert shares["issues"] == 1
    assert abs(sum(share["share"] for share in shares["shares"]) - 1) < 1e-9
    assert "in 1 issue" in home.run("sources", "fairness").stdout
    home.run("themes", "list")


def _theme(home: Home, story: str) -> str:
    sections = json.loads(home.run("show", "--json").stdout)["content"]["sections"]
    return next(section["theme"] for section in sections if story in {one["id"] for one in section["stories"]})
