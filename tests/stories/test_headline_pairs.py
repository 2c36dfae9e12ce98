"""Headlines in pairs, as two outlets write them: of one story, of one perhaps, and of two for sure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digest import model as m
from digest.stories import merge

ONE = (
    (
        "Night ferry to Larkholm returns after nine years, timetable study finds demand",
        "Larkholm night ferry returns: study finds demand for nine crossings a week",
    ),
    (
        "Brackwell Council issues section 114 notice",
        "Section 114 notice issued by Brackwell as deficit reaches £48m",
    ),
    (
        "Half of councils fear bankruptcy within two years, survey finds",
        "Survey: one in two councils fear going bankrupt in two years",
    ),
    (
        "Institute of Coasts names Dr Amara Velde as director",
        "Amara Velde appointed director of Institute of Coasts",
    ),
    (
        "Minister announces £200m fund for town centre regeneration",
        "£200m town centre regeneration fund unveiled by minister",
    ),
    (
        "Report calls for single tier councils across Wessland by 2028",
        "Wessland should move to single tier councils by 2028, says report",
    ),
    (
        "Ofsted rates Harrowmere children's services inadequate",
        "Harrowmere children's services rated inadequate by Ofsted",
    ),
    (
        "Planning committee approves 1,200-home Tannery Quay scheme",
        "1,200 homes at Tannery Quay get green light from planners",
    ),
    (
        "Strike by refuse workers in Aldermouth enters third week",
        "Aldermouth bin strike: refuse workers' walkout in third week",
    ),
    (
        "Housing Secretary sets out 1.5m homes target for parliament",
        "1.5m homes target set out by Housing Secretary",
    ),
    (
        "New Urban Futures report: The Missing Middle of Local Growth",
        "'Missing middle' of local growth holding back towns, Urban Futures warns",
    ),
    (
        "Audit backlog: nine in ten accounts late, watchdog says",
        "Watchdog: 90 per cent of local audit accounts are late",
    ),
    (
        "Bus franchising to begin in Greater Severnside in 2027",
        "Greater Severnside sets 2027 date for bus franchising",
    ),
    (
        "LGA chair warns social care funding gap has reached £4bn",
        "Social care funding gap hits £4bn, warns LGA chair",
    ),
    (
        "High court quashes Pellworth incinerator approval",
        "Pellworth incinerator permission quashed by High Court",
    ),
    (
        "Census: city centre populations doubled since 2002",
        "City centre populations have doubled since 2002, census shows",
    ),
    (
        "Freeport at Gannet Sound creates just 40 jobs, MPs find",
        "MPs: Gannet Sound freeport has created only 40 jobs",
    ),
)
PERHAPS = (
    (
        "Rents rise faster than wages in four in five districts",
        "Rents outpace wages in 80% of districts, figures show",
    ),
    (
        "Stonebridge and Marlow councils agree to merge",
        "Marlow and Stonebridge councils vote for merger",
    ),
    (
        "Library closures: Dunmere to shut eleven branches",
        "Dunmere Council plans to close 11 libraries",
    ),
    (
        "Chancellor freezes business rates for small firms in budget",
        "Budget: business rates frozen for small firms",
    ),
)
TWO = (
    (
        "Brackwell Council appoints chief executive",
        "Harrowmere Council appoints chief executive",
    ),
    (
        "Brackwell Council appoints new chief executive",
        "Brackwell Council approves budget with 4.9% council tax rise",
    ),
    (
        "Aldermouth approves 300 homes on former hospital site",
        "Thornby approves 420 homes on former dairy site",
    ),
    (
        "Planning permission granted for Tannery Quay homes",
        "Planning permission granted for Mill Lane offices",
    ),
    (
        "LGA responds to autumn budget",
        "LGA responds to planning white paper",
    ),
    (
        "Mayor of Severnside launches climate plan",
        "Mayor of Wessland launches skills plan",
    ),
    (
        "Council tax to rise by 4.99% in Dunmere",
        "Council tax to rise by 4.99% in Pellworth",
    ),
    (
        "Consultation opens on Dunmere local plan",
        "Consultation opens on Thornby local plan",
    ),
    (
        "Podcast: housing and health",
        "Podcast: transport and health",
    ),
    (
        "Weekly round-up: local government news 12 November",
        "Weekly round-up: local government news 19 November",
    ),
    (
        "Why devolution matters for rural areas",
        "Why devolution matters for coastal towns",
    ),
    (
        "Minister visits Gannet Sound freeport",
        "Minister visits Larkholm ferry terminal",
    ),
    (
        "Centre for Towns report on high streets",
        "Centre for Towns report on housing supply",
    ),
    (
        "Ofsted rates Harrowmere children's services inadequate",
        "Ofsted rates Dunmere children's services good",
    ),
    (
        "New report on adult social care funding",
        "New report on public health funding",
    ),
    (
        "Job: Head of Planning, Brackwell",
        "Job: Head of Housing, Brackwell",
    ),
    (
        "How councils can use AI to improve services",
        "How councils can use data to improve services",
    ),
    (
        "Urban Futures publishes annual report 2025",
        "Urban Futures publishes annual report 2026",
    ),
    (
        "Five things we learned about net zero",
        "Five things we learned about levelling up",
    ),
    (
        "Stonebridge Council secures £20m levelling up funding",
        "Marlow Council secures £20m levelling up funding",
    ),
    (
        "Councils face £4bn funding gap",
        "Councils face recruitment crisis in planning",
    ),
    (
        "Bus services cut in Thornby",
        "Bus services expanded in Thornby",
    ),
    (
        "Flood defences approved at Gannet Sound",
        "Wind farm approved at Gannet Sound",
    ),
    (
        "Government announces new fund for cycling",
        "Government announces new fund for libraries",
    ),
)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def post(name: str, source: str, title: str, hours: int) -> m.Post:
    at = NOW - timedelta(hours=hours)
    return m.Post(m.PostId(name), m.SourceId(source), "", "", title, "", "", m.Dating(at, 1.0), at)


WEEK = tuple(post(f"w{at}", f"paper {at % 9}", title, at % 48) for at, (title, _) in enumerate(ONE + PERHAPS + TWO))
"""A week's other posts: half of the headlines below."""


def told(pair: tuple[str, str], others: tuple[m.Post, ...]) -> tuple[bool, bool]:
    """Return whether two headlines are one story among others, and whether they are at least said to be near."""
    mine = (post("a", "institute", pair[0], 2), post("b", "magazine", pair[1], 30))
    groups = merge.merge([*mine, *(other for other in others if other.title not in pair)])
    home = {p.id: group for group in groups for p in group.posts}
    near = {one.post for one in home[m.PostId("a")].near}
    return home[m.PostId("a")] is home[m.PostId("b")], m.PostId("b") in near


ALONE_OR_IN_A_WEEK = pytest.mark.parametrize("others", [(), WEEK], ids=["alone", "in a week"])


@ALONE_OR_IN_A_WEEK
@pytest.mark.parametrize("pair", ONE, ids=lambda pair: pair[0][:40])
def test_one_story_told_twice_is_one(pair: tuple[str, str], others: tuple[m.Post, ...]) -> None:
    assert told(pair, others) == (True, False)


@ALONE_OR_IN_A_WEEK
@pytest.mark.parametrize("pair", PERHAPS, ids=lambda pair: pair[0][:40])
def test_what_may_be_one_story_is_said_to_be_near(pair: tuple[str, str], others: tuple[m.Post, ...]) -> None:
    assert told(pair, others) == (False, True)


@ALONE_OR_IN_A_WEEK
@pytest.mark.parametrize("pair", TWO, ids=lambda pair: pair[0][:40])
def test_two_stories_stay_two(pair: tuple[str, str], others: tuple[m.Post, ...]) -> None:
    assert not told(pair, others)[0]
