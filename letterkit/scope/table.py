"""A large table kept as text, of which only the pieces that are asked for are read.

A letter asks for some hundreds of fifty thousand terms and weights: to make a dict of them all
takes longer than to check the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")
_FIRST = 2  # letters of a key: keys that share them are a piece of the table
_BAR = "|"  # stands in no term; JSON reads a text without escaped signs fastest


def pieces_of(rows: Mapping[str, object]) -> dict[str, str]:
    """Return a table as text in pieces, each a row of keys with their values."""
    pieces: dict[str, list[str]] = {}
    for key in sorted(rows):
        pieces.setdefault(key[:_FIRST], []).append(f"{key}{_BAR}{rows[key]}")
    return {first: _BAR.join(row) for first, row in pieces.items()}


class Table(Generic[Value]):
    """A table by its pieces, and what makes a value of its text."""

    def __init__(self, pieces: dict[str, str], value: Callable[[str], Value]) -> None:
        self._unread, self._value = pieces, value
        self._read: dict[str, dict[str, Value]] = {}

    def get(self, key: str) -> Value | None:
        """Return the value of ``key``, if the table has one."""
        piece = self._read.get(key[:_FIRST])
        return (self._piece(key[:_FIRST]) if piece is None else piece).get(key)

    def known(self, keys: Iterable[str]) -> list[Value]:
        """Return the values of those keys that the table has."""
        read, piece = self._read, self._piece
        found: list[Value] = []
        for key in keys:
            first = key[:_FIRST]
            rows = read[first] if first in read else piece(first)
            if key in rows:
                found.append(rows[key])
        return found

    def _piece(self, first: str) -> dict[str, Value]:
        if first not in self._unread:
            return {}
        row = self._unread[first].split(_BAR)
        rows = dict(zip(row[::2], map(self._value, row[1::2]), strict=True))
        self._read[first] = rows
        return rows
