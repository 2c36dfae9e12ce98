"""What `digest collect` says of a round."""

from __future__ import annotations

from digest import jobs
from digest import model as m
from digest.cli.collect import report
from tests.values import NOW

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
