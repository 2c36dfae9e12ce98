"""The tables. What is asked about has a column; the whole value stands beside it as JSON (see codec)."""

from digest.adapters.store.schema.collected import post_keys, posts, slots, sources
from digest.adapters.store.schema.columns import metadata
from digest.adapters.store.schema.delivered import campaigns, clicks, deliveries, returns, secrets
from digest.adapters.store.schema.edited import (
    corrections,
    dismissals,
    drafts,
    examinations,
    examples,
    issues,
    links,
    pictures,
    steps,
)
from digest.adapters.store.schema.operated import alerts, put_away
from digest.adapters.store.schema.readers import asks, consents, letters, lists, subscribers, suppressions, wordings
from digest.adapters.store.schema.signed import passes, records

__all__ = [
    "alerts",
    "asks",
    "campaigns",
    "clicks",
    "consents",
    "corrections",
    "deliveries",
    "dismissals",
    "drafts",
    "examinations",
    "examples",
    "issues",
    "letters",
    "links",
    "lists",
    "metadata",
    "passes",
    "pictures",
    "post_keys",
    "posts",
    "put_away",
    "records",
    "returns",
    "secrets",
    "slots",
    "sources",
    "steps",
    "subscribers",
    "suppressions",
    "wordings",
]
