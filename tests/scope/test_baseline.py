"""Baselines: known issues by rule and sentence, counted, without a word of the letter."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from letterkit import InputError, check_text
from letterkit.scope.baseline import baseline_of, baseline_text, known_issues, read_baseline

SUSPECT = "I suspect a fracture."


def left(text: str, known: str, **options: list[str]) -> int:
    """Return how many issues of ``text`` a baseline of ``known`` leaves."""
    baseline = baseline_of([check_text(known)])
    (report,) = known_issues([check_text(text)], baseline, "known.json", **options)  # type: ignore[arg-type]
    return len(report.issues)


@pytest.mark.parametrize(
    "text", [SUSPECT, f"Hello. {SUSPECT}", "i  suspect\na FRACTURE.", f"- {SUSPECT}"]
)
def test_a_known_sentence_is_known_wherever_it_stands(text: str) -> None:
    assert left(text, SUSPECT) == 0


def test_other_words_are_not_known() -> None:
    assert left("I suspect a fracture of 2 ribs.", "I suspect a fracture of 3 ribs.") == 1


def test_the_third_copy_of_a_sentence_known_twice_is_reported() -> None:
    two = f"{SUSPECT}\n\n{SUSPECT}"
    assert left(two, two) == 0
    assert left(f"{two}\n\n{SUSPECT}", two) == 1


def test_the_count_is_shared_by_the_letters_of_a_run() -> None:
    baseline = baseline_of([check_text(SUSPECT)])
    told = known_issues([check_text(SUSPECT), check_text(SUSPECT)], baseline, "known.json")
    assert [len(report.issues) for report in told] == [0, 1]


def test_what_is_known_is_excused_by_the_baseline() -> None:
    (report,) = known_issues([check_text(SUSPECT)], baseline_of([check_text(SUSPECT)]), "b.json")
    assert (report.excused[0].because, report.excused[0].cue) == ("baseline", "b.json")
    assert report.allowed[0].by == "baseline"


@pytest.mark.parametrize(
    ("known", "options", "said"),
    [
        ({("DX02", "gone"): 1}, {}, "1 issue that it knows is not here."),
        ({("DX02", "gone"): 2, ("QQ99", "gone"): 1}, {}, "3 issues that it knows are not here."),
        ({("DX02", "gone"): 1}, {"ignore": ["diagnosis"]}, ""),
        ({("DX02", "gone"): 1}, {"select": ["legal"]}, ""),
        ({("DX02", "gone"): 1}, {"never_allow": ["diagnosis"]}, ""),
    ],
)
def test_what_is_known_and_nowhere_is_told_once(
    known: dict[tuple[str, str], int], options: dict[str, list[str]], said: str
) -> None:
    baseline = baseline_of([check_text(SUSPECT, **options)]) + Counter(known)  # type: ignore[arg-type]
    reports = [check_text(SUSPECT, **options), check_text("Hello.", **options)]  # type: ignore[arg-type]
    told = known_issues(reports, baseline, "known.json", **options)  # type: ignore[arg-type]
    unused = [str(fault) for report in told for fault in report.unused]
    assert len(unused) == bool(said)
    assert all(words.startswith(f"known.json: {said}") for words in unused)


def test_what_is_never_allowed_is_neither_written_nor_known() -> None:
    assert not baseline_of([check_text(SUSPECT)], never_allow=["diagnosis"])
    assert left(SUSPECT, SUSPECT, never_allow=["diagnosis"]) == 1


def test_an_allowance_in_the_text_changes_no_key() -> None:
    comment = "<!-- letterkit-allow PX01: x -->"
    assert left(f"I suspect {comment} a fracture.", SUSPECT) == 0


def test_a_baseline_survives_its_file_and_tells_nothing(tmp_path: Path) -> None:
    baseline = baseline_of([check_text(SUSPECT)])
    path = tmp_path / "known.json"
    path.write_text(baseline_text(baseline), "utf-8")
    assert read_baseline(str(path)) == baseline
    assert "fracture" not in path.read_text("utf-8")
    assert json.loads(path.read_text("utf-8"))["letterkit-baseline"] == 1


@pytest.mark.parametrize(
    "words", ["", "[]", "{", '{"letterkit-baseline": 2}', '{"letterkit-baseline": 1}', "[" * 9999,
              '{"letterkit-baseline": 1, "known": [{"rule": "DX01"}]}',
              '{"letterkit-baseline": true, "known": []}',
              '{"letterkit-baseline": 1.0, "known": []}',
              *(f'{{"letterkit-baseline": 1, "known": [{{"rule": {rule}, "sentence": {key}, '
                f'"count": {count}}}]}}' for rule, key, count in [
                    ('"DX01"', '"a"', "1e400"), ('"DX01"', '"a"', "-1"), ('"DX01"', '"a"', "0"),
                    ('"DX01"', '"a"', "true"), ('"DX01"', '"a"', '"1"'), ('"DX01"', "1", "1"),
                    ("1", '"a"', "1")])],
)  # fmt: skip
def test_what_is_no_baseline_is_refused_calmly(tmp_path: Path, words: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(words, "utf-8")
    with pytest.raises(InputError, match="is not a baseline of letterkit"):
        read_baseline(str(path))


def test_a_missing_baseline_is_told() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_baseline("no-such-file.json")
