"""Requests by the scheme of their address: http and https to the web, others to where they lead."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from digest.adapters.crew import Web
from digest.model import Failure, Request, Response

Opens = Callable[[Request], Response | Failure]


class BySchemes:
    """A `crew.Web` that gives some schemes to functions of their own, run in threads."""

    def __init__(self, web: Web, others: Mapping[str, Opens]) -> None:
        self._web, self._others = web, others

    async def fetch(self, request: Request) -> Response | Failure:
        """Return the answer or a failure, never raise."""
        opens = self._others.get(request.address.partition(":")[0].lower())
        return await (asyncio.to_thread(opens, request) if opens else self._web.fetch(request))

    async def close(self) -> None:
        """Close what is open."""
        await self._web.close()
