"""The words of the product as values: one frozen dataclass a concept.

Everything here is immutable and knows nothing outside itself: no files, no network, no clock. Collections
are tuples, identifiers are their own types. Times are aware; ours are in UTC, a publisher's keep the offset
they were given with, so that the day shown is the publisher's day. A whole day is its midnight in UTC and is
never moved to another zone. The words are those of docs/architecture.md, in the order in which a post meets
them on its way to a reader.
"""

from digest.model.corrections import Correction
from digest.model.deliveries import Delivery, Fate, Message, Posted, Return, Returned, Subscriber
from digest.model.edits import Edit, Example, Move
from digest.model.findings import Checked, Finding, Findings, Scaled, Severity, SpamScore
from digest.model.health import Health, Pace, Rebuilt, Shown, State
from digest.model.issues import Content, Draft, Issue, Picture, Section
from digest.model.names import NewsletterId, PostId, RunId, SlotId, SourceId, StoryId, ThemeId
from digest.model.newsletters import Limits, Look, Newsletter, Role, Schedule, Selectors, Sender, Source, Theme
from digest.model.people import Colleague, DeskRole, Pass, PassKind, Record, Signed
from digest.model.posts import (
    Article,
    DateEvidence,
    Dating,
    Event,
    EventStatus,
    EvidenceKind,
    Held,
    Person,
    Post,
)
from digest.model.readers import (
    Act,
    Ask,
    Change,
    Consent,
    Kept,
    Letter,
    LetterKind,
    Standing,
    Subscription,
    Suppression,
)
from digest.model.renditions import Mail, Mark, Quarantined, Rendition
from digest.model.slots import Job, Slot, SlotRow, SlotState
from digest.model.stories import LeftOut, Placement, Related, Story, Summary, Told
from digest.model.visits import Memory, Outcome, Page, Passed, Refused, Visited
from digest.model.web import Failure, Request, Response, Trouble

__all__ = [
    "Act",
    "Article",
    "Ask",
    "Change",
    "Checked",
    "Colleague",
    "Consent",
    "Content",
    "Correction",
    "DateEvidence",
    "Dating",
    "Delivery",
    "DeskRole",
    "Draft",
    "Edit",
    "Event",
    "EventStatus",
    "EvidenceKind",
    "Example",
    "Failure",
    "Fate",
    "Finding",
    "Findings",
    "Health",
    "Held",
    "Issue",
    "Job",
    "Kept",
    "LeftOut",
    "Letter",
    "LetterKind",
    "Limits",
    "Look",
    "Mail",
    "Mark",
    "Memory",
    "Message",
    "Move",
    "Newsletter",
    "NewsletterId",
    "Outcome",
    "Pace",
    "Page",
    "Pass",
    "PassKind",
    "Passed",
    "Person",
    "Picture",
    "Placement",
    "Post",
    "PostId",
    "Posted",
    "Quarantined",
    "Rebuilt",
    "Record",
    "Refused",
    "Related",
    "Rendition",
    "Request",
    "Response",
    "Return",
    "Returned",
    "Role",
    "RunId",
    "Scaled",
    "Schedule",
    "Section",
    "Selectors",
    "Sender",
    "Severity",
    "Shown",
    "Signed",
    "Slot",
    "SlotId",
    "SlotRow",
    "SlotState",
    "Source",
    "SourceId",
    "SpamScore",
    "Standing",
    "State",
    "Story",
    "StoryId",
    "Subscriber",
    "Subscription",
    "Summary",
    "Suppression",
    "Theme",
    "ThemeId",
    "Told",
    "Trouble",
    "Visited",
]
