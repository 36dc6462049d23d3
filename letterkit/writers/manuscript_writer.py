"""Writes a letter that came in another format as a plain Word file, to be read and commented."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from docx import Document
from docx.shared import Mm, Pt

from letterkit.documents.package import pack, unpack
from letterkit.writers.base_document import BASE

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ITEM = re.compile(r"\s*(?:[-*+•–◦▪☐☒☑]|\[[ xX]?\]|\(?\d{1,2}[.)])\s")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HANGING = Mm(5)


def manuscript_docx(text: str) -> bytes:
    """Return a Word file with the words of ``text``; the same text gives the same bytes.

    Each of its characters that is no white space is in the file, in the same order, and no other;
    one that XML cannot hold stands there as “�”. A blank line ends a paragraph.
    """
    document = Document(str(BASE))
    for block in _BLANK_LINES.split(text.replace("\r\n", "\n")):
        paragraphs = list(_paragraphs(block))
        for number, words in enumerate(paragraphs, 1):
            paragraph = document.add_paragraph(_NO_XML.sub("�", words))
            paragraph._p.style = "BodyText"
            look = paragraph.paragraph_format
            if _ITEM.match(words):
                look.left_indent, look.first_line_indent = _HANGING, -_HANGING
            if number < len(paragraphs):
                look.space_after = Pt(0)
    stream = io.BytesIO()
    document.save(stream)
    return pack(unpack(stream.getvalue()))


def _paragraphs(block: str) -> Iterator[str]:
    """Yield the lines of a block, together where they are no items of a list."""
    together: list[str] = []
    for line in filter(str.strip, _LINE_END.split(block)):
        if _ITEM.match(line) and together:
            yield "\n".join(together)
            together = []
        together.append(line.rstrip())
    if together:
        yield "\n".join(together)
