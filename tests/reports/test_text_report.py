"""The text report: colour only when it is asked for, unused allowances with their place."""

from __future__ import annotations

import re

from issues_to_show import issue, report, with_allowances

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
