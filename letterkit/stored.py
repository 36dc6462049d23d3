"""How what is built from the data is stored: in the form of Python's own compiled modules.

A check reads it at every start, and nothing reads faster. It is written in the order of its keys
and without references between its parts, so that the same data always make the same bytes; its
checksum stands before it.
"""

from __future__ import annotations

import marshal
from mmap import ACCESS_READ, mmap
from typing import Any
from zlib import crc32

from letterkit.errors import Fault, InputError, Place

_VERSION = 2  # the last one without references; every Python since reads it
_SUM = 4  # bytes


def stored(data: Any) -> bytes:
    """Return the bytes of lists, tuples, texts, bytes, numbers, and dicts with texts for keys."""
    whole: bytes = marshal.dumps(_in_order(data), _VERSION)
    return crc32(whole).to_bytes(_SUM, "little") + whole


def read_stored(path: str) -> Any:
    """Return the data of a file. Raises InputError where it is missing or not whole."""
    try:
        with (
            open(path, "rb") as file,  # noqa: PTH123 pathlib would cost its import
            mmap(file.fileno(), 0, access=ACCESS_READ) as said,  # which copies nothing
        ):
            return loaded(said)
    except (OSError, EOFError, ValueError, TypeError) as error:
        what = f"a part of letterkit cannot be read ({type(error).__name__})."
        fault = Fault(what, "Install letterkit again.", Place(path))
        raise InputError(fault) from error


def loaded(said: bytes | mmap) -> Any:
    """Return the data of stored bytes. Raises ValueError, EOFError or TypeError."""
    with memoryview(said)[_SUM:] as whole:
        if crc32(whole) != int.from_bytes(said[:_SUM], "little"):
            raise ValueError("the checksum differs")
        return marshal.loads(whole)


def _in_order(data: Any) -> Any:
    """Return the data with the keys of every dict in order."""
    if isinstance(data, dict):
        return {key: _in_order(data[key]) for key in sorted(data)}
    if isinstance(data, list | tuple):
        return type(data)(map(_in_order, data))
    return data
