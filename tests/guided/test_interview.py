"""The order of an interview: the same records always lead to the same question."""

from __future__ import annotations

import pytest

from letterkit.guided.answers import value_of
from letterkit.guided.interview import Interview, Record, put
from letterkit.guided.questions import situations

LETTER = "anticoagulant-before-procedure"


def said(slot: str, words: str = "") -> Record:
    return Record(slot, words, {slot: words} if words else {})


def begun(*records: Record) -> Interview:
    return Interview(
        [said("letter", LETTER), Record("you", silent=True), said("profile"), *records]
    )


def slot(interview: Interview) -> str:
    assert interview.step
    return interview.step.slot


@pytest.mark.parametrize("letter", [one.id for one in situations()])
def test_each_letter_can_be_gone_through_with_no_answer_at_all(letter: str) -> None:
    interview = Interview([said("letter", letter)])
    slots = []
    while interview.step:
        slots.append(slot(interview))
        interview.answer(Record(slots[-1]))
    assert len(slots) == len(set(slots))
    assert slots[-1] == "done"
    assert {"patient.name", "patient.born", "consent.how", "practitioner.name"} <= set(slots)


def test_an_entry_is_asked_for_its_parts_and_then_for_the_next() -> None:
    interview = begun(said("reported[0].text", "Neck pain"))
    assert slot(interview) == "reported[0].since"
    interview.answer(said("reported[0].since"))
    assert slot(interview) == "reported[1].text"


def test_a_list_ends_only_where_no_way_to_begin_an_entry_is_taken() -> None:
    interview = begun(said("reported[0].text"))
    assert slot(interview) == "reported[0].quote"
    interview.answer(said("reported[0].quote", "It burns"))
    assert slot(interview) == "reported[0].since"


def test_a_record_of_another_question_is_refused() -> None:
    with pytest.raises(ValueError, match="is not asked here"):
        begun(said("patient.name", "Ana"))
    with pytest.raises(ValueError, match="zebra"):
        Interview([said("letter", "zebra")])


def test_back_takes_the_last_answer_and_what_was_answered_unasked() -> None:
    interview = begun()
    assert [record.slot for record in interview.back()] == ["profile"]
    assert [record.slot for record in interview.back()] == ["letter", "you"]
    assert slot(interview) == "letter"
    assert interview.back() == []


def test_words_that_moved_elsewhere_leave_no_half_entry_behind() -> None:
    ends = [said("reported[0].text"), said("reported[0].quote")]
    ends += [said("medications[0].name"), said("procedures[0].name")]
    interview = begun(*ends, said("findings[0].text", "He has gout"))
    assert slot(interview) == "findings[0].side"
    moved = {"findings[0].text": "", "reported[0].text": "Being told by his doctor: “gout”."}
    interview.amend(Record("findings[0].text", "He has gout", moved))
    assert slot(interview) == "findings[1].text"
    assert interview.value("reported[0].text").startswith("Being told")


def test_what_else_can_be_told_names_what_was_not_asked() -> None:
    fields = [other.field for other in begun(said("reported[0].text", "Neck pain")).others()]
    assert "reported[0].quote" in fields
    assert "practitioner.fax" in fields
    assert "profile" not in fields


@pytest.mark.parametrize(
    ("field", "made"),
    [
        ("patient.name", {"patient": {"name": "x"}}),
        ("actions[1]", {"actions": ["", "x"]}),
        ("findings[1].measure.value", {"findings": [{}, {"measure": {"value": "x"}}]}),
        ("treatment.areas[0]", {"treatment": {"areas": ["x"]}}),
    ],
)
def test_a_value_lands_where_its_field_says(field: str, made: object) -> None:
    answers: dict[str, object] = {}
    put(answers, field, "x")  # type: ignore[arg-type]
    assert answers == made
    assert value_of(answers, field) == "x"
    assert value_of(answers, "calls[3].at") == ""
