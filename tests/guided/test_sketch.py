"""The sketch: the letter as far as it has come, and what is said of it, at the answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from letterkit.case_file import load_case
from letterkit.guided.answers import answers_in
from letterkit.guided.questions import situations
from letterkit.guided.sketch import Sketch, sketch
from letterkit.workflow import draft
from letterkit.yaml_source import read_yaml

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/case.yaml"))
TODAY = date(2026, 3, 11)
LETTER = "anticoagulant-before-procedure"


def begun(**answers: Any) -> Sketch:
    return sketch({"letter": LETTER, **answers}, TODAY)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_a_sketch_of_all_answers_is_the_letter_itself(path: Path) -> None:
    found = sketch(answers_in(read_yaml(path)), TODAY)
    assert found.checked
    assert found.checked.text == draft(load_case(path)).text
    assert found.ready
    assert not found.needed
    assert not found.wrong


@pytest.mark.parametrize("letter", [one.id for one in situations()])
def test_a_letter_with_no_answers_shows_blanks_and_says_what_it_needs(letter: str) -> None:
    found = sketch({"letter": letter}, TODAY)
    assert found.checked
    assert "[name of the patient]" in found.checked.text
    assert not found.remarks
    assert not found.ready
    assert {one.field for one in found.needed} >= {"patient.name", "patient.born", "consent.how"}
    assert len(found.needed) == found.asked
    assert all(one.ask for one in found.needed)


def test_an_entry_that_is_still_empty_answers_nothing() -> None:
    typed = {"medications": [{"name": "", "dose": " "}], "patient": {"name": " "}}
    assert [one.field for one in begun(**typed).needed] == [one.field for one in begun().needed]


def test_before_a_letter_is_chosen_what_is_noticed_is_already_said() -> None:
    booked = {"name": "an epidural injection", "on": "2026-03-12"}
    found = sketch({"medications": [{"name": "Plavix"}], "procedures": [booked]}, TODAY)
    assert found.checked is None
    assert found.noticed[0].letter == LETTER


def test_an_issue_is_told_of_the_answer_and_the_words_that_were_typed() -> None:
    typed = " Guarding of the neck. This is sciatica."
    found = begun(findings=[{"text": ""}, {"text": typed}])
    (remark,) = found.remarks
    assert remark.field == "findings[1].text"
    assert typed[remark.start : remark.end] == "is sciatica"
    assert remark.offer
    assert remark.offer.field == "findings[1].text"
    assert remark.offer.value.startswith(" Guarding of the neck. ")


def test_better_wording_that_the_patient_reports_moves_to_what_the_patient_told() -> None:
    found = begun(findings=[{"text": "Stiff neck. The pain comes from the desk job."}])
    offers = [remark.offer for remark in found.remarks if remark.offer]
    moved = [offer for offer in offers if offer.field == "reported"]
    assert moved
    assert moved[0].left == "Stiff neck."
    assert not moved[0].value.startswith("The patient reports")


def test_better_wording_with_brackets_is_still_to_be_filled_in() -> None:
    found = begun(request="Would you please advise by [date]?")
    assert [one.ask for one in found.needed if one.field == "request"] == [
        "What stands in brackets: [date]"
    ]
    assert not found.ready


def test_a_permission_that_the_letter_may_not_be_written_on_is_wrong() -> None:
    found = sketch({"letter": "psychosocial-referral", "consent": {"how": "implied"}}, TODAY)
    assert [one.field for one in found.wrong] == ["consent.how"]


def test_an_emergency_has_its_number() -> None:
    found = begun(reported=[{"text": "Sudden chest pain and shortness of breath"}])
    assert found.emergency == "911"
    assert begun().emergency is None


def test_nobody_is_told_to_call_the_number_that_was_called() -> None:
    reported = [{"text": "Sudden chest pain, and short of breath since this morning"}]
    assert begun(reported=reported).emergency
    assert begun(reported=reported, actions=["I called 911 at 4:10 pm."]).emergency is None


def test_each_entry_is_asked_for_what_the_letter_needs_of_it() -> None:
    found = begun(procedures=[{"name": ""}, {"name": "an epidural"}])
    fields = {one.field for one in found.needed}
    assert {"procedures[1].on", "procedures[1].team_told"} <= fields
    assert "procedures" not in fields


def test_an_empty_entry_answers_nothing() -> None:
    empty = begun()
    found = begun(medications=[{"name": "", "dose": ""}], procedures=[{"name": " "}], actions=[""])
    assert (found.answered, found.asked) == (empty.answered, empty.asked)
    assert found.needed == empty.needed


def test_what_the_letter_has_no_place_for_is_named() -> None:
    found = sketch({"letter": "emergency-handover", "request": "Would you write?"}, TODAY)
    assert "request" in found.unused


def test_a_question_of_ones_own_leaves_the_medicine_in_the_first_lines() -> None:
    found = begun(request="Would you please call me?", medications=[{"name": "Plavix"}])
    assert found.checked
    first = found.checked.text.partition("Would you please call me?")[2].partition("\n\n")[0]
    assert "reports taking Plavix." in first
