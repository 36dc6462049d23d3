"""Runs the rules over a text: match, ask who is speaking, decide, and say where it stands."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from letterkit.issue import Excused, Issue, Report
from letterkit.scope.deciding import Decisions, Excuse, Whole
from letterkit.scope.index import Rule, Scope, load_scope
from letterkit.scope.lexicon import Tagged
from letterkit.scope.reading import Hit, Reader, Sentence
from letterkit.scope.shadow import Shadow, shadow_of
from letterkit.scope.speaking import LeadIn, Speakers
from letterkit.scope.voice import VoiceSpan, voices_at
from letterkit.scope.weighing import Signs
from letterkit.sentences import Unit, split_units

COMMENT = "<!--"  # also one that misspells the mark is looked at
MARK = "letterkit-allow"  # of a comment that allows a rule; a text without it pays for none


def check_text(
    text: str,
    profile: str = "massage-us",
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    never_allow: Iterable[str] = (),
) -> Report:
    """Return where ``text`` steps outside the therapist's scope, in reading order.

    ``select`` and ``ignore`` name rules or families; comments in the text may allow a rule, save
    those of ``never_allow``. Pure and deterministic. Raises UsageError for an unknown profile,
    rule or family, InputError for a comment that allows nothing readable.

    >>> [issue.rule for issue in check_text("I suspect a fracture.").issues]
    ['DX02']
    """
    return checked(text, asked_scope(profile, select, ignore, never_allow), never_allow)


def check_words(
    text: str,
    profile: str = "massage-us",
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    never_allow: Iterable[str] = (),
) -> Report:
    """Return the report on words that may not allow themselves anything, as check_text does.

    A drafted letter is such a text, and one in a format that hides its comments.
    """
    return checked(text, asked_scope(profile, select, ignore, never_allow), comments=False)


class Mention(NamedTuple):
    """A term of a word list, where it stands, and its sentence.

    ``voice`` tells on demand whose voice names it; nothing where the therapist does.
    """

    kind: str
    start: int
    end: int
    sentence: tuple[int, int]
    voice: Callable[[], str]


class Look(NamedTuple):
    """A second look, at the whole letter, before a comment allows any of what is reported.

    ``at`` takes the report, the text as the rules saw it, and the mentions of terms whose class
    is among ``kinds``; it returns the report as it should be.
    """

    at: Callable[[Report, str, Iterator[Mention]], Report]
    kinds: frozenset[str]


def checked(
    text: str,
    scope: Scope,
    never_allow: Iterable[str] = (),
    *,
    comments: bool = True,
    look: Look | None = None,
) -> Report:
    """Return the report on ``text`` under ``scope``, as check_text and check_words do.

    Raises InputError for a comment that allows nothing readable, where ``comments`` may allow.
    """
    if not comments or (MARK not in text and COMMENT not in text):
        return _looked_at(text, scope, None, look)
    from letterkit.scope.allowance import allow, hide_comments, read_allowances

    allowances = read_allowances(text, scope)
    return allow(_looked_at(text, scope, hide_comments(text), look), allowances, scope, never_allow)


def _looked_at(text: str, scope: Scope, shown: str | None, look: Look | None) -> Report:
    check = _Check(text, scope, shown, look.kinds if look else frozenset())
    report = check.run()
    return look.at(report, text if shown is None else shown, check.mentions()) if look else report


def asked_scope(
    profile: str, select: Iterable[str], ignore: Iterable[str], never_allow: Iterable[str]
) -> Scope:
    """Return the scope of a profile with the rules that are asked. Raises UsageError."""
    scope = load_scope(profile)
    if select or ignore or never_allow:
        from letterkit.scope.selection import narrowed  # a plain check never needs it

        scope = narrowed(scope, select, ignore, never_allow)
    return scope


def weighed_parts(text: str) -> Iterator[tuple[Signs, list[VoiceSpan]]]:
    """Yield what of each sentence can weigh, and who speaks in it: for finding the weights."""
    check = _Check(text, load_scope())
    for unit in split_units(check.shadow.lines):
        for number, (start, end) in enumerate(unit.sentences):
            sentence = check.read(start, end)
            yield sentence.signs, check.speakers.spans(unit, number, sentence.tagged, None)


class _Voices:
    """Who speaks at some offsets of a sentence: looked up once, and only if it is asked."""

    def __init__(self, spans: Callable[[], list[VoiceSpan]], offsets: list[int]) -> None:
        self._spans, self._offsets = spans, offsets

    @cached_property
    def _speaking(self) -> dict[int, dict[str, VoiceSpan]]:
        return voices_at(self._spans(), self._offsets)

    def at(self, offset: int) -> str:
        """Return the first voice that speaks there, nothing for the therapist's own."""
        return next(iter(self._speaking[offset]), "")


@lru_cache(4)  # profiles, and choices of rules
def _knowing(scope: Scope) -> tuple[Reader, Decisions]:
    """Return the reader and the decisions of a scope: both keep what they know of sentences."""
    return Reader(scope), Decisions(scope)


class _Check:
    """One text being checked."""

    def __init__(
        self,
        text: str,
        scope: Scope,
        shown: str | None = None,
        kinds: frozenset[str] = frozenset(),
    ) -> None:
        """Take ``text``, what of it is ``shown`` to the rules, at the same offsets, and the
        ``kinds`` of terms whose mentions will be asked for.
        """
        self.text, self.scope = text, scope
        self.shadow: Shadow = shadow_of(text if shown is None else shown)
        self.line_starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self.reader, self.decisions = _knowing(scope)
        self.speakers = Speakers(self.shadow, scope.voices, self.read)
        self.kinds = frozenset(f"{{{kind}}}" for kind in kinds)
        self.kept: list[tuple[Unit, int, Tagged, LeadIn | None]] = []  # sentences with such terms
        self.issues: list[Issue] = []
        self.excused: list[Excused] = []

    def run(self) -> Report:
        """Check every sentence, under its lead-in."""
        lead_in: LeadIn | None = None
        for unit in split_units(self.shadow.lines):
            lead_in = self.speakers.reaching(lead_in, unit)
            for number, (start, end) in enumerate(unit.sentences):
                sentence = self.read(start, end)
                tagged = sentence.tagged
                if not self.kinds.isdisjoint(tagged.cues):
                    self.kept.append((unit, number, tagged, lead_in))
                if sentence.may_count:
                    spans = self.speakers.spans(unit, number, tagged, lead_in)
                    self._decide(sentence, spans, start - 1)  # a tagged text has a space before
            lead_in = self.speakers.lead_in(unit) or lead_in
        by_place = sorted(self.issues, key=lambda issue: (issue.start, issue.end, issue.rule))
        return Report(self.text, tuple(by_place), tuple(self.excused))

    def read(self, start: int, end: int) -> Sentence:
        """Return what is known of a sentence, by its place in the shadow."""
        return self.reader.read(self.shadow.words[start:end], self.shadow.plain[start:end])

    def mentions(self) -> Iterator[Mention]:
        """Yield where the terms asked for stand, and who names them; after the run."""
        for unit, number, tagged, lead_in in self.kept:
            start, end = unit.sentences[number]
            sentence = (self.shadow.at(start), self.shadow.end(end))
            terms = [term for term in tagged.terms if f"{{{term.kind}}}" in self.kinds]
            spans = partial(self.speakers.spans, unit, number, tagged, lead_in)
            voices = _Voices(spans, [term.start for term in terms])
            for term in terms:
                first = self.shadow.at(start - 1 + term.start)  # a tagged text has a space before
                last = self.shadow.end(start - 1 + term.end)
                yield Mention(term.kind, first, last, sentence, partial(voices.at, term.start))

    def _words(self, start: int, end: int) -> str:
        """Return words of the text by their place in the shadow, on one line."""
        return " ".join(self.shadow.lines[start:end].split())

    def _decide(self, sentence: Sentence, spans: list[VoiceSpan], place: int) -> None:
        """Report the hits that nobody else says and the whole sentence upholds, or its own."""
        score = sentence.weight + self.scope.scales.by_voices(sentence.signs, spans)
        whole = Whole(sentence.signs, tuple(spans), score, sentence.endings)
        reported, excused = self.decisions.on(sentence.hits, whole)
        self.issues += (self._issue(hit, place, sentence.tagged) for hit in reported)
        self.excused += (self._excused(excuse, place) for excuse in excused)

    def _excused(self, excuse: Excuse, sentence: int) -> Excused:
        hit, because, cue = excuse
        start, end = self.shadow.at(sentence + hit.start), self.shadow.end(sentence + hit.end)
        return Excused(hit.rule.id, start, end, because, cue)

    def _issue(self, hit: Hit, sentence: int, tagged: Tagged) -> Issue:
        start, end = self.shadow.at(sentence + hit.start), self.shadow.end(sentence + hit.end)
        first = bisect.bisect_left(tagged.terms, (hit.start,))
        named = itertools.takewhile(
            lambda term: term.start < hit.end, tagged.terms[first : first + 20]
        )
        terms: dict[str, str] = {}  # “condition” for the first one, “conditions” for all
        for term in named:
            words = self._words(sentence + term.start, sentence + term.end)
            terms.setdefault(term.kind, words)
            others = terms.get(term.kind + "s")
            terms[term.kind + "s"] = f"{others} and {words}" if others else words
        line = bisect.bisect_right(self.line_starts, start)
        return Issue(
            rule=hit.rule.id,
            name=hit.rule.name,
            category=hit.rule.category,
            severity=hit.rule.severity,
            start=start,
            end=end,
            line=line,
            column=start - self.line_starts[line - 1] + 1,
            text=self.text[start:end],
            message=hit.rule.message.replace(
                "{match}", self._words(sentence + hit.start, sentence + hit.end)
            ),
            advice=hit.rule.advice,
            rewrite=_rewrite(hit.rule, terms),
            source=hit.rule.source,
        )


def _rewrite(rule: Rule, terms: dict[str, str]) -> str | None:
    """Return the rule's better wording with the sentence's own terms, or None where they lack."""
    if rule.rewrite is None:
        return None
    named = re.findall(r"\{(\w+)\}", rule.rewrite)
    if any(name not in terms for name in named):
        return None
    return re.sub(r"\{(\w+)\}", lambda match: terms[match[1]], rule.rewrite)
