"""A WebSub hub told that feeds have changed, so that it can tell at once who follows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digest import model as m
from digest.jobs.parts import Parts
from digest.ports import Visit
from digest.renditions import words
from digest.renditions.feed_formats import FORMATS

ENDINGS = tuple(f".{ending}" for ending in FORMATS)


def feeds(paths: Iterable[str]) -> list[str]:
    """Return those paths of the outbox at which a feed lies."""
    return [path for path in paths if path.startswith("feeds/") and path.endswith(ENDINGS)]


def tell(parts: Parts, changed: Sequence[str]) -> str:
    """Tell the newsletter's hub of these feeds; return why it does not know of them, else "".

    Nobody is told where no hub is set. The hub asks for the feeds itself, so that hearing twice of one harms nothing
    (https://www.w3.org/TR/websub/#publishing leaves the words open: these are PubSubHubbub's, 0.4, 7.1).
    """
    hub = words.web_address(parts.newsletter.hub)
    if not hub or not changed:
        return ""
    topics = (("hub.url", f"{parts.public}/{path}") for path in changed)
    request = m.Request(hub, form=(("hub.mode", "publish"), *topics))
    return next(iter(parts.crew.run([_told(request)])))


def _told(request: m.Request) -> Visit[str]:
    answer: m.Response | m.Failure = yield request
    if isinstance(answer, m.Failure):
        return answer.said
    return "" if 200 <= answer.status < 300 else f"The hub answered {answer.status}."
