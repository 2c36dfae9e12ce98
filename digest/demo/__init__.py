"""A small invented sector on loopback, for `digest demo` and for the tests: a web, a mail server, a newsletter."""

from digest.demo.content import Site, SitePost, World, world
from digest.demo.paper import newsletter_toml, subscribers_csv
from digest.demo.post_office import Letter, Mailbox, mailbox
from digest.demo.web import application, serving

__all__ = [
    "Letter",
    "Mailbox",
    "Site",
    "SitePost",
    "World",
    "application",
    "mailbox",
    "newsletter_toml",
    "serving",
    "subscribers_csv",
    "world",
]
