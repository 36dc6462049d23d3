"""Fields: words that Word works out anew, some from the author's computer or the network."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from letterkit.documents.markup import each, name, remove, unwrap, value

FETCHING = frozenset({
    "INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DDE", "DDEAUTO", "DATABASE",
    "HYPERLINK", "RD", "MACROBUTTON",
})  # fmt: skip
PERSONAL = frozenset({
    "AUTHOR", "LASTSAVEDBY", "USERNAME", "USERINITIALS", "USERADDRESS", "FILENAME", "TEMPLATE",
    "DOCPROPERTY", "DOCVARIABLE", "INFO", "COMMENTS", "TITLE", "SUBJECT", "KEYWORDS", "EDITTIME",
    "CREATEDATE", "SAVEDATE", "PRINTDATE", "REVNUM",
})  # fmt: skip


@dataclass(slots=True)
class Field:
    """One field: its code, and the pieces of markup that hold it together."""

    code: str = ""
    frame: list[Any] = field(default_factory=list)
    in_code: bool = True

    @property
    def kind(self) -> str:
        """The first word of the code, such as PAGE."""
        return (self.code.split() or [""])[0].upper()


def fields(root: Any) -> Iterator[Field]:
    """Yield the fields of a part, inner ones first."""
    for simple in each(root, "w:fldSimple"):
        yield Field(value(simple, "w:instr"), [simple])
    open_: list[Field] = []
    for element in each(root, "w:fldChar", "w:instrText"):
        if element.tag == name("w:instrText"):
            if open_ and open_[-1].in_code:
                open_[-1].code += element.text or ""
                open_[-1].frame.append(element)
            continue
        kind = value(element, "w:fldCharType")
        if kind == "begin":
            open_.append(Field())
        if open_:
            open_[-1].frame.append(element)
            open_[-1].in_code = kind == "begin"
            if kind == "end":
                yield open_.pop()


def freeze(root: Any, kinds: Collection[str]) -> None:
    """Turn the fields of these kinds into the words that they show."""
    for found in [one for one in fields(root) if one.kind in kinds]:
        for piece in found.frame:
            if piece.tag == name("w:fldSimple"):
                remove(*each(piece, "w:fldData"))
                unwrap(piece)
                continue
            run = piece.getparent()
            remove(piece)
            if run is not None and all(child.tag == name("w:rPr") for child in run):
                remove(run)
