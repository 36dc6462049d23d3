"""Patterns that are compiled, and run, only where a text holds what they need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

# Each pattern, and sets of pieces: a text needs one piece of every set.
Matchers = Iterable[tuple[str, Iterable[Iterable[str]]]]


def matches(matchers: Matchers, text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of every pattern in ``text``."""
    searched = _searched(text)
    for pattern, needed in matchers:
        if _may_match(needed, searched):
            yield from compiled(pattern).finditer(text)


@lru_cache(4)  # the patterns of many rules are tried on one sentence
def _searched(text: str) -> str:
    """Return the letters and digits of a text, apart by spaces, and behind them the text itself."""
    return f"{_NO_LETTER.sub(' ', text)} {text}"


def _may_match(needed: Iterable[Iterable[str]], text: str) -> bool:
    for pieces in needed:
        for piece in pieces:  # spelled out: any() would take twice as long
            if piece in text:
                break
        else:
            return False
    return True


_NO_LETTER = re.compile(r"[\W_]")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern compiled, once a process."""
    return re.compile(pattern)
