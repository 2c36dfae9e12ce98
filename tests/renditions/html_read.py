"""HTML read back strictly: every element closed in order, and what a reader meets in the order of meeting it."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
OUTLOOK_ONLY = re.compile(r"<!--\[if (?:lte )?mso.*?<!\[endif\]-->", re.DOTALL)


@dataclass
class Document:
    """What was read: headings as (level, text), links as (address, text), every attribute seen, ids, the text."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    text: str = ""

    def all(self, attribute: str) -> list[str]:
        return [value for _, name, value in self.attributes if name == attribute]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read, self.open, self.starts = Document(), [], []

    def handle_starttag(self, tag, attrs):
        self.read.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))
            self.starts.append(len(self.read.text))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open, f"</{tag}> closes nothing"
        opened, attributes = self.open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        inside = " ".join(self.read.text[self.starts.pop() :].replace("\u200b", "").split())
        if re.fullmatch("h[1-6]", tag):
            self.read.headings.append((int(tag[1]), inside))
        if tag == "a":
            self.read.links.append((attributes.get("href", ""), inside))

    def handle_data(self, data):
        if not {"style", "script"} & {tag for tag, _ in self.open}:
            self.read.text += data


def read(html: str) -> Document:
    """Read HTML as browsers show it, without what only Outlook sees; fails where elements are not well nested."""
    reader = _Reader()
    reader.feed(OUTLOOK_ONLY.sub("", html))
    reader.close()
    assert not reader.open, f"never closed: {[tag for tag, _ in reader.open]}"
    return reader.read
