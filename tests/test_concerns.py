"""Concerns: what is noticed in a case's words, what is not, and how soon it should be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterkit.case_file import load_case
from letterkit.concerns import URGENCIES, Noticed, load_concern, load_library, notice
from letterkit.concerns.build import COMPILED, compiled
from letterkit.errors import UsageError
from letterkit.scope import check_text
from letterkit.scope.pack import load_sources
from letterkit.template import template_ids

CASE = """\
date: 2026-03-11
practitioner: {name: "Marta Hale, LMT"}
recipient: {name: "Helen Okafor, MD"}
patient: {name: Daniel Reyes}
"""
CONCERNS = load_library().concerns
SENTENCES = Path(__file__).parent / "concerns"  # what patients say; “+” before a medicine listed


def noticed(folder: Path, more: str) -> tuple[Noticed, ...]:
    path = folder / "case.yaml"
    path.write_text(CASE + more, "utf-8")
    return notice(load_case(path))


def of_reported(folder: Path, said: str, *medicines: str) -> dict[str, str]:
    """Return the concerns noticed in what the patient says, with the urgency of each."""
    listed = f"medications: [{', '.join(f'{{name: {name}}}' for name in medicines)}]\n"
    found = noticed(folder, f'reported: [{{text: "{said}"}}]\n' + (listed if medicines else ""))
    return {each.concern.id: each.urgency for each in found}


def test_the_compiled_library_is_fresh() -> None:
    assert COMPILED.read_bytes() == compiled(), "run: python -m letterkit.concerns.build"


@pytest.mark.parametrize("concern", CONCERNS, ids=lambda concern: concern.id)
def test_every_concern_has_a_letter_sources_and_what_to_state(concern) -> None:  # type: ignore[no-untyped-def]
    assert concern.letter in template_ids()
    assert set(concern.sources) <= set(load_sources())
    assert concern.sources
    assert concern.state
    assert concern.leave_out
    assert concern.signs or concern.booked


@pytest.mark.parametrize("concern", CONCERNS, ids=lambda concern: concern.id)
def test_no_concern_names_a_condition(concern) -> None:  # type: ignore[no-untyped-def]
    shown = [concern.title, *(f"There is {sign.name}." for sign in concern.signs)]
    issues = [issue for text in shown for issue in check_text(text).issues]
    assert [issue.text for issue in issues if issue.rule in ("DX01", "DX02", "DX12")] == []


@pytest.mark.parametrize(
    ("said", "medicine", "concern", "urgency"),
    [
        ("Stool that has been dark since Sunday", "ibuprofen", "gi-signs", "same-day"),
        ("My stools are black", "Advil", "gi-signs", "same-day"),
        ("Dark stools", "Apo-Naproxen", "gi-signs", "same-day"),
        ("Vomiting something like coffee grounds", "ibuprofen", "gi-signs", "emergency"),
        ("Hit her head on the cupboard door", "Eliquis", "head-knock-on-blood-thinner",
         "emergency"),
    ],
)  # fmt: skip
def test_signs_count_with_the_medicine_that_is_listed(
    said: str, medicine: str, concern: str, urgency: str, tmp_path: Path
) -> None:
    assert of_reported(tmp_path, said, medicine)[concern] == urgency
    assert concern not in of_reported(tmp_path, said)
    assert concern not in of_reported(tmp_path, said, "levothyroxine")


@pytest.mark.parametrize(
    ("said", "concern", "urgency"),
    [
        ("No feeling when wiping since this morning", "saddle-numbness", "emergency"),
        ("Numb between the legs, in the saddle area", "saddle-numbness", "emergency"),
        ("Cannot pass urine since yesterday", "saddle-numbness", "emergency"),
        ("Her face drooped for ten minutes and it passed", "sudden-face-arm-speech", "emergency"),
        ("Tightness in the chest going up stairs", "chest-signs", "emergency"),
        ("The left calf is swollen and warm since Monday", "one-leg-swelling", "same-day"),
        ("Back pain with fever and chills", "spine-pain-with-fever", "same-day"),
        ("Lost six kg since Easter without trying", "weight-loss-or-night-pain", "routine"),
        ("30 weeks pregnant, and a severe headache all day", "pregnancy-signs", "emergency"),
        ("Fever of 38.4 a week after chemo", "fever-in-cancer-treatment", "emergency"),
        ("New headache, severe, since the epidural on Friday", "after-procedure-signs",
         "emergency"),
        ("He keeps dropping cups, new weakness of the right hand", "new-weakness", "same-day"),
        ("A mole on the back that has grown darker", "skin-observation", "routine"),
        ("I don't want to live any more", "self-harm-words", "same-day"),
        ("Dizzy since the new tablets", "medication-side-effect", "same-day"),
        ("The ache is the same sitting or lying", "non-musculoskeletal-presentation", "same-day"),
        ("The buzz in the dialysis arm is gone", "dialysis-arm-signs", "same-day"),
    ],
)  # fmt: skip
def test_signs_are_noticed_in_everyday_words(
    said: str, concern: str, urgency: str, tmp_path: Path
) -> None:
    assert of_reported(tmp_path, said).get(concern) == urgency


@pytest.mark.parametrize(
    "said",
    [
        "No numbness between the legs, weakness or fever, and no change of bladder or bowel",
        "Denies chest pain, breathlessness or fainting",
        "Back pain after gardening, better with heat; no fever, no weight loss",
        "Sleeps well and wakes rested",
        "Tender muscles of both calves after running",
        "Would like to relax",
        "Never had chest pain",
    ],
)
def test_what_is_denied_or_harmless_is_not_noticed(said: str, tmp_path: Path) -> None:
    assert of_reported(tmp_path, said) == {}


@pytest.mark.parametrize("line", (SENTENCES / "noticed.txt").read_text("utf-8").splitlines())
def test_what_patients_say_is_noticed(line: str, tmp_path: Path) -> None:
    said, concern, urgency = line.split(" | ")
    said, _, medicine = said.partition(" + ")
    assert of_reported(tmp_path, said, *filter(None, [medicine])).get(concern) == urgency


@pytest.mark.parametrize("line", (SENTENCES / "not-noticed.txt").read_text("utf-8").splitlines())
def test_what_is_denied_or_daily_is_not_noticed(line: str, tmp_path: Path) -> None:
    said, _, medicine = line.partition(" + ")
    assert of_reported(tmp_path, said, *filter(None, [medicine])) == {}


def test_a_denial_ends_where_the_sentence_turns(tmp_path: Path) -> None:
    said = "No fall, but the left calf is swollen"
    assert of_reported(tmp_path, said) == {"one-leg-swelling": "same-day"}


@pytest.mark.parametrize(
    ("on", "urgency"),
    [("2026-03-11", "same-day"), ("2026-03-18 09:00", "same-day"), ("2026-03-19", "routine"),
     (None, "same-day"), ("2026-03-10", None)],
)  # fmt: skip
def test_a_procedure_with_a_blood_thinner_is_urgent_within_a_week(
    on: str | None, urgency: str | None, tmp_path: Path
) -> None:
    when = f", on: {on}" if on else ""
    found = noticed(
        tmp_path,
        f"medications: [{{name: Plavix}}]\nprocedures: [{{name: an epidural injection{when}}}]\n",
    )
    assert [each.urgency for each in found] == ([urgency] if urgency else [])


def test_what_is_noticed_is_named_with_its_list_its_source_and_the_letter(tmp_path: Path) -> None:
    more = "reported: [{text: Dark stool since Sunday}]\nmedications: [{name: ibuprofen}]\n"
    (found,) = noticed(tmp_path, more)
    assert str(found) == (
        "reported: dark stool; medication listed: ibuprofen: these stand on the same-day list "
        "“gi-signs” (source: COMMONSPIRIT-GI, NSAID-GUIDE). Letter: nsaid-gi-signs."
    )
    assert (found.place.line, found.place.column) == (5, 19)


def test_the_most_urgent_comes_first(tmp_path: Path) -> None:
    found = noticed(tmp_path, "reported: [{text: Lost weight}, {text: Chest pain}]\n")
    assert [each.urgency for each in found] == sorted(
        (each.urgency for each in found), key=URGENCIES.index
    )
    assert found[0].concern.id == "chest-signs"


def test_an_unknown_concern_is_asked_for_in_vain() -> None:
    with pytest.raises(UsageError, match="Did you mean 'gi-signs'"):
        load_concern("gi-sign")
