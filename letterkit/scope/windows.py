"""Weighs a sentence by its windows: five words in a row, wherever they stand.

Weights of phrases know only what was said before in so many words. A small network knows words
that are used alike: each word is a row of numbers, each filter sums what the words of a window
count for it, and the windows where it speaks loudest decide. ``tests/corpus/teach.py`` finds the
numbers; a check reads them only for a sentence of which the phrases are unsure.

All filters of all windows are summed at once: a number of Python's is a row of lanes of 32 bits,
one for each filter of each window, and adding two such numbers adds all their lanes.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from letterkit.scope.table import Table

LANE = 32  # bits; the sum of all windows of a sentence stays below half of them
MOST_TOKENS = 200  # of a sentence; what stands behind is not read
WORD_MARK = "="  # behind a word, to tell its row from that of a form
UNKNOWN, START, END = "?", "^", "$"
_TOP = LANE - 2  # the bit that tells, in a lane, which of two values is larger
_RAISED = 1 << 24  # more than a word can count below nought
_REMEMBERED = 1 << 11  # rows of lanes that are kept: a kilobyte each

Token = tuple[str, tuple[str, ...]]  # a form, and the words it stands for
NOTHING: Token = ("", ())  # stands where a window reaches beyond the sentence


class Windows:
    """The network, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._rows = Table(data["rows"], str)
        self._scale: float = data["scale"]  # of a sum of small numbers, in log-odds
        self._bias: float = data["bias"]
        self._of_largest: list[float] = data["of_largest"]
        self._of_mean: list[float] = data["of_mean"]
        self._filters = len(data["biases"])
        self._window: int = data["window"]
        self._width = LANE * self._filters  # bits of one window
        columns = zip(*map(_numbers, data["filters"]), strict=True)
        lanes = [_packed(column) for column in columns]
        size = len(lanes) // self._window
        self._dimensions = [  # what stands last in a window is of the first window: so reversed
            sum(
                lanes[place * size + n] << self._width * (self._window - 1 - place)
                for place in range(self._window)
            )
            for n in range(size)
        ]
        self._raised = _packed([_RAISED] * self._filters * self._window)
        raised = (1 << _TOP) - _RAISED * self._window  # what each lane lacks to its top bit
        self._start = _packed([raised + bias for bias in data["biases"]])
        self._top = _packed([1 << _TOP] * self._filters)
        self._over = lru_cache(_REMEMBERED >> 4)(self._over_windows)
        self._lanes = lru_cache(_REMEMBERED)(self._lanes_of)

    def log_odds(self, tokens: Sequence[Token]) -> float:
        """Return the log-odds that a sentence is an assertion of the therapist's own."""
        heard, number = self._heard(tokens)
        largest = self._unpacked(self._largest(heard, number))
        mean = self._unpacked(self._total(heard, number))
        by_largest = sum(map(float.__mul__, self._of_largest, map(float, largest)))
        by_mean = sum(map(float.__mul__, self._of_mean, map(float, mean)))
        return self._bias + self._scale * (by_largest + by_mean / math.sqrt(number))

    def each(self, tokens: Sequence[Token]) -> list[float]:
        """Return what each token adds: a filter's weight goes to the window it is loudest in."""
        heard, number = self._heard(tokens)
        half = self._window // 2
        size = self._width // 8
        data = heard.to_bytes(number * size, "little")
        windows = [struct.unpack_from(f"<{self._filters}I", data, n * size) for n in range(number)]
        added = [0.0] * (number + 2 * half)
        for weight, values in zip(self._of_largest, zip(*windows, strict=True), strict=True):
            largest = max(values)
            place = values.index(largest)
            for n in range(place, place + self._window):
                added[n] += weight * largest * self._scale / self._window
        inside = added[half + 1 : half + number - 1]  # without the marks for start and end
        return inside + [0.0] * (len(tokens) - len(inside))

    def _heard(self, tokens: Sequence[Token]) -> tuple[int, int]:
        """Return what every filter says in every window, nought at the least, and their number."""
        edge = [NOTHING] * (self._window // 2)
        row = [*edge, (START, ()), *tokens[:MOST_TOKENS], (END, ()), *edge]
        lanes = [self._lanes(token) for token in row]
        number = len(row) - 2 * len(edge)
        sums = 0
        for first in range(self._window):  # a word is in five windows: every fifth is beside it
            every = lanes[first :: self._window]
            sums += int.from_bytes(b"".join(every), "little") << self._width * first
        whole = sums >> self._width * (self._window - 1)
        kept = whole & ((1 << self._width * number) - 1)
        raised = kept + self._over(self._start, number)
        return _from_nought(raised, self._over(self._top, number)), number

    def _over_windows(self, lanes: int, number: int) -> int:
        """Return the lanes of one window, over and over."""
        return int.from_bytes(lanes.to_bytes(self._width // 8, "little") * number, "little")

    def _lanes_of(self, token: Token) -> bytes:
        """Return what a word counts for each filter at each place of a window."""
        lanes = self._raised
        if token is not NOTHING:
            lanes += sum(map(int.__mul__, self._numbers(token), self._dimensions))
        return lanes.to_bytes(self._width * self._window // 8, "little")

    def _numbers(self, token: Token) -> Sequence[int]:
        """Return the row of numbers of a form, and of its words on the whole."""
        form, words = token
        numbers = _numbers(self._rows.get(form) or self._rows.get(UNKNOWN) or "")
        known = list(map(_numbers, self._rows.known([word + WORD_MARK for word in words])))
        if not known:
            return numbers
        means = (round(sum(column) / len(known)) for column in zip(*known, strict=True))
        return tuple(map(int.__add__, numbers, means))

    def _largest(self, windows: int, number: int) -> int:
        """Return the largest value of each filter."""
        while number > 1:
            half = number // 2
            first = windows & ((1 << self._width * half) - 1)
            number -= half
            windows = larger(windows >> self._width * half, first, self._over(self._top, number))
        return windows

    def _total(self, windows: int, number: int) -> int:
        """Return the sum of the values of each filter."""
        while number > 1:
            half = number // 2
            first = windows & ((1 << self._width * half) - 1)
            windows = (windows >> self._width * half) + first
            number -= half
        return windows

    def _unpacked(self, lanes: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self._filters}I", lanes.to_bytes(self._width // 8, "little"))


def _packed(numbers: Sequence[int]) -> int:
    """Return numbers as lanes; one below nought borrows from the lane above it."""
    return sum(number << LANE * place for place, number in enumerate(numbers))


def _from_nought(lanes: int, tops: int) -> int:
    """Return each lane less its top bit, or nought where it has none: it was below nought."""
    said = lanes & tops
    return lanes & (said - (said >> _TOP))


def larger(one: int, other: int, tops: int) -> int:
    """Return the larger value of each lane of two numbers; ``tops`` has the top bit of each."""
    said = ((one | tops) - other) & tops  # the top bit is left where nothing was borrowed
    whole = said - (said >> _TOP)
    return other ^ ((one ^ other) & whole)


def _numbers(text: str) -> tuple[int, ...]:
    """Return the numbers that a row of pairs of hexadecimal digits stands for, from −128."""
    return tuple(byte - 128 for byte in bytes.fromhex(text))
