"""A DOCX is a zip of parts. This packs them so that the same parts give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
_UNIX = 3
_MODE = 0o600 << 16
_LEVEL = 6


def pack(parts: Mapping[str, bytes], *, compressed: bool = True) -> bytes:
    """Return a zip of the parts in order of name, which puts [Content_Types].xml first."""
    stream = io.BytesIO()
    with ZipFile(stream, "w") as package:
        for name in sorted(parts):
            method = ZIP_DEFLATED if compressed else ZIP_STORED
            package.writestr(_entry(name), parts[name], method, _LEVEL if compressed else None)
    return stream.getvalue()


def unpack(package: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name."""
    with ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def repack(package: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of the parts in the order of ``package``, with its dates; new ones come last."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as before, ZipFile(stream, "w") as after:
        entries = {entry.filename: entry for entry in before.infolist()}
        new = {name: _entry(name) for name in parts if name not in entries}
        for name, entry in (entries | new).items():
            if name in parts or entry.is_dir():
                copied = _entry(name, entry.date_time)
                copied.create_system, copied.external_attr = (
                    entry.create_system,
                    entry.external_attr,
                )
                method = (
                    ZIP_STORED
                    if entry.compress_type == ZIP_STORED and name not in new
                    else ZIP_DEFLATED
                )
                after.writestr(copied, parts.get(name, b""), method, _LEVEL)
    return stream.getvalue()


def _entry(name: str, moment: tuple[int, int, int, int, int, int] = _EPOCH) -> ZipInfo:
    entry = ZipInfo(name, moment)
    entry.create_system, entry.external_attr = _UNIX, _MODE
    return entry
