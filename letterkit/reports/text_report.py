"""The report for a person at a terminal: the words, why, and the better wording."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from letterkit.issue import SEVERITIES, Issue, Report

WIDTH = 88
Paint: TypeAlias = "Callable[[str, str], str]"
_COLOURS = {"error": "1;31", "warning": "1;33", "suggestion": "1;36", "rewrite": "32"}


def text_report(
    reports: Sequence[tuple[str, Report]],
    place: Callable[[str, Issue], str] | None = None,
    *,
    colour: bool = False,
) -> str:
    """Return the reports as text; ``place`` says where an issue stands (path:line:column)."""
    paint = _painted if colour else _plain
    where = place or (lambda path, issue: f"{path}:{issue.line}:{issue.column}")
    blocks = [
        _issue(where(path, issue), issue, report.text, paint)
        for path, report in reports
        for issue in report.issues
    ]
    blocks += [_unused(path, report, paint) for path, report in reports if report.unused]
    return "\n\n".join([*blocks, summary_line([report for _, report in reports])])


def summary_line(reports: Sequence[Report]) -> str:
    """Return one line that counts issues and excused wording."""
    counts = [
        f"{count} {severity}{'s' if count != 1 else ''}"
        for severity in SEVERITIES
        if (count := sum(report.number_of(severity) for report in reports)) or severity == "error"
    ]
    excused = sum(len(report.excused) for report in reports)
    because = sorted({e.because for report in reports for e in report.excused})
    reasons = f" ({', '.join(because)})" if because else ""
    return f"{', '.join(counts)}; {excused} excused{reasons}."


def _issue(where: str, issue: Issue, text: str, paint: Paint) -> str:
    """Return the sentence's line with the words underlined, the message and what to write."""
    line, column = _source_line(text, issue)
    length = max(1, min(len(issue.text.split("\n")[0]), WIDTH))
    lines = [
        f"{where}: {paint(issue.severity, issue.severity)}: {issue.category} [{issue.rule}]",
        f"    {line}",
        f"    {' ' * column}{paint(issue.severity, '^' * length)}",
        *_wrapped("", issue.message),
        *_wrapped("Instead: ", issue.advice),
    ]
    if issue.rewrite:
        lines += (paint("rewrite", line) for line in _wrapped("Such as: ", issue.rewrite))
    return "\n".join(lines)


def _unused(path: str, report: Report, paint: Paint) -> str:
    """Return a line for each allowance that allows nothing."""
    lines = []
    for fault in report.unused:
        place = fault.place._replace(path=fault.place.path or path) if fault.place else path
        lines.append(f"{place}: {paint('warning', 'unused')}: {fault.what} {fault.todo}")
    return "\n".join(lines)


def _plain(_style: str, words: str) -> str:
    return words


def _painted(style: str, words: str) -> str:
    return f"\033[{_COLOURS[style]}m{words}\033[0m"


def _source_line(text: str, issue: Issue) -> tuple[str, int]:
    """Return a window of the line that holds the issue, and where in it the words start."""
    start = text.rfind("\n", 0, issue.start) + 1
    end = text.find("\n", issue.start)
    line = text[start : len(text) if end < 0 else end].replace("\t", " ")
    column = issue.start - start
    if column > WIDTH // 2:
        cut = column - WIDTH // 4
        line, column = "…" + line[cut + 1 :], column - cut
    return line[:WIDTH] + ("…" if len(line) > WIDTH else ""), column


def _wrapped(label: str, words: str) -> Iterator[str]:
    import textwrap  # a letter without issues never needs it

    yield from textwrap.wrap(
        label + words, WIDTH, initial_indent="    ", subsequent_indent="    " + " " * len(label)
    )
