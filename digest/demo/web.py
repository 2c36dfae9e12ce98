"""The demo's web on loopback: a Starlette application under uvicorn in a thread of its own."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from digest.demo.content import World
from digest.demo.forms import Answer, answers
from digest.demo.pictures import picture

NOTHING_THERE = Answer(404, "text/html; charset=utf-8", b"<!DOCTYPE html><title>Not found</title><h1>Not found</h1>")


@contextmanager
def serving(world: World, port: int = 0) -> Iterator[str]:
    """Serve the world on 127.0.0.1 and yield the base address without a final slash; port 0 takes any free one."""
    # asyncio switches Nagle's delay (40 ms an answer) off only where the protocol is named
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(("127.0.0.1", port))
        door.listen(128)
        base = f"http://127.0.0.1:{door.getsockname()[1]}"
        config = uvicorn.Config(
            application(world, base),
            lifespan="off",
            ws="none",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [door]}, name="demo-web", daemon=True)
        thread.start()
        try:
            yield base
        finally:
            server.should_exit = True
            thread.join()


def application(world: World, base: str) -> Starlette:
    """Return the application that answers for every site of the world, each under its own prefix."""
    visits = {False: answers(world, base), True: answers(world, base, later=True)}
    pictures = {post.image: post for site in (*world.sites, *world.others) for post in site.posts if post.image}

    async def page(request: Request) -> Response:
        path = request.url.path
        world.requests[path] += 1
        if path in pictures:
            drawn = await asyncio.to_thread(picture, pictures[path].scene, pictures[path].slug)
            return Response(drawn, media_type="image/png")
        answer = world.traffic.instead.get(path) or visits[world.traffic.later].get(path, NOTHING_THERE)
        await asyncio.sleep(answer.delay)
        return _response(answer, request)

    return Starlette(routes=[Route("/{path:path}", page, methods=["GET", "HEAD"])])


def _response(answer: Answer, request: Request) -> Response:
    headers = {"content-type": answer.media_type, **dict(answer.headers)}
    headers |= {"etag": answer.etag} if answer.etag else {}
    headers |= {"last-modified": answer.modified} if answer.modified else {}
    if answer.location:
        return Response(status_code=answer.status, headers=headers | {"location": answer.location})
    if _known(answer, request):
        return Response(status_code=304, headers=headers)
    if answer.gzip and "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"content-encoding": "gzip", "vary": "Accept-Encoding"}
        answer = replace(answer, body=gzip.compress(answer.body, mtime=0))
    return Response(answer.body, answer.status, headers)


def _known(answer: Answer, request: Request) -> bool:
    """Tell whether the visitor has this already; If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return bool(answer.etag) and answer.etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    return bool(answer.modified) and request.headers.get("if-modified-since") == answer.modified
