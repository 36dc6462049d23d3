"""Paragraphs, lists and tables, as any format has them → a Manuscript that looks the same for all.

A blank line parts paragraphs; the items of a list stand on lines of their own; the cells of a row
that hold one line each share a line, as letterkit.documents.words does it for Word files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from letterkit.manuscript import Manuscript, Passage

CELL_BREAK = " | "
ITEM, BOX = "- ", "[ ] "
MAX_DEPTH = 40  # of tables in cells and quotations in quotations; what is deeper is read flat
BULLETS = "•·▪▫■●○◦‣⁃➢➤✓✔\uf0b7\uf0a7\uf076\uf0d8\uf0fc"
BOXES = "☐□❑❏\uf06f\uf0a8\uf071\uf072"
_BLANK_LINE = "\n\n"
_OWN_BOX = ("[", "☐", "☒", "☑")
_WINDOWS = bytes(range(0x80, 0xA0)).decode("cp1252", "replace").replace("\ufffd", " ")
# What no letter shows: control characters, half characters; and bullets of symbol fonts. Old
# programs wrote their quotation marks with the numbers of control characters.
_PLAIN: dict[int, str | int | None] = {
    **dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0x7F], " "),
    **dict(enumerate(_WINDOWS, 0x80)),
    **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys((0xF0B7, 0xF0A7, 0xF076, 0xF0D8), "•"),
    **dict.fromkeys((0xF06F, 0xF0A8, 0xF071, 0xF072), "☐"),
    **dict.fromkeys((0xF0FE, 0xF0FD, 0xF052), "☒"),
    0xF0FC: "✓", 0xAD: None, 0xFEFF: None, 0x85: "\n", 0x2028: "\n", 0x2029: "\n",
}  # fmt: skip
_UNPLAIN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\ud800-\udfff\uf000-\uf0ff\ufeff\u2028\u2029]"
)
_LINE_END = re.compile(r"\r\n?")


class Paragraph(NamedTuple):
    """Words that stand together; ``mark`` is the sign of a list item."""

    words: str
    mark: str = ""


class Cell(NamedTuple):
    """What a cell of a table holds, and the column it begins in."""

    blocks: list[Block]
    column: int


class Table(NamedTuple):
    """Rows of cells."""

    rows: list[list[Cell]]


class Apart(NamedTuple):
    """Blocks that are one place for a person who looks for them: a page, a note, a header."""

    where: str
    blocks: list[Block]
    furniture: bool = False


Block = Paragraph | Table | Apart


def manuscript_of(blocks: Iterable[Block], format_: str) -> Manuscript:
    """Return the blocks as a letter, in their order; those without words are left out."""
    page = _Page()
    page.write(blocks, "")
    return Manuscript("".join(page.text), tuple(page.passages), format_, allows_comments=False)


def has_words(blocks: Iterable[Block]) -> bool:
    """Return whether there is anything to read."""
    return any(_paragraphs(blocks))


def words_of(blocks: Iterable[Block]) -> list[str]:
    """Return the words, without their places."""
    return [word for paragraph in _paragraphs(blocks) for word in paragraph.words.split()]


def plain(words: str) -> str:
    """Return ``words`` without characters that only a program or a symbol font knows."""
    if "\r" in words:
        words = _LINE_END.sub("\n", words)
    return words.translate(_PLAIN) if _UNPLAIN.search(words) else words


class _Page:
    def __init__(self) -> None:
        self.text: list[str] = []
        self.length = 0
        self.passages: list[Passage] = []
        self.break_before = ""
        self.in_list = False
        self.furniture = False
        self.paragraphs = self.tables = 0

    def write(self, blocks: Iterable[Block], where: str) -> None:
        """Write blocks that stand at ``where``; paragraphs without a place are counted."""
        for block in blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block, where)
            elif isinstance(block, Table):
                self._table(block)
            else:
                outer, self.furniture = self.furniture, self.furniture or block.furniture
                self._begin_anew()
                self.write(block.blocks, block.where)
                self._begin_anew()
                self.furniture = outer

    def _begin_anew(self) -> None:
        self.in_list = False
        if self.text:
            self.break_before = _BLANK_LINE

    def _paragraph(self, paragraph: Paragraph, where: str) -> None:
        words = plain(paragraph.words).strip()
        if not words:
            return
        mark = paragraph.mark
        if not where:
            self.paragraphs += 1
            where = f"paragraph {self.paragraphs}"
        self._put("\n" if mark and self.in_list else self.break_before)
        if not words.startswith(_OWN_BOX):
            self._put(mark)
        start = self.length
        self._put(words)
        self.passages.append(Passage(start, self.length, where, self.furniture))
        self.in_list = bool(mark)
        self.break_before = _BLANK_LINE

    def _put(self, words: str) -> None:
        self.text.append(words)
        self.length += len(words)

    def _table(self, table: Table) -> None:
        self.tables += 1
        title = f"table {self.tables}"
        for number, row in enumerate(table.rows, 1):
            in_one_line = all(_has_one_line(cell) for cell in row)
            self._begin_anew()
            for cell in row:
                before = len(self.passages)
                self.write(cell.blocks, f"{title}, row {number}, column {cell.column}")
                if in_one_line and len(self.passages) > before:
                    self.break_before = CELL_BREAK
        self._begin_anew()


def _paragraphs(blocks: Iterable[Block]) -> Iterable[Paragraph]:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from _paragraphs(cell.blocks)
        elif isinstance(block, Apart):
            yield from _paragraphs(block.blocks)
        elif block.words.strip():
            yield block


def _has_one_line(cell: Cell) -> bool:
    if any(not isinstance(block, Paragraph) for block in cell.blocks):
        return False
    return sum(1 for _ in _paragraphs(cell.blocks)) <= 1
