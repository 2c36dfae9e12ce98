"""The verbs: collect, draft, approve, publish, deliver, and the tick that owes them. Each may be run twice."""

from digest.jobs.add import Known, Looked, look, made, sure_of
from digest.jobs.adding import ByHand, Proposed, add_by_address, add_story, fetched, written
from digest.jobs.alert import alert
from digest.jobs.campaigns import Figures, Progress, cancel, figures, mark, pause, progress, resend, resume, unknown
from digest.jobs.collect import Collected, collect
from digest.jobs.correct import Corrected, Right, correct, corrections_of
from digest.jobs.deliver import Sent, close_slot, deliver
from digest.jobs.draft import approve, as_issue, draft
from digest.jobs.examine import examine, examine_draft, examine_file
from digest.jobs.health import accept, healths, remembered_of
from digest.jobs.history import Asked, Edited
from digest.jobs.parts import Parts, slot_in_hand
from digest.jobs.pictures import picture_of_draft, pictured
from digest.jobs.posting import posted
from digest.jobs.preview import as_published, preview, preview_of, published, unasked
from digest.jobs.publish import Written, publish, publish_all, the_issue
from digest.jobs.readers import unsubscribe
from digest.jobs.records import records
from digest.jobs.retention import put_away
from digest.jobs.returned import Took, take_notices, take_returns
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
    "Figures",
    "Known",
    "Looked",
    "Parts",
    "Progress",
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
    "cancel",
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
    "figures",
    "form_key",
    "healths",
    "in_session",
    "invite",
    "link",
    "look",
    "made",
    "mark",
    "new_token",
    "passes_of",
    "pause",
    "picture_of_draft",
    "pictured",
    "posted",
    "preview",
    "preview_of",
    "progress",
    "publish",
    "publish_all",
    "published",
    "put_away",
    "record",
    "records",
    "remembered_of",
    "resend",
    "resume",
    "slot_in_hand",
    "status",
    "sure_of",
    "take_notices",
    "take_returns",
    "the_issue",
    "tick",
    "unasked",
    "unknown",
    "unsubscribe",
    "waiting_link",
    "week",
    "with_token",
    "written",
]
