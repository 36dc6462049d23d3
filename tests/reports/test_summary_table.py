"""What many letters come to: the gravest first, aligned, on 80 columns."""

from __future__ import annotations

import pytest
from issues_to_show import issue, report

from letterkit.issue import Report, Severity
from letterkit.reports.summary_table import shortened, summary_table
from letterkit.reports.text_report import text_report
from letterkit.width import width_of


def letter(*severities: Severity, rule: str = "DX01") -> Report:
    return report("gout", *(issue("gout", "gout", rule, severity) for severity in severities))


def test_the_letters_with_issues_stand_there_the_gravest_first() -> None:
    reports = [
        ("clean.txt", letter()),
        ("b.txt", letter("warning", "warning", "suggestion")),
        ("z.txt", letter("error", rule="RX01")),
        ("a.txt", letter("error", rule="RX01")),
        ("c.txt", letter("error", "error")),
    ]
    assert summary_table(reports) == (
        "Letter                                    errors  warnings  suggestions  excused\n"
        "c.txt                                          2         ·            ·        ·\n"
        "a.txt                                          1         ·            ·        ·\n"
        "z.txt                                          1         ·            ·        ·\n"
        "b.txt                                          ·         2            1        ·\n"
        "1 letter without issues.\n"
        "\n"
        "Rule                                      issues  letters\n"
        "DX01 family.dx01                               5        2\n"
        "RX01 family.rx01                               2        2"
    )


def test_where_there_is_nothing_to_tell_one_line_says_so() -> None:
    assert summary_table([("a", letter()), ("b", letter())]) == "2 letters without issues."


def test_of_a_thousand_letters_the_worst_stand_there_and_the_rest_is_counted() -> None:
    reports = [(f"{n:04}.txt", letter("error", rule=f"DX{n % 30:02}")) for n in range(1000)]
    lines = summary_table(reports).split("\n")
    assert lines[21:23] == ["and 980 more letters with issues.", ""]
    assert lines[-1] == "and 20 more rules."
    assert len(lines) == 1 + 20 + 2 + 1 + 10 + 1


@pytest.mark.parametrize(
    "name",
    [
        "letters/" + "long/" * 30 + "smith.docx",
        "腰痛/" * 20 + "a.docx",
        "a\n\x1b[2J\tb" * 9,
        "é" * 40,
    ],
)
def test_every_row_is_aligned_and_fits_80_columns(name: str) -> None:
    reports = [(name, letter("error")), ("a.txt", letter("error"))]
    rows = summary_table(reports).split("\n")[:3]
    assert {width_of(row) for row in rows} == {80}
    assert not any(ord(sign) < 32 for row in rows for sign in row)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.docx", "a.docx"),
        ("letters/march/smith.docx", "letter…th.docx"),
        ("腰痛腰痛腰痛腰痛腰痛", "腰痛腰…痛腰痛"),
    ],
)
def test_a_long_name_loses_its_middle(name: str, shown: str) -> None:
    assert shortened(name, 14) == shown
    assert width_of(shown) <= 14


def test_the_text_report_has_it_before_its_last_line_where_asked() -> None:
    reports = [("a.txt", letter("error"))]
    told = text_report(reports, table=True)
    table = summary_table(reports)
    assert told == text_report(reports).replace("1 error; 0", f"{table}\n\n1 error; 0")
