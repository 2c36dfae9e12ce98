"""What is sent to the API, as definitions: the document is made from them, and what is sent is read by them."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any, Literal, Union, get_type_hints

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, create_model

from digest import model as m

WORDS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
Name = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Key = Annotated[str, StringConstraints(max_length=100, pattern=r"^[\x21-\x7e]*$")]
Text = Annotated[str, StringConstraints(max_length=1_000_000, pattern=WORDS)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Body(BaseModel):
    """What is sent: nothing but what is named, each of its kind."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def _edit(name: str, what: type[m.Edit]) -> type[Body]:
    """Return the definition of an edit as it is sent: its kind, and what its dataclass holds."""
    hints = get_type_hints(what)
    values: dict[str, Any] = {"kind": (Literal[name], ...)}
    for one in fields(what):
        kind = bool if hints[one.name] is bool else (Name if one.name in _NAMES else Text)
        values[one.name] = (kind, one.default if isinstance(one.default, str | bool) else ...)
    return create_model(what.__name__, __base__=Body, __doc__=what.__doc__, **values)


_NAMES = frozenset({"story", "into", "post", "theme", "before"})
EDITS: dict[str, type[Body]] = {name: _edit(name, what) for name, what in m.EDITS.items() if what is not m.Add}
"""Every edit but Add, which has an address of its own: a post is never taken from whoever asks."""

AnyEdit: Any = Annotated[Union[tuple(EDITS.values())], Field(discriminator="kind")]  # noqa: UP007 - made from a table


class Asking(Body):
    """What every change says of itself: the revision that was looked at, and a name of its own for this request.

    With the same key again it is the same change: whoever got no answer asks again.
    """

    seen: Number | None = None
    key: Key = ""


class EditAsked(Asking):
    """An edit to be made."""

    edit: AnyEdit


class Which(Asking):
    """A step by its number; the last one where none is given."""

    number: Number | None = None


class To(Asking):
    """The step after which the draft was as it shall be."""

    number: Number


class Address(Asking):
    """A page to be added as a story, under the theme that fits best where none is said."""

    address: Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=WORDS)]
    theme: Name | None = None


class Happens(Body):
    """What a story by hand announces."""

    start: AwareDatetime
    end: AwareDatetime | None = None
    place: Name = ""
    online: bool = False
    whole_day: bool = False


class Written(Asking):
    """A story by hand. `source` is who says so, "" for the newsletter."""

    title: Text
    summary: Text = ""
    address: Annotated[str, StringConstraints(max_length=2_000, pattern=WORDS)] = ""
    source: Name = ""
    theme: Name | None = None
    event: Happens | None = None


class Learn(Body):
    """A move, by its story and theme, that the themes are to learn from; `number` is the step that it was."""

    story: Name
    theme: Name
    number: Number | None = None


class Approve(Body):
    """The revision that is approved; `anyway` although the mail doctor found what must not go out."""

    seen: Number
    anyway: bool = False


class Skip(Body):
    """Why an issue is skipped, for the record."""

    word: Name = ""


class Word(Body):
    """A word to readers in Markdown, instead of the issue; what the draft holds waits for the next one."""

    text: Text
    anyway: bool = False


class Correct(Body):
    """What is right in an issue that is out: a headline or summary of a story, or a note."""

    story: Name = ""
    title: Text = ""
    summary: Text = ""
    note: Text = ""


class End(Body):
    """What is to let nobody in any more, by its id."""

    id: Name


class Dismiss(Body):
    """The subject that is to be let be, by its label."""

    label: Name


class Accept(Dismiss):
    """What a subject's theme is to be called, and what it is about, in a sentence."""

    name: Name
    description: Name = ""


class Forget(Body):
    """What the themes are to forget, by its number."""

    number: Number


class Nothing(Body):
    """Nothing needs to be said."""


class WhatIf(Body):
    """Settings as they might be, for the draft in hand or a past issue."""

    issue: Number | None = None
    without: list[Name] = Field(default_factory=list, max_length=500)
    weights: dict[Name, Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]] = Field(
        default_factory=dict, max_length=500
    )
    days: Annotated[int, Field(ge=1, le=60)] | None = None
    stories: Annotated[int, Field(ge=0, le=500)] | None = None
    per_theme: Annotated[int, Field(ge=0, le=500)] | None = None
    per_source: Annotated[int, Field(ge=0, le=500)] | None = None
    events: Annotated[int, Field(ge=0, le=500)] | None = None
