"""Invented feeds for the bench: RSS and Atom of 20 to 100 entries with texts as publishers write them.

`MARK` stands in a body where each source has its own name, so that a few bodies serve thousands of sources.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

MARK = b"SRCNUM"
KINDS = 40
START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
FRESH = 3  # entries that a changed feed has at its top, in place of the oldest

_TEXT = """
council housing budget street library bridge river school transport combined authority region grant review plan
report evidence growth local national public service partner funding deal devolution mayor parish planning green
climate energy network rail bus cycle health care social worker tenant landlord rent home estate market town high
shop trade skill college apprentice young older resident community charity volunteer park garden flood water waste
"""
_WORDS = _TEXT.split()


@dataclass(frozen=True)
class Entry:
    number: int
    title: str
    paragraphs: tuple[str, ...]
    at: datetime
    author: str
    tags: tuple[str, ...]


def bodies(*, changed: bool) -> list[bytes]:
    """Return one body for each kind of feed; changed ones differ by their newest entries and one mended title."""
    return [_body(kind, changed=changed) for kind in range(KINDS)]


def short() -> list[bytes]:
    """Return the bodies of feeds of three entries."""
    return [_rss([_entry(kind, number) for number in range(3)], whole=True).encode() for kind in range(KINDS)]


def of(bodies: list[bytes], source: int) -> bytes:
    """Return the feed of one source."""
    return bodies[source % len(bodies)].replace(MARK, b"%06d" % source)


def _body(kind: int, *, changed: bool) -> bytes:
    size = 20 + kind * 80 // (KINDS - 1)
    entries = [_entry(kind, number) for number in range(size + (FRESH if changed else 0))][-size:]
    if changed:
        first = entries[0]
        entries[0] = Entry(
            first.number, first.title + " (corrected)", first.paragraphs, first.at, first.author, first.tags
        )
    entries.reverse()
    return (_atom if kind % 4 == 3 else _rss)(entries, whole=kind % 3 == 0).encode()


def _entry(kind: int, number: int) -> Entry:
    dice = random.Random(kind * 1_000 + number)
    paragraphs = tuple(_sentence(dice, dice.randint(25, 70)) for _ in range(dice.randint(2, 7)))
    title = _sentence(dice, dice.randint(6, 12)).rstrip(".")
    tags = tuple(dice.sample(_WORDS, dice.randint(0, 5)))
    return Entry(
        number, title, paragraphs, START + timedelta(hours=7 * number), f"{dice.choice(_WORDS).title()} Writer", tags
    )


def _sentence(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(_WORDS, k=words)).capitalize() + "."


def _markup(entry: Entry) -> str:
    """Return the entry's text as HTML with what such texts hold: links, emphasis, a list, a picture."""
    first, *rest = entry.paragraphs
    words = first.split()
    linked = f'<a href="/about/{words[1]}" class="inline">{" ".join(words[1:4])}</a>'
    lines = [f"<p>{words[0]} {linked} <strong>{words[4]}</strong> {' '.join(words[5:])}</p>"]
    lines.append(f'<p><img src="https://SRCNUM.example/p/{entry.number}.jpg" alt="" width="640" height="360"/></p>')
    lines += [f"<p>{words} &#8211; it&#8217;s &amp; was</p>" for words in rest[:-1]]
    lines.append("<ul>" + "".join(f"<li>{word}</li>" for word in rest[-1].split()[:6]) + "</ul>")
    return "\n".join(lines)


def _rss(entries: list[Entry], *, whole: bool) -> str:
    items = "".join(
        f"<item><title>{escape(e.title)}</title><link>https://SRCNUM.example/{e.number}/?utm_source=rss</link>"
        f"<dc:creator><![CDATA[{e.author}]]></dc:creator><pubDate>{e.at:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        + "".join(f"<category><![CDATA[{tag}]]></category>" for tag in e.tags)
        + f'<guid isPermaLink="false">https://SRCNUM.example/?p={e.number}</guid>'
        f"<description><![CDATA[<p>{e.paragraphs[0]} [&#8230;]</p>]]></description>"
        f"<content:encoded><![CDATA[{_markup(e)}]]></content:encoded></item>\n"
        if whole
        else f"<item><title>{escape(e.title)}</title><link>https://SRCNUM.example/{e.number}</link>"
        f"<guid>https://SRCNUM.example/{e.number}</guid><pubDate>{e.at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description>{escape(_markup(e))}</description></item>\n"
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Source SRCNUM</title>'
        f"<link>https://SRCNUM.example/</link><description>News</description>\n{items}</channel></rss>"
    )


def _atom(entries: list[Entry], *, whole: bool) -> str:
    items = "".join(
        f'<entry><id>tag:SRCNUM.example,2026:{e.number}</id><title type="html">{escape(e.title)}</title>'
        f'<link rel="alternate" type="text/html" href="https://SRCNUM.example/{e.number}"/>'
        f"<published>{e.at:%Y-%m-%dT%H:%M:%SZ}</published><updated>{e.at:%Y-%m-%dT%H:%M:%SZ}</updated>"
        f"<author><name>{e.author}</name></author>"
        + "".join(f'<category term="{tag}"/>' for tag in e.tags)
        + (f'<summary type="text">{e.paragraphs[0]}</summary>' if whole else "")
        + f'<content type="html">{escape(_markup(e))}</content></entry>\n'
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Source SRCNUM</title>'
        f'<id>tag:SRCNUM.example,2026:feed</id><link href="https://SRCNUM.example/"/>'
        f"<updated>{entries[0].at:%Y-%m-%dT%H:%M:%SZ}</updated>\n{items}</feed>"
    )
