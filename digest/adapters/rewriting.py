"""Sentences rewritten by any service that speaks the OpenAI chat protocol, on another machine or on this one.

POST {endpoint}/chat/completions with {model, messages}; the answer is choices[0].message.content
(https://platform.openai.com/docs/api-reference/chat). What comes back is hostile until it is checked
(stories.rewriting). Addresses of one's own network are meant here: the person who runs the program wrote them.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from digest.stories import rewriting

_LARGEST = 200_000  # bytes of an answer
_TOKENS = 200


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing: the key is for the address that was written down."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - the standard library's signature
        """Return no further request."""


def rewriter(endpoint: str, model: str, key: str, seconds: float) -> Callable[[str, str], str]:
    """Return a function of title and text that gives a checked summary, "" where there is none to be had.

    After a failure of the service nobody is asked again: an issue is not kept waiting forty times.
    """
    opener = urllib.request.build_opener(_Stay)
    failed: list[bool] = []

    def rewritten(title: str, text: str) -> str:
        if failed or not text.strip():
            return ""
        try:
            with opener.open(_request(endpoint, model, key, rewriting.asked(title, text)), timeout=seconds) as answer:
                said = json.loads(answer.read(_LARGEST))["choices"][0]["message"]["content"]
        except (urllib.error.URLError, http.client.HTTPException, OSError):
            failed.append(True)
            return ""
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            return ""
        return rewriting.checked(said, title, text) if isinstance(said, str) else ""

    return rewritten


def _request(endpoint: str, model: str, key: str, asked: str) -> urllib.request.Request:
    messages = [{"role": "system", "content": rewriting.INSTRUCTION}, {"role": "user", "content": asked}]
    body = {"model": model, "messages": messages, "temperature": 0, "max_tokens": _TOKENS}
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    address = f"{endpoint.rstrip('/')}/chat/completions"
    return urllib.request.Request(address, json.dumps(body).encode(), headers, method="POST")  # noqa: S310 - http and https only, see config.kinds
