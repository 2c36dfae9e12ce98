"""What a spam filter says of a mail."""

from __future__ import annotations

from collections.abc import Iterator

from digest.model import Finding, Severity, SpamScore
from digest.renditions.doctor.letter import Case

STOP, NOTE = Severity.STOP, Severity.NOTE
WELL_BELOW = 0.5
"""Points that a sound mail of ours stays at or below."""


def spam(case: Case) -> Iterator[Finding]:
    """Find a mail that a filter takes for spam, or that nobody asked one about."""
    said, why = case.spam, "What one filter mistrusts, others put where nobody looks."
    if isinstance(said, SpamScore) and said.points > WELL_BELOW:
        rules = ", ".join(said.rules[:8])
        what = f"SpamAssassin gives {said.points:g} points of {said.limit:g} ({rules})."
        how = "Look up the rules it names; most are about single words, or about headers."
        yield Finding("spam", STOP if said.points >= said.limit else NOTE, what, why, how)
    elif isinstance(said, str) and said:
        yield Finding(
            "spam", NOTE, f"No spam filter was asked: {said}", why, "Install SpamAssassin to have it asked."
        )
