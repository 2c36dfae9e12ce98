"""A service on loopback that speaks the chat protocol: what it is asked, and what becomes of its answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from digest.adapters.rewriting import rewriter

TITLE, TEXT = "Larkhill council shuts its lido", "Larkhill council will shut its lido on 4 March, said Orla Finch."
GOOD = "The lido in Larkhill will shut on 4 March, said Orla Finch."
WRONG = "The lido in Larkhill will shut on 9 March, said Orla Finch."


@contextmanager
def service(answer: Callable[[dict[str, Any]], tuple[int, bytes]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the address of a service, and what it was asked with headers."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
            status, said = answer(body)
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chat(said: object) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": said}}]}).encode()


def test_a_sentence_that_the_text_bears_out_is_taken() -> None:
    with service(lambda _: (200, chat(GOOD))) as (address, asked):
        assert rewriter(address + "/", "small", "s3cret", 5)(TITLE, TEXT) == GOOD
    (one,) = asked
    assert (one["path"], one["model"], one["key"]) == ("/v1/chat/completions", "small", "Bearer s3cret")
    assert TEXT in one["messages"][-1]["content"]


@pytest.mark.parametrize(
    "body", [chat(WRONG), chat(None), b"{}", b"no json", b"[" * 100_000, chat(GOOD * 40), b'{"choices": []}']
)
def test_any_other_answer_leaves_the_summary_as_it_was(body: bytes) -> None:
    with service(lambda _: (200, body)) as (address, asked):
        ask = rewriter(address, "small", "", 5)
        assert [ask(TITLE, TEXT), ask(TITLE, TEXT)] == ["", ""]
    assert len(asked) == 2


@pytest.mark.parametrize("status", [500, 401, 302])
def test_a_service_that_fails_is_asked_once_and_never_elsewhere(status: int) -> None:
    with service(lambda _: (status, chat(GOOD))) as (address, asked):
        ask = rewriter(address, "small", "s3cret", 5)
        assert [ask(TITLE, TEXT), ask(TITLE, TEXT)] == ["", ""]
    assert [one["path"] for one in asked] == ["/v1/chat/completions"]


def test_nobody_there_is_no_mistake() -> None:
    with service(lambda _: (200, b"")) as (address, _):
        pass
    assert rewriter(address, "small", "", 1)(TITLE, TEXT) == ""
