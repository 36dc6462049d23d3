"""The words of a Word file in reading order, and the piece of markup that holds each of them.

What a reader sees is read: tracked changes as accepted, the result of a field and not its code,
a drawing once and not also its stand-in for old programs. Hidden text is not read; letterkit
inspect lists it. Headers come first, notes and footers last.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from letterkit.documents.hidden import hidden_styles, is_hidden
from letterkit.documents.markup import each, find, namespace, value
from letterkit.documents.numbering import ItemMarks
from letterkit.documents.word_file import WordFile
from letterkit.manuscript import Passage

CELL_BREAK = " | "
_BLANK_LINE = "\n\n"
# Characters that only a symbol font shows, as plain ones; what is no character, as a space.
_PLAIN = {
    0xF0B7: "•", 0xF0A7: "•", 0xF076: "•", 0xF0D8: "•", 0xF0A8: "☐", 0xF06F: "☐", 0xF0FE: "☒",
    0xF0FD: "☒", 0xF052: "☒", 0xF0FC: "✓", 0x0A: " ", 0x0D: " ", 0x09: " ",
}  # fmt: skip
_SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
# What holds more of a paragraph's words; of anything else below a paragraph nothing is read.
_HOLDERS = frozenset(
    "ins moveTo hyperlink smartTag customXml fldSimple sdt sdtContent dir bdo ruby rubyBase "
    "oMathPara oMath".split()
)
_BLOCK_HOLDERS = frozenset("ins moveTo sdt sdtContent customXml".split())
_NOTES = (("footnotes", "w:footnote", "footnote"), ("endnotes", "w:endnote", "endnote"))
_W = f"{{{namespace('w')}}}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


class Piece(NamedTuple):
    """Characters of the text that one element of markup holds, from its character ``at`` on."""

    start: int
    end: int
    element: Any  # w:t
    at: int


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a Word file, its passages, and its pieces in the order of the text."""

    text: str
    passages: tuple[Passage, ...]
    pieces: tuple[Piece, ...]

    def pieces_of(self, start: int, end: int) -> list[Piece]:
        """Return the pieces, or parts of them, that hold the characters from ``start`` to ``end``.

        What the reader put between them, and what is no text in the file (a line break, a tab),
        no piece holds.
        """
        found = []
        first = bisect.bisect_right(self.pieces, start, key=lambda piece: piece.end)
        for piece in itertools.takewhile(lambda piece: piece.start < end, self.pieces[first:]):
            a, b = max(piece.start, start), min(piece.end, end)
            found.append(Piece(a, b, piece.element, piece.at + a - piece.start))
        return found


def words_of(file: WordFile) -> Words:
    """Return the words of ``file``. Its markup is read, and not changed."""
    reader = _Reader(file)
    reader.read()
    return Words("".join(reader.text), tuple(reader.passages), tuple(reader.pieces))


class _Words(NamedTuple):
    """Characters of the paragraph that is being read, and what holds them if anything does."""

    text: str
    element: Any = None
    at: int = 0


class _Reader:
    def __init__(self, file: WordFile) -> None:
        self.file, self.main = file, file.main
        styles = self._tree("styles")
        self.hidden = hidden_styles(styles) if styles is not None else frozenset()
        self.marks = ItemMarks(styles, self._tree("numbering"))
        self.text: list[str] = []
        self.length = 0
        self.passages: list[Passage] = []
        self.pieces: list[Piece] = []
        self.line: list[_Words] = []  # the paragraph that is being read
        self.break_before = ""
        self.in_list = False
        self.furniture = False
        self.in_code: list[bool] = []  # of each field that is open
        self.boxes: list[Any] = []  # text boxes of the paragraph, read after it
        self.tables = self.boxes_read = 0

    def _tree(self, kind: str) -> Any:
        part = self.file.related(self.main, kind)
        return self.file.tree(part) if self.file.is_markup(part) else None

    def read(self) -> None:
        """Read headers, body, notes and footers."""
        self._margins("header")
        number = itertools.count(1)
        body = find(self.file.tree(self.main), "w:body")
        if body is not None:
            self._blocks(body, lambda: f"paragraph {next(number)}")
        for kind, element, called in _NOTES:
            notes = self._tree(kind)
            shown = [] if notes is None else each(notes, element)
            words = [note for note in shown if not value(note, "w:type").endswith("eparator")]
            for position, note in enumerate(words, 1):
                self._apart(note, f"{called} {position}")
        self._margins("footer")

    def _margins(self, kind: str) -> None:
        """Read the headers or the footers, each once."""
        self.furniture = True
        found = self.file.relations(self.main)
        for part in dict.fromkeys(one.target for one in found if one.kind == kind):
            if self.file.is_markup(part):
                self._apart(self.file.tree(part), kind)
        self.furniture = False

    def _apart(self, root: Any, where: str) -> None:
        """Read what stands apart from the body, as one place."""
        self.in_code.clear()
        self._blocks(root, lambda: where)

    # Blocks: each ends in _end_paragraph, which puts what was gathered into the text

    def _blocks(self, parent: Any, where: Callable[[], str]) -> None:
        for block in parent:
            if block.tag == f"{_W}p":
                self._paragraph(block, where)
            elif block.tag == f"{_W}tbl":
                self._end_paragraph("", where)
                self._table(block)
            elif block.tag == f"{_MC}AlternateContent":
                self._blocks(_alternative(block), where)
            elif _local(block) in _BLOCK_HOLDERS:
                self._blocks(block, where)
        self._end_paragraph("", where)

    def _paragraph(self, paragraph: Any, where: Callable[[], str]) -> None:
        self._content(paragraph)
        if find(paragraph, "w:pPr/w:rPr/w:del") is not None:
            return  # its end is deleted: it runs on into the next
        self._end_paragraph(self.marks.of(paragraph), where)
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.boxes_read += 1
            called = f"text box {self.boxes_read}"
            self._blocks(box, lambda called=called: called)  # type: ignore[misc]

    def _end_paragraph(self, mark: str, where: Callable[[], str]) -> None:
        """Put the words that were gathered into the text, as a passage."""
        line, self.line = self.line, []
        words = "".join(piece.text for piece in line)
        if not words.strip():
            return
        if self.length:
            self._put("\n" if mark and self.in_list else self.break_before)
        self.in_list = bool(mark)
        if mark and not words.lstrip().startswith(("[", "☐", "☒", "☑")):
            self._put(mark)
        start = self.length
        for piece in line:
            if piece.element is not None:
                end = self.length + len(piece.text)
                self.pieces.append(Piece(self.length, end, piece.element, piece.at))
            self._put(piece.text)
        self.passages.append(Passage(start, self.length, where(), self.furniture))
        self.break_before = _BLANK_LINE

    def _put(self, words: str) -> None:
        self.text.append(words)
        self.length += len(words)

    def _table(self, table: Any) -> None:
        self.tables += 1
        title = f"table {self.tables}"
        rows = [row for row in _below(table, "tr") if find(row, "w:trPr/w:del") is None]
        for number, row in enumerate(rows, 1):
            cells = [cell for cell in _below(row, "tc") if find(cell, "w:tcPr/w:cellDel") is None]
            in_one_line = all(_has_one_line(cell) for cell in cells)
            column = 1
            self.break_before = _BLANK_LINE
            for cell in cells:
                called = f"{title}, row {number}, column {column}"
                self._blocks(cell, lambda called=called: called)  # type: ignore[misc]
                if in_one_line and cell is not cells[-1] and self._in_row(title, number):
                    self.break_before = CELL_BREAK
                column += _columns(cell)
        self.break_before = _BLANK_LINE
        self.in_list = False

    def _in_row(self, title: str, number: int) -> bool:
        """Return whether the last words stand in this row: an empty cell has none."""
        return bool(self.passages) and self.passages[-1].where.startswith(f"{title}, row {number},")

    # Words

    def _content(self, holder: Any) -> None:
        for child in holder:
            if child.tag == f"{_W}r":
                if not is_hidden(child, self.hidden):
                    self._run(child)
            elif child.tag == f"{_MC}AlternateContent":
                self._content(_alternative(child))
            elif child.tag == f"{_MATH}r":
                self.line += [_Words(t.text or "") for t in child.iter(f"{_MATH}t")]
            elif _local(child) in _HOLDERS or str(child.tag).startswith(_MATH):
                self._content(child)

    def _run(self, run: Any) -> None:
        for child in run:
            kind = _local(child)
            if kind == "fldChar":
                self._field(value(child, "w:fldCharType"))
            elif kind in ("drawing", "pict", "object"):
                self._find_boxes(child)
            elif child.tag == f"{_MC}AlternateContent":
                self._run(_alternative(child))
            elif any(self.in_code):
                continue
            elif kind == "t":
                self._text(child)
            elif kind in _SIGNS:
                self.line.append(_Words(_SIGNS[kind]))
            elif kind == "sym":
                self.line.append(_Words(_symbol(value(child, "w:char"))))
            elif kind == "ruby":
                self._content(child)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.in_code.append(True)
        elif self.in_code and kind == "separate":
            self.in_code[-1] = False
        elif self.in_code and kind == "end":
            self.in_code.pop()

    def _text(self, element: Any) -> None:
        words = element.text or ""
        at = 0
        if element.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
            at = len(words) - len(words.lstrip(" \t\r\n"))
            words = words.strip(" \t\r\n")
        if words:
            self.line.append(_Words(words.translate(_PLAIN), element, at))

    def _find_boxes(self, drawing: Any) -> None:
        """Remember the text boxes of a drawing; those inside a text box are met there."""
        for child in drawing:
            if child.tag == f"{_W}txbxContent":
                self.boxes.append(child)
            elif child.tag == f"{_MC}AlternateContent":
                self._find_boxes(_alternative(child))
            else:
                self._find_boxes(child)


def _local(element: Any) -> str:
    """Return the name of a WordprocessingML element, without its namespace; else nothing."""
    tag = str(element.tag)
    return tag[len(_W) :] if tag.startswith(_W) else ""


def _alternative(choices: Any) -> Any:
    """Return the first of the alternatives, which is the one for today's programs."""
    return choices[0] if len(choices) else choices


def _below(element: Any, kind: str) -> list[Any]:
    """Return the rows of a table, or the cells of a row, also those in a content control."""
    found = []
    for child in element:
        if child.tag == _W + kind:
            found.append(child)
        elif _local(child) in _BLOCK_HOLDERS:
            found += _below(child, kind)
    return found


def _has_one_line(cell: Any) -> bool:
    held = [p for p in each(cell, "w:p") if any(t.text for t in each(p, "w:t"))]
    return len(held) <= 1 and not each(cell, "w:tbl")


def _columns(cell: Any) -> int:
    span = value(find(cell, "w:tcPr/w:gridSpan"))
    return int(span) if span.isdecimal() and len(span) < 4 else 1


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return " "
    if number in _PLAIN:
        return _PLAIN[number]
    return chr(number) if 0x20 < number < 0xD800 else " "
