"""Writes a checked letter as a Word document, as PDF or as plain text.

    CheckedLetter ──► bytes (docx_writer, pdf_writer, text_writer) ──► file (files)

Nothing but a CheckedLetter can be written, so no letter goes out unchecked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from letterkit.errors import Fault, Place, UsageError, WriteError
from letterkit.letter import Letter
from letterkit.scope import CheckedLetter
from letterkit.writers.files import make_folder, refuse_unwritable, write_file
from letterkit.writers.stationery import PLAIN, Stationery
from letterkit.writers.text_writer import letter_text, text_bytes

__all__ = [
    "PLAIN",
    "WRITERS",
    "Stationery",
    "check_target",
    "letter_text",
    "make_folder",
    "write_letter",
]

_NEVER_PRINTED = re.compile("[\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def _docx_bytes(checked: CheckedLetter, stationery: Stationery) -> bytes:
    from letterkit.writers.docx_writer import docx_bytes  # loads lxml: not for plain text

    return docx_bytes(checked, stationery)


def _pdf_bytes(checked: CheckedLetter, stationery: Stationery) -> bytes:
    from letterkit.writers.pdf_writer import pdf_bytes  # starts programs

    return pdf_bytes(_docx_bytes(checked, stationery))


WRITERS: dict[str, Callable[[CheckedLetter, Stationery], bytes]] = {
    ".docx": _docx_bytes,
    ".pdf": _pdf_bytes,
    ".txt": lambda checked, _: text_bytes(checked),  # words alone: no paper, no picture
}


def write_letter(
    checked: CheckedLetter,
    path: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    stationery: Stationery = PLAIN,
) -> None:
    """Write the letter to ``path``, in the format that its suffix names.

    ``stationery`` is what it is written on: a clinic's letterhead, a paper, a signature.
    Raises TypeError for anything but a CheckedLetter, UsageError for an unknown suffix, and
    WriteError when the check found errors (unless the letter is marked as unsent), when the
    file exists and ``overwrite`` was not asked for, when the disk refuses, or when there is no
    program that makes a PDF.
    """
    if not isinstance(checked, CheckedLetter):
        raise TypeError(f"write_letter takes a CheckedLetter, not {type(checked).__name__}")
    target = Path(path)
    write = _writer_of(target)
    if checked.report.reaches("error") and not checked.unsent:
        raise WriteError(_out_of_scope(checked, target))
    try:
        content = write(checked, stationery)
    except ValueError as error:
        raise WriteError(_unprintable(checked.letter, target)) from error
    write_file(target, content, overwrite=overwrite)


def check_target(path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
    """Raise what ``write_letter`` would raise for this path, as far as it can be seen beforehand.

    For whoever writes several files: none is written when one of them cannot be.
    """
    target = Path(path)
    _writer_of(target)
    refuse_unwritable(target, overwrite=overwrite)
    if target.suffix.lower() == ".pdf":
        from letterkit.writers.pdf_writer import find_office

        find_office()


def _writer_of(path: Path) -> Callable[[CheckedLetter, Stationery], bytes]:
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise UsageError(_unknown_suffix(path))
    return write


def _unknown_suffix(path: Path) -> Fault:
    *others, last = WRITERS
    known = f"{', '.join(others)} or {last}"
    if path.suffix:
        what = f"ends in {path.suffix}, and letterkit writes only {known}."
    else:
        what = "has no ending that says what kind of file to write."
    return Fault(what, f"Give it a name that ends in {known}.", Place(str(path)))


def _out_of_scope(checked: CheckedLetter, path: Path) -> Fault:
    count = checked.report.number_of("error")
    found = "1 statement steps" if count == 1 else f"{count} statements step"
    what = f"was not written: {found} outside the scope."
    todo = "Mend what the check reports, or add --unsent for a marked draft."
    return Fault(what, todo, Place(str(path)))


def _unprintable(letter: Letter, path: Path) -> Fault:
    """Name the character that neither Word nor a text file can hold, and where it was typed."""
    if found := _NEVER_PRINTED.search(letter.text):
        what = f"This place holds a character that cannot be printed (U+{ord(found[0]):04X})."
        return Fault(what, "Delete it and type it again.", letter.origin_at(found.start()).place)
    what = "was not written: its title or author holds a character that cannot be printed."
    return Fault(what, "Delete it and type it again.", Place(str(path)))
