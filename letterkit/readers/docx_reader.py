"""A Word file → its words in the order of the document, each with its place."""

from __future__ import annotations

from letterkit.documents.opening import word_file_of
from letterkit.documents.words import words_of
from letterkit.manuscript import Manuscript


def read_docx(content: bytes, name: str) -> Manuscript:
    """Return what a Word file says, its tracked changes accepted. Raises InputError."""
    words = words_of(word_file_of(content, name))
    return Manuscript(words.text, words.passages, format="docx", allows_comments=False)
