"""Words of a letter as HTML, with those that an issue means marked and linked to what is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import NamedTuple

from letterkit.issue import SEVERITIES, Issue
from letterkit.reports.visible import visible

_BLANK_LINES = r"\r?\n(?:[^\S\n]*\n)+"


class Numbered(NamedTuple):
    """An issue with its number on the page."""

    number: int
    issue: Issue


def marked(text: str, start: int, end: int, issues: list[Numbered]) -> str:
    """Return the paragraph ``start`` to ``end`` of ``text`` as HTML; each mark is a link."""
    cuts = pieces(start, end, [numbered.issue for numbered in issues])
    return "".join(_piece(text[a:b], a, b, end, issues) for a, b in cuts)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the paragraphs start and end, without the blank lines between them."""
    start = 0
    for gap in [*re.finditer(_BLANK_LINES, text), None]:
        end = gap.start() if gap else len(text)
        if text[start:end].strip():
            yield start, end
        start = gap.end() if gap else end


def pieces(start: int, end: int, issues: Iterable[Issue]) -> Iterator[tuple[int, int]]:
    """Yield where words start and end that the same issues mean, from ``start`` to ``end``."""
    cuts = {cut for issue in issues for cut in (issue.start, issue.end) if start < cut < end}
    return pairwise(sorted({start, end} | cuts))


def shown(words: str) -> str:
    """Return words of a letter as HTML shows them, whatever they are."""
    return escape(visible(words))


def _piece(words: str, start: int, end: int, last: int, issues: list[Numbered]) -> str:
    """Return words between two cuts, linked to the gravest issue that means them."""
    here = [n for n in issues if n.issue.start <= start and end <= n.issue.end]
    if not here:
        return shown(words)
    target = min(here, key=lambda n: (SEVERITIES.index(n.issue.severity), n.number))
    closing = [n for n in here if min(n.issue.end, last) == end]
    named = f' id="words-{target.number}"' if target.issue.start == start else ""
    own = _number(target) if target in closing else ""
    return (
        f'<a class="mark {target.issue.severity}"{named} href="#why-{target.number}">'
        f"{shown(words)}{own}</a>" + "".join(_others(closing, target))
    )


def _others(closing: list[Numbered], target: Numbered) -> Iterator[str]:
    """Yield a link of its own for each further issue that ends here."""
    for other in closing:
        if other is not target:
            severity = other.issue.severity
            yield f'<a class="also {severity}" href="#why-{other.number}">{_number(other)}</a>'


def _number(numbered: Numbered) -> str:
    return f"<sup>{numbered.number}</sup>"
