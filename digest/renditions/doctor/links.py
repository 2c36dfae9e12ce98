"""Where a mail's links lead, and what it asks the web for by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from digest.model import Checked, Finding, Severity
from digest.renditions.doctor import css, tree
from digest.renditions.doctor.letter import Case, Letter

STOP, NOTE = Severity.STOP, Severity.NOTE
FETCHED = ("src", "background", "poster", "data")
URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", re.IGNORECASE)
ALONE = ("localhost", "127.0.0.1", "[::1]", "0.0.0.0")  # noqa: S104 - looked for in links, not bound


def to_check(letter: Letter, public: str = "") -> tuple[str, ...]:
    """Return the addresses of the web that a mail leads to, each once, without our own."""
    found = dict.fromkeys(one.get("href").strip() for one in letter.page.find("a"))
    return tuple(one for one in found if one.startswith(("http://", "https://")) and not _own(one, public))


def links(case: Case) -> Iterator[Finding]:
    """Find links that lead nowhere: empty, broken, private, to no place on the page, or found dead (each once)."""
    asked = dict(case.links)
    names = {one.get("id") for one in case.letter.page.find()} | {
        one.get("name") for one in case.letter.page.find("a")
    }
    for link in case.letter.page.find("a"):
        if "href" not in link.attributes and not link.get("name") and not link.get("id"):
            yield _link(case, link, "has no address", "Give it one, or leave the link out.")
        elif "href" in link.attributes and (wrong := _wrong(link.get("href").strip(), names, case.public)):
            yield _link(case, link, wrong, "Give the story an address that can be opened.")
        elif (checked := asked.pop(link.get("href").strip(), None)) and (checked.dead or checked.moved):
            yield _answered(case, link, checked)


def _wrong(address: str, names: set[str], public: str) -> str:
    if not address or address == "#":
        return "leads nowhere"
    if address.startswith("#"):
        return "" if address[1:] in names else f"leads to {address}, which is not on the page"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return f"has an address that cannot be read: {address[:80]}"
    if parts.scheme in {"mailto", "tel"}:
        return ""
    if parts.scheme not in {"http", "https"} or not host or re.search(r"\s", address):
        return f"has an address that no mail program opens: {address[:80]}"
    alone = host in ALONE and urlsplit(public).hostname not in ALONE  # a trial run is at home on this machine
    return f"leads to this machine: {address[:80]}" if alone else ""


def _link(case: Case, link: tree.Element, wrong: str, how: str) -> Finding:
    said = tree.words_in_order(link)[:60] or "without words"
    why = "Who follows it finds nothing."
    return Finding("links", STOP, f"The link “{said}” {wrong}.", why, how, case.letter.page.place(link), link.line)


def _answered(case: Case, link: tree.Element, checked: Checked) -> Finding:
    """Return what the web said when the link was asked for."""
    said, where = tree.words_in_order(link)[:60], case.letter.page.place(link)
    if checked.dead:
        what = f"The link “{said}” is dead: {checked.said or f'the server answered {checked.status}'}"
        how = "Drop the story, let another report of it lead, or take the link out."
        return Finding("links", NOTE, f"{what.rstrip('.')}.", "Who follows it finds nothing.", how, where, link.line)
    what = f"The link “{said}” has moved for good, to {checked.moved[:100]}."
    why = "It works as long as the old server sends its visitors on."
    return Finding("links", NOTE, what, why, "Nothing need be done; the source may have moved.", where, link.line)


def requests(case: Case) -> Iterator[Finding]:
    """Find what a mail asks of another host by being opened."""
    for address, element in _asked(case.letter):
        if not address.startswith(("http:", "https:", "//")) or _own(address, case.public):
            if element.tag == "img" and _pixel(element):
                yield _request(case, element, f"A picture of one pixel is asked for: {address[:80]}")
            continue
        host = urlsplit(address).netloc
        yield _request(case, element, f"Opening the mail asks {host} for {address[:80]}")


def _request(case: Case, element: tree.Element, what: str) -> Finding:
    why = "It tells that host who reads the mail, when and where; many programs block it and warn."
    how = "Serve the file from the newsletter's own address, or leave it out."
    return Finding("requests", STOP, f"{what}.", why, how, case.letter.page.place(element), element.line)


def _asked(letter: Letter) -> Iterator[tuple[str, tree.Element]]:
    for element in letter.page.find():
        if element.tag == "link" and element.get("href"):
            yield element.get("href").strip(), element
        for name in FETCHED:
            if element.get(name) and element.tag not in {"a", "form"}:
                yield element.get(name).strip(), element
        for piece in filter(None, (one.strip() for one in element.get("srcset").split(","))):
            yield piece.split()[0], element
        said = element.get("style")
        if element.tag == "style":
            said = "".join(part for part in element.content if isinstance(part, str))
        for found in URL.finditer(said) if said else ():
            yield (found[1] or found[2]).strip(), element


def _pixel(image: tree.Element) -> bool:
    sizes = {one.name: one.value for one in css.declarations(image.get("style"))}
    sides = [sizes.get(side, image.get(side)).removesuffix("px") for side in ("width", "height")]
    return all(side in {"0", "1"} for side in sides)


def _own(address: str, public: str) -> bool:
    """Tell whether an address is served by us: beneath the public address."""
    return bool(public) and (address == public or address.startswith(f"{public.rstrip('/')}/"))
