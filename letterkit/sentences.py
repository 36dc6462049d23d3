"""Text → sentences with offsets, for letters as people write and wrap them.

A doubtful boundary is left out: a split could part “the patient reports” from what it governs,
while two sentences read as one lose nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NamedTuple

from letterkit.resources import PARTS_INDEX
from letterkit.stored import read_stored

UnitKind = Literal["text", "item", "choice", "heading"]

_ITEM = re.compile(r"[ \t]*(?:[-*•·–☑☒]|\[[xX✓✔]\]|\(?\d{1,2}[.)]|[a-z]\))[ \t]+(?=\S)")
_CHOICE = re.compile(r"[ \t]*(?:[-*•·–][ \t]+)?(?:\[[ \t]?\]|☐)[ \t]+(?=\S)")  # a box to tick
_HEADING_MARK = re.compile(r"[ \t]*#{1,6}[ \t]+")
_LABEL = re.compile(r"[ \t]*[A-Z][\w/’' -]{0,28}:(?:\s|$)")
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'“”„‘’)\]]*(?=\s)")
# A cell of a table may end with a sentence; one that does not runs on into the next.
_BORDER = re.compile(r"\s+\|(?=\s)")
# “Dear Dr. Smith,” is no part of what stands behind it, on its line or the next.
_SALUTATION = re.compile(
    r"(?:dear|hi|hello|good (?:morning|afternoon|evening))(?: [\w.'’-]+){0,5},(?=\s)", re.IGNORECASE
)
_STARTER = re.compile(
    r"(?:\s+\|)?\s+[\"'“‘(\[]*(?:He|She|They|We|I|It|This|That|These|Those|The|There|My|Our|His|Her|On|In|At|"
    r"No|Please|Would|Could|Since|After|Before|Both|Mr|Mrs|Ms|Dr)\b"
)
_NEXT = re.compile(r"(?:\s+\|)?\s+[\"'“‘(\[]*[^\Wa-z_]")
_LOWER = re.compile(r"\s*[a-z]")
_CAPITAL = re.compile(r"[.!?]\s+[A-Z]")
_ASK = re.compile(r"\?|\b(?:please|would you|could you|can you|kindly)\b", re.IGNORECASE)


def asks_something(text: str) -> bool:
    """Return whether the words ask the reader for something."""
    return bool(_ASK.search(text))


class Unit(NamedTuple):
    """A paragraph, list item, choice (an item with an empty box to tick) or heading.

    Offsets into the text, and its sentences' offsets.
    """

    start: int
    end: int
    kind: UnitKind
    paragraph: int  # units of one paragraph share it; quotation marks pair within it
    sentences: tuple[tuple[int, int], ...]


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence of ``text``, in order."""
    for unit in split_units(text):
        yield from unit.sentences


def split_units(text: str) -> Iterator[Unit]:
    """Yield the paragraphs, list items and headings of ``text``, in order."""
    paragraph = 0
    lines: list[tuple[int, int]] = []
    for start, end in [*_lines(text), (len(text), len(text))]:
        if text[start:end].strip() and end > start:
            lines.append((start, end))
            continue
        if lines:
            yield from _paragraph_units(text, lines, paragraph)
            paragraph += 1
        lines = []


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _paragraph_units(text: str, lines: list[tuple[int, int]], paragraph: int) -> Iterator[Unit]:
    """Yield the units of lines without a blank one between: a wrapped line belongs to the last."""
    pieces: list[tuple[int, int, UnitKind]] = []
    for start, end in lines:
        choice = _CHOICE.match(text, start, end)
        mark = choice or _ITEM.match(text, start, end)
        if mark:
            pieces.append((mark.end(), end, "choice" if choice else "item"))
        elif pieces and not _breaks(text, pieces[-1], start, end):
            first, _, kind = pieces[-1]
            pieces[-1] = (first, end, kind)
        else:
            mark = _HEADING_MARK.match(text, start, end)
            pieces.append((mark.end() if mark else start, end, "text"))
    for number, (start, end, kind) in enumerate(pieces):
        before_item = number + 1 < len(pieces) and pieces[number + 1][2] != "text"
        if kind == "text" and _is_heading(text, start, end, before_item=before_item):
            kind = "heading"
        yield Unit(start, end, kind, paragraph, tuple(_sentences(text, start, end)))


def _breaks(text: str, last: tuple[int, int, UnitKind], start: int, end: int) -> bool:
    """Return whether the line from ``start`` begins something new rather than goes on."""
    before = text[last[0] : last[1]].rstrip()
    if before.endswith(":") and not text[start:end].lstrip()[:1].islower():
        return True
    if _LABEL.match(text, start, end):
        return True
    if last[2] != "text" and _had_room(text, before, start, end):
        return True
    return bool(_HEADING_MARK.match(text, start, end) or _HEADING_MARK.match(before))


def _had_room(text: str, item: str, start: int, end: int) -> bool:
    """Return whether a line at the margin that begins like a sentence was not wrapped there.

    Its first word would have gone into the item's last line, which is not as long as this one.
    """
    line = text[start:end]
    width = len(item.rpartition("\n")[2]) + 1 + len(line.split(maxsplit=1)[0])
    return line[0].isupper() and width <= len(line.rstrip())


def _is_heading(text: str, start: int, end: int, *, before_item: bool) -> bool:
    """Return whether a unit is a heading: short, no full stop, set apart from what follows."""
    words = text[start:end].strip()
    if "\n" in words or len(words) > 70 or words[-1:] in ".!?,;":
        return False
    after = end
    while text.startswith("\n", after):
        after += 1
    alone = after > end + 1 and text[after : after + 1] not in (" ", "\t")
    return before_item or words.endswith(":") or (alone and len(words.split()) <= 6)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    salutation = _SALUTATION.match(text, start, end)
    if salutation:
        first = salutation.end()
        yield start, first
    in_lower = bool(_LOWER.match(text, start)) and not _CAPITAL.search(text, start, end)
    for match in _END.finditer(text, first, end):
        if match.end() < end and _ends_sentence(text, first, match, in_lower=in_lower):
            yield _trim(text, first, match.end())
            border = _BORDER.match(text, match.end(), end)
            first = border.end() if border else match.end()
    if text[first:end].strip():
        yield _trim(text, first, end)


def _ends_sentence(text: str, first: int, match: re.Match[str], *, in_lower: bool) -> bool:
    """Return whether a mark ends the sentence that began at ``first``.

    Where a writer uses no capitals, ``in_lower``, a mark in or before a quotation ends none.
    """
    goes_on_low = bool(_LOWER.match(text, match.end()))
    if goes_on_low and (not in_lower or match[0] not in (".", "!", "?")):
        return False
    if not goes_on_low and not _NEXT.match(text, match.end()):
        return False
    if match[0][0] != ".":
        return True
    word = re.search(r"[\w.’']*$", text[max(first, match.start() - 24) : match.start()])
    last = word[0].lower().lstrip("’'") if word else ""  # a quotation may open before a title
    words = _words()
    if last in words["titles"] and not (word and word[0] == "MS"):  # the disease may end one
        return False
    if last in words["shortened"] or re.fullmatch(r"(?:[a-z]\.)*[a-z]", last):
        return bool(_STARTER.match(text, match.end()))
    shortened = len(last) < words["long"] or "." in last
    if goes_on_low and shortened and last not in words["short_words"]:
        return False
    return not (last.isdigit() and match.start() - first <= len(last))


@cache
def _words() -> dict[str, Any]:
    """Return the words after which a full stop may end nothing, of ``sentences.yaml``."""
    words: dict[str, Any] = read_stored(PARTS_INDEX)["sentences"]
    return words


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
