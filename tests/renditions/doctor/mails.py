"""Sound mails, and the same mails each broken in one way: what the doctor is measured on."""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from digest import delivery, renditions
from digest import model as m
from digest.adapters.templates import JinjaTemplates
from digest.renditions import doctor
from tests.renditions.issues_made import NOW, PUBLIC, content, event, issue, newsletter, section, story

READER = m.Subscriber("ann@example.org", "Ann Reader")
THEMES = ("council", "housing", "transport", "net")


@dataclass(frozen=True)
class Sent:
    """A mail taken apart: header lines as they are, the two parts decoded, in order."""

    head: tuple[str, ...]
    text: str
    html: str
    html_first: bool = False
    subject: str = ""

    def octets(self) -> bytes:
        """The message again."""
        parts = [("plain", self.text), ("html", self.html)]
        if self.html_first:
            parts.reverse()
        body = "".join(_part(kind, said) for kind, said in parts if said)
        head = [line for line in self.head if not line.lower().startswith("content-type:")]
        head.append('Content-Type: multipart/alternative; boundary="=_b"')
        return ("\r\n".join(head) + "\r\n\r\n" + body + "--=_b--\r\n").encode()

    def without(self, name: str) -> Sent:
        """The mail without a header."""
        return replace(
            self, head=tuple(line for line in self.head if not line.lower().startswith(f"{name.lower()}:"))
        )

    def having(self, *lines: str) -> Sent:
        """The mail with header lines instead of those of the same names."""
        mail = self
        for line in lines:
            mail = mail.without(line.partition(":")[0])
        return replace(mail, head=(*mail.head, *lines))

    def instead(self, old: str, new: str) -> Sent:
        """The mail with something else in the HTML where that stands first."""
        assert old in self.html, old
        return replace(self, html=self.html.replace(old, new, 1))

    def inside(self, markup: str) -> Sent:
        """The mail with a piece of HTML before its second story."""
        at = self.html.index("<h3", self.html.index("<h3") + 1)
        return replace(self, html=self.html[:at] + markup + self.html[at:])


def _part(kind: str, said: str) -> str:
    coded = quopri.encodestring(said.encode()).decode().replace("\r\n", "\n").replace("\n", "\r\n")
    return (
        f"--=_b\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{coded}\r\n"
    )


def issue_of(count: int) -> m.Issue:
    """An issue of that many stories and one event."""
    about = "Short deals cost more than they save, says a report on ten years of grants to towns."
    stories = [
        story(n, f"District {n} asks for longer settlements", about, THEMES[n % 4], authors=("Ada Quill",))
        for n in range(2, count)
    ]
    sections = tuple(section(theme, *(s for s in stories if s.theme == theme)) for theme in THEMES)
    kept = tuple(one for one in sections if one.stories)
    return issue(
        content(story(1, "Councils ask for longer settlements"), kept, (event(9000),), "Money that is late.")
    )


def case_of(whole: m.Issue, templates: JinjaTemplates) -> tuple[doctor.Case, bytes]:
    """An issue's mail to a reader as the doctor is given it, and its octets."""
    mail = renditions.mail(whole, newsletter(), templates, PUBLIC)
    message = delivery.personal(mail, READER, whole, newsletter(), public=PUBLIC, secret=b"s" * 32, sent_at=NOW)
    known = {"public": PUBLIC, "issue": whole, "stories": mail.stories, "quarantined": mail.quarantined}
    return doctor.Case(doctor.message(message.body), **known), message.body


def sent(octets: bytes) -> Sent:
    """A message taken apart."""
    letter = doctor.message(octets)
    head = re.sub(rb"\r\n[ \t]+", b" ", octets.partition(b"\r\n\r\n")[0]).decode().split("\r\n")
    return Sent(tuple(head), letter.text, letter.html, subject=letter.subject)


Broken = Callable[[Sent], Sent]


def _text(old: str, new: str) -> Broken:
    def change(mail: Sent) -> Sent:
        assert old in mail.text, old
        return replace(mail, text=mail.text.replace(old, new, 1))

    return change


def _swapped(mail: Sent) -> Sent:
    one, other = "District 4 asks for longer settlements", "District 8 asks for longer settlements"
    return replace(mail, text=mail.text.replace(one, "@").replace(other, one).replace("@", other))


BROKEN: dict[str, tuple[str, Broken]] = {
    "far over Gmail's size": ("size", lambda mail: mail.inside("<p>" + "word " * 20_000 + "</p>")),
    "over our budget only": ("size", lambda mail: mail.inside("<p>" + "word " * 16_600 + "</p>")),
    "no subject": ("subject", lambda mail: mail.without("Subject")),
    "a subject without end": ("subject", lambda mail: mail.having("Subject: " + "longer settlements " * 7)),
    "the subject of an earlier issue": ("subject", lambda mail: mail.having("Subject: What a quiet week")),
    "no sender": ("headers", lambda mail: mail.without("From")),
    "a sender without a domain": ("headers", lambda mail: mail.having("From: Place Weekly <weekly>")),
    "no date": ("headers", lambda mail: mail.without("Date")),
    "a date nobody reads": ("headers", lambda mail: mail.having("Date: next Friday")),
    "no message id": ("headers", lambda mail: mail.without("Message-ID")),
    "a message id without a host": ("headers", lambda mail: mail.having("Message-ID: <12>")),
    "two subjects": ("headers", lambda mail: replace(mail, head=(*mail.head, "Subject: Another"))),
    "no List-Unsubscribe": ("headers", lambda mail: mail.without("List-Unsubscribe")),
    "leaving by mail only": ("headers", lambda mail: mail.having("List-Unsubscribe: <mailto:a@example.org>")),
    "leaving by the web only": ("headers", lambda mail: mail.having("List-Unsubscribe: <https://example.org/u>")),
    "no one-click": ("headers", lambda mail: mail.without("List-Unsubscribe-Post")),
    "no text part": ("parts", lambda mail: replace(mail, text="")),
    "no HTML part": ("parts", lambda mail: replace(mail, html="")),
    "HTML before text": ("parts", lambda mail: replace(mail, html_first=True)),
    "a story missing in the text": ("stories", _text("District 5 asks for longer settlements", "District 5")),
    "a story missing in the HTML": (
        "stories",
        lambda mail: replace(mail, text=mail.text + "\n[99] https://elsewhere.example/only-here\n"),
    ),
    "two stories in another order": ("stories", _swapped),
    "an address missing in the text": ("stories", _text("https://source0.example/news/5", "")),
    "no way to leave in the HTML": (
        "leaving",
        lambda mail: replace(mail, html=re.sub(r"<a [^>]*>Unsubscribe</a>", "", mail.html)),
    ),
    "no way to leave in the text": (
        "leaving",
        lambda mail: replace(mail, text=re.sub(r"Unsubscribe: \S+", "", mail.text)),
    ),
    "a link without an address": ("links", lambda mail: mail.inside('<p><a href="">Read on</a></p>')),
    "a link that is none": ("links", lambda mail: mail.inside("<p><a>Read on</a></p>")),
    "a link with half an address": ("links", lambda mail: mail.inside('<p><a href="https://[::1/x">On</a></p>')),
    "a link to nothing": ("links", lambda mail: mail.inside('<p><a href="#">Read on</a></p>')),
    "a link to a place that is not there": ("links", lambda mail: mail.inside('<p><a href="#theme-x">On</a></p>')),
    "a link without a scheme": ("links", lambda mail: mail.inside('<p><a href="www.example.org/x">On</a></p>')),
    "a link with a script": ("links", lambda mail: mail.inside('<p><a href="javascript:x()">On</a></p>')),
    "a link to one's own machine": (
        "links",
        lambda mail: mail.inside('<p><a href="http://localhost:8000/">On</a></p>'),
    ),
    "a dead link": ("links", lambda mail: mail.inside('<p><a href="https://dead.example/">On</a></p>')),
    "a link that has moved": ("links", lambda mail: mail.inside('<p><a href="https://moved.example/">On</a></p>')),
    "a picture from elsewhere": (
        "requests",
        lambda mail: mail.inside('<img src="https://cdn.example/a.png" alt="A">'),
    ),
    "a picture from elsewhere in srcset": (
        "requests",
        lambda mail: mail.inside('<img srcset="https://cdn.example/a.png 2x" alt="A">'),
    ),
    "a style sheet from elsewhere": (
        "requests",
        lambda mail: mail.instead("</head>", '<link rel="stylesheet" href="https://fonts.example/c.css"></head>'),
    ),
    "an import from elsewhere": (
        "requests",
        lambda mail: mail.instead("</head>", '<style>@import "https://fonts.example/c.css";</style></head>'),
    ),
    "a background from elsewhere": (
        "requests",
        lambda mail: mail.inside("<p style=\"background:#fff url('//cdn.example/b.png')\">Words</p>"),
    ),
    "a pixel that counts": (
        "requests",
        lambda mail: mail.inside(f'<img src="{PUBLIC}/p.gif" width="1" height="1" alt="">'),
    ),
    "a picture without alt": ("alt", lambda mail: mail.inside(f'<img src="{PUBLIC}/12/a.png" width="90">')),
    "a file name for alt": ("alt", lambda mail: mail.inside(f'<img src="{PUBLIC}/12/a.png" alt="a.png">')),
    "no language": ("lang", lambda mail: replace(mail, html=re.sub(r' lang="en-GB"', "", mail.html))),
    "a language that is none": ("lang", lambda mail: mail.instead('lang="en-GB"', 'lang="English, mostly"')),
    "no title": (
        "title",
        lambda mail: replace(mail, html=re.sub(r"<title>.*?</title>", "<title></title>", mail.html)),
    ),
    "a heading level left out": ("headings", lambda mail: mail.inside("<h5>A heading</h5>")),
    "a layout table read as data": ("layout", lambda mail: mail.inside("<table><tr><td>Words</td></tr></table>")),
    "faint words": ("contrast", lambda mail: mail.inside('<p style="color:#bbbbbb">Words</p>')),
    "faint words by another notation": (
        "contrast",
        lambda mail: mail.inside('<p style="color:rgb(73% 73% 73%)">Words</p>'),
    ),
    "words a little too light": ("contrast", lambda mail: mail.inside('<p style="color:#838a93">Words</p>')),
    "words as dark as the dark": (
        "contrast",
        lambda mail: mail.inside('<p style="color:#1d1f23!important">Words</p>'),
    ),
    "a light box in the dark": (
        "contrast",
        lambda mail: mail.inside('<p style="background-color:#ffffff">Words</p>'),
    ),
    "light words by a style sheet": (
        "contrast",
        lambda mail: mail.instead("</head>", "<style>h3 a{color:#d0d0d0!important}</style></head>"),
    ),
    "boxes that Outlook stacks": ("support", lambda mail: mail.inside('<div style="display:flex">Words</div>')),
    "words out of place": ("support", lambda mail: mail.inside('<p style="position:absolute;top:0">Words</p>')),
    "colours by custom property": (
        "support",
        lambda mail: mail.instead("</head>", "<style>p{margin:var(--space)}</style></head>"),
    ),
    "a web font": (
        "support",
        lambda mail: mail.instead("</head>", "<style>@font-face{font-family:X;src:local(X)}</style></head>"),
    ),
    "a film": ("support", lambda mail: mail.inside("<video></video>")),
    "a script": ("support", lambda mail: mail.inside("<script>x()</script>")),
    "a style sheet too long for Gmail": (
        "support",
        lambda mail: mail.instead("</head>", "<style>" + "p{margin:0}" * 900 + "</style></head>"),
    ),
    "a mark not filled": ("leftovers", lambda mail: mail.inside(f'<p><a href="{m.Mark.UNSUBSCRIBE}">Leave</a></p>')),
    "a name not filled": ("leftovers", lambda mail: mail.inside("<p>Dear {{ reader.name }}</p>")),
    "a token of another sender": ("leftovers", lambda mail: mail.inside("<p>Dear %%FirstName%%</p>")),
    "None for a source": ("leftovers", lambda mail: mail.inside("<p>None · 18 July</p>")),
    "undefined for an address": ("leftovers", lambda mail: mail.inside('<p><a href="undefined">Read on</a></p>')),
    "a token in the text": ("leftovers", _text("Read it on the web:", "Read it, %(name)s:")),
    "a token in the subject": ("leftovers", lambda mail: mail.having("Subject: Hello {{ name }}")),
    "words to be replaced": ("leftovers", lambda mail: mail.inside("<p>Lorem ipsum dolor sit amet</p>")),
}
"""What is broken: the check that must find it, and how the sound mail is broken."""

EARLIER = {11: "What a quiet week"}
LINKS = {
    "https://dead.example/": m.Checked("https://dead.example/", NOW, 404, dead=True),
    "https://moved.example/": m.Checked("https://moved.example/", NOW, 200, moved="https://new.example/"),
}
