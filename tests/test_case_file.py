"""case_file: a path → a case, or every fault at once with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from letterkit.case import Case
from letterkit.case_file import case_schema, example_of, load_case, read_case
from letterkit.errors import InputError
from letterkit.yaml_source import parse_yaml

ROOT = Path(__file__).parent.parent
WHO = "practitioner: {name: Ana}\nrecipient: {name: Bo}\npatient: {name: Cy}\n"


def case(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("examples/*/case.yaml")), ids=lambda p: p.parent.name
)
def test_every_example_loads(path: Path) -> None:
    assert load_case(path).case.letter == path.parent.name


def test_all_faults_are_reported_at_once_in_reading_order(tmp_path: Path) -> None:
    text = "urgency: urgent\nprocedures:\n  - {nme: x}\npractitioner: {name: A}\nrecipient: B\n"
    with pytest.raises(InputError) as caught:
        load_case(case(tmp_path, text))
    said = str(caught.value).split("\n")
    assert [line.split(": ")[0].removeprefix(str(tmp_path / "case.yaml")) for line in said] == [
        ":1:1", ":1:10", ":3:5", ":3:6", ":5:12",
    ]  # fmt: skip
    assert "Did you mean 'name'?" in str(caught.value)


def test_a_field_with_nothing_behind_its_colon_is_not_given(tmp_path: Path) -> None:
    loaded = load_case(case(tmp_path, WHO + "request:\ncc:\n"))
    assert loaded.case.request is None


COMMA = "a comma ends the text here: put the text in quotes. Write"
BRACES = {
    "- {text: hip pain last month, and bone metastases}": (
        f'31: {COMMA} “- {{text: "hip pain last month, and bone metastases"}}”.'
    ),
    "- {text: pain, worse, on}": f'16: {COMMA} “- {{text: "pain, worse, on"}}”.',
    r"""- {text: a, b, quote: 'c "d\e"', f}""": (
        rf"""13: {COMMA} “- {{text: "a, b", quote: "c \"d\\e\", f"}}”."""
    ),
    "- {Emergency department, Bay}": (
        "4: a field stands here without a colon. "
        "Write it as “name: text”; put text that holds a comma in quotes."
    ),
}


@pytest.mark.parametrize("typed", BRACES)
def test_words_after_a_comma_in_braces_are_never_lost(typed: str) -> None:
    with pytest.raises(InputError) as caught:
        read_case(parse_yaml(f"{WHO}reported:\n{typed}\n", "case.yaml"))
    assert str(caught.value).startswith("case.yaml:5:")
    assert str(caught.value).removeprefix("case.yaml:5:") == BRACES[typed]


@pytest.mark.parametrize("typed", ["- {text: a, foo: }", "- text: a\n  foo:", "- text: a\n  ? foo"])
def test_a_blank_field_that_is_not_known_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match=r"there is no field “reported\[1\].foo”"):
        read_case(parse_yaml(f"{WHO}reported:\n{typed}\n", "case.yaml"))


@pytest.mark.parametrize("typed", ["- {text: a, on: , quote: }", "- text: a\n  on:\n  quote: ''"])
def test_a_blank_field_that_is_known_is_not_given_at_any_depth(typed: str) -> None:
    loaded = read_case(parse_yaml(f"{WHO}reported:\n{typed}\n", "case.yaml"))
    assert loaded.case.reported[0].on is None


def test_the_letters_date_is_the_callers_then_the_files_then_today(tmp_path: Path) -> None:
    dated = case(tmp_path, WHO + "date: 2026-03-11\n")
    day = date(2020, 1, 1)
    assert load_case(dated, today=day).case.date == date(2026, 3, 11)
    assert load_case(dated, on=day).case.date == day
    assert load_case(case(tmp_path, WHO), today=day).case.date == day


def test_a_birth_after_the_letters_date_is_refused(tmp_path: Path) -> None:
    text = WHO.replace("{name: Cy}", "{name: Cy, born: 2030-01-01}") + "date: 2026-03-11\n"
    with pytest.raises(InputError, match="born: “2030-01-01” is after the date"):
        load_case(case(tmp_path, text))


def test_a_time_without_a_zone_is_read_as_written(tmp_path: Path) -> None:
    loaded = load_case(case(tmp_path, WHO + "calls: [{at: 2026-03-11 16:10}]\n"))
    assert str(loaded.case.calls[0].at) == "2026-03-11 16:10:00"


def test_the_schema_names_every_field_as_it_is_typed() -> None:
    schema = case_schema()
    assert schema["properties"].keys() >= {"letter", "practitioner", "reported", "medications"}
    assert "for" in schema["$defs"]["Medication"]["properties"]
    assert schema["additionalProperties"] is False


def test_an_example_can_be_shown_for_a_missing_field() -> None:
    assert example_of(("patient", "born")) == "born: 1986-04-02"
    assert example_of(("procedures", 3, "on")) == "on: 2026-03-12 09:00"


def test_every_example_that_is_offered_can_be_typed_as_it_stands() -> None:
    for name, field in Case.model_fields.items():
        line = example_of((field.alias or name,))
        typed = {"practitioner": "{name: A}", "recipient": "{name: B}", "patient": "{name: C}"}
        text = "".join(f"{key}: {value}\n" for key, value in typed.items() if key != name)
        source = parse_yaml(f"{text}{line}\n", "case.yaml")
        Case.model_validate(source.value)
