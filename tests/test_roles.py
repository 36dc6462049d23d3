"""The parts of a letter are told by their lines; what may be a sentence is always the body."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from letterkit.case_file import load_case
from letterkit.issue import Report
from letterkit.manuscript import Passage
from letterkit.review import Asked, review
from letterkit.roles import parts_of
from letterkit.scope import check_text
from letterkit.workflow import draft
from letterkit.writers import write_letter

sys.path.insert(0, str(Path(__file__).parent / "corpus"))
from measure import judge_letters, load_letters

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
LETTER = """\
Harbor Street Massage Therapy
214 Harbor Street, Suite 3, Portland, ME 04101
Tel 207-555-0142 · fax 207-555-0143

March 11, 2026

Thomas Guidry, MD
Bayou Spine and Rehabilitation

Re: Daniel Reyes, born April 2, 1986

Dear Dr. Guidry,

Mr. Reyes reports neck pain. Would you please assess?

Sincerely,

Marta Hale, LMT
Licensed massage therapist, Maine MT-0000
"""
PLACES = {
    "Spine and Rehabilitation",
    "Bayou Spine and Rehabilitation",
}  # of which words may be said
ROLES = {
    "Harbor Street Massage Therapy": "letterhead",
    "214 Harbor Street, Suite 3, Portland, ME 04101": "letterhead",
    "Tel 207-555-0142 · fax 207-555-0143": "letterhead",
    "March 11, 2026": "date",
    "Thomas Guidry, MD": "address",
    "Bayou Spine and Rehabilitation": "address",
    "Re: Daniel Reyes, born April 2, 1986": "re line",
    "Dear Dr. Guidry,": "salutation",
    "Mr. Reyes reports neck pain. Would you please assess?": "body",
    "Sincerely,": "signature",
    "Marta Hale, LMT": "signature",
    "Licensed massage therapist, Maine MT-0000": "signature",
}
QUOTED = """\
Dear Dr. Guidry,

Mr. Reyes reports neck pain.

{mark}
He has a herniated disc.
"""


def roles(text: str, passages: tuple[Passage, ...] = (), form: str = "text") -> dict[str, str]:
    parts = parts_of(text, passages, form)
    return {text[part.start : part.end]: part.role for part in parts.lines}


def reviewed(text: str, name: str = "letter.txt", **asked: Any) -> Report:
    return review(text.encode(), name, Asked(**asked)).report


def errors(report: Report) -> list[tuple[str, str]]:
    return [(issue.rule, issue.text) for issue in report.issues if issue.severity == "error"]


def test_every_line_of_a_letter_has_its_part() -> None:
    assert roles(LETTER) == ROLES


@pytest.mark.parametrize(
    "date", ["11/17/2026", "2026-03-11", "Date: June 9, 2025", "12 August", "Monday, 3rd May 2026"]
)
def test_a_day_alone_is_the_date(date: str) -> None:
    assert roles(LETTER.replace("March 11, 2026", date))[date] == "date"


@pytest.mark.parametrize("line", ["555-0142", "519-555-0133", "97401-1234", "12 patients"])
def test_a_number_is_no_date(line: str) -> None:
    assert roles(LETTER.replace("March 11, 2026", line))[line] != "date"


@pytest.mark.parametrize(
    "greeting",
    ["Hi Dr. Brandt,", "Hello Dr. Pruitt", "To whom it may concern:", "Dear Doctor,", "Dr. Lee,"],
)
def test_a_greeting_is_one_line_with_a_name(greeting: str) -> None:
    assert roles(LETTER.replace("Dear Dr. Guidry,", greeting))[greeting] == "salutation"


@pytest.mark.parametrize(
    "line",
    [
        "History of gout",
        "Dear Dr. Guidry, he has a herniated disc",
        "Hi, is this a stroke?",
        "Dear Dr. Guidry. DVT.",
    ],
)
def test_words_that_go_on_are_no_greeting(line: str) -> None:
    assert roles(LETTER.replace("Dear Dr. Guidry,", line))[line] == "body"


@pytest.mark.parametrize(
    "line",
    [
        "He has a herniated disc",
        "MRI Shows Disc Herniation",
        "Diagnosis: Herniated Disc",
        "Dx: DVT",
        "Left calf is consistent with DVT.",
        "Medical Massage Cures Sciatica",
        "Medical massage: cures sciatica",
        "a herniated disc at the lower back",
        "Stop the Plavix",
        "Specialists In Curing Sciatica",
    ],
)
@pytest.mark.parametrize("beside", ["Harbor Street Massage Therapy", "Marta Hale, LMT",
                                    "Thomas Guidry, MD"])  # fmt: skip
def test_what_may_be_a_sentence_is_body_wherever_it_stands(line: str, beside: str) -> None:
    text = LETTER.replace(beside, f"{beside}\n{line}")
    assert roles(text)[line] == "body"
    only_as_text = set(errors(check_text(text))) - set(errors(reviewed(text)))
    assert {words for _, words in only_as_text} <= PLACES


def test_what_is_said_below_the_signature_is_reported() -> None:
    text = f"{LETTER}\nP.S. This is a herniated disc.\n"
    assert ("DX14", "is a herniated disc") in errors(reviewed(text))
    assert errors(reviewed(text)) == errors(check_text(text))


def test_a_letter_that_goes_on_below_its_signature_is_body_again() -> None:
    said = "One more thought on his neck.\nSevere Spinal Stenosis\nThe scan shows a fracture."
    found = roles(f"{LETTER}\n{said}\n")
    assert {line: found[line] for line in said.splitlines()} == dict.fromkeys(
        said.splitlines(), "body"
    )


def test_thanks_in_the_middle_of_a_letter_close_nothing() -> None:
    found = roles("Dear Dr. Lee,\n\nThanks\nHe has a herniated disc.\nPlease assess.\n")
    assert found["He has a herniated disc."] == found["Please assess."] == "body"


def test_without_a_greeting_nothing_above_the_text_is_a_letterhead() -> None:
    assert set(roles("Spine and Rehabilitation\nCervical Stenosis\n\nHe is well.").values()) == {
        "body"
    }


def test_a_diagnosis_in_the_re_line_is_reported() -> None:
    text = LETTER.replace("born April 2, 1986", "he has a herniated disc")
    assert [words for _, words in errors(reviewed(text))] == ["has a herniated disc"]


def test_a_claim_in_the_letterhead_is_reported() -> None:
    text = f"Massage That Cures Sciatica\n\n{LETTER}"
    assert errors(reviewed(text)) == [("CL03", "Massage That Cures Sciatica")]


@pytest.mark.parametrize(
    "mark",
    [
        "-----Original Message-----",
        "---------- Forwarded message ---------",
        "On Mon, Mar 9, 2026 at 4:10 PM Helen Okafor <ho@example.org> wrote:",
        "From: Helen Okafor\nSent: Monday, March 9, 2026\nTo: Marta Hale\nSubject: Mr. Reyes",
    ],
)
def test_a_mail_that_is_answered_is_not_checked(mark: str) -> None:
    report = reviewed(QUOTED.format(mark=mark))
    assert errors(report) == []
    assert ("DX01", "quoted mail") in {(e.rule, e.because) for e in report.excused}


def test_an_answer_between_quoted_lines_is_the_writers_own() -> None:
    text = (
        "Dear Dr. Lee,\n\nOn March 9, 2026 you wrote:\n\n> He has gout.\n\nHe has a herniated disc."
    )
    assert [words for _, words in errors(reviewed(text))] == ["has a herniated disc"]


def test_the_head_of_a_fax_is_no_mail_that_is_answered() -> None:
    text = "From: Neil, RMT\nTo: Dr. Lee\nDate: June 9, 2025\nSubject: A patient\n\nHe has gout."
    assert [words for _, words in errors(reviewed(text))] == ["has gout"]


def test_on_and_wrote_in_a_sentence_open_no_mail() -> None:
    text = (
        "Dear Dr. Lee,\n\nHe came twice.\nOn the form his wife wrote:\nHe has a herniated disc.\n"
    )
    assert "quoted mail" not in roles(text).values()


PLAIN = """\
[letterhead]

Harbor Street Massage Therapy

March 11, 2026

Thomas Guidry, MD

[address]

Dear Dr. Guidry,

Please assess.

Sincerely,

Marta Hale, LMT

[signature]
"""
HIDDEN = [
    "Torn Rotator Cuff, Left",
    "TORN ROTATOR CUFF",
    "- Herniated Disc L5",
    "1. Frozen Shoulder",
    "Ann Cole, Torn Meniscus",
    "Bob Cole, Herniated Disc L5",
    "Torn Cuff Under Massage Therapy",
    "Clearly Depressed, Anxious",
]


@pytest.mark.parametrize("line", HIDDEN)
@pytest.mark.parametrize("role", ["letterhead", "address", "signature"])
def test_a_condition_among_names_is_reported_where_no_place_is_called_so(
    line: str, role: str
) -> None:
    text = PLAIN.replace(f"[{role}]", line)
    assert errors(check_text(text)) == errors(reviewed(text)) != []


def test_the_line_that_most_of_an_issue_stands_in_decides_whose_name_it_is() -> None:
    text = PLAIN.replace("[address]", "Full recovery by June\nEastside Clinic")
    assert errors(reviewed(text)) == [("PG03", "Full recovery by June\nEastside Clinic")]
    text = PLAIN.replace("[signature]", "Jo\nDepression & Anxiety Service")
    assert [errors(check_text(text)), errors(reviewed(text))] == [
        [("PS01", "Jo\nDepression")],
        [],
    ]


def test_a_comment_among_names_hides_nothing() -> None:
    text = PLAIN.replace("[signature]", "Torn <!-- letterkit-allow DX01: so --> Rotator Cuff")
    assert [rule for rule, _ in errors(reviewed(text))] == ["DX12"]


@pytest.mark.parametrize(
    "name",
    [
        "Arthritis & Osteoporosis Associates",
        "12 Fracture Road",
        "Department of Deep Vein Thrombosis",
        "Diabetes & Thyroid Specialists",
        "Multiple Sclerosis Society",
        "Hip Fracture Liaison Nurse",
        "Physical Therapy & Injury Rehab",
        "Lymphedema Specialist",
    ],
)
@pytest.mark.parametrize("beside", ["Harbor Street Massage Therapy", "Thomas Guidry, MD",
                                    "Marta Hale, LMT"])  # fmt: skip
def test_the_name_of_a_place_a_service_or_a_title_is_excused(name: str, beside: str) -> None:
    assert errors(reviewed(LETTER.replace(f"{beside}\n", f"{beside}\n{name}\n"))) == []


@pytest.mark.parametrize(
    "greeting", ["Dear Dr. Lee, come off warfarin now", "Hello Dr. Lee, stop the warfarin"]
)
def test_what_goes_on_in_the_line_of_a_greeting_is_reported(greeting: str) -> None:
    text = LETTER.replace("Dear Dr. Guidry,", greeting)
    assert len(errors(reviewed(text))) >= len(errors(check_text(greeting))) > 0


@pytest.mark.parametrize(
    "words",
    [
        "On May 3 his surgeon wrote:\n\nHe rested.\n\nIn my view he has a herniated disc.",
        "On March 9, 2026 at 4:10 PM I wrote:\nHe has a herniated disc.",
        "Original message\nHe has a herniated disc",
        "Begin forwarded message: he has a herniated disc",
        "Last week I wrote:\n> He has a herniated disc.",
        "From: Marta\nTo: Dr. Lee\nDate: May 3\n\nHe has a herniated disc.",
    ],
)
def test_words_that_only_look_like_a_mail_below_are_the_writers_own(words: str) -> None:
    text = f"Dear Dr. Guidry,\n\nMr. Reyes reports neck pain.\n{words}\n"
    assert [words[-20:] for _, words in errors(reviewed(text))] == ["has a herniated disc"]


@pytest.mark.parametrize("above", ["FAX", "Harbor Massage", "Pages: 1", "________________________"])
@pytest.mark.parametrize("sender", ["Marta Hale, LMT", "Marta Hale <mh@example.org>"])
def test_the_head_of_a_fax_below_a_letterhead_hides_nothing(above: str, sender: str) -> None:
    head = f"{above}\n\nFrom: {sender}\nTo: Dr. Lee\nDate: May 3, 2026\nSubject: Bob Cole"
    assert [words for _, words in errors(reviewed(f"{head}\n\nHe has gout."))] == ["has gout"]


def test_a_mail_in_a_mail_needs_no_words_above_it() -> None:
    text = "Thank you, I shall call you.\n\n> He has a herniated disc.\n> Stop the ibuprofen.\n"
    assert [*roles(text, form="eml").values()] == ["body", "quoted mail", "quoted mail"]


def test_the_answer_may_stand_below() -> None:
    text = "On Mon, Mar 9, Helen Lee\n<hl@example.org> wrote:\n> He has gout.\n\nI did not know."
    assert [*roles(text).values()] == ["body", "quoted mail", "quoted mail", "body"]


def test_words_set_apart_in_a_letter_are_no_mail() -> None:
    text = "Dear Dr. Lee,\n\nTo say it plainly:\n\n> He has a herniated disc.\n"
    assert roles(text)["> He has a herniated disc."] == "body"
    assert [words for _, words in errors(reviewed(text))] == ["has a herniated disc"]


def test_the_subject_of_a_mail_is_read_as_a_re_line() -> None:
    subject = "Mr. Cole, Herniated Disc"
    passages = (Passage(0, len(subject), "subject", furniture=True),)
    assert roles(f"{subject}\n\nDear Dr. Lee,", passages, "eml")[subject] == "re line"


def test_a_header_is_furniture_and_a_sentence_in_it_is_body() -> None:
    text = (
        "Riverside Stroke Clinic\n\nHe has a herniated disc.\n\nRe: Ann Cole, gout\n\nDear Dr. Lee,"
    )
    ends = [text.index("\n\n"), text.index(".") + 1, text.index("gout") + 4]
    starts = [0, text.index("He has"), text.index("Re:")]
    passages = tuple(Passage(a, b, "header", True) for a, b in zip(starts, ends, strict=True))
    assert [*roles(text, passages).values()] == [
        "header or footer",
        "body",
        "re line",
        "salutation",
    ]


def test_the_name_of_a_practice_is_excused_as_address(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    case = (EXAMPLES / "query-referral-instruction" / "case.yaml").read_text("utf-8")
    named = tmp_path / "case.yaml"
    named.write_text(case.replace("Bayou Spine and Rehabilitation", "Riverside Concussion Care"))
    write_letter(draft(load_case(named)), path)
    report = review(path.read_bytes(), str(path), Asked()).report
    assert report.issues == ()
    assert [(e.rule, e.because) for e in report.excused if e.because == "address"] == [
        ("DX12", "address")
    ]


def test_no_labelled_issue_of_a_letter_is_lost() -> None:
    letters = load_letters()
    assert len(letters) == 20
    with_roles, without = judge_letters(letters, reviewed), judge_letters(letters)
    for found, plain in zip(with_roles, without, strict=True):
        assert found.missed == plain.missed
        assert [e for e in plain.errors if e not in found.errors] in ([], plain.false)
        assert set(found.errors) <= set(plain.errors)


@pytest.mark.parametrize(
    "path", sorted(EXAMPLES.glob("*/*.txt")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_the_same_errors_are_reported_of_every_example(path: Path) -> None:
    text = path.read_text("utf-8")
    assert errors(reviewed(text)) == errors(check_text(text))
