"""What editors type, made clean or refused with a sentence; and edits in words, for the history."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from digest import model as m
from digest.editing import places
from digest.errors import Unfit

_GAPS = re.compile(r"\s+")
_BLANK = re.compile(r"\n{3,}")
_ILLEGIBLE = frozenset({"Cc", "Cs", "Co"})


@dataclass(frozen=True, slots=True)
class Field:
    """What may be typed into a field: what it is called, how many characters, whether it needs any, several lines."""

    name: str
    most: int
    needed: bool = False
    lines: bool = False


FIELDS: dict[type[m.Edit], dict[str, Field]] = {
    m.Retitle: {"title": Field("headline", 300, needed=True)},
    m.Resummarise: {"summary": Field("summary", 600)},
    m.Split: {"summary": Field("summary", 600)},
    m.Lead: {"summary": Field("summary", 600)},
    m.Add: {"summary": Field("summary", 600)},
    m.Drop: {"reason": Field("reason", 300)},
    m.Remark: {"text": Field("note", 600)},
    m.Introduce: {"text": Field("introduction", 20_000, lines=True)},
    m.Subject: {"text": Field("subject", 200)},
    m.Preheader: {"text": Field("preheader", 200)},
}
"""The fields of edits in which somebody writes."""


def tidied(edit: m.Edit) -> m.Edit:
    """Return the edit with its words clean. Raises `Unfit` where they are too many, or none where some are needed."""
    fields = FIELDS.get(type(edit), {})
    clean: dict[str, Any] = {name: typed(getattr(edit, name), field) for name, field in fields.items()}
    return replace(edit, **clean) if clean else edit


def typed(text: str, field: Field) -> str:
    """Return what was typed into a field, clean. Raises `Unfit`."""
    if len(text) > 2 * field.most:
        raise Unfit(_too_long(len(text), field))
    legible = "".join(c if c == "\n" or unicodedata.category(c) not in _ILLEGIBLE else " " for c in text)
    if field.lines:
        rows = (" ".join(row.split(" ")).rstrip() for row in legible.split("\n"))
        clean = _BLANK.sub("\n\n", "\n".join(rows)).strip()
    else:
        clean = _GAPS.sub(" ", legible).strip()
    if len(clean) > field.most:
        raise Unfit(_too_long(len(clean), field))
    if field.needed and not clean:
        raise Unfit(f"A {field.name} needs words; nothing was changed.")
    return clean


def _too_long(count: int, field: Field) -> str:
    return f"This {field.name} has {count:,} characters and may have {field.most:,}. Nothing was changed: shorten it."


def said(draft: m.Draft, edit: m.Edit, newsletter: m.Newsletter) -> str:
    """Return the edit as a line of the history, without who made it: "gave “Old” the headline “New”"."""
    return SAID[type(edit)](_Words(draft, newsletter), edit)


@dataclass(frozen=True, slots=True)
class _Words:
    """The names of what an edit is about, in the draft before it."""

    draft: m.Draft
    newsletter: m.Newsletter

    def story(self, name: m.StoryId) -> str:
        draft = self.draft
        out = (*(one.story for one in draft.left_out), *(one.story for one in draft.merged))
        known = (*draft.content.stories, *out)
        return next((places.quoted(story) for story in known if story.id == name), str(name)[:40])

    def theme(self, name: m.ThemeId) -> str:
        found = self.newsletter.theme(name)
        return found.name if found else str(name)[:100] or "Other"

    def post(self, story: m.StoryId, name: m.PostId) -> str:
        found = next((one for one in self.draft.content.stories if one.id == story), None)
        post = next((one for one in found.posts if one.id == name), None) if found else None
        source = self.newsletter.source(post.source) if post else None
        return source.name if source else (post.source if post else str(name)[:40])


def short(text: str, most: int = 80) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return f"{line[: most - 1]}…" if len(line) > most else line


def _set_to(what: str) -> Callable[[_Words, Any], str]:
    def words(_: _Words, edit: Any) -> str:  # noqa: ANN401 - any edit of a line of the issue
        return f"set the {what} to “{short(edit.text)}”" if edit.text else f"took the {what} away"

    return words


def _placed(words: _Words, edit: m.Place) -> str:
    where = f"before {words.story(edit.before)}" if edit.before else "at the end"
    return f"put {words.story(edit.story)} {where} under {words.theme(edit.theme)}"


def _dropped(words: _Words, edit: m.Drop) -> str:
    return f"dropped {words.story(edit.story)}{f': {short(edit.reason)}' if edit.reason else ''}"


def _remarked(words: _Words, edit: m.Remark) -> str:
    story = words.story(edit.story)
    return f"noted beside {story}: “{short(edit.text)}”" if edit.text else f"took the note beside {story} away"


SAID: dict[type[m.Edit], Callable[[_Words, Any], str]] = {
    m.Retitle: lambda words, edit: f"gave {words.story(edit.story)} the headline “{short(edit.title)}”",
    m.Resummarise: lambda words, edit: f"wrote the summary of {words.story(edit.story)}: “{short(edit.summary)}”",
    m.Move: lambda words, edit: f"moved {words.story(edit.story)} to {words.theme(edit.theme)}",
    m.Place: _placed,
    m.Pin: lambda words, edit: (
        f"put {words.story(edit.story)} at the top" if edit.story else "let no story stand at the top"
    ),
    m.Merge: lambda words, edit: f"made {words.story(edit.story)} part of {words.story(edit.into)}",
    m.Split: lambda words, edit: (
        f"split the report of {words.post(edit.story, edit.post)} from {words.story(edit.story)}"
    ),
    m.Lead: lambda words, edit: (
        f"let the report of {words.post(edit.story, edit.post)} lead {words.story(edit.story)}"
    ),
    m.Drop: _dropped,
    m.Bring: lambda words, edit: f"brought in {words.story(edit.story)}",
    m.Add: lambda words, edit: f"added “{short(edit.post.title)}” under {words.theme(edit.theme)}",
    m.Remark: _remarked,
    m.Announce: lambda words, edit: (
        f"put {words.story(edit.story)} among the events"
        if edit.listed
        else f"took {words.story(edit.story)} out of the events"
    ),
    m.Introduce: _set_to("introduction"),
    m.Subject: _set_to("subject"),
    m.Preheader: _set_to("preheader"),
}
"""Every kind of edit in words."""
