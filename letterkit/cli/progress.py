"""How far a long work has come, for a person at a terminal and nobody else."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable
from typing import TypeVar

import click

_SHORT = 20  # things to do, that are done before a person would wonder
Thing = TypeVar("Thing")


def with_progress(
    things: Iterable[Thing], count: int
) -> contextlib.AbstractContextManager[Iterable[Thing]]:
    """Return the things, shown as they are done on a terminal's standard error."""
    if count <= _SHORT or not sys.stderr.isatty():
        return contextlib.nullcontext(things)
    return click.progressbar(things, length=count, label="Checking", file=sys.stderr)
