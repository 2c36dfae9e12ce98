"""`digest check`, through click."""

import json
import re

import pytest
from click.testing import CliRunner

from digest.cli.check import check
from digest.cli.init import init

NEWSLETTER = """\
title = "Harbour News"
[sender]
address = "news@example.org"
[[source]]
name = "Harbour Institute"
address = "https://harbour.example/feed"
"""


@pytest.fixture
def home(tmp_path):
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "harbour.toml").write_text(NEWSLETTER, "utf-8")
    return tmp_path


def run(*arguments, env=None):
    return CliRunner().invoke(check, [str(argument) for argument in arguments], env=env)


def test_a_right_folder_is_one_sentence_a_newsletter(home):
    result = run("--home", home)
    assert result.exit_code == 0
    assert re.fullmatch(r"harbour: 1 source, 0 themes, next issue Friday \d{1,2} [A-Z][a-z]+ 07:00\n", result.output)


def test_every_mistake_of_every_file_is_told_and_the_status_is_2(home):
    (home / "digest.toml").write_text('public = "here"\n', "utf-8")
    (home / "feeds" / "harbour.toml").write_text(NEWSLETTER.replace("https", "ftp"), "utf-8")
    (home / "feeds" / "quay.toml").write_text("title = Quay\n", "utf-8")
    result = run("--home", home)
    assert result.exit_code == 2
    assert [line.partition(" ")[0] for line in result.stdout.splitlines()] == [
        "digest.toml:1:",
        "feeds/harbour.toml:6:",
        "feeds/quay.toml:1:",
    ]
    assert result.stderr == "3 mistakes.\n"


def test_an_extra_that_a_setting_asks_for_is_told_where_it_is_missing(home, monkeypatch):
    monkeypatch.setattr("digest.adapters.vectors.find_spec", lambda _: None)
    assert run("--home", home).exit_code == 0
    (home / "digest.toml").write_text('vectors = "minilm"\n', "utf-8")
    result = run("--home", home)
    assert result.exit_code == 2
    assert "pip install 'sector-digest[minilm]'" in result.stdout


def test_json_has_the_parts(home):
    (home / "feeds" / "harbour.toml").write_text(NEWSLETTER.replace("https", "ftp"), "utf-8")
    told = json.loads(run("--home", home, "--json", env={"DIGEST_SMTP_PORT": "many"}).stdout)
    assert told["newsletters"] == []
    assert [(one["file"], one["line"]) for one in told["mistakes"]] == [
        ("environment", None),
        ("feeds/harbour.toml", 6),
    ]
    assert told["mistakes"][1]["what"].startswith("address of source 1")


def test_json_of_a_right_folder(home):
    (one,) = json.loads(run("--home", home, "--json").stdout)["newsletters"]
    assert (one["id"], one["sources"], one["themes"]) == ("harbour", 1, 0)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT07:00:00\+0[01]:00", one["next_issue"])


def test_files_are_checked_by_name(home, tmp_path):
    wrong, deployment = tmp_path / "quay.toml", tmp_path / "digest.toml"
    wrong.write_text(NEWSLETTER.replace("https", "ftp"), "utf-8")
    deployment.write_text("[smtp]\nport = 0\n", "utf-8")
    result = run(home / "feeds" / "harbour.toml", wrong, deployment, tmp_path / "absent.toml")
    assert result.exit_code == 2
    assert [line[: len(str(tmp_path)) + 15].strip() for line in result.stdout.splitlines()]
    assert re.findall(r"(\w+\.toml):(\d+): ", result.stdout) == [
        ("quay.toml", "6"),
        ("digest.toml", "2"),
        ("absent.toml", "1"),
    ]
    assert run(home / "feeds" / "harbour.toml").exit_code == 0


def test_bytes_that_are_no_text_are_told_with_their_line(tmp_path):
    (tmp_path / "quay.toml").write_bytes(b'title = "Quay"\ntagline = "\xff"\n')
    result = run(tmp_path / "quay.toml")
    assert result.exit_code == 2
    assert "quay.toml:2: a byte that is not UTF-8, expected" in result.stdout


def test_a_folder_that_is_not_there_says_what_to_do(tmp_path):
    result = run("--home", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "digest init" in result.stdout


def test_what_init_made_is_right(tmp_path):
    CliRunner().invoke(init, [str(tmp_path / "new"), "--title", "Quay & Dock"])
    result = run("--home", tmp_path / "new")
    assert (result.exit_code, result.output.partition(",")[0]) == (0, "quay-dock: 3 sources")
