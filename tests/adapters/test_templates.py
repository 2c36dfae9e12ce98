"""Templates: which folder wins, what is escaped, and that a mistake names its file and line."""

from pathlib import Path

import pytest

from digest.adapters.templates import JinjaTemplates
from digest.errors import TemplateError


def folder(at: Path, **files: str) -> Path:
    """A folder with these templates; `a__b_html` is a/b.html."""
    for name, text in files.items():
        path = at / (name.replace("__", "/").rpartition("_")[0] + "." + name.rpartition("_")[2])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return at


def test_the_newsletters_own_file_stands_for_ours(tmp_path):
    theirs = folder(tmp_path / "theirs", web__page_html="theirs")
    ours = folder(tmp_path / "ours", web__page_html="ours", web__other_html="other")
    templates = JinjaTemplates([theirs, ours])
    assert templates.render("web/page.html", {}) == "theirs"
    assert templates.render("web/other.html", {}) == "other"


def test_a_file_is_compiled_once_for_all_and_anew_once_it_has_changed(tmp_path):
    ours = folder(tmp_path, page_html="one")
    first, second = (JinjaTemplates([ours]).environment.get_template("page.html") for _ in range(2))
    assert first is not second
    assert first.root_render_func.__code__ is second.root_render_func.__code__
    folder(tmp_path, page_html="two")
    assert JinjaTemplates([ours]).render("page.html", {}) == "two"


def test_one_block_of_ours_can_be_changed_alone(tmp_path):
    ours = folder(tmp_path / "ours", page_html="{% block a %}a{% endblock %}{% block b %}b{% endblock %}")
    theirs = folder(tmp_path / "theirs", page_html='{% extends "ours/page.html" %}{% block b %}B{% endblock %}')
    assert JinjaTemplates([theirs, ours]).render("page.html", {}) == "aB"


def test_an_absent_folder_holds_nothing(tmp_path):
    ours = folder(tmp_path / "ours", page_html="ours")
    assert JinjaTemplates([tmp_path / "nowhere", ours]).render("page.html", {}) == "ours"


@pytest.mark.parametrize("kind", ["html", "xml", "mjml"])
def test_markup_is_escaped(tmp_path, kind):
    templates = JinjaTemplates([folder(tmp_path, **{f"a_{kind}": "{{ it }}"})])
    assert templates.render(f"a.{kind}", {"it": "<b> & \"c\" 'd'"}) == "&lt;b&gt; &amp; &#34;c&#34; &#39;d&#39;"


def test_text_is_not_escaped(tmp_path):
    templates = JinjaTemplates([folder(tmp_path, a_txt="{{ it }}")])
    assert templates.render("a.txt", {"it": "<b> & 'd'"}) == "<b> & 'd'"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("one\n{% if %}\n", 2, "Expected an expression"),
        ("one\ntwo {{ it.nothing }}\n", 2, "nothing"),
        ("one\n\n{{ absent }}\n", 3, "'absent' is undefined"),
        ("one\n{{ 1 // 0 }}\n", 2, "ZeroDivisionError"),
        ('one\n{% include "none.html" %}\n', 2, "none.html"),
        ("one\n{{ it.__class__.__mro__ }}\n", 2, "unsafe"),
        ("one\n{{ it.nope() }}", 2, "nope"),
    ],
)
def test_a_mistake_names_file_and_line(tmp_path, text, line, said):
    templates = JinjaTemplates([folder(tmp_path, a_html=text)])
    with pytest.raises(TemplateError) as caught:
        templates.render("a.html", {"it": "text"})
    assert caught.value.file == str(tmp_path / "a.html")
    assert caught.value.line == line
    assert said in caught.value.what
    assert str(caught.value).startswith(f"{tmp_path / 'a.html'}:{line}: ")


def test_a_mistake_in_an_included_file_names_that_file(tmp_path):
    templates = JinjaTemplates([folder(tmp_path, a_html='{% include "b.html" %}', b_html="\n\n{{ absent }}")])
    with pytest.raises(TemplateError) as caught:
        templates.render("a.html", {})
    assert (Path(caught.value.file).name, caught.value.line) == ("b.html", 3)


def test_an_unknown_template_says_where_it_was_looked_for(tmp_path):
    with pytest.raises(TemplateError, match=r"there is no such template in .*here") as caught:
        JinjaTemplates([tmp_path / "here"]).render("web/none.html", {})
    assert caught.value.file == "web/none.html"


def test_a_template_cannot_change_what_it_is_given_or_reach_out(tmp_path):
    templates = JinjaTemplates([folder(tmp_path, a_html="{{ it.append(1) }}")])
    with pytest.raises(TemplateError):
        templates.render("a.html", {"it": []})


@pytest.mark.parametrize(
    ("mark", "file", "line"),
    [("ONE", "base.html", 1), ("TWO", "page.html", 3), ("THREE", "page.html", 5), ("FOUR", "base.html", 3)],
)
def test_every_character_is_traced_to_the_line_that_wrote_it(tmp_path, mark, file, line):
    base = "ONE\n{% block a %}{% endblock %}\nFOUR\n"
    page = '{% extends "base.html" %}\n{% block a %}\nTWO {{ it }}\n\nTHREE\n{% endblock %}\n'
    templates = JinjaTemplates([folder(tmp_path, base_html=base, page_html=page)])
    values = {"it": "a\nb"}
    position = templates.render("page.html", values).index(mark)
    found, at = templates.locate("page.html", values, position)
    assert (Path(found).name, at) == (file, line)


def test_names_lists_each_template_once(tmp_path):
    theirs = folder(tmp_path / "theirs", web__page_html="")
    ours = folder(tmp_path / "ours", web__page_html="", email__issue_mjml="")
    assert JinjaTemplates([theirs, ours]).names() == ("email/issue.mjml", "web/page.html")
