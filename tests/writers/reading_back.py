"""Reads a written letter back, to see what a reader would."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import chain
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from letters_to_write import long_letter, model_letter

from letterkit.scope import CheckedLetter
from letterkit.writers import letter_text
from letterkit.writers.docx_writer import docx_bytes
from letterkit.writers.marks import DRAFT_MARK

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LETTERS = {
    "model": model_letter(),
    "long": long_letter(),
    "draft": long_letter(unsent=True, paper="a4"),
}


def opened(letter: CheckedLetter) -> Any:
    return Document(io.BytesIO(docx_bytes(letter)))


def tree(parts: dict[str, bytes], name: str) -> ET.Element:
    return ET.fromstring(parts[f"word/{name}.xml"])


def words(container: Any) -> Iterator[str]:
    """The words of a document in reading order, with the mark of a list item."""
    for piece in container.iter_inner_content():
        if isinstance(piece, Table):
            for row in piece.rows:
                yield from chain.from_iterable(map(words, row.cells))
        else:
            yield from ["-"] if piece.style.name == "List Bullet" else []
            yield from piece.text.split()


def text_words(letter: CheckedLetter) -> list[str]:
    text = letter_text(letter)
    if letter.unsent:
        text = text.removeprefix(DRAFT_MARK).removesuffix(DRAFT_MARK + "\n")
    return text.split()


def styled(document: Any, style: str) -> list[Paragraph]:
    return [paragraph for paragraph in document.paragraphs if paragraph.style.name == style]
