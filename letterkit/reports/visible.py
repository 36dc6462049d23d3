"""Words of a letter with nothing hidden in them: fit for a terminal, and for a page."""

from __future__ import annotations

import re

# They would move a cursor, end a page or, as signs of direction, turn round what stands after them.
# Compiled by re where a text holds any: most hold none.
_HIDDEN = "[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
_LINES = "[\t\n\r\x85\u2028\u2029]"
_PICTURES = {chr(sign): chr(0x2400 + sign) for sign in range(0x20)} | {"\x7f": "␡"}


def visible(words: str) -> str:
    """Return ``words`` with a picture, or “�”, for each character that works unseen.

    Line ends and tabs stay, line ends as Windows writes them become plain ones.
    """
    if words.isprintable():
        return words
    return re.sub(_HIDDEN, _picture, words.replace("\r\n", "\n"))


def visible_name(path: str) -> str:
    """Return the name of a file with nothing hidden in it, on one line.

    >>> visible_name("a\\nb.txt")
    'a␊b.txt'
    """
    return path if path.isprintable() else visible(re.sub(_LINES, _picture, path))


def _picture(match: re.Match[str]) -> str:
    return _PICTURES.get(match[0], "�")
