"""Letters for the tests of the writers: built by hand."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from letterkit.errors import Place
from letterkit.letter import Block, BlockKind, Letter, Line, Origin, Span
from letterkit.scope import CheckedLetter

CASE = Place("case.yaml", 3, 7)
CLINIC = (
    "Harbor Street Massage Therapy",
    "214 Harbor Street, Suite 3, Portland, ME 04101 · 207-555-0142 · fax 207-555-0143",
)
REFERENCE = "Re: Daniel Reyes, born April 2, 1986 · March 11, 2026"


def line(text: str) -> Line:
    """A line that the therapist typed."""
    return Line(text, (Span(0, len(text), Origin(CASE, "request")),))


def block(kind: BlockKind, *texts: str) -> Block:
    return Block(kind, tuple(map(line, texts)))


def table(*rows: tuple[str, ...]) -> Block:
    return Block("table", rows=tuple(tuple(map(line, row)) for row in rows))


OPENING = (
    block("letterhead", *CLINIC),
    block("date", "March 11, 2026"),
    block("recipient", "Helen Okafor, MD", "Eastside Spine Center · fax 207-555-0177"),
    block(
        "re",
        "Re: Daniel Reyes, born April 2, 1986",
        "SAME DAY: clopidogrel reported before tomorrow's epidural",
    ),
    block("salutation", "Dear Dr. Okafor,"),
    block(
        "paragraph",
        "Please confirm before tomorrow's procedure that your team knows Mr. Reyes reports taking "
        "clopidogrel (Plavix). He reports that an epidural injection with you is booked for March "
        "12 at 9:00 am, and he is not sure whether his medication list reached you. I telephoned "
        "your office today at 4:10 pm and left this message with the front desk.",
    ),
)
BODY = (
    block("heading", "Mr. Reyes reports"),
    block(
        "list",
        "Clopidogrel (Plavix), 75 mg daily as on the label he showed me, prescribed by his "
        "cardiologist since a stroke in 2023.",
        "Neck and upper-back pain with tingling into the left arm for three weeks.",
    ),
    block("heading", "I observed, on March 9 and 11"),
    block(
        "list",
        "Guarding and tenderness of the left neck and shoulder muscles; neck rotation to the left "
        "40°, to the right 65°.",
    ),
    block("heading", "What was done"),
    block(
        "list",
        "Two massage sessions. He rated his pain 8/10 before the first and 4/10 after the second "
        "(0–10 scale).",
        "I have not advised any change to medication or to the procedure. I asked him to call your "
        "office and to bring his medication list.",
        "Mr. Reyes gave me written permission on March 11 to share this with you.",
    ),
)
ENDING = (
    block("paragraph", "You can reach me at 207-555-0142 until 8 pm today and from 7 am tomorrow."),
    block("closing", "Sincerely,"),
    block(
        "signature",
        "Marta Hale, LMT",
        "Licensed Massage Therapist, Maine MT-0000",
        "Harbor Street Massage Therapy · 207-555-0142",
    ),
    block(
        "note",
        "I report what the patient told me and what I observed. I do not diagnose, interpret "
        "imaging, or advise on medication or procedures.",
    ),
)
OUTCOMES = table(
    ("Measure", "Before, March 9", "After, March 11"),
    ("Pain at rest (0–10)", "8", "4"),
    ("Neck rotation to the left", "40°", "55°"),
)


def checked(*blocks: Block, unsent: bool = False, **changes: object) -> CheckedLetter:
    """A letter made by hand; what the check says of it is the check's affair."""
    letter = Letter(
        blocks=blocks,
        template="anticoagulant-before-procedure",
        title="Letter to a physician: medication before a procedure",
        author="Marta Hale, LMT",
        date=date(2026, 3, 11),
        language="en-US",
        paper="letter",
        word_budget=230,
    )
    letter = replace(letter, **changes)  # type: ignore[arg-type]
    return CheckedLetter(letter, unsent=unsent)


def model_letter(**changes: object) -> CheckedLetter:
    """The project's first model letter: one page."""
    return checked(*OPENING, *BODY, *ENDING, **changes)  # type: ignore[arg-type]


def long_letter(**changes: object) -> CheckedLetter:
    """The same with a table and twice the body: two pages."""
    heading = block("heading", "Outcomes")
    return checked(*OPENING, *BODY, heading, OUTCOMES, *BODY, *ENDING, **changes)  # type: ignore[arg-type]


def to_pdf(folder: Path, *documents: Path) -> list[Path]:
    """Return the documents as LibreOffice prints them."""
    return converted(folder, "pdf", *documents)


def converted(folder: Path, form: str, *documents: Path) -> list[Path]:
    """Return the documents as LibreOffice writes them in another form, in one run of it."""
    office = shutil.which("soffice")
    if office is None:
        reason = "LibreOffice (soffice) is not installed, so no page can be counted"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    home = f"-env:UserInstallation=file://{folder / 'office'}"
    command = [office, home, "--headless", "--convert-to", form, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, documents)], check=True, capture_output=True, timeout=180)
    return [folder / f"{document.stem}.{form}" for document in documents]


def pdf_pages(pdf: Path) -> list[str]:
    """Return the words of every page."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    return text.split("\f")[:-1]
