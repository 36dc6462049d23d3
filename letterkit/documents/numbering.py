"""Which paragraphs are items of a list, and with what sign: a bullet, or a box to tick."""

from __future__ import annotations

from typing import Any

from letterkit.documents.markup import each, find, name, value

_ITEM, _BOX = "- ", "[ ] "
_BOXES = ("☐", "□", "❑", "❏", "\uf06f", "\uf0a8", "\uf071", "\uf072")


class ItemMarks:
    """The lists of a Word file: its styles and its numbering, either of which may be missing."""

    def __init__(self, styles: Any, numbering: Any) -> None:
        self._by_style = _numbers_of(styles) if styles is not None else {}
        self._marks = _marks_of(numbering) if numbering is not None else {}

    def of(self, paragraph: Any) -> str:
        """Return what an item begins with in plain text; of any other paragraph, nothing."""
        number = value(find(paragraph, "w:pPr/w:numPr/w:numId"))
        if not number:
            number = self._by_style.get(value(find(paragraph, "w:pPr/w:pStyle")), "")
        return self._marks.get(number, "")


def _numbers_of(styles: Any) -> dict[str, str]:
    """Return the list of each paragraph style that is one, its own or inherited."""
    by_id = {value(style, "w:styleId"): style for style in each(styles, "w:style")}
    found: dict[str, str] = {}
    for one in by_id:
        style, seen = by_id.get(one), {one}
        while style is not None:
            if number := value(find(style, "w:pPr/w:numPr/w:numId")):
                found[one] = number
                break
            based_on = value(find(style, "w:basedOn"))
            style = None if based_on in seen else by_id.get(based_on)
            seen.add(based_on)
    return found


def _marks_of(numbering: Any) -> dict[str, str]:
    """Return the sign of each list; a list without visible signs is none."""
    kinds = each(numbering, "w:abstractNum")
    levels = {value(kind, "w:abstractNumId"): find(kind, "w:lvl") for kind in kinds}
    return {
        value(one, "w:numId"): _mark(levels.get(value(find(one, "w:abstractNumId"))))
        for one in numbering.iterchildren(name("w:num"))
    }


def _mark(level: Any) -> str:
    """Return the sign of a list whose first level is ``level``.

    A heading may be numbered without a sign that shows, and is then no item.
    """
    if level is None:
        return ""
    sign = value(find(level, "w:lvlText"))
    if value(find(level, "w:numFmt")) == "none" or not sign.strip():
        return ""
    return _BOX if sign.strip() in _BOXES else _ITEM
