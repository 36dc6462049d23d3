"""deciding: what of plain reports and charts is left alone, and what does not hide in them."""

from __future__ import annotations

import pytest

from letterkit import check_text


def errors(text: str) -> list[str]:
    return [issue.rule for issue in check_text(text).issues if issue.severity == "error"]


@pytest.mark.parametrize(
    "text",
    [
        "Significant guarding in the right hip flexors.",
        "Multiple trigger points in the left gluteals",
        "Severe tension throughout the upper trapezius bilaterally.",
        "Sensation was within normal limits at both feet.",
        "She missed one visit because of a cold.",
        "Plan: refer back to her GP if the numbness goes on.",
        "Left shin avoided because of a graze.",
    ],
)
def test_plain_findings_and_plans_of_reports_are_left_alone(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Severe lymphoedema of the left arm.",
        "Severe degeneration of the left hip.",
        "Severe pressure on the sciatic nerve.",
        "Reduced kidney function.",
        "Refer to his GP cardiologist.",
        "Aspirin should be paused owing to bruising.",
        "Legs omitted because she must stop the warfarin first.",
        "Legs avoided because the doctor was negligent.",
    ],
)
def test_what_is_outside_does_not_hide_in_the_words_of_a_report(text: str) -> None:
    assert errors(text) != []
