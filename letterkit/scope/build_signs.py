"""Compiles the weights in ``data/signs/`` into the form in which a check loads them fastest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from letterkit.resources import data_folder
from letterkit.scope.lexicon import SPACES
from letterkit.scope.pack import load_plain


def signs_of_all(kinds: Sequence[str]) -> dict[str, Any]:
    """Return the weights for an assertion of the therapist's own, and from when they count."""
    found = load_plain("signs/found.yaml")
    thresholds = {name: float(found[name]) for name in ("reported_from", "upheld_from")}
    return thresholds | _scale("outside", found["bias"], kinds)


def signs_of_families(kinds: Sequence[str]) -> dict[str, Any]:
    """Return the weights for each family of errors."""
    biases = load_plain("signs/found.yaml")["family_bias"]
    return {name: _scale(name, bias, kinds) for name, bias in biases.items()}


def _scale(name: str, bias: str, kinds: Sequence[str]) -> dict[str, Any]:
    return {
        "bias": float(bias),
        "phrases": _weights(f"{name}-phrases.tsv", kinds),
        "words": _weights(f"{name}-words.tsv", kinds),
    }


def _weights(file: str, kinds: Sequence[str]) -> dict[str, Any]:
    """Return phrases and their weights in hundredths.

    A class stands in a phrase as it does in a tagged sentence: by the space before its terms.
    """
    spaces = {f"<{kind}>": SPACES[number] for number, kind in enumerate(kinds)}
    named: dict[str, int] = {}
    for line in (data_folder() / "signs" / file).read_text("utf-8").splitlines():
        weight, phrase = line.split("\t")
        parts = (spaces.get(part, part) for part in phrase.split(" "))
        named[" ".join(parts)] = round(float(weight) * 100)
    return {"phrases": "\n".join(sorted(named)), "weights": [named[name] for name in sorted(named)]}
