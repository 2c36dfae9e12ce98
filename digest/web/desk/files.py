"""The scripts and styles of the desk, each under an address that changes with its bytes, so it is asked for once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).resolve().parents[1] / "static"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is served; `mark` is of its bytes."""

    body: bytes
    kind: str
    mark: str


@cache
def files() -> Mapping[str, File]:
    """Return the files by name."""
    found = {path.name: path for path in FOLDER.iterdir() if path.suffix in KINDS}
    return {name: _file(path) for name, path in found.items()}


def address(name: str) -> str:
    """Return where a page finds a file."""
    return f"/desk/static/{files()[name].mark}/{name}"


def file(request: Request) -> Response:
    """Return a file; under an old mark it is the new one, for a page that was open while we were renewed."""
    found = files().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    fresh = found.mark == request.path_params["mark"]
    return Response(found.body, headers={"cache-control": A_YEAR if fresh else "no-cache"}, media_type=found.kind)


def _file(path: Path) -> File:
    body = path.read_bytes()
    return File(body, KINDS[path.suffix], hashlib.sha256(body).hexdigest()[:12])
