"""Other words in a Word file, put where the old ones stood and in their look.

Only the characters of ``w:t`` elements change, and the breaks and tabs between them: links, fields,
notes, comments, tracked changes and pictures among the words stay where they are.
"""

from __future__ import annotations

import bisect
import itertools
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from letterkit.documents.markup import above, find, name, remove, value
from letterkit.documents.words import Piece, Words

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WHITE = " \t\r\n"
# What is read as a character of its own, and what holds such elements that are not read.
_SIGNS = tuple(map(name, ("w:br", "w:cr", "w:tab", "w:ptab", "w:noBreakHyphen", "w:sym")))
_NOT_READ = ("w:del", "w:moveFrom", "w:pPr")


def reword(words: Words, changes: Iterable[tuple[int, int, str]]) -> None:
    """Put other words (start, end, words) into the file that ``words`` were read from.

    The changes are apart from each other, with offsets in ``words.text``. What is new takes the
    look of the first words that it stands for, rather not of a link's or a field's, or of those
    before it where it stands for none.
    """
    held: dict[Any, list[tuple[int, int, str]]] = defaultdict(list)  # w:t → its own changes
    for start, end, new in changes:
        remove(*_signs(words.pieces, start, end))
        pieces = words.pieces_of(start, end)
        host = _host(pieces) or _beside(words, start)
        for piece in pieces:
            held[piece.element].append((piece.at, piece.end - piece.start, ""))
        if host is not None:
            held[host.element].append((host.at, 0, new))
    for element, parts in held.items():
        _put(element, parts)


def _host(pieces: list[Piece]) -> Piece | None:
    """Return the piece whose place and look new words take."""
    free = (piece for piece in pieces if not _is_bound(piece.element))
    return next(free, pieces[0] if pieces else None)


def _is_bound(element: Any) -> bool:
    """Return whether words lead somewhere, or are computed: what is new belongs beside them."""
    if above(element, "w:hyperlink", "w:fldSimple") is not None:
        return True
    marks = (find(run, "w:fldChar") for run in element.getparent().itersiblings(preceding=True))
    nearest = next((mark for mark in marks if mark is not None), None)
    return nearest is not None and value(nearest, "w:fldCharType") != "end"


def _beside(words: Words, at: int) -> Piece | None:
    """Return the place ``at`` as a piece of its passage holds it, or the nearest one."""
    number = bisect.bisect_right(words.pieces, at, key=lambda piece: piece.end)
    passage = next((p for p in words.passages if p.start <= at <= p.end), None)
    near = [
        piece
        for piece in words.pieces[max(number - 1, 0) : number + 1]
        if passage and passage.start <= piece.start and piece.end <= passage.end
    ]
    if not near:
        return None
    piece = min(near, key=lambda piece: max(piece.start - at, at - piece.end, 0))
    offset = min(max(at, piece.start), piece.end) - piece.start
    return Piece(at, at, piece.element, piece.at + offset)


def _signs(pieces: tuple[Piece, ...], start: int, end: int) -> list[Any]:
    """Return the elements that are read as the characters that no piece holds."""
    found: list[Any] = []
    first = bisect.bisect_right(pieces, start, key=lambda piece: piece.end)
    for before, after in itertools.pairwise(pieces[max(first - 1, 0) :]):
        if before.end >= end:
            break
        if before.end < after.start and start < after.start:
            between = _between(before.element, after.element)
            if len(between) == after.start - before.end:
                found += between[max(start - before.end, 0) : end - before.end]
    return found


def _between(one: Any, other: Any) -> list[Any]:
    """Return the signs between two ``w:t`` elements of one paragraph."""
    paragraph = above(one, "w:p")
    elements = paragraph.iter(one.tag, *_SIGNS)
    behind = itertools.dropwhile(lambda element: element is not one, elements)
    return [
        element
        for element in itertools.takewhile(lambda element: element is not other, behind)
        if element is not one
        and above(element, "w:p") is paragraph
        and above(element, *_NOT_READ) is None
        and element.tag in _SIGNS
    ]


def _put(element: Any, parts: list[tuple[int, int, str]]) -> None:
    """Change the words of one ``w:t``; what is left without any goes."""
    text = element.text or ""
    if element.get(_SPACE) != "preserve":  # white space at its ends was not shown, and stays so
        lead = len(text) - len(text.lstrip(_WHITE))
        text = text.strip(_WHITE)
        parts = [(at - lead, length, new) for at, length, new in parts]
    for at, length, new in sorted(parts, reverse=True):
        text = text[:at] + new + text[at + length :]
    element.text = text
    if text != text.strip(_WHITE):
        element.set(_SPACE, "preserve")
    if not text:
        run = element.getparent()
        remove(element)
        if all(child.tag == name("w:rPr") for child in run):
            remove(run)
