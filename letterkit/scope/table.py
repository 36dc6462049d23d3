"""A large table kept as text, of which only the pieces that are asked for are read.

A letter asks for some hundreds of fifty thousand terms and weights: to make a dict of them all
takes longer than to check the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")
_FIRST = 3  # letters of a key: keys that share them are a piece of the table
_MANY = 1000  # times to be asked: from then on, reading the rest costs less than not to
_BAR = "|"  # stands in no term


def pieces_of(rows: Mapping[str, object]) -> dict[str, str]:
    """Return a table as text in pieces, each a row of keys with their values."""
    pieces: dict[str, list[str]] = {}
    for key in sorted(rows):
        pieces.setdefault(key[:_FIRST], []).append(f"{key}{_BAR}{rows[key]}")
    return {first: _BAR.join(row) for first, row in pieces.items()}


class Table(Generic[Value]):
    """A table by its pieces, and what makes a value of its text."""

    def __init__(self, pieces: dict[str, str], value: Callable[[str], Value]) -> None:
        self._unread, self._value = dict(pieces), value
        self._rows: dict[str, Value] = {}
        self._asked = 0

    def get(self, key: str) -> Value | None:
        """Return the value of ``key``, if the table has one."""
        if key[:_FIRST] in self._unread:
            self._read(key[:_FIRST])
        return self._rows.get(key)

    def known(self, keys: Collection[str]) -> list[Value]:
        """Return the values of those keys that the table has."""
        if self._unread:
            self._asked += 1
            firsts = {key[:_FIRST] for key in keys} if self._asked < _MANY else {*self._unread}
            for first in firsts & self._unread.keys():
                self._read(first)
        return [value for value in map(self._rows.get, keys) if value is not None]

    def _read(self, first: str) -> None:
        if piece := self._unread.get(first):  # another thread may have read it meanwhile
            row = piece.split(_BAR)
            self._rows.update(zip(row[::2], map(self._value, row[1::2]), strict=True))
            self._unread.pop(first, None)  # not before its rows can be found
