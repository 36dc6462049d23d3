"""Patterns that are compiled, and run, only where a text holds what they need.

There are many hundreds, and a sentence holds what a few of them need. Which those are, its words
tell, and the ends of words beside each other: each is looked up once a process for the pieces of
text that it may be part of. One that is not needed is never made ready.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from letterkit.scope.precompiled import ENGINE, pattern_of
from letterkit.stored import Table

_NO_LETTERS = re.compile(r"[\W_]+")
_GRAM = 4  # signs, at most, by which a piece is found in a word
_JOIN = re.compile("(?=(.. ..))")  # where one word ends and the next begins
_LAST = 1 << 2  # texts of which it is kept: many rules and voices are asked of one sentence
_REMEMBERED = 1 << 14  # words and joins whose pieces are kept: more than one person writes
_BAR = "|"


class _Told(NamedTuple):
    """What a piece of text tells: needs that it meets, one bit for each, and what they open."""

    met: int
    opened: tuple[tuple[int, int], ...]  # patterns of which it meets the first need; their others


class Patterns:
    """All patterns by number, and which of them a text may match."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Take the ``texts`` of the patterns, with their ``codes`` for an ``engine``, of each the
        numbers of its ``needs``, all of which it has, and by what each need is met: the ``pieces``
        of text, in rows by a few of its signs.
        """
        self._texts: Table[str] = data["texts"]
        self._codes: Table[bytes] | None = data["codes"] if data["engine"] == ENGINE else None
        self._pattern = cache(self._compiled)
        self._pieces: dict[str, str] = data["pieces"]
        self._opened: dict[int, list[tuple[int, int]]] = {}  # by the need that is most telling
        self._free: list[int] = []  # patterns that need nothing
        for number, needs in enumerate(data["needs"]):
            if needs:
                others = sum(1 << need for need in needs[1:])
                self._opened.setdefault(needs[0], []).append((number, others))
            else:
                self._free.append(number)
        self._signs = {gram for gram in self._pieces if len(gram) == 1 and not gram.isalnum()}
        self._tells = lru_cache(_REMEMBERED)(self._looked_up)
        self.able = lru_cache(_LAST)(self._able)

    def matches(self, numbers: Iterable[int], text: str) -> Iterator[re.Match[str]]:
        """Yield the matches of each of some patterns in ``text``."""
        able = self.able(text)
        for number in numbers:
            if number in able:
                yield from self._pattern(number).finditer(text)

    def alternatives(self, numbers: Iterable[int], text: str) -> Iterator[re.Match[str]]:
        """Yield the matches of one pattern with these alternatives: where two overlap, what
        begins first, and then what stands first among them.
        """
        able = self.able(text)
        patterns = [self._pattern(number) for number in numbers if number in able]
        found = [(number, pattern.search(text)) for number, pattern in enumerate(patterns)]
        waiting = [(match.start(), number, match) for number, match in found if match]
        while waiting:
            _, _, first = min(waiting)
            yield first
            end = first.end()
            found = [(number, match if start >= end else match.re.search(text, end))
                     for start, number, match in waiting]  # fmt: skip
            waiting = [(match.start(), number, match) for number, match in found if match]

    def _compiled(self, number: int) -> re.Pattern[str]:
        """Return the pattern of a number, once a process."""
        key = str(number)
        code = self._codes.get(key) if self._codes else None
        if (text := self._texts.get(key)) is None:
            raise KeyError(key)
        return pattern_of(text, code or b"")

    def _able(self, text: str) -> set[int]:
        """Return the numbers of the patterns whose every need ``text`` meets."""
        letters = _NO_LETTERS.sub(" ", text + " ")
        met = 0
        opened: list[tuple[int, int]] = []
        joins = self._pieces.keys() & _JOIN.findall(letters)
        for sign in {*letters.split(" "), *joins, *self._signs.intersection(text)}:
            sure, unsure = self._tells(sign)
            met |= sure.met
            opened += sure.opened
            for piece, told in unsure:
                if piece in letters:
                    met |= told.met
                    opened += told.opened
        return {*self._free, *(number for number, others in opened if met & others == others)}

    def _looked_up(self, sign: str) -> tuple[_Told, list[tuple[str, _Told]]]:
        """Return what a sign tells wherever it stands, and the pieces that may stand around it.

        A sign is a word, a join of two, or what is neither letter nor space.
        """
        spaced = f" {sign} " if sign.isalnum() else sign
        sure: list[int] = []
        unsure: list[tuple[str, _Told]] = []
        for key in (_grams(spaced) if sign.isalnum() else {sign}) & self._pieces.keys():
            row = self._pieces[key].split(_BAR)
            for piece, needs in zip(row[::2], row[1::2], strict=True):
                met = list(map(int, needs.split()))
                if piece in spaced:
                    sure += met
                elif " " in piece.strip(" "):
                    unsure.append((piece, self._told(met)))
        return self._told(sure), unsure

    def _told(self, needs: list[int]) -> _Told:
        """Return what meeting some needs tells."""
        opened = (pattern for need in needs for pattern in self._opened.get(need, ()))
        return _Told(sum(1 << need for need in {*needs}), tuple(opened))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern compiled, once a process."""
    return re.compile(pattern)


def in_rows(pieces: Mapping[str, Iterable[int]]) -> dict[str, str]:
    """Return pieces of text and the numbers of the needs that each meets, as ``Patterns`` has
    them: in rows by a join of two words, or a few signs of one, which few other pieces hold.
    """
    keys = {piece: _JOIN.findall(piece) or sorted(_in_words(piece)) for piece in sorted(pieces)}
    holding = Counter(key for found in keys.values() for key in found)
    rows: dict[str, list[str]] = {}
    for piece, found in keys.items():
        if _BAR in piece:
            raise ValueError(f"“{piece}” holds the mark that stands between two pieces")
        rarest = min(found, key=lambda key: (holding[key], -len(key), key))
        rows.setdefault(rarest, []).append(f"{piece}{_BAR}{' '.join(map(str, pieces[piece]))}")
    return {key: _BAR.join(row) for key, row in rows.items()}


def _in_words(piece: str) -> set[str]:
    """Return the grams of the words of a piece, with the spaces beside them."""
    words = piece.split(" ")
    last = len(words) - 1
    spaced = [" " * (n > 0) + word + " " * (n < last) for n, word in enumerate(words) if word]
    return {gram for word in spaced for gram in _grams(word) if gram != " "}


def _grams(text: str) -> set[str]:
    """Return a few signs in a row, wherever they stand in a text."""
    return {text[n : n + size] for size in range(1, _GRAM + 1) for n in range(len(text) - size + 1)}
