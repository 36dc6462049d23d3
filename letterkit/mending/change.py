"""Other words in place of some of a text, and which of them really differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"\w+|[^\w\s]")
_LONG = 5  # a shorter word is shared by chance


class Change(NamedTuple):
    """Other words in place of those from ``start`` to ``end``."""

    start: int
    end: int
    words: str


def narrow(text: str, change: Change) -> Iterator[Change]:
    """Yield the parts of a change in which its words differ, so that shared words keep their place.

    White space may differ: a line that was wrapped stays wrapped.

    >>> [part for part in narrow("He took Plavix daily.", Change(0, 21, "She took Plavix daily."))]
    [Change(start=0, end=2, words='She')]
    """
    old = [match.span() for match in _WORD.finditer(text, change.start, change.end)]
    new = [match.span() for match in _WORD.finditer(change.words)]
    last, taken = change.start, 0
    for a, b, size in _shared([text[i:j] for i, j in old], [change.words[i:j] for i, j in new]):
        start, until = (old[a][0], new[b][0]) if size else (change.end, len(change.words))
        yield from _differing(text, Change(last, start, change.words[taken:until]))
        if size:
            last, taken = old[a + size - 1][1], new[b + size - 1][1]


def _shared(was: list[str], is_now: list[str]) -> Iterator[tuple[int, int, int]]:
    """Yield the runs of words that stay, at either end or around a long word; then both ends."""
    most = min(len(was), len(is_now))
    first = next((n for n in range(most) if was[n] != is_now[n]), most)
    same = (n for n in range(most - first) if was[-1 - n] != is_now[-1 - n])
    last = next(same, most - first)
    if first:
        yield 0, 0, first
    until, until_now = len(was) - last, len(is_now) - last
    seed = SequenceMatcher(_is_short, was[first:until], is_now[first:until_now], autojunk=False)
    for a, b, size in seed.get_matching_blocks()[:-1]:
        yield a + first, b + first, size
    if last:
        yield until, until_now, last
    yield len(was), len(is_now), 0


def _is_short(word: str) -> bool:
    return len(word) < _LONG


def _differing(text: str, change: Change) -> Iterator[Change]:
    """Yield a change without the white space that it begins and ends with on both sides."""
    start, end, words = change
    if text[start:end][:1].isspace() and words[:1].isspace():
        words = words.lstrip()
        start += len(text[start:end]) - len(text[start:end].lstrip())
    if text[start:end][-1:].isspace() and words[-1:].isspace():
        words = words.rstrip()
        end -= len(text[start:end]) - len(text[start:end].rstrip())
    if words or end > start:
        yield Change(start, end, words)
