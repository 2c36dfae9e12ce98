"""A newsletter's file: what it makes, and every mistake with its line."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import time, timedelta
from functools import cache
from typing import get_args, get_type_hints

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import config
from digest import model as m
from digest.config import checks
from digest.config.tables import NewsletterFile
from digest.errors import SettingsError

SMALL = """\
title = "Harbour News"
[sender]
address = "news@example.org"
[[source]]
name = "Harbour Institute"
address = "https://harbour.example/feed"
"""

FULL = """\
title = "Harbour News"
tagline = "What harbours said"
language = "CY-gb"
time_zone = "America/St_Johns"
introduction = "Good morning."

[sender]
name = "The desk"
address = "news@example.org"
reply_to = "desk@example.org"
postal_address = "1 Quay\\nPort"

[schedule]
collect = "every 30 minutes"
draft = "Sunday 12:00"
send = "Monday 06:30"
unreviewed = "send"

[issue]
window_days = 14
stories = 12
per_theme = 3
per_source = 2
events = 0

[look]
accent = "#7A1F1F"
accent_dark = "#ffffff"

[[theme]]
name = "Tides & Moorings"
description = "Water going up and down."
keywords = ["tide", "mooring"]

[[theme]]
id = "fish"
name = "Fishing"

[[source]]
id = "hi"
name = "Harbour Institute"
address = "https://harbour.example/feed"
kind = "feed"
role = "institute"
weight = 2
language = "en"
day_first = false
evidence = "Seen to work."

[[source]]
name = "Ânglers' Paper"
address = "http://127.0.0.1:8000/list?a=1"
"""


def mistakes(text: str, file: str = "feeds/harbour.toml") -> list[str]:
    with pytest.raises(SettingsError) as caught:
        config.read_newsletter(text, file)
    return [mistake.removeprefix(f"{file}:") for mistake in caught.value.mistakes]


def test_a_title_a_sender_and_a_source_are_enough():
    newsletter = config.read_newsletter(SMALL, "feeds/harbour.toml")
    assert newsletter == m.Newsletter(
        id=m.NewsletterId("harbour"),
        title="Harbour News",
        tagline="",
        language="en-GB",
        time_zone="Europe/London",
        sender=m.Sender("Harbour News", "news@example.org"),
        schedule=m.Schedule(timedelta(hours=1), (m.Occasion(time(12), (3,)),), (m.Occasion(time(7), (4,)),)),
        sources=(m.Source(m.SourceId("harbour-institute"), "Harbour Institute", "https://harbour.example/feed"),),
        themes=(),
    )


def test_every_key_arrives():
    newsletter = config.read_newsletter(FULL, "feeds/harbour.toml")
    assert newsletter == m.Newsletter(
        id=m.NewsletterId("harbour"),
        title="Harbour News",
        tagline="What harbours said",
        language="cy-GB",
        time_zone="America/St_Johns",
        sender=m.Sender("The desk", "news@example.org", "desk@example.org", "1 Quay\nPort"),
        schedule=m.Schedule(
            timedelta(minutes=30), (m.Occasion(time(12), (6,)),), (m.Occasion(time(6, 30), (0,)),), "send"
        ),
        sources=(
            m.Source(
                id=m.SourceId("hi"),
                name="Harbour Institute",
                address="https://harbour.example/feed",
                kind="feed",
                role=m.Role.INSTITUTE,
                weight=2.0,
                language="en",
                day_first=False,
                evidence="Seen to work.",
            ),
            m.Source(m.SourceId("anglers-paper"), "Ânglers' Paper", "http://127.0.0.1:8000/list?a=1"),
        ),
        themes=(
            m.Theme(m.ThemeId("tides-moorings"), "Tides & Moorings", "Water going up and down.", ("tide", "mooring")),
            m.Theme(m.ThemeId("fish"), "Fishing", ""),
        ),
        limits=m.Limits(timedelta(days=14), 12, 3, 2, 0),
        look=m.Look("#7a1f1f", "#ffffff"),
        introduction="Good morning.",
    )


def leaves(table: object) -> Iterator[tuple[str, ...]]:
    """Yield the path of every key in a table of the definitions that holds no table of its own."""
    hints = get_type_hints(table)
    for one in fields(table):  # type: ignore[arg-type]  # a dataclass of the definitions
        inner = next((kind for kind in (hints[one.name], *get_args(hints[one.name])) if is_dataclass(kind)), None)
        yield from ((one.name, *path) for path in leaves(inner)) if inner else [(one.name,)]


OTHERWISE = {
    ("id",): "other", ("hub",): "https://hub.example/", ("clicks",): True, ("window_days",): 3, ("draft",): "Monday 12:00",
    ("collect",): "every 30 minutes", ("send",): "Monday 06:30", ("unreviewed",): "send", ("holidays",): ["25 December"],
    ("on_holiday",): "before", ("catch_up",): "all", ("late_hours",): 3, ("unplaced",): "leave out",
    ("other_languages",): "other", ("accent",): "#7a1f1f", ("accent_dark",): "#ffffff", ("logo",): "logo.png",
    ("heading_font",): "Charter, serif", ("text_font",): "Charter, serif", ("keywords",): ["tide"], ("kind",): "listing",
    ("role",): "news", ("person", "role"): "reader", ("language",): "cy", ("day_first",): False, ("pages",): 2,
    ("time_zone",): "America/St_Johns", ("weight",): 2, ("stories",): 7, ("per_theme",): 7, ("per_source",): 7,
    ("events",): 7, ("reply_to",): "desk@example.org", ("address",): "https://harbour.example/other",
    ("sender", "address"): "other@example.org", ("person", "address"): "other@example.org", ("item",): "article",
}  # fmt: skip
"""A value for each key whose kind does not take any text; a key in a table by its own name where two differ."""


@cache
def changed(*change: str) -> m.Newsletter:
    """Return a small newsletter in which one key is set otherwise than it is."""
    values = tomlkit.parse(SMALL).unwrap() | {"theme": [{"name": "Fish"}]}
    values["person"] = [{"name": "Ann", "address": "ann@example.org"}]
    values["source"][0] |= {"selectors": {"item": "li"}, "kind": "auto"}
    table = values
    for name in change[:-1]:
        table = table.setdefault(name, {})
        table = table[0] if isinstance(table, list) else table
    if change:
        table[change[-1]] = OTHERWISE.get(change[-2:], OTHERWISE.get(change[-1:], "h2"))
    return config.read_newsletter(tomlkit.dumps(values), "feeds/harbour.toml")


@pytest.mark.parametrize("path", sorted(leaves(NewsletterFile)), ids=".".join)
def test_no_key_is_read_for_nothing(path: tuple[str, ...]) -> None:
    """Whatever is set otherwise makes another newsletter."""
    assert changed(*path) != changed()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('language = "CY-gb"', 'language = "en_GB"', '3: language is "en_GB" (did you mean "en-GB"?), expected a language'),
        ("America/St_Johns", "America/St_John", '4: time_zone is "America/St_John" (did you mean "America/St_Johns"?)'),
        ("America/St_Johns", "../etc/passwd", '4: time_zone is "../etc/passwd", expected a time zone such as'),
        ("news@example.org", "news", '9: sender.address is "news", expected a mail address such as'),
        ("news@example.org", "a@b\\nBcc: c", '9: sender.address is "a@b\\nBcc: c", expected a mail address'),
        ('"The desk"', '"The\\ndesk"', '8: sender.name is "The\\ndesk", expected text on one line'),
        ("every 30 minutes", "sometimes", '14: schedule.collect is "sometimes", expected "hourly", "daily"'),
        ("Sunday 12:00", "Snuday 12:00", '15: schedule.draft is "Snuday 12:00" (did you mean "Sunday"?), expected days and'),
        ("Sunday 12:00", "Monday 06:30", '15: the draft of "Monday 06:30" would have 7 days until the send'),
        ("Sunday 12:00", "Monday 09:00", '15: the draft of "Monday 09:00" would have 6 days 21 hours 30 minutes until'),
        ('unreviewed = "send"', 'unreviewed = "sent"', '17: schedule.unreviewed is "sent" (did you mean "send"?), expected'),
        ("stories = 12", 'stories = "12"', '21: issue.stories is "12", expected a whole number from 1 to 500'),
        ("stories = 12", "stories = true", "21: issue.stories is true, expected a whole number from 1 to 500"),
        ("stories = 12", "storeys = 12", '21: [issue] has an unknown setting "storeys", did you mean "stories"?'),
        ("#7A1F1F", "#ffcc00", '27: look.accent is "#ffcc00" (its contrast is 1.51), expected a colour such as "#0b5563" with'),
        ("#ffffff", "#1d1f23", '28: look.accent_dark is "#1d1f23" (its contrast is 1.08), expected a colour such as'),
        ('"tide", ', '"tide", 3, ', '33: keywords[2] of theme 1 ("Tides & Moorings") is 3, expected a word or phrase'),
        ('name = "Fishing"', 'name = "Tides & moorings"', '37: theme 2 ("Tides & moorings") has the same name as theme 1'),
        ('id = "fish"', 'id = "tides-moorings"', '36: theme 2 ("Fishing") has the same id as theme 1 ("Tides & Moorings")'),
        ('id = "hi"', 'id = "anglers-paper"', "50: source 2 (\"Ânglers' Paper\") has the same id as source 1"),
        ("http://127.0.0.1:8000/list?a=1", "http://www.harbour.example/feed/", "52: source 2 (\"Ânglers' Paper\") has the same address"),
        ("http://127.0.0.1:8000/list?a=1", "ftp://x.example", '52: address of source 2 ("Ânglers\' Paper") is "ftp://x.example"'),
        ("http://127.0.0.1:8000/list?a=1", "http://me:pw@x.example", "52: address of source 2 (\"Ânglers' Paper\") is \"http://me:pw@x"),
        ("http://127.0.0.1:8000/list?a=1", "http://[x/", "52: address of source 2"),
        ('kind = "feed"', 'kind = "rss"', '43: kind of source 1 ("Harbour Institute") is "rss", expected "auto", "feed", "listing", "events"'),
        ('role = "institute"', 'role = "institut"', '44: role of source 1 ("Harbour Institute") is "institut" (did you mean "institute"?)'),
        ("weight = 2", "weight = 10.5", '45: weight of source 1 ("Harbour Institute") is 10.5, expected a number from 0'),
        ("weight = 2", "weight = nan", '45: weight of source 1 ("Harbour Institute") is NaN, expected a number from 0'),
        ('time_zone = "America/St_Johns"', "time_zone = {here = 1}", "4: time_zone is a table, expected a time zone such as"),
        ('"Good morning."', '"Good\\u0007 morning."', '5: introduction is "Good\\u0007 morning.", expected text'),
        ('id = "fish"', 'id = "Fish!"', '36: id of theme 2 ("Fishing") is "Fish!", expected small letters, digits and hyphens'),
        ("#7A1F1F", "red", '27: look.accent is "red", expected a colour such as'),
        ('collect = "every', 'holidays = ["Christmas"]\ncollect = "every', '14: schedule.holidays[1] is "Christmas", expected'),
        ('collect = "every', 'holidays = ["31 Movember"]\ncollect = "every', '14: schedule.holidays[1] is "31 Movember", expected'),
        ('name = "Fishing"', "", "35: theme 2 has no name, expected text on one line"),
        ("[look]", "[lock]", '26: the file has an unknown setting "lock", did you mean "look"?'),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_line_and_what_was_expected(old, new, said):
    assert FULL.count(old) >= 1
    (found,) = mistakes(FULL.replace(old, new, 1))
    assert found.startswith(said)
    assert "expected" in found or "did you mean" in found


@pytest.mark.parametrize(
    "address", ["maildir:/srv/mail/news", "mbox:news.mbox", "imaps://news@mail.example.org:993/INBOX"]
)
def test_a_mailbox_is_a_source_of_kind_mail(address):
    text = FULL.replace("http://127.0.0.1:8000/list?a=1", address) + 'kind = "mail"\n'
    assert config.read_newsletter(text, "feeds/harbour.toml").sources[1].address == address


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("maildir:/", '"maildir:/" (it names no folder)'),
        ("mbox:", '"mbox:" (it names no file)'),
        ("imaps://news@mail.example.org:x/", '"imaps://news@mail.example.org:x/", expected'),
        ("imaps://mail.example.org/INBOX", '"imaps://mail.example.org/INBOX" (expected a user and a host'),
        ("imap://news:pw@mail.example.org/", '"imap://news:pw@mail.example.org/" (it carries a password'),
    ],
)
def test_a_mailbox_that_cannot_be_opened_is_told(address, said):
    text = FULL.replace("http://127.0.0.1:8000/list?a=1", address) + 'kind = "mail"\n'
    (found,) = mistakes(text)
    assert found.startswith(f'52: address of source 2 ("Ânglers\' Paper") is {said}')


def test_holidays_are_days_by_name():
    text = FULL.replace('collect = "every', 'holidays = ["Good Friday", "25 December"]\ncollect = "every')
    named = config.read_newsletter(text, "feeds/harbour.toml").schedule.holidays
    assert [one.name for one in named] == ["Good Friday", "25 December"]


def test_a_person_has_one_role():
    two = '[[person]]\nname = "Ann"\naddress = "{}"\nrole = "approver"\n'
    (found,) = mistakes(FULL + two.format("ann@example.org") + two.format("Ann@Example.org"))
    assert found.startswith(
        '59: person 2 ("Ann") has the same address as person 1 ("Ann"), expected each person once'
    )


def test_a_mailbox_and_its_kind_belong_together():
    assert mistakes(FULL.replace('kind = "feed"', 'kind = "mail"')) == [
        '43: source 1 ("Harbour Institute"): without a mailbox there is no kind = "mail"'
    ]
    assert mistakes(FULL.replace("http://127.0.0.1:8000/list?a=1", "mbox:/var/mail/news")) == [
        '52: source 2 ("Ânglers\' Paper"): a mailbox needs kind = "mail"'
    ]


def test_what_is_no_source_is_told_and_nothing_else_of_it():
    text = FULL.partition("[[source]]")[0].replace("[sender]", "source = [3]\n[sender]")
    assert mistakes(text) == ["7: source 1 is 3, expected at least one [[source]] with name and address"]


def test_a_kind_that_is_no_word_is_told_beside_selectors():
    text = FULL.replace('kind = "feed"', 'kind = {a = 1}\nselectors = {item = "li"}')
    assert [one for one in mistakes(text) if "kind of source 1" in one]


def test_every_mistake_is_said_at_once_in_the_order_of_lines():
    text = FULL.replace("America/St_Johns", "Nowhere").replace("stories = 12", "stories = 0").replace("Fishing", "")
    text = text.replace("Sunday 12:00", "Monday 06:30").replace("weight = 2", "weight = -1")
    assert [int(mistake.partition(":")[0]) for mistake in mistakes(text)] == [4, 15, 21, 37, 45]


def test_what_is_missing_altogether_is_said():
    assert mistakes("") == [
        "1: the file has no sender, expected a table [sender] with an address",
        "1: the file has no source, expected at least one [[source]] with name and address",
        "1: the file has no title, expected text on one line, at most 200 characters",
    ]
    assert mistakes('title = "x"\nsender = 3\nsource = []\ntheme = "y"\n') == [
        "2: sender is 3, expected a table [sender] with an address",
        "3: source is [], expected at least one [[source]] with name and address",
        '4: theme is "y", expected tables [[theme]], each with a name',
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = Harbour\n", "1: a value is missing or not in quotes, expected text in"),
        ('title = "a"\ntitle = "b"\n', "2: this was set before, expected each setting once"),
        ('x = 1\ntitle = "a\n', "2: a text does not end on its line, expected a closing quote"),
        ('title = """a\n\n', "1: a text does not end, expected a closing quote"),
        ("title\n", "1: this is not a setting, expected key ="),
        ('title = "a" tagline = "b"\n', "1: there is more than one setting here, expected one setting a line"),
        ("[sender]\n[sender]\n", "2: this table was begun before, expected each [table] once"),
        ("a = " + "[" * 5000, "1: lists are nested too deeply"),
        ("<html>\n", "1: this is not TOML"),
    ],
)
def test_a_text_that_is_no_toml_is_told_with_its_line(text, said):
    (found,) = mistakes(text)
    assert found.startswith(said)


def test_windows_line_ends_and_a_byte_order_mark_are_fine():
    assert (
        config.read_newsletter("\ufeff" + SMALL.replace("\n", "\r\n"), "feeds/harbour.toml").title == "Harbour News"
    )
    assert mistakes(SMALL.replace("https:", "gopher:").replace("\n", "\r\n"))[0].startswith("6: ")


def test_the_name_of_the_file_must_be_an_id():
    expected = "1: the file's name is the newsletter's id, expected a name such as my-harbour.toml"
    assert mistakes(SMALL, "feeds/My Harbour.toml") == [expected]
    assert mistakes("title = 3", "feeds/My Harbour.toml")[0] == expected


@given(st.text(max_size=80))
@settings(deadline=None)
def test_any_name_makes_an_id(name):
    made = config.slug(name)
    assert checks.is_id(made)
    assert config.slug(name) == made


def test_names_without_latin_letters_get_ids_of_their_own():
    assert config.slug("Гавань") != config.slug("Порт")


def test_contrast_is_that_of_wcag():
    assert checks.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert checks.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(
            [*FULL.splitlines(), "[[source]]", "x = [1, {a = 2}]", 'source = "x"', "theme = [3]", "[schedule.x]"]
        )
    ).map("\n".join)
)
@settings(deadline=None)
def test_any_text_is_a_newsletter_or_a_list_of_mistakes(text):
    said: tuple[str, ...] = ()
    try:
        assert config.read_newsletter(text, "feeds/harbour.toml").sources
    except SettingsError as error:
        said = error.mistakes or ("nothing",)
    assert all(mistake.startswith("feeds/harbour.toml:") for mistake in said)


BY_HAND = """title = "Moss"
[sender]
address = "moss@example.org"

[[source]]
name = "Papers"
address = "https://moss.example/papers"
pages = 3
[source.selectors]
item = "div.row"
title = "h2"
date = "time"
"""


def test_selectors_and_pages_of_a_source_are_read():
    (source,) = config.read_newsletter(BY_HAND, "feeds/moss.toml").sources
    assert source.pages == 3
    assert source.selectors == m.Selectors("div.row", title="h2", date="time")
    inline = BY_HAND.partition("[source.selectors]")[0] + 'selectors = {item = "li"}\n'
    assert config.read_newsletter(inline, "feeds/moss.toml").sources[0].selectors == m.Selectors("li")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pages = 3", "pages = 0", '8: pages of source 1 ("Papers") is 0, expected a whole number of pages from 1 to 20'),
        ("pages = 3", "pages = 1.5", "8: pages of source 1"),
        ("pages = 3", 'kind = "feed"', '9: selectors of source 1 ("Papers") have no use for a source of kind "feed"'),
        ('item = "div.row"', 'item = "div["', '10: selectors.item of source 1 ("Papers") is "div[", expected a CSS selector'),
        ('item = "div.row"', 'item = "//div"', '10: selectors.item of source 1 ("Papers") is "//div" (this looks like XPath)'),
        ('item = "div.row"', 'item = ""', "10: selectors.item of source 1"),
        ('item = "div.row"\n', "", '9: selectors of source 1 ("Papers") has no item, expected a CSS selector'),
        ("date =", "dates =", '12: selectors of source 1 ("Papers") has an unknown setting "dates", did you mean "date"?'),
        ('title = "h2"', "title = 2", '11: selectors.title of source 1 ("Papers") is 2, expected a CSS selector'),
    ],
)  # fmt: skip
def test_a_mistake_in_selectors_is_said_with_its_line(old, new, said):
    with pytest.raises(SettingsError) as error:
        config.read_newsletter(BY_HAND.replace(old, new, 1), "feeds/moss.toml")
    (found,) = error.value.mistakes
    assert found.startswith(f"feeds/moss.toml:{said}")


LOOK = """
[look]
logo = "logo.png"
logo_alt = "A bridge"
heading_font = 'Charter, "Bitstream Charter", serif'
text_font = "Verdana, sans-serif"
"""


def test_logo_and_fonts_are_read():
    look = config.read_newsletter(SMALL_LOOK + LOOK, "place.toml").look
    assert (look.logo, look.logo_alt) == ("logo.png", "A bridge")
    assert look.heading_font == 'Charter, "Bitstream Charter", serif'
    assert look.text_font == "Verdana, sans-serif"


SMALL_LOOK = """title = "Place"
[sender]
address = "a@place.example"
[[source]]
name = "Papers"
address = "https://papers.example/"
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"logo.png"', '"logo.svg"', "look.logo is"),
        ('"logo.png"', '"../logo.png"', "look.logo is"),
        ('"logo.png"', '"https://a.example/logo.png"', "look.logo is"),
        ('"Verdana, sans-serif"', '"Verdana"', "look.text_font is"),
        ('"Verdana, sans-serif"', '"url(x), serif"', "look.text_font is"),
        ('"Verdana, sans-serif"', '"a;color:red, serif"', "look.text_font is"),
    ],
)
def test_a_mistake_in_logo_or_fonts_is_said(old, new, said):
    with pytest.raises(SettingsError, match=said):
        config.read_newsletter(SMALL_LOOK + LOOK.replace(old, new), "place.toml")
