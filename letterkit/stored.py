"""How what is built from the data is stored, and how little of it a check reads.

A file holds a head in the form of Python's own compiled modules, which nothing reads faster, and
behind it tables: a letter asks for some hundreds of a hundred thousand terms, weights and rows, and
to make a dict of them all takes longer than to check the letter. Everything is written in the order
of its keys and without references between its parts, so that the same data always make the same
bytes. The head, the list of a table's pieces and each piece have a checksum of their own.
"""

from __future__ import annotations

import marshal
import os
import struct
from collections.abc import Collection, Iterator
from mmap import ACCESS_READ, mmap
from typing import Any, Generic, TypeVar
from zlib import crc32

from letterkit.errors import Fault, InputError, Place

_VERSION = 2  # the last one without references; every Python since reads it
_SUM = 4  # bytes
_HEAD = struct.Struct("<II")  # its checksum, and its bytes
_TABLE = struct.Struct("<II")  # how many pieces, and the checksum of where they begin
_PLACE = struct.Struct("<II")  # where a piece of a table begins, and where the next one does
_FIRST = 3  # letters of a key: rows whose keys share them are in one piece

Value = TypeVar("Value")


class Rows(dict[str, Any]):
    """A dict that is stored as a table: a row of it is read only if it is asked for."""


class Table(Generic[Value]):
    """Rows that were stored, by their keys."""

    def __init__(self, said: memoryview, path: str = "") -> None:
        """Take the bytes of a table, and the path of its file. Raises ValueError, struct.error."""
        self._number, checksum = _TABLE.unpack_from(said)
        first = _TABLE.size
        if _sum_of(self._number, said[first : first + 4 * (self._number + 1)]) != checksum:
            raise ValueError("the checksum differs")
        self._said, self._path = said, path
        self._rows: dict[str, Value] = {}
        self._read: set[int] = set()  # numbers of pieces
        self._firsts: set[str] = set()  # letters whose piece is read

    def get(self, key: str) -> Value | None:
        """Return the value of ``key``, None where there is none. Raises InputError for damage."""
        if key[:_FIRST] not in self._firsts:
            self._read_for(key[:_FIRST])
        return self._rows.get(key)

    def known(self, keys: Collection[str]) -> list[Value]:
        """Return the values of those keys that the table has. Raises InputError for damage."""
        return [value for value in self.values(keys) if value is not None]

    def values(self, keys: Collection[str]) -> list[Value | None]:
        """Return the value of each key, None where there is none. Raises InputError for damage."""
        for first in {key[:_FIRST] for key in keys} - self._firsts:
            self._read_for(first)
        return [*map(self._rows.get, keys)]

    def items(self) -> Iterator[tuple[str, Value]]:
        """Return all rows. Raises InputError for damage."""
        for number in range(self._number):
            self._read_piece(number)
        return iter(sorted(self._rows.items()))

    def _read_for(self, first: str) -> None:
        if self._number:
            self._read_piece(_piece_of(first, self._number))
        self._firsts.add(first)  # not before its rows can be found: another thread may ask

    def _read_piece(self, number: int) -> None:
        if number in self._read:
            return
        try:
            start, end = _PLACE.unpack_from(self._said, _TABLE.size + 4 * number)
            self._rows.update(_checked(self._said[start:end]))
        except _DAMAGE as error:
            raise _damaged(self._path, error) from error
        self._read.add(number)


def stored(data: Any, name: str = "") -> bytes:
    """Return the bytes of lists, tuples, texts, bytes, numbers, and dicts with texts for keys, for
    a file of this name. A dict that is ``Rows``, within dicts, becomes a table; raises ValueError
    for one elsewhere.
    """
    tables: list[bytes] = []
    places: list[tuple[list[str], int]] = []  # where in the data a table stands, and its size

    def in_order(data: Any, path: list[str] | None) -> Any:
        if isinstance(data, Rows):
            if not path:
                raise ValueError("a table stands within a dict")
            rows = {key: in_order(data[key], None) for key in sorted(data)}
            tables.append(_table_of(rows))
            places.append((path, len(tables[-1])))
            return None
        if isinstance(data, dict):
            below = {key: None if path is None else [*path, key] for key in sorted(data)}
            return {key: in_order(data[key], place) for key, place in below.items()}
        if isinstance(data, list | tuple):
            return type(data)(in_order(part, None) for part in data)
        return data

    head = marshal.dumps((name, in_order(data, []), places), _VERSION)
    return b"".join([_HEAD.pack(crc32(head), len(head)), head, *tables])


def read_stored(path: str) -> Any:
    """Return the data of a file, a ``Table`` for every ``Rows`` in it. Raises InputError where the
    file is missing or its head is not whole.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123 pathlib would cost its import
            said = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))  # which copies nothing
        return loaded(said, os.path.basename(path), path)  # noqa: PTH119 as above
    except (OSError, *_DAMAGE) as error:
        raise _damaged(path, error) from error


def loaded(said: bytes | memoryview, name: str = "", path: str = "") -> Any:
    """Return the data of bytes that were stored for a file of this name, a ``Table`` for every
    ``Rows``. Raises ValueError, EOFError, TypeError or struct.error.
    """
    whole = memoryview(said)
    checksum, size = _HEAD.unpack_from(whole)
    end = _HEAD.size + size
    with whole[_HEAD.size : end] as head:
        if crc32(head) != checksum:
            raise ValueError("the checksum differs")
        of, data, places = marshal.loads(head)
    if of != name:
        raise ValueError("it is another part")
    for (*keys, last), size in places:
        holder = data
        for key in keys:
            holder = holder[key]
        holder[last] = Table(whole[end : end + size], path)
        end += size
    return data


_DAMAGE = (EOFError, ValueError, TypeError, struct.error)


def _damaged(path: str, error: Exception) -> InputError:
    what = f"a part of letterkit cannot be read ({type(error).__name__})."
    return InputError(Fault(what, "Install letterkit again.", Place(path)))


def _table_of(rows: dict[str, Any]) -> bytes:
    """Return the bytes of a table: how many pieces, where each begins, and the pieces."""
    number = len({key[:_FIRST] for key in rows})
    pieces: list[dict[str, Any]] = [{} for _ in range(number)]
    for key in rows:
        pieces[_piece_of(key[:_FIRST], number)][key] = rows[key]
    said = [_with_sum(marshal.dumps(piece, _VERSION)) for piece in pieces]
    places = [_TABLE.size + 4 * (number + 1)]
    for piece in said:
        places.append(places[-1] + len(piece))
    begins = struct.pack(f"<{number + 1}I", *places)
    return b"".join([_TABLE.pack(number, _sum_of(number, begins)), begins, *said])


def _sum_of(number: int, begins: bytes | memoryview) -> int:
    """Return the checksum of the places of so many pieces, and of their number."""
    return crc32(begins, number)


def _piece_of(first: str, number: int) -> int:
    """Return the number, of so many, of the piece of a table that has keys with these letters."""
    return crc32(first.encode("utf-8", "surrogatepass")) % number


def _with_sum(said: bytes) -> bytes:
    return crc32(said).to_bytes(_SUM, "little") + said


def _checked(said: memoryview) -> Any:
    """Return what stands behind its checksum."""
    if crc32(said[_SUM:]) != int.from_bytes(said[:_SUM], "little"):
        raise ValueError("the checksum differs")
    return marshal.loads(said[_SUM:])
