"""TOML text in, frozen values out; every mistake of a file reported at once.

    text ──mistakes.parse──▶ values and places ──mistakes.validated──▶ definitions ──▶ Newsletter, Settings

The files' keys are in `tables` (a newsletter's) and `settings` (`digest.toml`), the kinds of values in `kinds`, what
each is checked for in `checks`, the words of a schedule in `words`, subscriptions of other readers in `opml`.
"""

from digest.config.names import same, slug
from digest.config.newsletter import read_newsletter
from digest.config.settings import Fetch, Rewrite, Settings, Smtp, SmtpServer, read_settings

__all__ = ["Fetch", "Rewrite", "Settings", "Smtp", "SmtpServer", "read_newsletter", "read_settings", "same", "slug"]
