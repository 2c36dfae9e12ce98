"""What browsers are given: the bytes that the README names, each under an address of its own."""

from __future__ import annotations

import hashlib
import re

from digest.web.desk import files
from tests.web.asking import World


def test_what_others_wrote_is_as_they_published_it() -> None:
    said = dict(re.findall(r"\| `([\w.]+\.js)` .*`([0-9a-f]{64})` \|", (files.FOLDER / "README.md").read_text()))
    assert set(said) == {"htmx.min.js", "sortable.min.js"}
    assert {name: hashlib.sha256((files.FOLDER / name).read_bytes()).hexdigest() for name in said} == said


def test_a_file_may_be_kept_for_ever_under_its_mark_only() -> None:
    fresh = World().ask(files.address("desk.css"))
    assert (fresh.status, fresh.headers["cache-control"]) == (200, files.A_YEAR)
    assert World().ask("/desk/static/000000000000/desk.css").headers["cache-control"] == "no-cache"
    for path in ("/desk/static/x/README.md", "/desk/static/x/..%2Fapp.py", "/desk/static/x/nothing.js"):
        assert World().ask(path).status == 404
