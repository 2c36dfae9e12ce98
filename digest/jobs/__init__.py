"""The verbs: collect, draft, approve, publish, deliver, and the tick that owes them. Each may be run twice."""

from digest.jobs.add import Known, Looked, look, made, sure_of
from digest.jobs.adding import ByHand, Proposed, add_by_address, add_story, fetched, written
from digest.jobs.alert import alert
from digest.jobs.collect import Collected, collect
from digest.jobs.correct import Corrected, Right, correct, corrections_of
from digest.jobs.deliver import Sent, close_slot, deliver
from digest.jobs.draft import approve, as_issue, draft
from digest.jobs.examine import examine, examine_draft, examine_file
from digest.jobs.health import accept, healths, remembered_of
from digest.jobs.history import Asked, Edited
from digest.jobs.parts import Parts, slot_in_hand
from digest.jobs.pictures import picture_of_draft
from digest.jobs.preview import as_published, preview, published
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
from digest.jobs.status import coming, status
from digest.jobs.tick import Done, tick
from digest.jobs.week import Week, week

__all__ = [
    "Asked",
    "ByHand",
    "Collected",
    "Corrected",
    "Done",
    "Edited",
    "Known",
    "Looked",
    "Parts",
    "Proposed",
    "Right",
    "Sent",
    "Took",
    "Week",
    "Written",
    "accept",
    "add_by_address",
    "add_story",
    "alert",
    "approve",
    "as_issue",
    "as_published",
    "close_slot",
    "collect",
    "coming",
    "correct",
    "corrections_of",
    "deliver",
    "draft",
    "end_pass",
    "enter",
    "examine",
    "examine_draft",
    "examine_file",
    "fetched",
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
    "status",
    "sure_of",
    "take_returns",
    "the_issue",
    "tick",
    "unsubscribe",
    "waiting_link",
    "week",
    "with_token",
    "written",
]
