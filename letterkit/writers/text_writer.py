"""Writes a letter as plain text that can be pasted into a field of a medical record."""

from __future__ import annotations

from letterkit.letter import ITEM_MARKS, Block
from letterkit.scope import CheckedLetter
from letterkit.writers.columns import WIDTH, table_lines, wrap
from letterkit.writers.marks import DRAFT_MARK
from letterkit.writers.typography import bind, unbind


def text_bytes(checked: CheckedLetter) -> bytes:
    """Return the file's content. Raises ValueError for a character that UTF-8 cannot hold."""
    return letter_text(checked).encode("utf-8")


def letter_text(checked: CheckedLetter, width: int = WIDTH) -> str:
    """Return the letter in lines of at most ``width`` columns, with a blank line between its parts.

    A heading stands directly on what it heads. An unsent letter begins and ends with its mark.
    """
    parts = [DRAFT_MARK, ""] if checked.unsent else []
    for block in checked.letter.blocks:
        lines = [line.rstrip() for line in _block_lines(block, width)]
        parts += filter(None, lines)
        if block.kind != "heading":
            parts.append("")
    if checked.unsent:
        parts += [DRAFT_MARK, ""]
    return unbind("\n".join(_single_blanks(parts)))


def _block_lines(block: Block, width: int) -> list[str]:
    if block.kind == "table":
        return table_lines([[bind(cell.text) for cell in row] for row in block.rows], width)
    first = ITEM_MARKS.get(block.kind, "")
    rest = " " * len(first)
    return [out for line in block.lines for out in wrap(bind(line.text), width, first, rest)]


def _single_blanks(lines: list[str]) -> list[str]:
    """Drop blank lines at the start and after another; an empty part leaves no hole."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept if kept and not kept[-1] else [*kept, ""]
