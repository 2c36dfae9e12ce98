"""The lead's picture: fetched once, made ours in a process of its own, kept for as long as the issue."""

from __future__ import annotations

from dataclasses import replace

from digest import editing
from digest import model as m
from digest.jobs import history
from digest.jobs.parts import Parts
from digest.ports import Read, Visit
from digest.renditions import pictures, words
from digest.renditions.addresses import logo_path

NAME = "lead.jpg"


def illustrated(parts: Parts, content: m.Content) -> tuple[m.Content, str]:
    """Return the content with its lead's picture, and in a sentence why there is none where one was offered.

    A picture that the content has already stays while the story leads. Whatever goes wrong, there is no picture
    and the issue goes out.
    """
    lead, has = content.lead, content.picture
    if lead is None or not lead.lead.image:
        return replace(content, picture=None), ""
    if has and (has.story, has.source) == (lead.id, lead.lead.image):
        return content, ""
    made = next(iter(parts.crew.run([_made(lead.lead.image)])))
    if isinstance(made, m.Failure):
        why = f"The lead's picture was left out: {made.said[:1].lower()}{made.said[1:]}"
        return replace(content, picture=None), why
    parts.store.pictures.keep(parts.newsletter.id, lead.lead.image, made.body, parts.clock.now())
    picture = m.Picture(lead.id, lead.lead.image, NAME, made.width, made.height, _alt(parts, lead))
    return replace(content, picture=picture), ""


def pictured(parts: Parts, waiting: m.Draft) -> m.Draft:
    """Return the draft with its lead's picture fetched and kept, where it leads since it was composed.

    A picture that cannot be had is left out; nothing is raised.
    """
    content, _ = illustrated(parts, waiting.content)
    picture = content.picture
    if picture is None or picture == waiting.content.picture:
        return waiting

    def make(now: m.Draft) -> history.Made:
        with_it = editing.settled(replace(now, pictures=(*now.pictures, picture)), parts.newsletter)
        return replace(with_it, revision=now.revision + 1), m.Pictured(picture), "fetched the lead's picture"

    return history.changed(parts, history.Asked(history.PROGRAM, slot=waiting.slot), make).draft


def files(parts: Parts, issue: m.Issue) -> tuple[m.Rendition, ...]:
    """Return the issue's picture as a file of the outbox, where it has one."""
    picture = issue.content.picture
    body = parts.store.pictures.get(issue.newsletter, picture.source) if picture else None
    if picture is None or body is None:
        return ()
    return (m.Rendition(f"{issue.number}/{picture.name}", "image/jpeg", body),)


def logo(parts: Parts) -> tuple[m.Rendition, ...]:
    """Return the newsletter's logo as a file of the outbox; without the file there is its alternative text."""
    path, body = logo_path(parts.newsletter.look), parts.logo()
    kinds = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif"}
    media_type = kinds.get(pictures.kind(body)) if body else None
    return (m.Rendition(path, media_type, body),) if path and body and media_type else ()


def picture_of_draft(parts: Parts, path: str) -> bytes | None:
    """Return the picture of the waiting draft, or of an issue not published yet, where that path is its place.

    For previews; None elsewhere.
    """
    if not path.endswith(f"/{NAME}"):
        return None
    desk, newsletter = parts.store.desk, parts.newsletter.id
    number = desk.next_number(newsletter)
    waiting = desk.latest_draft(newsletter)
    shown = waiting or desk.issue(newsletter, number - 1)
    number = number if waiting else number - 1
    picture = shown.content.picture if shown else None
    if picture is None or path != f"{number}/{picture.name}":
        return None
    return parts.store.pictures.get(newsletter, picture.source)


def _made(address: str) -> Visit[m.Scaled | m.Failure]:
    answer: m.Response | m.Failure = yield m.Request(address)
    if isinstance(answer, m.Failure):
        return answer
    if answer.status >= 400:
        return m.Failure(m.Trouble.STATUS, address, f"The server answered {answer.status}.")
    made: m.Scaled | m.Failure = yield Read(address, pictures.ours, (answer.body, address))
    return made


def _alt(parts: Parts, story: m.Story) -> str:
    """Return what stands for the picture: nobody has told us what it shows, but whose it is is known."""
    source = parts.newsletter.source(story.lead.source)
    name = source.name if source else words.host(story.lead.address)
    return f"Picture from {name}" if name else ""
