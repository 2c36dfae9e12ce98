"""The door to MJML: what it lets through, and where it says a mistake is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.renditions import mjml
from tests.examples import examples

FRAME = "<mjml>\n<mj-body><mj-section><mj-column><mj-text>\n{}\n</mj-text></mj-column></mj-section></mj-body></mjml>"


def test_a_mail_compiles_and_no_font_host_is_asked():
    html = mjml.compile_mail(
        FRAME.format("<p>Words &amp; more</p>").replace("<mj-text>", '<mj-text font-family="Lato">')
    )
    assert "<p>Words &amp; more</p>" in html
    assert "fonts.googleapis" not in html


def test_what_only_outlook_reads_is_joined():
    html = mjml.compile_mail(FRAME.format("x"))
    assert "<!--[if mso | IE]>" in html
    assert "<![endif]--><!--[if mso | IE]>" not in html


@pytest.mark.parametrize("title", ["Plain", "C:\\new", "Wide\u200bword", "It&#39;s &#34;said&#34;", "\ue0001\ue001"])
def test_a_mail_is_labelled_with_its_title_as_it_is_written(title):
    head = f"<mjml><mj-head><mj-title>{title}</mj-title></mj-head>"
    html = mjml.compile_mail(FRAME.format("x").replace("<mjml>", head))
    assert f"<title>{title}</title>" in html
    assert f'aria-label="{title}"' in html
    assert html.count("aria-label") <= 1


@pytest.mark.parametrize(
    ("inside", "line", "column", "said"),
    [
        ("a < b", 3, 3, "a bare <"),
        ("fine\n<p>x", 4, 1, "<p> is never closed"),
        ("<p><b>x</p>\n<p>y", 3, 4, "<b> is never closed"),
        ("x</p>", 3, 2, "</p> closes nothing"),
        ("<!-- a -- b -->", 3, 1, "a comment"),
        ("<!-- a", 3, 1, "a comment"),
        ("a\x07", 3, 2, "a control character"),
        ("<img src=x>", 3, 1, "without quotes"),
    ],
)
def test_a_mistake_has_a_place(inside, line, column, said):
    source = FRAME.format(inside)
    with pytest.raises(mjml.Uncompilable) as caught:
        mjml.compile_mail(source)
    fault = caught.value.fault
    assert (fault.line, fault.column) == (line, column)
    assert said in fault.what
    assert source[fault.position] == source.split("\n")[line - 1][column - 1]


def test_what_is_open_at_the_end_is_named_where_it_opens():
    fault = mjml.find_fault("<mjml>\n  <mj-body>")
    assert fault
    assert (fault.line, fault.column, fault.what) == (2, 3, "<mj-body> is never closed")


@pytest.mark.parametrize(
    "inside", ["a > b", "<br>", "&nbsp;&bogus; &", '<a title="a > b < c">x</a>', "<!-- fine -->"]
)
def test_what_the_engine_takes_is_no_mistake(inside):
    source = FRAME.format(inside)
    assert mjml.compile_mail(source)
    assert mjml.find_fault(source) is None


@pytest.mark.parametrize("count", [mjml.DEEPEST, 9_000, 50_000])
def test_depth_is_refused_before_the_engine_dies_of_it(count):
    with pytest.raises(mjml.Uncompilable, match="inside one another"):
        mjml.compile_mail(FRAME.format("<b>" * count + "x" + "</b>" * count))


def test_many_elements_beside_one_another_are_no_depth():
    assert mjml.compile_mail(FRAME.format("<p>x</p><br>" * 3000))


@given(st.text(alphabet="ab <>/&!-\"'=\n", max_size=40))
@examples(300)
def test_whatever_the_engine_refuses_is_given_a_place(inside):
    source = FRAME.format(inside)
    fault = refusal(source)
    assert fault is None or (1 <= fault.line <= source.count("\n") + 1 and fault.what)


def refusal(source: str) -> mjml.Fault | None:
    try:
        mjml.compile_mail(source)
    except mjml.Uncompilable as broken:
        return broken.fault
    return None
