"""Compiles the weights in ``data/signs/`` into the form in which a check loads them fastest."""

from __future__ import annotations

import struct
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from letterkit.resources import data_folder
from letterkit.scope.lexicon import SPACES
from letterkit.scope.pack import load_plain
from letterkit.scope.windows import LANE
from letterkit.stored import Rows

BIAS = "(bias)"  # stands among the phrases, before any is known
# More than a row of the network can count below nought in one place of a window.
_BELOW_BY_WORDS, _BELOW_BY_FURTHER = 1 << 24, 1 << 28
_FROM_LEAST = bytes(range(128, 256)) + bytes(range(128))  # a byte that counts from −128


def signs_of_all(kinds: Sequence[str]) -> dict[str, Any]:
    """Return the weights for an assertion of the therapist's own, and from when they count."""
    thresholds = load_plain("signs/thresholds.yaml")
    phrases = _weights("outside-phrases.tsv", kinds)
    return {
        "thresholds": {name: float(value) for name, value in thresholds.items()},
        "bias": phrases.pop(BIAS) / 100,
        "phrases": Rows(phrases),
        "words": Rows(_weights("outside-words.tsv", kinds)),
    }


def windows_of(kinds: Sequence[str], folder: Path | None = None) -> dict[str, Any]:
    """Return the network that weighs a sentence in windows, from the signs or another folder."""
    folder = folder or data_folder() / "signs"
    found = yaml.safe_load((folder / "windows.yaml").read_text("utf-8"))
    lines = (folder / "windows.tsv").read_text("utf-8").splitlines()
    spaces = _spaces(kinds)
    rows = {
        spaces.get(key, key): b64decode(row).translate(_FROM_LEAST)
        for key, row in (line.split("\t") for line in lines)
    }
    return {
        "scale": 1 / found["unit"],
        "coarser": found["coarser"],
        "finer": found["finer"],
        "most": found["most"],
        "outside": found["outside"],
        "families": found["families"],
        "words": _filters(found["words"], _BELOW_BY_WORDS),
        "further": [_filters(row, _BELOW_BY_FURTHER) for row in found["further"]],
        "rows": Rows(rows),
    }


def _filters(layer: dict[str, Any], below: int) -> dict[str, Any]:
    """Return a row of filters with its weights turned: for one number of a row, the lanes of all
    filters at all places of a window.
    """
    filters = [_numbers(text) for text in layer["weights"]]
    columns = zip(*filters, strict=True)
    lanes = [_lanes(column) for column in columns]
    size, width = len(lanes) // layer["window"], LANE * len(filters)
    windows = [  # what stands last in a window is of the first window: so reversed
        sum(row << width * place for place, row in enumerate(reversed(lanes[n::size])))
        for n in range(size)
    ]
    room = (width * layer["window"] + LANE) // 8
    return {
        "biases": layer["biases"],
        "window": layer["window"],
        "step": layer["step"],
        "lanes": [window.to_bytes(room, "little", signed=True) for window in windows],
        "below": below,
    }


def _numbers(text: str) -> tuple[int, ...]:
    """Return numbers of two bytes each, from −32768."""
    data = b64decode(text)
    return tuple(number - (1 << 15) for number in struct.unpack(f"<{len(data) // 2}H", data))


def _lanes(numbers: Sequence[int]) -> int:
    """Return numbers as lanes; one below nought borrows from the next."""
    return sum(number << LANE * n for n, number in enumerate(numbers))


def _spaces(kinds: Sequence[str]) -> dict[str, str]:
    """Return the space that stands for each class."""
    return {f"<{kind}>": SPACES[number] for number, kind in enumerate(kinds)}


def _weights(file: str, kinds: Sequence[str]) -> dict[str, int]:
    """Return phrases and their weights in hundredths.

    A class stands in a phrase as it does in a tagged sentence: by the space before its terms.
    """
    spaces = _spaces(kinds)
    weights: dict[str, int] = {}
    for line in (data_folder() / "signs" / file).read_text("utf-8").splitlines():
        weight, phrase = line.split("\t")
        parts = (spaces.get(part, part) for part in phrase.split(" "))
        weights[" ".join(parts)] = round(float(weight) * 100)
    return weights
