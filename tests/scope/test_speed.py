"""No text of 20 kB makes the check slow, whatever it repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from probes import class_probes, mark_probes, quick_probes, too_slow, voice_probes

from letterkit.scope.pack import RuleRecord, load_rules

Probes = Callable[[], Iterator[tuple[str, str]]]
MATCHING = [rule for rule in load_rules() if rule.match]


@pytest.mark.parametrize("rule", MATCHING, ids=lambda rule: rule.id)
def test_a_text_made_for_a_rule_is_checked_in_a_moment(rule: RuleRecord) -> None:
    assert too_slow(quick_probes(rule)) == {}


@pytest.mark.parametrize("probes", [mark_probes, class_probes, voice_probes])
def test_a_text_made_of_one_piece_is_checked_in_a_moment(probes: Probes) -> None:
    assert too_slow(probes()) == {}
