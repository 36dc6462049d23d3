"""Runs the rules over a text: match, then ask who is speaking, then report or excuse."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from letterkit.issue import SEVERITIES, Excused, Issue, Report
from letterkit.scope.index import Rule, Scope, load_scope
from letterkit.scope.lexicon import SPACES, Tagged
from letterkit.scope.shadow import Shadow, shadow_of
from letterkit.scope.voice import VoiceSpan, edges_of, inside, quoted_passages, voices_at
from letterkit.scope.weighing import Signs, signs_of
from letterkit.sentences import Unit, split_units

WHOLE = "the whole sentence"  # an excuse: read whole, it is a report, a finding or a question
_FEWEST = 3  # words of a sentence that can be weighed: “Stable.” is a note, and “a: b” is none
COMMENT = "<!--"  # also one that misspells the mark is looked at
MARK = "letterkit-allow"  # of a comment that allows a rule; a text without it pays for none
_SPOKEN = ("patient report", "clinician", "document")
_GRAVEST_FIRST = (
    "legal", "credential", "interpretation", "medication", "procedure", "psychological",
    "causation", "claim", "prognosis", "diagnosis",
)  # fmt: skip
_OWN_WORDS = re.compile(r"\b(?:i|we|thank you|please)\b(?!\.)")
_NONE = -1  # no paragraph
_FINDINGS = ("observation", "anatomy")  # terms that assert nothing by themselves
_BESIDE_FINDINGS = frozenset(  # words that join them to a finding, and no more
    "a an and are at bilateral both felt found in is l left marked mild moderate no noted observed "
    "of on or over palpated r right seen slight the to under was were with".split()
)
_PART = re.compile("[,;:()—–]")  # marks between which a part of a sentence stands
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
        self.for_families = {rule.category: rule for rule in scope.rules if rule.weighed}
        self.shadow: Shadow = shadow_of(text if shown is None else shown)
        self.line_starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self.quoted_in: Unit | None = None  # the unit whose quotations are ``quotes``
        self.quotes: list[list[tuple[int, int]]] = []  # by sentence
        self.speakers = lru_cache(2)(self._speakers)  # many sentences stand under one lead-in
        self.upheld = lru_cache(2)(self._is_upheld)  # many patterns may find something in a part
        self.kinds = frozenset(f"{{{kind}}}" for kind in kinds)
        self.kept: list[tuple[Unit, int, Tagged, _LeadIn | None]] = []  # sentences with such terms
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
                if not self.kinds.isdisjoint(tagged.cues):
                    self.kept.append((unit, number, tagged, lead_in))
                signs = signs_of(tagged)
                weight = scales.words_alone(signs)
                if hits or scales.may_count(signs, weight):
                    spans = self._spans(unit, number, tagged, lead_in)
                    said = weight + scales.by_voices(signs, spans)
                    score = scales.overall(signs, said, found=bool(hits))
                    whole = _Whole(signs, spans, score)
                    self._decide(hits, whole, start - 1, tagged)  # a tagged text has a space before
            lead_in = self._lead_in(unit) or lead_in
        by_place = sorted(self.issues, key=lambda issue: (issue.start, issue.end, issue.rule))
        return Report(self.text, tuple(by_place), tuple(self.excused))

    def mentions(self) -> Iterator[Mention]:
        """Yield where the terms asked for stand, and who names them; after the run."""
        for unit, number, tagged, lead_in in self.kept:
            start, end = unit.sentences[number]
            sentence = (self.shadow.at(start), self.shadow.end(end))
            terms = [term for term in tagged.terms if f"{{{term.kind}}}" in self.kinds]
            spans = partial(self._spans, unit, number, tagged, lead_in)
            voices = _Voices(spans, [term.start for term in terms])
            for term in terms:
                first = self.shadow.at(start - 1 + term.start)  # a tagged text has a space before
                last = self.shadow.end(start - 1 + term.end)
                yield Mention(term.kind, first, last, sentence, partial(voices.at, term.start))

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
        quoted = edges_of(self._quotes(unit))
        own = _OWN_WORDS.finditer(self.shadow.words, unit.start, unit.end)
        return any(not inside(match.start(), quoted) for match in own)

    def _tag(self, start: int, end: int) -> Tagged:
        return self.scope.lexicon.tag(self.shadow.words[start:end], self.shadow.plain[start:end])

    def _spans(
        self, unit: Unit, number: int, tagged: Tagged, lead_in: _LeadIn | None
    ) -> list[VoiceSpan]:
        """Return who speaks where in a sentence, also from its lead-in or the sentence before."""
        if self.quoted_in is not unit:
            self.quoted_in, self.quotes = unit, self._quotes_by_sentence(unit)
        quotes = self.quotes[number]
        start, end = unit.sentences[number]
        quoted = [(max(a, start) - start + 1, min(b, end) - start + 1) for a, b in quotes]
        spans = self.scope.voices.spans(tagged, quoted)
        carried = self.speakers(lead_in.start, lead_in.end)[-1] if lead_in else None
        if carried is None and number and _KEEPS_SUBJECT.match(tagged.text):
            carried = self.speakers(*unit.sentences[number - 1])[0]
        if unit.kind == "choice":  # whoever ticks the box says it
            spans.append(VoiceSpan(0, len(tagged.text), "question", "[ ]"))
        if carried:
            spans.append(self.scope.voices.over(tagged, quoted, carried))
        opened = next((a for a, b in quotes if a < start < b), None)
        if opened is not None:  # a quotation that began in a sentence before this one
            before = unit.sentences[bisect.bisect(unit.sentences, (opened, start)) - 1]
            speaker = self.speakers(*before)[0] if opened < before[1] else None
            if speaker:
                spans.append(VoiceSpan(0, quoted[0][1], "quotation", speaker.cue))
        return spans

    def _speakers(self, start: int, end: int) -> tuple[VoiceSpan | None, VoiceSpan | None]:
        """Return the first voice that is not the therapist's in a sentence, and the one that is
        speaking when it ends.
        """
        tagged = self._tag(start, end)
        reach = len(tagged.text.rstrip(" :"))
        spoken = [s for s in self.scope.voices.spans(tagged, []) if s.voice in _SPOKEN]
        return next(iter(spoken), None), next((s for s in spoken if s.end >= reach), None)

    def _words(self, start: int, end: int) -> str:
        """Return words of the text by their place in the shadow, on one line."""
        return " ".join(self.text[self.shadow.at(start) : self.shadow.end(end)].split())

    def _quotes(self, unit: Unit) -> list[tuple[int, int]]:
        passages = quoted_passages(self.shadow.words[unit.start : unit.end])
        return [(start + unit.start, end + unit.start) for start, end in passages]

    def _quotes_by_sentence(self, unit: Unit) -> list[list[tuple[int, int]]]:
        """Return, for each sentence of ``unit``, the quotations that reach into it."""
        starts, ends = zip(*unit.sentences, strict=True)
        reaching: list[list[tuple[int, int]]] = [[] for _ in starts]
        for first, last in self._quotes(unit):
            for number in range(bisect.bisect(ends, first), bisect.bisect_left(starts, last)):
                reaching[number].append((first, last))
        return reaching

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
        rules, patterns = self.scope.rules, self.scope.patterns
        able = patterns.able(tagged.text)
        called = [
            rule
            for rule in map(rules.__getitem__, sorted(numbers))
            if rule.capitals or rule.names or not able.isdisjoint(rule.match)
        ]
        hits = [
            _Hit(rule, match.start(), match.end(), _anchor(match))
            for rule in called
            for match in rule.matches(patterns, tagged)
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
        speaking_at = voices_at(spans, (hit.anchor for hit in hits))
        for hit in hits:
            speaking = speaking_at[hit.anchor]
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
            advice = hit.rule.category not in _GRAVEST_FIRST and not hit.rule.unsure
            upheld = scales.upholds(whole.score, hit.rule.unsure)
            if advice or upheld or self._stands_alone(hit, sentence, whole.signs.text):
                left.append(hit)
            else:
                self._excuse(hit, sentence, WHOLE, "")
        errors = [hit.rule for hit in left if hit.rule.severity == "error"]
        words = sum(len(word) > 1 for word in whole.signs.words)
        if whole.score < scales.reported_from or words < _FEWEST:
            return left
        if not all(rule.unsure for rule in errors) or self._is_finding(whole.signs):
            return left
        family = scales.family(whole.signs, whole.spans)
        rule = self.for_families.get(family)
        if rule is None or family in {rule.category for rule in errors}:
            return left
        start, end = scales.weightiest(whole.signs)
        sign = _LAST_TERM.search(whole.signs.text, start, end)
        hit = _Hit(rule, start, end, sign.start() if sign else start)
        return [*left, *self._own([hit], whole.spans, sentence)]

    def _is_finding(self, signs: Signs) -> bool:
        """Return whether a sentence names what hands and eyes found, and says no more of it."""
        spaces = {SPACES[self.scope.lexicon.kinds.index(kind)] for kind in _FINDINGS}
        said = zip(signs.forms, signs.places, strict=True)
        return all(
            form in spaces or not form[0].isalpha() or signs.text[start:end] in _BESIDE_FINDINGS
            for form, (start, end) in said
        )

    def _stands_alone(self, hit: _Hit, sentence: int, text: str) -> bool:
        """Return whether the words between two marks uphold a sure pattern, whatever stands
        beside them: a long report does not drown “…, and I told him to stop the lisinopril”.
        """
        marks = _marks(text)
        before, behind = bisect.bisect(marks, hit.start), bisect.bisect_left(marks, hit.end)
        if hit.rule.unsure or not marks:
            return False
        start = marks[before - 1] + 1 if before else 1
        end = marks[behind] if behind < len(marks) else len(text)
        return self.upheld(sentence + start, sentence + end)

    def _is_upheld(self, start: int, end: int) -> bool:
        """Return whether a part of a sentence would uphold a pattern that is unsure."""
        tagged = self._tag(start, end)
        signs, scales = signs_of(tagged), self.scope.scales
        if len(signs.words) <= _FEWEST:
            return False
        spans = self.scope.voices.spans(tagged, [])
        score = scales.overall(signs, scales.words_alone(signs) + scales.by_voices(signs, spans))
        return scales.upholds(score, unsure=True)

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


@lru_cache(2)  # a sentence is asked once for each pattern that found something in it
def _marks(text: str) -> list[int]:
    """Return where the marks stand between which a sentence has parts."""
    return [mark.start() for mark in _PART.finditer(text)]


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
