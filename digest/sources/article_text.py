"""The text of an article without what surrounds it, its paragraphs parted by blank lines.

trafilatura finds the body; then what it takes along is left out (calls to subscribe, credits of pictures, links
to other articles, blocks of the site's own goods at the end), and paragraphs of the same body that stand in
another container, behind an advertisement, are put back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from digest.sources import page_lines, references
from digest.sources.headlines import bare
from digest.sources.metadata import Node, Tree
from digest.sources.page_lines import Line

LONGEST = 100_000
_CREDIT = re.compile(
    r"^\W*(?:(?:(?:main|top|lead|header|cover|featured?|banner|hero|stock)\s)?(?:photo|photograph|image|picture|"
    r"pic|illustration|foto|bild)s?"
    r"(?:\s?(?:credit|by|from|courtesy|via|source)s?\b|\s?[:©])|credits?:|©|copyright\b|\(c\)\s|\(?(?:getty|"
    r"shutterstock|unsplash|istock|alamy)\b)",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"^\W*(?:read (?:more|also|next|the full|on)\b|also read\b|see also\b|more (?:on this|from|about|like this)\b|"
    r"more:|also (?:on|in) [\w.]+\s|"
    r"related(?: \w+)?(?::|$)|(?:recommended|further reading|watch|listen|video|podcast|source|sources|tags?|"
    r"topics?|categor(?:y|ies)|filed under)\s?:|"
    r"don['’]t miss\b|(?:follow|like|find) (?:us|\w+(?: \w+)?) on\b|sign up\b|subscribe\b|register (?:now|here|"
    r"free|for free)\b|"
    r"(?:get|receive) (?:\w+ ){0,6}(?:newsletter|inbox|updates|delivered|letterbox|e-?mail|breaking news)|"
    r"join (?:our|us on|the conversation)\b|"
    r"like (?:this|what)\b.{0,40}\?|enjoy(?:ed|ing) (?:this|what)\b|share (?:this|on|it|via)\b|tell us what\b|"
    r"(?:have|got) (?:a|any) (?:tip|story|question|news)s?\b|"
    r"click (?:here|to)\b|advertis(?:ement|ing)$|(?:story|article) continues\b|scroll (?:down )?(?:for|to)\b|"
    r"download (?:the|our)\b.{0,30}\bapp\b|"
    r"comments?(?: \(\d+\))?$|\d+ comments?$|leave a (?:comment|reply)|listen to .{3,40} (?:live|on)\b|"
    r"\(?(?:additional )?reporting by\b|"
    r"dive into (?:our|the) (?:latest|new)\b|(?:in|read) (?:our|the) (?:latest|new|current) issue\b|view all$|see "
    r"all$|show more$|load more$|presenting$|"
    r"this (?:article|story|post) (?:was|first|originally)\b.{0,40}\b(?:appeared|published)\b|(?:first |"
    r"originally )(?:published|appeared) (?:in|on|by|at)\b|"
    r"support (?:our|us)\b|donate\b|(?:please )?(?:contact|e-?mail) (?:us|the author|editor)|(?:may|can) "
    r"be (?:reached|contacted) at\b|print this\b|back to top)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"^\W*(?:(?:more|other|latest|related|recent|recommended|popular|featured|similar|trending|further) "
    r"(?:\w+ )?(?:articles?|stories|posts?|news|content|reading|blogs?|insights?|features?|publications?|reads?|"
    r"topics?|from)|"
    r"related|you (?:may|might) (?:also )?(?:like|have missed|be interested)|recommended(?: for you)?|"
    r"most (?:read|popular|viewed|shared)|"
    r"(?:read|up) next|keep reading|what to read next|don['’]t miss|in (?:this|the) section|(?:upcoming|online|"
    r"our) (?:events?|conferences?|webinars?|podcasts?)|"
    r"leave a (?:comment|reply)|comments?|join the (?:conversation|discussion)|newsletter(?: sign[- ]?up)?|"
    r"about (?:the|our) authors?|"
    r"share (?:this|on)\b.*|(?:our |the )?sponsors?|partners|promoted|from around the web|view all|tags|topics)\W*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?…:][\"'”’)\]]*$")
_SHORT, _LONG, _FEW = 240, 80, 40


def text_of(tree: Tree, title: str, site: str) -> str:
    """Return the article's text, "" where there is none; its title and what names the site are left out."""
    page = page_lines.lines_of(tree)
    links = _link_lines(tree)
    found = _extracted(_without_layout(tree))
    lines = [line for line in (" ".join(line.split()) for line in found.splitlines()) if line]
    if _words_in(lines) < _FEW:
        own = _densest(page)
        lines = own if _words_in(own) > 2 * _words_in(lines) else lines
    lines = _without_tail(_with_lists(_restored(lines, tree), tree), page, title, site)
    kept = [line for line in lines if not _is_promotion(line) and not _is_link(line, links)]
    kept = _without_title(kept or lines, title)
    return "\n\n".join(kept)[:LONGEST].rstrip()


def _extracted(markup: str) -> str:
    from trafilatura import extract  # heavy: loaded where an article is read

    found = extract(
        references.bounded(markup), fast=True, include_comments=False, favor_precision=True, output_format="txt"
    )
    return str(found or "")


def _without_layout(tree: Tree) -> str:
    """Return the page's HTML without tables that hold whole paragraphs: they only lay them out."""
    if tree.css_first("td p, td h1, td h2, td h3, td div, td ul") is None:
        return tree.html or ""
    other = tree.clone()
    other.unwrap_tags(["table", "tbody", "thead", "tr", "td"])
    return other.html or ""


def _densest(page: Sequence[Line]) -> list[str]:
    """Return the lines of the smallest element that holds most of the sentences: for pages without paragraphs."""
    weight: Counter[int] = Counter()
    said = [line for line in page if _is_said(line)]
    for line in said:
        weight.update(dict.fromkeys(line.inside, len(line.words)))
    everything = sum(len(line.words) for line in said)
    most = [element for element, words in weight.items() if words >= 0.7 * everything]
    if not most:
        return []
    inside = [line for line in page if most[0] in line.inside]
    places = [place for place, line in enumerate(inside) if _is_said(line)]
    return [line.words for line in inside[places[0] : places[-1] + 9] if not line.linked]


def _is_said(line: Line) -> bool:
    return line.words.count(" ") >= 7 and not line.linked


def _is_promotion(line: str) -> bool:
    return len(line) <= _SHORT and bool(_CREDIT.search(line) or _CALL.search(line))


def _without_title(lines: list[str], title: str) -> list[str]:
    own = bare(title)
    while len(lines) > 1 and own and bare(lines[0]) == own:
        lines = lines[1:]
    return lines


# ── links that stand alone ─────────────────────────────────────────────────────────────────────────────


def _link_lines(tree: Tree) -> set[str]:
    """Return the words of every block that is one link and nothing else: what leads away from the article."""
    found: set[str] = set()
    for node in tree.css("p, h2, h3, h4, h5, li, div, strong, figcaption")[:4000]:
        link = node.css_first("a")
        if link is None:
            continue
        words = bare(node.text(separator=" "))
        if 3 < len(words) <= _SHORT and words == bare(link.text(separator=" ")):
            found.add(words)
    return found


def _is_link(line: str, links: set[str]) -> bool:
    return len(line) <= _SHORT and bare(line) in links


# ── what a site puts after its articles ────────────────────────────────────────────────────────────────


def _without_tail(lines: list[str], page: Sequence[Line], title: str, site: str) -> list[str]:
    """Return the lines up to the first heading of another matter on the page, with what led up to it.

    The heading is looked for on the page, not only in the lines: what found the body leaves headings out.
    """
    wanted = {bare(line) for line in lines}
    start = next((place for place, line in enumerate(page) if bare(line.words) == bare(title)), -1) + 1
    places = [place for place in range(start, len(page)) if bare(page[place].words) in wanted]
    enough = max(_FEW, 0.3 * _words_in(lines))
    for place in range(start, len(page)):
        if not _TAIL.match(page[place].words):
            continue
        before = [at for at in places if at < place]
        if _words_in([page[at].words for at in before]) < enough or _is_box(place, before, places, page):
            continue
        while place > start and _is_label(page[place - 1].words, site):
            place -= 1  # noqa: PLW2901 - walks back over what leads up to the heading
        kept = {bare(line.words) for line in page[start:place]}
        after = {bare(line.words) for line in page[place:]} - kept
        return [line for line in lines if bare(line) not in after]
    return lines


def _is_box(place: int, before: Sequence[int], places: Sequence[int], page: Sequence[Line]) -> bool:
    """Tell whether a heading stands in a box amid the article: deeper than its paragraphs, which go on after it."""
    depth = Counter(len(page[at].inside) for at in before).most_common(1)[0][0]
    if len(page[place].inside) == depth:
        return False
    main = page[before[0]].inside[-depth + 1 :]
    return any(len(page[at].inside) == depth and page[at].inside[-depth + 1 :] == main for at in places if at > place)


def _words_in(lines: Sequence[str]) -> int:
    return sum(line.count(" ") + 1 for line in lines)


def _is_label(line: str, site: str) -> bool:
    """Tell whether a line is a label of the site's own goods: a call, few words in capitals, no sentence."""
    words = line.split()
    if _is_promotion(line) or (site and bare(line).startswith(bare(site))):
        return True
    capitals = sum(not word[:1].islower() for word in words)
    return len(words) <= 12 and not _SENTENCE.search(line) and (len(words) <= 3 or capitals >= 0.7 * len(words))


# ── paragraphs left behind ─────────────────────────────────────────────────────────────────────────────


def _restored(lines: list[str], tree: Tree) -> list[str]:
    """Return the lines with paragraphs put back that stand in containers marked like the one of most lines."""
    paragraphs = [(node, " ".join(node.text().split())) for node in tree.css("p")[:3000]]
    places = {bare(line): place for place, line in enumerate(lines)}
    at = [places.get(bare(words), -1) for _, words in paragraphs]
    kinds = Counter(_container(node) for (node, words), place in zip(paragraphs, at, strict=True) if place >= 0)
    main = {kind for kind, count in kinds.items() if kind[1] and count >= max(3, 0.3 * sum(kinds.values()))}
    after: dict[int, list[str]] = {}
    last = -1
    for (node, words), place in zip(paragraphs, at, strict=True):
        if place >= 0:
            last = place
        elif last >= 0 and _container(node) in main and _is_paragraph(node, words):
            after.setdefault(last, []).append(words)
    known = " ".join(places)
    return [
        one
        for place, line in enumerate(lines)
        for one in (line, *(new for new in after.get(place, ()) if bare(new) not in known))
    ]


def _with_lists(lines: list[str], tree: Tree) -> list[str]:
    """Return the lines with lists put back that stand between two paragraphs of the text, as one of them says."""
    places = {bare(line): place for place, line in enumerate(lines)}
    known = " ".join(places)
    after: dict[int, list[str]] = {}
    for node in tree.css("ul, ol")[:500]:
        before = places.get(bare(_said_beside(node, back=True)), -1)
        if before < 0 or bare(_said_beside(node, back=False)) not in places:
            continue
        items = [(" ".join(item.text(separator=" ").split()), item) for item in node.css("li")[:60]]
        linked = sum(item.css_first("a") is not None for _, item in items)
        if linked <= len(items) / 2:
            after[before] = [words for words, _ in items if words and bare(words) not in known]
    return [one for place, line in enumerate(lines) for one in (line, *after.get(place, ()))]


def _said_beside(node: Node, *, back: bool) -> str:
    """Return the words of the next element before or after this one that says any."""
    beside = node.prev if back else node.next
    for _ in range(6):
        if beside is None:
            return ""
        if beside.tag != "-text" and (words := beside.text(separator=" ").strip()):
            return words
        beside = beside.prev if back else beside.next
    return ""


def _container(node: Node) -> tuple[str, str]:
    up = node.parent
    return (
        (up.tag or "", " ".join(sorted((up.attributes.get("class") or "").split()))) if up is not None else ("", "")
    )


def _is_paragraph(node: Node, words: str) -> bool:
    linked = sum(len(link.text()) for link in node.css("a"))
    return len(words) >= _LONG and linked <= 0.3 * len(words) and bool(_SENTENCE.search(words))
