"""A letter as the page shows it: blocks of lines, each line in pieces that know their answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from letterkit.guided.remarks import Remark
from letterkit.guided.sketch import Sketch
from letterkit.letter import Letter, Line
from letterkit.reports.visible import visible


def letter_told(seen: Sketch) -> dict[str, Any] | None:
    """Return the letter as far as it has come; None before one is chosen."""
    if seen.checked is None:
        return None
    letter = seen.checked.letter
    starts = (start for start, _ in letter.lines)
    subject = letter.subject
    return {
        "blocks": [
            {
                "kind": block.kind,
                "lines": [_pieces(next(starts), line, letter, seen) for line in block.lines],
                "rows": [
                    [_pieces(next(starts), cell, letter, seen) for cell in row]
                    for row in block.rows
                ],
            }
            for block in letter.blocks
        ],
        "words": letter.words,
        "budget": letter.word_budget,
        "urgency": letter.urgency,
        "subject": visible(subject.text) if subject else "",
    }


def _pieces(start: int, line: Line, letter: Letter, seen: Sketch) -> list[dict[str, Any]]:
    """Return a line cut wherever its words come from elsewhere, or an issue begins or ends."""
    end = start + len(line.text)
    spans = list(letter.spans(start, end))
    here = [(n, r) for n, r in enumerate(seen.remarks) if _meets(r, start, end)]
    edges = (at for _, r in here for at in (r.issue.start, r.issue.end) if start < at < end)
    cuts = sorted({start, end, *(span.start for span in spans), *edges})
    return list(_joined(_piece(a, b, letter, here, seen) for a, b in pairwise(cuts)))


def _meets(remark: Remark, start: int, end: int) -> bool:
    return remark.issue.start < end and start < remark.issue.end


def _piece(
    start: int, end: int, letter: Letter, near: list[tuple[int, Remark]], seen: Sketch
) -> dict[str, Any]:
    origin = letter.origin_at(start)
    piece: dict[str, Any] = {"text": visible(letter.text[start:end])}
    if seen.is_blank(origin):
        return piece | {"blank": True, "field": origin.key}
    if field := seen.fields.get(origin.key):
        piece["field"] = field
    if numbers := [n for n, remark in near if _meets(remark, start, end)]:
        piece["issues"] = numbers
    return piece


def _joined(pieces: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the pieces, neighbours brought together where nothing but their words differs."""
    last: dict[str, Any] | None = None
    for piece in pieces:
        if last is not None and {**piece, "text": ""} == {**last, "text": ""}:
            last["text"] += piece["text"]
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
