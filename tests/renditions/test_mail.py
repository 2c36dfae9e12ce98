"""The mail: all stories, in order, whatever they hold; only a reader's themes; light, and asking nobody anything."""

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import model as m
from digest import paths, renditions
from digest.adapters.templates import JinjaTemplates
from digest.errors import TemplateError
from digest.renditions import fit, words
from tests.examples import examples
from tests.renditions.html_read import read
from tests.renditions.issues_made import NAMES, PUBLIC, content, event, issue, newsletter, post, section, story

OURS = JinjaTemplates([paths.templates()])


def rich() -> m.Issue:
    """A lead, two themes and two events."""
    lead = story(1, "Councils ask for longer settlements", others=(post(2), post(3), post(7)))
    return issue(
        content(
            lead,
            (
                section("council", replace(story(4, "Parks", others=(post(8),)), earlier=(9, 11))),
                section(
                    "housing", story(5, "Warm homes", theme="housing"), story(6, "No summary", "", theme="housing")
                ),
            ),
            (event(), event(101, "Audit code: the last day to answer", kind="deadline", end=None)),
            "Money that arrives late.\n\nSecond paragraph.",
        )
    )


def titles(html: str) -> list[str]:
    """The headlines in order: headings of stories, not of the masthead or of themes."""
    return [
        text
        for level, text in read(html).headings
        if level > 1 and text not in {*NAMES, "Events", "Other news", "Most covered"}
    ]


def test_the_parts_come_in_the_order_of_reading(templates):
    mail = renditions.mail(rich(), newsletter(), templates, PUBLIC)
    assert read(mail.html).headings == [
        (1, "Place Weekly"),
        (2, "Councils ask for longer settlements"),
        (2, "Council finance"),
        (3, "Parks"),
        (2, "Housing"),
        (3, "Warm homes"),
        (3, "No summary"),
        (2, "Events"),
        (3, "Budgets in the open: a workshop"),
        (3, "Audit code: the last day to answer"),
        (2, "Most covered"),
    ]
    assert (mail.stories, mail.quarantined) == (6, ())


def test_it_says_when_where_and_who_else(templates):
    text = " ".join(read(renditions.mail(rich(), newsletter(), templates, PUBLIC).html).text.split())
    assert "No. 12 · 27 Nov 2026" in text
    assert "In this issue: Council finance 1 · Housing 2 · Events 2" in text
    assert "The Borough Journal · 25 November" in text
    assert "Also in: Civic Ledger, Towns Observatory, Civic Ledger (2)" in text
    assert "Also in: Towns Observatory · Earlier in: No. 9, No. 11" in text
    assert "Thursday 10 December, 10:00 to 11:30" in text
    assert "Northbank Hall, Leeds and online · " in text
    assert "With Ada Quill (Northbank Institute) and Sam Reed" in text
    assert "Closes Thursday 10 December, 10:00" in text


def test_what_most_sources_reported_is_named_once_more(templates):
    """The most sources first, of equals the first; a reader of themes sees those of their themes only."""
    mail = renditions.mail(rich(), newsletter(), templates, PUBLIC)
    after = " ".join(read(mail.html).text.split()).partition("Most covered ")[2]
    assert after.startswith("Councils ask for longer settlements3 sources Parks2 sources")
    assert "MOST COVERED" in mail.text
    assert "Councils ask for longer settlements: 3 sources [1]\nParks: 2 sources [2]\n" in mail.text
    housing = renditions.mail(rich(), newsletter(), templates, PUBLIC, (m.ThemeId("housing"),))
    assert "Most covered" not in housing.html
    assert "MOST COVERED" not in housing.text


def test_the_footer_is_complete(templates):
    document = read(renditions.mail(rich(), newsletter(), templates, PUBLIC).html)
    links = {text: address for address, text in document.links}
    assert links["Unsubscribe"] == m.Mark.UNSUBSCRIBE
    assert links["Preferences"] == m.Mark.PREFERENCES
    assert links["View in browser"] == f"{PUBLIC}/12/"
    assert "You get this mail because you subscribed to Place Weekly." in document.text
    assert "1 Quay Lane, Northbank NB1 1AA" in document.text


def test_a_reader_who_chose_themes_is_told_which(templates):
    chosen = (m.ThemeId("housing"), m.ThemeId("council"))
    mail = renditions.mail(rich(), newsletter(), templates, PUBLIC, chosen)
    assert "with the themes you chose: Council finance, Housing." in read(mail.html).text
    assert "with the themes you chose: Council finance, Housing." in " ".join(mail.text.split())


def test_nothing_is_asked_of_anybody(templates):
    """No picture, font, style sheet or beacon: opening the mail tells nobody."""
    elsewhere = replace(rich().content.lead, lead=post(1, image="https://pictures.example/a.jpg"))
    html = renditions.mail(issue(replace(rich().content, lead=elsewhere)), newsletter(), templates, PUBLIC).html
    document = read(html)
    assert not document.all("src") + document.all("srcset") + document.all("background")
    assert "url(" not in html
    assert "@import" not in html
    assert not [value for tag, name, value in document.attributes if tag == "link"]


def test_a_picture_of_our_own_is_shown(templates):
    ours = replace(rich().content.lead, lead=post(1, image=f"{PUBLIC}/12/lead.jpg"))
    html = renditions.mail(issue(replace(rich().content, lead=ours)), newsletter(), templates, PUBLIC).html
    assert read(html).all("src") == [f"{PUBLIC}/12/lead.jpg"]
    assert read(html).all("alt") == [""]


def test_what_readers_and_clients_need_is_there(templates):
    html = renditions.mail(rich(), newsletter(), templates, PUBLIC).html
    document = read(html)
    assert document.all("lang").count("en-GB") == 2
    assert "article" in document.all("role")
    assert "light dark" in document.all("content")
    assert "prefers-color-scheme:dark" in html
    assert "Longer settlements, warmer homes" in document.text
    tables = [tag for tag, _, _ in document.attributes if tag == "table"]
    assert tables
    roles = [value for tag, name, value in document.attributes if tag == "table" and name == "role"]
    assert roles
    assert set(roles) == {"presentation"}


def test_the_preheader_comes_first_and_is_hidden_without_white_on_white(templates):
    """A filter takes words in the colour of their ground for a trick (SpamAssassin: HTML_FONT_LOW_CONTRAST, 0.7)."""
    html = renditions.mail(rich(), newsletter(), templates, PUBLIC).html
    body = read(html[html.index("<body") :].replace("</html>", ""))
    assert body.text.strip().startswith("Longer settlements, warmer homes")
    assert "color:#ffffff" not in html.replace("background-color:#ffffff", "")


def test_thirty_stories_in_fourteen_themes_are_light(templates):
    themes = tuple(m.Theme(m.ThemeId(f"t{n}"), f"A theme of places {n}", "") for n in range(14))
    summary = "Nine schemes treated 4,300 homes. Bills fell by a fifth, but only where residents were shown how. " * 2
    stories = [
        story(n, "What a warm home costs: lessons from nine retrofit schemes", summary, f"t{n % 14}", (post(90 + n),))
        for n in range(30)
    ]
    stories[0] = replace(stories[0], lead=replace(stories[0].lead, image=f"{PUBLIC}/12/lead.jpg"))
    sections = tuple(section(f"t{t}", *(s for s in stories[1:] if s.theme == f"t{t}")) for t in range(14))
    events = (event(), event(101), event(102))
    whole = issue(content(stories[0], sections, events, "An introduction of some length. " * 12))
    mail = renditions.mail(whole, newsletter(themes=themes), templates, PUBLIC)
    assert mail.stories == 33
    assert fit.encoded_size(mail.html) <= 45_000


def test_an_empty_issue_is_a_mail_of_no_stories(templates):
    mail = renditions.mail(issue(content()), newsletter(), templates, PUBLIC)
    assert mail.stories == 0
    assert read(mail.html).headings == [(1, "Place Weekly")]


# ── themes ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reader_gets_only_their_themes(templates):
    mail = renditions.mail(rich(), newsletter(), templates, PUBLIC, (m.ThemeId("council"),))
    assert titles(mail.html) == ["Councils ask for longer settlements", "Parks"]
    assert mail.stories == 2


def test_where_the_lead_is_not_theirs_their_best_story_leads(templates):
    whole = rich()
    whole = replace(
        whole, content=replace(whole.content, subject="Councils ask for longer settlements + 3 more, 2 events")
    )
    mail = renditions.mail(whole, newsletter(), templates, PUBLIC, (m.ThemeId("housing"),))
    document = read(mail.html)
    assert (2, "Warm homes") in document.headings
    assert titles(mail.html)[:2] == ["Warm homes", "No summary"]
    assert mail.subject == "Warm homes + 1 more, 2 events"
    assert "Longer settlements" not in document.text
    assert mail.stories == 4


def test_the_subject_counts_what_is_inside(templates):
    whole = rich()
    whole = replace(whole, content=replace(whole.content, subject="Councils ask + 3 more, 2 events"))
    assert renditions.mail(whole, newsletter(), templates, PUBLIC).subject == "Councils ask + 3 more, 2 events"
    mail = renditions.mail(whole, newsletter(), templates, PUBLIC, (m.ThemeId("council"),))
    assert mail.subject == "Councils ask + 1 more"


def test_an_editors_own_subject_stays_while_its_lead_does(templates):
    whole = replace(rich(), content=replace(rich().content, subject="What 3 + 4 makes"))
    assert (
        renditions.mail(whole, newsletter(), templates, PUBLIC, (m.ThemeId("council"),)).subject == "What 3 + 4 makes"
    )


def test_a_theme_without_stories_gives_nothing_to_send(templates):
    mail = renditions.mail(rich(), newsletter(), templates, PUBLIC, (m.ThemeId("culture"),))
    assert mail.stories == 0


@given(st.sets(st.sampled_from(["council", "housing", "transport", "net", "devolution"]), min_size=1))
@examples(31)
def test_any_choice_of_themes_gives_each_of_their_stories_once(chosen):
    stories = [story(n, f"Story number {n}", theme=t) for n, t in enumerate(["council", "housing", "net"] * 4)]
    sections = tuple(section(t, *(s for s in stories[1:] if s.theme == t)) for t in ("council", "housing", "net"))
    whole = issue(content(stories[0], sections, (event(),)))
    mail = renditions.mail(whole, newsletter(), OURS, PUBLIC, tuple(m.ThemeId(t) for t in chosen))
    wanted = {s.lead.title for s in (*stories, event()) if s.theme in chosen}
    assert sorted(titles(mail.html)) == sorted(wanted)
    assert mail.stories == len(wanted)


# ── hostile posts ──────────────────────────────────────────────────────────────────────────────────────

HOSTILE = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=60),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "a < b & c > d \"quoted\" 'single'",
            "</div></td></table></mj-text>",
            "<!-- comment -- inside -->",
            "]]> &amp; &bogus; {{ card }} {% raw %}",
            "\x00\x07\x1b[31m\ufffe\U0001ffff",
            "מועצות מבקשות תקציב",
            "\u202eoverride",
            "\U0001f600\U0001f468\u200d\U0001f469",
            "W" * 500,
            "<p>" * 300,
            "",
        ]
    ),
)


@pytest.mark.slow
@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE, HOSTILE), min_size=1, max_size=5))
@examples(100)
def test_whatever_posts_hold_the_mail_comes_out_with_every_story(posts):
    stories = [
        story(
            n,
            title,
            summary,
            others=(post(50 + n, address=f"https://other.example/{address}", source=m.SourceId(name)),),
            address=f"https://a.example/{address}",
            source=m.SourceId(name),
            authors=(name,),
            language=name[:5],
        )
        for n, (title, summary, address, name) in enumerate(posts)
    ]
    whole = issue(content(stories[0], (section("council", *stories[1:]),), introduction=posts[0][1]))
    mail = renditions.mail(whole, newsletter(), OURS, PUBLIC)
    assert mail.quarantined == ()
    assert mail.stories == len(stories)
    shown = [
        words.line(title) or words.line(words.line(summary, 600), 80) or "Without a title"
        for title, summary, _, _ in posts
    ]
    headlines = read(mail.html).headings[1:]
    found = [text for level, text in headlines if (level, text) != (2, "Council finance")]
    assert found == [bare(title) for title in shown]
    in_text = bare(mail.text).replace(" ", "")
    assert all(bare(title).replace(" ", "") in in_text for title in shown)


SOUND = (
    "Councils ask for a longer settlement, <em>again</em>",
    "<p>Short deals cost more than they save, say the authors &amp; others.</p><ul><li>One</li></ul>",
    "https://a.example/news/2026/11/settlement?id=1&amp;x=2#top",
    "Ada Quill & Sons <ada@a.example>",
)
SPLINTERS = (
    *(
        "<",
        ">",
        "&",
        '"',
        "'",
        "</",
        "<!--",
        "-->",
        "]]>",
        "<mj-text>",
        "</td></table>",
        "{{",
        "{%",
        "\x00",
        "\x1b",
        "\r\n",
    ),
    *(
        "\ud800",
        "\ufffe",
        "\u202e",
        "\u200d",
        "\ue000",
        "א",
        "🏛",
        "A" * 300,
        "=\n",
        "\n.\n",
        "&#x0;",
        "<br",
        'style="',
        "%00",
    ),
)


def mutated(text: str, chance: random.Random) -> str:
    """Text with pieces cut out, said twice, moved, or driven in."""
    for _ in range(chance.randint(0, 6)):
        at, to = sorted(chance.randint(0, len(text)) for _ in range(2))
        piece = chance.choice(("", text[at:to] * 2, text[at:to][::-1], chance.choice(SPLINTERS)))
        text = text[:at] + piece + text[to if chance.random() < 0.5 else at :]
    return text


@pytest.mark.slow
def test_of_a_thousand_mutated_posts_every_one_is_in_its_mail():
    """None of the 50 mails is lost, none loses a story, and what comes out is closed in order."""
    chance, reduced = random.Random(5), 0
    for number in range(50):
        told = []
        for n in range(20):
            title, summary, address, name = (mutated(text, chance) for text in SOUND)
            told.append(story(100 * number + n, title, summary, address=address, authors=(name,), image=address))
        whole = issue(content(told[0], (section("council", *told[1:15]),), tuple(told[15:]), told[1].lead.title))
        mail = renditions.mail(whole, newsletter(), OURS, PUBLIC)
        reduced += len(mail.quarantined)
        assert mail.stories == 20
        assert len([text for level, text in read(mail.html).headings if level > 1]) == 22
        assert words.legible(mail.text) == mail.text
    assert reduced == 0


def bare(text: str) -> str:
    """Text as a reader of HTML sees it: gaps are one space, and places to break are nothing."""
    return " ".join(text.replace("\u200b", "").split())


def test_the_picture_made_for_the_issue_stands_with_its_story(templates):
    made = m.Picture(m.StoryId("story-1"), "https://a.example/kerb.png", "lead.jpg", 1200, 675, "A lowered\nkerb")
    inside = content(story(1, "Kerbs"), (section("council", story(2, "Parks", image="https://a.example/park.png")),))
    shown = read(renditions.mail(issue(replace(inside, picture=made)), newsletter(), templates, PUBLIC).html)
    assert [source for source in shown.all("src") if not source.endswith("logo.png")] == [f"{PUBLIC}/12/lead.jpg"]
    assert "A lowered kerb" in shown.all("alt")
    other = replace(made, story=m.StoryId("story-9"))
    shown = read(renditions.mail(issue(replace(inside, picture=other)), newsletter(), templates, PUBLIC).html)
    assert f"{PUBLIC}/12/lead.jpg" not in shown.all("src")


def test_addresses_that_run_code_lead_nowhere(templates):
    bad = story(1, "Bad", address="javascript:alert(1)", others=(post(2, address="data:text/html,x"),))
    html = renditions.mail(issue(content(bad)), newsletter(), templates, PUBLIC).html
    assert "javascript:" not in html
    assert "data:" not in html
    assert "Bad" in titles(html)


# ── quarantine ─────────────────────────────────────────────────────────────────────────────────────────


def with_own(tmp_path, name: str, text: str) -> JinjaTemplates:
    """Our templates with one of them replaced by the newsletter's own."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return JinjaTemplates([tmp_path, paths.templates()])


UNESCAPED = '<h3><a href="{{ card.address }}">{{ card.title }}</a></h3>\n<p>{{ card.summary | safe }}</p>\n'


def test_a_card_that_breaks_the_mail_is_reduced_and_named(tmp_path):
    templates = with_own(tmp_path, "email/story.mjml", UNESCAPED)
    bad = story(2, "Breaks <everything>", "if a < b then <p>")
    whole = issue(content(None, (section("council", story(1, "Before"), bad, story(3, "After")),)))
    mail = renditions.mail(whole, newsletter(), templates, PUBLIC)
    assert titles(mail.html) == ["Before", "Breaks <everything>", "After"]
    assert (bad.lead.address, "Breaks <everything>") in read(mail.html).links
    assert [(card.story, card.title) for card in mail.quarantined] == [("story-2", "Breaks <everything>")]
    assert "a bare <" in mail.quarantined[0].why
    assert "line 2" in mail.quarantined[0].why
    assert mail.stories == 3


def test_nesting_that_would_kill_the_process_is_only_quarantined(tmp_path):
    templates = with_own(tmp_path, "email/story.mjml", UNESCAPED)
    deep = story(1, "Deep", "")
    deep = replace(deep, summary=m.Summary("<b>" * 250 + "x", "source"))
    text = UNESCAPED.replace("card.summary", "card.summary * 40")
    templates = with_own(
        tmp_path,
        "email/story.mjml",
        text.replace("{{ card.summary * 40 | safe }}", "{{ (card.summary * 40) | safe }}"),
    )
    mail = renditions.mail(issue(content(None, (section("council", deep),))), newsletter(), templates, PUBLIC)
    assert [card.title for card in mail.quarantined] == ["Deep"]


def test_a_card_its_template_cannot_set_is_reduced(tmp_path):
    templates = with_own(tmp_path, "email/story.mjml", "<p>{{ card.title }} {{ 1 // (card.summary | length) }}</p>")
    whole = issue(content(None, (section("council", story(1, "Good"), story(2, "Empty", "")),)))
    mail = renditions.mail(whole, newsletter(), templates, PUBLIC)
    assert [card.title for card in mail.quarantined] == ["Empty"]
    assert "ZeroDivisionError" in mail.quarantined[0].why
    assert "Empty" in mail.text


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("email/story.mjml", "<p>{{ card.title }}</p>\n<p>{{ card.nothing }}</p>", 2),
        ("email/story.mjml", "<p>{{ card.title }}</p>\n<p>never closed", 2),
        ("email/lead.mjml", "{% if %}", 1),
        ("email/event.mjml", "<p>\n1 < 2</p>", 2),
        (
            "email/issue.mjml",
            '{% extends "ours/email/issue.mjml" %}\n{% block footer %}\n<mj-section>\n{% endblock %}',
            3,
        ),
        ("email/issue.txt", "one\n{{ nothing }}", 2),
    ],
)
def test_a_template_that_is_wrong_for_every_card_is_its_authors_mistake(tmp_path, name, text, line):
    templates = with_own(tmp_path, name, text)
    with pytest.raises(TemplateError) as caught:
        renditions.mail(rich(), newsletter(), templates, PUBLIC)
    assert caught.value.file == str(tmp_path / name)
    assert caught.value.line == line


def test_one_block_of_the_mail_can_be_a_newsletters_own(tmp_path):
    own = '{% extends "ours/email/issue.mjml" %}{% block masthead %}<mj-section><mj-column><mj-text><h1>Ours</h1></mj-text></mj-column></mj-section>{% endblock %}'
    mail = renditions.mail(rich(), newsletter(), with_own(tmp_path, "email/issue.mjml", own), PUBLIC)
    headings = read(mail.html).headings
    assert headings[0] == (1, "Ours")
    assert (2, "Housing") in headings


# ── the look ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_newsletters_colours_are_used_and_nothing_else_gets_in(templates):
    look = m.Look(accent="#123456", accent_dark='red}"><script>')
    html = renditions.mail(rich(), newsletter(look=look), templates, PUBLIC).html
    assert "#123456" in html
    assert "<script" not in html
    assert m.Look().accent_dark in html


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_of_text_can_be_read_in_both_modes(templates):
    html = renditions.mail(rich(), newsletter(), templates, PUBLIC).html
    dark = html[
        html.index("@media(prefers-color-scheme:dark)") : html.index("</style>", html.index("@media(prefers"))
    ]
    inline = set(re.findall(r"[;\"]color:(#[0-9a-f]{6})", html.replace(dark, ""))) - {"#ffffff"}
    assert {"#1d1f23", "#5b6169", m.Look().accent} <= inline | {"#1d1f23"}
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in inline)
    texts = set(re.findall(r"[{;]color:(#[0-9a-f]{6})", dark))
    assert len(texts) == 3
    assert all(contrast(colour, "#15171a") >= 4.5 for colour in texts)
