"""The compiled index: rules, voice cues and word lists in one file.

``python -m letterkit.scope.build`` makes it from the YAML and word lists in ``data/``; a test
holds the two together. What a profile changes of a rule stands beside the rules. Loading it costs
a few milliseconds, the YAML would cost a hundred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from letterkit.errors import Fault, UsageError, did_you_mean
from letterkit.issue import Severity
from letterkit.resources import INDEX
from letterkit.scope.drug_names import DrugNames
from letterkit.scope.lexicon import Lexicon, Tagged
from letterkit.scope.patterns import Patterns
from letterkit.scope.voice import Voices
from letterkit.scope.weighing import Scales
from letterkit.stored import read_stored


class Rule(NamedTuple):
    """One rule as the engine needs it; its examples stay in the YAML."""

    id: str
    name: str
    category: str
    severity: Severity
    place: int  # in its file: the later rule is the more special one
    match: tuple[int, ...]  # the numbers of its patterns
    excused_by: tuple[str, ...]  # the first that speaks is the reason given
    message: str
    advice: str
    rewrite: str | None
    source: str
    unsure: bool = False  # reported only where the sentence as a whole upholds it
    weighed: bool = False  # speaks for its family where the sentence as a whole does
    names: DrugNames | None = None  # where a table finds what the rule reports, not a pattern
    capitals: bool = False  # whether its patterns are written for the capitals as typed
    of_letter: bool = False  # asked of a letter as a whole, where one is reviewed

    @property
    def runs(self) -> bool:
        """Return whether anything can make the rule speak."""
        return bool(self.match or self.names or self.weighed or self.of_letter)

    def matches(self, patterns: Patterns, tagged: Tagged) -> Iterator[re.Match[str]]:
        """Yield the matches in a tagged sentence."""
        text = tagged.with_capitals if self.capitals else tagged.text
        return patterns.matches(self.match, text)


class Scope(NamedTuple):
    """All that a check needs: rules by the words that call for them, lexicon, voices.

    Two scopes are the same only if they are one object: to compare what they hold would cost more
    than a check.
    """

    rules: tuple[Rule, ...]
    by_cue: dict[str, list[tuple[int, list[str]]]]  # a cue's longest word → rules, other words
    patterns: Patterns
    lexicon: Lexicon
    voices: Voices
    scales: Scales

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:
        return id(self)


@cache
def load_scope(profile: str = "massage-us") -> Scope:
    """Return the compiled index as ``profile`` has it, read once a process. Raises UsageError."""
    scope, profiles = _index()
    if profile not in profiles:
        hint = did_you_mean(profile, profiles) or f"There is: {', '.join(profiles)}."
        raise UsageError(Fault(f"there is no profile “{profile}”.", hint))
    changes = profiles[profile]
    rules = (rule._replace(**changes.get(rule.id, {})) for rule in scope.rules)
    return scope._replace(rules=tuple(rules))


@cache
def _index() -> tuple[Scope, dict[str, dict[str, dict[str, Any]]]]:
    """Return the compiled index, and what each profile changes of which rule."""
    data = read_stored(INDEX)
    rules = tuple(_rule(**rule) for rule in data["rules"])
    patterns = Patterns(data["patterns"])
    scope = Scope(
        rules,
        data["by_cue"],
        patterns,
        Lexicon(data["lexicon"]),
        Voices(data["voice"], patterns),
        Scales(data["signs"]),
    )
    return scope, data["profiles"]


def _rule(*, match: list[int], excused_by: list[str], names: Any, **rest: Any) -> Rule:
    return Rule(
        match=tuple(match),
        excused_by=tuple(excused_by),
        names=DrugNames(names) if names else None,
        **rest,
    )
