"""Everything that can happen to a few addresses, in any order: who may be mailed is what people said last.

A model of a dozen lines says who must be among the readers. Hypothesis looks for an order of events in which the
program says otherwise.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from digest import model as m
from digest.delivery import consent, tokens
from digest.jobs import readers
from tests.examples import examples
from tests.jobs.readers.acts import letters, token_in
from tests.parts import Household

SPELLINGS = {
    "ann@example.org": ("ann@example.org", "Ann@EXAMPLE.org", '"ann"@example.org'),
    "ben+news@bücher.example": ("ben+news@bücher.example", "BEN+news@xn--bcher-kva.example"),
}
KEYS = {words: consent.addresses.key(words) for words in SPELLINGS}
people = st.sampled_from(sorted(SPELLINGS))
which = st.integers(0, 2)


class Readers(RuleBasedStateMachine):
    """The program beside a model: `subscribed` has who must be mailed, `barred` why somebody must not be."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="digest-readers-"))
        self.home = Household(self.folder, subscribers="address\n")
        self.parts = self.home.parts()
        self.subscribed: dict[str, str] = {}
        self.barred: dict[str, m.Act] = {}
        self.waiting: dict[str, str] = {}
        self.listed: set[str] = set()

    def teardown(self) -> None:
        self.home.close()
        shutil.rmtree(self.folder)

    def spelt(self, person: str, number: int) -> str:
        return SPELLINGS[person][number % len(SPELLINGS[person])]

    @rule(person=people, number=which)
    def signs_up(self, person: str, number: int) -> None:
        """The form is sent; a letter comes where one may, and its token is the one that counts from now on."""
        self.home.clock.forward(days=1, hours=1)
        before = len(letters(self.home, KEYS[person]))
        wish = m.Ask(self.parts.newsletter.id, "sign-up", self.spelt(person, number), self.home.clock.now())
        readers.ask(self.parts, wish)
        readers.answer(self.parts)
        came = letters(self.home, KEYS[person])[before:]
        confirms = [one for one in came if "confirm" in one["Subject"]]
        may = person not in self.subscribed and self.barred.get(person) not in consent.NEVER_ASKED_AGAIN
        assert bool(confirms) == may
        if confirms:
            self.waiting[person] = token_in(confirms[-1], "c")

    @rule(person=people)
    def confirms(self, person: str) -> None:
        token = self.waiting.get(person)
        if token is None:
            return
        done = readers.confirm(self.parts, token)
        if person in self.subscribed:
            return
        assert done
        self.subscribed[person] = "page"
        self.barred.pop(person, None)

    @rule(person=people, number=which)
    def leaves(self, person: str, number: int) -> None:
        token = tokens.seal(
            self.parts.secret, tokens.UNSUBSCRIBE, self.parts.newsletter.id, self.spelt(person, number)
        )
        assert readers.unsubscribe(self.parts, token)
        self.ends(person, m.Act.LEFT)

    @rule(person=people, act=st.sampled_from([m.Act.BOUNCED, m.Act.COMPLAINED, m.Act.REMOVED]))
    def is_ended(self, person: str, act: m.Act) -> None:
        deed = consent.Deed(self.parts.newsletter.id, self.home.clock.now(), "it happened")
        readers.end(self.parts, deed, act, KEYS[person])
        self.ends(person, act)

    def ends(self, person: str, act: m.Act) -> None:
        if person in self.subscribed or person not in self.barred or person in self.waiting:
            self.barred.setdefault(person, act)
        self.subscribed.pop(person, None)
        self.waiting.pop(person, None)

    @rule(person=people)
    def is_erased(self, person: str) -> None:
        readers.erase(self.parts, KEYS[person])
        self.subscribed.pop(person, None)
        self.waiting.pop(person, None)
        self.barred[person] = m.Act.ERASED
        kept = readers.kept(self.parts, KEYS[person])
        assert (kept.consents, kept.letters, kept.standing.subscription) == ((), (), None)

    @rule(person=people, number=which)
    def is_imported(self, person: str, number: int) -> None:
        cell = self.spelt(person, number).replace('"', '""')
        readers.import_readers(self.parts, ["address\n", f'"{cell}"\n'], basis="members", file="members.csv")
        if person not in self.barred and person not in self.subscribed:
            self.subscribed[person] = "import"
            self.waiting.pop(person, None)

    @rule(some=st.sets(people))
    def list_is_read(self, some: set[str]) -> None:
        self.home.subscribers = "address\n" + "".join(f"{person}\n" for person in sorted(some))
        self.parts = self.home.parts()
        readers.take_list(self.parts)
        for person in SPELLINGS:
            if person in some and person not in self.barred and person not in self.subscribed:
                self.subscribed[person] = "list"
                self.waiting.pop(person, None)
            elif person not in some and self.subscribed.get(person) == "list":
                del self.subscribed[person]

    @rule(person=people)
    def is_released(self, person: str) -> None:
        assert readers.release(self.parts, KEYS[person], "wrote to us") == (person in self.barred)
        self.barred.pop(person, None)

    @invariant()
    def whoever_is_mailed_said_so_last(self) -> None:
        mailed = {
            consent.addresses.key(one.address) for one in self.parts.store.readers.stream(self.parts.newsletter.id)
        }
        assert mailed == {KEYS[person] for person in self.subscribed}
        for person, key in KEYS.items():
            assert self.parts.store.suppressions.has(self.parts.newsletter.id, key) == (person in self.barred)


TestReaders = pytest.mark.slow(Readers.TestCase)
TestReaders.settings = settings(examples(25), stateful_step_count=25)
