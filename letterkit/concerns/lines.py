"""The lines of words in which a sign is written, and where a line stands in a sentence.

``calf/leg swell* !both`` reads: “calf” or “leg”, and near it, in any order, a word that begins
with “swell”, and no “both”. ``/`` stands between alternatives, ``*`` for any ending, ``!`` before
what must not stand near. ``not..feel* wip*`` wants “feel” soon after “not”, with three words
between them at most and no comma; ``hits_her`` wants the one right after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

REACH = 8  # words between which a line's words belong together
_SOON = 4  # how far “..” reaches
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[ap]\.m\b\.?|[^\W_]+(?:['’-][^\W_]+)*|[.;:?!—–,()\n]")
_ENDS = frozenset(".;?!—\n")
_JOIN = re.compile(r"(\.\.|_)")


def sentences(text: str) -> Iterator[list[str]]:
    """Yield the words of each sentence in lower case; commas, colons and brackets are words."""
    words: list[str] = []
    for word in _WORD.findall(text.lower().replace("’", "'")):
        if word not in _ENDS:
            words.append(word)
        elif words:
            yield words
            words = []
    if words:
        yield words


class _Step(NamedTuple):
    """One word with its alternatives, and how soon after the one before it; 0: anywhere near."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]
    within: int

    def places(self, words: Sequence[str]) -> list[int]:
        return [
            at for at, word in enumerate(words)
            if word in self.whole or word.startswith(self.beginnings)
        ]  # fmt: skip


class Line(NamedTuple):
    """What a line wants near each other, and what must not be near."""

    wanted: tuple[tuple[_Step, ...], ...]
    unwanted: tuple[tuple[_Step, ...], ...]

    def found(self, words: Sequence[str]) -> Iterator[frozenset[int]]:
        """Yield each set of places where the line's words stand."""
        chains: list[list[tuple[int, ...]]] = []
        for group in self.wanted:
            chains.append(_chains(group, words))
            if not chains[-1]:
                return
        unwanted = [
            at for group in self.unwanted for chain in _chains(group, words) for at in chain
        ]
        for chosen in product(*chains):
            places = frozenset(at for chain in chosen for at in chain)
            first, last = min(places), max(places)
            if (
                len(places) == sum(map(len, chosen))
                and last - first <= REACH
                and not any(first - REACH <= at <= last + REACH for at in unwanted)
            ):
                yield places


@cache
def read_line(line: str) -> Line:
    """Return a line of ``data/concerns``. Raises ValueError for one that wants nothing."""
    groups = line.split()
    wanted = tuple(_steps(group) for group in groups if not group.startswith("!"))
    if not wanted:
        raise ValueError(f"“{line}” wants no word.")
    return Line(wanted, tuple(_steps(group[1:]) for group in groups if group.startswith("!")))


def _steps(group: str) -> tuple[_Step, ...]:
    pieces = ["", *_JOIN.split(group)]
    return tuple(
        _step(words, {"": 0, "_": 1, "..": _SOON}[join])
        for join, words in zip(pieces[::2], pieces[1::2], strict=True)
    )


def _step(alternatives: str, within: int) -> _Step:
    words = alternatives.split("/")
    if not all(word.rstrip("*") for word in words):
        raise ValueError(f"“{alternatives}” has an empty alternative.")
    return _Step(
        frozenset(word for word in words if not word.endswith("*")),
        tuple(word[:-1] for word in words if word.endswith("*")),
        within,
    )


def _chains(steps: Sequence[_Step], words: Sequence[str]) -> list[tuple[int, ...]]:
    """Return where each word of a chain follows the one before it."""
    chains: list[tuple[int, ...]] = [(at,) for at in steps[0].places(words)]
    for step in steps[1:]:
        places = step.places(words)
        chains = [
            (*chain, at) for chain in chains for at in places
            if 0 < at - chain[-1] <= step.within and "," not in words[chain[-1] : at]
        ]  # fmt: skip
    return chains
