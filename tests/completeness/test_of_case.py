"""What a case leaves open: said with the line to add, and never in the way of the letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterkit.case_file import load_case
from letterkit.completeness import Gap
from letterkit.concerns import notice
from letterkit.scope.pack import load_rules
from letterkit.workflow import draft, missing_from

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
PROGRESS = (EXAMPLES / "progress-report" / "case.yaml").read_text("utf-8")
NSAID = (EXAMPLES / "nsaid-gi-signs" / "case.yaml").read_text("utf-8")


def gaps(text: str, folder: Path) -> list[Gap]:
    path = folder / "case.yaml"
    path.write_text(text, "utf-8")
    loaded = load_case(path)
    return list(missing_from(loaded, draft(loaded), notice(loaded)))


def rules(text: str, folder: Path) -> list[str]:
    return [gap.rule for gap in gaps(text, folder)]


@pytest.mark.parametrize("case", sorted(EXAMPLES.glob("*/case.yaml")), ids=lambda p: p.parent.name)
def test_an_example_leaves_nothing_open(case: Path, tmp_path: Path) -> None:
    assert rules(case.read_text("utf-8"), tmp_path) == []


def test_a_second_question_is_one_too_many(tmp_path: Path) -> None:
    text = PROGRESS.replace("next four sessions?", "next four sessions? And may she swim?")
    (gap,) = gaps(text, tmp_path)
    assert (gap.rule, gap.severity) == ("CM11", "warning")
    assert "two things" in gap.message
    assert gap.add.startswith("questions:")
    assert "request:" in "".join(text.splitlines()[gap.place.line - 2 : gap.place.line])


@pytest.mark.parametrize(
    ("measure", "named"),
    [
        ("- {measure: {what: Girth of the left calf, value: 38}, on: 2026-06-15}", "unit"),
        ("- {measure: {what: Girth of the left calf, value: 38, unit: cm}}", "date"),
        ("- {measure: {what: Knee bend, value: 90, unit: °}, on: 2026-06-15}", "side"),
    ],
)
def test_a_measure_wants_its_unit_date_and_side(measure: str, named: str, tmp_path: Path) -> None:
    text = PROGRESS.replace("findings:\n", f"findings:\n  {measure}\n")
    (gap,) = gaps(text, tmp_path)
    assert gap.rule == "CM12"
    assert f"has no {named}." in gap.message


@pytest.mark.parametrize(
    "measure",
    [
        "- {measure: {what: Grip, value: 4 of 5, method: by hand}, side: left, on: 2026-06-15}",
        "- {measure: {what: Standing on one spot, value: 30, unit: s}, on: 2026-06-15}",
    ],
)
def test_a_measure_that_has_them_is_left_alone(measure: str, tmp_path: Path) -> None:
    assert rules(PROGRESS.replace("findings:\n", f"findings:\n  {measure}\n"), tmp_path) == []


def test_an_urgency_below_its_concerns_is_reported(tmp_path: Path) -> None:
    text = NSAID.replace("urgency: same-day", "urgency: routine")
    (gap,) = gaps(text, tmp_path)
    assert gap.rule == "CM13"
    assert gap.message == "The case is routine; “dark stool” is on the same-day list."
    assert gap.add == "urgency: same-day"
    assert text.splitlines()[gap.place.line - 1] == "urgency: routine"


def test_a_same_day_letter_without_a_call_is_reported(tmp_path: Path) -> None:
    start = NSAID.index("calls:")
    end = NSAID.index("\n\n", start)
    assert rules(NSAID[:start] + NSAID[end:], tmp_path) == ["CM14"]


def test_an_opening_that_asks_nothing_is_reported(tmp_path: Path) -> None:
    start = PROGRESS.index("request:")
    end = PROGRESS.index("\n\n", start)
    told = "request: I am writing about the shoulder of Ms. Lindqvist."
    (gap,) = gaps(PROGRESS[:start] + told + PROGRESS[end:], tmp_path)
    assert gap.rule == "CM16"
    assert gap.place.path.endswith("case.yaml")


def test_an_ask_after_three_lines_comes_late(tmp_path: Path) -> None:
    long = (
        "Ms. Lindqvist has come to me since May for the right shoulder, at work and at home. " * 4
    )
    start = PROGRESS.index("request:")
    end = PROGRESS.index("\n\n", start)
    text = PROGRESS[:start] + f"request: {long}Would you call me?" + PROGRESS[end:]
    assert "CM16" in rules(text, tmp_path)


def test_words_about_safety_want_a_duty_check(tmp_path: Path) -> None:
    text = PROGRESS.replace("reported:\n", "reported:\n  - quote: I want to kill myself\n")
    assert "CM17" in rules(text, tmp_path)
    helped = text.replace("actions:\n", "actions:\n  - I called 911 at 12:10.\n")
    assert "CM17" in rules(helped, tmp_path)
    checked = text + "\nduty_check: {on: 2026-06-18, of: the state's page on who must report}\n"
    assert "CM17" not in rules(checked, tmp_path)


def test_an_emergency_sign_wants_to_know_who_was_called(tmp_path: Path) -> None:
    text = PROGRESS.replace("reported:\n", "reported:\n  - text: Chest pain since noon\n")
    assert "CM18" in rules(text, tmp_path)
    called = text.replace("actions:\n", "actions:\n  - I called 911 at 12:10.\n")
    assert "CM18" not in rules(called, tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [("    side: right\n    on: 2026-06-15", "    side: right\n    on: 2026-06-25"),
     ("consent: {how: written, on: 2026-05-04}", "consent: {how: written, on: 2027-05-04}"),
     ("  to: 2026-06-15", "  to: 2026-06-19")],
)  # fmt: skip
def test_what_lies_after_the_letter_is_reported(before: str, after: str, tmp_path: Path) -> None:
    assert before in PROGRESS
    (gap,) = gaps(PROGRESS.replace(before, after), tmp_path)
    assert gap.rule == "CM19"
    assert "lies after the letter's own date" in gap.message


def test_a_procedure_that_is_over_is_none_that_is_booked(tmp_path: Path) -> None:
    text = (EXAMPLES / "anticoagulant-before-procedure" / "case.yaml").read_text("utf-8")
    (gap,) = gaps(text.replace("2026-03-12 09:00", "2026-03-02 09:00"), tmp_path)
    assert gap.rule == "CM19"
    assert "prints as booked" in gap.message


def test_every_gap_has_a_record_that_explain_shows() -> None:
    known = {rule.id for rule in load_rules()}
    assert {f"CM{number}" for number in range(10, 20)} <= known
