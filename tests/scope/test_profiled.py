"""A profile's own severity, law and words: compiled into the index, and refused where unknown."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from click.testing import CliRunner

from letterkit import check_text, draft, load_case
from letterkit.cli import letterkit
from letterkit.errors import InputError
from letterkit.profiles import Profile, load_profile, profile_ids
from letterkit.scope import check_letter, checked_letter, engine
from letterkit.scope.index import load_scope
from letterkit.scope.pack import load_rules, load_sources
from letterkit.scope.profiled import profiled, refuse_unknown

CASE = Path(__file__).parents[2] / "examples" / "progress-report" / "case.yaml"
ONTARIO = load_profile("rmt-ontario")
RULES = {rule.id: rule for rule in load_rules()}


def having(**fields: object) -> Profile:
    return ONTARIO.model_copy(update=fields)


@pytest.mark.parametrize("profile", profile_ids())
@pytest.mark.parametrize("rule", RULES)
def test_the_index_holds_each_rule_as_the_profile_has_it(rule: str, profile: str) -> None:
    wanted = profiled(RULES[rule], load_profile(profile))
    compiled = next(known for known in load_scope(profile).rules if known.id == rule)
    for name in ("severity", "message", "advice", "rewrite", "source"):
        assert getattr(compiled, name) == getattr(wanted, name)
    assert bool(compiled.match) == bool(wanted.match)
    assert bool(compiled.names) == bool(wanted.names)


@pytest.mark.parametrize(
    ("profile", "text", "source"),
    [
        ("massage-us", "I suspect a fracture.", "MA-112-228, WA-18.108.010"),
        ("rmt-ontario", "I suspect a fracture.", "RHPA-27-2-1"),
        ("remedial-au", "I suspect a fracture.", "NSW-CODE"),
        ("therapist-uk", "I suspect a fracture.", "CNHC-D1"),
        ("rmt-ontario", "That would be malpractice.", "CMTO-COLLAB"),
        ("therapist-uk", "That would be malpractice.", RULES["LG01"].source),  # it has none
        ("rmt-ontario", "He takes Plavix (apixaban).", RULES["RX90"].source),  # no law is cited
    ],
)
def test_an_issue_cites_the_profiles_own_law(profile: str, text: str, source: str) -> None:
    (issue,) = [i for i in check_text(text, profile).issues if i.category != "attribution"]
    assert issue.source == source


def test_in_the_united_states_no_law_of_elsewhere_is_cited() -> None:
    for rule in RULES.values():
        for name in profiled(rule, load_profile("massage-us")).source.split(", "):
            place = load_sources()[name].holds_in
            assert place not in ("Ontario", "New South Wales", "Australia", "United Kingdom"), rule


@pytest.mark.parametrize(
    "text",
    ["I told her to stop her ibuprofen yesterday.", "I took her off the warfarin.",
     "I advised him to halve his statins.", "I told him to leave the furosemide off."],
)  # fmt: skip
def test_no_better_wording_denies_what_the_therapist_did(text: str) -> None:
    rewrites = [issue.rewrite or "" for issue in check_text(text).issues]
    assert rewrites
    assert not any("not advised" in words or "asked the patient" in words for words in rewrites)


def test_a_study_or_column_stays_beside_the_profiles_law() -> None:
    mixed = next(r for r in RULES.values() if r.source == "RHPA-27-2-1, ABMP-MB-505")
    assert not load_sources()["ABMP-MB-505"].holds_in
    assert profiled(mixed, load_profile("therapist-uk")).source == "CNHC-D1, ABMP-MB-505"


def test_a_better_wording_gives_the_title_that_the_profile_gives() -> None:
    said = {
        p: check_text("I can read an MRI as well as any MD.", p).issues[0] for p in profile_ids()
    }
    for profile, issue in said.items():
        title = load_profile(profile).title
        assert issue.rewrite == f"I am a {title} and do not interpret imaging."
    assert "as on the license," in said["massage-us"].advice
    assert "as on the licence," in said["therapist-uk"].advice


@pytest.mark.parametrize(
    ("profile", "text", "found"),
    [
        ("massage-us", "My licence is from Leeds.", ["LN90"]),
        ("massage-us", "My license is from Ohio.", []),
        ("massage-us", "I am licenced in Ohio.", ["LN90"]),
        ("massage-us", "A dog license is no matter; MY LICENCES are.", ["LN90"]),
        ("rmt-ontario", "My license is from Leeds.", ["LN91"]),
        ("rmt-ontario", "My Ontario license is enclosed.", ["LN91"]),
        ("rmt-ontario", "License no. 0000.", ["LN91"]),
        ("remedial-au", "I hold licenses in two states.", ["LN91"]),
        ("therapist-uk", "My licence is from Leeds.", []),
        ("therapist-uk", "I am licensed in Ohio.", []),
        ("therapist-uk", "I am licenced in Ohio.", ["LN91"]),
        ("therapist-uk", "These courses license her for sports massage.", []),
        ("therapist-uk", "Their courses license people for massage.", []),
        ("therapist-uk", "Licensing is for the council.", []),
        ("massage-us", "Licencia, licentious, sílicence.", []),
    ],
)
def test_a_licence_is_spelled_as_the_profiles_language_has_it(
    profile: str, text: str, found: list[str]
) -> None:
    issues = check_text(text, profile).issues
    assert [issue.rule for issue in issues] == found
    assert all(issue.severity == "suggestion" for issue in issues)


def test_each_profile_asks_for_one_spelling() -> None:
    for profile in profile_ids():
        spelling = [r for r in load_scope(profile).rules if r.id in ("LN90", "LN91") and r.match]
        assert len(spelling) == 1


def test_a_rule_that_is_off_is_not_asked_even_where_it_is_selected() -> None:
    assert check_text("My licence.", select=["language"]).issues != ()
    assert check_text("My licence.", "therapist-uk", select=["language"]).issues == ()
    allowance = "<!-- letterkit-allow LN90: no matter -->\nMy licence."
    assert check_text(allowance, "therapist-uk").unused == ()  # not asked, so not unused


def test_a_side_file_is_used_up_as_the_profile_asks(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("My number is 1.", "utf-8")
    (tmp_path / "letter.letterkit.yaml").write_text(
        "allow:\n  - rule: LN90\n    sentence: My licence.\n    reason: A quotation.\n"
        "    initials: MH\n    date: 2026-03-12\n",
        "utf-8",
    )
    letter = str(tmp_path / "letter.txt")
    said = {p: CliRunner().invoke(letterkit, ["check", "--profile", p, letter]).output
            for p in ("massage-us", "therapist-uk")}  # fmt: skip
    assert "unused" in said["massage-us"]
    assert "unused" not in said["therapist-uk"]


def test_the_length_of_a_letter_is_weighed_as_the_profile_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scope = load_scope("therapist-uk")
    lighter = (r._replace(severity="suggestion") if r.id == "BR01" else r for r in scope.rules)
    scopes = {"massage-us": load_scope(), "therapist-uk": scope._replace(rules=tuple(lighter))}
    monkeypatch.setattr(checked_letter, "load_scope", lambda profile="massage-us": scopes[profile])
    letter = draft(load_case(CASE)).letter
    long = dataclasses.replace(letter, word_budget=letter.words - 1)
    for profile, severity in {"massage-us": "warning", "therapist-uk": "suggestion"}.items():
        assert [issue.severity for issue in check_letter(long, profile).issues] == [severity]


def test_the_rules_own_severity_wins_over_its_familys() -> None:
    profile = having(severity={"diagnosis": "warning", "DX02": "suggestion"})
    assert profiled(RULES["DX02"], profile).severity == "suggestion"
    assert profiled(RULES["DX01"], profile).severity == "warning"
    assert profiled(RULES["PX01"], profile).severity == RULES["PX01"].severity


def test_a_table_can_be_off_too() -> None:
    assert profiled(RULES["RX90"], having(severity={"RX90": "off"})).names is None


def test_an_advisory_rule_may_be_made_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    scope = load_scope()
    rules = tuple(r._replace(severity="error") if r.id == "LN90" else r for r in scope.rules)
    monkeypatch.setattr(engine, "load_scope", lambda profile: scope._replace(rules=rules))
    report = check_text("I suspect a fracture. My licence is from Leeds.")
    assert [issue.severity for issue in report.issues] == ["error", "error"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"severity": {"DX98": "error"}}, "severity: “DX98” is neither a rule nor a family."),
        ({"severity": {"dx01": "error"}}, "severity: “dx01” is neither"),
        ({"severity": {"BR01": "off"}}, "“BR01” is measured, not matched, and cannot be off."),
        ({"severity": {"brevity": "off"}}, "“brevity” is measured"),
        ({"cites": {"diagnoses": ("NSW-CODE",)}}, "cites: “diagnoses” is no family of rules."),
        ({"cites": {"legal": ("NSW-KODE",)}}, "there is no source “NSW-KODE”"),
        ({"sources": ("",)}, "there is no source “”"),
    ],
)
def test_what_a_profile_names_must_be_there(fields: dict[str, object], said: str) -> None:
    with pytest.raises(InputError) as told:
        refuse_unknown(having(**fields), RULES.values())
    assert said in str(told.value)
    assert "rmt-ontario.yaml" in str(told.value)


def test_all_that_is_wrong_with_a_profile_is_told_at_once() -> None:
    with pytest.raises(InputError) as told:
        refuse_unknown(having(severity={"X": "off"}, cites={"y": ("z",)}), RULES.values())
    assert len(told.value.faults) == 3
