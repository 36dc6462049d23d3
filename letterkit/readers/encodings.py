"""Which encoding a file names, as Python calls it."""

from __future__ import annotations

import codecs

_NO_LETTERS = ("utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape")
_AS_BROWSERS_READ = ("iso8859-1", "ascii")  # the names of one and the other are mixed up everywhere


def text_codec(charset: str) -> str:
    """Return Python's name of an encoding of text; nothing for an unknown one."""
    try:
        known = codecs.lookup(charset).name if charset else ""
        "".encode(known or "utf-8")
    except (LookupError, ValueError):  # unknown, or an encoding of bytes
        return ""
    if known in _NO_LETTERS:
        return ""
    return "cp1252" if known in _AS_BROWSERS_READ else known
