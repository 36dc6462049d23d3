"""Better wording, as it reads in the place where it lands.

A rule offers whole sentences of a letter. An answer stands under words of the letter, such as “I
observed”: what does not go on from them is not offered there.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from letterkit.guided.questions import blank_words
from letterkit.sentences import split_sentences

# Under these the letter already says that the patient reports it, or that you observed it.
_REPORTED = ("reported", "tolerances")
_OBSERVED = ("findings",)
_DONE = ("actions",)
REQUEST = "request"

_REPORT = re.compile(r"The patient (?:reports|told me)(?: that|:)? ")
_OBSERVATION = re.compile(r"I observed ")
_MEASURE = re.compile(r"Pain was rated |\[Measure\] went ")
_DEED = re.compile(r"I (?:asked|did|have|told|wrote)\b(?! not have)")
# What stands before words that are left out, from the last stop within their sentence.
_CLAUSE = re.compile(r"\s*[,;:(–—-](?:\s+[\w’']+){0,3}\s*$")
_LEAST = 2  # words that may stay alone
_UNABLE = re.compile(r"I am not able to ")
_NOTHING = re.compile(r"\W*(?:I|it|this|that)?\W*", re.IGNORECASE)  # that a fact could stand in


class Offer(NamedTuple):
    """Better wording: the whole new value of ``field``; empty where it is better left out.

    ``left`` is what then stays in the field where the words were, where that is another one.
    """

    field: str
    value: str
    left: str | None = None


def landed(
    rewrite: str, field: str, value: str, start: int, end: int, *, says_itself: bool
) -> Offer | None:
    """Return what a rule offers for the words at ``start`` to ``end`` of an answer.

    ``says_itself``: the letter has words of its own for this field, where it is left out.
    Returns None where the better wording does not read right there.
    """
    part = field.partition("[")[0]
    first, last = _sentence(value, start)
    before, after = value[:first], value[last:]
    left = " ".join((before + after).split())
    if says_itself:
        return Offer(field, left)
    if part in _OBSERVED and _REPORT.match(rewrite):
        return Offer("reported", _without(_REPORT, rewrite), left)
    words = _fitting(rewrite, part)
    if not words:
        words = _shortened(value[first:last], start - first, end - first)
    others = value[first:start] + value[end:last]
    if not words and part in _OBSERVED and _UNABLE.match(rewrite) and _NOTHING.fullmatch(others):
        words = blank_words(part)
    return Offer(field, before + words + after) if words else None


def _fitting(rewrite: str, part: str) -> str:
    """Return what of a rewrite goes on from the words of the letter; nothing where nothing does."""
    if part in _REPORTED:
        return _without(_REPORT, rewrite) if _REPORT.match(rewrite) else ""
    if part in _OBSERVED:
        if _MEASURE.match(rewrite):
            return rewrite
        return _without(_OBSERVATION, rewrite) if _OBSERVATION.match(rewrite) else ""
    if part in _DONE:
        sentences = (rewrite[start:end] for start, end in split_sentences(rewrite))
        return " ".join(one.strip() for one in sentences if _DEED.match(one))
    return rewrite


def _shortened(sentence: str, start: int, end: int) -> str:
    """Return a sentence without its last clause; nothing where the words are more than that."""
    if sentence[end:].strip(" .)"):
        return ""
    clause = _CLAUSE.search(sentence[:start])
    kept = sentence[: clause.start()] if clause else ""
    return kept.rstrip() + "." if len(kept.split()) >= _LEAST else ""


def _without(lead: re.Pattern[str], words: str) -> str:
    rest = lead.sub("", words, count=1)
    return rest[:1].upper() + rest[1:]


def _sentence(value: str, at: int) -> tuple[int, int]:
    found = split_sentences(value)
    return next(((start, end) for start, end in found if start <= at < end), (0, len(value)))
