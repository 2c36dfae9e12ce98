"""What the pages need of the rest, as values and functions: the web knows no store, no folder and no clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digest import model as m
from digest.ports import Templates


@dataclass(frozen=True, slots=True)
class View:
    """One newsletter as the web sees it; every function is asked anew for each page, from any thread.

    `draft` is the one in hand, if any; `mail` renders it exactly as it would be sent, `read` returns a file of
    the outbox, `leave` takes a reader off by the token of their mail and does nothing where the token is not
    ours. `public` is the address the newsletter is known by; pages for the editor are only shown to this machine.
    """

    newsletter: m.Newsletter
    public: str
    templates: Templates
    draft: Callable[[], m.Draft | None]
    mail: Callable[[m.Draft], m.Mail]
    issues: Callable[[], Sequence[m.Issue]]
    read: Callable[[str], bytes | None]
    leave: Callable[[m.NewsletterId, str], None]
