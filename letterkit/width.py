"""How wide words look in a monospaced field: on a terminal, in a plain-text letter."""

from __future__ import annotations


def width_of(text: str) -> int:
    """Return how many columns ``text`` takes in a monospaced field.

    >>> width_of("é"), width_of("e\u0301"), width_of("痛"), width_of("\u200b")
    (1, 1, 2, 0)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    import unicodedata  # plain English never needs it

    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
