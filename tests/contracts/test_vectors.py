"""What every `ports.Vectors` promises: rows of length one, the same for the same text, near where meanings are near."""

from __future__ import annotations

import numpy as np
import pytest

from digest.adapters.vectors import KINDS, opened
from digest.ports import Vectors

SCRIPTS = [
    "Городской совет утвердил бюджет",
    "市議会は予算を承認した",
    "市议会批准了预算",
    "시의회가 예산을 승인했다",
    "أقر مجلس المدينة الميزانية",
    "מועצת העיר אישרה את התקציב",
    "Το δημοτικό συμβούλιο ενέκρινε τον προϋπολογισμό",
    "नगर परिषद ने बजट को मंजूरी दी",
    "สภาเมืองอนุมัติงบประมาณ",
    "Քաղաքային խորհուրդը հաստատեց բյուջեն",
    "ქალაქის საბჭომ ბიუჯეტი დაამტკიცა",
    "የከተማው ምክር ቤት በጀቱን አጸደቀ",
]


SLOW = {"minilm": pytest.mark.slow}


@pytest.fixture(params=[pytest.param(kind, marks=SLOW.get(kind, ())) for kind in KINDS], scope="module")
def vectors(request: pytest.FixtureRequest) -> Vectors:
    return opened(request.param)


def test_each_text_has_a_row_of_length_one(vectors: Vectors) -> None:
    rows = vectors.texts(["Councils raise their tax", "A bridge opens", "Tenants complain of damp"])
    assert rows.shape[0] == 3
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_texts_that_mean_the_same_are_nearer_without_a_word_in_common(vectors: Vectors) -> None:
    rows = vectors.texts(["Physicians treat the sick", "Doctors and hospital patients", "Footballers score a goal"])
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.15


def test_a_text_says_the_same_beside_any_others(vectors: Vectors) -> None:
    said = "Rents of social homes in Quillford"
    alone = vectors.texts([said])[0]
    among = vectors.texts(["A short one", said, "words " * 80])[1]
    assert alone @ among > 0.98  # the model's 8-bit steps depend a little on what is computed beside


def test_the_order_of_words_tells_where_texts_are_read_whole(vectors: Vectors) -> None:
    one, other = vectors.texts(["the council sues the builder", "the builder sues the council"])
    assert bool(one @ other < 0.9999) is vectors.whole


@pytest.mark.parametrize("nothing", ["", "   ", "\x00\ufffe"])
def test_nothing_is_noughts(vectors: Vectors, nothing: str) -> None:
    assert not vectors.texts([nothing])[0].any() or nothing.strip()
    assert np.isfinite(vectors.texts([nothing])).all()
    assert vectors.texts([]).shape[0] == 0


def test_every_script_is_taken(vectors: Vectors) -> None:
    rows = vectors.texts(SCRIPTS)
    assert rows.shape[0] == len(SCRIPTS)
    assert np.isfinite(rows).all()


@pytest.mark.slow
def test_a_text_of_a_megabyte_is_taken(vectors: Vectors) -> None:
    rows = vectors.texts(["levy " * 200_000, "x" * 1_000_000])
    assert np.isfinite(rows).all()
    assert np.linalg.norm(rows[0]) == pytest.approx(1, abs=1e-5)


def test_words_are_near_phrases_of_their_kind(vectors: Vectors) -> None:
    word, phrase, other = vectors.words(["nurses", "doctors and hospitals", "football clubs"])
    assert word @ phrase > word @ other + 0.1
