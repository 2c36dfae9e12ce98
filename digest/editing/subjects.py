"""The line a mail is opened for, and the line after it."""

from __future__ import annotations

from datetime import datetime

from digest import model as m

LONGEST = 78  # RFC 5322, 2.1.1: a line should be no longer
_PREHEADER = 120


def subject(newsletter: m.Newsletter, content: m.Content, now: datetime) -> str:
    """Return the lead's headline and how much more there is, in 78 characters at most.

    No week's subject is another's: the headline changes, and where there is none the date stands for it.
    """
    head = content.lead or next(iter(content.events), None)
    headline = flat(head.lead.title) if head else ""
    if not headline:
        return shortened(f"{now.day} {now:%B %Y}: {flat(newsletter.title)}", LONGEST)
    more = _more(content, head)
    return f"{shortened(headline.rstrip('.'), LONGEST - len(more))}{more}"


def preheader(newsletter: m.Newsletter, content: m.Content) -> str:
    """Return what the inbox shows after the subject: the next headlines, in 120 characters at most."""
    head = content.lead or next(iter(content.events), None)
    titles = (flat(story.lead.title).rstrip(".") for story in content.stories if story is not head)
    said = ""
    for title in filter(None, titles):
        longer = f"{said}; {title}" if said else shortened(title, _PREHEADER)
        if len(longer) > _PREHEADER:
            break
        said = longer
    return said or shortened(flat(newsletter.tagline) or flat(newsletter.title), _PREHEADER)


def flat(text: str) -> str:
    """Return the text on one line, without characters that could break a header or hide text."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:2000]).split())


def shortened(text: str, most: int) -> str:
    """Return the text, cut between words with an ellipsis where it is longer than `most` characters."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    whole = cut.rsplit(None, 1)[0] if " " in cut[most // 2 :] else cut
    return whole.rstrip(" ,;:–—-") + "…"


def _more(content: m.Content, head: m.Story | None) -> str:
    events = len(content.events) - (1 if head in content.events else 0)
    stories = len(content.stories) - len(content.events) - (1 if head is content.lead and head else 0)
    parts = [
        f"{stories} more" if stories > 0 else "",
        f"{events} event{'s' if events != 1 else ''}" if events > 0 else "",
    ]
    said = ", ".join(filter(None, parts))
    return f" + {said}" if said else ""
