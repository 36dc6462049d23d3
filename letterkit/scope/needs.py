"""What a text must hold for a pattern to match it at all: found when the index is built.

Compiling a pattern costs more than checking a letter. Each alternative of a rule is therefore
compiled only for a sentence that holds one of a few pieces of text which the pattern cannot do
without, such as “ by her ” or “ by your ”. Works on the syntax tree that Python's own ``re`` makes
of a pattern, and on the letters and digits of a text only: a space stands for any run of other
signs. The signs that tell the class of a term are looked for in the text itself.
"""

from __future__ import annotations

import re
from re import _constants as ops  # type: ignore[attr-defined]  # no public way to the tree
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from letterkit.scope.lexicon import SPACES

_SETS = 3  # more cost more to look for than they spare
_LARGEST = 40  # pieces of a set: as above
_RUN = re.compile("  +")
_EDGE = "\b"  # in a piece: the edge of a word, which takes no room
_WORD = [(ops.IN, [(ops.CATEGORY, ops.CATEGORY_WORD)])]


def needs(pattern: str) -> list[list[str]]:
    """Return sets of pieces of text, the most telling first: every match of ``pattern`` holds a
    piece of each.

    An empty list means that nothing could be found: the pattern has to be tried.
    """
    found = _Needs(parser.parse(pattern)).found
    telling = {pieces for pieces in found if _rarity(pieces)[0] > 1}
    best = sorted(telling, key=lambda pieces: (_rarity(pieces), sorted(pieces)), reverse=True)
    return [sorted(pieces) for pieces in best[:_SETS]]


class _Needs:
    """Reads one branch of a pattern from left to right; ``found`` are the sets that it needs."""

    def __init__(self, tree: Any, begin: str = "") -> None:
        self.found: list[frozenset[str]] = []
        self.runs = {begin}  # all that may stand since the last sign that may be any
        self.whole = True  # whether that is all the branch
        for op, value in tree:
            self._read(op, value)
        self._keep(self.runs)

    def _read(self, op: Any, value: Any) -> None:
        repeats = value[:2] if op in (ops.MAX_REPEAT, ops.MIN_REPEAT) else None
        if op is ops.LITERAL and chr(value) not in SPACES:
            self._keep({chr(value)})
            self._go_on({_letter(value)})
        elif op is ops.IN and (signs := _signs(value)):
            self._go_on(signs)
        elif op is ops.AT:
            self._go_on({"" if value is ops.AT_NON_BOUNDARY else _EDGE})
        elif op is ops.ASSERT_NOT:
            self._go_on({_EDGE if list(value[1]) == _WORD else ""})
        elif op is ops.ASSERT:
            self.found += _Needs(value[1]).found
            self._go_on({_EDGE if _ends_in_no_letter(*value) else ""})
        elif op is ops.BRANCH:
            self._branch(value[1])
        elif repeats == (0, 1):
            self._branch([[], value[2]])
        elif op is ops.SUBPATTERN or repeats == (1, 1):
            for inner in value[-1]:
                self._read(*inner)
        else:
            self._break()
            if op is ops.LITERAL:  # the sign of a class
                self._keep({chr(value)})
            elif repeats and repeats[0]:
                self.found += _Needs(value[2]).found

    def _go_on(self, pieces: set[str]) -> None:
        """Let one of ``pieces`` follow."""
        if len(self.runs) * len(pieces) > _LARGEST:
            self._break(self._edge())
        self.runs = {run + piece for run in self.runs for piece in pieces}

    def _edge(self) -> str:
        """Return the edge of a word where the runs end at one."""
        return _EDGE if all(run.endswith((" ", _EDGE)) for run in self.runs) else ""

    def _break(self, begin: str = "") -> None:
        """Let anything follow, or what begins with ``begin``."""
        self._keep(self.runs)
        self.runs = {begin}
        self.whole = False

    def _keep(self, pieces: set[str]) -> None:
        edged = set(map(_edged, pieces))
        if "" not in edged:
            shortest = (p for p in edged if not any(q in p for q in edged - {p}))
            self.found.append(frozenset(shortest))

    def _branch(self, trees: list[Any]) -> None:
        """Let one of several branches follow."""
        branches = [_Needs(tree, self._edge()) for tree in trees]
        if all(branch.whole for branch in branches):
            self._go_on({run for branch in branches for run in branch.runs})
            return
        self._break()
        best = [max(branch.found, key=_rarity, default=frozenset()) for branch in branches]
        if all(best):
            self.found.append(frozenset().union(*best))


def _letter(code: int) -> str:
    """Return a letter or digit itself, and a space for any other sign."""
    return chr(code) if chr(code).isalnum() else " "


def _signs(members: Any) -> set[str]:
    """Return all that a set of signs may stand for, or nothing where that is too much."""
    signs = set()
    for op, value in members:
        if op is ops.LITERAL:
            signs.add(_letter(value))
        elif op is ops.CATEGORY and value in (ops.CATEGORY_SPACE, ops.CATEGORY_NOT_WORD):
            signs.add(" ")
        else:
            return set()
    return signs


def _ends_in_no_letter(direction: int, tree: Any) -> bool:
    """Return whether a look behind sees a sign that is neither letter nor digit."""
    op, value = tree[-1]
    signs = _signs([(op, value)] if op is ops.LITERAL else value if op is ops.IN else [])
    return direction < 0 and signs == {" "}


def _edged(piece: str) -> str:
    """Return a piece with a space for the edge of a word at its ends; without letters, nothing."""
    letters = _RUN.sub(" ", piece.replace(_EDGE, ""))
    if not any(map(str.isalnum, letters)):
        return letters.strip(" ")
    before = " " if piece.startswith(_EDGE) and letters[0] != " " else ""
    after = " " if piece.endswith(_EDGE) and letters[-1] != " " else ""
    return before + letters + after


def _rarity(pieces: frozenset[str]) -> tuple[int, int]:
    return min(map(_telling, pieces)), -len(pieces)


def _telling(piece: str) -> int:
    """Return how much a piece tells: the longer the more, and a mark or class as five letters."""
    return min(len(piece), 10) if any(map(str.isalnum, piece)) else 5
