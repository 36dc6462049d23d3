"""Patterns that were compiled when the index was built, for a check to start without doing so.

Python has no public way to keep a compiled pattern: it is made of the numbers that Python's own
``re`` runs, which are kept here beside the text. They are used only by the very engine that they
were made for; any other compiles the text.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import re
import sys
from array import array
from typing import cast
from zlib import compress, decompress

ENGINE = f"{_sre.MAGIC} {_sre.CODESIZE} {sys.byteorder}"
_NUMBER = next(kind for kind in "IL" if array(kind).itemsize == _sre.CODESIZE)


def code_of(text: str) -> bytes:
    """Return the numbers of a pattern; nothing for one with groups or flags, which they lack."""
    from re import _compiler as compiler  # type: ignore[attr-defined]  # a check needs neither
    from re import _parser as parser  # type: ignore[attr-defined]

    tree = parser.parse(text)
    if tree.state.groups > 1 or tree.state.flags != re.UNICODE:
        return b""
    return compress(array(_NUMBER, compiler._code(tree, tree.state.flags)).tobytes(), 9)


def pattern_of(text: str, code: bytes) -> re.Pattern[str]:
    """Return the pattern of a text, from its numbers where there are some."""
    if not code:
        return re.compile(text)
    numbers = array(_NUMBER, decompress(code)).tolist()
    return cast("re.Pattern[str]", _sre.compile(text, re.UNICODE.value, numbers, 0, {}, (None,)))
