"""Any file that a letter is kept in → a Manuscript: the words, and where each one stands.

What a file is, its first bytes decide, and its name only where they leave it open.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from letterkit.errors import Fault, InputError, Place
from letterkit.manuscript import Manuscript

MAX_BYTES = 20_000_000
_HEAD = 4096  # so many bytes say what a file is
_BEGINNINGS = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"), (b"GIF8", "picture"),
    (b"II*\0", "picture"), (b"MM\0*", "picture"),
)  # fmt: skip
_ENDINGS = {
    ".docx": "docx", ".odt": "odt", ".ott": "odt", ".fodt": "flat odt", ".pdf": "pdf",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".eml": "eml",
}  # fmt: skip
# Compiled by re where they are asked for: of a plain text file, never.
_HTML = rb"(?is)(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!letterkit).)*?-->\s*)?<(?:!doctype\s+html|html)\b"
_MAIL = (
    rb"(?i)(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?"
    rb"(?:Received|Return-Path|Message-ID|MIME-Version):"
)
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_REFUSED = {
    "picture": (
        "is a picture: the words in it cannot be read.",
        "Type them, or have them recognised (OCR), and check that text.",
    ),
    "pages": (
        "is a letter of Pages.",
        "In Pages, choose File › Export To › Word, and check that file.",
    ),
    "msg": ("is a mail that Outlook saved (.msg).", "Save it as .eml or as plain text."),
    "word xml": (
        "is an XML file of Word.",
        "Open it in Word and save it as “Word Document (.docx)”.",
    ),
}


def read_manuscript(content: bytes, name: str) -> Manuscript:
    """Return the letter that a file called ``name`` holds.

    Raises InputError for what is no letter, is damaged, locked or too large, or needs a library
    that is not installed; the message then gives the command that installs it.
    """
    if len(content) > MAX_BYTES:
        raise InputError(Fault("is larger than 20 MB.", "Check letters one by one.", Place(name)))
    kind = _kind(content, os.path.splitext(name)[1].lower())  # noqa: PTH122 pathlib would cost its import
    if kind in _REFUSED:
        raise InputError(Fault(*_REFUSED[kind], Place(name)))
    return _reader_of(kind)(content, name)


def _reader_of(kind: str) -> Callable[[bytes, str], Manuscript]:
    """Return what reads this kind of file; only that is imported."""
    if kind == "docx":
        from letterkit.readers.docx_reader import read_docx

        return read_docx
    if kind == "odt":
        from letterkit.readers.odt_reader import read_odt

        return read_odt
    if kind == "flat odt":
        from letterkit.readers.odt_reader import read_flat_odt

        return read_flat_odt
    if kind == "rtf":
        from letterkit.readers.rtf_reader import read_rtf

        return read_rtf
    if kind == "pdf":
        from letterkit.readers.pdf_reader import read_pdf

        return read_pdf
    if kind == "html":
        from letterkit.readers.html_reader import read_html

        return read_html
    if kind == "eml":
        from letterkit.readers.mail_reader import read_mail

        return read_mail
    from letterkit.readers.text_reader import read_text

    return read_text


def _kind(content: bytes, ending: str) -> str:
    """Return what a file is."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return _kind_of_ole(content) if kind == "ole" else kind
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content, ending)
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return "picture"
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"<"):
        if b"<office:document" in head:
            return "flat odt"
        if b"Word.Document" in head:
            return "word xml"
        if re.match(_HTML, head):
            return "html"
    if ending not in (".txt", ".md") and re.match(_MAIL, head):
        return "eml"
    return _ENDINGS.get(ending, "text")


def _kind_of_ole(content: bytes) -> str:
    """Return which of the old formats of Office it is; the reader of Word files says the rest."""
    return "msg" if "__substg1.0_".encode("utf-16-le") in content else "docx"


def _kind_of_zip(content: bytes, ending: str) -> str:
    if _ODT in content[:200] or (ending in (".odt", ".ott") and b"word/" not in content):
        return "odt"
    if b"Index/Document.iwa" in content:
        return "pages"
    return "docx"
