"""Weighs a sentence as a whole: what no single pattern says, many small signs say together.

“Six or seven in ten come right with us and I've no reason to think she won't” is a forecast,
though none of its words is one. Each phrase that labelled sentences showed to tell something has
a weight in ``data/signs/``: above nought it speaks for an assertion of the therapist's own, below
for a report, a finding, a question or a plan. ``tests/corpus/weigh.py`` finds the weights.
Where they are unsure, a network that knows words by their use is asked too, also of the stretches
of a long sentence: ``windows.py``.
"""

from __future__ import annotations

import bisect
import re
from functools import cached_property, lru_cache
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from letterkit.resources import WINDOWS_INDEX
from letterkit.scope.lexicon import SPACES, Tagged
from letterkit.scope.stretches import MOST_TOKENS, STRETCH, starts_of
from letterkit.scope.voice import VoiceSpan
from letterkit.stored import Table, read_stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from letterkit.scope.windows import Windows

_TOKEN = re.compile(rf"([{SPACES}])?([^\W_]+(?:['_][^\W_]+)*)|([?!:;,.()=+%/—–])")
_JOINTS = re.compile("[_']")
_TITLES = frozenset("mr mrs ms mx dr prof miss".split())
_DOUBLE_NAME = re.compile(rf"\b(?:{'|'.join(sorted(_TITLES))})\.?\s[\w']+(?:-[\w']+)+")
_ENDINGS = ("ingly", "edly", "ing", "ied", "ies", "ed", "es", "ly", "s")
_START, _END = "^", "$"
_MARKS = frozenset("?!:;,.()=+%/—–")
_JOINERS = frozenset("and but or so".split())
_BOUNDS = _MARKS | _JOINERS  # of a clause
_OPENERS = (
    _MARKS
    | _JOINERS
    | frozenset(  # they end no words that are shown
        "a an the his her their its my our your this of in on at by for from to with as if that "
        "which who because than he she they we i would should could will may might must".split()
    )
)
_LEAST, _MOST = 3, 8  # words that are shown to weigh most: enough to know them by
_MOST_OF_CLAUSE = 12  # … with the rest of their clause
_LEAST_BESIDE = 2  # … beside others that are shown
_REMEMBERED = 1 << 14  # stems that are kept
_LAST = 1 << 2  # sentences of which it is kept: one is asked several questions
NAME, NUMBER = "<name>", "#"
VOICE, OWN, OTHER = "(voice)", "(own)", "(other)"  # no word of a sentence looks like these
_OTHERS = frozenset(  # voices that may say what the therapist may not
    ("patient report", "family", "clinician", "document", "quotation", "question", "conditional",
     "disclaimer")
)  # fmt: skip


class Signs(NamedTuple):
    """A sentence by the forms in which the weights know its words and marks."""

    text: str  # the tagged sentence
    forms: tuple[str, ...]  # the sign of a class for a term, “#” for a number, else the word's stem
    words: tuple[str, ...]

    @property
    def places(self) -> list[tuple[int, int]]:
        """Return where each form stands in the tagged text."""
        return [*_places(self.text)[: len(self.forms)]]

    @property
    def tokens(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return each form with the words it stands for; marks, names and numbers have none."""
        wordless = _MARKS | {NAME, NUMBER}
        return [
            (form, () if form in wordless else tuple(_JOINTS.split(self.text[start:end])))
            for form, (start, end) in zip(self.forms, self.places, strict=True)
        ]

    @property
    def phrases(self) -> set[str]:
        """Return one, two and three forms in a row, and two with any other between them."""
        forms = [_START, *self.forms, _END]
        return {
            *forms,
            *map(" ".join, pairwise(forms)),
            *map(" ".join, zip(forms, forms[1:], forms[2:], strict=False)),
            *map(" * ".join, zip(forms, forms[2:], strict=False)),
        }

    def voices(self, spans: Sequence[VoiceSpan]) -> set[str]:
        """Return who speaks at all, who at a term of a class, and how much is the writer's own."""
        others = _joined(sorted((s.start, s.end) for s in spans if s.voice in _OTHERS))
        ends = [end for _, end in others]
        own = []
        for at, _ in self.places:
            number = bisect.bisect_right(ends, at)
            own.append(number == len(others) or others[number][0] > at)
        said = {
            f"{form} {OWN if mine else OTHER}"
            for form, mine in zip(self.forms, own, strict=True)
            if form in SPACES
        }
        said |= {f"{VOICE} {span.voice}" for span in spans}
        said.add(f"{OWN} {4 * sum(own) // max(len(own), 1)}")
        return said


@lru_cache(_LAST)
def _places(text: str) -> list[tuple[int, int]]:
    """Return where each word or mark of a tagged text stands, whatever it is."""
    return [match.span(2) if match[2] else match.span() for match in _TOKEN.finditer(text)]


class Loudest(NamedTuple):
    """Words of a long sentence that speak up, and the family that they are likely of."""

    family: str
    start: int
    end: int
    sure: bool  # too loud to be somebody else's


class Weighty(NamedTuple):
    """Words that speak for a family: where they stand in a tagged text, and how much they say."""

    start: int
    end: int
    weight: float


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the same stretches, in order, none of them touching another."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _touches(spans: list[tuple[int, int]], ends: list[int], place: tuple[int, int]) -> bool:
    """Return whether a place touches one of these stretches, which end there."""
    number = bisect.bisect_right(ends, place[0])
    return number < len(spans) and spans[number][0] < place[1]


def _with_its_clause(
    said: Sequence[str], taken: Sequence[int], first: int, last: int
) -> tuple[int, int]:
    """Return words with those around them up to the next marks or joiners, at each side where they
    are not too many: “massage clears the body” goes on with “of toxins”.
    """

    def goes_on(at: int) -> bool:
        return said[at] not in _BOUNDS and taken[at] == taken[at + 1]

    end, start = last, first
    while end < len(said) and goes_on(end):
        end += 1
    while start and goes_on(start - 1):
        start -= 1
    if end - first <= _MOST_OF_CLAUSE:
        last = end
    return (start if last - start <= _MOST_OF_CLAUSE else first), last


def signs_of(tagged: Tagged) -> Signs:
    """Return the signs of a sentence."""
    text = tagged.text
    forms: list[str] = []
    words: list[str] = []
    before = ""
    if "-" in text:  # a double name is one word
        text = _DOUBLE_NAME.sub(lambda match: match[0].replace("-", "_"), text)
    for kind, word, mark in _TOKEN.findall(text):
        if mark:
            forms.append(mark)
            continue
        if before in _TITLES:  # who it is tells nothing
            forms.append(NAME)
            before = word
            continue
        if word[0].isdigit():
            forms.append(NUMBER)
        else:
            forms.append(kind or _stem(word))
        if "_" in word:
            words += word.split("_")
        else:
            words.append(word)
        before = word
    if forms[-1:] == ["."]:  # whether a note ends in a full stop says nothing about it
        forms.pop()
    return Signs(text, tuple(forms), tuple(words))


@lru_cache(_REMEMBERED)
def _stem(word: str) -> str:
    """Return a word without its ending, so that “settles” and “settled” weigh the same."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _log_odds(bias: float, by_phrase: int, by_word: int, words: int) -> float:
    """Return the log-odds that weights, in hundredths, come to.

    Those of words count less, the more words there are.
    """
    return bias + (by_phrase + (by_word / words**0.5 if words else 0.0)) / 100


class Thresholds(NamedTuple):
    """From when on what is weighed counts; ``data/signs/thresholds.yaml`` explains each."""

    asked_from: float
    asked_below: float
    share: float
    share_beside: float
    reported_from: float
    own_share: float
    beside_from: float
    instead_from: float
    upheld_from: float
    doubted_below: float
    unlike_below: float
    alone_by_phrases: float
    alone_from: float
    long: float
    stretch_by_phrases: float
    stretch_from: float
    stretch_sure: float


class Scales:
    """The weights, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.thresholds = Thresholds(**data["thresholds"])
        self._bias: float = data["bias"]
        self._phrases: Table[int] = data["phrases"]
        self._words: Table[int] = data["words"]
        self._drowned = lru_cache(_LAST)(self._may_be_drowned)  # asked before and after the voices

    @cached_property
    def _windows(self) -> Windows:
        from letterkit.scope.windows import Windows  # most letters need none

        return Windows(read_stored(WINDOWS_INDEX))

    def overall(self, signs: Signs, score: float, *, found: bool = False) -> float:
        """Return the log-odds that phrases and voices come to, with the windows where unsure, and
        before what a pattern ``found`` there is doubted.
        """
        at = self.thresholds
        if score >= at.asked_below or (score <= at.asked_from and not found):
            return score
        share = at.share_beside if found else at.share
        return score + share * (self._windows.log_odds(signs.tokens) - score)

    def reports(self, score: float) -> bool:
        """Return whether a sentence of this score is reported as a whole."""
        return score >= self.thresholds.reported_from

    def upholds(self, score: float, unsure: bool) -> bool:
        """Return whether a sentence of this score upholds what a pattern found in it.

        A pattern that is unsure needs a little more than even odds; any other is doubted only where
        most sentences like it are reports, findings or questions.
        """
        at = self.thresholds
        return score >= (at.upheld_from if unsure else at.doubted_below)

    def words_alone(self, signs: Signs) -> float:
        """Return the log-odds before anybody is asked who speaks."""
        known = self._words.known(signs.words)
        by_phrase = sum(self._phrases.known(signs.phrases))
        return _log_odds(self._bias, by_phrase, sum(known), len(known))

    def may_count(self, signs: Signs, weight: float) -> bool:
        """Return whether a sentence may be reported: whether it could, were it all the writer's, or
        a stretch of it.
        """
        if self._drowned(signs):
            return True
        said = {f"{form} {OWN}" for form in signs.forms if form in SPACES} | {f"{OWN} 4"}
        return weight + sum(self._phrases.known(said)) / 100 > self.thresholds.asked_from

    def by_voices(self, signs: Signs, spans: Sequence[VoiceSpan]) -> float:
        """Return what knowing who speaks adds to the log-odds."""
        return sum(self._phrases.known(signs.voices(spans))) / 100

    def families(self, signs: Signs) -> dict[str, float]:
        """Return the log-odds that the sentence is of each family of errors, the likest first, if
        it is an error at all.
        """
        families = self._windows.families(signs.tokens)
        return {name: families[name] for name in sorted(families, key=lambda n: -families[n])}

    def loudest(self, signs: Signs) -> Loudest | None:
        """Return the words of a long sentence that speak up, if any do."""
        if not self._drowned(signs):
            return None
        at = self.thresholds
        odds, stretch, families = self._windows.loudest(signs.tokens)
        if odds < at.stretch_from:
            return None
        places = signs.places[stretch]
        family = max(families, key=families.__getitem__)
        return Loudest(family, places[0][0], places[-1][1], odds >= at.stretch_sure)

    def _may_be_drowned(self, signs: Signs) -> bool:
        """Return whether phrases and words of some stretch of a long sentence might say what the
        rest of it drowns. A phrase counts wherever it stands, in a whole sentence only once: the
        threshold was chosen for that.
        """
        at, forms = self.thresholds, signs.forms[:MOST_TOKENS]
        if len(forms) < at.long:
            return False
        row = [_START, *forms, _END]
        phrases = [
            phrase
            for one, two, three in zip(row, row[1:], row[2:], strict=False)
            for phrase in (two, f"{one} {two}", f"{one} {two} {three}", f"{one} * {three}")
        ]
        words = [words for _, words in signs.tokens[:MOST_TOKENS]]
        weights = self._words.values(list(chain.from_iterable(words)))
        ends = [0, *accumulate(map(len, words))]  # of the words of each place
        of_phrases = [0, *accumulate(weight or 0 for weight in self._phrases.values(phrases))]
        of_words = [0, *accumulate(weight or 0 for weight in weights)]
        of_known = [0, *accumulate(weight is not None for weight in weights)]
        by_phrase = of_phrases[:: len(phrases) // len(forms)]  # up to each place
        by_word, known = ([sums[end] for end in ends] for sums in (of_words, of_known))
        for first in starts_of(len(forms)):
            last = min(first + STRETCH, len(forms))
            odds = _log_odds(
                self._bias,
                by_phrase[last] - by_phrase[first],
                by_word[last] - by_word[first],
                known[last] - known[first],
            )
            if odds >= at.stretch_by_phrases:
                return True
        return False

    def weightiest(
        self,
        signs: Signs,
        family: str,
        beside: Sequence[tuple[int, int]] = (),
        least: int | None = None,
    ) -> Weighty | None:
        """Return where the words stand, in the tagged text, that speak most for a family: some in
        a row, with the rest of their clause where it is short, none of them where something was
        found before. Nothing where fewer than the ``least`` are left.
        """
        places = signs.places
        said = [signs.text[start:end] for start, end in places]
        others = _joined(sorted(beside))
        ends = [end for _, end in others]
        taken = [0, *accumulate(_touches(others, ends, place) for place in places)]
        tells = [0, *accumulate(word not in _OPENERS for word in said)]
        weights = [0.0, *accumulate(self._windows.each(signs.tokens, family))]
        number = len(places)
        least = min(least or (_LEAST_BESIDE if beside else _LEAST), number)
        rows = (
            (weights[last] - weights[first], first, last)
            for first in range(number)
            for last in range(first + least, min(first + _MOST, number) + 1)
            if tells[first] < tells[last] and taken[first] == taken[last]
        )
        weight, first, last = max(rows, default=(0.0, 0, 0))
        while last - first > 2 and said[last - 1] in _OPENERS:
            last -= 1
        if last:
            first, last = _with_its_clause(said, taken, first, last)
        while last - first > 1 and said[first] in _BOUNDS:
            first += 1
        return Weighty(places[first][0], places[last - 1][1], weight) if last else None
