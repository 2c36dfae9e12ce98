"""The settings that say for how long things are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field

from digest.config.checks import wrong
from digest.config.kinds import About, Says

FEWEST = 92
"""Days: drafts, slots and mails that came back are looked back at for as long."""

FEWEST_OF_POSTS = 400
"""Days: a source's own rhythm is read from so long a time, holidays included."""


def _from(fewest: int, days: int) -> int:
    if 0 < days < fewest:
        raise wrong()
    return days


Days = Annotated[
    int,
    Field(strict=True, ge=0, le=36_500),
    AfterValidator(lambda days: _from(FEWEST, days)),
    Says(f"a whole number of days from {FEWEST} on, 0 for ever"),
]
LongDays = Annotated[
    int,
    Field(strict=True, ge=0, le=36_500),
    AfterValidator(lambda days: _from(FEWEST_OF_POSTS, days)),
    Says(f"a whole number of days from {FEWEST_OF_POSTS} on, 0 for ever"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """For how many days things are kept, 0 for ever. Issues, consents, suppressions, deliveries: always for ever."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    posts: Annotated[
        LongDays, About("The words of posts. What a post is recognised by stays, so that it never comes as new.")
    ] = 1_100
    drafts: Annotated[Days, About("Drafts with all that happened to them, of issues and of those never sent.")] = 400
    slots: Annotated[Days, About("How slots ended. What waits for a person stays.")] = 1_100
    returns: Annotated[Days, About("Mails that came back.")] = 400
    letters: Annotated[Days, About("That letters about a subscription were sent.")] = 400
    records: Annotated[Days, About("What was done at the desk by whom, and links and sessions that ended.")] = 1_100
