"""Patterns that are compiled, and run, only where a text holds what they need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

Matchers = Iterable[tuple[str, Iterable[str]]]  # each pattern and pieces of which a text needs one


def matches(matchers: Matchers, text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of every pattern in ``text``."""
    for pattern, needed in matchers:
        if not needed or any(piece in text for piece in needed):
            yield from compiled(pattern).finditer(text)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern compiled, once a process."""
    return re.compile(pattern)
