"""Which paragraphs are items of a list, and with what sign: a bullet, or a box to tick."""

from __future__ import annotations

from typing import Any, NamedTuple

from letterkit.documents.markup import each, find, name, value

_ITEM, _BOX, _TICKED = "- ", "[ ] ", "[x] "
_SIGNS = dict.fromkeys("☐□❑❏\uf06f\uf0a8\uf071\uf072", _BOX) | dict.fromkeys(
    "☑☒\uf052\uf0fe\uf0fd", _TICKED
)
_BODY_TEXT = "9"  # the outline level of what is no heading


class _Numbered(NamedTuple):
    """What a paragraph or style says of itself; what is empty, its style says."""

    number: str = ""
    level: str = ""
    outline: str = ""

    def over(self, style: _Numbered) -> _Numbered:
        """Return the same, with what it leaves open taken from ``style``."""
        return _Numbered(*(own or its for own, its in zip(self, style, strict=True)))

    @property
    def is_heading(self) -> bool:
        """Whether it stands in the outline of the document: numbered, it is still no item."""
        return self.outline not in ("", _BODY_TEXT)


class ItemMarks:
    """The lists of a Word file: its styles and its numbering, either of which may be missing."""

    def __init__(self, styles: Any, numbering: Any) -> None:
        found = [] if styles is None else each(styles, "w:style")
        self._styles = {value(style, "w:styleId"): style for style in found}
        kinds = ("w:num", "w:numId"), ("w:abstractNum", "w:abstractNumId")
        self._lists, self._shapes = (_by_id(numbering, *kind) for kind in kinds)
        self._of_style: dict[str, _Numbered] = {}
        self._marks: dict[tuple[str, str], str] = {}

    def of(self, paragraph: Any) -> str:
        """Return what an item begins with in plain text; of any other paragraph, nothing."""
        if not self._lists:
            return ""
        style = value(find(paragraph, "w:pPr/w:pStyle"))
        said = _said_in(paragraph).over(self._said_by(style))
        if said.is_heading or said.number not in self._lists:
            return ""
        key = said.number, said.level or self._level_of(said.number, style)
        if key not in self._marks:
            self._marks[key] = _mark(self._level(*key))
        return self._marks[key]

    def _said_by(self, style: str) -> _Numbered:
        """Return what a style says, itself or by those that it is based on."""
        chain: dict[str, None] = {}
        while style in self._styles and style not in self._of_style and style not in chain:
            chain[style] = None
            style = value(find(self._styles[style], "w:basedOn"))
        said = self._of_style.get(style, _Numbered())
        for one in reversed(chain):
            said = self._of_style[one] = _said_in(self._styles[one]).over(said)
        return said

    def _shape_of(self, number: str) -> Any:
        """Return the levels of a list; one that is a style's list leads on to it."""
        seen: set[str] = set()
        while number in self._lists and number not in seen:
            seen.add(number)
            shape = self._shapes.get(value(find(self._lists[number], "w:abstractNumId")))
            link = "" if shape is None else value(find(shape, "w:numStyleLink"))
            if not link:
                return shape
            number = self._said_by(link).number
        return None

    def _level_of(self, number: str, style: str) -> str:
        """Return the level that a list keeps for a style; the first where it keeps none."""
        shape = self._shape_of(number)
        levels = () if shape is None else shape.iterchildren(name("w:lvl"))
        kept = (one for one in levels if style and value(find(one, "w:pStyle")) == style)
        return next((value(level, "w:ilvl") for level in kept), "0")

    def _level(self, number: str, level: str) -> Any:
        """Return how a level of a list looks, or None."""
        own = _by_id(self._lists[number], "w:lvlOverride", "w:ilvl").get(level)
        changed = None if own is None else find(own, "w:lvl")
        if changed is not None:
            return changed
        return _by_id(self._shape_of(number), "w:lvl", "w:ilvl").get(level)


def _by_id(parent: Any, tag: str, key: str) -> dict[str, Any]:
    """Return the children of a kind by what they are called; without a parent, none."""
    children = () if parent is None else parent.iterchildren(name(tag))
    return {value(child, key): child for child in children}


def _said_in(element: Any) -> _Numbered:
    look = find(element, "w:pPr")
    if look is None:
        return _Numbered()
    return _Numbered(
        value(find(look, "w:numPr/w:numId")),
        value(find(look, "w:numPr/w:ilvl")),
        value(find(look, "w:outlineLvl")),
    )


def _mark(level: Any) -> str:
    """Return the sign of a level; one without a sign that shows is no item's."""
    sign = value(find(level, "w:lvlText")).strip() if level is not None else ""
    if not sign or value(find(level, "w:numFmt")) == "none":
        return ""
    return _SIGNS.get(sign, _ITEM)
