"""What stages and jobs need from the outside, as Protocols; adapters satisfy them, tests fake them."""

from __future__ import annotations

from digest.ports.collected import Ledger, Posts, Sources
from digest.ports.delivered import Campaigns, Clicks, Deliveries, Returns
from digest.ports.edited import Corrections, Desk, Examinations, Examples, Links, Pictures
from digest.ports.helpers import Helpers
from digest.ports.operated import Figures, Retention, Told
from digest.ports.outside import Clock, Crew, Hand, Outbox, ParserPool, PostOffice, Read, Templates, Vectors, Visit
from digest.ports.readers import Letters, Readers, Suppressions
from digest.ports.signed import Passes, Records
from digest.ports.store import Store

__all__ = [
    "Campaigns",
    "Clicks",
    "Clock",
    "Corrections",
    "Crew",
    "Deliveries",
    "Desk",
    "Examinations",
    "Examples",
    "Figures",
    "Hand",
    "Helpers",
    "Ledger",
    "Letters",
    "Links",
    "Outbox",
    "ParserPool",
    "Passes",
    "Pictures",
    "PostOffice",
    "Posts",
    "Read",
    "Readers",
    "Records",
    "Retention",
    "Returns",
    "Sources",
    "Store",
    "Suppressions",
    "Templates",
    "Told",
    "Vectors",
    "Visit",
]
