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


def alternatives(matchers: Matchers, text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of one pattern with these alternatives: where two overlap, what begins
    first, and then what stands first among them.
    """
    searched = _searched(text)
    able = [compiled(pattern) for pattern, needed in matchers if _may_match(needed, searched)]
    found = [(number, pattern.search(text)) for number, pattern in enumerate(able)]
    waiting = [(match.start(), number, match) for number, match in found if match]
    while waiting:
        _, _, first = min(waiting)
        yield first
        end = first.end()
        found = [(number, match if start >= end else match.re.search(text, end))
                 for start, number, match in waiting]  # fmt: skip
        waiting = [(match.start(), number, match) for number, match in found if match]


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
