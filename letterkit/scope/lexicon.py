"""Finds terms of the word lists in a sentence and tags them, so that patterns can name a class.

A tagged sentence has the length of the sentence; the letters of a term are replaced by the sign of
its class, ``{condition}`` in a pattern stands for one such term. The longest term wins.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, NamedTuple

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_JOINTS = frozenset({" ", "-", " - ", "- ", " -", "/", "' "})  # within a term
_TITLES = frozenset("mr mrs ms mx dr prof miss".split())
_SUFFIX_LENGTHS = range(12, 2, -1)
# Yi syllables: letters, so that a word boundary in a pattern holds beside them. A text's own are
# replaced in its shadow.
SIGNS = "\ua000-\ua48c"
_FIRST_SIGN = 0xA000


class Term(NamedTuple):
    """A term found in a sentence."""

    start: int
    end: int
    kind: str


class Tagged(NamedTuple):
    """A sentence with its terms replaced by signs."""

    text: str
    terms: tuple[Term, ...]
    cues: frozenset[str]  # every word, and ``{class}`` for every class that occurs


class Lexicon:
    """The compiled word lists: ``kinds`` by priority, and for each its terms, one a line."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.kinds: list[str] = [kind["name"] for kind in data["kinds"]]
        self._terms: dict[str, int] = {}
        self._cased: dict[str, int] = {}
        self._suffixes: dict[str, int] = {}
        for number, kind in reversed([*enumerate(data["kinds"])]):  # the first in priority wins
            self._terms |= dict.fromkeys(kind["terms"].split("\n"), number)
            self._cased |= dict.fromkeys(kind["cased"].split("\n"), number)
            self._suffixes |= dict.fromkeys(kind["suffixes"].split("\n"), number)
        self._not_suffixed = frozenset(data["not_suffixed"].split("\n"))
        self._longest: dict[str, int] = data["longest"]  # a first word → words of its longest term

    @cached_property
    def placeholders(self) -> dict[str, str]:
        """Return the pattern that each ``{class}`` stands for."""
        return {kind: f"{_sign(n)}{_sign(n, inside=True)}*" for n, kind in enumerate(self.kinds)}

    def tag(self, words: str, plain: str) -> Tagged:
        """Return the sentence tagged; ``words`` is its shadow in lower case, ``plain`` not."""
        tokens = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(words)]
        cues = {token[0] for token in tokens}
        terms: list[Term] = []
        pieces: list[str] = []
        position = number = 0
        while number < len(tokens):
            length, kind = self._term_at(words, plain, tokens, number)
            if kind is None:
                number += 1
                continue
            start, end = tokens[number][1], tokens[number + length - 1][2]
            inside = _sign(kind, inside=True) * (end - start - 1)
            pieces.append(words[position:start] + _sign(kind) + inside)
            position = end
            terms.append(Term(start, end, self.kinds[kind]))
            cues.add("{" + self.kinds[kind] + "}")
            number += length
        return Tagged("".join(pieces) + words[position:], tuple(terms), frozenset(cues))

    def _term_at(
        self, words: str, plain: str, tokens: list[tuple[str, int, int]], number: int
    ) -> tuple[int, int | None]:
        """Return the number of words and the class of the longest term that starts here."""
        token, start, end = tokens[number]
        if number and tokens[number - 1][0] in _TITLES:  # Mr Parkinson has no Parkinson's
            return 1, None
        for length in range(self._longest.get(token, 1), 1, -1):
            last = number + length - 1
            if last < len(tokens) and _runs_on(words, tokens, number, last):
                kind = self._terms.get(" ".join(t[0] for t in tokens[number : last + 1]))
                if kind is not None:
                    return length, kind
        kind = self._terms.get(token)
        if kind is None and token.endswith("'s"):
            kind = self._terms.get(token[:-2])
        if kind is None:
            kind = self._cased.get(plain[start:end])
        if kind is None and len(token) > 7 and token not in self._not_suffixed:
            kind = next((self._suffixes[token[-n:]] for n in _SUFFIX_LENGTHS
                         if token[-n:] in self._suffixes), None)  # fmt: skip
        return 1, kind


def _runs_on(words: str, tokens: list[tuple[str, int, int]], first: int, last: int) -> bool:
    """Return whether only spaces and hyphens stand between these words."""
    return all(words[tokens[at][2] : tokens[at + 1][1]] in _JOINTS for at in range(first, last))


def _sign(number: int, *, inside: bool = False) -> str:
    return chr(_FIRST_SIGN + 2 * number + inside)
