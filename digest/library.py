"""The program as functions, for programs of one's own: a newsletter's file in, posts, stories and renditions out.

    newsletter = digest.read_newsletter("feeds/place.toml")
    collected = digest.collect(newsletter)
    told = digest.group(collected.posts, newsletter)
    edition = digest.render(told, newsletter)
    digest.send(edition, newsletter, readers, folder="kept", smtp=Smtp(host="mail.example.org"))

Values go in and come out; nothing is remembered from one call to the next unless a folder is named. Only sending
needs one: it remembers there who has had an issue, so that nobody gets it twice. Who wants
slots, editors and readers as well runs the command `digest`, which is made of the same parts.

`collect` parses pages in processes of its own, which begin by importing the program they belong to: call it below
`if __name__ == "__main__":` (https://docs.python.org/3/library/multiprocessing.html#the-spawn-and-forkserver-start-methods).
"""

from __future__ import annotations

import csv
import io
import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest import app, clock, config, editing, jobs, paths, renditions, stories
from digest import model as m
from digest.errors import NotNow

PUBLIC = "http://127.0.0.1:8400"


@dataclass(frozen=True, slots=True)
class Collection:
    """What the sources of a newsletter published, newest first, and in a sentence why a source gave nothing."""

    posts: tuple[m.Post, ...]
    failures: tuple[tuple[m.SourceId, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """An issue, its mail (subject, `html`, `text`), and every file of its outbox by path: pages, feeds, calendars.

    `quarantined` are the stories whose own words broke a template and that stand as title and link.
    """

    issue: m.Issue
    mail: m.Mail
    files: tuple[m.Rendition, ...]
    quarantined: tuple[m.Quarantined, ...] = ()

    @property
    def subject(self) -> str:
        """The mail's subject."""
        return self.issue.content.subject

    def write(self, folder: Path | str) -> tuple[Path, ...]:
        """Write the files into a folder, each whole or not at all; return the paths of those that changed.

        Raises `OutboxError`.
        """
        from digest.adapters.outbox import FolderOutbox

        return tuple(Path(folder) / path for path in FolderOutbox(Path(folder)).write(self.files))


def read_newsletter(file: Path | str) -> m.Newsletter:
    """Return the newsletter of a TOML file. Raises `SettingsError` with every mistake, each with file and line."""
    path = Path(file)
    return config.read_newsletter(path.read_text("utf-8", "replace"), path.name)


def collect(
    newsletter: m.Newsletter,
    *,
    window: timedelta | None = None,
    fetch: config.Fetch | None = None,
    folder: Path | str | None = None,
) -> Collection:
    """Return the posts that a newsletter's sources published within `window`, newest first, and events to come.

    Where it is None, as far back as an issue of the newsletter reaches: days of its own, or from cut-off to cut-off.

    All are visited at once, politely, parsed in processes that are killed when they hang; a source that fails is a
    line in `failures` and stops nobody. With a `folder` visits are remembered there: what is unchanged is not
    fetched again, a post keeps the date it was first seen with. `fetch` are the settings of docs/settings.md.
    Raises `NotNow` where such a process cannot begin, for it imports the program that calls this.
    """
    from digest.adapters import parsers

    being_imported = getattr(multiprocessing.current_process(), "_inheriting", False)  # as the standard library asks
    if being_imported or not parsers.can_begin():
        raise NotNow('Call digest.collect below `if __name__ == "__main__":`, for its processes import your program.')
    settings = replace(config.Settings(), fetch=fetch or config.Fetch())
    with _opened(newsletter, settings, folder) as parts:
        round_ = jobs.collect(parts)
        now = parts.clock.now()
        since = now - (window or _wide(newsletter, now).limits.window)
        found = parts.store.posts.between(newsletter.id, since, now)
    failures = tuple((one.source, one.failure.said) for one in round_.failed if one.failure)
    posts = (post for post in found if post.published.at >= since or (post.event and post.event.over_at >= now))
    return Collection(tuple(sorted(posts, key=lambda post: (post.published.at, post.id), reverse=True)), failures)


def group(
    posts: Sequence[m.Post],
    newsletter: m.Newsletter,
    *,
    now: datetime | None = None,
    earlier: Sequence[m.Issue] = (),
    examples: Sequence[tuple[str, m.ThemeId]] = (),
) -> m.Told:
    """Return the posts as stories under the newsletter's themes, best first, and what is left out with its reason.

    Reports of one matter are one story, the institute's first; each story says why it is one and why it stands
    where it does, what texts mean included. `earlier` issues are not repeated; `examples` are texts of which
    somebody said where they belong.
    The same values give the same stories, in whatever order the posts come.
    """
    from digest.adapters import vectors

    meant, at = vectors.opened(config.Settings().vectors), now or datetime.now(UTC)
    return stories.tell(posts, _wide(newsletter, at), at, earlier, examples, meant)


def render(
    told: m.Told,
    newsletter: m.Newsletter,
    *,
    number: int = 1,
    now: datetime | None = None,
    earlier: Sequence[m.Issue] = (),
    public: str = PUBLIC,
    templates: Path | str | None = None,
) -> Edition:
    """Return the issue these stories make: HTML mail, text, feeds, archive pages and calendars.

    `public` is the address the outbox will have on the web; `templates` a folder whose files go before ours.
    Raises `NotNow` where there is no story, `TemplateError` with file and line.
    """
    from digest.adapters.templates import JinjaTemplates

    at = now or datetime.now(UTC)
    slot = clock.issue_slot(newsletter, at)
    draft = editing.compose(newsletter, slot, told, {}, at, at - _wide(newsletter, at).limits.window, at)
    issue = editing.approve(draft, number=number, by="library", now=at, dated=draft.due)
    filled = JinjaTemplates((*((Path(templates),) if templates else ()), paths.templates()))
    published = renditions.publish(issue, (issue, *earlier), newsletter, filled, public.rstrip("/"))
    mail = renditions.mail(issue, newsletter, filled, public.rstrip("/"))
    return Edition(issue, mail, published.renditions, published.quarantined)


def send(
    edition: Edition,
    newsletter: m.Newsletter,
    readers: Sequence[m.Subscriber],
    *,
    folder: Path | str,
    smtp: config.Smtp,
    public: str = PUBLIC,
) -> jobs.Sent:
    """Send an edition to readers, each the themes they chose; return what became of every mail.

    What was sent is remembered in `folder` before it leaves: a second call, after a crash too, sends to those alone
    who have not had this number. Who left is not mailed whoever names them. Raises `NotNow` where the number was sent
    with other stories, `StoreError`; a server that cannot be reached leaves mails `deferred`.
    """
    listed = io.StringIO()
    rows = csv.writer(listed)
    rows.writerow(("address", "name", "themes"))
    rows.writerows((reader.address, reader.name, ";".join(reader.themes)) for reader in readers)
    settings = replace(config.Settings(), smtp=smtp, public=public)
    with _opened(newsletter, settings, folder) as parts:
        kept = parts.store.desk.keep_issue(edition.issue)
        if kept.content != edition.issue.content:
            raise NotNow(
                f"Issue {edition.issue.number} of {newsletter.id} was sent from {folder} with other stories. "
                "Give this one the next number.",
                about=str(edition.issue.number),
            )
        return jobs.deliver(replace(parts, subscribers=listed.getvalue().encode), edition.issue.number)


def _wide(newsletter: m.Newsletter, now: datetime) -> m.Newsletter:
    """Return the newsletter with the width of its coming issue's window, said or reckoned from cut-off to cut-off."""
    since, until = clock.window(newsletter, clock.issue_slot(newsletter, now))
    return replace(newsletter, limits=replace(newsletter.limits, window=until - since))


@contextmanager
def _opened(newsletter: m.Newsletter, settings: config.Settings, folder: Path | str | None) -> Iterator[jobs.Parts]:
    """Yield the parts of a newsletter in a folder, else in one that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="digest-") as passing:
        home = app.Home(Path(folder or passing), settings, {newsletter.id: newsletter})
        with app.opened(home) as parts:
            yield parts
