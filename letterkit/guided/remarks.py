"""What the check says of a letter, told of the answers that its words came from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from letterkit.guided.landing import Offer, landed
from letterkit.issue import Issue
from letterkit.letter import Letter
from letterkit.yaml_source import KeyPath, Source


class Remark(NamedTuple):
    """An issue in a letter, and the answer that its words came from.

    ``start`` and ``end`` are offsets into the answer as it was typed. ``field`` is empty for
    words that no single answer holds.
    """

    issue: Issue
    field: str = ""
    start: int = 0
    end: int = 0
    offer: Offer | None = None


class TypedAnswers:
    """The answers as they were typed, and the case file that was made of them."""

    def __init__(
        self,
        source: Source,
        fields: Mapping[str, KeyPath],
        value_of: Mapping[str, str],
        says_itself: Collection[str] = (),
    ) -> None:
        """Take the field names of the source, and what was typed into each field.

        ``says_itself`` holds the fields that the letter has words of its own for.
        """
        self._source, self._keys, self._values = source, fields, value_of
        self._says_itself = says_itself

    def remark(self, issue: Issue, letter: Letter, fields: Mapping[str, str]) -> Remark:
        """Return an issue of the letter; ``fields`` tells which answer each of its fields is."""
        spans = [s for s in letter.spans(issue.start, issue.end) if s.origin.key in fields]
        names = {span.origin.key for span in spans}
        if len(names) != 1:
            return Remark(issue)
        (name,) = names
        field = fields[name]
        value = self._values[field]
        literal = [span for span in spans if span.literal]
        if not literal:
            return Remark(issue, field, 0, len(value))
        typed_at = _kept(value)
        start = self._offset(name, literal[0].origin.place.column)
        last = self._offset(name, literal[-1].origin.place.column)
        last += literal[-1].end - literal[-1].start - 1
        start, end = typed_at[start], typed_at[last] + 1
        if not issue.rewrite:
            return Remark(issue, field, start, end)
        itself = field in self._says_itself
        offer = landed(issue.rewrite, field, value, start, end, says_itself=itself)
        if offer is None:  # nor shown: a person would type it there
            issue = issue._replace(rewrite=None)
        return Remark(issue, field, start, end, offer)

    def _offset(self, name: str, column: int) -> int:
        """Return which character of a value stands at a column of its line."""
        runs = [run for run in self._source.runs(self._keys[name]) if run.column <= column]
        return runs[-1].start + column - runs[-1].column if runs else 0


def _kept(value: str) -> list[int]:
    """Return the places of the characters of an answer that a case keeps.

    Of white space it keeps one character, and none at the head.

    >>> _kept(" It  is")
    [1, 2, 3, 5, 6]
    """
    return [
        at
        for at, sign in enumerate(value)
        if not sign.isspace() or (at and not value[at - 1].isspace())
    ]
