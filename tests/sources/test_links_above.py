"""Pages of bare links to others: the two or three that lead the page belong to it, whatever else stands there does not."""

from __future__ import annotations

from datetime import UTC, datetime

from digest.model import Source, SourceId
from digest.sources import listing

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AT = "https://gleaner.example/"
SOURCE = Source(SourceId("gleaner"), "The Gleaner", AT)
NOUNS = ("ferry", "granary", "viaduct", "orchard", "towpath", "chapel", "mill", "quarry", "weir", "dovecote")
LEADS = (
    ("https://moors.example/news/heron", "Herons return to the Marlow reservoirs after forty years"),
    ("https://shire.example/2026/11/heron-count", "Wardens count ninety nests"),
)
MENU = '<ul><li><a href="/about/">About the Gleaner</a></li><li><a href="/comics/">Our comics of every week</a></li></ul>'
SPONSOR = '<div><a href="https://kettles.example/">Kettles of Oxenholt, makers of fine enamel kettles</a></div>'


def column(host: str) -> str:
    rows = (
        f'<p><a href="https://{host}.example/{noun}">Villagers of {host.title()} save the old {noun}</a></p>'
        for noun in NOUNS
    )
    return f"<div><hr>{'<hr>'.join(rows)}</div>"


def page(leads: str, columns: str) -> str:
    return (
        f"<html><body><h1><a href='/'>The Gleaner</a></h1>{MENU}{SPONSOR}"
        f"<section>{leads}</section><main>{columns}</main></body></html>"
    )


def titles(html: str) -> list[str]:
    return [post.title for post in listing.read_listing(html, SOURCE, AT, NOW).posts]


def test_links_over_the_columns_come_first() -> None:
    leads = "".join(f'<p><a href="{address}"><b>{title}</b></a></p>' for address, title in LEADS)
    found = titles(page(leads, column("moors") + column("shire")))
    assert found[:2] == [title for _, title in LEADS]
    assert len(found) == 22


def test_above_a_sites_own_list_nothing_is_taken() -> None:
    own = column("moors").replace("https://moors.example", "/news")
    leads = "".join(f'<p><a href="{address}"><b>{title}</b></a></p>' for address, title in LEADS)
    assert len(titles(page(leads, own))) == 10


def test_a_page_with_more_above_than_leads_is_left_as_it_is() -> None:
    many = "".join(
        f'<p><a href="https://far.example/{at}">Far news of {at} herons by the lake</a></p>' for at in range(13)
    )
    found = titles(page(f"<div>{many}</div>", f"<div class=row>{column('moors')}{column('shire')}</div>"))
    assert len(found) in {20, 33}  # one list or both: never some of the upper ones
