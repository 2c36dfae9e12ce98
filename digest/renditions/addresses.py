"""Where everything of a newsletter is found once it is published, and the ids it keeps for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from digest import model as m
from digest.renditions import words

FEEDS = "feeds/index.html"
OPML = "feeds/index.opml"
EVENTS = "calendars/events.ics"
SEARCH = "search/index.html"
SIGN_UP = "subscribe"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The public addresses of one newsletter; `public` is where its outbox is served, without a last slash."""

    public: str
    newsletter: m.NewsletterId
    authority: str

    def of(self, path: str) -> str:
        """Return the address of a file of the outbox."""
        return f"{self.public}/{path}"

    @property
    def home(self) -> str:
        """The page of all issues."""
        return f"{self.public}/"

    def issue(self, number: int) -> str:
        """Return the address of an issue's page."""
        return f"{self.public}/{number}/"

    def calendar(self, number: int, key: str) -> str:
        """Return the address of one event's calendar file."""
        return self.of(calendar_path(number, key))

    def own(self, image: str) -> str:
        """Return an image's address if it is served by us, else ""."""
        clean = words.web_address(image)
        return clean if clean.startswith(f"{self.public}/") else ""

    def key(self, story: m.Story) -> str:
        """Return a short name of a story for file names and anchors: 12 characters of a digest of its id."""
        return self.key_of(story.id)

    def key_of(self, story: m.StoryId) -> str:
        """Return the same by the story's id alone."""
        return hashlib.sha256(story.encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def feed_id(self, name: str) -> str:
        """Return the id of a feed by its name, such as "themes/housing"; it holds the year that tag: URIs came up."""
        return f"tag:{self.authority},2005:{quote(str(self.newsletter), safe='')}/feeds/{quote(name)}"

    def issue_id(self, issue: m.Issue) -> str:
        """Return the id of an issue: a `tag:` address (RFC 4151) of frozen facts only, so that it never changes."""
        return f"{self._tag(issue)}/{issue.number}"

    def story_id(self, issue: m.Issue, story: m.Story) -> str:
        """Return the id of a story in an issue, the same in every feed that holds it."""
        return f"{self._tag(issue)}/story/{quote(legible_id(story), safe='')}"

    def event_id(self, story: m.Story) -> str:
        """Return the id of a story's event in calendars, the same in every issue that announces it."""
        return f"{self.key(story)}.{quote(str(self.newsletter), safe='')}@{self.authority}"

    def _tag(self, issue: m.Issue) -> str:
        return f"tag:{self.authority},{issue.dated:%Y-%m-%d}:{quote(str(self.newsletter), safe='')}"


def addresses(newsletter: m.Newsletter, public: str) -> Addresses:
    """Return the addresses of a newsletter served at `public`.

    Ids are made under the domain of the sender's mail address: a web host moves more easily than the
    address that readers know. Without one the web host has to do.
    """
    domain = newsletter.sender.address.rpartition("@")[2].strip().lower()
    authority = domain or urlsplit(public).hostname or "localhost"
    return Addresses(public.rstrip("/"), newsletter.id, authority)


def calendar_path(number: int, key: str) -> str:
    """Return where one event's calendar file lies in the outbox."""
    return f"{number}/event-{key}.ics"


def logo_path(look: m.Look) -> str:
    """Return where a newsletter's logo lies in the outbox, "" where it has none."""
    suffix = PurePosixPath(look.logo.replace("\\", "/")).suffix.lower()
    return f"logo{suffix}" if look.logo else ""


def legible_id(story: m.Story) -> str:
    """Return a story's id as text that can be encoded."""
    return words.legible(str(story.id))


def part_name(name: str) -> str:
    """Return a theme's or a source's id as one part of a path: lower-case letters, digits and hyphens."""
    safe = "".join(c if c.isascii() and c.isalnum() else "-" if c in " -_." else f"{ord(c):x}" for c in name.lower())
    return safe or "other"


def theme_calendar(theme: m.ThemeId) -> str:
    """Return where a theme's calendar lies in the outbox."""
    return f"calendars/{part_name(theme)}.ics"
