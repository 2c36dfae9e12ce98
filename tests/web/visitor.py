"""A browser without a window: it keeps cookies, follows redirects where asked, and sends forms as a page of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette

from tests.web.asking import Answer, ask

HOST = "127.0.0.1:8400"


@dataclass
class Visitor:
    """Somebody with a browser, at this machine unless told otherwise."""

    app: Starlette
    host: str = HOST
    peer: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)
    key: str = ""

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask(path, "GET", b"", headers)

    def post(self, path: str, *, origin: str | None = "", form_key: str | None = "", **fields: str) -> Answer:
        """Send a form; `origin` and `form_key` are those of our own page unless given, None leaves them out."""
        headers = {"content_type": "application/x-www-form-urlencoded"}
        if origin is not None:
            headers["origin"] = origin or f"http://{self.host}"
        if form_key is not None:
            fields["form_key"] = form_key or self.key
        return self._ask(path, "POST", urlencode(fields).encode(), headers)

    def enter(self, token: str) -> Answer:
        """Press the button of a link, and keep the key of the forms behind it."""
        answer = self.post(f"/desk/enter/{token}")
        page = self.get("/desk/me").text
        found = re.search(r'name="form_key" value="([^"]+)"', page)
        self.key = found[1] if found else ""
        return answer

    def _ask(self, path: str, method: str, body: bytes, headers: dict[str, str]) -> Answer:
        known = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        settings: dict[str, Any] = {"host": self.host, "peer": self.peer, "cookie": known, **headers}
        answer = ask(self.app, path, method, body=body, **settings)
        for line in answer.cookies:
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0].strip('"')
            if value and "max-age=0" not in line.lower():
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer
