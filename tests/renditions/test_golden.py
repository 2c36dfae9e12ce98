"""Every byte of one issue, as it was when somebody last looked at it."""

import pytest

from tests.renditions import golden

FILES = golden.files()
WRITE = ".venv/bin/python -m tests.renditions.golden, then look at the diff and at the pages"


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_rendition_is_as_it_was_looked_at(path):
    at = golden.FOLDER / path
    assert at.is_file(), f"a new file: {WRITE}"
    assert FILES[path].decode() == at.read_bytes().decode(), f"where the change is meant: {WRITE}"


def test_no_golden_file_is_left_over():
    there = {at.relative_to(golden.FOLDER).as_posix() for at in golden.FOLDER.rglob("*") if at.is_file()}
    left = there - set(FILES)
    assert left == set(), f"no rendition makes these any more: take them out of {golden.FOLDER}"
