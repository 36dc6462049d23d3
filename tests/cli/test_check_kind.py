"""letterkit check --kind: what a letter, a note or a message is asked as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from letterkit.cli import letterkit

LETTER = """\
Dear Dr. Okafor,

Mr. Reyes came twice for his neck, which is stiff. I worked on the shoulders and on the upper
back, for half an hour each time, with light pressure, lying face up, with a cushion below the
knees. He rests well, and walks each day. The left side is firmer than the right to the touch,
also after the second visit. Would you please let me know what to avoid?

Sincerely,
Marta Hale, LMT
207-555-0142
"""
GUESSED = "Read as a letter, by the shape; --kind says otherwise.\n"


def check(*arguments: str, text: str = LETTER) -> Result:
    return CliRunner().invoke(letterkit, ["check", *arguments, "-"], input=text)


def test_what_a_letter_lacks_is_said_and_stops_nothing() -> None:
    result = check()
    assert result.exit_code == 0
    assert "-:1:1: warning: completeness [CM21]\n    Dear Dr. Okafor,\n    ^^^^" in result.stdout
    assert "0 errors, 1 warning; 0 excused." in result.stdout
    assert result.stderr == GUESSED


def test_a_kind_that_is_given_is_not_said_again() -> None:
    assert check("--kind", "letter").stderr == ""
    for kind in ("note", "message"):
        result = check("--kind", kind)
        assert (result.stdout, result.stderr) == ("0 errors; 0 excused.\n", "")


def test_a_text_that_lacks_nothing_is_not_told_what_it_is() -> None:
    assert check(text=f"March 11, 2026\n\n{LETTER}").stderr == ""
    assert check(text="Neck stiff. 30 minutes. Next visit Tuesday.").stderr == ""


def test_the_kind_is_said_once_for_many_letters(tmp_path: Path) -> None:
    names = [str(tmp_path / f"{number}.txt") for number in range(3)]
    for name in names:
        Path(name).write_text(LETTER, "utf-8")
    result = CliRunner().invoke(letterkit, ["check", *names])
    assert result.stderr == GUESSED
    assert result.stdout.count("[CM21]") == 3


def test_an_unknown_kind_is_refused() -> None:
    result = check("--kind", "fax")
    assert result.exit_code == 2
    assert "letter" in result.stderr
    assert "message" in result.stderr


def test_what_a_letter_lacks_counts_where_it_is_asked_to() -> None:
    assert check("--fail-on", "warning").exit_code == 1
    assert check("--fail-on", "warning", "--ignore", "CM21").exit_code == 0
    assert check("--fail-on", "suggestion", "--select", "completeness").exit_code == 1


@pytest.mark.parametrize("form", ["github", "sarif", "html"])
def test_every_format_shows_it_at_its_words(form: str) -> None:
    result = check("--format", form)
    assert "CM21" in result.stdout
    assert "The letter has no date" in result.stdout


def test_a_part_that_excuses_is_counted_and_named() -> None:
    text = LETTER.replace("Dear", "March 11, 2026\n\nRiverside Concussion Care\n\nDear")
    result = check("--format", "json", text=text)
    (document,) = json.loads(result.stdout)["documents"]
    assert document["issues"] == []
    assert [(e["rule"], e["because"]) for e in document["excused"]] == [("DX12", "address")]
    assert "1 excused (address)." in check(text=text).stdout


def test_a_baseline_knows_what_a_letter_lacks(tmp_path: Path) -> None:
    known = str(tmp_path / "known.json")
    assert check("--write-baseline", known).exit_code == 0
    result = check("--baseline", known, "--fail-on", "suggestion")
    assert result.exit_code == 0
    assert result.output == "0 errors; 1 excused (baseline).\n"


def test_explain_says_of_what_it_is_asked() -> None:
    result = CliRunner().invoke(letterkit, ["explain", "cm21"])
    assert "Asked of a text as a whole: of a letter (--kind)." in result.stdout
    assert "letterkit-allow CM21" in result.stdout
    assert "Measured in letters that are drafted here" not in result.stdout
