"""A letter that is mended issue by issue: what was decided so far, and what that makes of it.

Whatever a person accepts, edits, allows or skips is a decision, and a letter is what its decisions
make of the original: taking one back leaves the others. Nothing here asks, reads or writes.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from letterkit.issue import Issue, Report
from letterkit.manuscript import Manuscript, Passage
from letterkit.mending.change import Change, narrow
from letterkit.mending.pieces import Piece, changes_of, replaced
from letterkit.mending.rewrite import brackets_of
from letterkit.mending.session import Decision, Kind
from letterkit.scope.allowance import hide_comments
from letterkit.scope.engine import MARK
from letterkit.scope.sentence_key import SentenceKeys, normalised
from letterkit.scope.shadow import shadow_of
from letterkit.sentences import split_sentences

Check: TypeAlias = "Callable[[Manuscript], Report]"
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_CELL = "|"
_LEFT_TO_FILL_IN = "CM27"
_MARKS = re.compile(r"[>\s]*(?:\[[ xX✓✔]\]\s+)?")
_COMMENT = re.compile(rf"<!--\s*{MARK}.*?-->", re.DOTALL | re.IGNORECASE)


class Mending:
    """A letter, and the decisions on its issues in the order in which they were made."""

    def __init__(
        self, manuscript: Manuscript, check: Check, decisions: Iterable[Decision] = ()
    ) -> None:
        """Take the letter as it was read; ValueError where the decisions do not fit it."""
        self.original, self._check = manuscript, check
        self.decisions: list[Decision] = []
        self._begin()
        for decision in decisions:
            self._take(decision)
        self._look()

    @property
    def issues(self) -> list[Issue]:
        """The issues that nothing is decided on, in reading order.

        A bracket that a person has left for later is told at the end, and not asked again.
        """
        left = {*self.left_to_fill()}
        return [
            issue
            for issue, key in zip(self.report.issues, self._keys(), strict=True)
            if (issue.rule, issue.start, issue.end) not in self._skipped
            and (issue.rule, key) not in self._allowed
            and not (issue.rule == _LEFT_TO_FILL_IN and left.issuperset(brackets_of(issue.message)))
        ]

    def sentence(self, issue: Issue) -> tuple[int, int]:
        """Return where the sentence of an issue stands, as far as it stands in one passage.

        The cells of a row may be read as one sentence, and cannot be written as one.
        """
        start, end = self._whole_sentence(issue)
        first, last = self._passage(issue.start)
        return self._in_cell(max(start, first), min(end, last), issue)

    def words(self, issue: Issue) -> str:
        """Return the words of an issue's sentence, on one line and without comments in it."""
        start, end = self.sentence(issue)
        return " ".join(_COMMENT.sub("", self.now.text[start:end]).split())

    def whole_words(self, issue: Issue) -> str:
        """Return the sentence of an issue as it is read, also across the cells of a row."""
        start, end = self._whole_sentence(issue)
        return " ".join(_COMMENT.sub("", self.now.text[start:end]).split())

    @property
    def shown(self) -> str:
        """The text as it is now, with spaces for what the check reads as if it were not there."""
        if not self.now.allows_comments:
            return self.now.text
        return hide_comments(self.now.text).replace("\u200b", " ")

    def issues_in_last(self) -> list[Issue]:
        """Return the issues in the words that the last decision put into the text."""
        last = self.decisions[-1]
        end = last.start + len(last.words)
        return [issue for issue in self.issues if last.start <= issue.start < end]

    def allowed_beside(self) -> list[Decision]:
        """Return the allowances that go into a side file, save those whose sentence is gone."""
        there = {
            (issue.rule, key) for issue, key in zip(self.report.issues, self._keys(), strict=True)
        }
        by_key = {
            (one.rule, normalised(one.sentence)): one for one in self.decisions if one.sentence
        }
        return [one for key, one in by_key.items() if key in there]

    def accept(self, issue: Issue, words: str) -> None:
        """Put an issue's rewrite, its brackets filled in, in place of the sentence."""
        self._reword("accepted", issue, words)

    def edit(self, issue: Issue, words: str) -> None:
        """Put other words in place of an issue's sentence; none take it out."""
        self._reword("edited", issue, words)

    def allow(self, issue: Issue, reason: str, initials: str, on: str) -> None:
        """Allow an issue: by a comment where the format shows it, else beside the letter."""
        if self.now.allows_comments:
            start = _paragraph_start(self.now.text, issue.start)
            comment = f"<!-- {MARK} {issue.rule}: {reason} -->{_line_end(self.now.text)}"
            self.decide(Decision("allowed", issue.rule, start, start, comment, reason=reason))
            return
        start, end = self._whole_sentence(issue)
        sentence = " ".join(self.now.text[start:end].split())
        self.decide(
            Decision("allowed", issue.rule, start, start, "", sentence, reason, initials, on)
        )

    def skip(self, issue: Issue) -> None:
        """Leave an issue as it is."""
        self.decide(Decision("skipped", issue.rule, issue.start, issue.end))

    def decide(self, decision: Decision) -> None:
        """Take a decision, and find the issues of the text that it makes."""
        before = self.now.text
        self._take(decision)
        if self.now.text != before:
            self._look()

    def back(self) -> Decision | None:
        """Take the last decision back and return it; None where there is none."""
        if not self.decisions:
            return None
        *left, last = self.decisions
        before = self.now.text
        self.decisions = []
        self._begin()
        for decision in left:
            self._take(decision)
        if self.now.text != before:
            self._look()
        return last

    def changes(self) -> list[Change]:
        """Return what differs from the original, by its offsets, in order and apart."""
        return changes_of(self._pieces, len(self.original.text))

    def left_to_fill(self) -> list[str]:
        """Return the brackets of rewrites that stand in the letter as they were offered."""
        return [
            bracket
            for change in self.changes()
            for bracket in brackets_of(change.words)
            if bracket not in self.original.text[change.start : change.end]
        ]

    def _reword(self, kind: Kind, issue: Issue, words: str) -> None:
        start, end = self.sentence(issue)
        comments = _COMMENT.findall(self.now.text, start, end)
        words = " ".join([words, *comments] if words else comments)
        if not words:  # what parted the sentence from the next goes with it
            last = self._passage(start)[1]
            while end < last and self.now.text[end] == " ":
                end += 1
        self.decide(Decision(kind, issue.rule, start, end, words))

    def _in_cell(self, start: int, end: int, issue: Issue) -> tuple[int, int]:
        """Return a sentence without the marks before it, or the other cells of its row."""
        text = self.now.text
        start = max(start, text.rfind(_CELL, start, issue.start) + 1)
        border = text.find(_CELL, issue.end, end)
        end = end if border < 0 else border
        marks = _MARKS.match(text, start, issue.start)
        start = marks.end() if marks else start
        return start, start + len(text[start:end].rstrip())

    def _passage(self, at: int) -> tuple[int, int]:
        """Return where the passage around ``at`` starts and ends; without any, the text."""
        found = (p for p in self.now.passages if p.start <= at < p.end)
        return next(((p.start, p.end) for p in found), (0, len(self.now.text)))

    def _whole_sentence(self, issue: Issue) -> tuple[int, int]:
        first = bisect.bisect_right(self._starts, issue.start) - 1
        last = max(bisect.bisect_left(self._starts, issue.end) - 1, first)
        if first < 0:
            return issue.start, issue.end
        return self._starts[first], max(self._ends[last], issue.end)

    def _keys(self) -> Iterable[str]:
        if not self._allowed:
            return ("" for _ in self.report.issues)
        keys = SentenceKeys(self.report.text)
        return (keys.of(issue) for issue in self.report.issues)

    def _begin(self) -> None:
        self.now = self.original
        self._pieces = [Piece(0, len(self.original.text))]
        self._skipped: set[tuple[str, int, int]] = set()
        self._allowed: set[tuple[str, str]] = set()  # rule and sentence, as a side file knows them

    def _take(self, decision: Decision) -> None:
        """Add a decision, and what it does to the text; ValueError where it cannot be meant."""
        if not 0 <= decision.start <= decision.end <= len(self.now.text):
            raise ValueError(decision)
        if decision.kind == "skipped":
            self._skipped.add((decision.rule, decision.start, decision.end))
        if decision.sentence:
            self._allowed.add((decision.rule, normalised(decision.sentence)))
        for change in reversed(list(narrow(self.now.text, decision.change))):
            self._pieces = replaced(self._pieces, change)
            text = self.now.text[: change.start] + change.words + self.now.text[change.end :]
            passages = tuple(_moved(passage, change) for passage in self.now.passages)
            self.now = self.now._replace(text=text, passages=passages)
            self._skipped = {
                (rule, *moved)
                for rule, start, end in self._skipped
                if (moved := _moved_apart(start, end, change))
            }
        self.decisions.append(decision)

    def _look(self) -> None:
        """Find the issues of the text as it is now, and its sentences."""
        self.report = self._check(self.now)
        shadow = shadow_of(hide_comments(self.now.text) if self.now.allows_comments
                           else self.now.text)  # fmt: skip
        spans = list(split_sentences(shadow.lines)) if self.report.issues else []
        self._starts = [shadow.at(start) for start, _ in spans]
        self._ends = [shadow.end(end) for _, end in spans]


def _moved(passage: Passage, change: Change) -> Passage:
    by = len(change.words) - (change.end - change.start)
    start, end = passage.start, passage.end
    if start >= change.end and start > change.start:
        start += by
    return passage._replace(start=start, end=end + by if end >= change.end else end)


def _moved_apart(start: int, end: int, change: Change) -> tuple[int, int] | None:
    """Return where words stand after a change that leaves them alone, or None."""
    by = len(change.words) - (change.end - change.start)
    if start >= change.end:
        return start + by, end + by
    return (start, end) if end <= change.start else None


def _paragraph_start(text: str, at: int) -> int:
    """Return where the paragraph of an issue starts, which a comment above it may allow."""
    return max((gap.end() for gap in _BLANK_LINES.finditer(text, 0, at)), default=0)


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
