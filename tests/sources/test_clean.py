"""HTML and odd text to plain text."""

from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.sources import clean


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<p>One<br>two<br/>three</p>", "One\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul><p>c</p>", "- a\n- b\n\nc"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("Rents &amp; rates &#8217;til&nbsp;June", "Rents & rates ’til June"),
        ("Rents &amp;amp; rates", "Rents & rates"),
        ("&lt;p&gt;Escaped &lt;b&gt;twice&lt;/b&gt;&lt;/p&gt;", "Escaped twice"),
        ("costs < income and 5 > 3 <3", "costs < income and 5 > 3 <3"),
        ('<img alt="a > b" src=x>seen', "seen"),
        ("<script>if (a<b) {}</script>seen<style>p{}</style>", "seen"),
        ("a<!-- hidden -->b", "ab"),
        ("<![CDATA[inside]]> out", "inside out"),
        ("un<b>closed <i>tags", "unclosed tags"),
        ("first\nsecond & third", "first\nsecond & third"),
        ("<a b='", "<a b='"),
        ("<svg><svg><text>a</text></svg>b</svg>seen", "seen"),
        ("<select><option>a</select>seen", "seen"),
        ("Kerbs</a> lowered", "Kerbs lowered"),
        ('<b title="x > y" c', 'y" c'),
        ("<b title='x>y", "y"),
        (f'<b title="x>y{"z" * 70_000}">seen', f'y{"z" * 70_000}">seen'),
        ("<script>a<b</SCRIPT>seen<style>never closed", "seen"),
    ],
)
def test_markup_becomes_text_a_person_can_read(markup: str, plain: str) -> None:
    assert clean.plain(markup) == plain


@pytest.mark.parametrize(
    "tail",
    [
        '<p>The post <a href="https://t.example/a/b">Rents rise</a> appeared first on <a href="https://t.example">T</a>.</p>',
        '<p>Der Beitrag <a href="https://t.example/a/b">Mieten</a> erschien zuerst auf <a href="https://t.example/">T</a>.</p>',
        "<p>The post Rents rise appeared first on The Town Crier.</p>",
        '<p><a href="/a" class="more-link">Darllenwch y cyfan</a></p>',
        ' <a href="/a">Read more &raquo;</a>',
        '<p><a href="/a">Continue reading<span> Rents rise</span></a></p>',
        "<p>Read more</p>",
        '<p><a href="/a">Weiterlesen</a></p>',
    ],
)
def test_tails_that_only_lead_to_the_post_are_left_out(tail: str) -> None:
    assert clean.plain("<p>Rents rose again.</p>" + tail) == "Rents rose again."


@pytest.mark.parametrize(
    "text",
    [
        "<p>More homes are needed</p>",
        "<p>Rents rose.</p><p>More homes are needed</p>",
        '<p>Rents rose, says the <a href="/r">annual survey</a></p>',
        '<p>See <a href="https://a.example/x">one</a> and <a href="https://b.example/y">two</a></p>',
        "<p>The post of chief executive was first published in May as a notice by the council and nobody applied</p>",
    ],
)
def test_sentences_and_links_that_say_something_stay(text: str) -> None:
    words = clean.plain(text).split()
    assert words == html.unescape(text.replace("<p>", " ").replace("</p>", " ")).split() or "<a" in text
    assert words[-1] in {"needed", "survey", "two", "applied"}


def test_of_many_links_at_the_end_three_are_taken_off() -> None:
    more = '<p><a href="/a">Read more</a></p>'
    assert clean.plain(f"<p>Rents rose again.</p><p>See:</p>{more * 4}") == "Rents rose again.\n\nSee:"
    assert clean.plain(f"<p>Rents rose again.</p>{'<a href=/a>more »</a> ' * 5}").endswith("again.\n\nmore » more »")


@pytest.mark.parametrize(
    ("before", "credit"),
    [
        (
            "<p>Rents rose.</p>",
            "{post} was told at length by those who live there, and then by those who do not, to {site}",
        ),
        ("", "{post} on {site}"),
        ("<p>Rents rose.</p>", '{post} on <a href="https://[t.example/">T</a>'),
    ],
    ids=["more words than links", "nothing else", "no address"],
)
def test_two_links_that_are_no_credit_stay(before: str, credit: str) -> None:
    links = {"post": '<a href="https://t.example/a/b">Rents</a>', "site": '<a href="https://t.example/">T</a>'}
    assert clean.plain(f"{before}<p>{credit.format(**links)}</p>").split()[-1] == "T"


def test_excerpts_mark_their_cut_in_one_way() -> None:
    assert clean.excerpt("Rents rose [&#8230;]") == "Rents rose…"
    assert clean.excerpt("Rents rose ...") == "Rents rose…"
    assert clean.excerpt("Rents rose.") == "Rents rose."


def test_titles_are_one_line_without_overrides_or_controls() -> None:
    assert clean.line("A <i>new</i>\n  deal\u202e for\x07 towns\u200b") == "A new deal for towns"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ann@t.example (Ann Lee)", "Ann Lee"),
        ("Ann Lee <ann@t.example>", "Ann Lee"),
        ("ann@t.example", ""),
        ("Ann Lee", "Ann Lee"),
    ],
)
def test_names_are_shown_without_mailboxes(name: str, shown: str) -> None:
    assert clean.without_mailbox(name) == shown


def test_a_text_is_shortened_after_a_word() -> None:
    assert clean.shortened("one two three", 9) == "one two…"
    assert len(clean.shortened("x" * 50, 20)) == 20


def test_the_first_sentence_stands_for_a_title() -> None:
    assert clean.first_words("Rents rose in May. Wages did not.") == "Rents rose in May"
    assert clean.first_words("word " * 60).endswith("…")


@pytest.mark.parametrize(
    "piece",
    [
        "<b>",
        "<",
        '<a "',
        "<!--",
        "&amp",
        "<script>",
        '<a href="',
        "</p>",
        "<![CDATA[",
        "a\u0301\u0323",
        "\n ",
        "&",
        "<a href=x>",
    ],
)
def test_the_work_grows_with_the_length_and_not_with_its_square(piece: str) -> None:
    """Counted in steps of the interpreter, not in seconds: ten times the input, about ten times the steps."""
    few, many = _steps(piece * 300), _steps(piece * 3_000)
    assert many <= few * 13 + 2_000


class Searched(str):
    """Text that counts the characters that searching it has looked at."""

    __slots__ = ("seen",)

    def find(self, mark: str, start: int = 0, end: int | None = None) -> int:
        found = super().find(mark, start, len(self) if end is None else end)
        self.seen = getattr(self, "seen", 0) + (found if found >= 0 else (len(self) if end is None else end)) - start
        return found


@pytest.mark.parametrize("piece", ["<!--", '<a "', "<?", "<a b", "<![CDATA[", "<p '"])
def test_what_never_ends_is_searched_for_once(piece: str) -> None:
    markup = Searched(piece * 2_000)
    clean.plain(markup)
    assert markup.seen < 8 * len(markup)


def _steps(markup: str) -> int:
    import sys

    count = 0

    def step(frame: object, event: str, arg: object) -> object:
        nonlocal count
        count += 1
        return step

    before = sys.gettrace()
    sys.settrace(step)  # type: ignore[arg-type]  # the stub wants a recursive type nobody can write
    try:
        clean.plain(markup)
    finally:
        sys.settrace(before)
    return count


PIECES = [
    "<",
    ">",
    "&",
    "<p>",
    "</p>",
    "<a href='x'>",
    '"',
    "'",
    "a",
    "<!--",
    "-->",
    "<script>",
    "&amp;",
    "\u202e",
    "\x00",
    "&#",
    "1" * 4_301,
]


@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@example("&#" + "1" * 4_301)
@example("<b>&#" + "1" * 4_301 + ";</b>")
@example("&amp;#" + "1" * 4_301 + ";")
@example('<a href="&#' + "1" * 4_301 + '">on</a>')
def test_nothing_raises_and_what_comes_out_is_tidy(markup: str) -> None:
    assert all(isinstance(read(markup), str) for read in (clean.excerpt, clean.line, clean.line_as_is, clean.tidy))
    assert all(isinstance(read(markup), str) for read in (clean.first_words, clean.without_mailbox))
    found = clean.plain(markup)
    assert not any(unicodedata.category(letter) == "Cc" and letter != "\n" for letter in found)
    assert not set(found) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert "\n\n\n" not in found
    assert found == found.strip()
    assert "\n" not in clean.line(markup)
