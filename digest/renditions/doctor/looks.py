"""How words look: their contrast in both modes, from the styles that are really used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from digest.model import Finding, Severity
from digest.renditions.doctor import colours, css, tree
from digest.renditions.doctor.colours import Colour
from digest.renditions.doctor.letter import Case, Letter

STOP, NOTE = Severity.STOP, Severity.NOTE
UNREADABLE = 3.0
CANVAS: dict[css.Mode, tuple[Colour, Colour, Colour]] = {
    "light": (colours.WHITE, colours.BLACK, (0, 0, 238)),
    "dark": ((18, 18, 18), colours.WHITE, (158, 158, 255)),
}
"""Ground, text and links where the mail says nothing: those of browsers."""
SIZES = {"h1": 32.0, "h2": 24.0, "h3": 18.7, "small": 13.0}
KEYWORDS = {"x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0}
BOLD = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "th"))


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element hands down to what stands in it."""

    colour: Colour
    ground: Colour
    size: float = 16.0
    bold: bool = False
    hidden: bool = False

    @property
    def large(self) -> bool:
        """Whether it is large text (WCAG 2.2: 24 px, or 18.66 px and bold)."""
        return self.size >= 24 or (self.bold and self.size >= 18.66)


def contrast(case: Case) -> Iterator[Finding]:
    """Find words that can hardly be read on their ground, in light and in dark mode."""
    modes: tuple[css.Mode, ...] = ("light", "dark") if _has_dark(case.letter) else ("light",)
    for mode in modes:
        worst: dict[tuple[Colour, Colour], list[tree.Element]] = {}
        for element, look in _looks(case.letter, mode):
            enough = colours.ENOUGH_LARGE if look.large else colours.ENOUGH
            if colours.contrast(look.colour, look.ground) < enough:
                worst.setdefault((look.colour, look.ground), []).append(element)
        for pair, elements in worst.items():
            yield _faint(case.letter, mode, pair, elements)


def _faint(letter: Letter, mode: css.Mode, pair: tuple[Colour, Colour], elements: list[tree.Element]) -> Finding:
    ratio, first = colours.contrast(*pair), elements[0]
    more = f", and {len(elements) - 1} more like it" if len(elements) > 1 else ""
    said = first.own_words[:40]
    return Finding(
        "contrast",
        STOP if ratio < UNREADABLE else NOTE,
        f"“{said}” is {colours.written(pair[0])} on {colours.written(pair[1])} in {mode} mode: "
        f"contrast {int(ratio * 100) / 100}{more}.",
        "Many readers cannot make it out; 4.5 is needed, 3 for large text.",
        "Choose a darker or lighter colour in the template or in [look].",
        letter.page.place(first),
        first.line,
    )


def _has_dark(letter: Letter) -> bool:
    """Tell whether a mail has a dark mode of its own; clients make one of others, which is theirs to get right."""
    return any("prefers-color-scheme" in rule.media and "dark" in rule.media for rule in letter.sheet)


def _looks(letter: Letter, mode: css.Mode) -> Iterator[tuple[tree.Element, _Look]]:
    """Yield every element with visible words of its own, and how they look."""
    ground, ink, _ = CANVAS[mode]
    cascade = css.cascade(letter.sheet, mode)
    waiting = [(letter.page.root, _Look(ink, ground))]
    while waiting:
        element, above = waiting.pop()
        look = _look(element, above, cascade.own(element), CANVAS[mode][2])
        if look.hidden or element.tag in tree.UNSEEN:
            continue
        if look.size and any(one.isalnum() for one in element.own_words):
            yield element, look
        waiting.extend((child, look) for child in reversed(element.content) if isinstance(child, tree.Element))


def _look(element: tree.Element, above: _Look, said: dict[str, str], link: Colour) -> _Look:
    ink = colours.colour(said.get("color", "")) or colours.colour(element.get("color"))
    if ink is None and element.tag == "a" and element.get("href") and said.get("color", "") != "inherit":
        ink = link
    given = colours.within(said.get("background-color", "")) or colours.colour(element.get("bgcolor"))
    return replace(
        above,
        colour=ink or above.colour,
        ground=given or above.ground,
        size=_size(element, said, above.size),
        bold=_bold(element, said, above=above.bold),
        hidden=_is_hidden(said),
    )


def _is_hidden(said: dict[str, str]) -> bool:
    return said.get("opacity") == "0" or said.get("display") == "none" or said.get("visibility") == "hidden"


def _size(element: tree.Element, said: dict[str, str], above: float) -> float:
    word = said.get("font-size", "")
    number = word.rstrip("%abcdefghijklmnopqrstuvwxyz-")
    if word in KEYWORDS:
        return KEYWORDS[word]
    by = {"": 1.0, "px": 1.0, "pt": 4 / 3, "em": above, "rem": 16.0, "%": above / 100}
    if number.replace(".", "", 1).isdigit() and word[len(number) :] in by:
        return float(number) * by[word[len(number) :]]
    return SIZES.get(element.tag, above)


def _bold(element: tree.Element, said: dict[str, str], *, above: bool) -> bool:
    weight = said.get("font-weight", "")
    if weight in {"bold", "bolder", "600", "700", "800", "900"}:
        return True
    if weight in {"normal", "lighter", "100", "200", "300", "400", "500"}:
        return False
    return element.tag in BOLD or above
