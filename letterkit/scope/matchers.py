"""Patterns that are compiled, and run, only where a text holds what they need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

# Each pattern, and sets of pieces: a text needs one piece of every set.
Matchers = Iterable[tuple[str, Iterable[Iterable[str]]]]


def matches(matchers: Matchers, text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of every pattern in ``text``."""
    for pattern, needed in matchers:
        if _may_match(needed, text):
            yield from compiled(pattern).finditer(text)


def _may_match(needed: Iterable[Iterable[str]], text: str) -> bool:
    for pieces in needed:
        for piece in pieces:  # spelled out: any() would take twice as long
            if piece in text:
                break
        else:
            return False
    return True


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern compiled, once a process."""
    return re.compile(pattern)
