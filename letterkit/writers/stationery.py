"""What a letter is written on and signed with: nothing of it changes a word."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from letterkit.errors import Fault, InputError, Place
from letterkit.writers.files import read_small_file

if TYPE_CHECKING:
    from letterkit.documents.letterhead import Letterhead

Paper = Literal["a4", "letter"]

MAX_SIGNATURE = 2_000_000
MAX_PIXELS = 5_000  # either way: a page scanned at 600 dots an inch
_AS_PNG = "Save it as PNG or JPEG, as it should be printed."


@dataclass(frozen=True, slots=True)
class SignatureImage:
    """A picture of a signature, with nothing in it but the picture; its size is in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Stationery:
    """How a letter looks: without any of these, as ours do, on the paper of its profile."""

    letterhead: Letterhead | None = None
    paper: Paper | None = None
    signature: SignatureImage | None = None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know of the letterhead before sending."""
        return self.letterhead.remarks if self.letterhead else ()


PLAIN = Stationery()


def letterhead_from(path: Path) -> Letterhead:
    """Return the clinic's Word file at ``path`` as the base of a letter.

    Raises InputError for a file that cannot be one.
    """
    from docx import Document  # loads lxml: not for every letter

    from letterkit.documents.letterhead import read_letterhead
    from letterkit.writers.base_document import BASE

    try:
        letterhead = read_letterhead(path, BASE.read_bytes())
        Document(io.BytesIO(letterhead.content))
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # A package can lack what the format asks for in more ways than can be named.
        what = "is damaged: parts of it are missing or do not fit together."
        todo = "Open it in Word and save it again."
        raise InputError(Fault(what, todo, Place(str(path)))) from error
    return letterhead


def signature_from(path: Path, named_at: Place) -> SignatureImage:
    """Return the signature at ``path``, a PNG or JPEG, without what cameras add to pictures.

    ``named_at`` is where the file is named. Raises InputError for anything else there.
    """
    from letterkit.documents.pictures import (
        JPEG,
        PNG,
        BrokenPictureError,
        is_turned,
        notes,
        size_of,
        without_notes,
    )  # fmt: skip

    def refused(what: str, todo: str) -> InputError:
        return InputError(Fault(f"the signature {path.name} {what}", todo, named_at))

    try:
        content = read_small_file(path, MAX_SIGNATURE)
    except OSError as error:
        raise refused(f"cannot be read ({error.strerror}).", "Check the name.") from None
    if len(content) > MAX_SIGNATURE:
        raise refused(f"is larger than {MAX_SIGNATURE // 10**6} MB.", "Make it smaller.")
    if not content.startswith((PNG, JPEG)):
        raise refused("is not a PNG or JPEG picture.", _AS_PNG)
    try:
        turned, (width, height) = is_turned(content), size_of(content)
    except BrokenPictureError:
        raise refused("is damaged.", _AS_PNG) from None
    if turned:
        raise refused("lies on its side, and only a note in it says so.", "Turn it and save it.")
    if not (0 < width <= MAX_PIXELS and 0 < height <= MAX_PIXELS):
        raise refused(f"is larger than {MAX_PIXELS} pixels.", "Make it smaller.")
    clean = without_notes(content) if notes(content) else content
    return SignatureImage(clean, width, height)
