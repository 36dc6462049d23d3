"""The report as workflow commands, which GitHub shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterkit.issue import Issue, Report
from letterkit.reports.text_report import summary_line

_LEVELS = {"error": "error", "warning": "warning", "suggestion": "notice"}


def github_report(reports: Sequence[tuple[str, Report]]) -> str:
    """Return one workflow command a line for the issues, then the summary."""
    lines = [line for path, report in reports for line in _commands(path, report)]
    return "\n".join([*lines, summary_line([report for _, report in reports])])


def _commands(path: str, report: Report) -> Iterator[str]:
    for issue in report.issues:
        title = f"{issue.category} [{issue.rule}]"
        where = {**_file(path), **_region(issue, report.text), "title": title}
        yield _command(_LEVELS[issue.severity], where, _message(issue))
    for fault in report.unused:
        assert fault.place is not None
        line, column = fault.place.line, fault.place.column
        spot = {"line": str(line), "col": str(column)} if line else {}
        where = {**_file(fault.place.path or path), **spot, "title": "unused allowance"}
        yield _command("notice", where, f"{fault.what} {fault.todo}")


def _file(path: str) -> dict[str, str]:
    return {} if path == "-" else {"file": path}


def _region(issue: Issue, text: str) -> dict[str, str]:
    """Return the place; GitHub takes columns only for words that stand on one line.

    A format without lines has none: the message says where the words stand.
    """
    if issue.where:
        return {}
    last = issue.line + text.count("\n", issue.start, issue.end)
    if last > issue.line:
        return {"line": str(issue.line), "endLine": str(last)}
    end = issue.column + max(0, issue.end - issue.start - 1)
    return {"line": str(issue.line), "col": str(issue.column), "endColumn": str(end)}


def _message(issue: Issue) -> str:
    where = f"{issue.where}: " if issue.where else ""
    lines = [where + issue.message, f"Instead: {issue.advice}"]
    return "\n".join([*lines, f"Such as: {issue.rewrite}"] if issue.rewrite else lines)


def _command(level: str, where: dict[str, str], message: str) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in where.items())
    return f"::{level} {properties}::{_data(message)}"


def _data(words: str) -> str:
    """Escape what would end a command."""
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    """Escape what would end a property, too."""
    return _data(words).replace(":", "%3A").replace(",", "%2C")
