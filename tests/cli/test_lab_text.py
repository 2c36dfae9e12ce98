"""`digest lab classify`, `merge`, `emerge`, `summarise`, through click."""

import json

import pytest
from click.testing import CliRunner

from digest.cli.lab.text import classify, emerge, merge, summarise
from digest.errors import MissingExtra, SettingsError

THEMES = """\
[[theme]]
name = "Council money"
description = "Budgets and taxes."
keywords = ["section 114", "council tax"]

[[theme]]
name = "Roads"
description = "Roads and buses."
keywords = ["potholes", "bus"]
"""


@pytest.fixture
def themes(tmp_path):
    path = tmp_path / "themes.toml"
    path.write_text(THEMES, "utf-8")
    return path


def lines(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def run(command, *arguments):
    result = CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.output.splitlines()]


def post(number, title, **more):
    return {"id": number, "title": title, "summary": "", "published": "2026-06-11T09:00:00+00:00", **more}


def test_classify_prints_themes_best_first_with_evidence(tmp_path, themes):
    batch = lines(
        tmp_path / "b.jsonl", post(1, "Marlow raises council tax"), post("two", "Herons sing", published=None)
    )
    first, second = run(classify, "--themes", themes, "--batch", batch)
    assert [theme["name"] for theme in first["themes"]] == ["Council money", "Roads"]
    assert first["themes"][0]["evidence"] == ["council", "tax"]
    assert (first["id"], first["accepted"], second["id"], second["accepted"]) == (1, True, "two", False)


def test_classify_learns_from_labelled_texts(tmp_path, themes):
    batch = lines(tmp_path / "b.jsonl", post(1, "Herons sing"), post(2, "Council tax"), post(3, "Potholes"))
    labelled = lines(
        tmp_path / "l.jsonl", post(7, "Herons nest", theme="Roads"), post(8, "Tax rise", theme="Council money")
    )
    rows = run(classify, "--themes", themes, "--labelled", labelled, "--batch", batch)
    assert rows[0]["themes"][0]["name"] == "Roads"


def test_merge_gives_posts_of_one_matter_one_story(tmp_path):
    batch = lines(
        tmp_path / "b.jsonl",
        post(1, "Amey and Thornby launch a hedgerow guide", source="a"),
        post(2, "Hedgerow guide from Amey: Thornby launches it today", source="b"),
        post(3, "Night buses return to Marrowby", source="c", published="1-Jan-96"),
    )
    story = {row["id"]: row["story"] for row in run(merge, "--batch", batch)}
    assert story[1] == story[2] != story[3]


def test_emerge_names_what_no_theme_covers(tmp_path, themes):
    rows = [post(at, f"Badgers dig {at} setts below the Quillford embankment") for at in range(9)]
    rows += [post(20 + at, f"Potholes at mile {at} stop the bus") for at in range(9)]
    (subject,) = run(emerge, "--themes", themes, "--batch", lines(tmp_path / "b.jsonl", *rows))
    assert set(subject["ids"]) == set(range(9))


def test_summarise_prints_a_sentence_of_the_text(tmp_path):
    text = "Lorries must go round by Oxenholt from Monday, the county engineer said in a long and careful statement to the press today. Cars may pass."
    (row,) = run(summarise, "--batch", lines(tmp_path / "b.jsonl", {"id": 5, "title": "", "text": text}))
    assert row == {"id": 5, "summary": text.split(" Cars", maxsplit=1)[0], "origin": "text"}


@pytest.mark.parametrize("line", ["not json", "[1]", '{"title": "no id"}', "[" * 100_000])
def test_a_line_that_is_no_post_is_told_with_its_number(tmp_path, line):
    path = tmp_path / "b.jsonl"
    path.write_text(f'{{"id": 1}}\n{line}\n', "utf-8")
    with pytest.raises(SettingsError, match=r"b\.jsonl:2: not a post"):
        run(merge, "--batch", path)


@pytest.mark.parametrize("text", ["", "[[theme", "theme = 3", "[[theme]]\nkeywords = 1"])
def test_wrong_themes_are_told(tmp_path, text):
    path = tmp_path / "t.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=r"t\.toml"):
        run(classify, "--themes", path, "--batch", lines(tmp_path / "b.jsonl", post(1, "x")))


def test_a_missing_extra_is_named(tmp_path, themes, monkeypatch):
    monkeypatch.setattr("digest.adapters.vectors.find_spec", lambda name: None)
    batch = lines(tmp_path / "b.jsonl", post(1, "Council tax"))
    with pytest.raises(MissingExtra, match=r"pip install 'sector-digest\[minilm\]'"):
        run(classify, "--themes", themes, "--batch", batch, "--vectors", "minilm")


def test_the_extra_is_used_where_it_is_asked_for(tmp_path, themes):
    batch = lines(tmp_path / "b.jsonl", post(1, "Council tax"), post(2, "Potholes on the bus lane"))
    rows = run(classify, "--themes", themes, "--batch", batch, "--vectors", "minilm")
    assert [row["themes"][0]["name"] for row in rows] == ["Council money", "Roads"]


@pytest.mark.parametrize("command", [classify, emerge])
def test_no_themes_is_a_mistake_to_mend(tmp_path, command):
    (tmp_path / "none.toml").write_text("# nothing yet\n")
    batch = lines(tmp_path / "b.jsonl", post(1, "Council tax"))
    with pytest.raises(SettingsError, match=r"no themes, expected \[\[theme\]\] tables with a name"):
        run(command, "--themes", tmp_path / "none.toml", "--batch", batch)
