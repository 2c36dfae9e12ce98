"""The errors a person may meet, as a tree; each says what is wrong and what to do.

    DigestError                 anything we say in one sentence instead of a traceback
    ├── SettingsError           a file of settings is wrong: every mistake at once, `file:line: what`
    ├── TemplateError           a template is wrong: file, line, what
    ├── StoreError              the database cannot be used
    │   ├── NewerSchema         written by a newer version of the program
    │   ├── Refused             it works, but takes no such value
    │   └── StoreBusy           somebody else holds it
    ├── OutboxError             the outbox cannot be written
    ├── MissingExtra            something optional was asked for that is not installed
    ├── NothingThere            what was asked for does not exist
    ├── Unfit                   what was typed cannot be taken: too long, no words in it
    └── NotNow                  the order of things forbids it: no draft yet, already approved
        ├── NotSound            the mail doctor found what must not go out
        └── Stale               somebody else changed the same thing meanwhile

What the outside does to us is no error but a value: `model.Failure`.
"""

from __future__ import annotations

from collections.abc import Sequence


class DigestError(Exception):
    """Something a person can mend; `about` is the file, address or id concerned. Exit status 1."""

    exit_code = 1

    def __init__(self, sentence: str, *, about: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.about = about

    def __str__(self) -> str:
        return self.sentence


class SettingsError(DigestError):
    """Every mistake of a settings file, one line each: `file:line: what, what was expected`. Exit status 2."""

    exit_code = 2

    def __init__(self, mistakes: Sequence[str], *, about: str = "") -> None:
        super().__init__("\n".join(mistakes), about=about)
        self.mistakes = tuple(mistakes)


class TemplateError(DigestError):
    """A mistake in a template, with file and line. Exit status 2."""

    exit_code = 2

    def __init__(self, file: str, line: int, what: str) -> None:
        super().__init__(f"{file}:{line}: {what}", about=file)
        self.file, self.line, self.what = file, line, what


class StoreError(DigestError):
    """The database cannot be used. Exit status 3."""

    exit_code = 3


class NewerSchema(StoreError):
    """The database was written by a newer version of this program."""


class Refused(StoreError):
    """The database works, but does not take a value: no such character, too large, against a rule of the schema."""


class StoreBusy(StoreError):
    """Another process holds the database."""


class OutboxError(DigestError):
    """The outbox cannot be written: full disk, no permission. Exit status 3."""

    exit_code = 3


class MissingExtra(DigestError):
    """Something optional is not installed: `extra` names it, `wanted` the setting that asks for it. Exit status 2."""

    exit_code = 2

    def __init__(self, extra: str, wanted: str) -> None:
        said = f"{wanted} needs the extra {extra!r}, which is not installed."
        super().__init__(f"{said} Install it with: pip install 'sector-digest[{extra}]'", about=extra)


class NothingThere(DigestError):
    """What was asked for does not exist."""


class NotNow(DigestError):
    """The order of things forbids it: there is no draft yet, the issue is already approved."""


class NotSound(NotNow):
    """The mail doctor found what must not go out; a person may say that it does."""


class Unfit(DigestError):
    """What was typed cannot be taken as it is: too long, or nothing in it."""


class Stale(NotNow):
    """Somebody else changed the same thing meanwhile; nothing was done, and what was typed is still there.

    `mine` says in words what was wanted, `theirs` what the others did since, oldest first; `was` and `now` are how
    the thing stood when it was last seen, and how it stands.
    """

    def __init__(
        self, sentence: str, *, mine: str, theirs: Sequence[str], was: str, now: str, about: str = ""
    ) -> None:
        super().__init__(sentence, about=about)
        self.mine, self.theirs, self.was, self.now = mine, tuple(theirs), was, now
