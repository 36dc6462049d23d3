"""Answers: what a person typed, the case that it makes, and the file that holds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example
from hypothesis import given as forall
from hypothesis import strategies as st

from letterkit.case_file import read_case
from letterkit.errors import InputError
from letterkit.guided.answers import answers_in, case_text, given
from letterkit.yaml_source import parse_yaml, read_yaml

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/case.yaml"))
NAMED = {
    "practitioner": {"name": "[you]"},
    "recipient": {"name": "[to]"},
    "patient": {"name": "[p]"},
}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_a_case_file_read_and_written_again_is_the_same_case(path: Path) -> None:
    answers = answers_in(read_yaml(path))
    text = case_text(answers)
    again = parse_yaml(text, "again")
    assert answers_in(again) == answers
    assert read_case(again).case == read_case(read_yaml(path)).case
    assert "# What the patient told you" in text or "reported" not in answers
    held = given(answers, {})
    assert held.data == answers
    assert not held.wrong
    assert not held.unfinished


# A space that does not break is read as a space.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\xa0"), max_size=60)


def _one_space(held: Any) -> Any:
    if isinstance(held, str):
        return " ".join(held.split())
    if isinstance(held, dict):
        return {name: _one_space(value) for name, value in held.items()}
    return [_one_space(value) for value in held]


@example([], "0\r\r0")
@forall(st.lists(WORDS, max_size=4), WORDS)
def test_any_words_come_back_as_they_were_typed(actions: list[str], request_words: str) -> None:
    held = given({"actions": actions, "request": request_words}, NAMED)
    answers = answers_in(parse_yaml(case_text(held.data), "again"))
    assert answers == _one_space(held.data)  # a case file keeps one space of many
    for number, words in enumerate(answers.get("actions", [])):
        typed = actions[int(held.typed_as[("actions", number)][1])]
        assert "".join(str(words).split()) == "".join(typed.split())


def test_what_is_empty_is_not_given_and_the_rest_keeps_the_number_that_it_was_typed_under() -> None:
    typed = [{"text": " "}, {"text": "A fall", "since": ""}]
    held = given({"reported": typed, "actions": ["", "x"]}, NAMED)
    assert held.data["reported"] == [{"text": "A fall"}]
    assert held.typed_as[("reported", 0, "text")] == ("reported", 1, "text")
    assert held.typed_as[("actions", 0)] == ("actions", 1)


def test_what_fits_no_case_is_named_and_the_rest_still_makes_one() -> None:
    held = given({"patient": {"name": "A", "born": "1986-13-02"}, "actions": ["I called."]}, NAMED)
    assert [one.field for one in held.wrong] == ["patient.born"]
    assert held.data["patient"] == {"name": "A"}
    assert held.data["actions"] == ["I called."]


def test_an_entry_that_was_only_begun_is_unfinished_and_not_wrong() -> None:
    held = given({"medications": [{"dose": "75 mg"}], "findings": [{"side": "left"}]}, NAMED)
    assert held.unfinished == ("medications[0].name", "findings[0].text")
    assert not held.wrong
    assert "medications" not in held.data


def test_what_no_letter_can_show_is_named_where_it_was_typed() -> None:
    held = given({"actions": ["fine", "I\x07 called", "a\u202eb"]}, NAMED)
    assert {one.field for one in held.wrong} == {"actions[1]", "actions[2]"}
    assert held.data["actions"] == ["fine"]


def test_a_break_within_an_answer_becomes_a_space_in_its_place() -> None:
    held = given({"request": "Would you\nlet\u1680me\xa0know?"}, NAMED)
    assert held.data["request"] == "Would you let me know?"


@pytest.mark.parametrize(
    "answers",
    [{"patient": "x"}, {"actions": "x"}, {"actions": [{"a": "b"}]}, {"reported": ["x"]},
     {"date": 3},
     {"nothing": "x"}, {"patient": {"shoe": "43"}}, {"request": None}, {"reported": {"text": "x"}},
     {"medications": [["x"]]}],
)  # fmt: skip
def test_what_has_not_the_shape_of_answers_is_refused(answers: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        given(answers, NAMED)


def test_an_unknown_field_of_a_file_is_named_at_its_place() -> None:
    with pytest.raises(InputError) as refused:
        answers_in(parse_yaml("patient:\n  name: A\n  dob: 1986-04-02\n", "mine.yaml"))
    assert "mine.yaml:3:3" in str(refused.value)
    assert "born" in str(refused.value)
