"""The light block syntax: rendered text → blocks.

    @role         starts a letterhead, date, recipient, re, salutation, reply, closing, signature
                  or note
    # Heading     a heading
    - item        an item of a list
    [ ] item      an item with a box to tick
    | a | b |     a row of a table; the first row is its header
    anything else, up to a blank line, is a paragraph

Only what the template wrote counts as syntax. The same signs in a value are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby

from letterkit.errors import Fault, InputError, did_you_mean
from letterkit.ledger import Ledger
from letterkit.letter import BLOCK_KINDS, Block, BlockKind, Line, Span

_ROLES = tuple(
    kind
    for kind in BLOCK_KINDS
    if kind not in ("heading", "paragraph", "list", "checklist", "table")
)
BLANK = re.compile(r"\[(?!sic\])[A-Za-z][a-z ,]{2,40}\]")  # the check's own offers hold such
_BOX = "[ ] "
_LEFTOVERS = ("{{", "}}", "{%", "%}", "***", "TODO", "Lorem ipsum")


@dataclass(slots=True)
class _Open:
    """The block being read."""

    kind: BlockKind = "paragraph"
    lines: list[Line] = field(default_factory=list)
    rows: list[tuple[Line, ...]] = field(default_factory=list)

    def close(self) -> Iterator[Block]:
        lines = tuple(line for line in self.lines if line.text)
        # a list is opened by each of its items
        if self.kind in ("paragraph", "list", "checklist") and lines:
            lines = (_join(lines),)
        if lines or self.rows:
            yield Block(self.kind, lines, tuple(self.rows))


def read_blocks(marked: str, ledger: Ledger, *, unfinished: bool = False) -> Iterator[Block]:
    """Yield the blocks of a rendered, still marked text.

    Raises InputError for an unknown role and, but for an unfinished letter, for what is still to
    be filled in.
    """
    current = _Open()
    for raw in marked.split("\n"):
        line = _strip(ledger.read_line(raw))
        if not unfinished:
            _refuse_leftovers(line)
        opened = _opens(line)
        if opened is not None or not line.text:
            yield from current.close()
            current = opened or _Open()
        elif current.kind == "table":  # what is no row stands below the table
            yield from current.close()
            current = _Open(lines=[line])
        else:
            current.lines.append(line)
        if current.kind == "heading":
            yield from current.close()
            current = _Open()
    yield from current.close()


def _opens(line: Line) -> _Open | None:
    """Return the block that ``line`` starts, or None where it goes on with the present one."""
    if line.text[:1] not in ("@", "#", "-", "|", "[") or _is_value(line, 0):
        return None
    sign, rest = line.text[0], line.text[1:]
    if sign == "@":
        role, _, words = rest.partition(" ")
        return _Open(_role(role, line), [_cut(line, len(line.text) - len(words))] if words else [])
    if sign == "#":
        return _Open("heading", [_strip(_cut(line, 1))])
    if sign == "-" and rest[:1] == " ":
        return _Open("list", [_strip(_cut(line, 1))])
    if line.text.startswith(_BOX):
        return _Open("checklist", [_strip(_cut(line, len(_BOX)))])
    if sign == "|":
        return _Open("table", rows=[tuple(_cells(line))])
    return None


def merge_runs(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks with neighbouring list items and table rows brought together."""
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        if kind not in ("list", "checklist", "table"):
            yield from run
            continue
        together = list(run)
        lines = chain.from_iterable(block.lines for block in together)
        rows = chain.from_iterable(block.rows for block in together)
        yield Block(kind, tuple(lines), tuple(rows))


def _role(role: str, line: Line) -> BlockKind:
    for kind in _ROLES:
        if kind == role:
            return kind
    hint = did_you_mean(role, _ROLES) or f"There is: {', '.join(_ROLES)}."
    raise InputError(Fault(f"there is no part “@{role}” in a letter.", hint,
                           line.origin_at(0).place))  # fmt: skip


def _refuse_leftovers(line: Line) -> None:
    for leftover in _LEFTOVERS:
        for found in re.finditer(re.escape(leftover), line.text):
            if _is_value(line, found.start()):
                continue
            place = line.origin_at(found.start()).place
            what = f"the template leaves “{leftover}” in the letter."
            raise InputError(Fault(what, "Finish or delete it.", place))
    if blank := BLANK.search(line.text):
        what = f"“{blank[0]}” is still to be filled in."
        place = line.origin_at(blank.start()).place
        raise InputError(Fault(what, "Write the words, or delete it.", place))


def _cells(line: Line) -> Iterator[Line]:
    """Yield the cells between the bars that the template drew."""
    bars = [at for at, sign in enumerate(line.text) if sign == "|" and not _is_value(line, at)]
    for start, end in zip(bars, [*bars[1:], len(line.text)], strict=True):
        if line.text[start + 1 : end].strip():
            yield _strip(_cut(line, start + 1, end))
        elif end < len(line.text):  # an empty cell keeps the others in their columns
            yield Line("", (Span(0, 0, line.origin_at(start)),))


def _is_value(line: Line, at: int) -> bool:
    return line.origin_at(at).from_case


def _strip(line: Line) -> Line:
    start = len(line.text) - len(line.text.lstrip())
    return _cut(line, start, max(start, len(line.text.rstrip())))


def _cut(line: Line, start: int, end: int | None = None) -> Line:
    """Return the characters ``start`` to ``end`` of a line with their spans."""
    end = len(line.text) if end is None else end
    spans = tuple(
        Span(max(span.start, start) - start, min(span.end, end) - start,
             line.origin_at(max(span.start, start)), span.literal)
        for span in line.spans
        if span.end > start and span.start < end
    )  # fmt: skip
    return Line(line.text[start:end], spans)


def _join(lines: Iterable[Line]) -> Line:
    """Return lines as one, a space between them."""
    text = ""
    spans: list[Span] = []
    for line in lines:
        if text:
            text += " "
            spans.append(Span(len(text) - 1, len(text), spans[-1].origin, literal=False))
        shift = len(text)
        spans += (Span(s.start + shift, s.end + shift, s.origin, s.literal) for s in line.spans)
        text += line.text
    return Line(text, tuple(spans))
