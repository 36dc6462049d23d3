"""What the letters promise: when they draft, whose words they carry, and the letter to mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from letterkit import check_text, draft, load_case
from letterkit.errors import InputError
from letterkit.scope import CheckedLetter

ROOT = Path(__file__).parent.parent
BEFORES = sorted(ROOT.glob("examples/*/before.txt"))
WITH_AN_ASK_OF_THEIR_OWN = [
    "anticoagulant-before-procedure", "decline-and-refer-back", "medication-side-effect",
    "nsaid-gi-signs", "safety-disclosure", "same-day-referral", "skin-observation",
]  # fmt: skip
ASK = {
    "referral-thanks": "tell me of any precautions",
    "discharge-summary": "anything else that you would like",
    "precautions-post-surgical": "mark any precautions",
    "precautions-pregnancy": "mark any precautions",
    "query-referral-instruction": "clarify or confirm the instruction",
    "therapist-handover": "continue massage",
    "factual-report": "a date or a measure that you still need",
}
OTHER_ASK = "Would you please call me about this letter?"


def example(letter: str) -> str:
    return (ROOT / "examples" / letter / "case.yaml").read_text("utf-8")


def without(field: str, text: str) -> str:
    """Return a case without one of its fields."""
    less = re.sub(rf"^{field}:.*\n(?: .*\n|\n)*", "", text, flags=re.MULTILINE)
    assert less != text
    return less


def drafted(text: str, folder: Path) -> CheckedLetter:
    (folder / "case.yaml").write_text(text, "utf-8")
    return draft(load_case(folder / "case.yaml"))


def refused(text: str, folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        drafted(text, folder)
    return [fault.what for fault in caught.value.faults]


def changed(letter: str, folder: Path, change: tuple[str, str] = ("", ""), add: str = "") -> str:
    """Return the letter of the example with one of its lines changed, or one added."""
    case = example(letter)
    assert change[0] in case
    path = folder / "case.yaml"
    path.write_text(case.replace(*change, 1) + add, "utf-8")
    return draft(load_case(path)).text


# A letter about somebody's safety


def test_a_letter_about_safety_drafts_only_after_a_duty_check(tmp_path: Path) -> None:
    assert refused(without("duty_check", example("safety-disclosure")), tmp_path) == [
        "“duty_check” is missing; the letter “safety-disclosure” needs it [CM10]."
    ]


def test_a_letter_about_safety_takes_exact_words_and_their_day(tmp_path: Path) -> None:
    text = example("safety-disclosure")
    retold = re.sub(r"- quote: .*\n    on: .*", "- text: That he holds her arm", text)
    assert refused(retold, tmp_path) == [
        "“reported[1].quote” is missing; the letter “safety-disclosure” needs it [CM10].",
        "“reported[1].on” is missing; the letter “safety-disclosure” needs it [CM10].",
    ]


def test_a_letter_about_safety_says_that_it_is_no_report(tmp_path: Path) -> None:
    text = drafted(example("safety-disclosure"), tmp_path).text
    assert "This letter is not a report to an authority." in text
    assert "On June 11 I checked what I am required to report" in text


def test_a_letter_about_safety_against_the_patients_wish_says_why(tmp_path: Path) -> None:
    case = without("consent", example("safety-disclosure"))
    case += "\nconsent: {how: declined, reason: the state's law asks me to tell you}\n"
    said = drafted(case, tmp_path).text
    assert "has not agreed to this letter; I am writing because the state's law" in said


# What the others need, and what they say in the therapist's name


def test_a_skin_area_is_written_about_only_with_permission_given(tmp_path: Path) -> None:
    case = without("consent", example("skin-observation")) + "\nconsent: {how: implied}\n"
    assert refused(case, tmp_path) == [
        "permission is “implied”; the letter “skin-observation” needs written or verbal."
    ]


def test_a_letter_that_repeats_another_says_which_and_how_it_went(tmp_path: Path) -> None:
    text = example("no-response-follow-up")
    case = without("earlier", text) + "\nearlier: [{on: 2026-10-29}]\n"
    assert refused(case, tmp_path) == [
        "“earlier[1].by” is missing; the letter “no-response-follow-up” needs it [CM10]."
    ]
    letter = drafted(text, tmp_path).text
    assert letter.count("October 29") == 3
    assert "I wrote to you on October 29 by fax" in letter


def test_where_no_massage_was_given_none_is_printed(tmp_path: Path) -> None:
    case = example("decline-and-refer-back") + "\ntreatment: {sessions: 1, on: 2026-07-15}\n"
    case = case.replace("sessions: 1, on:", "sessions: 1, from:")
    letter = drafted(case, tmp_path).letter
    assert {origin.key for origin in letter.unused} == {"treatment.sessions", "treatment.from"}
    assert "massage session" not in letter.text


@pytest.mark.parametrize("letter", ["medication-side-effect", "nsaid-gi-signs"])
def test_a_letter_about_a_medicine_says_that_none_was_changed(letter: str, tmp_path: Path) -> None:
    said = drafted(example(letter), tmp_path).text
    assert "- I have not advised any change to medication.\n" in said


def test_a_handover_goes_out_where_the_patient_cannot_speak(tmp_path: Path) -> None:
    case = without("medications", without("reported", example("emergency-handover")))
    said = drafted(case, tmp_path).text
    assert "reports" not in said
    assert "EMERGENCY: Handover" in said


@pytest.mark.parametrize("letter", WITH_AN_ASK_OF_THEIR_OWN)
def test_a_letter_asks_once_in_its_own_words_or_the_cases(letter: str, tmp_path: Path) -> None:
    text = example(letter)
    text = without("request", text) if "\nrequest:" in text else text
    own = drafted(text, tmp_path).text.split("\nDear ")[1]
    other = drafted(f"{text}\nrequest: {OTHER_ASK}\n", tmp_path).text.split("\nDear ")[1]
    assert own.split("\n\n")[1].startswith(("Would you please ", "Please "))
    assert other.split("\n\n")[1].startswith(OTHER_ASK)
    assert [len(re.findall("please", body, re.IGNORECASE)) for body in (own, other)] == [1, 1]


@pytest.mark.parametrize(("letter", "ask"), ASK.items())
def test_the_ask_is_the_letters_own_unless_the_case_gives_one(
    letter: str, ask: str, tmp_path: Path
) -> None:
    assert ask in changed(letter, tmp_path).replace("\n", " ")
    typed = "Would you please call me on Thursday?"
    own = changed(letter, tmp_path, add=f"\nrequest: {typed}\n").replace("\n", " ")
    assert typed in own
    assert ask not in own


@pytest.mark.parametrize("how", ["verbal", "implied", "{how: declined, reason: he asked for it}"])
def test_facts_go_to_a_third_party_with_written_permission_only(how: str, tmp_path: Path) -> None:
    consent = how if how.startswith("{") else (
        f"{{how: {how}, on: 2026-05-20, shared_with: them, scope: this report}}"
    )  # fmt: skip
    case = (ROOT / "examples" / "factual-report" / "case.yaml").read_text("utf-8")
    before, after = case.split("consent:\n")
    path = tmp_path / "case.yaml"
    path.write_text(f"{before}consent: {consent}\n\n{after[after.index('records:') :]}", "utf-8")
    with pytest.raises(InputError, match="the letter “factual-report” needs written"):
        draft(load_case(path))


def test_no_patient_is_handed_over_against_their_will(tmp_path: Path) -> None:
    declined = ("{how: written, on: 2026-10-30,", "{how: declined, reason: I am leaving,")
    with pytest.raises(InputError, match="needs written or verbal or implied"):
        changed("therapist-handover", tmp_path, declined)


def test_the_next_therapist_reads_the_patients_wishes_first() -> None:
    letter = (ROOT / "examples" / "therapist-handover" / "letter.txt").read_text("utf-8")
    wishes, rest = letter.index("What she would like you to know"), letter.index("reads: “")
    assert letter.index("Ms. Fraser reports\n") < wishes < rest < letter.index("What was done")


@pytest.mark.parametrize("letter", ["post-surgical", "pregnancy", "oncology"])
def test_precautions_are_asked_for_and_approval_is_not(letter: str) -> None:
    text = (ROOT / "examples" / f"precautions-{letter}" / "letter.txt").read_text("utf-8").lower()
    assert "mark any precautions" in text.replace("\n", " ")
    asking_leave = ("approv", "clear", "permit", "allow", "fit for")
    assert [word for word in asking_leave if word in text] == []
    items = [line for line in text.split("\n") if line.startswith("[ ] ")]
    assert len(items) >= 8
    assert items[-1] == "[ ] nothing on this list applies"
    assert all(item.endswith(": ____________________") for item in items[:-1])


# The letter that is to be mended


@pytest.mark.parametrize("before", BEFORES, ids=lambda path: path.parent.name)
def test_the_letter_before_is_short_and_out_of_scope_in_two_families(before: Path) -> None:
    text = before.read_text("utf-8")
    errors = [issue for issue in check_text(text).issues if issue.severity == "error"]
    assert 60 <= len(text.split()) <= 120
    assert len(errors) >= 2
    assert len({issue.category for issue in errors}) >= 2
