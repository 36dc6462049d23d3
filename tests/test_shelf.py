"""What single letters promise: whose permission they ask for, what they ask, what stands first."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterkit import check_text, draft, load_case
from letterkit.errors import InputError

EXAMPLES = Path(__file__).parent.parent / "examples"
ASK = {
    "referral-thanks": "tell me of any precautions",
    "discharge-summary": "anything else that you would like",
    "precautions-post-surgical": "mark below any precautions",
    "precautions-pregnancy": "mark below any precautions",
    "query-referral-instruction": "clarify or confirm the instruction",
    "therapist-handover": "continue massage",
    "factual-report": "a date or a measure that you still need",
}
BEFORE = sorted(EXAMPLES.glob("*/before.txt"))


def drafted(letter: str, folder: Path, change: tuple[str, str] = ("", ""), add: str = "") -> str:
    """Return the letter of the example with one of its lines changed, or one added."""
    case = (EXAMPLES / letter / "case.yaml").read_text("utf-8")
    assert change[0] in case
    path = folder / "case.yaml"
    path.write_text(case.replace(*change, 1) + add, "utf-8")
    return draft(load_case(path)).text


@pytest.mark.parametrize(("letter", "ask"), ASK.items())
def test_the_ask_is_the_letters_own_unless_the_case_gives_one(
    letter: str, ask: str, tmp_path: Path
) -> None:
    assert ask in drafted(letter, tmp_path).replace("\n", " ")
    typed = "Would you please call me on Thursday?"
    own = drafted(letter, tmp_path, add=f"\nrequest: {typed}\n").replace("\n", " ")
    assert typed in own
    assert ask not in own


@pytest.mark.parametrize("how", ["verbal", "implied", "{how: declined, reason: he asked for it}"])
def test_facts_go_to_a_third_party_with_written_permission_only(how: str, tmp_path: Path) -> None:
    consent = how if how.startswith("{") else (
        f"{{how: {how}, on: 2026-05-20, shared_with: them, scope: this report}}"
    )  # fmt: skip
    case = (EXAMPLES / "factual-report" / "case.yaml").read_text("utf-8")
    before, after = case.split("consent:\n")
    path = tmp_path / "case.yaml"
    path.write_text(f"{before}consent: {consent}\n\n{after[after.index('records:') :]}", "utf-8")
    with pytest.raises(InputError, match="the letter “factual-report” needs written"):
        draft(load_case(path))


def test_no_patient_is_handed_over_against_their_will(tmp_path: Path) -> None:
    declined = ("{how: written, on: 2026-10-30,", "{how: declined, reason: I am leaving,")
    with pytest.raises(InputError, match="needs written or verbal or implied"):
        drafted("therapist-handover", tmp_path, declined)


def test_the_next_therapist_reads_the_patients_wishes_first() -> None:
    letter = (EXAMPLES / "therapist-handover" / "letter.txt").read_text("utf-8")
    wishes, rest = letter.index("What she would like you to know"), letter.index("reads: “")
    assert letter.index("Ms. Fraser reports\n") < wishes < rest < letter.index("What was done")


@pytest.mark.parametrize("letter", ["post-surgical", "pregnancy", "oncology"])
def test_precautions_are_asked_for_and_approval_is_not(letter: str) -> None:
    text = (EXAMPLES / f"precautions-{letter}" / "letter.txt").read_text("utf-8").lower()
    assert "mark below any precautions" in text.replace("\n", " ")
    asking_leave = ("approv", "clear", "permit", "allow", "fit for")
    assert [word for word in asking_leave if word in text] == []
    items = [line for line in text.split("\n") if line.startswith("[ ] ")]
    assert len(items) >= 8
    assert items[-1] == "[ ] nothing on this list applies"
    assert all(item.endswith(": ____________________") for item in items[:-1])


@pytest.mark.parametrize("path", BEFORE, ids=lambda path: path.parent.name)
def test_the_letter_as_it_was_before_is_reported_in_two_families(path: Path) -> None:
    text = path.read_text("utf-8")
    assert 60 <= len(text.split()) <= 120
    errors = {issue.category for issue in check_text(text).issues if issue.severity == "error"}
    assert len(errors) >= 2
