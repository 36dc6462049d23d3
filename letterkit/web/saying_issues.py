"""What the check says of words, as the page is told it: offsets count as its script counts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from typing import Any

from letterkit.issue import Issue, Report
from letterkit.reports.marked_text import paragraphs, pieces
from letterkit.reports.sources import Cited, Sources, cited_by
from letterkit.reports.visible import visible
from letterkit.scope.pack import load_sources

_TWO_UNITS = "[\U00010000-\U0010ffff]"  # characters that a script counts as two


@cache
def known_sources() -> Sources:
    """Return what rules cite, by name."""
    return {name: Cited(said.says, said.address) for name, said in load_sources().items()}


def counted_by_script(text: str) -> Callable[[int], int]:
    """Return what turns a place in ``text`` into the one that a script counts, in UTF-16.

    >>> counted_by_script("👍 off")(2)
    3
    """
    wide = [found.start() for found in re.finditer(_TWO_UNITS, text)]
    return lambda at: at + bisect_left(wide, at)


def issue_told(issue: Issue, place: Callable[[int], int]) -> dict[str, Any]:
    """Return an issue with its sources in full; ``place`` is what counted_by_script returns."""
    return {
        "rule": issue.rule,
        "name": issue.name,
        "category": issue.category,
        "severity": issue.severity,
        "message": visible(issue.message),
        "advice": issue.advice,
        "rewrite": issue.rewrite and visible(issue.rewrite),
        "sources": [
            {"name": name, "says": cited.says, "address": cited.address}
            for name, cited in cited_by(issue, known_sources())
        ],
        "start": place(issue.start),
        "end": place(issue.end),
    }


def paragraphs_told(report: Report) -> list[list[dict[str, Any]]]:
    """Return the paragraphs in pieces, each with the numbers of the issues that mean it."""
    starts = [issue.start for issue in report.issues]
    longest = max((issue.end - issue.start for issue in report.issues), default=0)
    told: list[list[dict[str, Any]]] = []
    for start, last in paragraphs(report.text):
        end = start + len(report.text[start:last].rstrip())
        near = range(bisect_left(starts, start - longest), bisect_left(starts, end))
        here = [n for n in near if report.issues[n].end > start]
        cuts = pieces(start, end, [report.issues[n] for n in here])
        told.append([_piece(report, a, b, here) for a, b in cuts])
    return told


def _piece(report: Report, start: int, end: int, near: list[int]) -> dict[str, Any]:
    issues = report.issues
    numbers = [n for n in near if issues[n].start <= start and end <= issues[n].end]
    piece: dict[str, Any] = {"text": visible(report.text[start:end])}
    return piece | {"issues": numbers} if numbers else piece
