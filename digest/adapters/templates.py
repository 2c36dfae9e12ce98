"""Jinja templates in folders, the newsletter's own before ours; mistakes are told with file and line.

A file of the same name in an earlier folder stands for ours. It may change single blocks of it instead:
`{% extends "ours/email/issue.mjml" %}` names the file of the last folder, whatever stands before it.

Templates are written by people we trust with words, not with the machine: the environment is sandboxed
(https://jinja.palletsprojects.com/en/stable/sandbox/), an undefined name is a mistake, and everything that is
markup is escaped. Text is not: it has no markup to break.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

import jinja2
import jinja2.bccache
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from digest.errors import TemplateError

OURS = "ours"
MARKUP = (".html", ".htm", ".xml", ".mjml")


def is_markup(name: str | None) -> bool:
    """Return True where a template's values must be escaped; a template without a name is taken for markup."""
    return name is None or name.endswith(MARKUP)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, with a short way to what is nearly all that is asked for: our own values and functions.

    The sandbox's questions about them cost more than half of the time of a mail.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's own signature
        """Return an attribute if a template may have it; a public one of a dataclass is always safe."""
        if attribute in public_of(obj.__class__):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Jinja's own signature
        """Return what a template's call gives if it may be made.

        A plain function or a macro can only be one that a template was given: whatever else a function hangs on
        is refused where its attribute is read, and dangerous ones (`str.format`) are methods.
        """
        if type(obj) in {FunctionType, Macro}:
            return context.call(obj, *args, **kwargs)
        return super().call(context, obj, *args, **kwargs)


@cache
def public_of(kind: type) -> frozenset[str]:
    """Return the public fields and properties of a dataclass; all else has to be asked about."""
    if not is_dataclass(kind):
        return frozenset()
    properties = (name for name, value in vars(kind).items() if isinstance(value, property))
    return frozenset(name for name in (*kind.__dataclass_fields__, *properties) if not name.startswith("_"))


class Compiled(jinja2.BytecodeCache):
    """What templates were compiled to, for as long as the process runs: jobs, pages and threads share it.

    One per file, the latest: a file that has changed has another checksum and is compiled anew.
    """

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, Any]] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Give a template its code where its file has not changed since it was compiled."""
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Remember a template's code."""
        self._codes[bucket.key] = (bucket.checksum, bucket.code)


_COMPILED = Compiled()


class JinjaTemplates:
    """Templates by name from several folders, the first that has it; satisfies `ports.Templates`."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Look in these folders in this order; the last holds ours. A folder that is absent holds nothing."""
        self.folders = tuple(folders)
        self.loader = _loader(self.folders)
        self.environment = Sandbox(
            loader=self.loader,
            autoescape=is_markup,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=200,
            bytecode_cache=_COMPILED,
        )

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """Return the filled template. Raises `TemplateError` with file and line, whatever went wrong in it."""
        try:
            return self.environment.get_template(name).render(values)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(error.filename or error.name or name, error.lineno, str(error.message)) from error
        except Exception as error:
            # A template can fail in every way an expression can; to its author all are mistakes at a line.
            raise self._mistake(name, error) from error

    def locate(self, name: str, values: Mapping[str, object], position: int) -> tuple[str, int]:
        """Return file and line of the template that wrote the character at this position of what `render` gives.

        The template is filled once more, chunk by chunk; at the chunk in question the innermost generator
        stands on the compiled line that wrote it, and Jinja knows which line of the source that was.
        """
        template = self.environment.get_template(name)
        stream = template.root_render_func(template.new_context(dict(values)))
        start = 0
        for chunk in stream:
            if start + len(chunk) > position:
                return self._writer(stream, chunk, position - start)
            start += len(chunk)
        return template.filename or name, 1

    def _writer(self, stream: Any, chunk: str, offset: int) -> tuple[str, int]:  # noqa: ANN401 - a generator's inside
        """Return file and line of what a generator of compiled templates, or the one it handed over to, has written.

        `trim_blocks` takes the line end after a tag, and Jinja counts the text behind it as the tag's line: so
        the words are looked for on that line and the two after it.
        """
        while stream.gi_yieldfrom is not None:
            stream = stream.gi_yieldfrom
        template: jinja2.Template = stream.gi_frame.f_globals["__jinja_template__"]
        line = template.get_corresponding_lineno(stream.gi_frame.f_lineno) + chunk[:offset].count("\n")
        source, _, _ = self.loader.get_source(self.environment, template.name or "")
        words = chunk[chunk.rfind("\n", 0, offset) + 1 :].split("\n", 1)[0].strip()
        near = enumerate(source.split("\n")[line - 1 : line + 2], line)
        return template.filename or "", next((number for number, text in near if words and words in text), line)

    def broken(self) -> tuple[TemplateError, ...]:
        """Return the mistakes of writing in templates of the first folders, and those that stand for none of ours."""
        found = []
        ours = set(jinja2.FileSystemLoader(str(self.folders[-1])).list_templates())
        for folder in self.folders[:-1]:
            for name in (one for one in jinja2.FileSystemLoader(str(folder)).list_templates() if _is_template(one)):
                try:
                    source = self.environment.get_template(name).filename or name
                except jinja2.TemplateSyntaxError as error:
                    found.append(TemplateError(error.filename or name, error.lineno, str(error.message)))
                    continue
                if name not in ours and not self._asked_for(name, folder):
                    close = get_close_matches(name, ours, 1, 0.6)
                    hint = f"; did you mean {close[0]}?" if close else ""
                    found.append(
                        TemplateError(source, 1, f"no template of ours has this name, so nothing uses it{hint}")
                    )
        return tuple(found)

    def _asked_for(self, name: str, folder: Path) -> bool:
        """Tell whether another template of that folder names this one: a piece that its owner has made."""
        others = (path for path in folder.rglob("*") if path.is_file() and path != folder / name)
        return any(name in path.read_text("utf-8", "replace") for path in others)

    def names(self) -> tuple[str, ...]:
        """Return the names of all templates there are, each once."""
        return tuple(sorted({name for name in self.environment.list_templates() if not name.startswith(f"{OURS}/")}))

    def _mistake(self, name: str, error: Exception) -> TemplateError:
        """Return what went wrong as a mistake at the innermost line of a template that it passed."""
        file, line = self._place(error)
        if isinstance(error, jinja2.TemplateNotFound) and not file:
            places = ", ".join(str(folder) for folder in self.folders)
            return TemplateError(name, 1, f"there is no such template in {places}")
        return TemplateError(file or name, line or 1, _what(error))

    def _place(self, error: Exception) -> tuple[str, int]:
        """Return file and line of the innermost template in a traceback (Jinja puts its own frames there)."""
        folders = tuple(f"{folder}" for folder in self.folders)
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(folders)]
        return (frames[-1].filename, frames[-1].lineno or 1) if frames else ("", 0)


def _is_template(name: str) -> bool:
    """Tell whether a file in a folder of templates is one: a README beside them is not."""
    hidden = any(part.startswith(".") for part in name.split("/"))
    return not hidden and not name.lower().endswith((".md", "~", ".bak", ".orig"))


def _loader(folders: Sequence[Path]) -> jinja2.BaseLoader:
    """Return a loader of all folders in order, and of the last alone under `ours/`."""
    everywhere = jinja2.FileSystemLoader([str(folder) for folder in folders])
    if not folders:
        return everywhere
    ours = jinja2.PrefixLoader({OURS: jinja2.FileSystemLoader(str(folders[-1]))})
    return jinja2.ChoiceLoader([everywhere, ours])


def _what(error: Exception) -> str:
    """Return one sentence about a mistake, in the template author's terms."""
    if isinstance(error, jinja2.TemplateNotFound):
        return f"it asks for a template that does not exist: {error}"
    if isinstance(error, jinja2.UndefinedError):
        return f"{error.message}; see the list of names a template is given at the head of ours"
    return f"{type(error).__name__}: {error}"
