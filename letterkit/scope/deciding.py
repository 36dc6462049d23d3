"""Decides what is reported of a sentence: what nobody else says and the whole of it upholds."""

from __future__ import annotations

import bisect
from functools import lru_cache
from typing import NamedTuple

from letterkit.issue import SEVERITIES
from letterkit.scope.index import Scope
from letterkit.scope.lexicon import SPACES, Tagged
from letterkit.scope.reading import Ending, Hit, last_term
from letterkit.scope.voice import VoiceSpan, voices_at
from letterkit.scope.weighing import Signs, signs_of

WHOLE = "the whole sentence"  # an excuse: read whole, it is a report, a finding or a question
_KEPT = 1 << 10  # sentences whose decision is kept
_FEWEST = 3  # words of a sentence that can be weighed: “Stable.” is a note, and “a: b” is none
_SHORT = 5  # words of a sentence that says little more than one of its words
_BLANKS = 3  # at most, around a cue that stands in a sentence
_GRAVEST_FIRST = (
    "legal", "credential", "interpretation", "medication", "procedure", "psychological",
    "causation", "claim", "prognosis", "diagnosis",
)  # fmt: skip
_NAMING = _GRAVEST_FIRST[-1]  # the family of conditions that are named
_FINDINGS = ("observation", "anatomy")  # terms that assert nothing by themselves


class Whole(NamedTuple):
    """A sentence as a whole."""

    signs: Signs
    spans: tuple[VoiceSpan, ...]  # who speaks where
    score: float  # the log-odds that it is the therapist's own assertion: by phrases, then overall
    endings: tuple[Ending, ...] = ()


class Excuse(NamedTuple):
    """A hit that is not reported, and what excuses it."""

    hit: Hit
    because: str
    cue: str


class Decisions:
    """What a scope decides of any sentence."""

    def __init__(self, scope: Scope) -> None:
        self._scales, self._voices = scope.scales, scope.voices
        self._for_families = {rule.category: rule for rule in scope.rules if rule.weighed}
        self._beside_findings = scope.lexicon.beside_findings
        self._finding, self._place = (SPACES[scope.lexicon.kinds.index(k)] for k in _FINDINGS)
        self._upheld = lru_cache(2)(self._is_upheld)  # many patterns may find something in a part
        self.on = lru_cache(_KEPT)(self._on)

    def _on(
        self, hits: tuple[Hit, ...], whole: Whole
    ) -> tuple[tuple[Hit, ...], tuple[Excuse, ...]]:
        """Return the hits that are reported, also what the sentence says as a whole, and those
        that are excused.
        """
        own, excused = _own(hits, whole.spans)
        doubtful = any(hit.rule.unsure or hit.rule.severity == "error" for hit in own)
        overall = self._scales.overall(whole.signs, whole.score, found=doubtful)
        whole = whole._replace(score=overall)
        named = [hit for hit in own if hit.rule.names]
        left: list[Hit] = []
        for hit in own:
            if hit.rule.names:
                continue
            if self._upholds(hit, whole):
                left.append(hit)
            else:
                excused.append(Excuse(hit, WHOLE, ""))
        if said := self._as_a_whole(left, whole):
            reported, otherwise = _own((said,), whole.spans)
            unlike = self._unlike(left, whole.signs) if reported else []
            left = [*(hit for hit in left if hit not in unlike), *reported]
            excused += (*otherwise, *(Excuse(hit, WHOLE, "") for hit in unlike))
        if not any(hit.rule.severity == "error" for hit in left):
            left += self._at_the_end(hits, whole) or self._in_a_stretch(own, whole)
            excused = [excuse for excuse in excused if excuse.hit not in left]
        families = {hit.rule.category for hit in left if hit.rule.severity == "error"}
        likest = next(iter(self._scales.families(whole.signs))) if len(families) > 1 else ""
        return (*_strongest(left, likest), *named), tuple(excused)

    def _upholds(self, hit: Hit, whole: Whole) -> bool:
        """Return whether the sentence upholds what a pattern found in it; advice it always does."""
        grave = hit.rule.severity == "error" and hit.rule.category in _GRAVEST_FIRST
        advice = not grave and not hit.rule.unsure
        upheld = self._scales.upholds(whole.score, hit.rule.unsure)
        return advice or upheld or self._stands_alone(hit, whole.signs.text)

    def _as_a_whole(self, hits: list[Hit], whole: Whole) -> Hit | None:
        """Return the hit that the whole sentence makes itself.

        It speaks where no pattern reports an error, and beside patterns where it is about as likely
        as not of another family than theirs: a condition named may be the half of a claim. Where
        one of them warns that a word is on the border of the family, a short sentence says no more
        than that word. It marks other words than they do; where none are left, it must be far
        likelier, and takes theirs. It marks what nobody else says, as long as there are such words.
        """
        errors = [hit for hit in hits if hit.rule.severity == "error"]
        words = sum(len(word) > 1 for word in whole.signs.words)
        if words < _FEWEST or not self._scales.reports(whole.score):
            return None
        if self._is_finding(whole.signs):
            return None
        family, odds = next(iter(self._scales.families(whole.signs).items()))
        rule = self._for_families.get(family)
        if rule is None or family in {hit.rule.category for hit in errors}:
            return None
        if words <= _SHORT and family in {hit.rule.category for hit in hits}:
            return None
        if errors and odds < self._scales.thresholds.beside_from:
            return None
        place = self._words_for(family, [(hit.start, hit.end) for hit in errors], whole)
        if place is None and odds > self._scales.thresholds.instead_from:
            place = self._words_for(family, [], whole)
        return place and Hit(rule, *place, last_term(whole.signs.text, *place))

    def _words_for(
        self, family: str, beside: list[tuple[int, int]], whole: Whole
    ) -> tuple[int, int] | None:
        """Return the words that speak most for a family, beside others: what nobody else says, if
        that says about as much.
        """
        excused_by = self._for_families[family].excused_by
        spoken = [(span.start, span.end) for span in whole.spans if span.voice in excused_by]
        words = self._scales.weightiest(whole.signs, family, beside)
        if words and spoken:
            own = self._scales.weightiest(whole.signs, family, [*beside, *spoken], _FEWEST)
            if own and own.weight >= self._scales.thresholds.own_share * words.weight:
                words = own
        return words and (words.start, words.end)

    def _unlike(self, hits: list[Hit], signs: Signs) -> list[Hit]:
        """Return what unsure patterns found of conditions in a sentence that is unlike a diagnosis:
        the condition that a claim names is none of its own.
        """
        if self._scales.families(signs)[_NAMING] >= self._scales.thresholds.unlike_below:
            return []
        unsure = (hit for hit in hits if hit.rule.unsure and hit.rule.severity == "error")
        return [hit for hit in unsure if hit.rule.category == _NAMING]

    def _at_the_end(self, hits: tuple[Hit, ...], whole: Whole) -> list[Hit]:
        """Return what the last words of a sentence say, from where a clause begins.

        A report drowns what stands behind it, and its speaker is heard too far: “Sore stomach per
        her husband, on naproxen, told her to drop it”. Heard alone, the end must weigh more than a
        whole sentence. What stands under a lead-in, behind the words that name its speaker
        (“According to him, …”) or within a quotation is not heard alone.
        """
        for ending in whole.endings:
            start = ending.start
            if any(self._introduces(span, start, whole.signs.text) for span in whole.spans):
                continue
            end = self._alone(ending.signs, ending.weight)
            at = self._scales.thresholds
            if end.score < at.alone_by_phrases:  # now that the voices are known
                continue
            end = end._replace(score=self._scales.overall(end.signs, end.score))
            if end.score < at.alone_from:
                continue
            errors = (h for h in hits if h.rule.severity == "error" and not h.rule.names)
            behind = tuple(_moved(hit, -start) for hit in errors if hit.start >= start)
            found, _ = _own(behind, end.spans)
            if not found and (said := self._as_a_whole([], end)):
                found, _ = _own((said,), end.spans)
            if found:
                return [_moved(hit, start) for hit in found]
        return []

    def _introduces(self, span: VoiceSpan, place: int, text: str) -> bool:
        """Return whether a voice speaks at a place by a lead-in, by a quotation, or by words of its
        own clause that end there: “according to him, …”, but not “tablets according to him, …”.
        """
        if place >= span.end or span.before or span.voice == "quotation":
            return span.start <= place < span.end
        last = len(text[: span.start].rstrip()) - 1
        alone = last < 0 or last in self._voices.marks(text)
        return alone and span.start <= place <= span.start + len(span.cue) + _BLANKS

    def _in_a_stretch(self, own: list[Hit], whole: Whole) -> list[Hit]:
        """Return what some words of a long sentence say, which the others drown: what patterns
        found in them, else the words that tell their family. What nobody else says must be loud;
        what somebody else seems to say, for a voice is easily heard too far, louder still.
        """
        signs = whole.signs
        heard = self._scales.loudest(signs)
        if heard is None:
            return []
        family, start, end, sure = heard
        within = [hit for hit in own if start <= hit.start and hit.end <= end]
        errors = [hit for hit in within if hit.rule.severity == "error" and not hit.rule.names]
        rule = self._for_families.get(family)
        if errors or rule is None:
            return errors
        place = self._words_for(family, [(0, start), (end, len(signs.text))], whole)
        said = [Hit(rule, *place, last_term(signs.text, *place))] if place else []
        return said if sure else _own(tuple(said), whole.spans)[0]

    def _is_finding(self, signs: Signs) -> bool:
        """Return whether a sentence names what hands and eyes found, and says no more of it."""
        said = zip(signs.forms, signs.places, strict=True)
        return (
            self._finding in signs.forms
            and all(
                form in (self._finding, self._place)
                or not (form[0].isalpha() or form in SPACES)  # a mark or a number
                or signs.text[start:end] in self._beside_findings
                for form, (start, end) in said
            )
        )

    def _stands_alone(self, hit: Hit, text: str) -> bool:
        """Return whether the words between two marks uphold a sure pattern, whatever stands
        beside them: a long report does not drown “…, and I told him to stop the lisinopril”.
        """
        marks = self._voices.marks(text)
        before, behind = bisect.bisect(marks, hit.start), bisect.bisect_left(marks, hit.end)
        if hit.rule.unsure or not marks:
            return False
        start = marks[before - 1] + 1 if before else 1
        end = marks[behind] if behind < len(marks) else len(text)
        return self._upheld(text[start:end])

    def _is_upheld(self, part: str) -> bool:
        """Return whether a part of a tagged sentence would uphold a pattern that is unsure."""
        tagged = Tagged(part if part[:1].isspace() else f" {part}", (), frozenset())
        signs = signs_of(tagged)
        if len(signs.words) < _FEWEST:
            return False
        scales = self._scales
        alone = self._alone(signs, scales.words_alone(signs))
        return scales.upholds(scales.overall(signs, alone.score), unsure=True)

    def _alone(self, signs: Signs, weight: float) -> Whole:
        """Return a part of a sentence as if it were one, by phrases and the voices within it."""
        spans = self._voices.spans(Tagged(signs.text, (), frozenset()), [])
        return Whole(signs, tuple(spans), weight + self._scales.by_voices(signs, spans))


def _moved(hit: Hit, by: int) -> Hit:
    """Return a hit so many characters further on."""
    return hit._replace(start=hit.start + by, end=hit.end + by, anchor=hit.anchor + by)


def _own(hits: tuple[Hit, ...], spans: tuple[VoiceSpan, ...]) -> tuple[list[Hit], list[Excuse]]:
    """Return the hits at whose anchor no allowed voice speaks, and the others."""
    left: list[Hit] = []
    excused: list[Excuse] = []
    speaking_at = voices_at(spans, (hit.anchor for hit in hits))
    for hit in hits:
        speaking = speaking_at[hit.anchor]
        excuse = next((speaking[v] for v in hit.rule.excused_by if v in speaking), None)
        if excuse is None:
            left.append(hit)
        else:
            excused.append(Excuse(hit, excuse.voice, excuse.cue))
    return left, excused


def _strongest(hits: list[Hit], likest: str) -> list[Hit]:
    """Return the hits that no other one reports with more right.

    Of hits on the same words one of the family that the whole sentence is ``likest`` stands first,
    then the graver act (an order, a reading of a scan) before the condition named in it; within a
    family, the later and more special rule of its file, then the longer match. Advice never stands
    before a breach: an error, then a warning, then a suggestion.
    """
    taken: list[Hit] = []  # apart from each other, in order
    starts: list[int] = []
    for hit in sorted(hits, key=lambda hit: _rank(hit, likest)):
        number = bisect.bisect_left(starts, hit.start)
        before = taken[number - 1] if number else None
        after = taken[number] if number < len(taken) else None
        if (before is None or before.end <= hit.start) and (
            after is None or hit.end <= after.start
        ):
            taken.insert(number, hit)
            starts.insert(number, hit.start)
    return taken


def _rank(hit: Hit, likest: str) -> tuple[int, bool, int, int, int, int]:
    severity = SEVERITIES.index(hit.rule.severity)
    family = hit.rule.category
    order = _GRAVEST_FIRST.index(family) if family in _GRAVEST_FIRST else len(_GRAVEST_FIRST)
    return severity, family != likest, order, -hit.rule.place, hit.start - hit.end, hit.start
