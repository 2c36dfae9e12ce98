"""One invented list of posts in many markups, as publishers write them. Values for tests, no page of anybody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape


@dataclass(frozen=True)
class Item:
    title: str
    day: date
    summary: str
    author: str
    link: str

    @property
    def long_day(self) -> str:
        return f"{self.day.day} {self.day:%B %Y}"

    @property
    def us_day(self) -> str:
        return f"{self.day:%B} {self.day.day}, {self.day.year}"


def _item(title: str, day: str, author: str, summary: str) -> Item:
    slug = "-".join("".join(c for c in title.lower() if c.isalnum() or c == " ").split())
    return Item(title, date.fromisoformat(day), summary, author, f"/insight/{slug}/")


ITEMS = (
    _item(
        "Why bus franchising needs patient money",
        "2026-06-18",
        "Ada Farrow",
        "Three combined authorities have taken control of their buses. Ada Farrow asks what the first two years cost "
        "and who carried the risk when fares were frozen.",
    ),
    _item(
        "Harbour towns and the price of empty upper floors",
        "2026-06-11",
        "Idris Vale",
        "Half of the rooms above shops in our sample of nine harbour towns stand empty. Bringing back one in five "
        "would house more people than the local plans foresee.",
    ),
    _item(
        "What citizens’ panels told a county about flood money",
        "2026-06-09",
        "Mina Okoro-Hale",
        "Forty residents spent three weekends on a question that engineers had not settled in ten years, and agreed.",
    ),
    _item(
        "Audit backlogs: a tale of two deadlines",
        "2026-05-28",
        "Tom Lister",
        "The second backstop date has passed. We count the disclaimed opinions, and the councils that got through.",
    ),
    _item(
        "Levelling",
        "2026-05-27",
        "Ada Farrow",
        "One word carried a decade of regional policy. This essay follows it from speech to spreadsheet and back.",
    ),
    _item(
        "Can a parish run a library better than a borough?",
        "2026-04-30",
        "Rhona Beck",
        "Six parish councils took over branch libraries in 2023. Opening hours rose in four of them; so did the precept.",
    ),
    _item(
        "Small grants, long shadows",
        "2026-04-02",
        "Idris Vale",
        "Grants under £5,000 make up a tenth of spending and two thirds of the paperwork, our survey of officers finds.",
    ),
    _item(
        "Devolution deals, counted: 41 promises and what became of them",
        "2026-03-19",
        "Mina Okoro-Hale",
        "A ledger of every commitment in the first four deals, marked kept, changed or quietly dropped since 2021.",
    ),
)

MISSED = (
    _item("A market hall comes back to life", "2025-11-04", "Rhona Beck", "How traders, a trust and a borough shared one lease for a market hall that nobody wanted."),
    _item("Teaching planners to read a balance sheet", "2025-10-21", "Tom Lister", "A short course for planning officers turned out to be popular with councillors as well as officers."),
    _item("Night buses for hospital shifts", "2025-10-02", "Ada Farrow", "A pilot of night services at three hospitals was full within two weeks and is now to be extended."),
)  # fmt: skip

Body = Callable[[], str]


def page(main: str, *, after: str = "", title: str = "Insight") -> str:
    """A whole page around a list: menus, a sidebar with its own lists, a footer."""
    menu = "".join(
        f'<li><a href="/{w.lower()}/">{w}</a></li>' for w in ("Home", "About", "Insight", "Events", "People")
    )
    recent = "".join(f'<li><a href="{i.link}">{escape(i.title)}</a></li>' for i in MISSED)
    topics = "".join(
        f'<li><a href="/topic/{w}/">{w.title()}</a> (12)</li>' for w in ("housing", "transport", "finance")
    )
    months = "".join(f'<li><a href="/2026/0{m}/">2026, {m}</a></li>' for m in range(1, 7))
    return f"""<!DOCTYPE html><html lang="en-GB"><head><title>{title} | Tarn Institute</title></head><body>
    <div id="top"><a href="/"><img src="/logo.png" alt="Tarn Institute"></a><ul>{menu}</ul></div>
    <div id="wrap"><div id="inner"><h1>{title}</h1>
    <p>Essays and notes from the institute. Older pieces are <a href="/old/">kept here</a>.</p>
    {main}
    <p><a href="?page=2">Older</a> <a href="?page=3">3</a> <a href="?page=4">4</a></p>{after}</div>
    <div id="side"><h4>Short reads</h4><ul>{recent}</ul><h4>Topics</h4><ul>{topics}</ul><h4>By month</h4><ul>{months}</ul>
    </div></div>
    <div id="end"><ul><li><a href="/privacy/">Privacy</a></li><li><a href="/access/">Accessibility</a></li>
    <li><a href="/jobs/">Work with us</a></li></ul><p>12 Quay Street, Tarn. Registered charity.</p></div></body></html>"""


def _each(row: Callable[[Item], str], items: tuple[Item, ...] = ITEMS, between: str = "\n") -> str:
    return between.join(row(i) for i in items)


def _link(i: Item, words: str = "") -> str:
    return f'<a href="{i.link}">{words or escape(i.title)}</a>'


def div_soup() -> str:
    return (
        "<div>"
        + _each(lambda i: f"<div><div>{_link(i)}</div><div>{i.long_day}</div><div>{i.summary}</div></div>")
        + "</div>"
    )


def articles() -> str:
    return "<main>" + _each(
        lambda i: f'<article class="post-{i.day.day} post category-{i.day.month} hentry"><header><h2>{_link(i)}</h2><p class="meta">'
        f'<time datetime="{i.day}T09:30:00+01:00">{i.us_day}</time> by <a rel="author" href="/people/{i.author[:3].lower()}">{i.author}</a> '
        f'in <a href="/topic/finance/">Finance</a> <a href="{i.link}#comments">3 comments</a></p></header><p>{i.summary} '
        f'<a href="{i.link}">Read more</a></p></article>'
    ) + "</main>"  # fmt: skip


def table() -> str:
    return "<table><thead><tr><th>Date</th><th>Title</th><th>Author</th><th>About</th></tr></thead><tbody>" + _each(
        lambda i: f"<tr><td>{i.day:%d/%m/%Y}</td><td>{_link(i)}</td><td>{i.author}</td><td>{i.summary}</td></tr>"
    ) + "</tbody></table>"  # fmt: skip


def definition_list() -> str:
    return "<dl>" + _each(lambda i: f"<dt>{_link(i)}</dt><dd>{i.long_day}</dd><dd>{i.summary}</dd>") + "</dl>"


def flat_headings() -> str:
    return _each(lambda i: f"<h3>{_link(i)}</h3><p>By {i.author} | {i.us_day}</p><p>{i.summary}</p>")


def flat_date_first() -> str:
    return "<div>" + _each(lambda i: f"<span>{i.day:%d.%m.%y}</span><h2>{_link(i)}</h2><p>{i.summary}</p>") + "</div>"


def cards_in_links() -> str:
    return '<section class="grid">' + _each(
        lambda i: f'<a class="card" href="{i.link}"><img src="/img/{i.day}.jpg" alt=""><span class="kind">Essay</span>'
        f"<h3>{escape(i.title)}</h3><p>{i.summary}</p><time>{i.long_day}</time></a>"
    ) + "</section>"  # fmt: skip


def cards_in_links_without_headings() -> str:
    return "<div>" + _each(
        lambda i: f'<a href="{i.link}"><div>Essay</div><div>{escape(i.title)}</div><div>{i.summary}</div><div>{i.long_day}</div></a>'
    ) + "</div>"  # fmt: skip


def one_line_each() -> str:
    return "<ul>" + _each(lambda i: f"<li>{_link(i)}, <em>essay</em>, {i.us_day}</li>") + "</ul>"


def list_in_form() -> str:
    return '<form method="post" action="/insight/"><input type="hidden" name="state" value="x"><table><tr><td><table>' + _each(
        lambda i: f"<tr><td><b>{_link(i)}</b><br>{i.long_day}<br>{i.summary}</td></tr>"
    ) + "</table></td></tr></table></form>"  # fmt: skip


def _by(key: Callable[[Item], str]) -> dict[str, tuple[Item, ...]]:
    found: dict[str, tuple[Item, ...]] = {}
    for i in ITEMS:
        found[key(i)] = (*found.get(key(i), ()), i)
    return found


def months() -> str:
    return "".join(
        f"<h2>{name}</h2><ul>"
        + _each(lambda i: f"<li>{_link(i)} <span>{i.long_day}</span><p>{i.summary}</p></li>", items)
        + "</ul>"
        for name, items in _by(lambda i: f"{i.day:%B %Y}").items()
    )


def days() -> str:
    return "".join(
        f"<div><h3>{name}</h3><ul>" + _each(lambda i: f"<li>{_link(i)}<p>{i.summary}</p></li>", items) + "</ul></div>"
        for name, items in _by(lambda i: i.long_day).items()
    )


def heading_without_link() -> str:
    return "<div>" + _each(
        lambda i: f'<div class="teaser"><h3>{escape(i.title)}</h3><p>{i.long_day}</p><p>{i.summary}</p>{_link(i, "Read more")}</div>'
    ) + "</div>"  # fmt: skip


def date_boxes() -> str:
    return '<div class="stream">' + _each(
        lambda i: f'<div class="entry"><div class="box"><span class="d">{i.day.day}</span><span class="m">{i.day:%b}</span>'
        f'<span class="y">{i.day.year}</span></div><h4>{_link(i)}</h4><div>{i.summary}</div></div>'
    ) + "</div>"  # fmt: skip


def rows_of_cards() -> str:
    rows = [ITEMS[n : n + 3] for n in range(0, len(ITEMS), 3)]
    return "".join(
        '<div class="row">'
        + _each(
            lambda i: (
                f'<div class="col-4"><div class="card"><a href="{i.link}"><img src="/i/{i.day}.png" alt=""></a>'
                f'<h5>{_link(i)}</h5><p class="when">{i.long_day}</p><p>{i.summary}</p></div></div>'
            ),
            row,
        )
        + "</div>"
        for row in rows
    )


def titles_said_thrice() -> str:
    return '<div class="list">' + _each(
        lambda i: f'<div class="item"><a href="{i.link}" title="{escape(i.title)}"><img src="/p/{i.day}.jpg" alt="{escape(i.title)}">'
        f'<span class="sr">{escape(i.title)}</span></a><h2><a href="{i.link}">{escape(_cut(i.title))}</a></h2><p>{i.summary}</p>'
        f"<p>Posted on: {i.long_day}</p></div>"
    ) + "</div>"  # fmt: skip


def _cut(title: str) -> str:
    return title if len(title) < 30 else title[:28].rstrip() + "…"


def paragraphs() -> str:
    return "<div>" + _each(lambda i: f"<p>{_link(i)}<br>{i.long_day}<br>{i.summary}</p>") + "</div>"


def breaks_only() -> str:
    return "<div>" + _each(lambda i: f"{_link(i)}<br>{i.long_day}<br>{i.summary}<br><br>") + "</div>"


def bold_breaks() -> str:
    return "<div>" + _each(lambda i: f"<b>{_link(i)}</b><br>{i.long_day}: {i.summary}<br><br>") + "</div>"


def documents() -> str:
    return "<table>" + _each(
        lambda i: f'<tr><td>{i.long_day}</td><td>{escape(i.title)}</td><td><a href="https://files.tarn.example{i.link[:-1]}.pdf">PDF</a></td></tr>'
    ) + "</table>"  # fmt: skip


def featured_first() -> str:
    first, *rest = ITEMS
    return (
        f'<div class="posts"><div class="post featured"><div class="big"><h2>{_link(first)}</h2><span class="date">{first.long_day}</span>'
        f"<p>{first.summary}</p></div></div>"
        + _each(
            lambda i: (
                f'<div class="post"><h2>{_link(i)}</h2><span class="date">{i.long_day}</span><p>{i.summary}</p></div>'
            ),
            tuple(rest),
        )
        + "</div>"
    )


def missed_with_same_markup() -> str:
    row = '<div class="article"><h3>{0}</h3><p>By {1} | {2}</p><p>{3}</p></div>'
    main = _each(lambda i: row.format(_link(i), i.author, i.us_day, i.summary))
    missed = _each(lambda i: f'<div class="article"><h3>{_link(i)}</h3><p>{i.summary}</p></div>', MISSED)
    return f"<div>{main}<h2>You may have missed</h2>{missed}</div>"


def missed_in_another_language() -> str:
    row = '<div class="article"><h3>{0}</h3><p>{2}</p><p>{3}</p></div>'
    main = _each(lambda i: row.format(_link(i), i.author, i.day, i.summary))
    missed = _each(lambda i: f'<div class="article"><h3>{_link(i)}</h3></div>', MISSED)
    return f"<div>{main}<h2>Ymgollwch yn y rhain</h2>{missed}</div>"


def plain_links() -> str:
    return "<ul>" + _each(lambda i: f"<li>{_link(i)}</li>") + "</ul>"


def disclosures() -> str:
    return _each(
        lambda i: f'<section><h3><button aria-expanded="false">{escape(i.title)}</button></h3><div><p>{i.long_day}</p><p>{i.summary}</p>'
        f'<a href="{i.link}">Download</a></div></section>'
    )  # fmt: skip


def stacked_spans() -> str:
    return "<div>" + _each(
        lambda i: f'<a href="{i.link}"><span class="k">{"Essay" if i.day.day % 2 else "Report"}</span> <span class="t">{escape(i.title)}</span> '
        f'<span class="d">{i.long_day}</span><p>{i.summary}</p></a>'
    ) + "</div>"  # fmt: skip


def spans_that_touch() -> str:
    return "<div>" + _each(
        lambda i: f'<a href="{i.link}"><span>{"Essay" if i.day.day % 2 else "Report"}</span><strong>{escape(i.title)}</strong>'
        f"<small>{i.long_day}</small><p>{i.summary}</p></a>"
    ) + "</div>"  # fmt: skip


def covering_links() -> str:
    return "<div>" + _each(
        lambda i: f'<div class="tile"><a aria-label="{escape(i.title)}" href="{i.link}"></a><span>{escape(i.title)}</span>'
        f"<div>{i.long_day}</div><p>{i.summary}</p></div>"
    ) + "</div>"  # fmt: skip


def years_to_choose() -> str:
    years = "".join(
        f'<li><a href="/insight/?year={year}">{year} ({year - 2008})</a></li>' for year in range(2019, 2027)
    )
    return f"<ul>{years}</ul>" + months()


def day_over_rows() -> str:
    return "<table>" + "".join(
        f'<tr><td colspan="2"><b>Papers of {day}</b></td></tr>'
        + _each(lambda i: f"<tr><td>{_link(i)}</td><td>{i.author}</td></tr>", items)
        for day, items in _by(lambda i: i.long_day).items()
    ) + "</table>"  # fmt: skip


def _tables_of_days(cell: Callable[[str, int], str], blank: str) -> str:
    groups = ((ITEMS[n].day, (ITEMS[n], ITEMS[n + 1])) for n in range(0, len(ITEMS) - 1, 2))
    return "<table><tr><th>Date</th><th>Paper</th><th>By</th></tr>" + "".join(
        _each(lambda i, day=day, pair=pair: f"<tr>{cell(f'{day:%d/%m/%Y}', len(pair)) if i is pair[0] else blank}<td>{_link(i)}</td><td>{i.author}</td></tr>", pair)
        for day, pair in groups
    ) + "</table>"  # fmt: skip


def day_reaching_down() -> str:
    return _tables_of_days(lambda day, rows: f'<td rowspan="{rows}">{day}</td>', "")


def day_given_once() -> str:
    return _tables_of_days(lambda day, _: f"<td>{day}</td>", "<td>&nbsp;</td>")


def references() -> str:
    return "<table>" + _each(
        lambda i: f'<tr><td>{_link(i, f"TI-{i.day.day:02}-{len(i.title)}")}</td><td>{escape(i.title)}</td><td>{i.day:%d/%m/%Y}</td></tr>'
    ) + "</table>"  # fmt: skip


def titles_with_days() -> str:
    return "<p>" + _each(lambda i: _link(i, f"{escape(i.title)} ({i.long_day})") + "<br>") + "</p>"


def days_over_lists() -> str:
    return "".join(
        f"<h3>{day}</h3><ul>" + _each(lambda i: f"<li>{_link(i)} {i.author}</li>", items) + "</ul>"
        for day, items in _by(lambda i: i.long_day).items()
    )


MARKUPS: dict[str, Body] = {
    f.__name__: f
    for f in (
        div_soup, articles, table, definition_list, flat_headings, flat_date_first, cards_in_links,
        cards_in_links_without_headings, one_line_each, list_in_form, months, days, heading_without_link, date_boxes,
        rows_of_cards, titles_said_thrice, paragraphs, breaks_only, bold_breaks, documents, featured_first,
        missed_with_same_markup, missed_in_another_language, plain_links, disclosures, stacked_spans, spans_that_touch,
        covering_links, years_to_choose, day_over_rows, references, titles_with_days, days_over_lists,
    )
}  # fmt: skip
UNDATED = {"plain_links"}
UNSUMMARISED = {
    "one_line_each", "documents", "plain_links", "day_over_rows", "references", "titles_with_days", "days_over_lists",
}  # fmt: skip
SIGNED = {"articles", "flat_headings", "missed_with_same_markup"}
