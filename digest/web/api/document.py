"""The OpenAPI document (3.1.0, https://spec.openapis.org/oas/v3.1.0), made from the table and the definitions."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from digest import __version__
from digest.web.api import answers as a
from digest.web.api.operations import OPERATIONS, ROOT, Operation

_REF = "#/components/schemas/{model}"
_PLACES = re.compile(r"{(\w+)}")
REFUSALS = {
    400: "The request cannot be read.",
    401: "Nobody is signed in.",
    403: "This person's role does not allow it.",
    404: "There is no such thing.",
    409: "Not now: the order of things forbids it, or somebody else changed the same thing meanwhile.",
    413: "It is longer than 1 MB.",
    415: "It is no JSON.",
    422: "It is not of the kind that is described, or too long.",
    429: "Too often in a short time.",
    503: "The database is in use by something else; nothing was lost.",
}


@cache
def document() -> dict[str, Any]:
    """Return the document."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for one in OPERATIONS:
        paths.setdefault(ROOT + one.path, {})[one.method.lower()] = _operation(one, schemas)
    schemas |= _definitions(a.Wrong)[1]
    schemas["Wrong"] = _definitions(a.Wrong)[0]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The editors' desk",
            "version": __version__,
            "description": "Everything that the desk does. Make a token at /desk/me; it goes into the header "
            "Authorization: Bearer …",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(one: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    answer, found = _definitions(one.answer)
    schemas |= found
    said: dict[str, Any] = {
        "operationId": one.name,
        "summary": (inspect.getdoc(one.act) or one.name).split("\n", 1)[0],
        "description": f"For whoever is {_an(one.role.value)} or more.",
        "parameters": [*_in_path(one), *_in_query(one)],
        "responses": {
            "200": {"description": "Done.", "content": {"application/json": {"schema": answer}}},
            **{str(status): _refusal(words) for status, words in REFUSALS.items()},
        },
    }
    if one.body:
        _, sent = models_json_schema([(one.body, "validation")], ref_template=_REF)
        schemas |= sent["$defs"]
        ref = {"$ref": _REF.format(model=one.body.__name__)}
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": ref}}}
    return said


def _definitions(kind: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401 - any type that can be answered
    """Return the schema of a type, and those that it refers to."""
    schema = TypeAdapter(kind).json_schema(mode="serialization", ref_template=_REF)
    return schema, schema.pop("$defs", {})


def _in_path(one: Operation) -> list[dict[str, Any]]:
    names: Sequence[str] = _PLACES.findall(one.path)
    whole = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
    kinds = {"number": whole, "story": {"type": "string", "minLength": 1}}
    return [{"name": name, "in": "path", "required": True, "schema": kinds[name]} for name in names]


def _in_query(one: Operation) -> list[dict[str, Any]]:
    kinds = {"with": {"type": "integer", "minimum": 1, "maximum": 999_999_999}}
    return [
        {"name": name, "in": "query", "description": said, "schema": kinds.get(name, {"type": "string"})}
        for name, said in one.query.items()
    ]


def _refusal(words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": {"$ref": _REF.format(model="Wrong")}}}}


def _an(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
