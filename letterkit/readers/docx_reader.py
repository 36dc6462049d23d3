"""A Word file → its words in the order of the document, each with its place."""

from __future__ import annotations

from letterkit.documents.opening import word_file_of
from letterkit.documents.words import holds_other_file, holds_picture, words_of
from letterkit.errors import Fault, InputError, Place
from letterkit.manuscript import Manuscript


def read_docx(content: bytes, name: str) -> Manuscript:
    """Return what a Word file says, its tracked changes accepted.

    Raises InputError, also for words that are there and cannot be read: in a picture of a letter,
    in a file of another format that Word shows as if it were part of this one.
    """
    file = word_file_of(content, name)
    if holds_other_file(file):
        what = "holds another file in place of its words."
        todo = "Open it in Word, save it, and check that."
        raise InputError(Fault(what, todo, Place(name)))
    words = words_of(file)
    if not words.text and holds_picture(file):
        what = "holds a picture and no words: a scan, perhaps."
        todo = "Have its words recognised (OCR), or copy them into a text file, and check that."
        raise InputError(Fault(what, todo, Place(name)))
    return Manuscript(words.text, words.passages, format="docx", allows_comments=False)
