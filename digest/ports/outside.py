"""What goes out of the house: the web, parser processes, templates, the outbox, mail; and the clock.

A visit is a generator: it yields a `Request` where it needs a page, and a `Read` where hostile bytes must be
read in a process that can be killed; it is sent the answer or a `Failure`; what it returns is its result.
So jobs stay plain synchronous code while a crew runs hundreds of visits at once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from digest import model as m

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read:
    """Something to compute away from our own process: a module-level function and values that can be pickled."""

    about: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


Visit = Generator[m.Request | Read, Any, T]


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class Crew(Protocol):
    """Runs many visits at once."""

    def run(self, visits: Iterable[Visit[T]]) -> Iterator[T]:
        """Yield each visit's result as it ends, in no order.

        Answers to a `Request` are `Response | Failure`, to a `Read` the function's value or a `Failure`; the
        outside never raises into a visit.
        """
        ...


class ParserPool(Protocol):
    """Runs one reading in a process that is killed when it takes too long or too much."""

    def read(self, task: Read) -> Any:  # noqa: ANN401 - what comes back is whatever the task's function returns
        """Return the function's value, or a `Failure` where it raised, took too long or died."""
        ...


class Vectors(Protocol):
    """Gives texts a direction each, so that what means the same points the same way."""

    @property
    def whole(self) -> bool:
        """True where a text is read whole, with the order of its words; False where its words are added up."""
        ...

    def texts(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row a text, of length one; of noughts where nothing in the text is known."""
        ...

    def words(self, words: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row a word or short phrase, as `texts`, quickly: for tens of thousands of them.

        Words are compared with words alone: these rows need not be in the space of those of `texts`.
        """
        ...


class Templates(Protocol):
    """Jinja templates by name: the newsletter's own before ours."""

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """Return the filled template. Raises `TemplateError` with file and line."""
        ...

    def locate(self, name: str, values: Mapping[str, object], position: int) -> tuple[str, int]:
        """Return file and line of the template that wrote the character at this position of what `render` gives."""
        ...


class Outbox(Protocol):
    """The folder of finished renditions."""

    def write(self, renditions: Iterable[m.Rendition]) -> tuple[str, ...]:
        """Write each file whole or not at all; return the paths whose bytes changed. Raises `OutboxError`."""
        ...

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, None where it is absent."""
        ...


Hand = Callable[[Sequence[m.Posted], int], m.Handed]
"""What a post office asks: it tells what became of mails, and how many more there is room for.

Who answers has stored both before it returns: the outcomes, and that the mails it gives are on their way. No mail
leaves before that, and no more are open at once than there was room for.
"""


class PostOffice(Protocol):
    """Takes messages to their readers."""

    def send(self, hand: Hand) -> str:
        """Carry what `hand` gives until it gives no more, and tell it the fate of each.

        A fate is sent, deferred (try again), failed (never), unknown, or pending where it was not tried at all.
        Returns why it ended early: no server can be used; "" where it did not.
        """
        ...
