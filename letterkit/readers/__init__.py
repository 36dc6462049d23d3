"""Any file that a letter is kept in → a Manuscript: the words, and where each one stands.

What a file is, its first bytes decide, and its name only where they leave it open.
"""

from __future__ import annotations

import os
import re

from letterkit.errors import Fault, InputError, Place
from letterkit.manuscript import Manuscript

MAX_BYTES = 20_000_000
_OLD_LINE_END = re.compile(r"\r(?!\n)")
# How the files begin that are most often taken for a text.
_NO_TEXT = {
    b"%PDF": "is not a text file: a PDF.",
    b"{\\rtf": "is not a text file: a letter in RTF.",
    b"\xff\xfe": "is saved as UTF-16.",
    b"\xfe\xff": "is saved as UTF-16.",
}


def read_manuscript(content: bytes, name: str) -> Manuscript:
    """Return the letter that a file called ``name`` holds.

    Raises InputError for what is no letter, is damaged, locked or too large, or needs a library
    that is not installed; the message then gives the command that installs it.
    """
    if len(content) > MAX_BYTES:
        raise InputError(Fault("is larger than 20 MB.", "Check letters one by one.", Place(name)))
    ending = os.path.splitext(name)[1].lower()  # noqa: PTH122 pathlib would cost its import
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or ending == ".docx":
        from letterkit.readers.docx_reader import read_docx

        return read_docx(content, name)
    return _read_text(content, name)


def _read_text(data: bytes, name: str) -> Manuscript:
    todo = "Save or copy the letter as plain text (UTF-8) and check that."
    for beginning, what in _NO_TEXT.items():
        if data.startswith(beginning):
            raise InputError(Fault(what, todo, Place(name)))
    if b"\0" in data:
        raise InputError(Fault("is not a text file: it holds zero bytes.", todo, Place(name)))
    try:
        return Manuscript(_lines(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        before = _lines(error.object[: error.start].decode("utf-8"))
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        todo = "Save it again with the encoding “UTF-8”."
        raise InputError(Fault("is not saved as UTF-8 text.", todo, place)) from None


def _lines(text: str) -> str:
    """Return the text with line ends that are known everywhere; every offset stays the file's."""
    return _OLD_LINE_END.sub("\n", text) if "\r" in text else text
