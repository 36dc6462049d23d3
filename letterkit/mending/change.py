"""Other words in place of some of a text, and which of them really differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"\S+")
# A run of words that both wordings share keeps its look, unless it is as short as “of the”.
_LONG, _LONG_RUN = 5, 3


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
    """Yield the runs of words that stay: at either end, or long enough; then the end of both."""
    matcher = SequenceMatcher(None, was, is_now, autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        at_an_end = (a, b) == (0, 0) or (a + size, b + size) == (len(was), len(is_now))
        if not size or at_an_end or size >= _LONG_RUN or max(map(len, was[a : a + size])) >= _LONG:
            yield a, b, size


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
