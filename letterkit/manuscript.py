"""A letter as somebody wrote it elsewhere: its words, and where in the document each one stands.

Every reader turns its format into this, and nothing after the readers knows the format.
"""

from __future__ import annotations

from typing import NamedTuple


class Passage(NamedTuple):
    """Words that stand together: a paragraph, a list item, what one cell of a table holds.

    ``start`` and ``end`` are code-point offsets into the manuscript's text. ``where`` says how a
    person finds it in a format without lines (“table 2, row 3, column 1”, “page 2”); it is empty
    where lines are counted. ``furniture`` is what the page repeats or carries beside the letter:
    a header, a footer, the lines at the head of a mail.
    """

    start: int
    end: int
    where: str = ""
    furniture: bool = False


class Manuscript(NamedTuple):
    """A letter's text, and its passages in the order of the text, which do not overlap.

    Between passages stand only the line ends and list marks that the reader put there.
    ``allows_comments`` says whether a comment in the text may allow a rule: in a plain text or
    Markdown file, where a person sees it. ``encoding`` is the codec that gives a plain text back
    as it was saved; the other formats keep their words in their own way.
    """

    text: str
    passages: tuple[Passage, ...] = ()
    format: str = "text"
    allows_comments: bool = True
    encoding: str = "utf-8"

    def where(self, at: int) -> str:
        """Return how a person finds the character at ``at``; empty where its line says it."""
        import bisect  # only an issue in a format without lines pays for it

        number = bisect.bisect_right(self.passages, at, key=lambda passage: passage.start) - 1
        return self.passages[number].where if number >= 0 else ""
