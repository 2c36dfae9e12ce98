"""A call of the API from its request to its answer: who asks, what was sent, what the job says, always as JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from digest.errors import DigestError, NothingThere, Stale, StoreBusy, Unfit
from digest.web import entry, forms, pages
from digest.web.api import acts
from digest.web.api import answers as a
from digest.web.api.operations import Operation

_adapter = cache(TypeAdapter[Any])
STATUSES: tuple[tuple[type[DigestError], int], ...] = ((NothingThere, 404), (Unfit, 422), (StoreBusy, 503))
"""What a mistake means to a program; every other is 409: not now."""


def endpoint(operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers an operation."""

    async def answer(request: Request) -> Response:
        try:
            octets = await _sent(request, operation)
            return await run_in_threadpool(_answered, request, operation, octets)
        except HTTPException as refused:
            return wrong(a.Wrong(str(refused.detail)), refused.status_code, refused.headers)

    return answer


def wrong(said: a.Wrong, status: int, headers: Any = None) -> Response:  # noqa: ANN401 - Starlette's mapping, or None
    """Return why nothing was done."""
    return _json(a.Wrong, said, status, dict(headers or {}))


async def _sent(request: Request, operation: Operation) -> bytes:
    if operation.body is None:
        return b""
    octets = await forms.body(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if octets and kind != "application/json":
        raise HTTPException(415, "JSON is expected here: send it as application/json.")
    return octets or b"{}"


def _answered(request: Request, operation: Operation, octets: bytes) -> Response:
    signed = entry.needs(request, operation.role)
    if operation.method != "GET":
        entry.ours(request, {})
    try:
        body = operation.body.model_validate_json(octets) if operation.body else None
        query = {name: value[:2_000] for name, value in request.query_params.items()}
        call = acts.Call(pages.parts_of(request), signed.who, dict(request.path_params), _clean(query), body)
        return _json(operation.answer, operation.act(call))
    except ValidationError as odd:
        return wrong(a.Wrong(_described(odd.errors(include_url=False, include_input=False))), 422)
    except DigestError as error:
        return _mistaken(error)


def _mistaken(error: DigestError) -> Response:
    status = next((code for kind, code in STATUSES if isinstance(error, kind)), 409)
    if isinstance(error, Stale):
        return wrong(a.Wrong(str(error), error.mine, error.theirs, error.was, error.now), status)
    return wrong(a.Wrong(str(error)), status, {"retry-after": "2"} if status == 503 else None)


def _clean(query: dict[str, str]) -> dict[str, str]:
    """Return what stands after the "?" without characters that no name has and no database keeps."""
    return {name: "".join(c if c.isprintable() else " " for c in value) for name, value in query.items()}


def _described(mistakes: Iterable[Any]) -> str:
    """Return what is wrong with what was sent, in a sentence."""
    some = list(mistakes)[:5]
    told = [f"{'.'.join(str(one) for one in each['loc']) or 'the whole'}: {each['msg']}" for each in some]
    return f"This is not what is described. Nothing was done. {'; '.join(told)}."[:2_000]


def _json(kind: Any, value: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:  # noqa: ANN401 - any type that can be answered
    return Response(_adapter(kind).dump_json(value), status, headers, "application/json")
