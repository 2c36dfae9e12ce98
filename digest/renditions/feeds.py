"""The feeds: of issues, of stories, and of each theme's stories, each as RSS 2.0, Atom and JSON Feed.

Every word comes from issues and their corrections, none from the clock: what has not changed is written again byte
for byte. An item keeps its id in every feed and format for ever; a correction changes it where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest import model as m
from digest.ports import Templates
from digest.renditions import feed_formats, words
from digest.renditions.addresses import Addresses, part_name
from digest.renditions.cards import Card
from digest.renditions.corrections import story_updated, updated
from digest.renditions.editions import Edition, edition
from digest.renditions.feed_formats import FORMATS, Channel, Item

ISSUES, STORIES, THEME = 30, 200, 100


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed in words: `name` is its path without folder and ending ("themes/housing")."""

    name: str
    title: str
    about: str
    theme: m.ThemeId | None = None

    def path(self, ending: str) -> str:
        """Return where this feed lies in the outbox in one format."""
        return f"feeds/{self.name}.{ending}"


def all_feeds(newsletter: m.Newsletter) -> tuple[Feed, ...]:
    """Return every feed of a newsletter: of issues, of stories, of each theme."""
    title = words.line(newsletter.title)
    about = words.line(newsletter.tagline)
    themes = (
        Feed(
            f"themes/{part_name(theme.id)}",
            f"{title}: {words.line(theme.name, words.NAME)}",
            words.line(theme.description) or f"Stories of {title} on {words.line(theme.name, words.NAME)}",
            theme.id,
        )
        for theme in newsletter.themes
    )
    return (
        Feed("issues", title, about or f"Every issue of {title}"),
        Feed("stories", f"{title}: stories", f"Every story of {title}"),
        *themes,
    )


class Reel:
    """The items of a newsletter's feeds, each made once however many feeds hold it; `issues` newest first."""

    def __init__(
        self, issues: Sequence[m.Issue], newsletter: m.Newsletter, templates: Templates, addresses: Addresses
    ) -> None:
        self.issues, self.newsletter = tuple(issues), newsletter
        self.templates, self.addresses = templates, addresses
        self._editions: dict[int, Edition] = {}
        self._stories: dict[tuple[int, m.StoryId], Item] = {}

    def files(self) -> tuple[m.Rendition, ...]:
        """Return every feed in every format."""
        return tuple(file for feed in all_feeds(self.newsletter) for file in self._formats(feed))

    def _formats(self, feed: Feed) -> Iterator[m.Rendition]:
        items = self.items(feed)
        for ending, (write, media_type) in FORMATS.items():
            path = feed.path(ending)
            yield m.Rendition(path, media_type, write(self._channel(feed, path, items), items, self.templates))

    def items(self, feed: Feed) -> tuple[Item, ...]:
        """Return what a feed holds, newest issue first."""
        if feed.name == "issues":
            return tuple(self._issue(issue) for issue in self.issues[:ISSUES])
        most = STORIES if feed.theme is None else THEME
        found: list[Item] = []
        for issue in self.issues:
            if len(found) >= most:
                break
            found += [self._story(issue, story) for story in once(issue) if about(story, feed.theme)]
        return tuple(found[:most])

    def _channel(self, feed: Feed, path: str, items: Sequence[Item]) -> Channel:
        """Return what a feed says of itself; it changed when one of its items did, or came."""
        newsletter, addresses = self.newsletter, self.addresses
        return Channel(
            id=addresses.feed_id(feed.name),
            title=feed.title,
            about=feed.about,
            language=newsletter.language,
            author=words.line(newsletter.sender.name) or words.line(newsletter.title),
            home=addresses.home,
            itself=addresses.of(path),
            updated=max((item.updated for item in items), default=None),
            hub=words.web_address(newsletter.hub),
        )

    def _edition(self, issue: m.Issue) -> Edition:
        if issue.number not in self._editions:
            self._editions[issue.number] = edition(issue, self.newsletter, self.addresses)
        return self._editions[issue.number]

    def _issue(self, issue: m.Issue) -> Item:
        """Return an issue as one item, all of it inside."""
        shown = self._edition(issue)
        return Item(
            id=self.addresses.issue_id(issue),
            title=f"No. {issue.number}: {shown.subject}",
            address=shown.page,
            published=issue.dated,
            updated=max(issue.dated, updated(issue)),
            corrected=bool(issue.corrections),
            summary=shown.preheader or shown.subject,
            html=self.templates.render("feeds/issue.html", {"issue": shown}).strip(),
            creators=(words.line(self.newsletter.sender.name) or shown.title,),
            categories=tuple(part.name for part in shown.parts),
        )

    def _story(self, issue: m.Issue, story: m.Story) -> Item:
        """Return a story as one item that leads to its source."""
        key = (issue.number, story.id)
        if key not in self._stories:
            shown = self._edition(issue)
            card = next(card for card in shown.cards if card.id == story.id)
            corrected = story_updated(issue, story.id)
            self._stories[key] = self._item(card, shown, issue, story, corrected)
        return self._stories[key]

    def _item(self, card: Card, shown: Edition, issue: m.Issue, story: m.Story, corrected: datetime | None) -> Item:
        return Item(
            id=self.addresses.story_id(issue, story),
            title=card.title,
            address=card.address or shown.page,
            published=card.at,
            updated=max(card.at, issue.approved, corrected or issue.approved),
            corrected=corrected is not None,
            summary=card.summary,
            html=self.templates.render("feeds/story.html", {"card": card, "issue": shown}).strip(),
            creators=card.authors or (card.source,),
            categories=card.themes,
            language=card.language,
        )


def once(issue: m.Issue) -> tuple[m.Story, ...]:
    """Return the stories of an issue in the order of reading, none of them twice."""
    return tuple({story.id: story for story in issue.content.stories}.values())


def about(story: m.Story, theme: m.ThemeId | None) -> bool:
    """Return True where a story belongs to the theme; every story where none is asked for."""
    return theme is None or any(placement.theme == theme for placement in story.placements)


def opml(newsletter: m.Newsletter, addresses: Addresses, templates: Templates) -> m.Rendition:
    """Return the list of all feeds, for programs that follow many."""
    return feed_formats.opml(
        words.line(newsletter.title),
        tuple((feed.title, addresses.of(feed.path("xml")), feed.about) for feed in all_feeds(newsletter)),
        addresses.home,
        templates,
    )
