"""letterkit new: an interview that loses nothing, checks each answer, and ends in the letter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result

from letterkit.case_file import load_case
from letterkit.cli import letterkit, new, new_walk
from letterkit.cli.new_session import session_name
from letterkit.guided.answers import answers_in
from letterkit.guided.details import VARIABLE
from letterkit.guided.interview import Interview, Record, Step, value_of
from letterkit.guided.sketch import Sketch, sketch
from letterkit.workflow import draft
from letterkit.writers import letter_text
from letterkit.yaml_source import read_yaml

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/case.yaml"))
BLOOD = ROOT / "examples" / "anticoagulant-before-procedure" / "case.yaml"
NOW = datetime(2026, 3, 11, 17, 0)  # noqa: DTZ001 a Wednesday, the day of that example


@cache
def sketched(answers: str, today: date) -> Sketch:
    return sketch(json.loads(answers), today)


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in a folder of one's own, on the day of the example."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "own" / "details.yaml"))
    monkeypatch.setattr(new, "_now", lambda: NOW)
    # The same answers come again and again where an interview is stopped at every question.
    monkeypatch.setattr(new_walk, "sketch", lambda a, today: sketched(json.dumps(a), today))


def run(*typed: str, options: tuple[str, ...] = ()) -> Result:
    """Run the interview with these lines, and the end of input after them."""
    result = CliRunner().invoke(
        letterkit, ["new", *options], input="".join(f"{line}\n" for line in typed)
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def unwrapped(result: Result) -> str:
    return " ".join(result.output.split())


class Told(NamedTuple):
    """What is typed at one step; ``kept`` is how many lines it takes until it is kept."""

    slot: str
    lines: tuple[str, ...]
    kept: int = 0


def story(answers: dict[str, Any], *, remember: str = "n") -> Iterator[Told]:
    """Yield what a person types who gives these answers."""
    interview = Interview()
    while step := interview.step:
        told, record = _told(step, interview, answers, remember)
        if told:
            yield told
        interview.answer(record)


def _told(
    step: Step, interview: Interview, answers: dict[str, Any], remember: str
) -> tuple[Told | None, Record]:
    slot, question = step.slot, step.question
    if slot == "letter":
        letter = answers["letter"]
        return Told(slot, (letter, "y"), 2), Record(slot, letter, {slot: letter})
    if slot == "you":
        return None, Record(slot, silent=True)
    if slot == "remember":
        return Told(slot, (remember,), 1), Record(slot, remember)
    if slot == "more":
        left = next(_not_yet(interview, answers), "")
        return Told(slot, (left,), 1), Record(slot, left)
    if slot == "done":
        return Told(slot, ("",), 1), Record(slot)
    assert question
    value = value_of(answers, slot)
    if not value:
        needed = question.needed
        if step.opens:
            needed = (step.of or question).needed and step.number == 1 and not step.leads
        lines = ("", "") if needed else ("",)
        return Told(slot, lines, len(lines)), Record(slot)
    confirmed = ("",) if question.kind in ("day", "moment") else ()
    return Told(slot, (value, *confirmed), 1 + len(confirmed)), Record(slot, value, {slot: value})


def _not_yet(interview: Interview, answers: dict[str, Any]) -> Iterator[str]:
    """Yield what an interview can still be told, of what there is to tell."""
    for other in interview.others():
        last = interview._count(other.field)
        for slot in (other.field, f"{other.field}[{last}]"):
            name = slot.removesuffix(f"[{last}]") if slot.endswith(f"[{last}]") else slot
            held: Any = answers
            for part in name.replace("[", ".").replace("]", "").split("."):
                held = held[int(part)] if part.isdigit() else held.get(part, {})
            if isinstance(held, list):
                if len(held) > last:
                    yield other.field
            elif isinstance(held, str) and held and not interview.value(name):
                yield other.field


@cache
def example(path: Path) -> dict[str, Any]:
    answers: dict[str, Any] = answers_in(read_yaml(path))
    answers.pop("concern", None)
    return answers


def lines_of(told: list[Told]) -> list[str]:
    return [line for one in told for line in one.lines]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_interview_with_the_facts_of_an_example_ends_in_its_letter(path: Path) -> None:
    result = run(*lines_of(list(story(example(path)))), "n")
    assert result.exit_code == 0, result.output
    case = Path("case.yaml")
    written = draft(load_case(case))
    assert letter_text(written) == path.with_name("letter.txt").read_text("utf-8")
    assert not session_name(case).exists()
    assert case.stat().st_mode & 0o777 == 0o600
    assert "# What the patient told you" in case.read_text("utf-8")
