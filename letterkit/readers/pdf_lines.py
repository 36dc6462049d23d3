"""The lines of pages, as a program set them → the paragraphs that a person wrote.

Where a line ended although the next word had room, its writer ended it: that is a paragraph.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from letterkit.readers.blocks import BOX, BOXES, BULLETS, ITEM, Paragraph

_ITEM = re.compile(rf"(?:[{BULLETS}{BOXES}–-]|o(?= +[A-Z]))\s+(?=\S)")
_NUMBERED = re.compile(r"\(?\d{1,2}[.)]\s+[A-Z]")
_BROKEN_AT_END = re.compile(r"([^\W\d_]+)-$")
_SENTENCE_ENDS = ".!?:;"
_RAGGED = 0.15  # of its width a line may leave free although its sentence goes on
_LONGEST_WORD = 60
_MARGIN_LINES = 4  # so many lines at the head and foot of a page may be repeated on others
# What is often written with a hyphen, and then broken after it.
_FIRST_HALVES = frozenset(
    "follow upper lower mid self non post pre re co well long short left right full part same high "
    "low anti over under week day month year hour minute two three four five six seven eight nine "
    "ten one half cross soft deep hands range x weight pain low check work up".split()
)


class Line(NamedTuple):
    """A line as it is set: where it begins and ends, its base line, and how wide its first word is.

    A word counts with what is often tied to it (“June 15”, “Dr. Okafor”). Heights count from the
    foot of the page.
    """

    words: str
    left: float
    right: float
    base: float
    first_width: float
    size: float


def without_margins(
    pages: list[list[Line]],
) -> tuple[list[Paragraph], list[list[Line]], list[Paragraph]]:
    """Return the headers that pages repeat, the pages without them, and the footers."""
    heads, feet = _repeated(pages, 1), _repeated(pages, -1)
    headers: dict[str, Paragraph] = {}
    footers: dict[str, Paragraph] = {}
    bodies = []
    for page in pages:
        first, last = 0, len(page)
        while first < last and _gist(page[first]) in heads and first < _MARGIN_LINES:
            headers.setdefault(_gist(page[first]), Paragraph(page[first].words))
            first += 1
        while last > first and _gist(page[last - 1]) in feet and last > len(page) - _MARGIN_LINES:
            footers.setdefault(_gist(page[last - 1]), Paragraph(page[last - 1].words))
            last -= 1
        bodies.append(page[first:last])
    return list(headers.values()), bodies, list(footers.values())[::-1]


def paragraphs_of(pages: list[list[Line]]) -> Iterator[tuple[int, Paragraph]]:
    """Yield the paragraphs of all pages, each with the page that it begins on."""
    lines = [(number, line) for number, page in enumerate(pages, 1) for line in page]
    known = _words([line for _, line in lines])
    margins = _margins_of([line for _, line in lines])
    pitch = _usual_pitch([line for _, line in lines])
    gathered: list[Line] = []
    page = 1
    for (number, line), margin in zip(lines, [0.0, *margins], strict=False):
        if gathered and _ends_before(gathered, line, margin, pitch):
            yield page, _paragraph(gathered, known)
            gathered = []
        if not gathered:
            page = number
        gathered.append(line)
    if gathered:
        yield page, _paragraph(gathered, known)


def _gist(line: Line) -> str:
    """Return what of a line is the same on all pages: not the page number."""
    return re.sub(r"\d+", "#", line.words)


def _repeated(pages: list[list[Line]], step: int) -> set[str]:
    held = [page for page in pages if page]
    counts = Counter(
        gist for page in held for gist in {_gist(line) for line in page[::step][:_MARGIN_LINES]}
    )
    return {gist for gist, count in counts.items() if count >= max(2, len(held) / 2)}


def _margins_of(lines: list[Line]) -> list[float]:
    """Return for each line how far to the right the lines of its column go."""
    margins: list[float] = []
    column: list[Line] = []
    for line in lines:
        if column and line.base > column[-1].base + column[-1].size:
            margins += [max(one.right for one in column)] * len(column)
            column = []
        column.append(line)
    return margins + [max((one.right for one in column), default=0.0)] * len(column)


def _usual_pitch(lines: list[Line]) -> float:
    """Return how far a line stands below the one before, where it goes on with it."""
    pairs = itertools.pairwise(lines)
    pitches = [a.base - b.base for a, b in pairs if 0 < a.base - b.base < 3 * max(a.size, 0.1)]
    return statistics.quantiles(pitches, n=4)[0] if len(pitches) > 1 else 0.0


def _ends_before(gathered: list[Line], line: Line, margin: float, pitch: float) -> bool:
    """Return whether the lines that are gathered are a whole paragraph before ``line``."""
    last, first = gathered[-1], gathered[0]
    if _ITEM.match(line.words) or _NUMBERED.match(line.words):
        return True
    goes_on = line.words[0].islower() and last.words[-1] not in _SENTENCE_ENDS
    room = margin - last.right - 0.25 * last.size - line.first_width
    if room >= (_RAGGED * (margin - first.left) if goes_on else 0):
        return True
    if abs(last.size - line.size) > 0.15 * last.size:
        return True
    starts_anew = not line.words[0].islower()
    fall = last.base - line.base
    if fall <= 0:  # the next column, or page
        return starts_anew and last.words[-1] in ".!?:"
    if pitch and fall > 1.35 * pitch:
        return True
    if _ITEM.match(first.words):
        return starts_anew and line.left <= first.left + 1
    return starts_anew and line.left > last.left + 1.2 * last.size


def _paragraph(lines: list[Line], known: set[str]) -> Paragraph:
    words = lines[0].words
    for line in lines[1:]:
        broken = _broken(words)
        after = re.match(r"[^\W\d_]+", line.words)
        if broken and after and after[0].islower():
            words = words[: broken.start()] + _rejoined(broken[1], after[0], known)
            words += line.words[after.end() :]
        elif words.endswith("-"):
            words += line.words
        else:
            words += " " + line.words
    mark = _ITEM.match(words)
    if not mark:
        return Paragraph(words)
    return Paragraph(words[mark.end() :], BOX if words[0] in BOXES else ITEM)


def _broken(words: str) -> re.Match[str] | None:
    """Return the first half of a word that is broken at the end of a line."""
    return _BROKEN_AT_END.search(words, max(0, len(words) - _LONGEST_WORD))


def _rejoined(before: str, after: str, known: set[str]) -> str:
    """Return a word that was broken at the end of a line, with its hyphen if it has one."""
    if (before + after).lower() in known:
        return before + after
    compound = f"{before}-{after}"
    if compound.lower() in known or before.lower() in _FIRST_HALVES:
        return compound
    return compound if {before.lower(), after.lower()} <= known else before + after


def _words(lines: list[Line]) -> set[str]:
    """Return the words of the letter that are not broken."""
    found: set[str] = set()
    is_broken = False
    for line in lines:
        words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)?", line.words.lower())[is_broken:]
        is_broken = bool(_broken(line.words))
        found.update(words[:-1] if is_broken else words)
    return found
