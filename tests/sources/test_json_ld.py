"""JSON-LD out of pages that are broken in the usual ways, and in hostile ones."""

import html
import json

import pytest

from digest.sources import json_ld

ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Kerbs &amp; trees",
    "author": [{"@type": "Person", "name": "Ada Brook"}],
}


def block(text, kind="application/ld+json"):
    return f'<p>before</p><script type="{kind}">{text}</script><p>after</p>'


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ARTICLE),
        json.dumps({"@graph": [{"@type": "WebSite"}, ARTICLE]}),
        f"<!-- {json.dumps(ARTICLE)} -->",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        json.dumps(ARTICLE)[:-1] + ",}",
        json.dumps(ARTICLE).replace("Kerbs", "Kerbs\n"),
        html.escape(json.dumps(ARTICLE)),
    ],
)
def test_an_article_is_found_however_it_is_wrapped(text):
    page, nodes = json_ld.part(block(text))
    (found,) = [node for node in nodes if "NewsArticle" in json_ld.types(node)]
    assert json_ld.first(found, "headline").split() == ["Kerbs", "&", "trees"]
    assert page == "<p>before</p><p>after</p>"


@pytest.mark.parametrize(
    "page",
    [
        block("not json"),
        block("7"),
        block("[" * 30 + '{"a": 1}' + "]" * 30),
        block('{"a":[' * 50_000),
        block('{"a":"' + "x" * 300_000 + '"}'),
        '<script type="application/ld+json">{"a": 1',
        '<script type="application/ld+json">' * 20_000,
        "<script>" * 20_000,
    ],
)
def test_what_cannot_be_read_gives_nothing(page):
    assert json_ld.part(page)[1] == ()


def test_of_a_great_many_objects_the_first_are_kept():
    nodes = json_ld.objects(json.dumps([{"n": n} for n in range(5_000)]))
    assert [node["n"] for node in nodes[:2]] == [0, 1]
    assert len(nodes) < 4_000


def test_other_scripts_are_left_out_and_text_stays():
    assert json_ld.part("a<SCRIPT>if (a < b) {}</SCRIPT >b<script src=x></script>c")[0] == "abc"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (["", {}, "Ada &amp; Bo"], "Ada & Bo"),
        ({"@value": "Ada"}, "Ada"),
        ({"name": ["Ada"]}, ""),
        (7, "7"),
        (None, ""),
        ([], ""),
    ],
)
def test_the_words_of_a_value(value, words):
    assert json_ld.words_of(value) == words


def test_types_lose_their_vocabulary():
    assert json_ld.types({"@type": ["https://schema.org/Event", "schema:Thing"]}) == {"Event", "Thing"}
