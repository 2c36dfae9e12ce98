"""The invented sector: enough of it, its dates in order, its texts its own."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from digest import demo
from digest.demo.content import LONDON, WEEKDAYS

pytestmark = pytest.mark.slow

NOW = datetime(2026, 9, 16, 10, 30, tzinfo=UTC)
MOMENTS = [datetime(2026, month, 28, hour, 20, tzinfo=UTC) for month in range(1, 13) for hour in (0, 13)]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def words(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def shingles(text, size=8):
    found = words(text)
    return {tuple(found[i : i + size]) for i in range(len(found) - size + 1)}


def written():
    return [post for site in demo.world(NOW).sites for post in site.posts if not post.markup]


def test_the_same_moment_gives_the_same_world():
    assert demo.world(NOW) == demo.world(NOW)


def test_there_are_enough_sources_and_posts():
    world = demo.world(NOW)
    sound = [site for site in world.sites if site.sound]
    month = [post for post in world.posts if NOW - post.at < timedelta(weeks=4)]
    week = [post for post in world.posts if NOW - post.at < timedelta(weeks=1)]
    assert len(sound) >= 18
    assert len(month) >= 90
    assert len(week) >= 45
    assert {site.look for site in sound} == {"wordpress", "drupal", "handmade", "soup", "public"}


def test_every_theme_has_posts_and_every_post_a_theme():
    counts = Counter(post.theme for post in demo.world(NOW).posts)
    assert len(counts) == 14
    assert None not in counts
    assert min(counts.values()) >= 5


def test_names_and_paths_are_used_once():
    world = demo.world(NOW)
    paths = [post.path for site in world.sites for post in site.posts]
    assert len(set(paths)) == len(paths)
    assert len({site.prefix for site in world.sites}) == len({site.id for site in world.sites}) == len(world.sites)


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_no_post_is_in_the_future_and_every_event_is(now):
    for site in demo.world(now).sites:
        for post in site.posts:
            assert now - post.at > timedelta(hours=5)
            assert post.event is None or post.event.start > now + timedelta(days=5)


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_every_moment_has_the_same_posts_in_the_week_before_it(now):
    def in_week(at):
        return {post.slug for post in demo.world(at).posts if post.at > at - timedelta(days=7, hours=2)}

    assert in_week(now) == in_week(NOW)


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_a_weekday_in_a_text_is_the_weekday_of_its_date(now):
    pattern = re.compile(rf"\b({'|'.join(WEEKDAYS)}) (\d{{1,2}}) ({'|'.join(MONTHS)})\b")
    found = 0
    for post in demo.world(now).posts:
        for weekday, day, month in pattern.findall(post.text + post.summary):
            found += 1
            years = [post.at.year - 1, post.at.year, post.at.year + 1]
            dates = [datetime(y, MONTHS.index(month) + 1, int(day), tzinfo=UTC) for y in years]
            nearest = min(dates, key=lambda date: abs(date - post.at))
            assert f"{nearest:%A}" == weekday, post.slug
    assert found >= 12


def test_events_keep_londons_clock_on_both_sides_of_the_change():
    summer, winter = (demo.world(datetime(2026, month, 10, 12, tzinfo=UTC)).site("care-forum") for month in (6, 11))
    hours = [
        {post.slug: post.event.start.astimezone(LONDON).hour for post in site.posts} for site in (summer, winter)
    ]
    assert hours[0] == hours[1]
    assert {post.event.start.hour for post in summer.posts} != {post.event.start.hour for post in winter.posts}


def test_texts_are_of_a_length_that_articles_have():
    for post in written():
        if post.event is None and not post.aside:
            assert 120 <= len(words(post.text)) <= 400, post.slug
        assert 5 <= len(words(post.summary)) <= 45, post.slug


def test_no_text_is_shared_but_by_reports_of_one_story():
    spread = [(post, shingles(post.text + " . " + post.summary)) for post in written()]
    for (one, its), (other, theirs) in combinations(spread, 2):
        if not (one.story and one.story == other.story):
            assert not its & theirs, (one.slug, other.slug)


def test_reports_of_one_story_differ_in_title_and_text():
    stories = {post.story for post in written() if post.story}
    for story in stories:
        told = [post for post in written() if post.story == story]
        assert len({post.title for post in told}) == len(told) >= 2, story
        for one, other in combinations(told, 2):
            assert len(shingles(one.text) & shingles(other.text)) < 0.15 * len(shingles(one.text)), story
    assert Counter(post.story for post in written())["long-repair"] == 3
    assert len(stories) >= 6


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("harrowmere-chief-executive", "skerrow-chief-executive"),
        ("eastmarch-council-tax", "linfordshire-council-tax"),
    ],
)
def test_there_are_titles_alike_that_are_not_one_story(one, other):
    posts = {post.slug: post for post in written()}
    mine, theirs = (set(words(posts[slug].title)) for slug in (one, other))
    assert len(mine & theirs) >= 4
    assert len(mine ^ theirs) <= 4
    assert posts[one].story == posts[other].story == ""


def test_no_real_body_or_city_is_named():
    real = (
        "Ofsted CIPFA LGA NHS CQC Treasury Defra Ofgem Solace Unison GMB Localis LocalGov London Manchester Liverpool "
        "Leeds Birmingham Bristol Sheffield Norfolk Hampshire Oxford Cambridge Wales Scotland Newcastle Burnham"
    )
    said = {
        word for post in written() for word in re.findall(r"[A-Za-z]+", f"{post.title} {post.summary} {post.text}")
    }
    assert not said & set(real.split())


@pytest.mark.shared
def test_nothing_is_taken_from_the_measured_corpora(shared):
    theirs = set()
    for file in (*(shared / "seeds").glob("*.txt"), *(shared / "seeds" / "html").glob("*.html")):
        theirs |= shingles(re.sub(r"<[^>]+>", " ", file.read_text("utf-8")))
    assert len(theirs) > 1000
    for post in written():
        assert not shingles(f"{post.title} . {post.summary} . {post.text}") & theirs, post.slug
