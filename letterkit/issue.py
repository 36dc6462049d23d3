"""What the scope check reports: issues, and the wording it excused."""

from __future__ import annotations

from typing import Literal, NamedTuple

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


class Excused(NamedTuple):
    """A match in which somebody entitled to say it speaks, and the words that show it."""

    rule: str
    start: int
    end: int
    because: str
    cue: str


class Report(NamedTuple):
    """All that the check has to say about one text.

    No issues means that no rule matched. It does not mean that the letter is right or complete:
    the therapist who signs it decides that.
    """

    text: str
    issues: tuple[Issue, ...]
    excused: tuple[Excused, ...]

    def number_of(self, severity: Severity) -> int:
        """Return how many issues have this severity."""
        return sum(issue.severity == severity for issue in self.issues)

    def reaches(self, threshold: Severity) -> bool:
        """Return whether any issue is at or above ``threshold``."""
        grave = SEVERITIES[: SEVERITIES.index(threshold) + 1]
        return any(issue.severity in grave for issue in self.issues)
