"""The words of a Word file in reading order, and the piece of markup that holds each of them.

What a reader sees is read: tracked changes as accepted, the result of a field and not its code,
a drawing once and not also its stand-in for old programs. Hidden text is not read; letterkit
inspect lists it. Headers come first, notes and footers last.
"""

from __future__ import annotations

import bisect
from typing import Any, NamedTuple

from letterkit.documents.hidden import hidden_styles, is_hidden
from letterkit.documents.markup import counted, each, find, is_on, namespace, shown, text_of, value
from letterkit.documents.numbering import ItemMarks
from letterkit.documents.signs import PLAIN, form_field, symbol
from letterkit.documents.word_file import WordFile
from letterkit.manuscript import Passage

CELL_BREAK = " | "
_BLANK_LINE = "\n\n"
_SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
# What holds more of a paragraph's words; of anything else below a paragraph nothing is read.
_HOLDERS = frozenset(
    "ins moveTo hyperlink smartTag customXml fldSimple sdt sdtContent dir bdo rubyBase".split()
)
_BLOCK_HOLDERS = frozenset("ins moveTo sdt sdtContent customXml".split())
_REMOVED_ENDS = ("w:del", "w:moveFrom")
_OWN_BOX = ("[", "☐", "☒", "☑")
_NOTES = ("footnote", "endnote")
_REFERENCES = {f"{kind}Reference": kind for kind in _NOTES}
_W = f"{{{namespace('w')}}}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Namespaces of drawings and symbols that Word knows begin so; a choice of others it passes over.
_KNOWN = ("http://schemas.microsoft.com/office/", "http://schemas.openxmlformats.org/")


class Piece(NamedTuple):
    """Characters of the text that one element of markup holds, from its character ``at`` on."""

    start: int
    end: int
    element: Any  # w:t
    at: int


class Words(NamedTuple):
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
        for number in range(first, len(self.pieces)):
            piece = self.pieces[number]
            if piece.start >= end:
                break
            a, b = max(piece.start, start), min(piece.end, end)
            found.append(Piece(a, b, piece.element, piece.at + a - piece.start))
        return found


def words_of(file: WordFile) -> Words:
    """Return the words of ``file``. Its markup is read, and not changed."""
    reader = _Reader(file)
    reader.read()
    return Words("".join(reader.text), tuple(reader.passages), tuple(reader.pieces))


def holds_other_file(file: WordFile) -> bool:
    """Return whether Word shows another file, such as a web page, as a part of the text."""
    return bool(each(file.tree(file.main), "w:altChunk"))


def holds_picture(file: WordFile) -> bool:
    """Return whether the text shows a picture or a drawing."""
    return bool(each(file.tree(file.main), "w:drawing", "w:pict", "w:object"))


class _Words(NamedTuple):
    """Characters of the paragraph that is being read, and what holds them if anything does."""

    text: str
    element: Any = None
    at: int = 0


class _Reader:
    def __init__(self, file: WordFile) -> None:
        self.file, main = file, file.main
        self.root = file.tree(main)
        self.related = [one for one in file.relations(main) if not one.external]
        styles = self._tree("styles")
        self.hidden = hidden_styles(styles) if styles is not None else frozenset()
        self.marks = ItemMarks(styles, self._tree("numbering"))
        self.text: list[str] = []
        self.length = 0
        self.passages: list[Passage] = []
        self.pieces: list[Piece] = []
        self.line: list[_Words] = []  # the paragraph that is being read
        self.boxes: list[Any] = []  # its text boxes, read after it
        self.break_before = ""
        self.in_list = False
        self.in_code: list[bool] = []  # of each field that is open, or of one around it
        self.unclosed: set[Any] = set()  # where a field begins that does not end
        self.place = ""  # what stands apart is one place; in the body, places are counted
        self.counts = False
        self.furniture = False
        self.paragraphs = self.tables = self.boxes_read = 0
        self.noted: dict[str, dict[str, None]] = {kind: {} for kind in _NOTES}

    def _tree(self, kind: str) -> Any:
        found = (one.target for one in self.related if one.kind == kind)
        return next((self.file.tree(part) for part in found if self.file.is_markup(part)), None)

    def read(self) -> None:
        """Read headers, body, notes and footers."""
        self._margins("header")
        body = find(self.root, "w:body")
        if body is not None:
            self._story(body)
        for kind in _NOTES:
            self._notes(kind)
        self._margins("footer")

    def _margins(self, kind: str) -> None:
        """Read the headers or the footers that some page shows, each once."""
        sections = each(self.root, "w:sectPr")
        with_first = any(is_on(find(section, "w:titlePg")) for section in sections)
        shown = {"default": True, "first": with_first, "even": self._even_pages_differ()}
        targets = {one.id: one.target for one in self.related if one.kind == kind}
        references = (ref for section in sections for ref in each(section, f"w:{kind}Reference"))
        parts = (
            targets.get(value(reference, "r:id"), "")
            for reference in references
            if shown.get(value(reference, "w:type") or "default")
        )
        different: dict[str, Any] = {}  # many programs write the same one for every kind of page
        for part in filter(self.file.is_markup, dict.fromkeys(parts)):
            different.setdefault(text_of(self.file.tree(part)), self.file.tree(part))
        self.furniture = True
        for margin in different.values():
            self._story(margin, kind)
        self.furniture = False

    def _even_pages_differ(self) -> bool:
        settings = self._tree("settings")
        return settings is not None and is_on(find(settings, "w:evenAndOddHeaders"))

    def _notes(self, kind: str) -> None:
        """Read the notes, in the order in which the text refers to them."""
        root = self._tree(f"{kind}s")
        notes = {value(n, "w:id"): n for n in each(root, f"w:{kind}")} if root is not None else {}
        for number, one in enumerate(filter(notes.__contains__, self.noted[kind]), 1):
            self._story(notes[one], f"{kind} {number}")

    def _story(self, root: Any, place: str = "") -> None:
        """Read blocks that no field reaches into: as one place, or counting what is in them."""
        before = self.in_code, self.unclosed, self.place, self.counts
        self.in_code, self.unclosed, self.place, self.counts = [], _unclosed(root), place, not place
        self._blocks(root)
        self.in_code, self.unclosed, self.place, self.counts = before

    # Blocks: each ends in _end_paragraph, which puts what was gathered into the text

    def _blocks(self, parent: Any) -> None:
        for block in parent:
            if block.tag == f"{_W}p":
                self._content(block)
                if not _runs_on(block):
                    self._end_paragraph(self.marks.of(block))
            elif block.tag == f"{_W}tbl":
                self._end_paragraph()
                self._table(block)
            elif block.tag == f"{_MC}AlternateContent":
                self._blocks(_alternative(block))
            elif _local(block) in _BLOCK_HOLDERS:
                self._blocks(block)
        self._end_paragraph()

    def _end_paragraph(self, mark: str = "") -> None:
        """Put what was gathered into the text: the words as a passage, then the text boxes."""
        line, self.line = self.line, []
        if words := "".join(piece.text for piece in line).strip():
            self._put_passage(line, "" if words.startswith(_OWN_BOX) else mark, bool(mark))
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.boxes_read += self.counts
            self._story(box, f"text box {self.boxes_read}" if self.counts else self.place)

    def _put_passage(self, line: list[_Words], mark: str, is_item: bool) -> None:
        self._put("\n" if is_item and self.in_list else self.break_before)
        self.break_before, self.in_list = _BLANK_LINE, is_item
        self._put(mark)
        start = self.length
        for piece in line:
            if piece.element is not None:
                end = self.length + len(piece.text)
                self.pieces.append(Piece(self.length, end, piece.element, piece.at))
            self._put(piece.text)
        self.paragraphs += not self.place
        place = self.place or f"paragraph {self.paragraphs}"
        self.passages.append(Passage(start, self.length, place, self.furniture))

    def _put(self, words: str) -> None:
        self.text.append(words)
        self.length += len(words)

    def _table(self, table: Any) -> None:
        rows = [row for row in _below(table, "tr") if _is_shown(row)]
        if not rows:
            return
        self.tables += self.counts
        title, outside = f"table {self.tables}", self.place
        for number, row in enumerate(rows, 1):
            cells = [c for c in _below(row, "tc") if find(c, "w:tcPr/w:cellDel") is None]
            in_one_line = all(map(self._has_one_line, cells))
            column = 1 + counted(find(row, "w:trPr/w:gridBefore"), 0)
            for cell in cells:
                if self.counts:
                    self.place = f"{title}, row {number}, column {column}"
                before = self.length
                if not _is_covered(cell):
                    self._blocks(cell)
                if in_one_line and self.length > before:
                    self.break_before = CELL_BREAK
                column += counted(find(cell, "w:tcPr/w:gridSpan"), 1)
            self._end_row()
        self.place = outside

    def _end_row(self) -> None:
        if self.length:
            self.break_before = _BLANK_LINE
        self.in_list = False

    def _has_one_line(self, cell: Any) -> bool:
        """Return whether the words of a cell can stand in the line of its row."""
        held = [p for p in each(cell, "w:p") if any(t.text for t in each(p, "w:t"))]
        return (
            len(held) <= 1
            and not any(map(self.marks.of, held))
            and not each(cell, "w:tbl", "w:br", "w:cr", "w:txbxContent")
        )

    # Words

    def _content(self, holder: Any) -> None:
        for child in holder:
            if child.tag == f"{_W}r":
                self._run(child, hidden=is_hidden(child, self.hidden))
            elif child.tag == f"{_MC}AlternateContent":
                self._content(_alternative(child))
            elif _local(child) in _HOLDERS:
                self._content(child)
            elif str(child.tag).startswith(_MATH):
                self._math(child)

    def _math(self, element: Any) -> None:
        if element.tag == f"{_MATH}r":
            self.line += [_Words(t.text or "") for t in element.iterchildren(f"{_MATH}t")]
            return
        if element.tag == f"{_MATH}den":  # of a fraction, under its bar
            self.line.append(_Words("/"))
        self._content(element)

    def _run(self, run: Any, *, hidden: bool = False) -> None:
        for child in run:
            kind = _local(child)
            if kind == "t":
                if not hidden and not self._is_code():
                    self._text(child)
            elif kind == "fldChar":
                self._field(child)
            elif hidden:
                continue
            elif kind in ("drawing", "pict", "object"):
                self._find_boxes(child)
            elif child.tag == f"{_MC}AlternateContent":
                self._run(_alternative(child))
            elif self._is_code():
                continue
            elif kind in _SIGNS:
                self.line.append(_Words(_SIGNS[kind]))
            elif kind == "sym":
                self.line.append(_Words(symbol(value(child, "w:char"))))
            elif kind in _REFERENCES:
                self.noted[_REFERENCES[kind]][value(child, "w:id")] = None
            elif kind == "ruby":
                self._content(child)

    def _is_code(self) -> bool:
        return bool(self.in_code) and self.in_code[-1]

    def _field(self, element: Any) -> None:
        kind = value(element, "w:fldCharType")
        if kind == "begin" and element not in self.unclosed:
            if not self._is_code():
                self.line.append(_Words(form_field(element)))
            self.in_code.append(True)
        elif self.in_code and kind == "separate":
            self.in_code[-1] = len(self.in_code) > 1 and self.in_code[-2]
        elif self.in_code and kind == "end":
            self.in_code.pop()

    def _text(self, element: Any) -> None:
        start, end = shown(element)
        if start < end:
            words = element.text[start:end]
            self.line.append(_Words(words.translate(PLAIN), element, start))

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
    """Return the first of the alternatives that Word would take; without one, nothing."""
    for choice in choices:
        if choice.tag == f"{_MC}Fallback":
            return choice
        needed = choice.get("Requires", "").split()
        if all((choice.nsmap.get(prefix) or "").startswith(_KNOWN) for prefix in needed):
            return choice
    return ()


def _runs_on(paragraph: Any) -> bool:
    """Return whether a paragraph's end is deleted, moved away or hidden: the next one goes on."""
    mark = find(paragraph, "w:pPr/w:rPr")
    if mark is None:
        return False
    removed = any(find(mark, kind) is not None for kind in _REMOVED_ENDS)
    return removed or is_on(find(mark, "w:vanish"))


def _below(element: Any, kind: str) -> list[Any]:
    """Return the rows of a table, or the cells of a row, also those in a content control."""
    found = []
    for child in element:
        if child.tag == _W + kind:
            found.append(child)
        elif _local(child) in _BLOCK_HOLDERS:
            found += _below(child, kind)
    return found


def _is_shown(row: Any) -> bool:
    """Return whether a row is neither deleted nor hidden."""
    return find(row, "w:trPr/w:del") is None and not is_on(find(row, "w:trPr/w:hidden"))


def _is_covered(cell: Any) -> bool:
    """Return whether a cell lies under the one above it, which was merged with it."""
    merged = find(cell, "w:tcPr/w:vMerge")
    return merged is not None and value(merged) != "restart"


def _unclosed(root: Any) -> set[Any]:
    """Return where the fields begin that do not end, as in a damaged file: they hide nothing."""
    begun: list[Any] = []
    for element in each(root, "w:fldChar"):
        kind = value(element, "w:fldCharType")
        if kind == "begin":
            begun.append(element)
        elif kind == "end" and begun:
            begun.pop()
    return set(begun)
