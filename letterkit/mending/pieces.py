"""A text as pieces of the one that it was, and new words between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from letterkit.mending.change import Change


class Piece(NamedTuple):
    """A piece of the text as it is now: words of the original, or new ones."""

    start: int
    end: int
    words: str | None = None

    def cut(self, start: int, end: int) -> Piece:
        """Return a part of the piece."""
        words = None if self.words is None else self.words[start:end]
        return Piece(self.start + start, self.start + end, words)


def replaced(pieces: list[Piece], change: Change) -> list[Piece]:
    """Return the pieces of the text after a change."""
    before: list[Piece] = []
    after: list[Piece] = []
    at = 0
    for piece in pieces:
        size = piece.end - piece.start
        before.append(piece.cut(0, min(max(change.start - at, 0), size)))
        after.append(piece.cut(min(max(change.end - at, 0), size), size))
        at += size
    new = Piece(0, len(change.words), change.words)
    return [piece for piece in (*before, new, *after) if piece.end > piece.start]


def changes_of(pieces: Iterable[Piece], length: int) -> list[Change]:
    """Return what the pieces change in the text of that length, in order and apart."""
    found: list[Change] = []
    last, words = 0, ""
    for piece in [*pieces, Piece(length, length)]:
        if piece.words is not None:
            words += piece.words
            continue
        if words or piece.start > last:
            found.append(Change(last, piece.start, words))
        last, words = piece.end, ""
    return found
