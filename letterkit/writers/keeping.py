"""What must not be parted by the end of a page: the signature and the last words, a reply box.

Word needs no more than the mark “keep with next”. LibreOffice, when it opens a file, first guesses
that every 25 paragraphs fill a page, and keeps nothing together where its guess fell between two
lines (measured with 7.4). A line that holds a field it lays out once more, and then keeps; so each
line that is kept ends in a field that shows nothing.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from itertools import takewhile
from typing import Any, TypeAlias

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

Row: TypeAlias = "tuple[str, list[Paragraph]]"  # the kind of block, and what stands side by side

_SIGNING = ("closing", "signature")
_ENDING = (*_SIGNING, "note")
_TWO_LINES = 100  # about the characters of a full line: a paragraph with more has two


def keep_with_next(paragraph: Paragraph) -> None:
    """Let no page end after this paragraph."""
    paragraph.paragraph_format.keep_with_next = True
    lay_out_again(paragraph)


def lay_out_again(paragraph: Paragraph) -> None:
    """Put the field without a result at the end of a paragraph that its style keeps."""
    paragraph._p.extend(deepcopy(run) for run in _field())


@cache
def _field() -> list[Any]:
    runs = [OxmlElement("w:r") for _ in range(4)]
    marks = [OxmlElement("w:fldChar") for _ in range(3)]
    for mark, kind in zip(marks, ("begin", "separate", "end"), strict=True):
        mark.set(qn("w:fldCharType"), kind)
    code = OxmlElement("w:instrText")
    code.text = ' IF 1 = 0 "" "" '
    for run, content in zip(runs, (marks[0], code, *marks[1:]), strict=True):
        run.append(content)
    return runs


def keep_end(written: list[Row]) -> None:
    """Keep the signature and its notes in one piece, with the last two lines of the body."""
    first = next((at for at, (kind, _) in enumerate(written) if kind in _SIGNING), len(written))
    ending = [row[0] for _, row in takewhile(lambda row: row[0] in _ENDING, written[first:])]
    for paragraph in ending:
        paragraph.paragraph_format.keep_together = True
    for paragraph in ending[:-1]:
        keep_with_next(paragraph)
    beside = 0
    for kind, row in reversed(written[:first] if ending else []):
        for paragraph in row:
            if kind == "table":
                paragraph.paragraph_format.keep_with_next = True
            else:
                keep_with_next(paragraph)
            beside += len(paragraph.text)
        if beside >= _TWO_LINES:
            return
