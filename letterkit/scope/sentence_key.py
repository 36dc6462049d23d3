"""The sentence of an issue, in the form in which side files and baselines know it."""

from __future__ import annotations

import bisect

from letterkit.issue import Issue
from letterkit.scope.allowance import hide_comments
from letterkit.scope.shadow import shadow_of
from letterkit.sentences import split_sentences


def normalised(sentence: str) -> str:
    """Return a sentence in lower case, with straight quotes, single spaces and no list mark.

    >>> normalised("-  He  said “no”.")
    'he said "no".'
    """
    return " ".join(shadow_of(sentence).words.lstrip("-*•·– ").split())


class SentenceKeys:
    """The normalised sentences of one text, by the issues in them."""

    def __init__(self, text: str) -> None:
        shadow = shadow_of(hide_comments(text))
        spans = list(split_sentences(shadow.lines))
        self._starts = [shadow.at(start) for start, _ in spans]
        self._keys = [normalised(shadow.lines[start:end]) for start, end in spans]

    def of(self, issue: Issue) -> str:
        """Return the key of the sentence in which ``issue`` starts."""
        return self._keys[bisect.bisect_right(self._starts, issue.start) - 1]
