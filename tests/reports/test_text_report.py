"""The text report: the sentence with its words underlined, and nothing hidden in it."""

from __future__ import annotations

import re
import time

import pytest
from issues_to_show import issue, placed, report, with_allowances

from letterkit.reports.text_report import text_report

TEXT = "He has gout."


def test_colour_changes_no_word() -> None:
    reports = [("a.txt", report(TEXT, issue(TEXT, "gout", rewrite="He reports gout.")))]
    coloured = text_report(reports, colour=True)
    assert "\033[1;31merror\033[0m" in coloured
    assert re.sub("\033\\[[\\d;]*m", "", coloured) == text_report(reports)


def test_without_colour_there_is_no_escape() -> None:
    assert "\033" not in text_report([("a.txt", report(TEXT, issue(TEXT, "gout")))])


def test_an_unused_allowance_is_told_with_its_place() -> None:
    said = text_report([("a.txt", with_allowances(TEXT, issue(TEXT, "gout")))])
    assert "a.txt:2:3: unused: PX01 reports nothing here. Take it away." in said.split("\n")


def block(text: str, words: str) -> list[str]:
    """Return the sentence's lines, without their indent, as they are shown for ``words``."""
    said = text_report([("a.txt", report(text, issue(text, words)))]).split("\n\n")[0]
    lines = said.split("\n")
    assert all(line.startswith("    ") for line in lines[1:])
    told = next(n for n, line in enumerate(lines) if line.startswith("    “"))
    return [line[4:] for line in lines[1:told]]


def test_the_sentence_is_shown_and_no_other() -> None:
    text = "Dear Dr. A,\n\nShe came. He has\ngout now.  He left.\n"
    assert block(text, "gout") == ["He has gout now.", "       ^^^^"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_words_over_several_lines_are_underlined_to_their_end(end: str) -> None:
    before = "Since the fall that she spoke of on the telephone before the weekend it is surely"
    text = f"{before} consistent{end}with a{end}fracture of it.{end}"
    assert block(text, f"consistent{end}with a{end}fracture") == [
        before,
        "consistent with a fracture of it.",
        "^^^^^^^^^^^^^^^^^^^^^^^^^^",
    ]


@pytest.mark.parametrize(
    ("words", "marks"),
    [
        ("cafe\u0301 gout", "     ^^^^"),
        ("腰痛 gout", "     ^^^^"),
        ("a\u200bb gout", "   ^^^^"),
    ],
)
def test_the_marks_stand_below_the_words_whatever_their_width(words: str, marks: str) -> None:
    assert block(words, "gout") == [words, marks]
    assert block("腰痛 is", "腰痛")[1] == "^^^^"


def test_what_works_unseen_is_shown() -> None:
    text = "\x1b[2J\x1b]0;pwned\x07 \u202egout\x7f\x9b\r now"
    said = text_report(
        [("a\x1b.txt", report(text, issue(text, "gout\x7f", rewrite="\x1b[2J gout")))]
    )
    assert not re.search("[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said)
    assert "␛[2J␛]0;pwned␇ �gout␡�" in said
    assert "a␛.txt:1:17" in said


def test_of_a_sentence_without_end_only_what_is_near_is_shown() -> None:
    text = "before " * 2000 + "gout " + "after " * 2000
    lines = block(text, "gout")
    assert lines[0].startswith("… before before")
    assert lines[-1].endswith("after …")
    assert max(map(len, lines)) <= 90
    assert 5 <= len(lines) <= 8
    assert len(block("x" * 20000, "x" * 20000)) == 2


def test_many_issues_in_one_sentence_take_no_time() -> None:
    text = "gout, " * 3000
    issues = [issue(text, "gout")._replace(start=at, end=at + 4) for at in range(0, len(text), 6)]
    start = time.perf_counter()
    text_report([("a.txt", report(text, *issues))])
    assert time.perf_counter() - start < 5


def test_the_name_of_a_file_stays_on_its_line() -> None:
    name = "a\n-:1:1: error: b\u2028\t.txt"
    assert text_report([(name, report(TEXT, issue(TEXT, "gout")))]).startswith(
        "a␊-:1:1: error: b�␉.txt:1:8: error: diagnosis [DX01]\n"
    )
    assert text_report([("a.docx", placed(TEXT, "gout"))]).startswith(
        "a.docx, table 2, row 3, column 1: error: "
    )
