"""TOML text in, frozen values out; every mistake of a file reported at once.

    text ──mistakes.parse──▶ values and places ──mistakes.validated──▶ definitions ──▶ Newsletter, Settings

Kinds of values are in `kinds`, the files' keys in `newsletter` and `settings`, the words of a schedule in
`words`, subscriptions from and to other readers in `opml`.
"""

from digest.config.newsletter import read_newsletter, same, slug
from digest.config.settings import Fetch, Rewrite, Settings, Smtp, SmtpServer, read_settings

__all__ = ["Fetch", "Rewrite", "Settings", "Smtp", "SmtpServer", "read_newsletter", "read_settings", "same", "slug"]
