"""A letter as blocks of lines, every word of which still knows where it came from.

Letter ── Block ── Line ── Span ── Origin
CheckedLetter = Letter + the report on exactly its words: the only thing that writers take
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Literal

from letterkit.errors import Place

Urgency = Literal["emergency", "same-day", "routine"]
BlockKind = Literal[
    "letterhead",  # clinic, address, telephone: one line each
    "date",
    "recipient",  # one line each
    "re",  # first line: who the letter is about; further lines: urgency and subject
    "salutation",
    "heading",
    "paragraph",
    "list",  # one line an item
    "checklist",  # one line an item, each with a box to tick
    "table",  # rows of cells; the first row is the header
    "reply",  # what the reader fills in and sends back: a title, then lines
    "closing",  # "Sincerely,"
    "signature",  # name, credential, licence: one line each
    "note",  # cc, enclosures, the statement of scope
]
BLOCK_KINDS: tuple[BlockKind, ...] = (
    "letterhead", "date", "recipient", "re", "salutation", "heading", "paragraph",
    "list", "checklist", "table", "reply", "closing", "signature", "note",
)  # fmt: skip

CELL_BREAK = " | "
ITEM_MARKS = {"list": "- ", "checklist": "[ ] "}  # what an item of which kind begins with


_BODY = ("heading", "paragraph", "list", "checklist", "table")  # a reply is the reader's to write


@dataclass(frozen=True, slots=True)
class Origin:
    """Where words were written: in a template, or in the case file under ``key``.

    A ``blank`` stands where ``key`` would be printed, in a letter that is not finished.
    """

    place: Place
    key: str = ""
    blank: bool = False

    @property
    def from_case(self) -> bool:
        """Whether the therapist typed these words."""
        return bool(self.key)


@dataclass(frozen=True, slots=True)
class Span:
    """The characters ``start`` to ``end`` of a line, all from one unbroken piece of a file.

    They stand there character by character, unless they are not ``literal`` (a date written out).
    """

    start: int
    end: int
    origin: Origin
    literal: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """Text without line breaks, covered from end to end by spans."""

    text: str
    spans: tuple[Span, ...]

    def origin_at(self, offset: int) -> Origin:
        """Return the origin of the character at ``offset``, with its exact column."""
        span = self._span_at(offset)
        place = span.origin.place
        if not (span.literal and place.column and span.start <= offset < span.end):
            return span.origin
        moved = Place(place.path, place.line, place.column + offset - span.start)
        return Origin(moved, span.origin.key)

    def from_template(self, offset: int) -> bool:
        """Return whether the character at ``offset`` stands in a template as it is printed."""
        span = self._span_at(offset)
        return span.literal and not span.origin.from_case

    def _span_at(self, offset: int) -> Span:
        found = (span for span in self.spans if span.start <= offset < span.end)
        return next(found, self.spans[-1])


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the letter; a table has ``rows`` of cells, every other kind ``lines``."""

    kind: BlockKind
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the letter: offsets into ``Letter.text`` and the origin of its first word."""

    text: str
    start: int
    end: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered letter, not yet checked.

    ``title`` and ``author`` go into the document's properties, so ``title`` never names the
    patient.
    """

    blocks: tuple[Block, ...]
    template: str
    title: str
    author: str
    date: date
    language: str
    paper: Literal["letter", "a4"]
    word_budget: int
    urgency: Urgency = "routine"
    asks: bool = True  # whether the reader is asked for something
    by_fax: bool = True  # whether it may go by fax, which others may pick up
    unused: tuple[Origin, ...] = ()  # what the case says and this letter does not print
    _layout: tuple[tuple[int, Line], ...] = field(init=False, repr=False, compare=False)
    text: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay the words out once: ``text`` is what the check reads and the report points into."""
        pieces: list[str] = []
        layout: list[tuple[int, Line]] = []
        position = 0
        for lead, line in _pieces(self.blocks):
            layout.append((position + len(lead), line))
            pieces += (lead, line.text)
            position += len(lead) + len(line.text)
        object.__setattr__(self, "text", "".join(pieces) + "\n")
        object.__setattr__(self, "_layout", tuple(layout))

    def origin_at(self, offset: int) -> Origin:
        """Return where the character at ``offset`` of ``text`` was written."""
        start, line = self._line_at(offset)
        return line.origin_at(max(0, offset - start))

    def from_template(self, offset: int) -> bool:
        """Return whether the character at ``offset`` of ``text`` stands in a template as it is."""
        start, line = self._line_at(offset)
        return start <= offset < start + len(line.text) and line.from_template(offset - start)

    @property
    def lines(self) -> tuple[tuple[int, Line], ...]:
        """Every line and cell in the order of the blocks, each with where it starts in ``text``."""
        return self._layout

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """Yield what stands between two offsets of ``text``, with offsets into it."""
        for at, line in self._layout:
            if at >= end:
                return
            for span in line.spans:
                first, last = max(start, at + span.start), min(end, at + span.end)
                if first < last:
                    yield Span(first, last, line.origin_at(first - at), span.literal)

    def _line_at(self, offset: int) -> tuple[int, Line]:
        lines = ((at, line) for at, line in reversed(self._layout) if at <= offset)
        return next(lines, self._layout[0])

    @property
    def subject(self) -> Line | None:
        """Return the line below “Re: …”: how urgent the letter is, and what it is about."""
        lines = (block.lines[1] for block in self.blocks if block.kind == "re" and block.lines[1:])
        return next(lines, None)

    @property
    def opening(self) -> Line | None:
        """Return the first paragraph, in which the ask stands."""
        lines = (block.lines[0] for block in self.blocks if block.kind == "paragraph")
        return next(lines, None)

    @property
    def reference(self) -> str:
        """What heads every page after the first: who the letter is about, and its date."""
        firsts = {block.kind: block.lines[0].text for block in reversed(self.blocks) if block.lines}
        return " · ".join(firsts[kind] for kind in ("re", "date") if kind in firsts)

    @property
    def words(self) -> int:
        """How many words stand between the salutation and the closing."""
        body = (b for b in self.blocks if b.kind in _BODY)
        lines = (line for block in body for line in (*block.lines, *chain(*block.rows)))
        return sum(len(line.text.split()) for line in lines)

    def sentences(self) -> Iterator[Sentence]:
        """Yield the sentences of the letter in reading order."""
        from letterkit.sentences import split_sentences

        for start, end in split_sentences(self.text):
            yield Sentence(self.text[start:end], start, end, self.origin_at(start))


def _pieces(blocks: tuple[Block, ...]) -> Iterator[tuple[str, Line]]:
    """Yield every line with what stands before it in the letter's text."""
    for number, block in enumerate(blocks):
        lead = "\n\n" if number else ""
        if block.kind == "table":
            for row in block.rows:
                for column, cell in enumerate(row):
                    yield (CELL_BREAK if column else lead), cell
                lead = "\n"
        mark = ITEM_MARKS.get(block.kind, "")
        for line in block.lines:
            yield lead + mark, line
            lead = "\n"
