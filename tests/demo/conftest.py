"""One world and one web for the tests that only look."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse

import pytest

from digest import demo

NOW = datetime(2026, 9, 16, 10, 30, tzinfo=UTC)


class Visitor:
    """Someone who asks for paths of a served world, each time over a new connection."""

    def __init__(self, base: str) -> None:
        self.base = base

    def get(self, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
        with closing(HTTPConnection(self.base.removeprefix("http://"))) as connection:
            connection.request("GET", path, headers={key.replace("_", "-"): text for key, text in headers.items()})
            response = connection.getresponse()
            return response, response.read()

    def page(self, path: str) -> str:
        return self.get(path)[1].decode()


@pytest.fixture(scope="module")
def world() -> demo.World:
    return demo.world(NOW, slow_seconds=0.0)


@pytest.fixture(scope="module")
def visitor(world: demo.World) -> Iterator[Visitor]:
    with demo.serving(world) as base:
        yield Visitor(base)


@pytest.fixture(scope="session")
def visit() -> type[Visitor]:
    return Visitor
