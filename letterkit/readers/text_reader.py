"""A plain text, however it was saved → a Manuscript whose offsets are the file's."""

from __future__ import annotations

import re

from letterkit.errors import Fault, InputError, Place
from letterkit.manuscript import Manuscript

_OLD_LINE_END = re.compile(r"\r(?!\n)")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SAVE_AGAIN = "Save it again with the encoding “UTF-8”."
_SAVE_AS_TEXT = "Save or copy the letter as plain text (UTF-8) and check that."


def read_text(content: bytes, name: str) -> Manuscript:
    """Return a letter in UTF-8, UTF-16 or, where it can be nothing else, Windows-1252.

    Raises InputError for what is no text, or a text that is damaged.
    """
    try:
        if b"\0" not in content and content[:2] not in _BOMS:
            encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"
            return Manuscript(lines(content.decode("utf-8-sig")), encoding=encoding)
    except UnicodeDecodeError as error:
        return _read_western(error, name)
    return _read_utf16(content, name)


def lines(text: str) -> str:
    """Return the text with line ends that are known everywhere; every offset stays the file's."""
    return _OLD_LINE_END.sub("\n", text) if "\r" in text else text


def _read_western(error: UnicodeDecodeError, name: str) -> Manuscript:
    """Read what is not UTF-8 as an old Windows program saved it, unless it is something else."""
    content = bytes(error.object)
    letters = len(_UTF8_LETTER.findall(content))
    high = len(_HIGH.findall(content))
    if _CONTROL.search(content):
        raise InputError(Fault("is not a text file.", _SAVE_AS_TEXT, Place(name)))
    if letters or content.startswith(b"\xef\xbb\xbf") or high * 4 > len(content) + 4:
        # UTF-8 with a damaged spot, or letters of another alphabet
        before = lines(content[: error.start].decode("utf-8-sig"))
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise InputError(Fault("is not saved as UTF-8 text.", _SAVE_AGAIN, place)) from None
    try:
        return Manuscript(lines(content.decode("cp1252")), encoding="cp1252")
    except UnicodeDecodeError:
        raise InputError(Fault("is not a text file.", _SAVE_AS_TEXT, Place(name))) from None


def _read_utf16(content: bytes, name: str) -> Manuscript:
    encoding = _BOMS.get(content[:2]) or _evident_utf16(content)
    if not encoding:
        what = "is not a text file: it holds zero bytes."
        raise InputError(Fault(what, _SAVE_AS_TEXT, Place(name)))
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise InputError(Fault("is not whole UTF-16 text.", _SAVE_AGAIN, Place(name)))
    return Manuscript(lines(text), encoding=encoding)


def _evident_utf16(content: bytes) -> str:
    """Return the order of the bytes where nearly every other one is zero, as in a Western text."""
    if len(content) % 2:
        return ""
    enough = len(content) * 0.4
    first, second = content[::2].count(0), content[1::2].count(0)
    if second > enough and not first:
        return "utf-16-le"
    return "utf-16-be" if first > enough and not second else ""
