"""An invented issue with something of everything, on which a newsletter's own templates are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from digest import editing, renditions
from digest import model as m
from digest.errors import TemplateError
from digest.jobs import readers
from digest.ports import Templates

AT = datetime(2030, 6, 7, 7, 0, tzinfo=UTC)
PLACE = "https://example.org"
SECRET = b"a secret for trial letters"


def mistakes(newsletter: m.Newsletter, templates: Templates, public: str) -> tuple[TemplateError, ...]:
    """Return what is wrong with templates when an issue's mail, its pages and feeds, and each letter are made."""
    issue = editing.approve(specimen(newsletter), number=2, by="check", now=AT, dated=AT)
    found: dict[str, TemplateError] = {}
    makes: tuple[Callable[[], object], ...] = (
        lambda: renditions.mail(issue, newsletter, templates, public),
        lambda: renditions.publish(issue, (), newsletter, templates, public, (_correction(newsletter, 2, "1"),)),
        *(
            partial(readers.rendered, newsletter, templates, public, SECRET, letter)
            for letter in _letters(newsletter)
        ),
    )
    for make in makes:
        try:
            make()
        except TemplateError as error:
            found.setdefault(str(error), error)
    return tuple(found.values())


def _letters(newsletter: m.Newsletter) -> tuple[m.Letter, ...]:
    """Return a letter of each kind to nobody."""
    to = "reader@example.org"
    return tuple(m.Letter(kind, newsletter.id, kind, to, f"<{kind}@example.org>", "", AT) for kind in m.LetterKind)


def specimen(newsletter: m.Newsletter) -> m.Draft:
    """Return a draft with a lead and its picture, stories of two sources, an event and a correction."""
    themes = [theme.id for theme in newsletter.themes[:1]] or [m.ThemeId("")]
    lead, event = _story(newsletter, "1", themes[0]), _story(newsletter, "4", themes[0], event=True)
    sections = (
        m.Section(themes[0], (_story(newsletter, "2", themes[0]),)),
        m.Section(m.ThemeId(""), (_story(newsletter, "3", m.ThemeId("")),)),
    )
    content = m.Content(
        subject="A headline, for trial",
        preheader="What the inbox shows after it",
        introduction="A *paragraph* by the editor, with [a link](https://example.org/).\n\n- An item\n\n— The editor",
        lead=lead,
        sections=sections,
        events=(event,),
        since=AT - timedelta(days=7),
        until=AT,
        corrections=(_correction(newsletter, 1, "9"),),
        picture=m.Picture(lead.id, f"{PLACE}/picture.png", "lead.jpg", 1200, 675, "A bridge"),
    )
    return m.Draft(newsletter.id, m.SlotId(f"{newsletter.id}/trial"), AT, 1, AT, content)


def _story(newsletter: m.Newsletter, name: str, theme: m.ThemeId, *, event: bool = False) -> m.Story:
    placements = (m.Placement(theme, 0.8, ("budget",)),) if theme else ()
    summary = m.Summary("What it says in a sentence, with “quotes”, a < and an &.", "source")
    others = (replace(_post(newsletter, f"{name}b", event=False), source=m.SourceId("another")),)
    return m.Story(m.StoryId(name), _post(newsletter, name, event=event), others, placements, summary, 0.5, (), (1,))


def _post(newsletter: m.Newsletter, name: str, *, event: bool) -> m.Post:
    day = AT - timedelta(days=2)
    announced = m.Event("A meeting", AT + timedelta(days=9), AT + timedelta(days=9, hours=2), place="The hall, Leeds")
    return m.Post(
        id=m.PostId(name),
        source=newsletter.sources[0].id if newsletter.sources else m.SourceId(""),
        guid=name,
        address=f"{PLACE}/{name}",
        title=f"Headline {name} & <more>",
        summary="",
        text="",
        published=m.Dating(day, 0.9, evidence=(m.DateEvidence("feed", "two days ago", day),)),
        seen=AT,
        authors=("Ada Quill",),
        event=announced if event else None,
    )


def _correction(newsletter: m.Newsletter, issue: int, story: str) -> m.Correction:
    note = "The headline has been corrected."
    return m.Correction(newsletter.id, issue, 1, AT, "check", m.StoryId(story), note, "The right headline")
