"""Key paths to lines, in every form that TOML has for a value."""

import tomllib

import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config.locate import places

EVERYTHING = '''# a comment with [brackets] and "quotes"
title = "a # no comment"   # one
"quoted key" = 'literal \\'
dotted.one.two = 1
text = """
[not.a.table]
x = 1 "" \\"""
"""
raw = \'\'\'
[[nor.this]]\'\'\'
list = [ # why
  "a]", 2,
  { x = 1, "y z" = [3, 4] },
]
empty = ""
when = 2026-11-27T07:00:00Z

[table]
in = { a = { b = "}" } }

[table.inner]
z = true

[[thing]]
name = "one"
[[thing.part]]
p = 1
[[thing.part]]
p = 2

[[thing]]
# what follows belongs to the second
name = "two"
[thing.more]
deep = 1
'''


def test_every_form_of_value_is_found():
    where = places(EVERYTHING)
    expected = {
        ("title",): 2,
        ("quoted key",): 3,
        ("dotted", "one", "two"): 4,
        ("text",): 5,
        ("raw",): 9,
        ("list",): 11,
        ("list", 0): 12,
        ("list", 1): 12,
        ("list", 2, "y z", 1): 13,
        ("empty",): 15,
        ("when",): 16,
        ("table",): 18,
        ("table", "in", "a", "b"): 19,
        ("table", "inner", "z"): 22,
        ("thing", 0): 24,
        ("thing", 0, "part", 1, "p"): 29,
        ("thing", 1): 31,
        ("thing", 1, "name"): 33,
        ("thing", 1, "more", "deep"): 35,
    }
    assert {key: where.line(key) for key in expected} == expected


def test_what_is_absent_has_the_line_of_what_is_around_it():
    where = places(EVERYTHING)
    assert where.line(("thing", 1, "address")) == 31
    assert where.line(("nowhere", 3)) == 1


def test_the_end_of_a_table_is_its_last_line():
    where = places(EVERYTHING)
    assert where.end(("text",)) == 8
    assert where.end(("thing", 0)) == 29
    assert where.end(("nowhere",)) == 0


KEYS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=6)
LEAVES = st.one_of(
    st.integers(-9, 99),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12),
    st.sampled_from(["a\nb", '"', "'''", "[x]", "# no", "}"]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=12,
)


def paths(value, key=()):
    yield key
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, (*key, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from paths(inner, (*key, at))


@settings(deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_every_path_of_any_document_is_found_on_a_line_that_holds_it(values):
    text = tomlkit.dumps(values)
    read = tomllib.loads(text)
    where = places(text)
    lines = text.split("\n")
    for key in paths(read):
        if key:
            assert key in where.first or any(path[: len(key)] == key for path in where.first), key
            line = where.line(key)
            assert 1 <= line <= len(lines)
            if isinstance(key[-1], str) and key in where.first and key[-1].isascii() and key[-1].isalnum():
                assert key[-1] in lines[line - 1]


def test_a_text_may_end_in_quotes_of_its_own():
    text = "one = \"\"\"say \"yes\"\"\"\"\"\ntwo = '''\nsay 'no'''''\nthree = 3\n"
    assert tomllib.loads(text)["three"] == 3
    assert [places(text).line((key,)) for key in ("one", "two", "three")] == [1, 2, 4]
