"""A newsletter's file read: what `config.tables` defines, in the words of the model.

A key of the file is carried over here by name, so that the two may differ.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import PurePath

from digest import model as m
from digest.config import checks, mistakes, together, words
from digest.config.names import slug
from digest.config.tables import (
    IssueTable,
    NewsletterFile,
    ScheduleTable,
    SelectorsTable,
    SenderTable,
    SourceTable,
    ThemeTable,
)
from digest.errors import SettingsError


def read_newsletter(text: str, file: str) -> m.Newsletter:
    """Return the newsletter that a TOML text describes; its id is the stem of `file`.

    Raises `SettingsError` with every mistake, one line each.
    """
    read = mistakes.parse(text, file)
    name = PurePath(file).stem
    try:
        raw = mistakes.validated(NewsletterFile, read, together.of_newsletter)
    except SettingsError as error:
        raise SettingsError([*_misnamed(name, file), *error.mistakes], about=file) from None
    if wrong := _misnamed(name, file):
        raise SettingsError(wrong, about=file)
    return _newsletter(m.NewsletterId(name), raw)


def _misnamed(name: str, file: str) -> list[str]:
    if checks.is_id(name):
        return []
    return [f"{file}:1: the file's name is the newsletter's id, expected a name such as {slug(name)}.toml"]


def _newsletter(name: m.NewsletterId, raw: NewsletterFile) -> m.Newsletter:
    """Return the values of the file in the words of the model."""
    return m.Newsletter(
        id=name,
        title=raw.title,
        tagline=raw.tagline,
        language=raw.language,
        time_zone=raw.time_zone,
        hub=raw.hub,
        sender=_sender(raw.sender, raw.title),
        schedule=_schedule(raw.schedule),
        sources=tuple(_source(source) for source in raw.source),
        themes=tuple(_theme(theme) for theme in raw.theme),
        limits=_limits(raw.issue),
        look=m.Look(**asdict(raw.look)),
        introduction=raw.introduction,
        clicks=raw.clicks,
        unplaced=raw.issue.unplaced,
        other_languages=raw.issue.other_languages,
        people=tuple(m.Colleague(one.address, one.name, one.role) for one in raw.person),
    )


def _sender(raw: SenderTable, title: str) -> m.Sender:
    return m.Sender(raw.name or title, raw.address, raw.reply_to, raw.postal_address)


def _theme(raw: ThemeTable) -> m.Theme:
    return m.Theme(m.ThemeId(raw.id or slug(raw.name)), raw.name, raw.description, raw.keywords)


def _limits(raw: IssueTable) -> m.Limits:
    return m.Limits(timedelta(days=raw.window_days), raw.stories, raw.per_theme, raw.per_source, raw.events)


def _schedule(raw: ScheduleTable) -> m.Schedule:
    return m.Schedule(
        words.interval(raw.collect),
        words.occasions(raw.draft),
        words.occasions(raw.send),
        unreviewed=raw.unreviewed,
        holidays=tuple(words.holiday(one) for one in raw.holidays),
        on_holiday=raw.on_holiday,
        catch_up=raw.catch_up,
        late=timedelta(hours=raw.late_hours),
    )


def _source(raw: SourceTable) -> m.Source:
    return m.Source(
        id=m.SourceId(raw.id or slug(raw.name)),
        name=raw.name,
        address=raw.address,
        kind=raw.kind,
        role=raw.role,
        weight=raw.weight,
        language=raw.language,
        day_first=raw.day_first,
        evidence=raw.evidence,
        pages=raw.pages,
        selectors=_selectors(raw.selectors),
        time_zone=raw.time_zone,
    )


def _selectors(raw: SelectorsTable | None) -> m.Selectors | None:
    return m.Selectors(raw.item, raw.title, raw.link, raw.date, raw.author, raw.summary) if raw else None
