"""A remark stands on the words that were typed, however they were typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterkit.guided.remarks import Remark
from letterkit.guided.sketch import sketch

TODAY = date(2026, 3, 11)
LETTER = "anticoagulant-before-procedure"
# Signs that a case file writes otherwise than they are typed, or that it does not keep at all.
_ODD = st.text(alphabet=" \t\n\u00a0\u2003\u2028\x85\"'\\:#-{[&*!%@`é\u0301👍\u200dמ/.", max_size=5)
_WORDS = st.sampled_from(["Guarding", "neck  pain", "\\n \\u0041", 'say "no"', "e\u0301", "null"])


def remarks(text: str, field: str = "findings") -> list[Remark]:
    answers = {"letter": LETTER, field: [{"text": text}]}
    return [one for one in sketch(answers, TODAY).remarks if one.field == f"{field}[0].text"]


_AROUND = st.lists(st.one_of(_WORDS, _ODD), max_size=4).map("".join)


@settings(deadline=None, max_examples=60)
@given(_AROUND, st.sampled_from([" ", "  ", "\n"]))
def test_a_remark_stands_on_the_words_whatever_is_typed_around_them(around: str, gap: str) -> None:
    typed = f"{around}.{gap}This{gap}is{gap}sciatica{gap}."
    said = [typed[one.start : one.end] for one in remarks(typed)]
    assert f"is{gap}sciatica" in said


@pytest.mark.parametrize("gap", [" ", "  ", "\t", " \n "])
def test_better_wording_takes_the_place_of_its_sentence_and_of_nothing_else(gap: str) -> None:
    typed = f"  Stiff neck.{gap}Tender{gap}left.{gap}This is sciatica.{gap}Range was full. "
    (remark,) = remarks(typed)
    assert remark.offer
    before, after = typed.split("This is sciatica.")
    better = str(remark.issue.rewrite).removeprefix("I observed ")  # the letter says that before it
    assert remark.offer.value == before + better + after
