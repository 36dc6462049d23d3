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
            entry = ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = _UNIX, _MODE
            method = ZIP_DEFLATED if compressed else ZIP_STORED
            package.writestr(entry, parts[name], method, _LEVEL if compressed else None)
    return stream.getvalue()


def unpack(package: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name."""
    with ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
