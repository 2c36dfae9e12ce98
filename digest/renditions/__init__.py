"""Issue in, finished files and mails out: the same edition as HTML mail, text, web page, feed and calendar."""

from digest.renditions.mail import mail
from digest.renditions.publishing import RENDITIONS, SHARED, Press, Published, Room, publish, publish_all
from digest.renditions.segments import Segments, segments

__all__ = [
    "RENDITIONS",
    "SHARED",
    "Press",
    "Published",
    "Room",
    "Segments",
    "mail",
    "publish",
    "publish_all",
    "segments",
]
