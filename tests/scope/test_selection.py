"""--select and --ignore: by rule, by family, in any mix, with the nearest name for a wrong one."""

from __future__ import annotations

import pickle

import pytest

from letterkit import UsageError, check_text
from letterkit.scope.index import load_scope
from letterkit.scope.selection import narrowed, rules_named, running

TEXT = "I suspect a fracture. He must come off Plavix."


def rules(**chosen: object) -> set[str]:
    return {issue.category for issue in check_text(TEXT, **chosen).issues}  # type: ignore[arg-type]


def test_all_rules_are_asked_unless_some_are_chosen() -> None:
    assert rules() == {"diagnosis", "medication"}
    silent = {rule.id for rule in load_scope().rules} - running(load_scope())
    found_in_cases = {f"CM{number}" for number in range(10, 20)}
    # Length is measured, what a case lacks is no sentence; LN91 is off in this profile.
    assert silent == {"BR01", "LN91", *found_in_cases}


@pytest.mark.parametrize("name", ["diagnosis", "DX02", "dx02", "legal, Diagnosis", " DX02,,PX01 "])
def test_only_selected_rules_are_asked(name: str) -> None:
    assert rules(select=[name]) == {"diagnosis"}
    assert rules(select=name) == {"diagnosis"}


def test_ignored_rules_are_not_asked() -> None:
    assert rules(ignore=["medication"]) == {"diagnosis"}
    assert rules(select=["diagnosis", "medication"], ignore=["medication"]) == {"diagnosis"}


def test_a_rule_that_is_not_asked_leaves_its_words_to_the_others() -> None:
    text = "Please consider that he has a herniated disc and needs an MRI for his herniated disc."
    asked = check_text(text, select=["diagnosis"]).issues
    assert {issue.category for issue in asked} == {"diagnosis"}


def test_never_allowed_families_stay_whatever_is_ignored() -> None:
    assert rules(ignore=["medication"], never_allow=["medication"]) == {"diagnosis", "medication"}
    assert rules(select=["legal"], never_allow=["medication"]) == {"medication"}


@pytest.mark.parametrize("option", ["select", "ignore", "never_allow"])
@pytest.mark.parametrize(("name", "nearest"), [("DXX02", "DX02"), ("diagnoses", "diagnosis")])
def test_an_unknown_name_is_answered_with_the_nearest(option: str, name: str, nearest: str) -> None:
    with pytest.raises(UsageError, match=f"“{name}”. Did you mean '{nearest}'?"):
        check_text(TEXT, **{option: [name]})  # type: ignore[arg-type]


def test_all_unknown_names_are_told_at_once() -> None:
    with pytest.raises(UsageError) as told:
        rules_named(["qqq,zzz"])
    assert len(told.value.faults) == 2
    assert "letterkit rules lists them." in str(told.value)


def test_a_check_that_asks_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="no rule is left"):
        check_text(TEXT, select=["DX02"], ignore=["diagnosis"])


@pytest.mark.parametrize("option", ["select", "ignore", "never_allow"])
@pytest.mark.parametrize("piece", ["", ",", " , "])
def test_a_list_of_nothing_is_a_slip(option: str, piece: str) -> None:
    with pytest.raises(UsageError, match=f"“{piece}” names no rule or family."):
        check_text(TEXT, **{option: ["legal", piece]})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "profile"), [("BR01", "massage-us"), ("ln90", "rmt-ontario"), ("LN91", "massage-us")]
)
def test_a_rule_that_cannot_match_is_not_selected_in_silence(name: str, profile: str) -> None:
    with pytest.raises(UsageError, match=f"“{name}” reports nothing .* explain {name},"):
        check_text(TEXT, profile, select=["diagnosis", name])
    check_text(TEXT, profile, ignore=[name])


def test_a_narrowed_scope_changes_nothing_for_others() -> None:
    narrowed(load_scope(), ["legal"], [])
    assert rules() == {"diagnosis", "medication"}


def test_the_check_and_its_report_can_be_pickled() -> None:
    report = pickle.loads(pickle.dumps(check_text))(TEXT, select=["DX02"])
    assert pickle.loads(pickle.dumps(report)) == report


def test_the_same_choice_is_one_scope_and_another_is_not() -> None:
    """What a scope knows of sentences is kept with it: another choice must not find it."""
    scope = load_scope()
    legal = narrowed(scope, ["legal"], [])
    assert legal is narrowed(scope, ["legal"], [])
    assert scope != scope._replace()
    text = "I suspect a fracture."
    assert check_text(text).issues
    assert not check_text(text, select=["legal"]).issues
    assert check_text(text).issues
