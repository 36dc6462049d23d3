"""Weighs a sentence by its windows: a few words in a row, wherever they stand.

Weights of phrases know only what was said before in so many words. A small network knows words
that are used alike: each word is a row of numbers; each filter sums what the words of a window
count for it; further rows of filters sum what was heard in three windows, beside each other and
then some words apart, and add it to that; and the windows where they speak loudest decide, of a
sentence or of each stretch of a long one. ``tests/corpus/teach.py`` finds the numbers; a check
reads them only for a sentence of which the phrases are unsure, for a long one of which some stretch
is, and for the family of one that is reported.

All filters of all windows are summed at once: a number of Python's is a row of lanes of 32 bits,
one for each filter of each window, and adding two such numbers adds all their lanes.
"""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import compress
from operator import mul
from typing import Any, NamedTuple

from letterkit.scope.stretches import MOST_TOKENS, STRETCH, starts_of
from letterkit.stored import Table

LANE = 32  # bits; the sum of all windows of a sentence stays below half of them
WORD_MARK = "="  # behind a word, to tell its row from that of a form
UNKNOWN, START, END = "?", "^", "$"
_TOP = LANE - 2  # the bit that tells, in a lane, which of two values is larger
_REMEMBERED = 1 << 9  # rows of lanes that are kept: three kilobytes each
_LAST = 1 << 2  # sentences of which all that was heard is kept: one is asked several questions

Token = tuple[str, tuple[str, ...]]  # a form, and the words it stands for
NOTHING: Token = ("", ())  # stands where a window reaches beyond the sentence


class Filters:
    """Filters that look at windows of rows of numbers, all at once."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Take what each filter has to begin with, and ``lanes`` of weights: for one number of a
        row, those of all filters at all places of the window. The places of a window stand ``step``
        rows apart.
        """
        self.number: int = len(data["biases"])
        self.window: int = data["window"]
        self.step: int = data["step"]
        self.width = LANE * self.number  # bits of one window
        self._rows = [int.from_bytes(lanes, "little", signed=True) for lanes in data["lanes"]]
        below: int = data["below"]  # more than a row can count below nought in one place
        self._raised = _packed([below] * self.number * self.window)
        start = (1 << _TOP) - below * self.window  # what each lane lacks to its top bit
        self._start = self.repeated(_packed([start + bias for bias in data["biases"]]))
        self.tops = self.repeated(_packed([1 << _TOP] * self.number))

    def lanes_of(self, numbers: Sequence[int]) -> bytes:
        """Return what a row of numbers counts for each filter at each place of a window."""
        # Of what further filters hear, nine numbers in ten are nought.
        said = map(mul, compress(numbers, numbers), compress(self._rows, numbers))
        lanes: int = sum(said, self._raised)
        return lanes.to_bytes(self.width * self.window // 8, "little")

    @property
    def reach(self) -> int:
        """Return how many rows beyond its middle a window looks at."""
        return self.window // 2 * self.step

    def heard(self, lanes: Sequence[bytes]) -> int:
        """Return what every filter hears in every window, nought at the least.

        ``lanes`` are of each row in order, with the rows beyond both ends of the sentence.
        """
        if self.step == 1:
            return self._heard(lanes)
        size = self.width // 8
        windows = [b""] * (len(lanes) - 2 * self.reach)
        for first in range(min(self.step, len(windows))):  # every so many rows, as if side by side
            number = len(windows[first :: self.step])
            said = self._heard(lanes[first :: self.step]).to_bytes(number * size, "little")
            windows[first :: self.step] = [said[n : n + size] for n in range(0, len(said), size)]
        return int.from_bytes(b"".join(windows), "little")

    def _heard(self, lanes: Sequence[bytes]) -> int:
        """Return what every filter hears in every window of rows side by side."""
        number = len(lanes) - self.window + 1
        sums = 0
        for first in range(self.window):  # a row is in as many windows; every such one beside it
            every = lanes[first :: self.window]
            sums += int.from_bytes(b"".join(every), "little") << self.width * first
        whole = sums >> self.width * (self.window - 1)
        kept = whole & ((1 << self.width * number) - 1)
        return _from_nought(kept + self._start(number), self.tops(number))

    def repeated(self, lanes: int) -> Callable[[int], int]:
        """Return a function that returns the lanes of one window, so many times over."""
        one = lanes.to_bytes(self.width // 8, "little")
        return lru_cache(_REMEMBERED >> 2)(lambda times: int.from_bytes(one * times, "little"))

    def unpacked(
        self, lanes: int, number: int = 1, places: Iterable[int] | None = None
    ) -> list[tuple[int, ...]]:
        """Return the numbers in the lanes of each of so many windows, or of those at ``places``."""
        size = self.width // 8
        data = lanes.to_bytes(number * size, "little")
        return [
            struct.unpack_from(f"<{self.number}I", data, n * size)
            for n in (range(number) if places is None else places)
        ]


class Head(NamedTuple):
    """What a question weighs by: of each filter, what it says loudest and on the whole."""

    bias: float
    of_largest: list[float]
    of_mean: list[float]

    def log_odds(self, largest: Sequence[float], mean: Sequence[float]) -> float:
        """Return the log-odds that the answer is yes."""
        by_largest = sum(map(mul, self.of_largest, largest))
        by_mean = sum(map(mul, self.of_mean, mean))
        return float(self.bias + by_largest + by_mean)


class Windows:
    """The network, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._rows: Table[bytes] = data["rows"]
        self._words = Filters(data["words"])
        self._further = [Filters(row) for row in data["further"]]
        if any(filters.number != self._words.number for filters in self._further):
            raise ValueError("what further filters hear is added to what the first ones heard")
        self._coarser: int = data["coarser"]  # bits of what the first ones hear that are left out
        self._finer: int = data["finer"]  # bits that the weights of further ones have more
        repeated, number = self._words.repeated, self._words.number
        self._below_coarser = repeated(_packed([(1 << LANE - self._coarser) - 1] * number))
        self._below_finer = repeated(_packed([(1 << LANE - self._finer) - 1] * number))
        self._most = repeated(_packed([data["most"]] * number))  # that a filter passes on
        self._scale: float = data["scale"]  # of a sum of small numbers, in log-odds
        self._outside = Head(**data["outside"])
        self._families = {name: Head(**head) for name, head in data["families"].items()}
        self._lanes = lru_cache(_REMEMBERED)(self._lanes_of)
        self._heard = lru_cache(_LAST)(self._heard_in)
        self._said = lru_cache(_LAST)(self._said_of)
        self._beyond = [row.lanes_of([0] * number) for row in self._further]

    def log_odds(self, tokens: Sequence[Token]) -> float:
        """Return the log-odds that a sentence is an assertion of the therapist's own."""
        return self._outside.log_odds(*self._said(tuple(tokens[:MOST_TOKENS])))

    def families(self, tokens: Sequence[Token]) -> dict[str, float]:
        """Return the log-odds that it is of each family of errors, if it is one."""
        said = self._said(tuple(tokens[:MOST_TOKENS]))
        return {name: head.log_odds(*said) for name, head in self._families.items()}

    def loudest(self, tokens: Sequence[Token]) -> tuple[float, slice, dict[str, float]]:
        """Return the log-odds that a stretch of the sentence is an assertion of the therapist's
        own, its tokens, and the log-odds that it is of each family: of the stretch that speaks
        loudest.

        A breach among ten proper facts is drowned in the whole. What was heard at a place knows
        the words around it, so that no stretch is heard alone.
        """
        heard, number = self._heard(tuple(tokens[:MOST_TOKENS]))
        reach = min(STRETCH, number)
        tops = self._words.tops(number)
        largest = self._sliding(heard, reach, lambda one, other: larger(one, other, tops))
        total = self._sliding(heard, reach, int.__add__)
        starts = starts_of(number)
        unpacked = zip(
            self._words.unpacked(largest, number, starts),
            self._words.unpacked(total, number, starts),
            strict=True,
        )
        said = [self._scaled(most, whole, reach) for most, whole in unpacked]
        odds = [self._outside.log_odds(*of) for of in said]
        best = max(range(len(odds)), key=odds.__getitem__)
        families = {name: head.log_odds(*said[best]) for name, head in self._families.items()}
        first = starts[best] - 1  # a mark stands before the tokens
        return odds[best], slice(max(first, 0), first + reach), families

    def _said_of(self, tokens: tuple[Token, ...]) -> tuple[array[float], array[float]]:
        """Return what each filter says loudest, and on the whole."""
        heard, number = self._heard(tokens)
        (largest,) = self._words.unpacked(self._largest(heard, number))
        (total,) = self._words.unpacked(self._total(heard, number))
        return self._scaled(largest, total, number)

    def _scaled(
        self, largest: Sequence[int], total: Sequence[int], number: int
    ) -> tuple[array[float], array[float]]:
        """Return the largest values, and the sum of so many, as heads weigh them."""
        of_mean = self._scale / math.sqrt(number)
        return array("d", [n * self._scale for n in largest]), array(
            "d", [n * of_mean for n in total]
        )

    def each(self, tokens: Sequence[Token], family: str) -> list[float]:
        """Return what each token adds to the log-odds of a family: a filter's weight goes to where
        it is loudest.
        """
        heard, number = self._heard(tuple(tokens[:MOST_TOKENS]))
        windows = self._words.unpacked(heard, number)
        size = self._words.window
        by_place = [0.0] * number
        weights = self._families[family].of_largest
        for weight, values in zip(weights, zip(*windows, strict=True), strict=True):
            largest = max(values)
            by_place[values.index(largest)] += weight * largest
        reach = size // 2
        added = [0.0] * (number + 2 * reach)
        for place, weight in enumerate(by_place):
            for n in range(place, place + size):
                added[n] += weight * self._scale / size
        inside = added[reach + 1 : reach + number - 1]  # without the marks for start and end
        return inside + [0.0] * (len(tokens) - len(inside))

    def _heard_in(self, tokens: tuple[Token, ...]) -> tuple[int, int]:
        """Return what all filters hear around every token, and the number of places."""
        edge = [NOTHING] * self._words.reach
        row = [*edge, (START, ()), *tokens, (END, ()), *edge]
        number = len(row) - 2 * len(edge)
        heard = self._words.heard([self._lanes(token) for token in row])
        heard = self._passed_on((heard >> self._coarser) & self._below_coarser(number), number)
        for filters, beyond in zip(self._further, self._beyond, strict=True):
            values = self._words.unpacked(heard, number)
            ends = [beyond] * filters.reach
            more = filters.heard([*ends, *map(filters.lanes_of, values), *ends])
            more = (more >> self._finer) & self._below_finer(number)
            heard = self._passed_on(heard + more, number)
        return heard, number

    def _passed_on(self, heard: int, number: int) -> int:
        """Return what was heard, no filter more than may be passed on."""
        most = self._most(number)
        return heard + most - larger(heard, most, self._words.tops(number))

    def _lanes_of(self, token: Token) -> bytes:
        """Return what a word counts for each filter at each place of a window."""
        return self._words.lanes_of(self._numbers(token))

    def _numbers(self, token: Token) -> Sequence[int]:
        """Return the row of numbers of a form, and of its words on the whole."""
        form, words = token
        unknown = self._rows.get(UNKNOWN) or b""
        if token is NOTHING:
            return [0] * len(_row(unknown))
        numbers = _row(self._rows.get(form) or unknown)
        said = (self._rows.get(word + WORD_MARK) for word in words)
        known = [_row(row) for row in said if row]
        if not known:
            return numbers
        if len(known) == 1:
            return tuple(map(int.__add__, numbers, known[0]))
        means = (round(sum(column) / len(known)) for column in zip(*known, strict=True))
        return tuple(map(int.__add__, numbers, means))

    def _largest(self, windows: int, number: int) -> int:
        """Return the largest value of each filter."""
        width, tops = self._words.width, self._words.tops
        while number > 1:
            half = number // 2
            first = windows & ((1 << width * half) - 1)
            number -= half
            windows = larger(windows >> width * half, first, tops(number))
        return windows

    def _sliding(self, windows: int, reach: int, joined: Callable[[int, int], int]) -> int:
        """Return, for each place, so many windows from there on, joined two by two."""
        width = self._words.width
        said = covered = 0
        size = 1
        while reach:
            if reach & 1:
                said = joined(said, windows >> width * covered)
                covered += size
            reach >>= 1
            windows = joined(windows, windows >> width * size)
            size *= 2
        return said

    def _total(self, windows: int, number: int) -> int:
        """Return the sum of the values of each filter."""
        width = self._words.width
        while number > 1:
            half = number // 2
            first = windows & ((1 << width * half) - 1)
            windows = (windows >> width * half) + first
            number -= half
        return windows


def _packed(numbers: Sequence[int]) -> int:
    """Return numbers as lanes."""
    return int.from_bytes(struct.pack(f"<{len(numbers)}I", *numbers), "little")


def _from_nought(lanes: int, tops: int) -> int:
    """Return each lane less its top bit, or nought where it has none: it was below nought."""
    said = lanes & tops
    return lanes & (said - (said >> _TOP))


def larger(one: int, other: int, tops: int) -> int:
    """Return the larger value of each lane of two numbers; ``tops`` has the top bit of each."""
    said = ((one | tops) - other) & tops  # the top bit is left where nothing was borrowed
    whole = said - (said >> _TOP)
    return other ^ ((one ^ other) & whole)


def _row(said: bytes) -> array[int]:
    """Return the numbers of a word or form: a byte each."""
    return array("b", said)
