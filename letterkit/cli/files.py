"""Files as the command line names them."""

from __future__ import annotations

import contextlib
import os.path
from collections.abc import Iterable

import click

from letterkit.errors import Fault, Place, WriteError


def file_name(value: str) -> str:
    """Return the name of a file; an empty one, as an unset variable gives it, is a slip."""
    if not value:
        raise click.BadParameter("the name of the file is empty.")
    return value


def refuse_inputs(targets: Iterable[str], inputs: Iterable[str]) -> None:
    """Raise WriteError where a file that is to be written is one that is read."""
    there = [name for name in inputs if os.path.exists(name)]  # noqa: PTH110 pathlib costs its import
    for target in targets:
        if any(_same(target, name) for name in there):
            fault = Fault("is read here, and is kept.", "Choose another name.", Place(target))
            raise WriteError(fault)


def refuse_twice(targets: Iterable[str]) -> None:
    """Raise WriteError where two files that are to be written are the same one."""
    places: set[str] = set()
    for target in targets:
        with contextlib.suppress(ValueError):  # no name that a file can have: said elsewhere
            place = os.path.normcase(os.path.realpath(target))
            if place in places:
                fault = Fault("would be written twice.", "Choose another name.", Place(target))
                raise WriteError(fault)
            places.add(place)


def _same(one: str, other: str) -> bool:
    return os.path.exists(one) and os.path.samefile(one, other)  # noqa: PTH110, PTH121
