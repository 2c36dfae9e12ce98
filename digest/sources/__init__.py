"""What came off the web becomes posts: a kind of source says what to ask for and reads what came, and never fetches.

`KINDS` is the table of kinds: a new one is a module with two functions and a line here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from digest.model import Article, Failure, Memory, Page, Request, Response, Source
from digest.sources import kinds, responses
from digest.sources.pace import pace_of

KINDS = {
    "auto": kinds.Kind(kinds.remembered, kinds.read_auto),
    "feed": kinds.Kind(kinds.remembered, kinds.read_feed),
    "listing": kinds.Kind(kinds.remembered, kinds.read_listing),
    "events": kinds.Kind(kinds.remembered, kinds.read_events),
    "calendar": kinds.Kind(kinds.remembered, kinds.read_calendar),
    "mail": kinds.Kind(kinds.remembered, kinds.read_mail),
    "wordpress": kinds.Kind(kinds.ask_wordpress, kinds.read_wordpress),
    "json-ld": kinds.Kind(kinds.remembered, kinds.read_json_ld),
    "h-feed": kinds.Kind(kinds.remembered, kinds.read_h_feed),
    "sitemap": kinds.Kind(kinds.ask_sitemap, kinds.read_sitemap),
    "state": kinds.Kind(kinds.remembered, kinds.read_state),
}


def first(source: Source, memory: Memory) -> Request:
    """Return what to ask for at the start of a visit."""
    return KINDS.get(source.kind, KINDS["auto"]).first(source, memory)


def read(source: Source, memory: Memory, response: Response, now: datetime) -> Page | Failure:
    """Return the posts in a server's answer, or why there are none to be had."""
    response = responses.unpacked(response)
    if failure := responses.refused(response):
        return failure
    page = KINDS.get(source.kind, KINDS["auto"]).read(source, memory, response, now)
    if isinstance(page, Page) and page.kind == "feed":
        return replace(page, pace=pace_of(response.body))
    return page


def read_page(response: Response, now: datetime, source: Source) -> Article | Failure:
    """Return what a post's own page says, or why it cannot be read."""
    return responses.refused(response) or kinds.read_article(source, response, now)
