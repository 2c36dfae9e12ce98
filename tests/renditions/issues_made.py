"""Invented newsletters, stories and issues for the tests of renditions; nothing in them is anybody's."""

from datetime import UTC, datetime, time, timedelta

from digest import model as m

NOW = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
PUBLIC = "https://digest.example.org/place"
NAMES = ("Council finance", "Housing", "Transport", "Net zero", "Devolution", "Health and care", "Skills", "Culture")
SOURCES = ("Northbank Institute", "The Borough Journal", "Civic Ledger", "Towns Observatory", "Harbour Review")


def newsletter(**changes) -> m.Newsletter:
    """A weekly of eight themes and five sources."""
    themes = tuple(m.Theme(m.ThemeId(name.split()[0].lower()), name, f"All about {name.lower()}.") for name in NAMES)
    sources = tuple(
        m.Source(m.SourceId(f"source-{n}"), name, f"https://source{n}.example/") for n, name in enumerate(SOURCES)
    )
    values = {
        "id": m.NewsletterId("place"),
        "title": "Place Weekly",
        "tagline": "What institutes and the trade press said about places this week",
        "language": "en-GB",
        "time_zone": "Europe/London",
        "sender": m.Sender(
            "Place Weekly", "weekly@digest.example.org", postal_address="1 Quay Lane, Northbank NB1 1AA"
        ),
        "schedule": m.Schedule(timedelta(hours=1), (m.Occasion(time(12), (3,)),), (m.Occasion(time(7), (4,)),)),
        "sources": sources,
        "themes": themes,
    }
    return m.Newsletter(**(values | changes))


def post(n: int = 1, title: str = "Councils ask for a longer settlement", **changes) -> m.Post:
    """One post, dated some days before the issue."""
    values = {
        "id": m.PostId(f"post-{n}"),
        "source": m.SourceId(f"source-{n % 5}"),
        "guid": f"guid-{n}",
        "address": f"https://source{n % 5}.example/news/{n}",
        "title": title,
        "summary": "",
        "text": "The whole text, which is never published.",
        "published": m.Dating(NOW - timedelta(days=1 + n % 6), 0.9),
        "seen": NOW,
    }
    return m.Post(**(values | changes))


def story(
    n: int = 1,
    title: str = "Councils ask for a longer settlement",
    summary: str = "Short deals cost more than they save.",
    theme: str = "council",
    others: tuple[m.Post, ...] = (),
    **changes,
) -> m.Story:
    """One story about one post; `changes` are fields of its lead post."""
    return m.Story(
        id=m.StoryId(f"story-{n}"),
        lead=post(n, title, **changes),
        others=others,
        placements=(m.Placement(m.ThemeId(theme), 0.8, ("settlement",)),) if theme else (),
        summary=m.Summary(summary, "source" if summary else "none"),
        rank=1 / (1 + n),
    )


def event(n: int = 100, title: str = "Budgets in the open: a workshop", **changes) -> m.Story:
    """One story that announces an event a fortnight on."""
    values = {
        "name": title,
        "start": datetime(2026, 12, 10, 10, 0, tzinfo=UTC),
        "end": datetime(2026, 12, 10, 11, 30, tzinfo=UTC),
        "place": "Northbank Hall, Leeds",
        "online": True,
        "speakers": (m.Person("Ada Quill", organisation="Northbank Institute"), m.Person("Sam Reed")),
    }
    return story(n, title, "", "housing", event=m.Event(**(values | changes)))


def content(
    lead: m.Story | None = None,
    sections: tuple[m.Section, ...] = (),
    events: tuple[m.Story, ...] = (),
    introduction: str = "",
) -> m.Content:
    """What a reader will see."""
    return m.Content(
        subject=lead.lead.title if lead else "A quiet week",
        preheader="Longer settlements, warmer homes",
        introduction=introduction,
        lead=lead,
        sections=sections,
        events=events,
        since=NOW - timedelta(days=7),
        until=NOW,
    )


def issue(inside: m.Content, number: int = 12, dated: datetime = NOW) -> m.Issue:
    """An approved issue with that content."""
    return m.Issue(
        newsletter=m.NewsletterId("place"),
        number=number,
        slot=m.SlotId(f"weekly@{dated:%Y-%m-%d}"),
        dated=dated,
        approved=dated - timedelta(hours=1),
        approved_by="editor",
        content=inside,
    )


def section(theme: str, *stories: m.Story) -> m.Section:
    """A theme's stories."""
    return m.Section(m.ThemeId(theme), stories)
