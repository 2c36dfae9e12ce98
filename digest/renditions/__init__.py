"""Issue in, finished files and mails out: the same edition as HTML mail, text, web page, feed and calendar."""

from digest.renditions.mail import mail
from digest.renditions.publishing import RENDITIONS, Press, Published, publish
from digest.renditions.segments import Segments, segments

__all__ = ["RENDITIONS", "Press", "Published", "Segments", "mail", "publish", "segments"]
