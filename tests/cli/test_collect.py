"""What `digest collect` says of a round."""

from __future__ import annotations

from click.testing import CliRunner

from digest import jobs, paths
from digest import model as m
from digest.cli import send as sending
from digest.cli.collect import collect, report
from tests.values import NOW, PLACE, issue

NO_HOST = "There is no such host. Check the address for mistakes."


def failed(source: str, trouble: m.Trouble = m.Trouble.UNREACHABLE, said: str = NO_HOST) -> m.Visited:
    return m.Visited(m.SourceId(source), NOW, failure=m.Failure(trouble, source, said))


def test_what_failed_in_the_same_way_is_told_once() -> None:
    visits = (failed("c"), failed("a"), failed("b", m.Trouble.GONE, "It is gone."), m.Visited(m.SourceId("d"), NOW))
    told = list(report(jobs.Collected(visits)))
    assert told[2:] == ["Not read:", "  a, c", f"    {NO_HOST}", "  b", "    It is gone."]


def test_names_of_sources_stay_whole_at_the_end_of_a_line() -> None:
    names = [f"an-institute-with-a-long-name-{number}" for number in range(12)]
    told = "\n".join(report(jobs.Collected(tuple(map(failed, names)))))
    assert all(name in told for name in names)


def test_where_no_site_answers_the_machine_is_asked_about() -> None:
    alone = "No site at all could be reached: is this machine on the network?"
    assert list(report(jobs.Collected((failed("a"), failed("b")))))[-1] == alone
    assert alone not in report(jobs.Collected((failed("a"),)))
    assert alone not in report(jobs.Collected((failed("a"), failed("b", m.Trouble.SLOW, "Slow."))))
    assert alone not in report(jobs.Collected((m.Visited(m.SourceId("a"), NOW),)))


SHIPPED = """
title = "Place Weekly"
[sender]
address = "digest@place.example"
[[source]]
name = "The Gazette"
address = "http://127.0.0.1:9/feed"
"""


def test_whose_newsletter_it_is_is_said_where_a_folder_has_none(tmp_path, monkeypatch) -> None:
    came = tmp_path / "came"
    for folder in (came, tmp_path / "own" / "feeds"):
        folder.mkdir(parents=True)
        (folder / "place.toml").write_text(SHIPPED, "utf-8")
    monkeypatch.setattr(paths, "feeds", lambda: came)
    for folder, said in ((tmp_path / "none", True), (tmp_path / "own", False)):
        folder.mkdir(exist_ok=True)
        done = CliRunner().invoke(collect, ["--home", str(folder)], standalone_mode=False)
        assert "1 source visited: 1 failed." in done.output
        assert ("came with the program" in done.output) is said


def test_an_issue_that_nobody_gets_is_sent_to_nobody() -> None:
    campaign = m.Campaign(PLACE, 1, m.CampaignState.FINISHED, NOW, NOW)
    assert list(sending.report(jobs.Sent(issue(1), campaign, 0, {}, (), ()))) == [
        "Issue 1: nobody has signed up and nobody is listed yet."
    ]
