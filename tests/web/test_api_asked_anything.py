"""Whatever fits the API's document is answered with a sentence: schemathesis asks, the server never fails."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from digest.web.api.document import document
from digest.web.api.operations import ROOT
from tests.parts import Household
from tests.web.test_api import Program, home, story

__all__ = ["home"]

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed: make setup")
CALLS = [one.ok() for one in schemathesis.openapi.from_dict(document()).get_all_operations()]


@pytest.mark.no_cover
@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method.upper()} {call.path}")
def test_nothing_that_fits_the_document_makes_the_server_fail(call: Any, home: Household) -> None:
    ann = Program(home.parts())
    ann.app.state.limits.allow = lambda *_: True
    known = story(ann, "Homes wait")["id"]

    @given(st.data())
    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def asked(data: st.DataObject) -> None:
        case = data.draw(call.as_strategy())
        body = case.body if isinstance(case.body, dict) else None
        if body and isinstance(body.get("edit"), dict) and body["edit"].get("story") and data.draw(st.booleans()):
            body["edit"]["story"] = known  # half of the edits are of a story that there is
        path = case.formatted_path.removeprefix(ROOT)
        query = urlencode(case.query or {}, doseq=True)
        answer = ann.ask(call.method.upper(), f"{path}?{query}" if query else path, body)
        assert answer.status in {200, 404, 409, 422}, answer.text
        json.loads(answer.text)

    asked()
