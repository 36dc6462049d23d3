"""Who asserts what: the spans of a sentence in which somebody other than the therapist speaks.

A second layer of data, independent of the rules (``data/voice.yaml``). A cue opens a span forward
or backward to the end of its clause; terminators end a clause where the therapist takes over.
Hedges and negations are no cues: “not a fracture” and “likely a fracture” are the therapist's own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from letterkit.scope.lexicon import Tagged
from letterkit.scope.patterns import Patterns, compiled


class VoiceSpan(NamedTuple):
    """Characters ``start`` to ``end`` of a sentence, spoken by ``voice``, as ``cue`` shows."""

    start: int
    end: int
    voice: str
    cue: str
    before: bool = False  # whether the cue stands before the sentence: in a lead-in


def voices_at(
    spans: Iterable[VoiceSpan], offsets: Iterable[int]
) -> dict[int, dict[str, VoiceSpan]]:
    """Return, for each offset, the first span of every voice that speaks there."""
    found: dict[int, dict[str, VoiceSpan]] = {offset: {} for offset in sorted(offsets)}
    unheard: dict[str, list[int]] = {}  # by voice: a long sentence has thousands of spans
    for span in spans:
        if span.voice not in unheard:
            unheard[span.voice] = [*found]
        left = unheard[span.voice]
        first, last = bisect_left(left, span.start), bisect_left(left, span.end)
        for offset in left[first:last]:
            found[offset][span.voice] = span
        del left[first:last]
    return found


class _Cue(NamedTuple):
    voice: str
    direction: str
    match: list[int]  # the numbers of its patterns


class _Clauses(NamedTuple):
    """Where the clauses of a sentence end and begin: the cuts that terminators make."""

    ends: list[int]
    starts: list[int]
    length: int
    turns: frozenset[int]  # the cuts at which the writer takes over outright

    def end_after(self, offset: int) -> int:
        """Return where the clause that goes on at ``offset`` ends."""
        number = bisect_left(self.ends, offset)
        return self.ends[number] if number < len(self.ends) else self.length

    def start_before(self, offset: int) -> int:
        """Return where the clause that goes on at ``offset`` began."""
        number = bisect_right(self.starts, offset)
        return self.starts[number - 1] if number else 0

    def span(self, cue: _Cue, match: re.Match[str]) -> VoiceSpan:
        """Return how far the voice of a cue reaches."""
        start, end = match.span()
        if cue.direction == "forward":
            end = self.end_after(match.end() + 1)  # “According to her, it is …” goes on
            if match.end() in self.turns:  # “According to her, but it is …” does not
                end = match.end()
        if cue.direction in ("onward", "clause"):
            end = self.end_after(match.end())
        if cue.direction in ("backward", "clause"):
            start = self.start_before(match.start())
        if cue.direction == "sentence":
            start, end = 0, self.length
        return VoiceSpan(start, end, cue.voice, _readable(match[0]))


class Voices:
    """The cues and terminators, by the numbers of their patterns."""

    def __init__(self, data: dict[str, Any], patterns: Patterns) -> None:
        self._patterns = patterns
        self._cues = [_Cue(**cue) for cue in data["cues"]]
        self._terminators: list[int] = data["terminators"]
        self._pseudo: list[int] = data["pseudo"]
        self._beginnings: list[int] = data["beginnings"]
        self._marks: list[int] = data["marks"]
        self.marks = lru_cache(2)(self._marks_of)  # asked for each pattern that found something
        self._known = lru_cache(_SENTENCES)(self._spans_of)

    def spans(self, tagged: Tagged, quotes: list[tuple[int, int]]) -> list[VoiceSpan]:
        """Return the spans of one sentence; ``quotes`` are its quoted passages."""
        return [*self._known(tagged.text, tuple(quotes))]

    def _spans_of(self, text: str, quotes: tuple[tuple[int, int], ...]) -> list[VoiceSpan]:
        clauses = self._clauses(text, quotes)
        silent = edges_of(m.span() for m in self._patterns.alternatives(self._pseudo, text))
        found: list[VoiceSpan] = []
        able = self._patterns.able(text)
        for cue in self._cues:
            if able.isdisjoint(cue.match):
                continue
            own: list[VoiceSpan] = []
            for match in self._patterns.matches(cue.match, text):
                if own and own[-1].start <= match.start() and match.end() <= own[-1].end:
                    continue  # the voice is speaking already
                if not inside(match.start(), silent):
                    own.append(clauses.span(cue, match))
            found += own
        return found + list(self._quotations(quotes, found, text))

    def beginnings(self, text: str, first: int = 0) -> list[int]:
        """Return where clauses begin that may be heard by themselves, from ``first`` on."""
        found = (match.end() for match in self._patterns.alternatives(self._beginnings, text))
        return [place for place in found if place >= first]

    def _marks_of(self, text: str) -> list[int]:
        """Return where the marks stand between which a sentence has parts."""
        return [match.start() for match in self._patterns.alternatives(self._marks, text)]

    def over(self, tagged: Tagged, quotes: list[tuple[int, int]], lead_in: VoiceSpan) -> VoiceSpan:
        """Return the span of a sentence that stands under ``lead_in``: up to the first cut."""
        end = self._clauses(tagged.text, quotes).end_after(0)
        return VoiceSpan(0, end, lead_in.voice, lead_in.cue, before=True)

    def _clauses(self, text: str, quotes: Iterable[tuple[int, int]]) -> _Clauses:
        quoted = edges_of(quotes)
        found = self._patterns.alternatives(self._terminators, text)
        cuts = [m.span() for m in found if not inside(m.start(), quoted)]
        turns = frozenset(start for start, end in cuts if _TURN.match(text, start, end))
        return _Clauses([a for a, _ in cuts], [b for _, b in cuts], len(text), turns)

    def _quotations(
        self, quotes: Iterable[tuple[int, int]], found: list[VoiceSpan], text: str
    ) -> Iterator[VoiceSpan]:
        """Yield quoted passages that somebody is named to have said or written."""
        spoken = {"patient report", "clinician", "document"}
        speakers = [span for span in found if span.voice in spoken]
        for start, end in quotes:
            near = (s for s in speakers if s.start <= end + _CLOSED and start <= s.end)
            speaker = next(near, None)
            if speaker and len(text[start:end].split()) >= 2:
                yield VoiceSpan(start, end, "quotation", speaker.cue)


_SENTENCES = 1 << 9  # that are kept
_CLOSED = len('", ')  # between a quotation and its “she said”
_TURN = re.compile(r";|,? ?(?:but|however|yet|nevertheless)\b")


def quoted_passages(words: str) -> list[tuple[int, int]]:
    """Return the paired quotations of one paragraph's shadow: inner start and end.

    A mark opens only before a word and after a space, and closes only after a word and before a
    space or stop. An opening mark without its closing one, an inch sign or an apostrophe pairs
    with nothing, so that it can never hide what stands behind it.
    """
    passages: list[tuple[int, int]] = []
    for sign in _OPENING:
        if sign not in words:  # most paragraphs quote nothing
            continue
        opening, closing = compiled(_OPENING[sign]), compiled(_CLOSING[sign])
        opened: int | None = None
        for mark in sorted([*opening.finditer(words), *closing.finditer(words)],
                           key=lambda match: match.start()):  # fmt: skip
            if mark.re is opening:
                opened = mark.end()
            elif opened is not None:
                passages.append((opened, mark.start()))
                opened = None
    return sorted(passages)


# Elisions and years ('em, 'til, '90s) start like a quotation and are none.
_OPENING = {
    '"': r'(?:(?<=[\s(\[:,—–-])|^)"(?=[\w\'(…])',
    "'": r"(?:(?<=[\s(\[:,—–-])|^)'(?=\w)(?!(?:em|til|till|cause|n|tis|twas|\d\ds?)\b)",
}
_CLOSING = {sign: rf"(?<=[\w.,!?…)%°']){sign}(?=[\s.,;:!?)\]—–-]|$)" for sign in _OPENING}


def _readable(words: str) -> str:
    """Return tagged words as they were written, but for hyphens."""
    return " ".join(words.replace("_", " ").split()).strip(" ,;:(")


def edges_of(passages: Iterable[tuple[int, int]]) -> list[int]:
    """Return where passages, in order, begin and end by turns; those that overlap are one."""
    edges: list[int] = []
    for start, end in passages:
        if edges and start <= edges[-1]:
            edges[-1] = max(edges[-1], end)
        else:
            edges += (start, end)
    return edges


def inside(offset: int, edges: list[int]) -> bool:
    """Return whether an offset lies in one of the passages."""
    return bisect_right(edges, offset) % 2 == 1
