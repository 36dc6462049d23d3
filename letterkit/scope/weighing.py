"""Weighs a sentence as a whole: what no single pattern says, many small signs say together.

“Six or seven in ten come right with us and I've no reason to think she won't” is a forecast,
though none of its words is one. Each phrase that labelled sentences showed to tell something has
a weight in ``data/signs/``: above nought it speaks for an assertion of the therapist's own, below
for a report, a finding, a question or a plan. ``tests/corpus/weigh.py`` finds the weights.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from itertools import accumulate
from typing import Any, NamedTuple

from letterkit.scope.lexicon import SPACES, Tagged
from letterkit.scope.voice import VoiceSpan

_TOKEN = re.compile(rf"([{SPACES}])?([^\W_]+(?:['_][^\W_]+)*)|[?!:;,.()=+%/—–]")
_TITLES = frozenset("mr mrs ms mx dr prof miss".split())
_ENDINGS = ("ingly", "edly", "ing", "ied", "ies", "ed", "es", "ly", "s")
_START, _END = "^", "$"
NAME, NUMBER = "<name>", "#"
_OTHERS = frozenset(  # voices that may say what the therapist may not
    ("patient report", "family", "clinician", "document", "quotation", "question", "conditional",
     "disclaimer")
)  # fmt: skip


class Signs(NamedTuple):
    """A sentence by the forms in which the weights know its words and marks."""

    forms: list[str]  # the sign of a class for a term, “#” for a number, else the word's stem
    words: list[str]
    places: list[tuple[int, int]]  # of each form in the tagged text

    @property
    def phrases(self) -> set[str]:
        """Return one, two and three forms in a row, and two with any other between them."""
        forms = [_START, *self.forms, _END]
        return {
            *forms,
            *map(" ".join, zip(forms, forms[1:], strict=False)),
            *map(" ".join, zip(forms, forms[1:], forms[2:], strict=False)),
            *map(" * ".join, zip(forms, forms[2:], strict=False)),
        }

    def voices(self, spans: list[VoiceSpan]) -> set[str]:
        """Return who speaks at all, who at a term of a class, and how much is the writer's own."""
        others = [span for span in spans if span.voice in _OTHERS]
        own = [not any(s.start <= at < s.end for s in others) for at, _ in self.places]
        said = {
            f"{form} {'own' if mine else 'other'}"
            for form, mine in zip(self.forms, own, strict=True)
            if form in SPACES
        }
        said |= {f"voice {span.voice}" for span in spans}
        said.add(f"own {4 * sum(own) // max(len(own), 1)}")
        return said


def signs_of(tagged: Tagged) -> Signs:
    """Return the signs of a sentence."""
    forms: list[str] = []
    words: list[str] = []
    places: list[tuple[int, int]] = []
    before = ""
    for match in _TOKEN.finditer(tagged.text):
        kind, word = match.groups()
        places.append(match.span(2) if word else match.span())
        if word is None:
            forms.append(match[0])
            continue
        if before in _TITLES:
            forms.append(NAME)
        elif word[0].isdigit():
            forms.append(NUMBER)
        else:
            forms.append(kind or _stem(word))
        words += word.split("_") if "_" in word else (word,)
        before = word
    return Signs(forms, words, places)


@cache
def _stem(word: str) -> str:
    """Return a word without its ending, so that “settles” and “settled” weigh the same."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


class _Scale:
    """Weights for one question."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.bias: float = data["bias"]
        self.phrases = _table(data["phrases"])
        self.words = _table(data["words"])

    def weigh(self, phrases: set[str], words: list[str]) -> float:
        """Return the sum of the weights; those of words count less, the more words there are."""
        found = phrases & self.phrases.keys()
        known = [self.words[word] for word in words if word in self.words]
        by_word = sum(known) / len(known) ** 0.5 if known else 0.0
        return self.bias + sum(self.phrases[phrase] for phrase in found) + by_word


class Scales:
    """The weights, compiled; read when a sentence is first weighed."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self.reported_from: float = data["reported_from"]
        self.upheld_from: float = data["upheld_from"]

    @cached_property
    def _outside(self) -> _Scale:
        return _Scale(self._data)

    @cached_property
    def _families(self) -> dict[str, _Scale]:
        return {name: _Scale(family) for name, family in self._data["families"].items()}

    def weigh(self, signs: Signs, spans: list[VoiceSpan]) -> float:
        """Return the log-odds that a sentence is an assertion of the therapist's own."""
        return self._outside.weigh(signs.phrases | signs.voices(spans), signs.words)

    def family(self, signs: Signs, spans: list[VoiceSpan]) -> str:
        """Return the family of errors that the sentence is most like."""
        found = signs.phrases | signs.voices(spans)
        weights = {name: own.weigh(found, signs.words) for name, own in self._families.items()}
        return max(weights, key=weights.__getitem__)

    def weightiest(self, signs: Signs) -> tuple[int, int]:
        """Return where the words stand, in the tagged text, that weigh most in a row."""
        weights = self._outside.phrases
        forms = signs.forms
        each = [weights.get(form, 0.0) for form in forms]
        for n in (2, 3):
            for at in range(len(forms) - n + 1):
                weight = weights.get(" ".join(forms[at : at + n]), 0.0)
                for place in range(at, at + n):
                    each[place] += weight / n
        totals = [0.0, *accumulate(each)]
        _, first, last = max(
            (totals[last] - totals[first], first, last)
            for first in range(len(forms))
            for last in range(first + 1, min(first + 9, len(forms) + 1))
        )
        return signs.places[first][0], signs.places[last - 1][1]


def _table(data: dict[str, Any]) -> dict[str, float]:
    """Return phrase → weight; kept as one text and whole hundredths, which load fastest."""
    weights = (weight / 100 for weight in data["weights"])
    return dict(zip(data["phrases"].split("\n"), weights, strict=True))
