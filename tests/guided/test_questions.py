"""The questions: words for every field, in the order in which a person tells the story."""

from __future__ import annotations

import json
from typing import Literal, get_args, get_origin

import pytest

from letterkit.case_file import field_info
from letterkit.guided.build import fields_of
from letterkit.guided.questions import (
    Question,
    ask_words,
    blank_words,
    form_for,
    group_titles,
    situations,
    situations_for,
)
from letterkit.profiles import profile_ids
from letterkit.resources import data_folder
from letterkit.template.library import load_template, template_ids

LETTERS = template_ids()
NOT_ASKED = {"letter", "concern", "practitioner.signature"}  # chosen, or a file beside the case


def asked_fields(letter: str) -> dict[str, Question]:
    found = {}
    for question in form_for(letter).questions:
        found[question.field] = question
        found |= {f"{question.field}[].{part.field}": part for part in question.parts}
    return found


@pytest.mark.parametrize("letter", LETTERS)
def test_the_compiled_fields_are_those_of_the_letter(letter: str) -> None:
    compiled = json.loads((data_folder() / "letter-fields.json").read_text("utf-8"))
    assert compiled[letter] == fields_of(letter)
    assert set(compiled) == set(LETTERS)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_asks_for_all_that_it_needs_and_prints(letter: str) -> None:
    asked = asked_fields(letter)
    for field, required in fields_of(letter).items():
        if field in NOT_ASKED or (field_info(_key(field)) and _is_record(field)):
            continue
        assert field in asked, field
        if required == "yes" and field.count("[]") < 1:
            assert asked[field].needed, field


def _key(field: str) -> tuple[str, ...]:
    return tuple(field.replace("[]", "").split("."))


def _is_record(field: str) -> bool:
    return field in ("consent", "treatment", "duty_check")


def test_every_letter_has_a_situation_and_the_most_urgent_come_first() -> None:
    found = situations()
    assert {one.id for one in found} == set(LETTERS)
    assert [one.urgency for one in found] == sorted(
        (one.urgency for one in found), key=["emergency", "same-day", "routine"].index
    )
    assert all(one.situation for one in found)


@pytest.mark.parametrize("letter", LETTERS)
def test_fixed_choices_are_all_in_plain_words(letter: str) -> None:
    for field, question in asked_fields(letter).items():
        if question.kind != "choice":
            continue
        allowed = set(profile_ids() if field == "profile" else _literals(field))
        if field == "consent.how":
            allowed &= set(load_template(letter).about.consent or allowed)
        assert {choice.value for choice in question.choices} == allowed, field
        assert all(choice.says for choice in question.choices)


def _literals(field: str) -> list[str]:
    """Return the words that may stand in a field of fixed choices."""

    def inside(annotation: object) -> list[str]:
        if get_origin(annotation) is Literal:
            return list(get_args(annotation))
        return [value for inner in get_args(annotation) for value in inside(inner)]

    info = field_info(_key(field))
    assert info
    return inside(info.annotation)


def test_a_blank_says_what_is_missing() -> None:
    assert blank_words("patient.born") == "[date of birth]"
    assert blank_words("procedures.on") == blank_words("procedures[0].on")
    assert ask_words("medications[2].name") == "Name of the medicine"


def test_the_letter_itself_comes_first_in_a_case_file_and_then_the_story() -> None:
    titles = group_titles()
    assert list(titles)[:4] == ["letter", "date", "urgency", "profile"]
    order = list(titles)
    assert order.index("reported") < order.index("findings") < order.index("actions")
    assert order.index("actions") < order.index("request") < order.index("patient")


@pytest.mark.parametrize(
    ("words", "letter"),
    [
        ("Plavix", "anticoagulant-before-procedure"),
        ("epidural tomorrow", "anticoagulant-before-procedure"),
        ("black stools", "nsaid-gi-signs"),
        ("back pain that no movement changes", "non-musculoskeletal-presentation"),
        ("numb", "same-day-referral"),  # not the emergency “number”
        ("reassess", "decline-and-refer-back"),  # in the purpose alone
        ("referral-thanks", "referral-thanks"),
    ],
)
def test_a_letter_is_found_by_what_a_person_calls_it(words: str, letter: str) -> None:
    assert [one.id for one in situations_for(words)] == [letter]


@pytest.mark.parametrize("words", ["", "zebra", "!"])
def test_what_nothing_is_called_finds_nothing(words: str) -> None:
    assert situations_for(words) == ()


def test_every_situation_has_other_names() -> None:
    assert all(one.called for one in situations())
