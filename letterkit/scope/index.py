"""The compiled index: rules, voice cues and word lists in one JSON file.

``python -m letterkit.scope.build`` makes it from the YAML and word lists in ``data/``; a test
holds the two together. Loading it costs a few milliseconds, the YAML would cost a hundred.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from letterkit.issue import Severity
from letterkit.resources import INDEX
from letterkit.scope.lexicon import Lexicon, Tagged
from letterkit.scope.matchers import Matchers, matches
from letterkit.scope.voice import Voices


class Rule(NamedTuple):
    """One rule as the engine needs it; its examples stay in the YAML."""

    id: str
    name: str
    category: str
    severity: Severity
    place: int  # in its file: the later rule is the more special one
    match: Matchers
    excused_by: tuple[str, ...]  # the first that speaks is the reason given
    message: str
    advice: str
    rewrite: str | None
    source: str
    capitals: bool  # whether its patterns are written for the capitals as typed

    def matches(self, tagged: Tagged) -> Iterator[re.Match[str]]:
        """Yield the matches in a tagged sentence."""
        return matches(self.match, tagged.with_capitals if self.capitals else tagged.text)


class Scope(NamedTuple):
    """All that a check needs: rules by the words that call for them, lexicon, voices."""

    rules: tuple[Rule, ...]
    by_cue: dict[str, list[tuple[int, list[str]]]]  # a cue's longest word → rules, other words
    lexicon: Lexicon
    voices: Voices
    profiles: tuple[str, ...]


@cache
def load_scope() -> Scope:
    """Return the compiled index, read once a process."""
    with open(INDEX, "rb") as file:  # noqa: PTH123 pathlib would cost its import
        data = json.load(file)
    rules = tuple(
        Rule(**{**rule, "excused_by": tuple(rule["excused_by"])}) for rule in data["rules"]
    )
    return Scope(
        rules,
        data["by_cue"],
        Lexicon(data["lexicon"]),
        Voices(data["voice"]),
        tuple(data["profiles"]),
    )
