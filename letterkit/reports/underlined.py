"""The sentence or line in which an issue stands, for a terminal, with its words underlined."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator

from letterkit.issue import Issue, Report
from letterkit.reports.visible import visible
from letterkit.sentences import split_sentences
from letterkit.width import width_of

WIDTH = 88
# Of a sentence without end, so much is shown before the words and after them, and of the words.
_AROUND, _MOST = 2 * WIDTH, 6 * WIDTH
_WORD = re.compile(r"\S+")


class Underlined:
    """The sentences of one report's text, by the issues in them; of a template, its lines."""

    def __init__(self, report: Report, *, by_line: bool = False, width: int = WIDTH) -> None:
        self._text, self._width = report.text, width
        split = split_lines if by_line else split_sentences
        spans = list(split(report.text)) if report.issues else []
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def lines(self, issue: Issue) -> Iterator[tuple[str, str]]:
        """Yield the lines of the issue's sentence, each with what stands below it."""
        start, end = self._sentence(issue)
        first, last = self._window(issue, start, end)
        line, below = ("…", " ") if first > start else ("", "")
        for word in _WORD.finditer(self._text, first, last):
            shown = visible(word[0])
            marks = "".join(
                _mark(issue, at) * width_of(sign) for at, sign in enumerate(shown, word.start())
            )
            if line and len(below) + 1 + len(marks) > self._width:
                yield line, below.rstrip()
                line = below = ""
            elif line:
                line += " "
                below += _mark(issue, word.start() - 1)
            line += shown
            below += marks
        if not line:
            below = "^"  # of an empty line, its place
        yield line + (" …" if last < end else ""), below.rstrip()

    def _sentence(self, issue: Issue) -> tuple[int, int]:
        """Return where the sentence of the issue's first word starts, and that of its last ends."""
        first = bisect.bisect_right(self._starts, issue.start) - 1
        last = bisect.bisect_left(self._starts, issue.end) - 1
        start = self._starts[first] if first >= 0 else issue.start
        return start, max(self._ends[last] if last >= 0 else 0, issue.end)

    def _window(self, issue: Issue, start: int, end: int) -> tuple[int, int]:
        """Return what of the sentence is shown, cut between words where there is one to cut."""
        first = max(start, issue.start - _AROUND)
        last = min(end, issue.end + _AROUND, issue.start + _MOST)
        if first > start:
            first = max(first, self._text.find(" ", first, issue.start))
        if last < end:
            last = max(self._text.rfind(" ", issue.end, last), last - WIDTH)
        return first, last


def split_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line of ``text`` that holds anything."""
    return (match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", text))


def _mark(issue: Issue, at: int) -> str:
    return "^" if issue.start <= at < issue.end else " "
