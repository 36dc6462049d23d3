"""Lines of plain text: how wide they look, where they break, and how a table stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from letterkit.width import width_of

WIDTH = 76
_GAP = 2
_STEP = 2


def wrap(text: str, width: int = WIDTH, first: str = "", rest: str = "") -> list[str]:
    """Return ``text`` as lines of at most ``width`` columns, broken at plain spaces only.

    ``first`` and ``rest`` begin the first line and the others. A word wider than a line keeps
    a line of its own: to cut an address or a name in two would change it.
    """
    lines: list[str] = []
    line, room = first, False
    for word in re.split("[ \t\n]+", text.strip(" \t\n")):
        longer = f"{line} {word}" if room else line + word
        if room and width_of(longer) > width:
            lines.append(line)
            longer = rest + word
        line, room = longer, True
    return [*lines, line]


def table_lines(rows: Sequence[Sequence[str]], width: int = WIDTH) -> list[str]:
    """Return the rows in aligned columns, no wider than ``width``.

    Where a cell takes several lines, the next cell begins on its last line, so that the words,
    read from left to right and from top to bottom, keep the order of the cells.
    """
    widths = _fit(rows, width)
    if widths is None:
        return [line for row in rows for line in _stacked(row, width)]
    return [line for row in rows for line in _staircase(row, widths)]


def _fit(rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return a width for every column, or None when not even the longest words fit."""
    count = max(map(len, rows), default=0)
    columns = [[row[number] for row in rows if number < len(row)] for number in range(count)]
    least = [max(width_of(word) for cell in cells for word in wrap(cell, 1)) for cells in columns]
    room = width - _GAP * (count - 1)
    if sum(least) > room:
        return None
    widths = [min(room, max(map(width_of, cells))) for cells in columns]
    while sum(widths) > room:
        can_shrink = [number for number in range(count) if widths[number] > least[number]]
        widths[max(can_shrink, key=widths.__getitem__)] -= 1
    return widths


def _staircase(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    lines = [""]
    start = 0
    for cell, width in zip(row, widths, strict=False):
        first, *rest = wrap(cell, width)
        lines[-1] += " " * (start - width_of(lines[-1])) + first
        lines += [" " * start + line for line in rest]
        start += width + _GAP
    return lines


def _stacked(row: Sequence[str], width: int) -> list[str]:
    """Every cell on lines of its own, those after the first indented beneath it."""
    indents = ["", *[" " * _STEP] * len(row)]
    return [
        line
        for cell, indent in zip(row, indents, strict=False)
        for line in wrap(cell, width, indent, indent + " " * _STEP)
    ]
