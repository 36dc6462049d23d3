"""What letterkit says when it cannot go on: what is wrong, where, and what to do.

LetterkitError          anything that a person can put right
├── InputError          a case file, template or letter that cannot be used as it is
├── UsageError          an unknown rule, letter, profile or format
└── WriteError          a letter that could not be written
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """A spot in a file. Lines and columns count from 1; 0 means that it is not known."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.path, *numbers])


class Fault(NamedTuple):
    """One thing to put right: ``what`` is wrong, ``todo`` is the way out of it."""

    what: str
    todo: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return where + self.what + (f" {self.todo}" if self.todo else "")


class LetterkitError(Exception):
    """Carries every fault that was found, so that a person mends them in one go."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults: tuple[Fault, ...] = faults

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class InputError(LetterkitError):
    """A case file, template or letter cannot be used as it is."""


class UsageError(LetterkitError):
    """Something was asked for that letterkit does not have."""


class WriteError(LetterkitError):
    """A file could not be written; what stood there before still does."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``Did you mean 'x'?`` for the nearest of ``known``, or an empty string."""
    import difflib  # only a mistyped word pays for it

    lower = {name.lower(): name for name in sorted(known)}
    near = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return f"Did you mean '{lower[near[0]]}'?" if near else ""
