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

from letterkit.documents.markup import SPACE, above, find, is_on, name, remove, shown, value
from letterkit.documents.words import Piece, Words

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
    signs: list[Any] = []
    for start, end, new in changes:
        signs += _signs(words, start, end)
        pieces = words.pieces_of(start, end)
        host = _host(pieces) or _beside(words, start, end)
        for piece in pieces:
            held[piece.element].append((piece.at, piece.end - piece.start, ""))
        if host is not None:
            held[host.element].append((host.at, 0, new))
    remove(*signs)
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


def _beside(words: Words, at: int, end: int) -> Piece | None:
    """Return the place of characters that no piece holds, in the nearest one of their passage."""
    number = bisect.bisect_right(words.pieces, at, key=lambda piece: piece.end)
    passage = next((p for p in words.passages if p.start <= at <= p.end), None)
    near = [
        piece
        for piece in words.pieces[max(number - 1, 0) : number + 1]
        if passage and passage.start <= piece.start and piece.end <= passage.end
    ]
    if not near:
        return None
    piece = min(near, key=lambda piece: max(piece.start - end, at - piece.end, 0))
    offset = min(max(at, piece.start), piece.end) - piece.start
    return Piece(at, at, piece.element, piece.at + offset)


def _signs(words: Words, start: int, end: int) -> list[Any]:
    """Return the elements that are read as the characters that no piece holds."""
    passage = next((p for p in words.passages if p.start <= start and end <= p.end), None)
    if passage is None:
        return []
    first = bisect.bisect_left(words.pieces, passage.start, key=lambda piece: piece.start)
    last = bisect.bisect_right(words.pieces, passage.end, key=lambda piece: piece.end)
    found: list[Any] = []
    for before, after in itertools.pairwise((None, *words.pieces[first:last], None)):
        gap = before.end if before else passage.start
        until = after.start if after else passage.end
        if max(gap, start) < min(until, end):
            between = _between(before and before.element, after and after.element)
            if len(between) == until - gap:
                found += between[max(start - gap, 0) : end - gap]
    return found


def _between(one: Any, other: Any) -> list[Any]:
    """Return the signs between two ``w:t``, or up to the edge of the paragraph where one is None.

    The two may stand in two paragraphs, of which the first runs on into the second.
    """
    paragraphs = dict.fromkeys(above(held, "w:p") for held in (one, other) if held is not None)
    elements = [
        element
        for paragraph in paragraphs
        for element in paragraph.iter(name("w:t"), *_SIGNS)
        if above(element, "w:p") is paragraph
    ]
    first = elements.index(one) + 1 if one is not None else 0
    last = elements.index(other) if other is not None else len(elements)
    return [element for element in elements[first:last] if _is_read(element)]


def _is_read(element: Any) -> bool:
    if element.tag not in _SIGNS or above(element, *_NOT_READ) is not None:
        return False
    return not is_on(find(element.getparent(), "w:rPr/w:vanish"))


def _put(element: Any, parts: list[tuple[int, int, str]]) -> None:
    """Change the words of one ``w:t``; what is left without any goes."""
    first, end = shown(element)  # white space that was not shown stays so
    text = (element.text or "")[first:end]
    for at, length, new in sorted(parts, reverse=True):
        text = text[: at - first] + new + text[at - first + length :]
    element.text = text
    if text != text.strip(_WHITE):
        element.set(SPACE, "preserve")
    if not text:
        run = element.getparent()
        remove(element)
        if all(child.tag == name("w:rPr") for child in run):
            remove(run)
