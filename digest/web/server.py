"""The application on a socket: in the foreground until it is stopped, or in a thread beside other work."""

from __future__ import annotations

import contextlib
import errno
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

from digest.errors import DigestError

PATIENCE_SECONDS = 3


def run(application: ASGIApp, host: str, port: int, ready: Callable[[str], None] = lambda _: None) -> None:
    """Serve until Ctrl-C or SIGTERM; `ready` is told the address first.

    Raises `DigestError` where the port is taken.
    """
    with _listening(host, port) as listener, contextlib.suppress(KeyboardInterrupt):
        ready(address_of(listener))
        _server(application).run(sockets=[listener])


@contextlib.contextmanager
def serving(application: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve in a thread while the block runs, and yield the address; port 0 is any that is free.

    It answers from the first moment on: whoever comes before the thread is up waits in the socket's queue.
    Raises `DigestError` where the port is taken.
    """
    with _listening(host, port) as listener:
        server = _server(application)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="web", daemon=True)
        thread.start()
        try:
            yield address_of(listener)
        finally:
            server.should_exit = True
            thread.join(2 * PATIENCE_SECONDS)


def address_of(listener: socket.socket) -> str:
    """Return the address that a browser on this machine opens."""
    host, port = listener.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read from a socket, not bound
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"


def _server(application: ASGIApp) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            application,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=PATIENCE_SECONDS,
        )
    )


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address, family=family, backlog=128)
    except OSError as error:
        where = f"{host}:{port}"
        said = {
            errno.EADDRINUSE: f"Something else is using {where}. Choose another port with --port, or stop it.",
            errno.EACCES: f"This user may not use port {port}. Choose one above 1023 with --port.",
        }
        raise DigestError(
            said.get(error.errno or 0, f"{where} cannot be listened on: {error}"), about=where
        ) from error
