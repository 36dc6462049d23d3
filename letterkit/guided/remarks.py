"""What the check says of a letter, told of the answers that its words came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from letterkit.issue import Issue
from letterkit.letter import Letter
from letterkit.sentences import split_sentences
from letterkit.yaml_source import KeyPath, Source

# Under these the letter already says that the patient reports it.
_REPORTED = ("reported", "tolerances")
_OBSERVED = ("findings",)
_AS_REPORTED = re.compile(r"The patient (?:reports|told me)(?: that|:)? ")


class Offer(NamedTuple):
    """Better wording: the whole new value of ``field``.

    ``left`` is what then stays in the field where the words were, where that is another one.
    """

    field: str
    value: str
    left: str | None = None


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
        self, source: Source, fields: Mapping[str, KeyPath], value_of: Mapping[str, str]
    ) -> None:
        """Take the field names of the source, and what was typed into each field."""
        self._source, self._keys, self._values = source, fields, value_of

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
        return Remark(issue, field, start, end, _offer(issue, field, value, start))

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


def _offer(issue: Issue, field: str, value: str, start: int) -> Offer | None:
    """Return the better wording, as it reads in the field; None where the rule has none."""
    if not issue.rewrite:
        return None
    first, last = _sentence(value, start)
    part = field.partition("[")[0]
    words = issue.rewrite
    if part in _REPORTED:
        words = _as_account(words)
    elif part in _OBSERVED and _AS_REPORTED.match(words):
        left = " ".join((value[:first] + value[last:]).split())
        return Offer("reported", _as_account(words), left)
    return Offer(field, value[:first] + words + value[last:])


def _as_account(words: str) -> str:
    """Return words without the “… reports” that the letter says before them."""
    rest = _AS_REPORTED.sub("", words, count=1)
    return rest[:1].upper() + rest[1:]


def _sentence(value: str, at: int) -> tuple[int, int]:
    found: Iterator[tuple[int, int]] = split_sentences(value)
    return next(((start, end) for start, end in found if start <= at < end), (0, len(value)))
