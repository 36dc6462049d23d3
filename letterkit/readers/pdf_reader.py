"""A PDF with a text layer → its words, with the page on which each paragraph begins."""

from __future__ import annotations

import ctypes
import itertools
import operator
import re
import threading
import zlib
from collections.abc import Iterator
from typing import Any

from letterkit.errors import Fault, InputError, Place
from letterkit.manuscript import Manuscript
from letterkit.readers.blocks import Apart, Block, manuscript_of
from letterkit.readers.pdf_lines import Line, paragraphs_of, without_margins

MAX_PAGES = 2_000
MAX_UNPACKED = 200_000_000  # all streams together
MAX_WORDS = 30_000_000  # those that are no pictures
_STREAM = re.compile(rb"stream\r?\n")
_TWICE_PACKED = re.compile(rb"/Fl(?:ateDecode)?\s*/Fl(?:ateDecode)?\b")
_FIRST_WORD = re.compile(r"[A-Z][a-z]{1,3}\. +\S+|\S+(?: +\d\S*)?")  # with what is tied to it
# The library marks a word that is broken at the end of a line, and leaves the line end out.
_LINE = re.compile("[^\n\x02\ufffe\xad]+[\x02\ufffe\xad]?|[\x02\ufffe\xad]")
_BREAK_MARKS = str.maketrans(dict.fromkeys("\x02\ufffe\xad", "-"))
_CHUNK = 1 << 20
_ONE_AT_A_TIME = threading.Lock()  # as the library asks of programs with threads

_NEEDS_LIBRARY = Fault(
    "is a PDF: the library that reads it (pypdfium2) is not installed.",
    "Install it: python3 -m pip install 'pypdfium2>=5'",
)
_LOCKED = Fault("is locked with a password.", "Save a copy without one.")
_DAMAGED = Fault("is damaged: it cannot be read to its end.", "Take another copy of it.")
_TOO_LONG = Fault(f"has more than {MAX_PAGES:,} pages.", "Check letters one by one.")
_TOO_LARGE = Fault("is too large for a letter once it is unpacked.", "Take its pictures out.")
_SCAN = Fault(
    "holds pictures of pages and no text that could be read.",
    "Check the file that it was made from, or have its text recognised first (OCR).",
)


def read_pdf(content: bytes, name: str) -> Manuscript:
    """Return what a PDF says, its lines joined to paragraphs again.

    Raises InputError for a scan without text, a locked, damaged or too large file, and where the
    library that reads PDF is not installed.
    """
    try:
        import pypdfium2
    except ImportError:
        raise InputError(_NEEDS_LIBRARY._replace(place=Place(name))) from None
    if _unpacks_to_too_much(content):
        raise InputError(_TOO_LARGE._replace(place=Place(name)))
    try:
        with _ONE_AT_A_TIME:
            pages = _pages(pypdfium2, content)
    except pypdfium2.PdfiumError as error:
        fault = _LOCKED if "password" in str(error).lower() else _DAMAGED
        raise InputError(fault._replace(place=Place(name))) from None
    except _RefusedError as refused:
        raise InputError(refused.fault._replace(place=Place(name))) from None
    except (ValueError, OSError, IndexError, UnicodeError):
        raise InputError(_DAMAGED._replace(place=Place(name))) from None
    if not any(pages):
        raise InputError(_SCAN._replace(place=Place(name)))
    return manuscript_of(_blocks(pages), "pdf")


class _RefusedError(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def _unpacks_to_too_much(content: bytes) -> bool:
    """Return whether a stream is packed so that no letter can be in it; nothing is kept."""
    left, lineleft = MAX_UNPACKED, MAX_WORDS
    if _TWICE_PACKED.search(content):
        return True
    for found in _STREAM.finditer(content):
        before = content[max(0, found.start() - 500) : found.start()]
        is_picture = b"/Image" in before[before.rfind(b" obj") + 1 :]
        for size in _sizes(content, found.end()):
            left -= size
            lineleft -= 0 if is_picture else size
            if left < 0 or lineleft < 0:
                return True
    return False


def _sizes(content: bytes, at: int) -> Iterator[int]:
    """Yield how much comes out of a packed stream, piece by piece."""
    if content[at : at + 1] not in (b"\x78", b"\x58", b"\x48", b"\x68", b"\x38", b"\x28"):
        return
    unpack = zlib.decompressobj()
    try:
        while not unpack.eof and (rest := unpack.unconsumed_tail or content[at : at + _CHUNK]):
            at += 0 if unpack.unconsumed_tail else len(rest)
            yield len(unpack.decompress(rest, _CHUNK))
    except zlib.error:
        return


def _pages(library: Any, content: bytes) -> list[list[Line]]:
    document = library.PdfDocument(content)
    try:
        if len(document) > MAX_PAGES:
            raise _RefusedError(_TOO_LONG)
        return [_lines(library, document, number) for number in range(len(document))]
    finally:
        document.close()


def _lines(library: Any, document: Any, number: int) -> list[Line]:
    page = document[number]
    try:
        words = page.get_textpage()
        try:
            return list(_placed_lines(library.raw, words))
        finally:
            words.close()
    finally:
        page.close()


def _placed_lines(raw: Any, words: Any) -> Iterator[Line]:
    """Yield the lines of a page with their places; counted in characters where there is none."""
    count = words.count_chars()
    text = words.get_text_range() if count > 0 else ""
    has_places = len(text) == count
    for number, found in enumerate(_LINE.finditer(text)):
        shown = found[0].strip()
        if shown:
            first = found.start() + len(found[0]) - len(found[0].lstrip())
            line = shown.translate(_BREAK_MARKS)
            word = _FIRST_WORD.match(shown)
            ends = (first, first + (word.end() if word else 1) - 1, first + len(shown) - 1)
            boxes = [_box(raw, words, one) for one in ends] if has_places else []
            placed = [box for box in boxes if box]
            if len(placed) == len(ends):
                start, tied, end = placed
                size = float(raw.FPDFText_GetFontSize(words.raw, ends[2]))  # a bullet has its own
                yield Line(line, start[0], end[1], start[2], tied[1] - start[0], size)
            else:
                yield Line(line, 0.0, len(shown), -float(number), ends[1] - first + 1, 0.8)


def _box(raw: Any, words: Any, index: int) -> tuple[float, float, float] | None:
    """Return left, right and base line of a character."""
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    if not raw.FPDFText_GetCharBox(words.raw, index, left, right, bottom, top):
        return None
    if not raw.FPDFText_GetCharOrigin(words.raw, index, x, y):
        return None
    return left.value, right.value, y.value


def _blocks(pages: list[list[Line]]) -> Iterator[Block]:
    """Yield headers, the words of each page, and footers."""
    headers, bodies, footers = without_margins(pages)
    for line in headers:
        yield Apart("header", [line], furniture=True)
    for page, found in itertools.groupby(paragraphs_of(bodies), operator.itemgetter(0)):
        yield Apart(f"page {page}", [paragraph for _, paragraph in found])
    for line in footers:
        yield Apart("footer", [line], furniture=True)
