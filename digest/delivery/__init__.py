"""5. Renditions and subscribers become messages, and what became of them.

`readers` reads who there is, `plan` writes the rows, `personal` makes the message of one reader (or `edition`
once and `addressed` for each), `tokens` lets them leave by any mail they ever had.
"""

from __future__ import annotations

from digest.delivery import addresses, tokens
from digest.delivery.personal import Edition, addressed, edition, message_id, personal
from digest.delivery.plan import plan, why_not
from digest.delivery.readers import Readers, readers

__all__ = [
    "Edition",
    "Readers",
    "addressed",
    "addresses",
    "edition",
    "message_id",
    "personal",
    "plan",
    "readers",
    "tokens",
    "why_not",
]
