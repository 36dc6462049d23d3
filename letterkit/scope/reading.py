"""Reads a sentence by itself: its terms, what the rules find in it and how it weighs.

Whatever stands around it, that stays the same; so it is kept for the sentences read last. A rule
is asked of many sentences, a letter repeats itself, and a page reads it anew at each pause of who
types it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from letterkit.scope.index import Rule, Scope
from letterkit.scope.lexicon import SPACES, Tagged
from letterkit.scope.weighing import Signs, signs_of

_KEPT = 1 << 9  # sentences
_ENDINGS = 6  # ends of a sentence that are heard by themselves: the shortest ones
_LONGEST = 600  # characters of such an end
_AROUND = f"{SPACES} ,;:–—-"  # marks and joints that belong to no words that are shown
_LAST_TERM = re.compile(f"(?<=[{SPACES}])[^{SPACES}]+$")


class Hit(NamedTuple):
    """What a rule finds in a sentence, by its place in the tagged text."""

    rule: Rule
    start: int
    end: int
    anchor: int  # the character whose speaker decides: the last term named, else the first letter


class Ending(NamedTuple):
    """The last words of a sentence, from where a clause begins, weighed as if they stood alone."""

    start: int
    signs: Signs
    weight: float


class Sentence(NamedTuple):
    """What is known of a sentence before anybody is asked who speaks."""

    tagged: Tagged
    signs: Signs
    hits: tuple[Hit, ...]
    weight: float  # the log-odds that it is an assertion of the therapist's own
    endings: tuple[Ending, ...]  # those that might be one by themselves
    may_count: bool  # whether it may be reported: something found, or said as a whole


class Reader:
    """What a scope finds in any sentence."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.read = lru_cache(_KEPT)(self._read)

    def _read(self, words: str, plain: str) -> Sentence:
        """Return what is known of a sentence; ``words`` is its shadow in lower case, ``plain`` not.

        A tagged text, and what is found by its place there, has one space before it.
        """
        scales = self._scope.scales
        tagged = self._scope.lexicon.tag(words, plain)
        signs = signs_of(tagged)
        hits = tuple(self._hits(tagged, words))
        weight = scales.words_alone(signs)
        endings = tuple(self._endings(tagged.text))
        may_count = bool(hits) or bool(endings) or scales.may_count(signs, weight)
        return Sentence(tagged, signs, hits, weight, endings, may_count)

    def _endings(self, text: str) -> Iterator[Ending]:
        """Yield the ends of a sentence that weigh enough to be asked of, the longest first."""
        scales = self._scope.scales
        for start in self._scope.voices.beginnings(text, len(text) - _LONGEST)[-_ENDINGS:]:
            signs = signs_of(Tagged(text[start:], (), frozenset()))
            weight = scales.words_alone(signs)
            if weight >= scales.thresholds.alone_by_phrases:
                yield Ending(start, signs, weight)

    def _hits(self, tagged: Tagged, words: str) -> Iterator[Hit]:
        """Yield what every rule finds that a word of the sentence calls for."""
        patterns = self._scope.patterns
        called = self._called(tagged)
        for rule in called:
            for match in rule.matches(patterns, tagged):
                start, end = _without_marks(match)
                yield Hit(rule, start, end, max(start, _anchor(match)))
        for rule in called:
            if rule.names:
                for first, last in rule.names.disagreeing(words, tagged.terms):
                    yield Hit(rule, first, last, last - 1)

    def _called(self, tagged: Tagged) -> list[Rule]:
        """Return the rules, in their order, that a word of the sentence calls for."""
        by_cue, cues = self._scope.by_cue, tagged.cues
        numbers = {
            number
            for cue in cues & by_cue.keys()
            for number, others in by_cue[cue]
            if not others or cues.issuperset(others)
        }
        able = self._scope.patterns.able(tagged.text)
        return [
            rule
            for rule in map(self._scope.rules.__getitem__, sorted(numbers))
            if rule.capitals or rule.names or not able.isdisjoint(rule.match)
        ]


def last_term(text: str, start: int, end: int) -> int:
    """Return where the last term named between two places of a tagged text begins, else ``start``.

    The claim itself stands there.
    """
    sign = _LAST_TERM.search(text, start, end)
    return sign.start() if sign else start


def _without_marks(match: re.Match[str]) -> tuple[int, int]:
    """Return where a match stands without the marks around its words; one of marks as it is."""
    words = match[0].strip(_AROUND)
    if not words:
        return match.span()
    start = match.start() + match[0].index(words)
    return start, start + len(words)


def _anchor(match: re.Match[str]) -> int:
    """Return where in the sentence the claim itself stands."""
    if "a" in match.re.groupindex and match["a"] is not None:
        return match.start("a")
    return last_term(match.string, match.start(), match.end())
