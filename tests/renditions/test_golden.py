"""Every byte of one issue, as it was when somebody last looked at it."""

import pytest

from tests.renditions import golden

FILES = golden.files()


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_rendition_is_as_it_was_looked_at(path):
    """Where a change is meant: `python -m tests.renditions.golden`, then look at the diff and at the pages."""
    assert FILES[path].decode() == (golden.FOLDER / path).read_bytes().decode()


def test_no_golden_file_is_left_over():
    there = {at.relative_to(golden.FOLDER).as_posix() for at in golden.FOLDER.rglob("*") if at.is_file()}
    assert there == set(FILES)
