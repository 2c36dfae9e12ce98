"""What a machine wrote stands only where the text bears it out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.stories import rewriting

TITLE = "Larkhill council shuts its lido"
TEXT = (
    "Larkhill council will shut its lido on 4 March after 412 swimmers signed a petition. Orla Finch, who leads the "
    "council, said the boiler had cost £9.3m. The pool opened in 1931."
)


@pytest.mark.parametrize(
    "said",
    [
        "The lido in Larkhill will shut on 4 March because its boiler cost £9.3m.",
        "Orla Finch says that the boiler of the pool had cost £9.3m. The petition has 412 swimmers.",
        "“Larkhill council will shut the pool that opened in 1931.”",
    ],
)
def test_what_the_text_says_may_stand(said: str) -> None:
    assert rewriting.checked(said, TITLE, TEXT) == said.strip("“”")


@pytest.mark.parametrize(
    "said",
    [
        "The lido in Larkhill will shut on 5 March because its boiler cost too much.",  # another day
        "The lido in Larkhill will shut in April because its boiler cost too much.",  # another month
        "Larkhill council will shut its lido after 413 swimmers signed a petition.",  # another figure
        "Larkhill council will shut its lido after four swimmers signed a petition.",  # a figure in words
        "Anton Finch of the council said that the boiler had cost too much money.",  # another name
        "Marlow council will shut its lido because the boiler had cost too much.",  # a name at the beginning
        "Larkhill council will shut its lido, see https://lido.example for more of it.",
        "**Larkhill council** will shut its lido because the boiler had cost too much.",
        "Larkhill council will shut",
        "The lido in Larkhill will shut on 4 March because its boiler",  # breaks off
        "The lido shuts.",
        "",
        "Larkhill council will shut its lido because the boiler had cost £9.3m. " * 9,
    ],
)
def test_what_it_does_not_say_is_dropped(said: str) -> None:
    assert rewriting.checked(said, TITLE, TEXT) == ""


def test_a_machine_is_asked_about_the_title_and_the_beginning_of_the_text() -> None:
    assert rewriting.asked(TITLE, TEXT) == f"{TITLE}\n\n{TEXT}"
    assert len(rewriting.asked("", "long " * 9_000)) == rewriting.LONGEST_TEXT + 2


@given(st.text(max_size=400))
def test_whatever_comes_no_figure_is_made_up(said: str) -> None:
    kept = rewriting.checked(said, TITLE, TEXT)
    assert {c for c in kept if c.isdigit()} <= {c for c in TEXT if c.isdigit()}
