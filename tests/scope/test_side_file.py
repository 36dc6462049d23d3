"""Side files: entries for whole sentences, with reason, initials and date, for any format."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterkit import InputError, check_text
from letterkit.scope.side_file import allow_sentences, read_side_file

TEXT = "Dear Dr. A,\n\n- Hello. I suspect a\n  fracture, or “break”.\n"
ENTRY = """allow:
  - rule: dx02
    sentence: I SUSPECT a fracture, or "break".
    reason: her physician's own words
    initials: MH
    date: 2026-03-12
"""


def write(folder: Path, words: str) -> str:
    path = folder / "letter.letterkit.yaml"
    path.write_text(words, "utf-8")
    return str(path)


def test_an_entry_allows_its_sentence_however_it_is_wrapped(tmp_path: Path) -> None:
    report = check_text(TEXT, select=["DX02"])
    assert len(report.issues) == 1
    told = allow_sentences(report, read_side_file(write(tmp_path, ENTRY)))
    assert told.issues == ()
    assert told.unused == ()
    assert told.excused[-1].because == "allowed"
    assert told.excused[-1].cue == "her physician's own words (MH, 2026-03-12)"


def test_an_entry_for_other_words_is_unused(tmp_path: Path) -> None:
    path = write(tmp_path, ENTRY.replace("SUSPECT", "see"))
    told = allow_sentences(check_text(TEXT, select=["DX02"]), read_side_file(path))
    assert len(told.issues) == 1
    (unused,) = told.unused
    assert str(unused.place) == f"{path}:2:5"


def test_an_entry_of_a_rule_that_was_not_asked_is_not_unused(tmp_path: Path) -> None:
    entries = read_side_file(write(tmp_path, ENTRY))
    assert allow_sentences(check_text("Hello."), entries, ignore=["DX02"]).unused == ()
    assert len(allow_sentences(check_text("Hello."), entries).unused) == 1


def test_what_is_never_allowed_stays(tmp_path: Path) -> None:
    entries = read_side_file(write(tmp_path, ENTRY))
    told = allow_sentences(check_text(TEXT, select=["DX02"]), entries, never_allow=["diagnosis"])
    assert len(told.issues) == 1
    assert "never allowed here" in str(told.unused[0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "holds no list of allowances."),
        ("allow: DX02\n", "holds no list of allowances."),
        ("allow:\n  - DX02\n", ":2:5: is no allowance."),
        (ENTRY + "allowed: x\n", ":7:1: “allowed” has no meaning here."),
        (ENTRY.replace("dx02", "DXX02"), ":2:11: there is no rule “DXX02” to allow. Did you mean"),
        (ENTRY.replace("    reason: her physician's own words\n", ""), "“reason” is missing."),
        (ENTRY.replace("MH", ""), "“initials” is missing."),
        (ENTRY.replace("2026-03-12", "March"), ":6:11: “March” is not a date."),
        (ENTRY.replace("reason", "reasons"), "“reasons” has no meaning here. Did you mean"),
    ],
)
def test_a_side_file_that_cannot_be_used_says_where_and_why(
    tmp_path: Path, words: str, said: str
) -> None:
    with pytest.raises(InputError) as told:
        read_side_file(write(tmp_path, words))
    assert said in str(told.value)
