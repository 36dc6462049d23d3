"""What a text must hold for a pattern to match it at all: found when the index is built.

Compiling a pattern costs more than checking a letter. Each alternative of a rule is therefore
compiled only for a sentence that holds one of a few letters-in-a-row which the pattern cannot do
without. Works on the syntax tree that Python's own ``re`` makes of a pattern.
"""

from __future__ import annotations

from re import _constants as ops  # type: ignore[attr-defined]  # no public way to the tree
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_SETS = 3  # more cost more to look for than they spare


def needs(pattern: str) -> list[list[str]]:
    """Return sets of pieces of text: every match of ``pattern`` holds a piece of each.

    An empty list means that nothing could be found: the pattern has to be tried.
    """
    telling = {pieces for pieces in _pieces(parser.parse(pattern)) if _rarity(pieces)[0] > 1}
    best = sorted(telling, key=lambda pieces: (_rarity(pieces), sorted(pieces)), reverse=True)
    return [sorted(pieces) for pieces in best[:_SETS]]


def _pieces(tree: Any) -> list[frozenset[str]]:
    """Return sets of pieces; a match holds one piece of every set."""
    found: list[frozenset[str]] = []
    run = ""
    for op, value in tree:
        if op is ops.LITERAL:
            run += chr(value)
            continue
        if op is ops.AT:  # a boundary stands between characters and takes none
            continue
        if run:
            found.append(frozenset({run}))
        run = ""
        found += _inside(op, value)
    if run:
        found.append(frozenset({run}))
    return found


def _inside(op: Any, value: Any) -> list[frozenset[str]]:
    if op is ops.SUBPATTERN:
        return _pieces(value[3])
    if op in (ops.MAX_REPEAT, ops.MIN_REPEAT) and value[0] >= 1:
        return _pieces(value[2])
    if op is ops.ASSERT:
        return _pieces(value[1])
    if op is ops.BRANCH:
        branches = [_best(_pieces(branch)) for branch in value[1]]
        if all(branches):
            return [frozenset().union(*(branch for branch in branches if branch))]
    return []


def _best(found: list[frozenset[str]]) -> frozenset[str] | None:
    """Return the set that the fewest texts hold a piece of: long pieces, or the sign of a class."""
    return max(found, key=_rarity, default=None)


def _rarity(pieces: frozenset[str]) -> tuple[int, int]:
    return min(map(_telling, pieces)), -len(pieces)


def _telling(piece: str) -> int:
    """Return how much a piece tells: the sign of a class most, a mark more than a letter."""
    if not piece.isascii():
        return 6
    mark = any(not sign.isalnum() and not sign.isspace() for sign in piece)
    return min(len(piece.strip()) + 3 * mark, 6)
