"""What a letter from elsewhere lacks is said once, where it would belong, and stops nothing."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import pytest

from letterkit.completeness.of_letter import kind_of
from letterkit.issue import Issue, Report
from letterkit.mending import brackets_of
from letterkit.review import Asked, review
from letterkit.roles import parts_data, parts_of
from letterkit.scope import check_text
from letterkit.scope.pack import load_rules

sys.path.insert(0, str(Path(__file__).parents[1] / "corpus"))
from measure import load_letters

EXAMPLES = Path(__file__).parents[2] / "examples"
OF_LETTER = {record.id for record in load_rules() if record.of_letter}
LETTER = """\
Harbor Street Massage Therapy

March 11, 2026

Dear Dr. Okafor,

Re: Daniel Reyes, born April 2, 1986

Mr. Reyes reports neck pain, and that he takes clopidogrel. Would you please assess?

Sincerely,

Marta Hale, LMT
207-555-0142
"""
BARE = """\
Dear Dr. Okafor,

He came twice for his neck, which is stiff. I worked on the shoulders and on the upper back.

Sincerely,
Marta Hale, LMT
"""
NOTES = [
    "Neck stiff, left more than right. 30 minutes, neck and shoulders. Next visit Tuesday.",
    "S: Neck stiff for a week.\nO: Rotation 45° left, 60° right.\nP: Twice a week, two weeks.",
    "Called the office at 4:10.\nSpoke to the front desk.\nMassage on hold.",
    "He is on warfarin.\nNo massage today.\nCalled his wife.",
    "30 min. Swedish, back and neck. Arnica on both calves.",
    "S: pt taking ibuprofen 400 mg bid, stiff neck.\nO: Rotation 45° left.\nP: weekly.",
    "Hx: appendectomy, following it avoided the abdomen.",
]


def reviewed(text: str, name: str = "letter.txt", **asked: Any) -> Report:
    return review(text.encode(), name, Asked(**asked)).report


def missing(text: str, **asked: Any) -> list[Issue]:
    return [issue for issue in reviewed(text, **asked).issues if issue.rule in OF_LETTER]


def said(text: str, **asked: Any) -> dict[str, str]:
    return {issue.rule: issue.text for issue in missing(text, **asked)}


def test_a_letter_that_has_it_all_lacks_nothing() -> None:
    assert missing(LETTER) == []


def test_each_thing_that_is_missing_is_said_once_where_it_would_belong() -> None:
    assert said(BARE, kind="letter") == {
        "CM21": "Dear Dr. Okafor,",
        "CM22": "Dear Dr. Okafor,",
        "CM23": "He came twice for his neck, which is",
        "CM24": "Sincerely,",
    }
    assert len(missing(BARE, kind="letter")) == 4


ANSWERS = [(rule.id, p.text) for rule in load_rules() if rule.of_letter for p in rule.permitted]


@pytest.mark.parametrize(("rule", "answer"), ANSWERS)
def test_what_explain_shows_as_well_said_is_what_was_missing(rule: str, answer: str) -> None:
    untold = (
        "I left the left arm alone, since taking ibuprofen can hide soreness. "
        "I left his knee alone after the arthroscopy."
    )
    asked = BARE.replace("Sincerely", f"{untold}\n\nSincerely")
    left = "It began on [date]."
    asked = asked.replace("Sincerely", f"{left}\n\nSincerely")
    at = left if rule == "CM27" else "Sincerely" if rule in ("CM23", "CM25", "CM26") else "Dear"
    answered = asked.replace(at, answer if at == left else f"{answer}\n\n{at}")
    assert rule in said(asked, kind="letter")
    assert rule not in said(answered, kind="letter")


OF_ELSEWHERE = """\
Rivers Massage

12 May 2026

Dear Dr Patel

Your patient John Smith, DOB 02/04/1986, tells me his neck is stiff. I value your advice.

Yours sincerely
Ann Rivers
03 5550 0142
"""


@pytest.mark.parametrize(
    ("words", "instead", "rules"),
    [
        ("", "", []),
        ("12 May 2026", "12th May 2026", []),
        ("12 May 2026", "Date: 03.05.2026", []),
        ("12 May 2026", "Monday", ["CM21"]),
        ("John Smith, DOB 02/04/1986,", "John, NHS number 943 476 5919,", []),
        ("Your patient John Smith, DOB 02/04/1986,", "He", ["CM22"]),
        ("03 5550 0142", "+44 20 7946 0958", []),
        ("03 5550 0142", "2075550142", []),
        ("03 5550 0142", "ann (at) rivers.example", []),
        ("03 5550 0142", "Reg. MT-0000", ["CM24"]),
        ("I value your advice.", "I await your reply.", []),
        ("I value your advice.", "I refer him for assessment.", []),
        ("I value your advice.", "Thank you for referring him.", ["CM23"]),
    ],
)
def test_a_letter_of_another_country_answers_in_its_own_way(
    words: str, instead: str, rules: list[str]
) -> None:
    assert words in OF_ELSEWHERE
    assert [*said(OF_ELSEWHERE.replace(words, instead, 1), kind="letter")] == rules


def test_the_number_of_the_patient_is_no_telephone() -> None:
    text = OF_ELSEWHERE.replace("03 5550 0142", "").replace("DOB", "NHS number 943 476 5919, DOB")
    assert [*said(text, kind="letter")] == ["CM24"]


def test_who_signs_without_a_closing_is_not_taken_for_the_patient() -> None:
    text = (
        "May 3, 2026\n\nDear Dr. Lee,\n\nBob is sore. Can you see him?\n\nJo Lane\n207-555-0142\n"
    )
    assert said(text) == {"CM22": "Dear Dr. Lee,"}


def test_an_issue_says_line_and_column_of_words_that_are_there() -> None:
    for issue in missing(BARE, kind="letter"):
        assert BARE[issue.start : issue.end] == issue.text
        line = BARE.splitlines()[issue.line - 1]
        assert line[issue.column - 1 :].startswith(issue.text)


@pytest.mark.parametrize(
    ("words", "instead", "rule"),
    [
        ("March 11, 2026\n\n", "", "CM21"),
        ("Re: Daniel Reyes, born April 2, 1986\n\nMr. Reyes", "He", "CM22"),
        (" Would you please assess?", "", "CM23"),
        ("207-555-0142\n", "", "CM24"),
        (
            "Would you",
            "I left the left arm alone, since taking ibuprofen can hide soreness. Would you",
            "CM25",
        ),
        ("Would you", "I left his knee alone after the arthroscopy. Would you", "CM26"),
        ("Daniel Reyes", "Daniel [surname]", "CM27"),
    ],
)
def test_one_thing_less_is_one_issue_more(words: str, instead: str, rule: str) -> None:
    assert words in LETTER
    assert [*said(LETTER.replace(words, instead))] == [rule]


@pytest.mark.parametrize(
    "words",
    [
        "She reports taking ibuprofen for a week.",
        "He takes ibuprofen, as on the label.",
        "His list shows ibuprofen, which he takes daily.",
        "Taking ibuprofen is not mine to advise on; he told me that he takes ibuprofen.",
        "He underwent an arthroscopy on May 3.",
        "After the arthroscopy of last June he rested, he says.",
        "I have not advised any change to ibuprofen.",
        "I left his knee alone after the arthroscopy. He reports that the arthroscopy was in June.",
    ],
)
def test_a_medicine_or_procedure_with_a_source_or_a_day_is_complete(words: str) -> None:
    assert missing(LETTER.replace("Would you", f"{words} Would you")) == []


@pytest.mark.parametrize("kind", ["letter", "note", "message"])
def test_what_is_left_to_fill_in_is_named_once_all_together(kind: str) -> None:
    text = LETTER.replace("neck pain", "that [who] diagnosed it on [date], not [date of injury]")
    (issue,) = missing(text, kind=kind)
    assert (issue.rule, issue.text) == ("CM27", "[who]")
    assert issue.message == "Left to fill in: “[who]”, “[date]”, “[date of injury]”."


@pytest.mark.parametrize(
    "words",
    [
        "“sore [sic] since May”",
        "[ ] urgent",
        "see [your guide](x.org)",
        "see [your guide][1]",
        "[3]",
        "“[her] knee”",
        "[effleurage]",
        "[REDACTED]",
        "[left arm]",
        "[yes]",
        "[" * 40_000,
        "“as it was [when asked]”",
        "“[your wife] called”",
        "“[side effects] and all”",
        "“seen on [date illegible]”",
        "“[name withheld] drove”",
        "“[what he did] hurts”",
        "[email of 3 May 2026]",
        "it is hard [to be sure]",
        "<<it hurts>>",
        "{{ 7*7 }}",
        "as agreed, sign here ____________ and fax it back",
        "{{" * 20_000,
        "a _" * 20_000,
    ],
)
def test_other_brackets_are_not_left_to_fill_in(words: str) -> None:
    assert missing(LETTER.replace("neck pain", f"neck pain {words}")) == []


def test_a_row_for_signing_is_not_left_to_fill_in() -> None:
    assert "CM27" not in said(LETTER + "\n\nSigned ________ Date ________\n")


def test_the_reason_of_a_comment_is_no_part_of_the_letter() -> None:
    comment = "<!-- letterkit-allow CM21: agreed with [surname] -->\n"
    assert "CM27" not in {issue.rule for issue in reviewed(comment + LETTER, "letter.md").issues}


@pytest.mark.parametrize("words", [
    "[Doctor's name]", "[insert DOB]", "[your clinic]", "[when]", "seen on ____ by me",
    "{{ date }}", "<<surname>>", "«Surname»", "[ date ]", "[____]", "[XX]", "Mr. ____ came",
    "seen on ____, twice", "on YYYY-MM-DD", "on dd.mm.yyyy", "[insert the date]",
    "since XX/XX/XXXX", "on dd/mm/yyyy",
])  # fmt: skip
def test_the_usual_blanks_are_seen(words: str) -> None:
    assert [*said(LETTER.replace("neck pain", f"neck pain {words}"))] == ["CM27"]


def test_what_a_rewrite_leaves_to_fill_in_is_seen() -> None:
    left = {bracket for rule in load_rules() for bracket in brackets_of(rule.rewrite or "")}
    assert len(left) > 10
    for bracket in left:
        (issue,) = missing(LETTER.replace("neck pain", f"neck pain {bracket}"))
        assert (issue.rule, issue.text) == ("CM27", bracket)


def test_what_a_rule_of_the_sentence_reports_is_not_said_twice() -> None:
    text = LETTER.replace("Would you", "He takes ibuprofen. Would you")
    assert [issue.rule for issue in reviewed(text).issues] == ["AT01"]


@pytest.mark.parametrize("note", NOTES)
def test_a_short_note_lacks_nothing(note: str) -> None:
    assert missing(note) == []
    assert missing(note, kind="message") == []


def test_a_message_lacks_nothing() -> None:
    assert missing("Hi Dr. Lee,\n\nMr. Reyes is in pain today.\n\nMarta") == []
    assert missing(f"Subject: a patient we share\n\n{BARE}") == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/letter.txt")), ids=lambda p: p.parent.name)
def test_a_letter_of_ours_lacks_nothing(path: Path) -> None:
    text = path.read_text("utf-8")
    assert kind_of(parts_of(text)) == "letter"
    assert missing(text) == []


def test_clean_letters_are_told_only_what_they_do_lack() -> None:
    clean = [letter for letter in load_letters() if not letter.spans]
    found = {letter.id: [*said(letter.text)] for letter in clean}
    assert found == {  # each was read: there is no such line in the letter
        "01": ["CM24"], "03": ["CM21", "CM24"], "05": [], "07": ["CM21", "CM24"], "09": ["CM24"],
        "11": ["CM21", "CM24"], "U01": [], "U06": [], "T01": [], "T03": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (LETTER, "letter"),
        ("Dear Dr. Lee,\n\n" + "He came for his neck again. " * 12, "letter"),
        ("Hi Dr. Lee,\n\nHe came for his neck again.", "message"),
        (f"Subject: a patient we share\n\n{LETTER}", "message"),
        ("S: Neck stiff.\nO: Rotation 45° left.", "note"),
        ("Bob Cole\nMay 3, 2026\nS: Neck stiff.\nP: weekly", "note"),
        ("Hi Dr Lee, Bob is sore after the fall, can he come Tuesday? Jo", "message"),
        ("Bob is sore after the fall.\nThanks,\nJo", "message"),
        ("Historically stiff. No change.", "note"),
        ("To: Dr. Lee\nFrom: Jo, LMT\nDate: May 3, 2026\n\nBob is sore.", "letter"),
        ("Jo, LMT\nMay 3, 2026\n\nDr. Lee\nRe: Bob\n\nBob is sore.\n\nSincerely,\nJo", "letter"),
        ("", "note"),
    ],
)
def test_the_kind_is_told_by_the_shape(text: str, kind: str) -> None:
    assert kind_of(parts_of(text)) == kind


def test_what_is_asked_of_a_kind_is_data_and_every_rule_is_asked_of_a_letter() -> None:
    kinds = parts_data()["letter"]["kinds"]
    assert set(kinds["letter"]) == OF_LETTER
    assert kinds["message"] == ["CM27"]


def test_select_and_ignore_reach_what_a_letter_lacks() -> None:
    assert [*said(BARE, kind="letter", select=("CM21",))] == ["CM21"]
    assert "CM21" in said(BARE, kind="letter", select=("completeness",))
    assert "CM21" not in said(BARE, kind="letter", ignore=("CM21",))
    assert said(BARE, kind="letter", select=("diagnosis",)) == {}


def test_a_comment_allows_what_a_letter_lacks() -> None:
    text = f"<!-- letterkit-allow CM21: an enclosure -->\n{BARE}"
    report = reviewed(text, kind="letter")
    assert "CM21" not in {issue.rule for issue in report.issues}
    assert [entry.reason for entry in report.allowed] == ["an enclosure"]
    assert report.unused == ()


def test_a_comment_that_allows_what_nothing_lacks_is_unused() -> None:
    text = f"<!-- letterkit-allow CM21: an enclosure -->\n{LETTER}"
    assert [fault.what for fault in reviewed(text).unused] == [
        "CM21 reports nothing in this paragraph."
    ]


def test_a_side_file_allows_what_a_letter_lacks(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    (tmp_path / "letter.letterkit.yaml").write_text(
        "allow:\n  - rule: CM21\n    sentence: Dear Dr. Okafor,\n    reason: an enclosure\n"
        "    initials: MH\n    date: 2026-03-12\n",
        "utf-8",
    )
    report = reviewed(BARE, str(path), kind="letter")
    assert [entry.issue.rule for entry in report.allowed] == ["CM21"]
    assert report.unused == ()


@pytest.mark.parametrize(
    "words",
    [
        "he takes ibuprofen and ",
        "since an arthroscopy, ",
        "Dear Dr. Lee,\n",
        "\n> ",
        "a\n",
        "nhs number 943 476 5919 ",
        "Torn Rotator Cuff\n",
    ],
)
def test_a_text_without_end_is_asked_no_longer_than_it_is_checked(words: str) -> None:
    text = f"Dear Dr. Lee,\n\n{words * (20_000 // len(words))}"
    start = time.process_time()
    check_text(text)
    plain = time.process_time() - start
    start = time.process_time()
    reviewed(text, kind="letter")
    assert time.process_time() - start < 3 * plain + 0.5
