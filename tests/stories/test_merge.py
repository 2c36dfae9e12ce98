"""Which posts come together, which never do, and the reason that is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import model as m
from digest.stories.merge import merge, more
from tests.stories.posts_made import LAUNCH, post

OTHER_NEWS = tuple(
    post(f"n{at}", source, title)
    for at, (source, title) in enumerate(
        [
            ("gazette", "Oxenholt swimmers keep their pool for two more winters"),
            ("mercury", "Night buses return to Marrowby after eleven years"),
            ("wire", "A lighthouse keeper's cottage becomes the smallest library"),
            ("ministry", "Rules for quarries and gravel pits are to be rewritten"),
            ("gazette", "Hexley market traders vote against moving indoors"),
            ("mercury", "Planners count the orchards that no map shows"),
            ("wire", "Half of school kitchens cook with gas from one field"),
            ("institute", "What a ferry timetable says about an island"),
        ]
    )
)


def together(posts: Sequence[m.Post]) -> set[frozenset[str]]:
    return {frozenset(post.id for post in group.posts) for group in merge(posts) if len(group.posts) > 1}


def pair(one: str, other: str, **changes: object) -> list[m.Post]:
    second = post("y", "mercury", other)
    return [post("x", "gazette", one), replace(second, **changes), *OTHER_NEWS]  # type: ignore[arg-type]  # values of many types by name


def test_different_headlines_of_one_launch_meet_by_their_first_sentences() -> None:
    found = [group for group in merge([*LAUNCH, *OTHER_NEWS]) if len(group.posts) > 1]
    assert [[post.id for post in group.posts] for group in found] == [["a", "b", "c"]]
    assert "Larkhill Institute" in found[0].reasons[0]
    assert "3 posts" in found[0].reasons[0]


def test_headlines_that_share_what_counts_meet_and_say_what() -> None:
    posts = pair("Amey and Thornby launch a hedgerow guide", "Hedgerow guide from Amey: Thornby launches it today")
    (found,) = (group for group in merge(posts) if len(group.posts) > 1)
    assert found.reasons == ("same launch: 'Amey', 'Thornby launch', 'hedgerow guide' in 2 titles",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thornby council appoints chief executive", "Marlow council appoints chief executive"),
        ("Thornby names interim chief executive after resignation", "Marlow names interim chief executive after resignation"),
        ("Thornby City Council appoints a chief executive", "Thornby City Council consults on hedgerows and verges"),
        ("Amey Larkhill wins a contract for lamps", "Amey Larkhill loses its director of bridges"),
        ("Orla Finch Vandersloot opens a library in the old mill", "A pension row ends for Orla Finch Vandersloot"),
        ("A keeper of lamps for Thornby resigns", "A keeper of lamps for Marlow resigns"),
        ("Ferry bulletin 41 for Saint Orn anglers", "Ferry bulletin 42 for Saint Orn anglers"),
        ("Weekly briefing", "Weekly briefing"),
        ("Cabinet", "Cabinet"),
        ("PODCAST: Orla Finch on the kerb", "PODCAST: Anton Reed on the canal"),
        ("", ""),
    ],
)  # fmt: skip
def test_these_never_meet(one: str, other: str) -> None:
    assert together(pair(one, other)) == set()


def test_the_same_post_again_meets_under_any_title() -> None:
    first = post("x", "gazette", "A bridge is shut", keys=("url:here",))
    again = post("y", "gazette", "Bridge: it opens again", days=30, keys=("url:here", "guid:2"))
    (found,) = merge([first, again])
    assert found.reasons == ("the same post again",)


def test_a_key_of_many_different_titles_names_no_post() -> None:
    posts = [post(f"p{at}", "gazette", title.title, keys=("url:home",)) for at, title in enumerate(OTHER_NEWS)]
    assert len(merge(posts)) == len(posts)


def test_the_same_text_meets_in_several_outlets_however_it_is_set() -> None:
    text = "The ferry to Saint Orn will sail twice on Sundays from May, the harbour board has decided. " * 4
    posts = [
        post("x", "gazette", "More ferries", text=text),
        post("y", "wire", "Sunday sailings", text=text.replace(" ", "\n")),
    ]
    (found,) = merge(posts)
    assert found.reasons == ("the same text",)


def test_reports_more_than_four_days_apart_stay_apart() -> None:
    title = "Harbour board of Saint Orn buys a second ferry"
    assert together([post("x", "gazette", title, days=1), post("y", "wire", f"{title} today", days=6)]) == set()
    assert together([post("x", "gazette", title, days=1), post("y", "wire", f"{title} today", days=3)]) != set()


def test_one_source_with_two_headlines_has_two_stories() -> None:
    posts = [
        post("x", "wire", "Saint Orn harbour board buys ferry"),
        post("y", "wire", "Ferry for Saint Orn breaks down in harbour"),
    ]
    assert together([*posts, *OTHER_NEWS]) == set()


def test_a_headline_that_mentions_two_matters_does_not_chain_them() -> None:
    ferry = [
        post(f"f{at}", s, "Saint Orn harbour board buys Baltic ferry")
        for at, s in enumerate(("gazette", "wire", "mercury"))
    ]
    tram = [
        post(f"t{at}", s, "Hexley tram depot burns as Quill resigns")
        for at, s in enumerate(("gazette", "wire", "mercury"))
    ]
    both = post("z", "ministry", "Week in brief: Saint Orn ferry, Hexley tram, Quill and the harbour board")
    found = together([*ferry, *tram, both, *OTHER_NEWS])
    assert not any({"f0", "t0"} <= group for group in found)


titles = st.sampled_from(
    [p.title for p in (*LAUNCH, *OTHER_NEWS)] + ["", "Cabinet", "Saint Orn ferry sails on Sundays"]
)
some_posts = st.lists(
    st.builds(
        lambda title, source, days, key: (title, source, days, key),
        titles,
        st.sampled_from(["gazette", "wire", "institute"]),
        st.integers(0, 9),
        st.integers(0, 12),
    ),
    max_size=14,
).map(lambda rows: [post(f"p{at}", s, t, days=d, keys=(f"k{k}",)) for at, (t, s, d, k) in enumerate(rows)])


@settings(deadline=None)
@given(some_posts, st.randoms(use_true_random=False))
def test_every_post_is_in_one_group_whatever_the_order(posts: list[m.Post], random: object) -> None:
    found = merge(posts)
    assert sorted(post.id for group in found for post in group.posts) == sorted(post.id for post in posts)
    shuffled = list(posts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a Random
    assert merge(shuffled) == found
    assert all(group.reasons for group in found if len(group.posts) > 1)


def test_stragglers_come_to_a_matter_that_many_report() -> None:
    verbs = (
        "buys",
        "wins",
        "orders",
        "gets",
        "awaits",
        "names",
        "funds",
        "tests",
        "paints",
        "moors",
        "insures",
        "blesses",
    )
    many = [
        post(f"m{at:02}", f"s{at}", f"Saint Orn {verb} its Baltic ferry Marigold") for at, verb in enumerate(verbs)
    ]
    late = post("late", "wire", "Why our ferry Marigold lay in the Baltic mud")
    far = replace(late, id=m.PostId("far"), keys=(), published=m.Dating(late.published.at - timedelta(days=9), 0.9))
    (found,) = (group for group in merge([*many, late, far, *OTHER_NEWS]) if len(group.posts) > 1)
    assert {post.id for post in found.posts} == {*(p.id for p in many), "late"}


def test_headlines_do_not_join_what_the_texts_part() -> None:
    one = "Amey and Thornby launch a hedgerow guide"
    bread = "The mill at Quillford grinds rye again after its wheel was mended by apprentices with oak from the fallen park trees. Visitors may try a loaf on Sundays, baked by widows of the last miller in an oven older than the church. Flour goes to nine bakers, a school and the prison kitchen, while bran feeds somebody's prize geese. Grain arrives by tractor on alternate Wednesdays from fields once sown with flax."
    boats = "Nine punts, two barges and a lifeboat were counted at the weir by pupils who study how the river silts behind locks. Each vessel was drawn, measured and given a nickname, and the teacher keeps the notebooks in a biscuit tin. Parents supplied umbrellas, cocoa and a telescope borrowed from the observatory roof. Results were sung as a shanty at assembly, with drums, and the head clapped."
    posts = [
        post("x", "gazette", one, text=bread),
        post("y", "wire", "Rain soaks Amey ramblers on a Thornby hedgerow walk", text=boats),
    ]
    assert together([*posts, *OTHER_NEWS]) == set()
    bare = [replace(found, text="") for found in posts]
    assert together([*bare, *OTHER_NEWS]) == {frozenset({"x", "y"})}


@settings(deadline=None)
@given(some_posts, st.integers(0, 40))
def test_new_posts_join_known_stories_as_if_all_had_come_at_once(posts: list[m.Post], at: int) -> None:
    """Whatever came first."""
    assert more(merge(posts[:at]), posts[at:]) == merge(posts)


def test_a_post_that_comes_again_is_told_as_it_is_now() -> None:
    """With a second report that joins what was known before."""
    first, second, *_ = pair(
        "Larkhill quarry inquiry opens with a surprise witness", "Surprise witness opens the Larkhill quarry inquiry"
    )
    before = merge([first, *OTHER_NEWS])
    again = replace(first, title="Larkhill quarry inquiry opens with two surprise witnesses")
    after = more(before, [again, second])
    assert after == merge([again, second, *OTHER_NEWS])
    assert [post.title for group in after for post in group.posts if post.id == first.id] == [again.title]


def test_what_may_be_one_is_told_and_not_merged() -> None:
    posts = pair(
        "Larkhill quarry inquiry opens with a surprise witness",
        "Surprise at Larkhill over the price of a quarry stone",
    )
    found = [group for group in merge(posts) if group.near]
    assert together(posts) == set()
    assert [[near.post for near in group.near] for group in found] == [["y"], ["x"]]
    assert "Larkhill" in found[0].near[0].why
