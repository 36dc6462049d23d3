"""letterkit draft: from a case file to a written letter, or to the line that needs mending."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from files_to_open import clinic, png, put

from letterkit.case_file import load_case
from letterkit.cli import letterkit
from letterkit.cli.draft_notes import FIRST

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted(ROOT.glob("examples/*/case.yaml"))
CASE = ROOT / "examples" / "anticoagulant-before-procedure" / "case.yaml"


def draft(*arguments: str | Path) -> Result:
    return CliRunner().invoke(letterkit, ["draft", *map(str, arguments)])


def test_there_are_the_four_letters() -> None:
    assert {path.parent.name for path in EXAMPLES} >= {
        "anticoagulant-before-procedure", "non-musculoskeletal-presentation",
        "progress-report", "psychosocial-referral",
    }  # fmt: skip


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_gives_its_golden_letter(case: Path) -> None:
    result = draft(case)
    assert result.exit_code == 0
    assert result.stdout == case.with_name("letter.txt").read_text("utf-8")
    urgency = load_case(case).case.urgency or ""
    emergency = ["Do not wait for a letter. If it is happening now, call 911."]
    first = [FIRST[urgency]] if urgency in FIRST else []
    assert result.stderr.splitlines() == (emergency if urgency == "emergency" else []) + first


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_ask_stands_in_the_first_paragraph(case: Path) -> None:
    letter = case.with_name("letter.txt").read_text("utf-8")
    first = letter.split("Dear ")[1].split("\n\n")[1]
    if case.parent.name == "emergency-handover":  # the crew has come: there is nothing to ask
        assert "?" not in letter
    else:
        assert "?" in first or first.startswith("Please ")


def test_a_letter_is_written_as_word_and_text(tmp_path: Path) -> None:
    result = draft(CASE, "-o", tmp_path / "a.docx", "-o", tmp_path / "a.txt")
    assert result.exit_code == 0
    assert (tmp_path / "a.txt").read_text("utf-8") == CASE.with_name("letter.txt").read_text(
        "utf-8"
    )
    assert (tmp_path / "a.docx").read_bytes()[:4] == b"PK\x03\x04"


def test_wording_outside_the_scope_writes_nothing_and_names_the_line(tmp_path: Path) -> None:
    typed = "I told him to stop Plavix."
    case = tmp_path / "case.yaml"
    case.write_text(CASE.read_text("utf-8") + f"  - {typed}\n", "utf-8")
    line = case.read_text("utf-8").split("\n").index(f"  - {typed}") + 1
    result = draft(case, "-o", tmp_path / "a.docx")
    assert result.exit_code == 1
    assert f"{case}:{line}:7: error: medication [RX05]" in result.stderr
    assert list(tmp_path.iterdir()) == [case]


def test_an_unsent_draft_is_written_and_marked(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(CASE.read_text("utf-8") + "  - I told him to stop Plavix.\n", "utf-8")
    result = draft(case, "--unsent", "-o", tmp_path / "a.txt")
    assert result.exit_code == 0
    assert (tmp_path / "a.txt").read_text("utf-8").startswith("DRAFT: NOT FOR SENDING")


def test_a_file_that_is_there_is_kept_unless_overwriting_is_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("mine", "utf-8")
    assert draft(CASE, "-o", target).exit_code == 2
    assert target.read_text("utf-8") == "mine"
    assert draft(CASE, "-o", target, "--overwrite").exit_code == 0
    assert target.read_text("utf-8") != "mine"


def test_a_letter_never_replaces_the_case_that_it_is_drafted_from(tmp_path: Path) -> None:
    case = tmp_path / "case.txt"
    case.write_text(CASE.read_text("utf-8"), "utf-8")
    result = draft(case, "-o", tmp_path / "a.txt", "-o", case, "--overwrite")
    assert result.exit_code == 2
    assert f"letterkit: {case}: is read here, and is kept." in result.stderr
    assert case.read_text("utf-8") == CASE.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [case]


def test_a_letter_on_a_clinics_paper_and_signed(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    typed = CASE.read_text("utf-8").replace("  clinic:", "  signature: hale.png\n  clinic:", 1)
    case.write_text(typed, "utf-8")
    (tmp_path / "hale.png").write_bytes(png())
    target = tmp_path / "a.docx"
    result = draft(case, "--letterhead", put(tmp_path, clinic()), "--paper", "a4", "-o", target)
    assert result.exit_code == 0
    assert "hale.png" not in result.stderr
    assert "a fax turns it into dots" in result.stderr
    document = Document(str(target))
    assert document.element.xpath("//w:pgSz/@w:w") == ["11906"]  # 210 mm
    assert "Willow Lane Clinic" in document.sections[0].first_page_header.paragraphs[0].text
    assert document.element.xpath("//wp:docPr/@descr") == ["Signature of Marta Hale, LMT"]
    assert draft(case).stdout == CASE.with_name("letter.txt").read_text("utf-8")


def test_a_letterhead_or_signature_that_cannot_serve_writes_nothing(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    typed = CASE.read_text("utf-8").replace("  clinic:", "  signature: hale.png\n  clinic:", 1)
    case.write_text(typed, "utf-8")
    line = typed[: typed.index("hale.png")].count("\n") + 1
    result = draft(case, "-o", tmp_path / "a.docx")
    assert result.exit_code == 2
    assert f"{case}:{line}:14: the signature hale.png cannot be read" in result.stderr
    letterhead = put(tmp_path, b"%PDF-1.7")
    result = draft(CASE, "--letterhead", letterhead, "-o", tmp_path / "a.docx")
    assert result.exit_code == 2
    assert f"{letterhead}: is a PDF file" in result.stderr
    assert not (tmp_path / "a.docx").exists()


def test_what_a_letter_does_not_print_is_said(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(
        CASE.read_text("utf-8") + "outcomes:\n  - {measure: Pain, before: 8, after: 4}\n"
    )
    result = draft(case)
    assert result.exit_code == 0
    assert "“outcomes[1].measure” is not printed in this letter." in result.stderr


def test_the_letter_can_be_chosen_on_the_command_line() -> None:
    result = draft(CASE, "-t", "progress-report")
    assert result.exit_code == 2
    assert "“request” is missing; the letter “progress-report” needs it [CM10]." in result.stderr


def test_the_date_can_be_given() -> None:
    assert "March 11, 2027\n" in draft(CASE, "--date", "2027-03-11").stdout


def test_the_schema_is_json() -> None:
    assert "properties" in json.loads(draft("--schema").stdout)


def test_no_case_is_a_question_of_usage() -> None:
    result = draft()
    assert result.exit_code == 2
    assert "name a case file" in result.stderr


NEEDED = {
    "practitioner": "{name: Ana Bo, phone: 207-555-0142, credential: Licensed Massage Therapist}",
    "recipient": "{name: Kim Lee}",
    "consent": "{how: written, on: 2026-03-10, shared_with: Kim Lee, scope: these words}",
    "medications": "[{name: warfarin}]",
    "procedures": "[{name: an epidural injection, on: 2026-03-12, team_told: no}]",
    "duty_check": "{on: 2026-03-10, of: the state's page on who must report}",
    "earlier": "[{on: 2026-03-03, by: fax}]",
    "request": "Would you please see the patient",
    "reported": "[{text: Arthritis of both knees, quote: The stairs are hard now, on: 2026-03-10}]",
    "findings": "[{text: Tenderness of the calf, on: 2026-03-10}]",
    "actions": "[I asked the patient to call your office.]",
    "treatment": "{sessions: 2, from: 2026-03-01, to: 2026-03-10, techniques: [Swedish massage]}",
    "outcomes": "[{measure: Pain, scale: 0–10, before: 8, before_on: 2026-03-01, after: 4,"
    " after_on: 2026-03-10}]",
    "records": "[{document: the referral, dated: 2026-02-26, quote: Massage for knee pain}]",
    "plan": "[Four sessions of light massage to the shoulders.]",
    "tolerances": "[Light pressure to the knees is comfortable.]",
    "questions": "[Which of the two dates on the referral holds?]",
}


@pytest.mark.parametrize("called", ["", ", called: Ms. Brown"], ids=["full-name", "called"])
@pytest.mark.parametrize("letter", [path.parent.name for path in EXAMPLES])
def test_a_letter_with_only_what_it_needs_is_drafted_and_clean(
    letter: str, called: str, tmp_path: Path
) -> None:
    """No word that letterkit puts in itself may stop a letter."""
    template = (ROOT / "templates" / f"{letter}.j2").read_text("utf-8").split("---")[1]
    fields = [f"{name}: {value}" for name, value in NEEDED.items()
              if f"  - {name}" in template or name in ("practitioner", "recipient")]  # fmt: skip
    patient = f"patient: {{name: Kate Brown, born: 1980-01-01{called}}}"
    case = tmp_path / "case.yaml"
    case.write_text("\n".join(["date: 2026-03-11", patient, *fields]) + "\n", "utf-8")
    result = draft(case, "-t", letter)
    assert result.exit_code == 0
    assert "error" not in result.stderr
