"""Personal editions joined from segments: byte for byte what is made of the same themes directly."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import model as m
from digest import paths, renditions
from digest.adapters.templates import JinjaTemplates
from digest.renditions import words
from tests.examples import examples
from tests.renditions.issues_made import PUBLIC, content, event, issue, newsletter, post, section, story
from tests.renditions.test_mail import HOSTILE, with_own

pytestmark = pytest.mark.slow

OURS = JinjaTemplates([paths.templates()])
IDS = [theme.id for theme in newsletter().themes]
EVERY_CHOICE = [tuple(chosen) for many in range(1, 9) for chosen in combinations(IDS, many)]


def eight_themes() -> m.Issue:
    """Three stories a theme, one theme with one and one with ten, events of several themes, marks that are escaped."""
    stories = [story(n, f"R&D <in> \"story\" {n}, 'told' — twice", theme=IDS[n % 8]) for n in range(24)]
    stories += [story(30 + n, f"More of the same {n}", theme=IDS[2]) for n in range(7)]
    lead = replace(story(99, "It's the lead", theme=IDS[0], others=(post(2),)), rank=0.2)
    lead = replace(lead, placements=(*lead.placements, m.Placement(IDS[3], 0.3)))
    stories = [replace(s, others=tuple(post(n + k) for k in range(n % 4))) for n, s in enumerate(stories)]
    sections = [section(t, *(s for s in stories if s.theme == t)) for t in IDS]
    sections[5] = section(IDS[5], sections[5].stories[0])
    events = (event(201), replace(event(202), placements=(m.Placement(IDS[6], 0.5), m.Placement(IDS[0], 0.2))))
    whole = content(lead, (*sections, section("", story(90, "Elsewhere", theme=""))), events, "Hello.")
    return issue(replace(whole, subject="It's the lead + 30 more, 2 events"))


def test_every_choice_of_eight_themes_is_byte_for_byte_what_is_made_directly():
    parts = renditions.segments(eight_themes(), newsletter(), OURS, PUBLIC)
    equal = [parts.mail(c) == renditions.mail(eight_themes(), newsletter(), OURS, PUBLIC, c) for c in EVERY_CHOICE]
    assert (sum(equal), len(equal)) == (255, 255)
    assert parts.mail() == renditions.mail(eight_themes(), newsletter(), OURS, PUBLIC)


def test_nearly_all_are_joined_and_not_made_directly():
    """Else the test above would prove nothing: each shape is made directly once, and never again."""
    parts = renditions.segments(eight_themes(), newsletter(), OURS, PUBLIC)
    made = []
    directly = parts.directly
    parts.directly = lambda themes: made.append(themes) or directly(themes)
    for choice in (*EVERY_CHOICE, (), *EVERY_CHOICE):
        parts.mail(choice)
    assert len(made) == len(parts.joints) <= 12
    assert None not in parts.joints.values()


@given(
    st.lists(
        st.tuples(HOSTILE, HOSTILE, st.sets(st.sampled_from(IDS[:4]), max_size=2), st.sampled_from([0.1, 0.5, 0.9])),
        max_size=9,
    ),
    st.booleans(),
    st.integers(0, 2),
    HOSTILE,
    st.booleans(),
)
@examples(60)
def test_whatever_an_issue_holds(told, led, events, words, counted):
    stories = [
        replace(
            story(n, title, summary, others=tuple(post(n + k) for k in range(n % 3))),
            rank=rank,
            placements=tuple(m.Placement(t, 0.5) for t in sorted(themes)),
        )
        for n, (title, summary, themes, rank) in enumerate(told)
    ]
    lead = stories.pop(0) if led and stories else None
    announced = [replace(one, lead=replace(one.lead, event=event().lead.event)) for one in stories[:events]]
    sections = tuple(section(t, *(s for s in stories[events:] if s.theme == t)) for t in (*IDS[:4], ""))
    whole = content(lead, sections, tuple(announced), words)
    whole = replace(whole, subject=f"{words} + 3 more, 1 event" if counted else words, preheader=words)
    parts = renditions.segments(issue(whole), newsletter(), OURS, PUBLIC)
    for chosen in [(), *(c for many in range(1, 5) for c in combinations(IDS[:4], many)), (m.ThemeId("gone"),)]:
        expected = renditions.mail(issue(whole), newsletter(), OURS, PUBLIC, chosen)
        parts.mail(chosen)
        assert parts.mail(chosen) == expected


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("email/issue.mjml", '{% extends "ours/email/issue.mjml" %}{% block contents %}<mj-text>{{ issue.contents[0][1] + 1 }}</mj-text>{% endblock %}'),
        ("email/issue.mjml", '{% extends "ours/email/issue.mjml" %}{% block lead %}<mj-text>{{ issue.subject | upper }}</mj-text>{% endblock %}'),
        ("email/issue.txt", "{{ issue.contents | length * 2 }} {% for name, number, anchor in issue.contents %}{{ loop.index }}{{ name }}{% endfor %}"),
        ("email/story.mjml", "<p>{{ card.title }} for {{ issue.themes | length }}</p>"),
        ("email/issue.mjml", '{% extends "ours/email/issue.mjml" %}{% block themes %}{% for group in issue.groups %}<mj-section><mj-column><mj-text>{% for part in group %}<h2>{{ part.name }}</h2>{% if loop.first %}<p>First</p>{% endif %}{% for card in part.cards %}{{ cards[card.id] }}{% endfor %}{% endfor %}</mj-text></mj-column></mj-section>{% endfor %}{% endblock %}'),
        ("email/issue.txt", "{{ issue.subject }}\n{{ lead }}{% for theme in themes %}{{ theme }}{% endfor %}"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_taken_apart_is_filled_for_each_edition(tmp_path, name, own):
    templates = with_own(tmp_path, name, own)
    parts = renditions.segments(eight_themes(), newsletter(), templates, PUBLIC)
    for choice in EVERY_CHOICE[::17] * 2:
        assert parts.mail(choice) == renditions.mail(eight_themes(), newsletter(), templates, PUBLIC, choice)


def test_a_reader_for_whom_there_is_nothing_gets_what_is_made_directly():
    """No story leads, and none is of the theme: the subject stays the issue's."""
    whole = issue(content(None, (section(IDS[0], story(1, theme=IDS[0])),)))
    parts = renditions.segments(whole, newsletter(), OURS, PUBLIC)
    for _ in range(2):
        assert parts.mail((IDS[1],)) == renditions.mail(whole, newsletter(), OURS, PUBLIC, (IDS[1],))
    assert parts.mail((IDS[1],)).subject == "A quiet week"
    assert None not in parts.joints.values()


def test_a_mail_over_the_budget_shrinks_as_it_does_directly():
    stories = [story(n, f"Number {n}", "A summary of some length, told twice. " * 12, IDS[n % 3]) for n in range(400)]
    whole = issue(content(stories[0], tuple(section(t, *(s for s in stories[1:] if s.theme == t)) for t in IDS[:3])))
    parts = renditions.segments(whole, newsletter(), OURS, PUBLIC)
    for choice in ((), IDS[:1], IDS[:2]) * 2:
        assert parts.mail(tuple(choice)) == renditions.mail(whole, newsletter(), OURS, PUBLIC, tuple(choice))


def test_a_card_that_was_reduced_is_named_to_those_who_get_it_only(tmp_path):
    templates = with_own(tmp_path, "email/story.mjml", "<p>{{ card.title }}{{ card.summary | safe }}</p>")
    whole = eight_themes()
    bad = section(IDS[1], story(300, "Bad", "a < b", IDS[1]), story(301, "Good", theme=IDS[1]))
    whole = replace(whole, content=replace(whole.content, sections=(whole.content.sections[0], bad)))
    parts = renditions.segments(whole, newsletter(), templates, PUBLIC)
    for choice in (IDS[:1], IDS[1:2], IDS[:2]) * 2:
        expected = renditions.mail(whole, newsletter(), templates, PUBLIC, tuple(choice))
        assert parts.mail(tuple(choice)) == expected
        assert len(expected.quarantined) == (IDS[1] in choice and choice[0] != IDS[1])


@given(st.text(alphabet="<>&\"' aé;#", max_size=30))
def test_words_are_escaped_as_templates_do(said):
    assert words.escaped(said) == OURS.environment.from_string("{{ w }}").render(w=said)
