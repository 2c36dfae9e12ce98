"""The whole stage: every post accounted for, with reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import model as m
from digest.stories import tell
from tests import values
from tests.stories.posts_made import LAUNCH, PLACE, event, post
from tests.values import NOW

SENDS = datetime(2026, 6, 12, 6, 0, tzinfo=UTC)


def told(*posts: m.Post, earlier: tuple[m.Issue, ...] = (), newsletter: m.Newsletter = PLACE) -> m.Told:
    return tell(posts, newsletter, NOW, earlier)


def why(result: m.Told) -> dict[str, str]:
    return {out.story.lead.id: out.why for out in result.left_out}


def printed(number: int, *posts: m.Post) -> m.Issue:
    stories = tuple(replace(values.story(at), id=m.StoryId(f"s{at}"), lead=p) for at, p in enumerate(posts))
    content = replace(values.draft().content, lead=stories[0], sections=(m.Section(m.ThemeId("money"), stories[1:]),))
    return values.issue(number, content=content)


def test_the_institute_leads_and_the_story_says_why() -> None:
    (story,) = told(*LAUNCH).stories
    assert [p.source for p in story.posts] == ["institute", "gazette", "wire"]
    assert "Institute leads: institute before magazine, news" in story.reasons
    assert any(reason.startswith("same matter") for reason in story.reasons)
    assert any("3 outlets" in reason for reason in story.reasons)
    assert story.summary.text.startswith("Our new report")


def test_who_the_matter_comes_from_leads_however_long_and_early_the_others_are() -> None:
    early = replace(LAUNCH[1], text=LAUNCH[1].text + " More of it." * 400, published=LAUNCH[0].published)
    late = replace(
        LAUNCH[0], published=m.Dating(NOW - timedelta(hours=2), 0.9, evidence=LAUNCH[0].published.evidence)
    )
    (story,) = told(early, late).stories
    assert [p.source for p in story.posts] == ["institute", "gazette"]


def test_of_a_kind_the_fullest_leads() -> None:
    alone = tuple(
        replace(one, source=m.SourceId(name)) for one, name in zip(LAUNCH[1:], ("mercury", "gazette"), strict=True)
    )
    fuller = replace(alone[1], text=alone[1].text + " More of it." * 400)
    (story,) = told(alone[0], fuller).stories
    assert [p.source for p in story.posts] == ["gazette", "mercury"]
    assert "Gazette leads: the fullest or the first of its kind" in story.reasons


def test_of_two_states_of_one_post_the_fuller_is_told() -> None:
    short = post("p", "wire", "Herons of the marsh")
    full = replace(short, summary="Forty herons have come back to the marsh at Oxenholt this spring.")
    for posts in ((short, full), (full, short)):
        (story,) = told(*posts).stories
        assert story.lead == full


def test_a_story_between_themes_names_the_nearest_and_has_none() -> None:
    said = {"keywords": ("bus", "bridge"), "description": "Roads, buses and trains."}
    alike = tuple(replace(theme, name=f"Buses {at}", **said) for at, theme in enumerate(PLACE.themes))
    (story,) = told(post("p", "wire", "A bus on a bridge"), newsletter=replace(PLACE, themes=alike)).stories
    assert story.theme == ""
    assert story.choices
    assert story.reasons[0].startswith("no theme for sure, Buses 0 (")
    assert story.reasons[0].endswith("come nearest")


@pytest.mark.parametrize("days", [(), (1,), (3,)], ids=["by hand only", "on another day", "this morning"])
def test_a_draft_that_no_sending_is_near_goes_out_at_once(days: tuple[int, ...]) -> None:
    """Nothing is sent within half a week of a Thursday: an event of tonight is still ahead."""
    sends = tuple(m.Occasion(time(7), (day,)) for day in days)
    schedule = replace(PLACE.schedule, sends=sends)
    tonight = post("tonight", "wire", "A walk", days=20, event=event(NOW + timedelta(hours=8)))
    (story,) = told(tonight, newsletter=replace(PLACE, schedule=schedule)).stories
    assert story.lead.id == "tonight"


def test_a_storys_name_stays_when_more_report_it() -> None:
    (first,) = told(replace(LAUNCH[1], seen=NOW - timedelta(days=2))).stories
    (more,) = told(replace(LAUNCH[1], seen=NOW - timedelta(days=2)), LAUNCH[0], LAUNCH[2]).stories
    assert first.id == more.id
    assert first.lead != more.lead


def test_dates_decide_who_may_be_in_it() -> None:
    flagged = replace(
        post("f", "wire", "Herons"), published=m.Dating(NOW, 0.2, flag="in the future, first seen kept")
    )
    undated = replace(post("u", "wire", "Larks"), published=m.Dating(NOW, 0.1))
    result = told(post("old", "wire", "Old news", days=9), post("next", "wire", "Not yet", days=-3), flagged, undated)
    assert why(result) == {
        "old": "came out on 2 June 2026, before the window of this issue",
        "next": "dated 14 June 2026, after this issue",
    }
    reasons = {story.lead.id: story.reasons for story in result.stories}
    assert "date: in the future, first seen kept" in reasons["f"]
    assert "no date found: first seen on 10 June 2026" in reasons["u"]


def test_what_came_out_between_the_last_draft_and_the_last_sending_is_not_lost() -> None:
    assert told(post("p", "wire", "Herons of the marsh", days=7.5)).stories


def test_events_over_before_the_mail_arrives_are_never_listed() -> None:
    def at(name: str, start: datetime) -> m.Post:
        return post(name, "wire", f"Meeting {name}", days=20, event=event(start))

    result = told(at("tonight", SENDS - timedelta(hours=10)), at("soon", SENDS + timedelta(hours=1)))
    assert [story.lead.id for story in result.stories] == ["soon"]
    assert why(result) == {"tonight": "its event is over before this issue goes out (11 June 2026)"}


def test_a_post_printed_before_is_left_out_with_the_issues_number() -> None:
    first = post("p", "wire", "Herons of the marsh")
    again = post("other-id", "wire", "Herons of the marsh, again", keys=first.keys)
    result = told(first, again, earlier=(printed(12, first),))
    assert why(result) == {"p": "already in issue 12", "other-id": "already in issue 12"}


def test_an_event_has_one_mention_and_one_last_call() -> None:
    far = post("far", "wire", "Congress of pond keepers", event=event(NOW + timedelta(days=40)))
    near = post("near", "wire", "Walk along the ferry route", event=event(NOW + timedelta(days=4)))
    once = told(far, near, earlier=(printed(3, far, near),))
    assert why(once) == {"far": "already in issue 3"}
    assert "last call: announced in issue 3" in once.stories[0].reasons
    assert told(near, earlier=(printed(3, near), printed(4, near))).stories == ()


def test_a_matter_of_an_earlier_issue_is_linked() -> None:
    before = post("before", "institute", "Saint Orn harbour board plans a second ferry", days=20)
    now = post("now", "gazette", "Second ferry for Saint Orn: harbour board signs")
    (story,) = told(now, earlier=(printed(11, before),)).stories
    assert story.earlier == (11,)
    assert any(reason.startswith("we covered this in issue 11") for reason in story.reasons)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (m.Limits(stories=3), "the issue has its 3 stories, all ranked higher"),
        (m.Limits(per_theme=3), "Roads and transport has its 3 stories, all ranked higher"),
        (m.Limits(per_source=3), "Wire has its 3 stories, all ranked higher"),
    ],
)
def test_full_limits_leave_out_the_lower_ranked_with_the_reason(limits: m.Limits, expected: str) -> None:
    places = ("Hexley", "Marlow", "Skerrow", "Oxenholt")
    bridges = [post(f"b{at}", "wire", f"Bridge at {name} shut", days=at + 1) for at, name in enumerate(places)]
    result = told(*reversed(bridges), newsletter=replace(PLACE, limits=limits))
    assert [story.lead.id for story in result.stories] == ["b0", "b1", "b2"]
    assert why(result) == {"b3": expected}


def test_the_soonest_events_fill_the_list() -> None:
    walks = [post(f"e{at}", "wire", f"Walk {at}", event=event(NOW + timedelta(days=9 - at))) for at in range(3)]
    result = told(*walks, newsletter=replace(PLACE, limits=m.Limits(events=2)))
    assert {story.lead.id for story in result.stories} == {"e1", "e2"}
    assert why(result) == {"e0": "the 2 events before it fill the list"}


def test_the_fresh_and_the_widely_reported_rank_higher() -> None:
    old, new = (
        post("old", "wire", "Herons nest in the reeds", days=6),
        post("new", "gazette", "Kiln fires once a year", days=0.2),
    )
    assert [story.lead.id for story in told(old, new).stories] == ["new", "old"]
    (alone,), (wide,) = told(LAUNCH[0]).stories, told(*LAUNCH).stories
    assert wide.rank > alone.rank + 0.1


@pytest.mark.slow
def test_one_post_ten_thousand_times_is_one_story() -> None:
    same = [post(f"p{at}", "wire", "Herons nest in the reeds of Saint Orn") for at in range(10_000)]
    (story,) = told(*same).stories
    assert len(story.posts) == 10_000


@pytest.mark.parametrize(
    "title",
    [
        "",
        " ",
        "A" * 1_000_000,
        "word " * 100_000,
        "\u202e\x00\ud800",
        "مجلس المدينة يعلن",
        "市议会宣布新的住房预算",
        "?!",
    ],
)
def test_a_poisoned_post_leaves_the_others_sound(title: str) -> None:
    poison = post("poison", "wire", title, summary=title, text=title * 2)
    result = told(poison, *LAUNCH)
    assert accounted(result) == ["a", "b", "c", "poison"]
    assert any(len(story.posts) == 3 for story in result.stories)


def test_nothing_gives_nothing() -> None:
    assert told() == m.Told((), ())
    assert told(*LAUNCH, newsletter=replace(PLACE, themes=(), sources=())).stories[0].theme == ""


def accounted(result: m.Told) -> list[str]:
    kept = [p.id for story in result.stories for p in story.posts]
    return sorted([*kept, *(p.id for out in result.left_out for p in out.story.posts)])


many = st.lists(
    st.tuples(
        st.sampled_from(
            ["", "Cabinet", *(p.title for p in LAUNCH), "Saint Orn ferry sails on Sundays", "床前明月光"]
        ),
        st.sampled_from(["wire", "gazette", "institute", "gone"]),
        st.floats(-3, 12),
        st.sampled_from([None, -1.0, 0.5, 5.0, 60.0]),
        st.integers(0, 8),
        st.booleans(),
    ),
    max_size=12,
).map(
    lambda rows: [
        replace(
            post(f"p{min(at, 9)}", source, title, days=days, keys=(f"k{key}",)),
            published=m.Dating(NOW - timedelta(days=days), 0.5, whole_day=whole),
            event=event(NOW + timedelta(days=starts)) if starts is not None else None,
        )
        for at, (title, source, days, starts, key, whole) in enumerate(rows)
    ]
)


@pytest.mark.slow
@settings(deadline=None)
@given(many, st.randoms(use_true_random=False))
def test_every_post_is_kept_or_left_out_once_whatever_the_order(posts: list[m.Post], random: object) -> None:
    earlier = (printed(2, *posts[:1]),) if posts else ()
    result = tell(posts, PLACE, NOW, earlier)
    assert accounted(result) == sorted({p.id for p in posts})
    assert all(out.why for out in result.left_out)
    assert all(s.reasons and 0 <= s.rank <= 1 and s.placements for s in result.stories)
    assert all(s.lead.event is None or s.lead.event.over_at > SENDS for s in result.stories)
    shuffled = list(posts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a Random
    assert tell(shuffled, PLACE, NOW, earlier) == result


def test_a_matter_of_an_earlier_issue_is_known_by_its_content_alone() -> None:
    later = replace(LAUNCH[1], id=m.PostId("later"), keys=("url:elsewhere",))
    (found,) = told(later, earlier=(printed(41, LAUNCH[0]),)).stories
    assert found.earlier == (41,)
    assert any("we covered this in issue 41" in reason for reason in found.reasons)
