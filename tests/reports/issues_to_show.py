"""Reports made by hand, so that their tests do not depend on any rule."""

from __future__ import annotations

from letterkit.errors import Fault, Place
from letterkit.issue import Allowed, Issue, Report, Severity
from letterkit.reports.sources import Cited

SOURCES = {
    "MA-1": Cited("Therapists do not diagnose & prescribe.", "https://example.org/a?b=1&c=2")
}


def issue(
    text: str,
    words: str,
    rule: str = "DX01",
    severity: Severity = "error",
    rewrite: str | None = None,
) -> Issue:
    """Return an issue at ``words`` in ``text``."""
    start = text.index(words)
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return Issue(
        rule, f"family.{rule.lower()}", "diagnosis", severity, start, start + len(words), line,
        column, words, f"“{words}” may be read as a diagnosis.", "Say who found it.", rewrite,
        "MA-1",
    )  # fmt: skip


def report(text: str, *issues: Issue) -> Report:
    """Return a report on ``text`` with these issues."""
    return Report(text, issues, ())


def with_allowances(text: str, kept: Issue, *allowed: Allowed) -> Report:
    """Return a report with allowed issues, and an allowance that allows nothing."""
    unused = Fault("PX01 reports nothing here.", "Take it away.", Place("", 2, 3))
    issues = (kept, *(entry.issue for entry in allowed))
    return report(text, *issues).allowing(allowed, [unused])


def placed(text: str, words: str, where: str = "table 2, row 3, column 1") -> Report:
    """Return a report on a letter in a format without lines."""
    return report(text, issue(text, words)._replace(where=where))
