"""What many letters come to: those with issues, the gravest first, then the rules that report most.

Fits a terminal of 80 columns; a long name is shortened in its middle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from letterkit.issue import SEVERITIES, Report
from letterkit.reports.visible import visible_name
from letterkit.width import width_of

_NAME = 40
# So many rows tell what is worst; all of it stands above.
_MOST_LETTERS, _MOST_RULES = 20, 10


class _Row(NamedTuple):
    counts: tuple[int, ...]
    name: str


def summary_table(reports: Sequence[tuple[str, Report]]) -> str:
    """Return how many issues each letter has, and each rule: first those with most errors."""
    letters = _letters(reports)
    if not letters:
        return f"{len(reports)} letters without issues."
    headings = (*(f"{severity}s" for severity in SEVERITIES), "excused")
    lines = [*_table("Letter", headings, letters, _MOST_LETTERS, "letters with issues")]
    if clean := len(reports) - len(letters):
        lines.append(f"{clean} {'letter' if clean == 1 else 'letters'} without issues.")
    lines.append("")
    lines += _table("Rule", ("issues", "letters"), _rules(reports), _MOST_RULES, "rules")
    return "\n".join(lines)


def _letters(reports: Sequence[tuple[str, Report]]) -> list[_Row]:
    """Return the letters with issues; the most of the gravest come first."""
    rows = [
        _Row((*map(report.number_of, SEVERITIES), len(report.excused)), path)
        for path, report in reports
        if report.issues
    ]
    return sorted(rows, key=lambda row: ([-count for count in row.counts[:-1]], row.name))


def _rules(reports: Sequence[tuple[str, Report]]) -> list[_Row]:
    """Return the rules by the number of their issues, with the letters that have any."""
    named = [[f"{i.rule} {i.name}" for i in report.issues] for _, report in reports]
    issues = Counter(rule for rules in named for rule in rules)
    letters = Counter(rule for rules in named for rule in set(rules))
    rows = [_Row((count, letters[rule]), rule) for rule, count in issues.items()]
    return sorted(rows, key=lambda row: (-row.counts[0], row.name))


def _table(
    heading: str, headings: tuple[str, ...], rows: list[_Row], most: int, what: str
) -> Iterator[str]:
    """Yield a line for each row, up to ``most``, and then how many there are besides."""
    widths = [len(name) + 2 for name in headings]
    yield _line(heading, zip(headings, widths, strict=True))
    for row in rows[:most]:
        cells = (str(count or "·") for count in row.counts)
        yield _line(shortened(visible_name(row.name), _NAME), zip(cells, widths, strict=True))
    if len(rows) > most:
        yield f"and {len(rows) - most} more {what}."


def _line(name: str, cells: Iterable[tuple[str, int]]) -> str:
    gap = " " * (_NAME - width_of(name))
    return name + gap + "".join(f"{cell:>{width}}" for cell, width in cells)


def shortened(name: str, width: int) -> str:
    """Return ``name`` in at most ``width`` columns, with “…” in place of its middle.

    >>> shortened("letters/2026/march/smith.docx", 15)
    'letters…th.docx'
    """
    if width_of(name) <= width:
        return name
    head, tail = _cut(name, (width - 1) // 2), _cut(name[::-1], width // 2)
    return f"{head}…{tail[::-1]}"


def _cut(name: str, width: int) -> str:
    """Return as much of the beginning as fits."""
    taken = ""
    for sign in name:
        if width_of(taken + sign) > width:
            break
        taken += sign
    return taken
