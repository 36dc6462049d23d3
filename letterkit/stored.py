"""How what is built from the data is stored: in the form of Python's own compiled modules.

A check reads it at every start, and nothing reads faster. It is written in the order of its keys
and without references between its parts, so that the same data always make the same bytes.
"""

from __future__ import annotations

import marshal
from typing import Any

from letterkit.errors import Fault, InputError, Place

_VERSION = 2  # the last one without references; every Python since reads it


def stored(data: Any) -> bytes:
    """Return the bytes of lists, tuples, texts, bytes, numbers, and dicts with texts for keys."""
    return marshal.dumps(_in_order(data), _VERSION)


def read_stored(path: str) -> Any:
    """Return the data of a file. Raises InputError where it is missing or not whole."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 pathlib would cost its import
            return marshal.loads(file.read())
    except (OSError, EOFError, ValueError, TypeError) as error:
        what = f"a part of letterkit cannot be read ({type(error).__name__})."
        fault = Fault(what, "Install letterkit again.", Place(path))
        raise InputError(fault) from error


def _in_order(data: Any) -> Any:
    """Return the data with the keys of every dict in order."""
    if isinstance(data, dict):
        return {key: _in_order(data[key]) for key in sorted(data)}
    if isinstance(data, list | tuple):
        return type(data)(map(_in_order, data))
    return data
