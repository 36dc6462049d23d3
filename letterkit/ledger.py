"""Keeps the origin of every word through the render, filters and joins included.

A value goes into the template wrapped in three non-characters, ``OPEN id MID words CLOSE``, which
no case file may hold; a template's own words say their place themselves, so that a template has to
be read only once. String operations carry the marks along; ``read_line`` takes them off again and
returns the words with their spans.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from letterkit.errors import Place
from letterkit.letter import Line, Origin, Span
from letterkit.yaml_source import KeyPath, Run, Source, key_name

OPEN, MID, CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
_MARKED = re.compile(f"{OPEN}([^{OPEN}{MID}{CLOSE}]+){MID}([^{OPEN}{MID}{CLOSE}]*){CLOSE}")
_STRAY = re.compile(f"[{OPEN}{MID}{CLOSE}]")


@dataclass(frozen=True, slots=True)
class _Entry:
    origin: Origin
    runs: tuple[Run, ...] = ()


class BrokenMarkError(ValueError):
    """A filter cut a value in two, so that its origin is lost; ``place`` is where it is printed."""

    def __init__(self, place: Place) -> None:
        super().__init__(str(place))
        self.place = place


def mark_template(place: Place, words: str) -> str:
    """Return ``words`` marked as standing at ``place`` of a template.

    No words mark the place from which letterkit's own words are printed.
    """
    return f"{OPEN}{place.line}:{place.column}:{place.path}{MID}{words}{CLOSE}"


@lru_cache(4096)
def _template_origin(mark: str) -> Origin | None:
    """Return the place that a template's mark says; None for a value's mark."""
    line, colon, rest = mark.partition(":")
    if not colon:
        return None
    column, _, path = rest.partition(":")
    return Origin(Place(path, int(line), int(column)))


class Ledger:
    """Gives out marks during one render and reads them back."""

    def __init__(self, source: Source, template: str) -> None:
        self._source = source
        self._entries: list[_Entry] = []
        self._printed: set[KeyPath] = set()
        self._keys: dict[int, KeyPath] = {}
        self._last = Origin(Place(template, 1, 1))  # for words that letterkit itself puts in

    def mark_value(self, key: KeyPath, words: str, *, literal: bool = True) -> str:
        """Return ``words`` marked as the case's value of ``key``; not literal: a date, a number."""
        origin = Origin(self._source.place(key), key_name(key))
        runs = self._source.runs(key) if literal else ()
        self._keys[len(self._entries)] = key
        return self._mark(_Entry(origin, runs), words)

    def mark_line(self, line: Line, start: int = 0, end: int | None = None) -> str:
        """Return characters of another letter's line, each marked with the origin it has there."""
        end = len(line.text) if end is None else end
        return "".join(
            self._mark(_Entry(line.origin_at(max(span.start, start))),
                       line.text[max(span.start, start) : min(span.end, end)])
            for span in line.spans
            if span.start < end and span.end > start
        )  # fmt: skip

    def _mark(self, entry: _Entry, words: str) -> str:
        self._entries.append(entry)
        return f"{OPEN}{len(self._entries) - 1}{MID}{words}{CLOSE}"

    def note_printed(self, key: KeyPath) -> None:
        """Note that the value of ``key`` is said in words that stand for several (one date)."""
        self._printed.add(key)

    def printed(self, key: KeyPath) -> bool:
        """Return whether the value of ``key`` has been read back, which is to say printed."""
        return key in self._printed

    def read_line(self, marked: str) -> Line:
        """Return the words of one line and their spans.

        Raises BrokenMarkError when a mark came back damaged.
        """
        words: list[str] = []
        spans: list[Span] = []
        length = position = 0
        for match in [*_MARKED.finditer(marked), None]:
            plain = marked[position : match.start() if match else len(marked)]
            if _STRAY.search(plain):
                raise BrokenMarkError(self._last.place)
            if plain:
                words.append(plain)
                spans.append(Span(length, length + len(plain), self._last, literal=False))
                length += len(plain)
            if match is None:
                break
            position = match.end()
            words.append(match[2])
            spans += self._spans(match[1], length, len(match[2]))
            length += len(match[2])
        return Line("".join(words), tuple(spans))

    def template_place(self, marked: str) -> Place:
        """Return the line of the template that printed the end of a marked text."""
        origins = (_template_origin(mark[1]) for mark in reversed([*_MARKED.finditer(marked)]))
        return next((origin.place for origin in origins if origin), self._last.place)

    def _spans(self, mark: str, start: int, length: int) -> list[Span]:
        own = _template_origin(mark)
        if own:
            self._last = own
            return [Span(start, start + length, own)] if length else []
        number = int(mark)
        entry = self._entries[number]
        if number in self._keys:
            self._printed.add(self._keys[number])
        if not length:
            return []
        if not entry.runs:
            literal = number not in self._keys
            return [Span(start, start + length, entry.origin, literal)]
        ends = [run.start for run in entry.runs[1:]] + [length]
        return [
            Span(start + run.start, start + min(end, length),
                 Origin(Place(entry.origin.place.path, run.line, run.column), entry.origin.key))
            for run, end in zip(entry.runs, ends, strict=True)
            if run.start < length
        ]  # fmt: skip
