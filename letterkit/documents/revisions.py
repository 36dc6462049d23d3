"""Tracked changes: who made them, and how they are accepted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from letterkit.documents.markup import above, each, name, remove, unwrap, value

_GONE = ("w:del", "w:moveFrom")
_COME = ("w:ins", "w:moveTo")
_FORMAT = tuple(
    f"w:{kind}Change" for kind in ("rPr", "pPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr",
                                   "tblPrEx", "numbering")
)  # fmt: skip
_CELLS = ("w:cellIns", "w:cellDel", "w:cellMerge")
_RANGES = tuple(
    f"w:{range_}Range{end}"
    for range_ in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveFrom",
                   "customXmlMoveTo")
    for end in ("Start", "End")
)  # fmt: skip
_CALLED = (
    dict.fromkeys(_COME, "insertion") | dict.fromkeys(_GONE, "deletion")
    | dict.fromkeys(_FORMAT, "change of format") | dict.fromkeys(_CELLS, "change of a table")
)  # fmt: skip
_BLOCKS = ("w:p", "w:tbl", "w:sdt")


def changes(root: Any) -> Counter[tuple[str, str]]:
    """Count the tracked changes by author and kind."""
    return Counter(
        (value(element, "w:author"), called)
        for tag, called in _CALLED.items()
        for element in each(root, tag)
    )


def accept(root: Any) -> None:
    """Accept every tracked change, as Word's “Accept All” does."""
    # What stands among properties marks the whole: a paragraph's end, a row, a cell.
    for mark in each(root, *_GONE):
        if above(mark, "w:trPr") is not None:
            _remove_row(above(mark, "w:tr"))
    for mark in each(root, "w:cellDel"):
        remove(above(mark, "w:tc"))
    ended = [above(m, "w:p") for m in each(root, *_GONE) if above(m, "w:pPr") is not None]
    for change in each(root, *_FORMAT, *_CELLS, *_RANGES, *_GONE):
        remove(change)
    for change in each(root, *_COME):
        unwrap(change)
    for paragraph in ended:
        join_next(paragraph)


def join_next(paragraph: Any) -> None:
    """Let a paragraph whose end is gone run on into the next, whose look it takes."""
    content = [child for child in paragraph if child.tag != name("w:pPr")]
    following = paragraph.getnext()
    if following is not None and following.tag == name("w:p"):
        at = 1 if len(following) and following[0].tag == name("w:pPr") else 0
        following[at:at] = content
        remove(paragraph)
    elif not content:
        remove_block(paragraph)


def remove_block(block: Any) -> None:
    """Take out a paragraph, unless its cell, note or header would be left without any."""
    parent = block.getparent()
    others = [child for child in parent if child.tag in map(name, _BLOCKS) and child is not block]
    last_word = others and (parent.tag != name("w:tc") or others[-1].tag == name("w:p"))
    if last_word and block.find(f"{name('w:pPr')}/{name('w:sectPr')}") is None:
        remove(block)
    else:
        remove(*(child for child in list(block) if child.tag != name("w:pPr")))


def _remove_row(row: Any) -> None:
    table = row.getparent()
    remove(row)
    if table is not None and table.find(name("w:tr")) is None:
        remove(table)
