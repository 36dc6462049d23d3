"""What the scope check reports: issues, and the wording it excused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from letterkit.errors import Fault

Severity = Literal["error", "warning", "suggestion"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "suggestion")


class Issue(NamedTuple):
    """Words that step outside the therapist's scope, or could serve the reader better.

    ``start`` and ``end`` are code-point offsets into the checked text; ``line`` and ``column``
    count from 1. ``rewrite`` is an offer, never applied: only the therapist knows if it is true.
    """

    rule: str
    name: str
    category: str
    severity: Severity
    start: int
    end: int
    line: int
    column: int
    text: str
    message: str
    advice: str
    rewrite: str | None
    source: str
    where: str = ""  # in a format without lines: “table 2, row 3, column 1”


class Excused(NamedTuple):
    """A match in which somebody entitled to say it speaks, and the words that show it."""

    rule: str
    start: int
    end: int
    because: str
    cue: str


class Allowed(NamedTuple):
    """An issue that a person has allowed: where that stands written, and the reason given."""

    issue: Issue
    by: Literal["comment", "side file", "baseline"]
    reason: str


class Report(NamedTuple):
    """All that the check has to say about one text.

    No issues means that no rule matched. It does not mean that the letter is right or complete:
    the therapist who signs it decides that. ``unused`` are allowances that allow nothing: left in
    place, each would hide the next issue. Those written in the text itself name no path.
    """

    text: str
    issues: tuple[Issue, ...]
    excused: tuple[Excused, ...]
    allowed: tuple[Allowed, ...] = ()  # each one is among the excused too
    unused: tuple[Fault, ...] = ()

    def allowing(self, allowed: Sequence[Allowed], unused: Sequence[Fault] = ()) -> Report:
        """Return the report with these issues moved to the excused, and unused allowances added."""
        moved = {entry.issue for entry in allowed}
        excused = (
            Excused(
                entry.issue.rule,
                entry.issue.start,
                entry.issue.end,
                "baseline" if entry.by == "baseline" else "allowed",
                entry.reason,
            )
            for entry in allowed
        )
        return self._replace(
            issues=tuple(issue for issue in self.issues if issue not in moved),
            excused=(*self.excused, *excused),
            allowed=(*self.allowed, *allowed),
            unused=(*self.unused, *unused),
        )

    def with_more(self, issues: Sequence[Issue]) -> Report:
        """Return the report with more issues, each at its place."""
        if not issues:
            return self
        both = sorted(
            (*self.issues, *issues), key=lambda issue: (issue.start, issue.end, issue.rule)
        )
        return self._replace(issues=tuple(both))

    def number_of(self, severity: Severity) -> int:
        """Return how many issues have this severity."""
        return sum(issue.severity == severity for issue in self.issues)

    def reaches(self, threshold: Severity) -> bool:
        """Return whether any issue is at or above ``threshold``."""
        grave = SEVERITIES[: SEVERITIES.index(threshold) + 1]
        return any(issue.severity in grave for issue in self.issues)
