"""The shadow of a text: what the rules read.

Lower case, straight quotes, one kind of space; invisible characters gone. Patterns are written for
the shadow, reports point into the text: ``Shadow.at`` leads from one to the other.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from letterkit.scope.lexicon import SIGNS

_PLAIN = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"',
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
        "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "\u3000": " ", "\t": " ",
        "\n": " ", "\r": " ", "\x0b": " ", "\x0c": " ", "\x85": " ", "\u2028": " ", "\u2029": " ",
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-",
    }
)  # fmt: skip
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SIGN = re.compile(f"[{SIGNS}]")  # the lexicon tags terms with these


class Shadow(NamedTuple):
    """Three forms of one length: ``lines`` as typed, ``plain`` with one kind of space and quote,
    ``words`` in lower case besides.
    """

    lines: str
    plain: str
    words: str
    kept: tuple[int, ...] | None  # offsets of the characters that were kept; None: all of them

    def at(self, offset: int) -> int:
        """Return the offset in the text of the character at ``offset`` in the shadow."""
        if self.kept is None:
            return offset
        return self.kept[offset] if offset < len(self.kept) else self.kept[-1] + 1

    def end(self, offset: int) -> int:
        """Return the end in the text of a piece that ends at ``offset`` in the shadow."""
        return self.at(offset - 1) + 1 if offset else 0


def shadow_of(text: str) -> Shadow:
    """Return the shadow of ``text``."""
    kept = None
    if _INVISIBLE.search(text):
        kept = tuple(at for at, sign in enumerate(text) if not _INVISIBLE.match(sign))
        text = "".join(text[at] for at in kept)
    plain = text.translate(_PLAIN)
    if _SIGN.search(plain):
        plain = _SIGN.sub("\ufffd", plain)
    words = plain.lower()
    if len(words) != len(plain):  # a few letters grow in lower case; those stay as they are
        words = "".join(low if len(low := sign.lower()) == 1 else sign for sign in plain)
    return Shadow(text, plain, words, kept)
