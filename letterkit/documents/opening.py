"""A path → a WordFile, or a plain word on why not. Nothing is unpacked to disk."""

from __future__ import annotations

import io
import stat
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from letterkit.documents.markup import UnreadableError, namespace
from letterkit.documents.word_file import CONTENT_TYPES, WordFile
from letterkit.errors import Fault, InputError, Place

MAX_FILE = 50_000_000
MAX_PARTS = 2_000
MAX_UNPACKED = 200_000_000
MAX_MARKUP = 20_000_000  # all parts of markup together: a tree takes ten times its size
_CHUNK = 1 << 20

_SAVE_AS_DOCX = "Open it in Word and save it as “Word Document (.docx)”."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENDINGS = ((b"%PDF", "is a PDF file, not a Word file."), (b"{\\rtf", "is an RTF file."))
_DAMAGED = ("is damaged: it cannot be read to its end.", "Take another copy of it.")
_TOO_LARGE = ("is too large for a letter once it is unpacked.", "Take its pictures out.")
_OTHER_OFFICE = {
    "mimetype": "is an OpenDocument file, not a Word file.",
    "xl/workbook.xml": "is an Excel file, not a Word file.",
    "ppt/presentation.xml": "is a PowerPoint file, not a Word file.",
}


class _RefusedError(Exception):
    """What is wrong and what to do, before the path is known."""


def open_word_file(path: Path) -> WordFile:
    """Return the Word file at ``path``.

    Raises InputError when it cannot be read, is something else, is locked with a password, is
    damaged, or would unpack to more than a letter can be.
    """
    try:
        return _opened(_read(path))
    except _RefusedError as refused:
        what, todo = refused.args
    except (BadZipFile, EOFError, zlib.error, NotImplementedError, OSError, UnreadableError):
        what, todo = _DAMAGED
    raise InputError(Fault(what, todo, Place(str(path))))


def _read(path: Path) -> bytes:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise _RefusedError("is a folder.", "Name a Word file in it.")
        if not stat.S_ISREG(about.st_mode):
            raise _RefusedError("is not an ordinary file.", "Name a Word file.")
        if about.st_size > MAX_FILE:
            raise _RefusedError(f"is larger than {MAX_FILE // 10**6} MB.", "Make it smaller.")
        return path.read_bytes()
    except FileNotFoundError:
        raise _RefusedError("is not there.", "Check the name.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a name that a file can have"
        raise _RefusedError(f"cannot be read ({reason}).", "Choose another file.") from None


def _opened(content: bytes) -> WordFile:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise _RefusedError("is locked with a password.", "Save a copy without one.")
        raise _RefusedError("is a file of an old Word (.doc).", _SAVE_AS_DOCX)
    for start, what in _ENDINGS:
        if content.startswith(start):
            raise _RefusedError(what, _SAVE_AS_DOCX)
    if not content.startswith(b"PK"):
        raise _RefusedError("is not a Word file (.docx).", _SAVE_AS_DOCX)
    parts = _unpacked(content)
    for part, what in _OTHER_OFFICE.items():
        if part in parts:
            raise _RefusedError(what, _SAVE_AS_DOCX)
    if CONTENT_TYPES not in parts:
        raise _RefusedError("is a zip, and no Word file.", _SAVE_AS_DOCX)
    file = WordFile(parts)
    if not file.main:
        raise _RefusedError("has no text part, as every Word file has.", "Take another copy of it.")
    if file.tree(file.main).tag != f"{{{namespace('w')}}}document":
        raise _RefusedError("is saved as “Strict Open XML”.", _SAVE_AS_DOCX)
    return file


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts, counting what really comes out and not what the zip says of itself."""
    parts: dict[str, bytes] = {}
    left, markup_left = MAX_UNPACKED, MAX_MARKUP
    with ZipFile(io.BytesIO(content)) as package:
        entries = [entry for entry in package.infolist() if not entry.is_dir()]
        if len(entries) > MAX_PARTS:
            raise _RefusedError(*_TOO_LARGE)
        for entry in entries:
            if entry.flag_bits & 1:
                raise _RefusedError("is locked with a password.", "Save a copy without one.")
            if entry.filename in parts:
                raise _RefusedError(*_DAMAGED)  # which of the two counts, programs disagree
            is_markup = entry.filename.lower().endswith((".xml", ".rels"))
            limit = min(left, markup_left) if is_markup else left
            pieces: list[bytes] = []
            with package.open(entry) as stream:
                while piece := stream.read(min(_CHUNK, limit + 1)):
                    limit -= len(piece)
                    if limit < 0:
                        raise _RefusedError(*_TOO_LARGE)
                    pieces.append(piece)
            part = parts[entry.filename] = b"".join(pieces)
            left -= len(part)
            markup_left -= len(part) if is_markup else 0
    return parts
