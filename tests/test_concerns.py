"""Concerns: what is noticed in a case's words, what is not, and how soon it should be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterkit.case_file import load_case
from letterkit.concerns import URGENCIES, Noticed, load_concern, load_library, notice
from letterkit.concerns.build import COMPILED, compiled
from letterkit.concerns.lines import read_line
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
    in_writing = "in writing, and by telephone within one working day"
    assert all((in_writing in str(each)) == (urgency == "routine") for each in found)


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


EPIDURAL = "procedures: [{name: an epidural injection, on: %s}]\nreported: [{text: %s}]\n"


@pytest.mark.parametrize(
    ("on", "said", "there"),
    [
        ("2026-03-08", "Fever and shivering", True),
        ("2026-03-08", "No fever", False),
        ("2025-03-08", "Fever and shivering", False),
        ("2026-03-20", "Fever and shivering", False),
    ],
)
def test_a_past_procedure_of_the_case_counts_with_what_came_after(
    on: str, said: str, there: bool, tmp_path: Path
) -> None:
    found = {n.concern.id: n.urgency for n in noticed(tmp_path, EPIDURAL % (on, said))}
    assert found == ({"after-procedure-signs": "emergency"} if there else {})


@pytest.mark.parametrize(("born", "there"), [("1961-03-11", True), ("1961-03-12", False)])
def test_the_age_on_the_day_of_the_letter_counts(born: str, there: bool, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    case = CASE.replace("Daniel Reyes}", f"Daniel Reyes, born: {born}}}")
    path.write_text(case + "reported: [{text: Hip pain since a fall on the stairs}]\n", "utf-8")
    assert ["pain-after-fall"] * there == [n.concern.id for n in notice(load_case(path))]


@pytest.mark.parametrize(
    ("more", "concerns"),
    [
        ("actions: [I told her to call 911 if she vomits blood.]", []),
        ("actions: ['I asked him to call if he became short of breath or had chest pain.']", []),
        ("actions: [I will stop should there be chest pain.]", []),
        ("actions: [She told me that she had vomited blood.]", ["gi-signs"]),
        ("request: Would you see her today about the chest pain she has?", ["chest-signs"]),
        ("request: Would you tell me whether massage is wise with chest pain?", []),
    ],
)
def test_a_request_and_an_action_count_where_they_are_facts(
    more: str, concerns: list[str], tmp_path: Path
) -> None:
    found = noticed(tmp_path, f"medications: [{{name: ibuprofen}}]\n{more}\n")
    assert [each.concern.id for each in found] == concerns


def test_the_concern_that_the_case_names_is_noticed_without_a_word(tmp_path: Path) -> None:
    (found,) = noticed(tmp_path, "concern: chest-signs\nreported: [{text: Not well}]\n")
    assert (found.concern.id, found.urgency) == ("chest-signs", "emergency")
    assert str(found).startswith("named by the case: Pressure in the chest")
    assert found.place.line == 5
    assert noticed(tmp_path, "concern: no-such\n") == ()


@pytest.mark.parametrize(
    ("more", "letter"),
    [
        ("", "same-day-referral"),
        ("actions: [I called 911.]", "emergency-handover"),
        ("actions: [The ambulance came at 10:20.]", "emergency-handover"),
        ("calls: [{at: 2026-03-11 10:20, spoke_to: 999}]", "emergency-handover"),
        ("actions: [I told him to call 911.]", "same-day-referral"),
        ("actions: [I have not called 911.]", "same-day-referral"),
        ("actions: [I told him that I called 911 once for somebody else.]", "same-day-referral"),
    ],
)
def test_the_note_to_the_crew_is_for_an_emergency_call_that_was_made(
    more: str, letter: str, tmp_path: Path
) -> None:
    (found,) = noticed(tmp_path, f"reported: [{{text: Chest pain since noon}}]\n{more}\n")
    assert (found.urgency, found.concern.letter) == ("emergency", letter)


def test_what_is_less_than_an_emergency_keeps_its_letter_when_one_was_called(
    tmp_path: Path,
) -> None:
    said = "reported: [{text: Left calf swollen}]\nactions: [I called 911.]\n"
    assert [n.concern.letter for n in noticed(tmp_path, said)] == ["same-day-referral"]


def test_the_most_urgent_sign_is_the_first_fact_and_carries_the_urgency(tmp_path: Path) -> None:
    said = "reported: [{text: Dark stool since Sunday}, {text: She fainted today}]\n"
    (found,) = noticed(tmp_path, said + "medications: [{name: ibuprofen}]\n")
    assert [fact.name for fact in found.facts] == ["fainting", "dark stool", "ibuprofen"]
    assert [fact.name for fact in found.urgent] == ["fainting"]
    assert found.place.line == 5


@pytest.mark.parametrize(
    "name", ["a tooth extraction", "a colonoscopy", "dry needling", "knee surgery", "a nerve block",
             "a spinal cord stimulator", "a lumbar puncture", "a root canal", "a skin biopsy"],
)  # fmt: skip
def test_a_procedure_of_the_source_is_told(name: str, tmp_path: Path) -> None:
    booked = f"medications: [{{name: Plavix}}]\nprocedures: [{{name: {name}, on: 2026-03-12}}]\n"
    assert [n.urgency for n in noticed(tmp_path, booked)] == ["same-day"]


@pytest.mark.parametrize("name", ["dental cleaning", "an MRI", "a blood test", "an eye test"])
def test_another_appointment_is_none(name: str, tmp_path: Path) -> None:
    booked = f"medications: [{{name: Plavix}}]\nprocedures: [{{name: {name}, on: 2026-03-12}}]\n"
    assert noticed(tmp_path, booked) == ()


def test_a_sign_beside_another_does_not_count_alone(tmp_path: Path) -> None:
    assert of_reported(tmp_path, "Fever since noon") == {}
    assert of_reported(tmp_path, "Short of breath") == {"chest-signs": "emergency"}


@pytest.mark.parametrize(("line", "why"), [("!both", "wants no word"), ("calf/ red", "empty")])
def test_a_line_that_cannot_be_found_is_refused(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_line(line)


def test_an_unknown_concern_is_asked_for_in_vain() -> None:
    with pytest.raises(UsageError, match="Did you mean 'gi-signs'"):
        load_concern("gi-sign")
