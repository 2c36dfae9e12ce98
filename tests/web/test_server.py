"""The application on a real socket."""

from __future__ import annotations

import http.client
import socket
from urllib.parse import urlsplit

import pytest

from digest.errors import DigestError
from digest.web import application, run, serving
from tests.web.asking import World, token


def get(base: str, path: str, method: str = "GET") -> tuple[int, bytes, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=10)
    try:
        connection.request(method, path, body=b"List-Unsubscribe=One-Click" if method == "POST" else None)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers
    finally:
        connection.close()


def test_it_serves_at_once_and_ends_clean() -> None:
    """Pages, the button and HEAD over HTTP; after the block the port is free again."""
    world = World(files={"index.html": b"<h1>All</h1>"})
    with serving(application(world.site())) as base:
        status, body, headers = get(base, "/")
        assert status == 200
        assert b"Thornby" in body
        assert "server" not in headers
        assert get(base, f"/u/place/{token()}", "HEAD")[1] == b""
        assert world.left == []
        assert get(base, f"/u/place/{token()}", "POST")[0] == 200
        assert world.left == ["ann@example.org"]
        assert get(base, "/archive/%2e%2e/%2e%2e/etc/passwd")[0] == 404
    port = urlsplit(base).port
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_a_port_that_is_taken_is_one_sentence() -> None:
    """The sentence names the port and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DigestError, match=f"127.0.0.1:{port}.*--port"):
            run(application(World().site()), "127.0.0.1", port)
        with pytest.raises(DigestError, match="--port"), serving(application(World().site()), port=port):
            pass


def test_an_address_of_another_machine_is_one_sentence() -> None:
    """An address that is not ours cannot be listened on."""
    with pytest.raises(DigestError, match="cannot be listened on"):
        run(application(World().site()), "203.0.113.1", 0)
