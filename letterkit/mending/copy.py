"""What the decisions make of the file: a copy in which nothing else differs."""

from __future__ import annotations

import codecs

from letterkit.errors import Fault, InputError
from letterkit.manuscript import Manuscript
from letterkit.mending.state import Mending

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# For a file in an encoding that has no typographic signs.
_PLAIN_SIGNS = str.maketrans(dict(zip("“”‘’–—", "\"\"''--", strict=True)) | {"…": "..."})


def copy_of(content: bytes, name: str, mending: Mending) -> bytes:
    """Return the mended copy of a file: what was not changed is as it was.

    A format that is neither Word nor text becomes a plain text. Raises InputError.
    """
    changes = mending.changes()
    if mending.original.format == "docx":
        from letterkit.documents.opening import word_file_of
        from letterkit.documents.rewording import reword
        from letterkit.documents.words import words_of

        if not changes:
            return content
        file = word_file_of(content, name)
        reword(words_of(file), changes)
        return file.content_in(content)
    if not mending.original.allows_comments:
        return mending.now.text.encode("utf-8", "replace")
    bom, encoding = encoding_of(content, mending.original)
    text = content[len(bom) :].decode(encoding)  # with its line ends, at the same offsets
    for change in reversed(changes):
        text = text[: change.start] + change.words + text[change.end :]
    return bom + text.encode(encoding)


def breaks_signature(content: bytes, name: str, mending: Mending) -> bool:
    """Return whether the letter has a digital signature that does not hold in its copy."""
    if mending.original.format != "docx" or not mending.changes():
        return False
    from letterkit.documents.opening import word_file_of

    return word_file_of(content, name).is_signed


def encoding_of(content: bytes, manuscript: Manuscript) -> tuple[bytes, str]:
    """Return the byte order mark of a text file, and the encoding of what follows it."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return bom, encoding
    return b"", manuscript.encoding


def fitting(words: str, encoding: str) -> str:
    """Return words as an encoding can hold them, with plain signs for typographic ones.

    Raises InputError that names what it cannot hold.

    >>> fitting("“0–10”", "ascii")
    '"0-10"'
    """
    if not _missing(words, encoding):
        return words
    plain = words.translate(_PLAIN_SIGNS)
    if missing := _missing(plain, encoding):
        what = f"“{''.join(missing)}” cannot be kept in this file, which is saved as {encoding}."
        raise InputError(Fault(what, "Write it in other words."))
    return plain


def _missing(words: str, encoding: str) -> list[str]:
    def fits(sign: str) -> bool:
        try:
            sign.encode(encoding)
        except UnicodeEncodeError:
            return False
        return True

    return [sign for sign in dict.fromkeys(words) if not fits(sign)]
