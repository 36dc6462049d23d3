"""Two names written as one medicine's are looked up in the table, and nothing else is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from letterkit import check_text, draft, load_case
from letterkit.cli import letterkit
from letterkit.profiles import profile_ids
from letterkit.scope.index import load_scope
from letterkit.scope.pack import load_plain

ROOT = Path(__file__).parent.parent.parent
CASE = ROOT / "examples" / "anticoagulant-before-procedure" / "case.yaml"
TABLE = load_plain("drug-names.yaml")
MEDICINES = TABLE["medicines"]
BRANDS = [
    (brand, medicine)
    for medicine, row in MEDICINES.items()
    for brands in row["brands"].values()
    for brand in brands
]
NAMES = sorted({name for pair in BRANDS for name in pair} | set(MEDICINES))


def pairs(text: str) -> list[str]:
    return [issue.text for issue in check_text(text).issues if issue.rule == "RX90"]


def holds(name: str) -> set[str]:
    """Return the medicines that a generic name of the table stands for."""
    return set(MEDICINES[name].get("contains", [name]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He takes Plavix (apixaban).", "Plavix (apixaban)"),
        ("He takes apixaban (Plavix).", "apixaban (Plavix)"),
        ("He takes Plavix(apixaban).", "Plavix(apixaban)"),
        ("He takes PLAVIX ( APIXABAN ).", "PLAVIX ( APIXABAN )"),
        ("He takes Plavix [apixaban].", "Plavix [apixaban]"),
        ("He takes Plavix 75 mg (apixaban 2.5 mg).", "Plavix 75 mg (apixaban 2.5 mg)"),
        ("He takes Plavix (generic: apixaban).", "Plavix (generic: apixaban)"),
        (
            "He takes Plavix (the generic name of apixaban).",
            "Plavix (the generic name of apixaban)",
        ),
        ("He takes Plavix\n(apixaban) daily.", "Plavix\n(apixaban)"),
        ("He takes **Plavix** (apixaban).", "Plavix** (apixaban)"),
        ("He takes Pla\u00advix (api\u200bxaban).", "Pla\u00advix (api\u200bxaban)"),
        ("He takes ASA/Plavix.", "ASA/Plavix"),
        ("He takes Plavix / apixaban.", "Plavix / apixaban"),
        ("He takes Apo-Apixaban (Plavix).", "Apo-Apixaban (Plavix)"),
        ("He takes Plavix (Teva-apixaban).", "Plavix (Teva-apixaban)"),
        ("He takes Plavix (Eliquis).", "Plavix (Eliquis)"),
        ("He takes warfarin sodium (Plavix).", "warfarin sodium (Plavix)"),
        ("He takes Aggrenox (clopidogrel).", "Aggrenox (clopidogrel)"),
        ("He takes Tylenol (ibuprofen).", "Tylenol (ibuprofen)"),
        ("He takes aspirin/clopidogrel (Eliquis).", "clopidogrel (Eliquis)"),
        ("He takes Eliquis/apixaban/Plavix.", "apixaban/Plavix"),
        ("He takes Plavix/apixaban/Coumadin.", "Plavix/apixaban"),  # one name at a time
        ("Plavix's (apixaban) dose is on the label.", ""),  # the dose, not the name, is explained
    ],
)
def test_names_that_do_not_belong_together_are_reported(text: str, found: str) -> None:
    assert pairs(text) == ([found] if found else [])


@pytest.mark.parametrize(
    "text",
    [
        "He takes Plavix (clopidogrel).",
        "He takes Apo-Clopidogrel (Plavix).",
        "He takes Coumadin (Jantoven).",
        "He takes Aggrenox (aspirin and dipyridamole).",
        "He takes Aggrenox (aspirin).",
        "He takes Tylenol (paracetamol).",
        "He takes Xarelto (Bayer).",
        "He takes Excedrin (aspirin).",
        "He takes aspirin/clopidogrel.",
        "He takes Plavix/Eliquis.",
        "He takes Plavix and apixaban.",
        "He takes Plavix, apixaban.",
        "He takes Plavix apixaban.",
        "He takes Plavix-apixaban.",
        "Medicines:\nPlavix\napixaban",
        "Medicines:\n- Plavix\n- apixaban",
        "He takes Eliquis (warfarin until May).",
        "He takes Eliquis (before that warfarin).",
        "He takes Eliquis (warfarin",
        "He takes Eliquis (no warfarin).",
        "He takes Neurontin (pregabalin).",  # neither name is in the table
        "He takes Plavix (pregabalin).",
        "He takes Plavix (asa).",  # “asa” is aspirin in capitals only
        "He takes Plavix 75 mg daily at breakfast (apixaban).",
        "Plavix (",
        "(Plavix) (apixaban)",
        "Plavix//apixaban",
        "/Plavix/ (",
    ],
)
def test_other_names_side_by_side_are_left_alone(text: str) -> None:
    assert pairs(text) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_the_table_is_found_in_a_sentence(name: str) -> None:
    words = f"he takes {name} daily"
    terms = load_scope().lexicon.tag(words, words).terms
    named = [words[term.start - 1 : term.end - 1] for term in terms if term.kind == "drug"]
    assert named == [name] or "contains" in MEDICINES.get(name, {})


@pytest.mark.parametrize(("brand", "medicine"), BRANDS)
def test_a_brand_agrees_with_its_own_medicine_and_with_no_other(brand: str, medicine: str) -> None:
    if medicine != "aspirin and dipyridamole":  # two terms, not one
        assert pairs(f"She takes {brand} ({medicine}).") == []
        assert pairs(f"She takes {medicine}/{brand}.") == []
    for other in MEDICINES:
        if holds(other).isdisjoint(holds(medicine)) and " and " not in other:
            assert pairs(f"She takes {brand} ({other}).") == [f"{brand} ({other})"]
            assert pairs(f"She takes {other}/{brand}.") == [f"{other}/{brand}"]


def test_every_row_says_where_it_was_read() -> None:
    for row in MEDICINES.values():
        assert row["source"]
        assert set(row["source"]) <= set(TABLE["sources"])
    assert all(address.startswith("http") for address in TABLE["sources"].values())
    assert not set(NAMES) & set(TABLE["makers"])


@pytest.mark.parametrize("profile", profile_ids())
def test_a_wrong_pair_is_a_warning_everywhere_and_shows_a_source_on_names(profile: str) -> None:
    (issue,) = check_text("He takes Plavix (apixaban).", profile, select=["RX90"]).issues
    assert (issue.severity, issue.source) == ("warning", "PALLIATIVE-NAMES, ST-JOSEPH-NAMES")


def test_neither_name_is_said_to_be_the_right_one() -> None:
    (issue,) = check_text("He takes Plavix (apixaban).", select=["RX90"]).issues
    said = issue.message.replace("Plavix (apixaban)", "") + issue.advice + (issue.rewrite or "")
    assert "label" in said
    assert not [name for name in NAMES if name in said.lower()]


@pytest.mark.parametrize(
    "text",
    [
        "He reports taking Plavix (apixaban).",
        "Dr Lim's list reads: “Plavix (apixaban), daily”.",
        "He must come off Plavix (apixaban).",  # also where the words are an order
    ],
)
def test_whoever_says_it_a_wrong_pair_is_reported(text: str) -> None:
    assert pairs(text) == ["Plavix (apixaban)"]


def test_the_rule_is_chosen_ignored_and_allowed_like_any_other() -> None:
    text = "He takes Plavix (apixaban)."
    assert [i.rule for i in check_text(text, select=["RX90"]).issues] == ["RX90"]
    assert check_text(text, select=["diagnosis"]).issues == ()
    assert check_text(text, ignore=["medication", "attribution"]).issues == ()
    allowed = check_text(
        f"<!-- letterkit-allow RX90: a copy of the label -->\n{text}", ignore=["attribution"]
    )
    assert (allowed.issues, allowed.unused, len(allowed.allowed)) == ((), (), 1)


@pytest.mark.parametrize(
    "piece", ["Plavix (apixaban) ", "Plavix/", "Plavix (", "Plavix 75 mg " * 2 + "(", "((((", "/ "]
)
def test_long_runs_of_names_cost_no_more_than_others(piece: str) -> None:
    text = "He takes " + piece * (20_000 // len(piece)) + "apixaban)."
    check_text(text[:200])
    start = time.perf_counter()
    check_text(text, select=["RX90"])
    assert time.perf_counter() - start < 0.5


def test_a_wrong_pair_in_a_case_is_reported_where_it_was_typed(tmp_path: Path) -> None:
    typed = CASE.read_text("utf-8").replace("clopidogrel (Plavix)", "apixaban (Plavix)")
    (tmp_path / "case.yaml").write_text(typed, "utf-8")
    letter = draft(load_case(tmp_path / "case.yaml"))
    assert {issue.rule for issue in letter.issues} == {"RX90"}
    line = typed[: typed.index("apixaban")].count("\n") + 1
    assert {letter.letter.origin_at(issue.start).place.line for issue in letter.issues} == {line}


@pytest.mark.parametrize("form", ["text", "json", "github", "html", "sarif"])
def test_an_order_about_a_wrong_pair_shows_both_issues_in_every_format(form: str) -> None:
    words = "He must come off Plavix (apixaban)."
    said = CliRunner().invoke(letterkit, ["check", "--format", form, "-"], input=words).stdout
    assert "RX01" in said
    assert "RX90" in said
