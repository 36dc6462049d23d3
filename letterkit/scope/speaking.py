"""Follows who speaks through a text: from a lead-in, a heading or a sentence into the next one."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from letterkit.scope.lexicon import Tagged
from letterkit.scope.reading import Sentence
from letterkit.scope.shadow import Shadow
from letterkit.scope.voice import Voices, VoiceSpan, edges_of, inside, quoted_passages
from letterkit.sentences import Unit

_SPOKEN = ("patient report", "clinician", "document")
_OWN_WORDS = re.compile(r"\b(?:i|we|thank you|please)\b(?!\.)")
_KEEPS_SUBJECT = re.compile(r"\s(?:he|she|they) also\b")
_NONE = -1  # no paragraph


class LeadIn(NamedTuple):
    """Words such as “Mr. Reyes reports” that may speak for what stands below them."""

    start: int
    end: int
    over_section: bool  # a heading; words that end in “:” speak for one list or paragraph
    paragraph: int | None = None  # the last one spoken for; behind a list, none


class Speakers:
    """Who speaks in the sentences of one text."""

    def __init__(
        self, shadow: Shadow, voices: Voices, read: Callable[[int, int], Sentence]
    ) -> None:
        """Take the shadow of the text, who may speak, and what reads a sentence by its place."""
        self._shadow, self._voices, self._read = shadow, voices, read
        self._quoted_in: Unit | None = None  # the unit whose quotations are ``_quotes``
        self._quotes: list[list[tuple[int, int]]] = []  # by sentence
        self._of = lru_cache(2)(self._speakers)  # many sentences stand under one lead-in

    def lead_in(self, unit: Unit) -> LeadIn | None:
        """Return the lead-in that ``unit`` may be: a heading, or a sentence that ends in “:”."""
        if not unit.sentences:
            return None
        start, end = unit.sentences[-1]
        opens = self._shadow.lines[start:end].endswith(":")
        return LeadIn(start, end, not opens) if opens or unit.kind == "heading" else None

    def reaching(self, lead_in: LeadIn | None, unit: Unit) -> LeadIn | None:
        """Return the lead-in that still speaks in ``unit``: over a run of items, over one
        paragraph, or over a section up to the first paragraph in which the therapist speaks.
        """
        if lead_in is None or unit.kind == "heading":
            return None
        if unit.kind in ("item", "choice"):
            return lead_in._replace(paragraph=_NONE)
        if lead_in.paragraph == _NONE or self._is_own(unit):
            return None
        if lead_in.over_section or lead_in.paragraph in (None, unit.paragraph):
            return lead_in._replace(paragraph=unit.paragraph)
        return None

    def spans(
        self, unit: Unit, number: int, tagged: Tagged, lead_in: LeadIn | None
    ) -> list[VoiceSpan]:
        """Return who speaks where in a sentence, also from its lead-in or the sentence before."""
        if self._quoted_in is not unit:
            self._quoted_in, self._quotes = unit, self._quotes_by_sentence(unit)
        quotes, voices = self._quotes[number], self._voices
        start, end = unit.sentences[number]
        quoted = [(max(a, start) - start + 1, min(b, end) - start + 1) for a, b in quotes]
        spans = voices.spans(tagged, quoted)
        carried = self._of(lead_in.start, lead_in.end)[-1] if lead_in else None
        if carried is None and number and _KEEPS_SUBJECT.match(tagged.text):
            carried = self._of(*unit.sentences[number - 1])[0]
        if unit.kind == "choice":  # whoever ticks the box says it
            spans.append(VoiceSpan(0, len(tagged.text), "question", "[ ]", before=True))
        if carried:
            spans.append(voices.over(tagged, quoted, carried))
        opened = next((a for a, b in quotes if a < start < b), None)
        if opened is not None:  # a quotation that began in a sentence before this one
            before = unit.sentences[bisect.bisect(unit.sentences, (opened, start)) - 1]
            speaker = self._of(*before)[0] if opened < before[1] else None
            if speaker:
                spans.append(VoiceSpan(0, quoted[0][1], "quotation", speaker.cue, before=True))
        return spans

    def _speakers(self, start: int, end: int) -> tuple[VoiceSpan | None, VoiceSpan | None]:
        """Return the first voice that is not the therapist's in a sentence, and the one that is
        speaking when it ends.
        """
        tagged = self._read(start, end).tagged
        reach = len(tagged.text.rstrip(" :"))
        spoken = [s for s in self._voices.spans(tagged, []) if s.voice in _SPOKEN]
        return next(iter(spoken), None), next((s for s in spoken if s.end >= reach), None)

    def _is_own(self, unit: Unit) -> bool:
        """Return whether the therapist speaks for themselves, or to the reader, in ``unit``."""
        quoted = edges_of(self._quotes_in(unit))
        own = _OWN_WORDS.finditer(self._shadow.words, unit.start, unit.end)
        return any(not inside(match.start(), quoted) for match in own)

    def _quotes_in(self, unit: Unit) -> list[tuple[int, int]]:
        passages = quoted_passages(self._shadow.words[unit.start : unit.end])
        return [(start + unit.start, end + unit.start) for start, end in passages]

    def _quotes_by_sentence(self, unit: Unit) -> list[list[tuple[int, int]]]:
        """Return, for each sentence of ``unit``, the quotations that reach into it."""
        starts, ends = zip(*unit.sentences, strict=True)
        reaching: list[list[tuple[int, int]]] = [[] for _ in starts]
        for first, last in self._quotes_in(unit):
            for number in range(bisect.bisect(ends, first), bisect.bisect_left(starts, last)):
                reaching[number].append((first, last))
        return reaching
