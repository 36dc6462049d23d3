"""Every shipped rule proves itself on the sentences written beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from letterkit.profiles import load_profile, profile_ids
from letterkit.resources import INDEX, PARTS_INDEX, WINDOWS_INDEX
from letterkit.scope import check_text
from letterkit.scope.build import build_index, build_parts, build_windows
from letterkit.scope.index import load_scope
from letterkit.scope.pack import (
    FAMILIES,
    VOICES,
    Permitted,
    RuleRecord,
    Wrong,
    load_rules,
    load_sources,
)
from letterkit.scope.profiled import profiled
from letterkit.stored import Table, loaded, read_stored

RULES = load_rules()
BREACHES = tuple(FAMILIES.values())[:10]
MATCHING = [rule for rule in RULES if rule.runs and not rule.of_letter]
CUED = [rule for rule in MATCHING if not rule.weighed]
PROFILES = [load_profile(profile) for profile in profile_ids()]
WRONG = [pytest.param(r, w, id=f"{r.id}-{n}") for r in RULES for n, w in enumerate(r.wrong, 1)]
PERMITTED = [
    pytest.param(r, p, id=f"{r.id}-{n}") for r in RULES for n, p in enumerate(r.permitted, 1)
]
EXCUSES = [pytest.param(r, voice, id=f"{r.id}-{voice}") for r in RULES for voice in r.excused_by]


def asking(rule: RuleRecord) -> str:
    """Return the first profile in which a rule is not off."""
    kept = (p.id for p in PROFILES if profiled(rule, p).match == rule.match)
    return next(kept)


def unfolded(data: Any) -> Any:
    """Return data with a dict for every table in it."""
    if isinstance(data, Table):
        return dict(data.items())
    return {key: unfolded(data[key]) for key in data} if isinstance(data, dict) else data


def test_the_compiled_index_is_fresh() -> None:
    again = "run: python -m letterkit.scope.build"
    index, built = read_stored(INDEX), loaded(build_index(), "index.bin")
    for data in (index, built):  # of Python's own engine: test_precompiled holds them to the texts
        del data["patterns"]["engine"], data["patterns"]["codes"]
    assert unfolded(index) == unfolded(built), again
    assert Path(PARTS_INDEX).read_bytes() == build_parts(), again
    assert Path(WINDOWS_INDEX).read_bytes() == build_windows(), again


def test_ids_are_unique_and_named_for_their_family() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"[A-Z]{2}\d\d", rule.id)
        assert rule.name.startswith(FAMILIES[rule.id[:2]] + ".")


def test_every_error_family_has_a_rule() -> None:
    assert {rule.category for rule in RULES if rule.severity == "error"} == set(BREACHES)


def test_every_family_of_advice_has_a_rule_and_none_of_them_stops_a_letter() -> None:
    advice = [rule for rule in RULES if rule.category not in BREACHES]
    assert {rule.category for rule in advice} == set(FAMILIES.values()) - set(BREACHES)
    assert {rule.severity for rule in advice} == {"warning", "suggestion"}


@pytest.mark.parametrize("rule", MATCHING, ids=lambda rule: rule.id)
def test_every_rule_shows_three_sentences_of_both_sides(rule: RuleRecord) -> None:
    assert len(rule.wrong) >= 3
    assert len(rule.permitted) >= 3


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_cites_a_source_that_was_read(rule: RuleRecord) -> None:
    for name in rule.source.split(", "):
        assert load_sources()[name].status in ("V", "V2")


@pytest.mark.parametrize(("rule", "wrong"), WRONG)
def test_a_wrong_sentence_is_reported_by_its_own_rule_at_the_marked_words(
    rule: RuleRecord, wrong: Wrong
) -> None:
    report = check_text(wrong.sentence, asking(rule))
    own = [issue for issue in report.issues if issue.rule == rule.id]
    if rule.weighed:  # its weights say which words weigh most; the record, within what
        (issue,) = own
        assert issue.text in wrong.span
        return
    assert [issue.text for issue in own] == [wrong.span]


@pytest.mark.parametrize(("rule", "wrong"), WRONG)
def test_a_better_wording_is_clean_under_all_rules(rule: RuleRecord, wrong: Wrong) -> None:
    assert check_text(wrong.right, asking(rule)).issues == ()


@pytest.mark.parametrize(("rule", "wrong"), WRONG)
def test_a_rewrite_built_from_the_sentence_is_clean_under_all_rules(
    rule: RuleRecord, wrong: Wrong
) -> None:
    for profile in profile_ids():
        for issue in check_text(wrong.sentence, profile).issues:
            if issue.rewrite is not None:
                assert check_text(issue.rewrite, profile).issues == (), issue.rewrite


@pytest.mark.parametrize(("rule", "permitted"), PERMITTED)
def test_a_near_miss_is_left_alone_for_the_reason_given(
    rule: RuleRecord, permitted: Permitted
) -> None:
    report = check_text(permitted.text, asking(rule))
    assert report.issues == ()
    excuses = {excused.because for excused in report.excused if excused.rule == rule.id}
    assert excuses == ({permitted.because} if permitted.because else set())


@pytest.mark.parametrize(("rule", "voice"), EXCUSES)
def test_an_excuse_is_a_known_voice(rule: RuleRecord, voice: str) -> None:
    assert voice in VOICES


@pytest.mark.parametrize("rule", CUED, ids=lambda rule: rule.id)
def test_the_words_that_call_for_a_rule_never_hide_it(rule: RuleRecord) -> None:
    """The cue index is only a short cut: without it every wrong sentence matches the same."""
    scope = load_scope(asking(rule))
    compiled = next(known for known in scope.rules if known.id == rule.id)
    for wrong in rule.wrong:
        words = wrong.sentence.lower()
        tagged = scope.lexicon.tag(words, wrong.sentence)
        pairs = compiled.names.disagreeing(words, tagged.terms) if compiled.names else ()
        assert any(compiled.matches(scope.patterns, tagged)) or any(pairs)
        assert any(tagged.cues.issuperset(cue.split()) for cue in rule.cues), wrong.text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_a_rule_says_is_itself_inside_the_scope_and_calm(rule: RuleRecord) -> None:
    for profile in PROFILES:
        said = profiled(rule, profile)
        for words in (said.message.replace("{match}", "it"), said.advice):
            assert check_text(words, profile.id).issues == ()
            assert "{" not in words
            assert not re.search(r"\b(?:illegal|forbidden|violation|invalid|must)\b", words, re.I)
