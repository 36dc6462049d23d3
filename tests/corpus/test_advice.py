"""Good letters get almost no advice: a check that nags is switched off, and its errors with it."""

from __future__ import annotations

from pathlib import Path

import measure

from letterkit import check_text
from letterkit.issue import Issue
from letterkit.scope.pack import FAMILIES

ADVICE = frozenset(FAMILIES.values()) - frozenset(measure.FAMILIES)
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def advice_on(text: str) -> list[Issue]:
    return [issue for issue in check_text(text).issues if issue.category in ADVICE]


def test_an_example_gets_no_advice() -> None:
    letters = [path.read_text("utf-8") for path in sorted(EXAMPLES.glob("*/letter.txt"))]
    assert len(letters) >= 4
    assert [advice for letter in letters for advice in advice_on(letter)] == []


def test_three_good_letters_of_ten_get_one_piece_of_advice_at_most() -> None:
    good = [letter.text for letter in measure.load_letters() if not letter.spans]
    assert len(good) >= 10
    assert sum(len(advice_on(text)) for text in good) <= 0.3 * len(good)


def test_one_good_sentence_of_a_hundred_gets_advice_at_most() -> None:
    good = [known.text for known in measure.load_sentences("dev") if known.label == "in"]
    assert len(good) >= 300
    # The corpus holds both spellings of licence; a profile's own is no fault of a good sentence.
    spelling = {"LN90", "LN91"}
    advised = [text for text in good if {i.rule for i in advice_on(text)} - spelling]
    assert len(advised) <= 0.01 * len(good)


def test_a_letter_that_needs_advice_gets_it_from_every_family() -> None:
    """The same bars would be met by rules that never speak."""
    letter = """Subject: Ruth Alder, born July 3, 1958

I am writing to inform you that she came today!! Current medications: lisinopril.
He claims that the pain is 7. She reports clopidogrel 75 mg QD. You must call me back.
"""
    assert {issue.category for issue in advice_on(letter)} == ADVICE
