"""An editor's Markdown: what is understood, what stays as it was typed, and that nothing gets out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import paths, renditions
from digest.adapters.templates import JinjaTemplates
from digest.renditions.prose import passages
from digest.renditions.text import Links
from tests.examples import examples
from tests.renditions.html_read import read
from tests.renditions.issues_made import PUBLIC, content, issue, newsletter, story

OURS = JinjaTemplates([paths.templates()])
LINK = "Read [the report](https://a.example/b?c=1&d=2), **all** of it, *soon*."


def html(text: str) -> list[str]:
    return [str(passage.html) for passage in passages(text)]


def test_links_strong_words_and_emphasis_are_set():
    assert html(LINK) == [
        'Read <a href="https://a.example/b?c=1&amp;d=2">the report</a>, <strong>all</strong> of it, <em>soon</em>.'
    ]
    assert 'style="color:#123456">the report</a>' in passages(LINK, "#123456")[0].mail


def test_as_text_a_link_has_a_number():
    links = Links()
    assert passages(LINK)[0].told(links.number) == "Read the report\u00a0[1], all of it, soon."
    assert links.listed() == "[1] https://a.example/b?c=1&d=2"


def test_items_and_a_signature_are_passages_of_their_own():
    first, one, two, signed = passages("Two things:\n\n- one\n- **two**\n\n— Ada Quill, editor")
    assert [(p.plain, p.item, p.signs) for p in (first, one, two, signed)] == [
        ("Two things:", False, False),
        ("one", True, False),
        ("two", True, False),
        ("— Ada Quill, editor", False, True),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "2 * 3 * 4 = 24, and snake_case_words, and **open",
        "# No heading",
        "[nowhere](ftp://a.example/)",
        "[run](javascript:alert(1))",
        "[half](https://a.example/",
        "-5 degrees\nand more",
    ],
)
def test_what_is_no_mark_stays_as_it_was_typed(typed):
    (passage,) = passages(typed)
    assert passage.plain == " ".join(typed.split())
    assert {piece.tag for piece in passage.pieces} == {""}


def test_markup_stays_words_and_a_mark_may_be_meant_as_itself():
    assert html("<b>bold</b> & \\*so\\*") == ["&lt;b&gt;bold&lt;/b&gt; &amp; *so*"]


@examples(60)
@given(st.text(alphabet="ab <>&\"'*_[]()\\-\n\u05d0https://.x", max_size=80))
def test_nothing_gets_out_of_an_introduction(typed):
    """The mail can be made, its elements are closed in order, and no address but of the web is led to."""
    mail = renditions.mail(issue(content(story(1), introduction=typed)), newsletter(), OURS, PUBLIC)
    links = [address for address, _ in read(mail.html).links]
    assert all(address.startswith(("https://", "http://")) for address in links)
