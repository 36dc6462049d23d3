"""Finds terms of the word lists in a sentence and tags them, so that patterns can name a class.

The space before a term tells its class: each class has a space of its own (there are twenty-five
in Unicode), and the words of one term are joined by low lines. So ``{condition}`` in a pattern
stands for one such term, while a word that a pattern spells out is found whatever its class.
The longest term wins.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from letterkit.stored import Table

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
SPACES = (
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u1680\u202f\u205f\u3000"
    "\x1c\x1d\x1e\x1f\x85\u2028\u2029\t\x0b\x0c"
)
_JOINTS = frozenset({" ", "-", " - ", "- ", " -", "/", "' "})  # within a term
_TITLES = frozenset("mr mrs ms mx dr prof miss".split())
_REMEMBERED = 1 << 14  # words whose class is kept: more than one person writes
_SUFFIX_LENGTHS = range(12, 2, -1)
_SHORT = 5  # words that may well be in capitals; more are shouted
_OTHER = re.compile(r"[^\w']")
_SIGN = re.compile(r"[^\w\s.,;:'\"()-]")


class Term(NamedTuple):
    """A term found in a sentence."""

    start: int
    end: int
    kind: str


class Tagged(NamedTuple):
    """A sentence with its terms marked. ``text`` has one space before it, the first term's own:
    all offsets into it, those of ``terms`` too, count that space.
    """

    text: str
    terms: tuple[Term, ...]
    cues: frozenset[str]  # every word and rare sign, and ``{class}`` for every class that occurs
    plain: str = ""  # the sentence with its capitals

    @property
    def with_capitals(self) -> str:
        """Return ``text`` with the capitals that were typed."""
        typed = " " + self.plain
        pieces: list[str] = []
        position = 0
        for start, end, _ in self.terms:
            pieces += (typed[position : start - 1], self.text[start - 1])
            pieces.append(_OTHER.sub("_", typed[start:end]))
            position = end
        return "".join(pieces) + typed[position:]


class _Beginning(NamedTuple):
    """A word by the terms that begin with it."""

    kind: int | None  # its class where it stands alone, whatever its capitals
    alone: bool  # whether it is a term without others, be it with capitals only
    longest: int  # words of the longest term
    seconds: frozenset[str]  # the second words of terms


class Lexicon:
    """The compiled word lists: ``kinds`` by priority, and the terms, each with its class."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.kinds: list[str] = data["kinds"]
        self._terms: Table[int] = data["terms"]
        self._cased: dict[str, int] = data["cased"]
        self._suffixes: dict[str, int] = data["suffixes"]
        self._also_words = frozenset(data["also_words"].split("\n"))
        self.beside_findings = frozenset(data["beside_findings"].split("\n"))
        self._not_suffixed = frozenset(data["not_suffixed"].split("\n"))
        self._longer: Table[str] = data["longer"]
        self._capitals = frozenset(word.lower() for word in self._cased)
        self._begins = lru_cache(_REMEMBERED)(self._beginning)

    @cached_property
    def placeholders(self) -> dict[str, str]:
        """Return the pattern that each ``{class}`` stands for."""
        return {kind: rf"(?<={SPACES[n]})[\w']+" for n, kind in enumerate(self.kinds)}

    def tag(self, words: str, plain: str) -> Tagged:
        """Return the sentence tagged; ``words`` is its shadow in lower case, ``plain`` not."""
        matches = list(_TOKEN.finditer(words))
        tokens = [match[0] for match in matches]
        cues = {*tokens, *_SIGN.findall(words)}
        terms: list[Term] = []
        pieces: list[str] = []
        position = 0
        spaced = " " + words
        follow = [*tokens[1:], ""]
        shouted = len(tokens) > _SHORT and plain.isupper()
        for number, begins in enumerate(map(self._begins, tokens)):
            if begins is None or not (begins.alone or follow[number] in begins.seconds):
                continue  # most words are no term, and begin none
            start = matches[number].start() + 1
            if start < position or spaced[start - 1].isalnum():  # glued to a number: no term
                continue
            length, kind = self._term_at(words, plain, tokens, matches, number, begins)
            if kind is None or (shouted and tokens[number] in self._also_words and length == 1):
                continue
            end = matches[number + length - 1].end() + 1
            term = spaced[start:end]
            pieces += (spaced[position : start - 1], SPACES[kind],
                       term if length == 1 else _OTHER.sub("_", term))  # fmt: skip
            position = end
            terms.append(Term(start, end, self.kinds[kind]))
            cues.add("{" + self.kinds[kind] + "}")
        return Tagged("".join(pieces) + spaced[position:], tuple(terms), frozenset(cues), plain)

    def _term_at(
        self, words: str, plain: str, tokens: list[str], matches: list[re.Match[str]],
        number: int, begins: _Beginning,
    ) -> tuple[int, int | None]:  # fmt: skip
        """Return the number of words and the class of the longest term that starts here."""
        if number and tokens[number - 1] in _TITLES:  # Mr Parkinson has no Parkinson's
            return 1, None
        if begins.seconds.intersection(tokens[number + 1 : number + 2]):
            for last in range(min(number + begins.longest, len(tokens)) - 1, number, -1):
                kind = self._terms.get(" ".join(tokens[number : last + 1]))
                if kind is not None and _runs_on(words, matches[number : last + 1]):
                    return last + 1 - number, kind
        if begins.kind is None:
            start, end = matches[number].span()
            return 1, self._cased.get(plain[start:end])
        return 1, begins.kind

    def _beginning(self, token: str) -> _Beginning | None:
        """Return what a word begins or is; None for most, which are no term and begin none."""
        kind = self._word(token)
        alone = kind is not None or token in self._capitals
        longer = self._longer.get(token)
        if not alone and not longer:
            return None
        longest, *seconds = (longer or "1").split()
        return _Beginning(kind, alone, int(longest), frozenset(seconds))

    def _word(self, token: str) -> int | None:
        """Return the class of a word that stands alone, whatever its capitals."""
        kind = self._terms.get(token)
        if kind is None and token.endswith("'s"):
            kind = self._terms.get(token[:-2])
        if kind is None and len(token) > 7 and token not in self._not_suffixed:
            kind = next((self._suffixes[token[-n:]] for n in _SUFFIX_LENGTHS
                         if token[-n:] in self._suffixes), None)  # fmt: skip
        return kind


def _runs_on(words: str, term: list[re.Match[str]]) -> bool:
    """Return whether only spaces and hyphens stand between the words of a term."""
    return all(words[one.end() : other.start()] in _JOINTS for one, other in pairwise(term))
