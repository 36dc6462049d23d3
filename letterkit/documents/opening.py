"""A path → a WordFile, or a plain word on why not. Nothing is unpacked to disk."""

from __future__ import annotations

import io
import stat
import zlib
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from letterkit.documents.markup import namespace
from letterkit.documents.word_file import CONTENT_TYPES, WordFile
from letterkit.errors import Fault, InputError, Place

if TYPE_CHECKING:
    from pathlib import Path

MAX_FILE = 50_000_000
MAX_PARTS = 2_000
MAX_UNPACKED = 100_000_000
MAX_MARKUP = 20_000_000  # all parts of markup together: a tree takes ten times its size …
MAX_TAGS = 1_000_000  # … and more where it is made of nothing but tags

_SAVE_AS_DOCX = "Open it in Word and save it as “Word Document (.docx)”."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENDINGS = ((b"%PDF", "is a PDF file, not a Word file."), (b"{\\rtf", "is an RTF file."))
_DAMAGED = ("is damaged: it cannot be read to its end.", "Take another copy of it.")
_TOO_LARGE = (
    "is too large for a letter once it is unpacked.",
    "Take its pictures out, or whatever else is not the letter.",
)
_OTHER_OFFICE = {
    "mimetype": "is an OpenDocument file, not a Word file.",
    "xl/workbook.xml": "is an Excel file, not a Word file.",
    "ppt/presentation.xml": "is a PowerPoint file, not a Word file.",
}
_OFFICE = namespace("r").removesuffix("relationships").encode()
_STRICT_DOCUMENT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}document"
# The names of “Strict Open XML”, and what the same things are called everywhere else.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", namespace("w").encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/", _OFFICE),
    (b"http://purl.oclc.org/ooxml/drawingml/", namespace("a").removesuffix("main").encode()),
    (_OFFICE + b"extendedProperties", namespace("ep").encode()),
    (_OFFICE + b"customProperties", namespace("op").encode()),
    (
        _OFFICE + b"relationships/extendedProperties",
        namespace("r").encode() + b"/extended-properties",
    ),
    (_OFFICE + b"relationships/customProperties", namespace("r").encode() + b"/custom-properties"),
    (b' w:conformance="strict"', b""),
)


class _RefusedError(Exception):
    """What is wrong and what to do, before the path is known."""


def open_word_file(path: Path) -> WordFile:
    """Return the Word file at ``path``.

    Raises InputError when it cannot be read, is something else, is locked with a password, is
    damaged, or would unpack to more than a letter can be.
    """
    try:
        content = _read(path)
    except _RefusedError as refused:
        what, todo = refused.args
        raise InputError(Fault(what, todo, Place(str(path)))) from None
    return word_file_of(content, str(path))


def word_file_of(content: bytes, path: str) -> WordFile:
    """Return the Word file that ``content`` is; ``path`` is what messages call it.

    Raises InputError as open_word_file does.
    """
    try:
        return _opened(content)
    except _RefusedError as refused:
        what, todo = refused.args
    except (BadZipFile, EOFError, zlib.error, NotImplementedError, OSError, ValueError):
        what, todo = _DAMAGED
    raise InputError(Fault(what, todo, Place(path)))


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
    if file.main and file.tree(file.main).tag == _STRICT_DOCUMENT:
        file = WordFile({part: _transitional(held) for part, held in parts.items()})
    if not file.main:
        raise _RefusedError("has no text part, as every Word file has.", "Take another copy of it.")
    if file.tree(file.main).tag != f"{{{namespace('w')}}}document":
        raise _RefusedError(*_DAMAGED)
    return file


def _transitional(part: bytes) -> bytes:
    """Return a part of a “Strict Open XML” file by the names that all other files use."""
    if not _begins_like_markup(part):
        return part
    for strict, usual in _STRICT:
        part = part.replace(strict, usual)
    return part


def _begins_like_markup(part: bytes) -> bool:
    return part[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts, counting what really comes out and not what the zip says of itself."""
    parts: dict[str, bytes] = {}
    left, markup_left, tags_left = MAX_UNPACKED, MAX_MARKUP, MAX_TAGS
    with ZipFile(io.BytesIO(content)) as package:
        entries = [entry for entry in package.infolist() if not entry.is_dir()]
        if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise _RefusedError(*_TOO_LARGE)
        for entry in entries:
            if entry.flag_bits & 1:
                raise _RefusedError("is locked with a password.", "Save a copy without one.")
            if entry.filename in parts:
                raise _RefusedError(*_DAMAGED)  # which of the two counts, programs disagree
            with package.open(entry) as stream:
                part = parts[entry.filename] = stream.read(left + 1)
            left -= len(part)
            if entry.filename.lower().endswith((".xml", ".rels")) or _begins_like_markup(part):
                markup_left -= len(part)
                tags_left -= part.count(b"<")
            if min(left, markup_left, tags_left) < 0:
                raise _RefusedError(*_TOO_LARGE)
    return parts
