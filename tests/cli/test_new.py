"""letterkit new: an interview that loses nothing, checks each answer, and ends in the letter."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result

from letterkit.case_file import load_case
from letterkit.cli import letterkit, new
from letterkit.cli.new import walk
from letterkit.cli.new.session import session_name
from letterkit.guided.answers import answers_in, value_of
from letterkit.guided.details import FIELDS, VARIABLE, Details, keep_details, read_details
from letterkit.guided.interview import Interview, Record, Step
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
    monkeypatch.setattr("os.fsync", lambda _: None)  # what a disk is spared, after each answer
    # The same answers come again and again where an interview is stopped at every question.
    monkeypatch.setattr(walk, "sketch", lambda a, today: sketched(json.dumps(a), today))


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


SHORT: dict[str, Any] = {
    "letter": "skin-observation",
    "profile": "massage-us",
    "reported": [{"text": "No change that she has noticed"}],
    "findings": [{"text": "Below the shoulder blade, a flat area of 9 mm", "on": "2026-03-10"}],
    "actions": ["I did not press on it."],
    "patient": {"name": "Ana Silva", "born": "1986-04-02", "reference": "chart 4711"},
    "consent": {"how": "verbal", "on": "2026-03-11"},
    "recipient": {"name": "Helen Okafor, MD"},
    "practitioner": {
        "name": "Marta Hale, LMT",
        "credential": "Licensed Massage Therapist",
        "phone": "207-555-0142",
    },
}
TOLD = list(story(SHORT))
STOPS = [(number, line) for number, told in enumerate(TOLD) for line in range(len(told.lines))]


def resumed_after(number: int, line: int, *how: str) -> Result:
    """Stop after so many lines of a step, in this way, and go on with what is left."""
    before, told, after = TOLD[:number], TOLD[number], TOLD[number + 1 :]
    stopped = run(*lines_of(before), *told.lines[:line], *how)
    assert stopped.exit_code == 2
    assert not Path("case.yaml").exists()
    nothing_yet = not session_name(Path("case.yaml")).exists()
    if nothing_yet:
        assert "Nothing is written." in stopped.output
    kept = told.lines[line:] if line >= told.kept else told.lines
    return run(*(() if nothing_yet else ("y",)), *kept, *lines_of(after), "n")


@pytest.mark.parametrize(("number", "line"), STOPS, ids=lambda part: str(part))
@pytest.mark.parametrize("how", [(), ("q",)], ids=["end of input", "q"])
def test_an_interview_stopped_anywhere_ends_in_the_same_case_file(
    number: int, line: int, how: tuple[str, ...]
) -> None:
    result = resumed_after(number, line, *how)
    assert result.exit_code == 0, result.output
    assert Path("case.yaml").read_text("utf-8") == whole_case()
    assert not session_name(Path("case.yaml")).exists()


@cache
def whole_case() -> str:
    result = run(*lines_of(TOLD), "n", options=("-o", "whole.yaml"))
    assert result.exit_code == 0, result.output
    return Path("whole.yaml").read_text("utf-8")


def test_what_is_said_is_kept_for_its_owner_alone_until_the_end() -> None:
    stopped = run(*lines_of(TOLD[:4]), "q")
    session = session_name(Path("case.yaml"))
    assert session.stat().st_mode & 0o777 == 0o600
    assert session.name in stopped.output
    assert "the same command goes on" in unwrapped(stopped)
    assert "No change that she has noticed" in session.read_text("utf-8")


@pytest.mark.parametrize("steps", [1, 2, 3, 7])
def test_one_can_go_back_and_each_earlier_answer_stays_with_enter(steps: int) -> None:
    number = next(n for n, told in enumerate(TOLD) if told.slot == "patient.name")
    again = [line for told in TOLD[number - steps : number] for line in _kept_with_enter(told)]
    result = run(*lines_of(TOLD[:number]), *("<",) * steps, *again, *lines_of(TOLD[number:]), "n")
    assert result.exit_code == 0, result.output
    said = any(told.lines[0] for told in TOLD[number - steps : number])
    assert said == ("Before: " in result.output)
    assert Path("case.yaml").read_text("utf-8") == whole_case()


def _kept_with_enter(told: Told) -> tuple[str, ...]:
    return told.lines if not told.lines[0] else ("",)


def test_an_answer_is_changed_on_the_way_back() -> None:
    number = next(n for n, told in enumerate(TOLD) if told.slot == "patient.born")
    result = run(*lines_of(TOLD[:number]), "<", "<", "Ana Sousa", "", *lines_of(TOLD[number:]), "n")
    assert result.exit_code == 0, result.output
    assert "name: Ana Sousa" in Path("case.yaml").read_text("utf-8")


def test_the_first_question_has_none_before_it() -> None:
    assert "This is the first question." in run("<", "q").output


def finding(*lines: str) -> Result:
    """Run the interview as far as the first finding, and go on with these lines."""
    number = next(n for n, told in enumerate(TOLD) if told.slot == "findings[0].text")
    return run(*lines_of(TOLD[:number]), *lines)


def kept_records() -> dict[str, str]:
    session = json.loads(session_name(Path("case.yaml")).read_text("utf-8"))
    return {field: value for one in session["records"] for field, value in one["says"].items()}


REWRITE = "[what you observed]"


def test_wording_outside_the_scope_is_shown_and_replaced_by_the_better_one() -> None:
    result = finding("I suspect a fracture.", "a", "", "q")
    assert "error: diagnosis [DX02]" in result.output
    assert "    I suspect a fracture.\n      ^^^^^^^^^^^^^^^^^^\n" in result.output
    assert "Instead: Describe what you observed" in result.output
    assert f"Now: {REWRITE}" in unwrapped(result)
    assert kept_records()["findings[0].text"] == REWRITE


def test_wording_is_written_anew_and_looked_at_again() -> None:
    result = finding("I suspect a fracture.", "e", "I suspect gout.", "e", "Swelling.", "q")
    assert result.output.count("[DX02]") == 2
    assert kept_records()["findings[0].text"] == "Swelling."


def test_wording_that_is_kept_is_named_at_the_end_and_keeps_the_letter_back() -> None:
    number = next(n for n, told in enumerate(TOLD) if told.slot == "findings[0].text")
    rest = lines_of(TOLD[number + 1 :])
    result = run(*lines_of(TOLD[:number]), "I suspect a fracture.", "w", "k", *rest)
    assert result.exit_code == 0, result.output
    assert "Massachusetts" in unwrapped(result)  # why, with its source
    assert "Wording that keeps the letter from being written:" in result.output
    assert "The letter is not written yet" in result.output
    assert "I suspect a fracture." in Path("case.yaml").read_text("utf-8")


def test_a_letter_is_mended_at_the_end_by_the_number_of_what_is_open() -> None:
    number = next(n for n, told in enumerate(TOLD) if told.slot == "findings[0].text")
    rest = lines_of(TOLD[number + 1 : -1])
    result = run(*lines_of(TOLD[:number]), "I suspect a fracture.", "k", *rest,
                 "1", "A flat area of 9 mm", "", "n")  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "text: A flat area of 9 mm" in Path("case.yaml").read_text("utf-8")
    assert "Nothing stands against this letter." in unwrapped(result)


def test_brackets_of_the_better_wording_are_asked_for() -> None:
    result = finding("Pain is cured by massage.", "a", "7", "May 2", "3", "May 9", "q")
    assert "Fill in what is true" in result.output
    assert "7 on May 2" in kept_records()["findings[0].text"]


def test_what_was_told_to_the_therapist_is_moved_to_what_the_patient_told() -> None:
    result = finding("He has a pinched nerve.", "a", "his physician", "3 Feb", "q")
    assert "Accept puts that among what the patient told you." in unwrapped(result)
    kept = kept_records()
    told = "Being told by his physician on February 3, 2026: “pinched nerve”."
    assert kept["reported[1].text"] == told
    assert kept["findings[0].text"] == ""


def test_a_choice_that_was_not_made_yet_is_asked_again_when_one_goes_on() -> None:
    stopped = finding("I suspect a fracture.")
    assert stopped.exit_code == 2
    result = run("y", "a", "", "q")
    assert "error: diagnosis [DX02]" in result.output
    assert kept_records()["findings[0].text"] == REWRITE


@pytest.mark.parametrize(
    "typed", ["soon", "31/31/2026", "2026-13-05", "Monday, May 12", "\u0661\u0662", "1e9", "=1+1"]
)
def test_a_day_that_cannot_be_read_is_asked_for_again(typed: str) -> None:
    result = finding("A flat area", "left", typed, "yesterday", "n", "March 10", "", "q")
    assert "Tuesday, March 10, 2026 (yesterday)." in result.output
    assert kept_records()["findings[0].on"] == "2026-03-10"


def test_a_day_that_may_be_two_is_chosen_by_its_number() -> None:
    result = finding("A flat area", "", "last Monday", "2", "q")
    assert "That may be:" in result.output
    assert kept_records()["findings[0].on"] == "2026-03-02"


HOSTILE = [
    "a: b # c", "- x", "{a: [b", "&a *a !!python/object", "'\"", "@home `x`", "%TAG", "no", "~",
    "👍🏽 flat", "\u200fشقة", "tab\there", "\\x41", "[sic]", "{{ 7*7 }}", "{% raw %}", "null",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_any_words_come_through_as_they_were_typed(typed: str) -> None:
    number = next(n for n, told in enumerate(TOLD) if told.slot == "actions[0]")
    result = run(*lines_of(TOLD[:number]), typed, "q")
    assert "[k]eep" not in result.output
    assert kept_records()["actions[0]"] == " ".join(typed.split())
    loaded = run("y", *lines_of(TOLD[number + 1 :]), "n")
    assert loaded.exit_code == 0, loaded.output
    assert load_case("case.yaml").case.actions == (" ".join(typed.split()),)


@pytest.mark.parametrize("typed", ["a\x1b[31mb", "\u202ebad", "x\0y", "\x07"])
def test_words_with_unseen_characters_are_asked_for_again(typed: str) -> None:
    result = finding(typed, "A flat area", "q")
    assert "cannot be read. Type it again." in result.output
    assert "\x1b" not in result.output
    assert kept_records()["findings[0].text"] == "A flat area"


def test_an_answer_without_end_is_asked_for_again() -> None:
    result = finding("x" * 10_000, "A flat area", "q")
    said = "“What was observed” is 10,000 characters long; a letter carries 1,000."
    assert said in unwrapped(result)
    assert kept_records()["findings[0].text"] == "A flat area"


def test_bytes_in_another_encoding_are_asked_for_again() -> None:
    number = next(n for n, told in enumerate(TOLD) if told.slot == "findings[0].text")
    typed = "\n".join(lines_of(TOLD[:number])).encode() + b"\nRed \xff\xfe\nRed area\nq\n"
    result = CliRunner().invoke(letterkit, ["new"], input=typed)
    assert "cannot be read. Type it again." in result.output
    assert kept_records()["findings[0].text"] == "Red area"


def test_a_sign_on_an_emergency_list_is_said_before_the_next_question() -> None:
    number = next(n for n, told in enumerate(TOLD) if told.slot == "reported[0].text")
    typed = "Crushing chest pain and short of breath since this morning"
    result = run(*lines_of(TOLD[:number]), typed, "q")
    call = "Do not wait for a letter. If it is happening now, call 911."
    assert call in unwrapped(result)
    assert result.output.index("Do not wait") < result.output.index("Since when")
    assert result.output.count("Do not wait") == 1
    assert call in unwrapped(run("y", "q"))  # again, for who comes back to it


def test_a_letter_named_on_the_command_line_is_not_asked_for() -> None:
    result = run("q", options=("progress-report",))
    assert "What has happened?" not in result.output
    assert "Who you are, and where" in result.output
    assert "Nothing is written." in result.output
    assert list(Path().iterdir()) == []


def test_who_comes_back_is_told_which_letter_waits() -> None:
    run(*lines_of(TOLD[:3]), "q")
    assert "you stopped here before, after 3 answers for skin-observation" in unwrapped(
        run("n", "q")
    )


def test_a_letter_that_there_is_not_is_said() -> None:
    result = run(options=("progress-raport",))
    assert result.exit_code == 2
    assert "Did you mean 'progress-report'?" in result.output


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("surgery",), "The patient has had surgery"),
        (("zebra",), "Nothing here for “zebra”."),
        (("99",), "Nothing here for “99”."),
        (("pregnant", "y"), "Who you are, and where"),
    ],
)
def test_a_situation_is_found_by_a_word_of_it(typed: tuple[str, ...], said: str) -> None:
    assert said in run(*typed, "q").output.partition("Number or word:")[2]


def test_details_are_remembered_only_where_it_was_agreed_to_and_used_with_one_enter() -> None:
    path = Path("own/details.yaml").absolute()
    run(*lines_of(TOLD), "n")
    assert not path.exists()
    told = list(story(SHORT, remember="y"))
    result = run(*lines_of(told), "n", options=("-o", "two.yaml"))
    assert result.exit_code == 0, result.output
    assert str(path) in result.output
    kept = read_details(path)
    assert kept == Details(SHORT["practitioner"], "massage-us")
    assert "Ana" not in path.read_text("utf-8")
    known = ("profile", "remember", *(f"practitioner.{name}" for name in FIELDS))
    rest = [one for one in TOLD if one.slot not in known]
    letter, *others = rest
    result = run(*letter.lines, "", *lines_of(others), "n", options=("-o", "three.yaml"))
    assert result.exit_code == 0, result.output
    assert Path("three.yaml").read_text("utf-8") == Path("two.yaml").read_text("utf-8")


def test_damaged_details_are_said_asked_for_anew_and_left_as_they_are() -> None:
    path = Path("own/details.yaml")
    path.parent.mkdir()
    path.write_text("practitioner: [", "utf-8")
    told = [one for one in TOLD if one.slot != "remember"]
    result = run(*lines_of(told), "n")
    assert result.exit_code == 0, result.output
    assert "details.yaml" in result.output
    assert path.read_text("utf-8") == "practitioner: ["


def test_details_can_be_told_anew() -> None:
    keep_details(Path("own/details.yaml").absolute(), Details({"name": "Joel Anand"}))
    letter, *others = TOLD
    result = run(*letter.lines, "n", *lines_of(others), "n")
    assert result.exit_code == 0, result.output
    assert "Joel" not in Path("case.yaml").read_text("utf-8")


# --- the files


def test_a_case_that_is_there_is_never_overwritten_unasked() -> None:
    Path("mine.yaml").write_text("mine", "utf-8")
    result = run("n", options=("-o", "mine.yaml"))
    assert result.exit_code == 2
    assert Path("mine.yaml").read_text("utf-8") == "mine"
    result = run("y", *lines_of(TOLD), "n", options=("-o", "mine.yaml"))
    assert result.exit_code == 0, result.output
    assert Path("mine.yaml").read_text("utf-8") == whole_case()


def test_a_second_patient_gets_a_file_beside_the_first() -> None:
    Path("case.yaml").write_text("first", "utf-8")
    result = run(*lines_of(TOLD), "n")
    assert "case-2.yaml" in result.output
    assert Path("case-2.yaml").exists()
    assert Path("case.yaml").read_text("utf-8") == "first"


def test_one_who_waits_is_left_waiting() -> None:
    run(*lines_of(TOLD[:5]), "q")
    before = session_name(Path("case.yaml")).read_bytes()
    result = run("n", *lines_of(TOLD), "n")
    assert result.exit_code == 0, result.output
    assert Path("case-2.yaml").exists()
    assert session_name(Path("case.yaml")).read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[1]", b'{"letterkit-new": 2}', b"[" * 100_000,
     b'{"letterkit-new": 1, "records": [{"slot": "letter", "typed": "zebra"}], "undone": []}',
     b'{"letterkit-new": 1, "records": [{"slot": "patient.name"}], "undone": []}',
     b'{"letterkit-new": 1, "records": [{"slot": 7}], "undone": []}',
     b'{"letterkit-new": 1, "records": [], "undone": 7}'],
)  # fmt: skip
def test_a_damaged_session_is_said_and_stays(content: bytes) -> None:
    session_name(Path("case.yaml")).write_bytes(content)
    result = run(*lines_of(TOLD), "n")
    assert result.exit_code == 0, result.output
    assert "is damaged, and cannot be gone on with." in unwrapped(result)
    assert session_name(Path("case.yaml")).read_bytes() == content
    result = run(*lines_of(TOLD), "n", options=("-o", "case.yaml"))
    assert result.exit_code == 0, result.output
    assert Path("case.yaml.letterkit-session.json.old1").read_bytes() == content


def test_two_that_meet_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run(*lines_of(TOLD[:5]), "q")
    session = session_name(Path("case.yaml"))
    ours = session.read_bytes()

    def meanwhile(answers: Any, today: date) -> Sketch:
        session.write_bytes(ours + b" ")
        return sketch(answers, today)

    monkeypatch.setattr(walk, "sketch", meanwhile)
    result = run("y", *lines_of(TOLD[5:]), "n")
    assert result.exit_code == 2
    assert "was changed by another letterkit" in unwrapped(result)
    assert session.read_bytes() == ours + b" "
    aside = json.loads(session.with_name(f"{session.name}.old1").read_text("utf-8"))
    assert len(aside["records"]) > len(json.loads(ours)["records"])


def test_a_folder_that_there_is_not_is_said_before_the_first_question() -> None:
    result = run(options=("-o", "nowhere/case.yaml"))
    assert result.exit_code == 2
    assert "there is no folder" in result.output
    assert "What has happened?" not in result.output


def test_the_letter_and_its_pages_are_written_where_they_are_wanted() -> None:
    result = run(*lines_of(TOLD), "y")
    assert result.exit_code == 0, result.output
    assert Path("case-letter/letter.docx").exists()
    assert result.output.endswith("case-letter/index.txt\n")
    assert "DRAFT" not in result.output


def test_what_can_be_done_next_is_said_where_no_files_are_wanted() -> None:
    assert "letterkit draft case.yaml -o letter.docx" in run(*lines_of(TOLD), "n").output


def test_what_is_needed_can_be_left_open_and_is_named_at_the_end() -> None:
    told = [Told(one.slot, ("", "")) if one.slot == "patient.born" else one for one in TOLD]
    result = run(*lines_of(told))
    assert result.exit_code == 0, result.output
    assert "Enter once more leaves it open" in unwrapped(result)
    assert "Still needed before the letter can be written:\n  1  Date of birth" in result.output
    assert "add to the case file what is still open" in unwrapped(result)


@pytest.mark.parametrize("stdin", ["<&-", "</dev/null"])
def test_without_anybody_to_answer_it_says_so(stdin: str, tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m letterkit new {stdin}'
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False,
                            cwd=tmp_path)  # fmt: skip
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    said = result.stdout + result.stderr
    assert "un it in a terminal." in said
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_that_cannot_show_it_gets_a_stand_in(tmp_path: Path) -> None:
    typed = "".join(f"{line}\n" for line in lines_of(TOLD[:6])).encode()
    result = subprocess.run(
        [sys.executable, "-m", "letterkit", "new"], input=typed, capture_output=True, check=False,
        cwd=tmp_path, env={"PYTHONIOENCODING": "ascii:strict", VARIABLE: str(tmp_path / "d")},
    )  # fmt: skip
    assert result.returncode == 2
    assert b"Traceback" not in result.stderr
    assert b"Stopped. What you said is kept" in result.stdout


def test_help_names_the_signs_and_where_details_are_kept() -> None:
    result = CliRunner().invoke(letterkit, ["new", "--help"])
    for word in ("Enter skips", "q stops", VARIABLE):
        assert word in result.output
    assert "goes back to the question before" in run("?", "q").output
