"""The better wording that an issue offers, and what it leaves to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BRACKET = re.compile(r"\[[^\[\]]+\]")


def brackets_of(rewrite: str) -> list[str]:
    """Return what a rewrite leaves to fill in.

    >>> brackets_of("The patient reports that [who] said so on [date].")
    ['[who]', '[date]']
    """
    return _BRACKET.findall(rewrite)


def filled(rewrite: str, answers: Iterable[str]) -> str:
    """Return a rewrite with its brackets filled in; an empty answer leaves its bracket.

    >>> filled("[value] on [date].", ["6/10", ""])
    '6/10 on [date].'
    """
    left = iter(answers)
    return _BRACKET.sub(lambda bracket: next(left, "") or bracket[0], rewrite)
