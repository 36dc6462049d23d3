"""Runs the rules over a text: match, then ask who is speaking, then report or excuse."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from letterkit.issue import SEVERITIES, Excused, Issue, Report
from letterkit.scope.index import Rule, Scope, load_scope
from letterkit.scope.lexicon import SPACES, Tagged
from letterkit.scope.shadow import Shadow, shadow_of
from letterkit.scope.voice import VoiceSpan, quoted_passages
from letterkit.scope.weighing import Signs, signs_of
from letterkit.sentences import Unit, split_units

WHOLE = "the whole sentence"  # an excuse: read whole, it is a report, a finding or a question
_FEWEST = 3  # words of a sentence that can be weighed: “Stable.” is a note, not an assertion
COMMENT = "<!--"  # also one that misspells the mark is looked at
MARK = "letterkit-allow"  # of a comment that allows a rule; a text without it pays for none
_SPOKEN = ("patient report", "clinician", "document")
_GRAVEST_FIRST = (
    "legal", "credential", "interpretation", "medication", "procedure", "psychological",
    "causation", "claim", "prognosis", "diagnosis",
)  # fmt: skip
_OWN_WORDS = re.compile(r"\b(?:i|we|thank you|please)\b(?!\.)")
_NONE = -1  # no paragraph
_KEEPS_SUBJECT = re.compile(r"\s(?:he|she|they) also\b")
_LAST_TERM = re.compile(f"(?<=[{SPACES}])[^{SPACES}]+$")


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
    scope = load_scope(profile)
    if select or ignore or never_allow:
        from letterkit.scope.selection import narrowed  # a plain check never needs it

        scope = narrowed(scope, select, ignore, never_allow)
    if MARK not in text and COMMENT not in text:
        return _Check(text, scope).run()
    from letterkit.scope.allowance import allow, hide_comments, read_allowances

    allowances = read_allowances(text, scope)
    report = _Check(text, scope, hide_comments(text)).run()
    return allow(report, allowances, scope, never_allow)


def check_words(text: str, profile: str) -> Report:
    """Return the report on words that may not allow themselves anything: a drafted letter's."""
    return _Check(text, load_scope(profile)).run()


def weighed_parts(text: str) -> Iterator[tuple[Signs, list[VoiceSpan]]]:
    """Yield what of each sentence can weigh, and who speaks in it: for finding the weights."""
    check = _Check(text, load_scope())
    for unit in split_units(check.shadow.lines):
        for number, (start, end) in enumerate(unit.sentences):
            tagged = check._tag(start, end)
            yield signs_of(tagged), check._spans(unit, number, tagged, None)


class _Hit(NamedTuple):
    rule: Rule
    start: int
    end: int
    anchor: int  # the character whose speaker decides: the last term named, else the first letter


class _Whole(NamedTuple):
    """A sentence as a whole."""

    signs: Signs
    spans: list[VoiceSpan]  # who speaks where
    score: float  # the log-odds that it is an assertion of the therapist's own


class _LeadIn(NamedTuple):
    """Words such as “Mr. Reyes reports” that may speak for what stands below them."""

    start: int
    end: int
    over_section: bool  # a heading; words that end in “:” speak for one list or paragraph
    paragraph: int | None = None  # the last one spoken for; behind a list, none


class _Check:
    """One text being checked."""

    def __init__(self, text: str, scope: Scope, shown: str | None = None) -> None:
        """Take ``text``, and what of it is ``shown`` to the rules, at the same offsets."""
        self.text, self.scope = text, scope
        self.for_families = {rule.category: rule for rule in scope.rules if rule.weighed}
        self.shadow: Shadow = shadow_of(text if shown is None else shown)
        self.line_starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self.quoted_in: Unit | None = None  # the unit whose quotations ``quotes`` are
        self.quotes: list[tuple[int, int]] = []
        self.issues: list[Issue] = []
        self.excused: list[Excused] = []

    def run(self) -> Report:
        """Check every sentence, under its lead-in."""
        lead_in: _LeadIn | None = None
        scales = self.scope.scales
        for unit in split_units(self.shadow.lines):
            lead_in = self._reach(lead_in, unit)
            for number, (start, end) in enumerate(unit.sentences):
                tagged = self._tag(start, end)
                hits = self._hits(tagged, start, end)
                signs = signs_of(tagged)
                weight = scales.words_alone(signs)
                most = scales.overall(signs, weight + scales.most_by_voices(signs))
                if hits or most >= scales.reported_from:
                    spans = self._spans(unit, number, tagged, lead_in)
                    score = scales.overall(signs, weight + scales.by_voices(signs, spans))
                    whole = _Whole(signs, spans, score)
                    self._decide(hits, whole, start - 1, tagged)  # a tagged text has a space before
            lead_in = self._lead_in(unit) or lead_in
        by_place = sorted(self.issues, key=lambda issue: (issue.start, issue.end, issue.rule))
        return Report(self.text, tuple(by_place), tuple(self.excused))

    def _lead_in(self, unit: Unit) -> _LeadIn | None:
        """Return the lead-in that ``unit`` may be: a heading, or a sentence that ends in “:”."""
        if not unit.sentences:
            return None
        start, end = unit.sentences[-1]
        opens = self.shadow.lines[start:end].endswith(":")
        return _LeadIn(start, end, not opens) if opens or unit.kind == "heading" else None

    def _reach(self, lead_in: _LeadIn | None, unit: Unit) -> _LeadIn | None:
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

    def _is_own(self, unit: Unit) -> bool:
        """Return whether the therapist speaks for themselves, or to the reader, in ``unit``."""
        quotes = self._quotes(unit)
        own = _OWN_WORDS.finditer(self.shadow.words, unit.start, unit.end)
        return any(not any(a <= match.start() < b for a, b in quotes) for match in own)

    def _tag(self, start: int, end: int) -> Tagged:
        return self.scope.lexicon.tag(self.shadow.words[start:end], self.shadow.plain[start:end])

    def _spans(
        self, unit: Unit, number: int, tagged: Tagged, lead_in: _LeadIn | None
    ) -> list[VoiceSpan]:
        """Return who speaks where in a sentence, also from its lead-in or the sentence before."""
        if self.quoted_in is not unit:
            self.quoted_in, self.quotes = unit, self._quotes(unit)
        quotes = self.quotes
        start, end = unit.sentences[number]
        quoted = [(max(a, start) - start + 1, min(b, end) - start + 1) for a, b in quotes
                  if a < end and b > start]  # fmt: skip
        spans = self.scope.voices.spans(tagged, quoted)
        carried = self._last_voice(lead_in.start, lead_in.end) if lead_in else None
        if carried is None and number and _KEEPS_SUBJECT.match(tagged.text):
            carried = self._first_voice(*unit.sentences[number - 1])
        if unit.kind == "choice":  # whoever ticks the box says it
            spans.append(VoiceSpan(0, len(tagged.text), "question", "[ ]"))
        if carried:
            spans.append(self.scope.voices.over(tagged, quoted, carried))
        opened = next((a for a, b in quotes if a < start < b), None)
        if opened is not None:  # a quotation that began in a sentence before this one
            speakers = (self._first_voice(a, b) for a, b in unit.sentences if a <= opened < b)
            spans += (VoiceSpan(0, quoted[0][1], "quotation", s.cue) for s in speakers if s)
        return spans

    def _last_voice(self, start: int, end: int) -> VoiceSpan | None:
        """Return the voice that is speaking when the words ``start`` to ``end`` end."""
        tagged = self._tag(start, end)
        reach = len(tagged.text.rstrip(" :"))
        spans = self.scope.voices.spans(tagged, [])
        return next((s for s in spans if s.voice in _SPOKEN and s.end >= reach), None)

    def _first_voice(self, start: int, end: int) -> VoiceSpan | None:
        """Return the first voice other than the therapist's in a sentence."""
        spans = self.scope.voices.spans(self._tag(start, end), [])
        return next((span for span in spans if span.voice in _SPOKEN), None)

    def _words(self, start: int, end: int) -> str:
        """Return words of the text by their place in the shadow, on one line."""
        return " ".join(self.text[self.shadow.at(start) : self.shadow.end(end)].split())

    def _quotes(self, unit: Unit) -> list[tuple[int, int]]:
        passages = quoted_passages(self.shadow.words[unit.start : unit.end])
        return [(start + unit.start, end + unit.start) for start, end in passages]

    def _hits(self, tagged: Tagged, start: int, end: int) -> list[_Hit]:
        """Return what every rule finds that a word of the sentence calls for."""
        by_cue = self.scope.by_cue
        cues = tagged.cues
        numbers = {
            number
            for cue in cues & by_cue.keys()
            for number, others in by_cue[cue]
            if not others or cues.issuperset(others)
        }
        called = [self.scope.rules[number] for number in sorted(numbers)]
        hits = [
            _Hit(rule, match.start(), match.end(), _anchor(match))
            for rule in called
            for match in rule.matches(tagged)
        ]
        for rule in called:
            if rule.names:
                pairs = rule.names.disagreeing(self.shadow.words[start:end], tagged.terms)
                hits += (_Hit(rule, first, last, last - 1) for first, last in pairs)
        return hits

    def _decide(self, hits: list[_Hit], whole: _Whole, sentence: int, tagged: Tagged) -> None:
        """Report the hits that nobody else says and the whole sentence upholds, or its own."""
        own = self._own(hits, whole.spans, sentence)
        named = [hit for hit in own if hit.rule.names]
        others = [hit for hit in own if not hit.rule.names]
        for hit in (*_strongest(self._weighed(others, whole, sentence)), *named):
            self.issues.append(self._issue(hit, sentence, tagged))

    def _own(self, hits: list[_Hit], spans: list[VoiceSpan], sentence: int) -> list[_Hit]:
        """Return the hits at whose anchor no allowed voice speaks; excuse the others."""
        left: list[_Hit] = []
        for hit in hits:
            speaking = {s.voice: s for s in reversed(spans) if s.start <= hit.anchor < s.end}
            excuse = next((speaking[v] for v in hit.rule.excused_by if v in speaking), None)
            if excuse is None:
                left.append(hit)
                continue
            self._excuse(hit, sentence, excuse.voice, excuse.cue)
        return left

    def _weighed(self, hits: list[_Hit], whole: _Whole, sentence: int) -> list[_Hit]:
        """Return the hits that the whole sentence upholds, and the one that it makes itself.

        It speaks where no pattern reports an error, and beside patterns that are unsure where it
        is of another family than theirs: a condition named may be the half of a claim.
        """
        scales = self.scope.scales
        left: list[_Hit] = []
        for hit in hits:
            if hit.rule.unsure and whole.score < scales.upheld_from:
                self._excuse(hit, sentence, WHOLE, "")
            else:
                left.append(hit)
        errors = [hit.rule for hit in left if hit.rule.severity == "error"]
        wanted = scales.upheld_from if errors else scales.reported_from
        if whole.score < wanted or len(whole.signs.words) < _FEWEST:
            return left
        if not all(rule.unsure for rule in errors):
            return left
        family = scales.family(whole.signs, whole.spans)
        rule = self.for_families.get(family)
        if rule is None or family in {rule.category for rule in errors}:
            return left
        start, end = scales.weightiest(whole.signs)
        return [*left, *self._own([_Hit(rule, start, end, start)], whole.spans, sentence)]

    def _excuse(self, hit: _Hit, sentence: int, because: str, cue: str) -> None:
        start, end = self.shadow.at(sentence + hit.start), self.shadow.end(sentence + hit.end)
        self.excused.append(Excused(hit.rule.id, start, end, because, cue))

    def _issue(self, hit: _Hit, sentence: int, tagged: Tagged) -> Issue:
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
        words = self.text[start:end]
        return Issue(
            rule=hit.rule.id,
            name=hit.rule.name,
            category=hit.rule.category,
            severity=hit.rule.severity,
            start=start,
            end=end,
            line=line,
            column=start - self.line_starts[line - 1] + 1,
            text=words,
            message=hit.rule.message.replace("{match}", " ".join(words.split())),
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


def _anchor(match: re.Match[str]) -> int:
    """Return where in the sentence the claim itself stands."""
    if "a" in match.re.groupindex and match["a"] is not None:
        return match.start("a")
    sign = _LAST_TERM.search(match.string, match.start(), match.end())
    return sign.start() if sign else match.start()


def _strongest(hits: list[_Hit]) -> list[_Hit]:
    """Return the hits that no other one reports with more right.

    Of hits on the same words the graver act (an order, a reading of a scan) stands before the
    condition named in it; within a family, the later and more special rule of its file, then the
    longer match. Advice never stands before a breach: an error, then a warning, then a suggestion.
    """
    taken: list[_Hit] = []  # apart from each other, in order
    starts: list[int] = []
    for hit in sorted(hits, key=_rank):
        number = bisect.bisect_left(starts, hit.start)
        before = taken[number - 1] if number else None
        after = taken[number] if number < len(taken) else None
        if (before is None or before.end <= hit.start) and (
            after is None or hit.end <= after.start
        ):
            taken.insert(number, hit)
            starts.insert(number, hit.start)
    return taken


def _rank(hit: _Hit) -> tuple[int, int, int, int, int]:
    severity = SEVERITIES.index(hit.rule.severity)
    family = hit.rule.category
    order = _GRAVEST_FIRST.index(family) if family in _GRAVEST_FIRST else len(_GRAVEST_FIRST)
    return severity, order, -hit.rule.place, hit.start - hit.end, hit.start
