"""Workflow commands: nothing in a letter or a file name can end one or begin another."""

from __future__ import annotations

import pytest
from issues_to_show import issue, placed, report, with_allowances

from letterkit.errors import Fault, Place
from letterkit.reports.github_report import github_report


def test_an_issue_is_one_command_with_its_place() -> None:
    text = "Dear Dr. A,\nHe has gout."
    first, last = github_report([("a.txt", report(text, issue(text, "gout")))]).split("\n")
    assert first == (
        "::error file=a.txt,line=2,col=8,endColumn=11,title=diagnosis [DX01]::“gout” may be read "
        "as a diagnosis.%0AInstead: Say who found it."
    )
    assert last == "1 error; 0 excused."


@pytest.mark.parametrize("severity", ["warning", "suggestion"])
def test_a_suggestion_is_a_notice(severity: str) -> None:
    said = github_report([("a", report("gout", issue("gout", "gout", severity=severity)))])  # type: ignore[arg-type]
    assert said.startswith("::notice" if severity == "suggestion" else "::warning")


def test_signs_that_end_a_command_or_a_property_are_escaped() -> None:
    text = "50%\r\n::error::gout"
    found = issue(text, text)
    first, *rest = github_report([("a,b:c%.txt", report(text, found))]).split("\n")
    assert "file=a%2Cb%3Ac%25.txt," in first
    assert "50%25%0D%0A::error::gout" in first
    assert len(rest) == 1


def test_words_over_two_lines_have_no_columns() -> None:
    text = "a slipped\ndisc"
    said = github_report([("a", report(text, issue(text, "slipped\ndisc")))])
    assert "line=1,endLine=2,title" in said


def test_standard_input_names_no_file_and_unused_allowances_are_notices() -> None:
    said = github_report([("-", with_allowances("gout", issue("gout", "gout")))])
    assert "file=" not in said
    assert "::notice line=2,col=3,title=unused allowance::PX01 reports nothing here." in said


def test_what_stands_nowhere_in_particular_names_only_its_file() -> None:
    unused = Fault("2 issues are not here.", "Write it anew.", Place("known.json"))
    said = github_report([("a", report("gout").allowing([], [unused]))])
    assert said.startswith("::notice file=known.json,title=unused allowance::2 issues")


def test_in_a_format_without_lines_the_message_says_where() -> None:
    said = github_report([("a.docx", placed("He has\ngout.", "gout"))])
    assert said.startswith(
        "::error file=a.docx,title=diagnosis [DX01]::table 2, row 3, column 1: “gout” may be read"
    )


def test_a_place_can_neither_end_a_command_nor_begin_another() -> None:
    said = github_report([("a.docx", placed("gout", "gout", "50%\n::error::bookmark “x”"))])
    assert "::50%25%0A::error::bookmark “x”: “gout”" in said
    assert len(said.split("\n")) == 2
