"""An article page read whole, and a post completed with what its own page says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from digest.model import Article, DateEvidence, Dating, Event, Post
from digest.sources import (
    addresses,
    article_text,
    bylines,
    clean,
    dates,
    event_changes,
    events,
    headlines,
    identity,
    metadata,
    page_dates,
    page_lines,
)
from digest.sources.page_dates import Manner

TITLE, SUMMARY, NAME = 300, 2_000, 120


def read_article(
    html: str, address: str, now: datetime, *, zone: str = "Europe/London", day_first: bool = True
) -> Article:
    """Return what a page says: title, text in paragraphs, who, when with all evidence, picture, language, event.

    `published` is None where nothing on the page says when. Only the first 2 MB are read. The date of an event
    is never taken for the day the page came out.
    """
    page = metadata.sheet(html, address)
    said = metadata.read(page)
    manner = Manner(now, zone, day_first, said.language)
    title = _line(headlines.title_of(page, said.site), TITLE)
    evidence = page_dates.evidence(page, manner, title)
    text = clean.tidy(article_text.text_of(page.tree, title, said.site))
    event = events.of_page(page, title, text, _published(evidence, now) or now, zone)
    published = _dating(page, _not_the_events(evidence, event), manner)
    authors = said.authors or bylines.authors(page_lines.lines_of(page.tree), title)
    return Article(
        address=said.canonical or addresses.canonical(address) or address,
        title=title,
        text=text,
        summary=clean.shortened(clean.excerpt(said.summary), SUMMARY),
        authors=tuple(_line(name, NAME) for name in authors),
        published=published,
        modified=page_dates.modified(page, manner),
        image=said.image,
        language=said.language,
        event=event,
    )


def _line(words: str, longest: int) -> str:
    return clean.shortened(clean.line(words), longest)


def _published(evidence: list[DateEvidence], now: datetime) -> datetime | None:
    """Return when the page came out as far as it says so with a year; a day alone may be an event's."""
    settled = dates.settle([one for one in evidence if re.search(r"(?:19|20)\d\d", one.words)], now)
    return settled.at if settled.evidence[0].kind != "first seen" else None


def _not_the_events(evidence: list[DateEvidence], event: Event | None) -> list[DateEvidence]:
    """Return the evidence without days read off the page's face that are those of the event it announces."""
    if event is None:
        return evidence
    days = {event.start.date(), (event.end or event.start).date()}
    return [one for one in evidence if one.kind in ("json-ld", "meta", "feed") or one.at.date() not in days]


def _dating(page: metadata.Sheet, evidence: list[DateEvidence], manner: Manner) -> Dating | None:
    if evidence:
        return dates.settle(evidence, manner.now)
    found = page_dates.fallback(page, manner.now)
    if found is None:
        return None
    settled = dates.settle([DateEvidence("prose", found.date().isoformat(), found, whole_day=True)], manner.now)
    return replace(settled, confidence=min(settled.confidence, 0.4), flag=settled.flag or "a day named on the page")


def complete(post: Post, article: Article) -> Post:
    """Return the post with what its own page adds: text, better dated, who, picture, event; nothing is lost.

    The source's own title and summary stay, but for a title that is only the words of the address; its date is one
    evidence among those of the page.
    """
    own = [one for one in post.published.evidence if one.kind != "first seen"]
    page = [one for one in (article.published.evidence if article.published else ()) if one.kind != "first seen"]
    evidence = list(dict.fromkeys([*own, *page]))
    # The link in a mail may count its readers and name one of them; where it led does neither.
    by_mail = post.guid.startswith(identity.BY_MAIL)
    return replace(
        post,
        address=article.address if by_mail and article.address else post.address,
        title=article.title if article.title and identity.stand_in(post) else post.title or article.title,
        summary=post.summary or article.summary,
        text=article.text if len(article.text) >= len(post.text) else post.text,
        published=dates.settle(evidence, post.seen) if page else post.published,
        authors=post.authors or article.authors,
        image=post.image or article.image,
        language=post.language or article.language,
        event=_event(post, article),
        complete=True,
    )


def _event(post: Post, article: Article) -> Event | None:
    """Return the event of both: what its list says of when, what its own page says of the rest."""
    if post.event is None or article.event is None:
        return post.event or article.event
    if post.guid.startswith(event_changes.LISTED):
        return event_changes.completed(post.event, article.event)
    return event_changes.carried(post.event, article.event, post.seen)
