"""The verbs: collect, draft, approve, publish, deliver, and the tick that owes them. Each may be run twice."""

from digest.jobs.add import Known, Looked, look, made, sure_of
from digest.jobs.collect import Collected, collect
from digest.jobs.correct import Corrected, Right, correct, corrections_of
from digest.jobs.deliver import Sent, close_slot, deliver
from digest.jobs.draft import approve, as_issue, draft
from digest.jobs.examine import examine, examine_draft, examine_file
from digest.jobs.health import accept, healths, remembered_of
from digest.jobs.parts import Parts, slot_in_hand
from digest.jobs.pictures import picture_of_draft
from digest.jobs.preview import preview, published
from digest.jobs.publish import Written, publish, publish_all, the_issue
from digest.jobs.readers import unsubscribe
from digest.jobs.returned import Took, take_returns
from digest.jobs.signing import (
    end_pass,
    enter,
    form_key,
    in_session,
    invite,
    link,
    new_token,
    passes_of,
    record,
    waiting_link,
    with_token,
)
from digest.jobs.slots import Coming
from digest.jobs.tick import Done, tick
from digest.jobs.week import Week, week

__all__ = [
    "Collected",
    "Coming",
    "Corrected",
    "Done",
    "Known",
    "Looked",
    "Parts",
    "Right",
    "Sent",
    "Took",
    "Week",
    "Written",
    "accept",
    "approve",
    "as_issue",
    "close_slot",
    "collect",
    "correct",
    "corrections_of",
    "deliver",
    "draft",
    "end_pass",
    "enter",
    "examine",
    "examine_draft",
    "examine_file",
    "form_key",
    "healths",
    "in_session",
    "invite",
    "link",
    "look",
    "made",
    "new_token",
    "passes_of",
    "picture_of_draft",
    "preview",
    "publish",
    "publish_all",
    "published",
    "record",
    "remembered_of",
    "slot_in_hand",
    "sure_of",
    "take_returns",
    "the_issue",
    "tick",
    "unsubscribe",
    "waiting_link",
    "week",
    "with_token",
]
