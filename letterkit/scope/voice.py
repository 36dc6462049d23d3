"""Who asserts what: the spans of a sentence in which somebody other than the therapist speaks.

A second layer of data, independent of the rules (``data/voice.yaml``). A cue opens a span forward
or backward to the end of its clause; terminators end a clause where the therapist takes over.
Hedges and negations are no cues: “not a fracture” and “likely a fracture” are the therapist's own.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from letterkit.scope.lexicon import Tagged
from letterkit.scope.matchers import Matchers, matches


class VoiceSpan(NamedTuple):
    """Characters ``start`` to ``end`` of a sentence, spoken by ``voice``, as ``cue`` shows."""

    start: int
    end: int
    voice: str
    cue: str


class _Cue(NamedTuple):
    voice: str
    direction: str
    match: Matchers


class _Clauses(NamedTuple):
    """Where the clauses of a sentence end and begin: the cuts that terminators make."""

    ends: list[int]
    starts: list[int]
    length: int
    turns: frozenset[int]  # the cuts at which the writer takes over outright

    def end_after(self, offset: int) -> int:
        """Return where the clause that goes on at ``offset`` ends."""
        number = bisect.bisect_left(self.ends, offset)
        return self.ends[number] if number < len(self.ends) else self.length

    def start_before(self, offset: int) -> int:
        """Return where the clause that goes on at ``offset`` began."""
        number = bisect.bisect_right(self.starts, offset)
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
    """The cues and terminators; compiled when a text first needs them."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    @cached_property
    def _cues(self) -> list[_Cue]:
        return [_Cue(c["voice"], c["direction"], c["match"]) for c in self._data["cues"]]

    @cached_property
    def _terminators(self) -> re.Pattern[str]:
        return re.compile(self._data["terminators"])

    @cached_property
    def _pseudo(self) -> re.Pattern[str]:
        return re.compile(self._data["pseudo"])

    def spans(self, tagged: Tagged, quotes: list[tuple[int, int]]) -> list[VoiceSpan]:
        """Return the spans of one sentence; ``quotes`` are its quoted passages."""
        text = tagged.text
        clauses = self._clauses(text, quotes)
        silent = [m.span() for m in self._pseudo.finditer(text)]
        found: list[VoiceSpan] = []
        for cue in self._cues:
            own: list[VoiceSpan] = []
            for match in matches(cue.match, text):
                if own and own[-1].start <= match.start() and match.end() <= own[-1].end:
                    continue  # the voice is speaking already
                if not any(start <= match.start() < end for start, end in silent):
                    own.append(clauses.span(cue, match))
            found += own
        return found + list(self._quotations(quotes, found, text))

    def over(self, tagged: Tagged, quotes: list[tuple[int, int]], lead_in: VoiceSpan) -> VoiceSpan:
        """Return the span of a sentence that stands under ``lead_in``: up to the first cut."""
        end = self._clauses(tagged.text, quotes).end_after(0)
        return VoiceSpan(0, end, lead_in.voice, lead_in.cue)

    def _clauses(self, text: str, quotes: list[tuple[int, int]]) -> _Clauses:
        cuts = [
            m.span() for m in self._terminators.finditer(text) if not _inside(m.start(), quotes)
        ]
        turns = frozenset(start for start, end in cuts if _TURN.match(text, start, end))
        return _Clauses([a for a, _ in cuts], [b for _, b in cuts], len(text), turns)

    def _quotations(
        self, quotes: list[tuple[int, int]], found: list[VoiceSpan], text: str
    ) -> Iterator[VoiceSpan]:
        """Yield quoted passages that somebody is named to have said or written."""
        spoken = {"patient report", "clinician", "document"}
        speakers = [span for span in found if span.voice in spoken]
        for start, end in quotes:
            near = (s for s in speakers if s.start <= end + _CLOSED and start <= s.end)
            speaker = next(near, None)
            if speaker and len(text[start:end].split()) >= 2:
                yield VoiceSpan(start, end, "quotation", speaker.cue)


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
        opened: int | None = None
        for mark in sorted([*_OPENING[sign].finditer(words), *_CLOSING[sign].finditer(words)],
                           key=lambda match: match.start()):  # fmt: skip
            if mark.re is _OPENING[sign]:
                opened = mark.end()
            elif opened is not None:
                passages.append((opened, mark.start()))
                opened = None
    return sorted(passages)


# Elisions and years ('em, 'til, '90s) start like a quotation and are none.
_OPENING = {
    '"': re.compile(r'(?:(?<=[\s(\[:,—–-])|^)"(?=[\w\'(…])'),
    "'": re.compile(r"(?:(?<=[\s(\[:,—–-])|^)'(?=\w)(?!(?:em|til|till|cause|n|tis|twas|\d\ds?)\b)"),
}
_CLOSING = {
    sign: re.compile(rf"(?<=[\w.,!?…)%°']){sign}(?=[\s.,;:!?)\]—–-]|$)") for sign in _OPENING
}


def _readable(words: str) -> str:
    """Return tagged words as they were written, but for hyphens."""
    return " ".join(words.replace("_", " ").split()).strip(" ,;:(")


def _inside(offset: int, passages: list[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in passages)
