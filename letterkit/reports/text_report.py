"""The report for a person at a terminal: the words, why, and the better wording."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from letterkit.issue import SEVERITIES, Issue, Report
from letterkit.reports.underlined import WIDTH, Underlined
from letterkit.reports.visible import visible, visible_name

Paint: TypeAlias = "Callable[[str, str], str]"
Where: TypeAlias = "Callable[[str, Issue], str]"
_COLOURS = {"error": "1;31", "warning": "1;33", "suggestion": "1;36", "rewrite": "32"}


def text_report(
    reports: Sequence[tuple[str, Report]],
    place: Where | None = None,
    *,
    colour: bool = False,
    by_line: bool = False,
    table: bool = False,
) -> str:
    """Return the reports as text; ``place`` says where an issue stands (path:line:column).

    ``by_line`` shows the line of an issue, not its sentence: for what is no prose.
    ``table`` ends with what the letters come to, one by one and rule by rule.
    """
    paint = painted if colour else plain
    where = place or place_of
    blocks = [
        block
        for path, report in reports
        for block in _issues(path, report, where, paint, by_line=by_line)
    ]
    blocks += [_unused(path, report, paint) for path, report in reports if report.unused]
    if table:
        from letterkit.reports.summary_table import summary_table  # a single letter has none

        blocks.append(summary_table(reports))
    return "\n\n".join([*blocks, summary_line([report for _, report in reports])])


def place_of(path: str, issue: Issue) -> str:
    """Return where a person finds the issue: path:line:column, or the path and the place in it."""
    return f"{path}, {issue.where}" if issue.where else f"{path}:{issue.line}:{issue.column}"


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


def _issues(
    path: str, report: Report, where: Where, paint: Paint, *, by_line: bool
) -> Iterator[str]:
    sentences = Underlined(report, by_line=by_line)
    for issue in report.issues:
        yield "\n".join(issue_lines(where(path, issue), issue, sentences, paint))


def issue_lines(
    where: str, issue: Issue, sentences: Underlined, paint: Paint, width: int = WIDTH
) -> Iterator[str]:
    """Yield the lines on an issue: its sentence with the words underlined, why, what to write."""
    kind = paint(issue.severity, issue.severity)
    yield f"{visible_name(where)}: {kind}: {issue.category} [{issue.rule}]"
    for words, marks in sentences.lines(issue):
        yield f"    {words}"
        if marks:
            under = marks.lstrip()
            gap = " " * (len(marks) - len(under))
            yield f"    {gap}{paint(issue.severity, under)}"
    yield from _wrapped("", issue.message, width)
    yield from _wrapped("Instead: ", issue.advice, width)
    if issue.rewrite:
        yield from (paint("rewrite", line) for line in _wrapped("Such as: ", issue.rewrite, width))


def _unused(path: str, report: Report, paint: Paint) -> str:
    """Return a line for each allowance that allows nothing."""
    lines = []
    for fault in report.unused:
        place = fault.place._replace(path=fault.place.path or path) if fault.place else path
        told = visible(f"{fault.what} {fault.todo}")
        lines.append(f"{visible_name(str(place))}: {paint('warning', 'unused')}: {told}")
    return "\n".join(lines)


def plain(_style: str, words: str) -> str:
    """Return the words as they are: for a file, or a person who wants no colours."""
    return words


def painted(style: str, words: str) -> str:
    """Return the words in the colour of a severity, or of a rewrite."""
    return f"\033[{_COLOURS[style]}m{words}\033[0m"


def _wrapped(label: str, words: str, width: int) -> Iterator[str]:
    import textwrap  # a letter without issues never needs it

    yield from textwrap.wrap(
        label + visible(words),
        width,
        initial_indent="    ",
        subsequent_indent="    " + " " * len(label),
    )
