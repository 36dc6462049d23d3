"""Compiles the weights in ``data/signs/`` into the form in which a check loads them fastest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from letterkit.resources import data_folder
from letterkit.scope.lexicon import SPACES
from letterkit.scope.pack import load_plain
from letterkit.scope.table import pieces_of
from letterkit.scope.weighing import OWN, VOICE


def signs_of_all(kinds: Sequence[str]) -> dict[str, Any]:
    """Return the weights for an assertion of the therapist's own, and from when they count."""
    found = load_plain("signs/found.yaml")
    phrases = _weights("outside-phrases.tsv", kinds)
    return {
        "reported_from": float(found["reported_from"]),
        "upheld_from": float(found["upheld_from"]),
        "bias": float(found["bias"]),
        "phrases": pieces_of(phrases),
        "words": pieces_of(_weights("outside-words.tsv", kinds)),
        "most_of_voices": _most_of_voices(phrases),
    }


def signs_of_families(kinds: Sequence[str]) -> dict[str, Any]:
    """Return the weights for the families of errors: in one row, in the order of the biases."""
    found = load_plain("signs/found.yaml")["family_bias"]
    biases = {name: float(found[name]) for name in sorted(found)}
    return {
        "biases": biases,
        "phrases": pieces_of(_rows([_weights(f"{name}-phrases.tsv", kinds) for name in biases])),
        "words": pieces_of(_rows([_weights(f"{name}-words.tsv", kinds) for name in biases])),
    }


def _most_of_voices(weights: dict[str, int]) -> int:
    """Return the most that the voices of a sentence can add together."""
    voices = [w for phrase, w in weights.items() if phrase.startswith(VOICE) and w > 0]
    return sum(voices) + max(weights.get(f"{OWN} {share}", 0) for share in range(5))


def _rows(columns: list[dict[str, int]]) -> dict[str, str]:
    """Return, for each key of any column, its numbers in all of them; nought where it has none."""
    keys = {key for column in columns for key in column}
    return {key: " ".join(str(column.get(key, 0)) for column in columns) for key in keys}


def _weights(file: str, kinds: Sequence[str]) -> dict[str, int]:
    """Return phrases and their weights in hundredths.

    A class stands in a phrase as it does in a tagged sentence: by the space before its terms.
    """
    spaces = {f"<{kind}>": SPACES[number] for number, kind in enumerate(kinds)}
    weights: dict[str, int] = {}
    for line in (data_folder() / "signs" / file).read_text("utf-8").splitlines():
        weight, phrase = line.split("\t")
        parts = (spaces.get(part, part) for part in phrase.split(" "))
        weights[" ".join(parts)] = round(float(weight) * 100)
    return weights
