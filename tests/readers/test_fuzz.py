"""Damaged letters give a letter or a plain refusal; fuzz.py by itself runs as long as is wanted."""

from __future__ import annotations

import pytest
from fuzz import FORMATS, fuzz


@pytest.mark.parametrize("form", FORMATS)
def test_a_damaged_letter_is_read_or_refused(form: str) -> None:
    outcome = fuzz(form, seconds=30, seed=1, runs=60)
    assert outcome.wrong == {}
    assert outcome.read + outcome.refused == 60
    assert outcome.read > 0


@pytest.mark.parametrize("use", ["annotate", "reword"])
def test_of_a_damaged_word_file_a_sound_one_is_made_or_it_is_refused(use: str) -> None:
    outcome = fuzz("docx", seconds=30, seed=1, runs=12, use=use)
    assert outcome.wrong == {}
    assert outcome.read > 0
