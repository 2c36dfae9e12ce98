"""A web server on loopback for one test: a table from path to what is sent, byte by byte if need be."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = bytes | Callable[["Asked"], None]


def ok(body: bytes, status: int = 200, **headers: str) -> bytes:
    """A whole answer as it goes over the wire; `content_type` becomes Content-Type."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def moved(where: str, status: int = 301) -> bytes:
    return ok(b"", status, location=where)


class Asked(BaseHTTPRequestHandler):
    """One request; `over` is set when the server stops, for answers that would never end."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with self.server.lock:
            self.server.posted.append((self.path, body))
        self.do_GET()

    def do_GET(self) -> None:
        self.close_connection = True
        with self.server.lock:
            self.server.asked.append((self.path, dict(self.headers)))
        answer = self.server.answers.get(self.path, ok(b"nothing here", 404))
        with contextlib.suppress(OSError):
            if isinstance(answer, bytes):
                self.wfile.write(answer)
            else:
                answer(self)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.answers = answers
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.posted: list[tuple[str, bytes]] = []
        self.lock = threading.Lock()
        self.over = threading.Event()

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what some tests are about."""


@dataclass(slots=True)
class Loopback:
    address: str
    server: Server

    def asked(self) -> list[str]:
        return [path for path, _ in self.server.asked]


@contextlib.contextmanager
def serving(answers: Mapping[str, Answer]) -> Iterator[Loopback]:
    """Serve until the block ends; yields the base address without a slash."""
    server = Server(answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Loopback(f"http://127.0.0.1:{server.server_port}", server)
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
