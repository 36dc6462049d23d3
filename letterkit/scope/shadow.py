"""The shadow of a text: what the rules read.

Lower case, straight quotes, single spaces, plain letters for wide ones and for ligatures; invisible
characters, emphasis marks and the addresses of links are gone.
Patterns are written for the shadow, reports point into the text: ``Shadow.at`` leads from one to
the other.
"""

from __future__ import annotations

import bisect
import re
from typing import NamedTuple

_PLAIN = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"',
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
        "\n": " ", "_": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-",
    }
    | dict.fromkeys("\t\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000", " ")
    | {chr(sign): " " for sign in range(0x2000, 0x200B)}
)  # fmt: skip
# Wide letters, as East Asian keyboards write them, are read as the plain ones.
_PLAIN |= {sign + 0xFEE0: _PLAIN.get(sign, chr(sign)) for sign in range(0x21, 0x7F)}
# Letters that are set as one sign; a text copied from a PDF has them.
_LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", "ff fi fl ffi ffl st st".split(), strict=True))
# What is longer or shorter in the shadow: ligatures, and what a reader does not see, which are soft
# hyphens, joiners, marks of direction; white space after white space or before a line's end; the
# marks of emphasis, and of a link all but its words.
_RESIZED = re.compile(
    "[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
    r"|(?<=\s)[^\S\n]+|[^\S\n]+(?=\n)|\*+(?=\w)|(?<=\w)\*+|[ﬀ-ﬆ]"
    r"|(?=[_\[\]])(?:(?<!\w)__?(?=[^\W_])|(?<=[^\W_])__?(?!\w)|\[(?=[^\[\]\n]{,80}[\w*_]\][(\[])"
    r'|(?<=[\w*_])\](?:\([^()\s]{1,300}(?: "[^"\n]{0,80}")?\)|\[\w{1,40}\]))'
)


class Shadow(NamedTuple):
    """Three forms of one length: ``lines`` as typed, ``plain`` with one kind of space and quote,
    ``words`` in lower case besides.
    """

    lines: str
    plain: str
    words: str
    starts: tuple[int, ...]  # offsets in the shadow from which on …
    shifts: tuple[int, ...]  # … so many characters of the text are missing

    def at(self, offset: int) -> int:
        """Return the offset in the text of the character at ``offset`` in the shadow."""
        return offset + self.shifts[bisect.bisect_right(self.starts, offset) - 1]

    def end(self, offset: int) -> int:
        """Return the end in the text of a piece that ends at ``offset`` in the shadow."""
        return self.at(offset - 1) + 1 if offset else 0


def shadow_of(text: str) -> Shadow:
    """Return the shadow of ``text``."""
    starts, shifts = [0], [0]
    pieces: list[str] = []
    position = missing = 0
    for match in _RESIZED.finditer(text):
        letters = _LIGATURES.get(match[0], "")
        pieces += (text[position : match.start()], letters)
        first = match.start() - missing
        starts += range(first + 1, first + len(letters))  # they have one character in the text
        shifts += range(missing - 1, missing - len(letters), -1)
        position = match.end()
        missing += len(match[0]) - len(letters)
        starts.append(position - missing)
        shifts.append(missing)
    lines = "".join(pieces) + text[position:] if pieces else text
    plain = lines.translate(_PLAIN)
    words = plain.lower()
    if len(words) != len(plain):  # a few letters grow in lower case; those stay as they are
        words = "".join(low if len(low := sign.lower()) == 1 else sign for sign in plain)
    return Shadow(lines, plain, words, tuple(starts), tuple(shifts))
