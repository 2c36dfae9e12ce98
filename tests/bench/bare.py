"""The limit for unchanged sources: the same conditional requests in a bare aiohttp loop, their answers thrown away.

Run as a process of its own: `python -m tests.bench.bare ADDRESS...` on stdin, one a line; prints JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys

import aiohttp

from tests.bench.taken import Stopwatch

AT_ONCE = 32
ROUNDS = 5


async def _ask(session: aiohttp.ClientSession, seats: asyncio.Semaphore, address: str, tag: str) -> str:
    async with seats, session.get(address, headers={"If-None-Match": tag} if tag else {}) as answer:
        await answer.read()
        return answer.headers.get("ETag", "")


async def _work(addresses: list[str]) -> list[dict[str, float]]:
    """Return what each round took; each begins without connections, as rounds that are an hour apart do."""
    seats = asyncio.Semaphore(AT_ONCE)
    rounds = []
    tags = [""] * len(addresses)
    for _ in range(1 + ROUNDS):
        watch = Stopwatch()
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:
            tags = await asyncio.gather(*(_ask(session, seats, *one) for one in zip(addresses, tags, strict=True)))
        rounds.append(watch.taken())
    return rounds[1:]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_work(sys.stdin.read().split()))))
