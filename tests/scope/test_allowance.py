"""Comments that allow a rule: where they reach, what they need, and that nothing else changes."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterkit import InputError, check_text
from letterkit.scope.allowance import hide_comments, read_allowances
from letterkit.scope.index import load_scope

SUSPECT = "I suspect a fracture."
ALLOW = "<!-- letterkit-allow DX02: her physician's own words -->"


def left(text: str) -> list[int]:
    """Return the lines in which DX02 is still reported."""
    return [issue.line for issue in check_text(text).issues if issue.rule == "DX02"]


@pytest.mark.parametrize(
    "text",
    [
        f"{ALLOW}\n{SUSPECT}",
        f"{ALLOW}\n\n{SUSPECT}",
        f"{SUSPECT} {ALLOW}",
        f"{SUSPECT}\n{ALLOW}",
        f"{SUSPECT}\n{ALLOW}\n\nYours",
        f"Dear Dr. A,\n\n  {ALLOW}\nHello. {SUSPECT}\n",
        f"I suspect {ALLOW} a fracture.",
        f"I suspect\n{ALLOW}\na fracture.",
        f"{ALLOW} <!-- letterkit-allow PX01: x -->\n\n{SUSPECT}",
        "<!--letterkit-allow dx02,PX01:why-->\n" + SUSPECT,
        "<!--\nletterkit-allow DX02: a reason\nin two lines\n-->\n" + SUSPECT,
        f"{ALLOW}\r\n\r\n{SUSPECT}\r\n",
        f"Dear Dr. A,\r\n\r\n{ALLOW}\r\n{SUSPECT}\r\n",
        f"{ALLOW}\n- Hello.\n- {SUSPECT}",
    ],
)
def test_an_allowance_reaches_its_paragraph(text: str) -> None:
    assert left(text) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"{ALLOW}\nHello.\n\n{SUSPECT}", [4]),
        (f"{SUSPECT}\n\n{ALLOW}\nHello.", [1]),
        (f"{SUSPECT}\n\n{ALLOW}", [1]),
        (f"{SUSPECT}\n\nHello.\n{ALLOW}\n\n{SUSPECT}", [1, 6]),
        ("<!-- letterkit-allow PX01: another rule -->\n" + SUSPECT, [2]),
    ],
)
def test_it_reaches_no_further(text: str, lines: list[int]) -> None:
    assert left(text) == lines
    assert len(check_text(text).unused) == 1


def test_what_is_allowed_is_excused_at_its_place_with_the_reason() -> None:
    text = f"Hello.\n\n{ALLOW}\n{SUSPECT}"
    report = check_text(text)
    (excused,) = report.excused
    assert (excused.rule, excused.because, excused.cue) == (
        "DX02", "allowed", "her physician's own words",
    )  # fmt: skip
    assert text[excused.start : excused.end] == "suspect a fracture"
    assert report.allowed[0].issue.line == 4
    assert report.text == text


def test_an_issue_below_a_comment_keeps_its_place() -> None:
    text = f"{ALLOW}\nHello.\n\nNow {SUSPECT}"
    (issue,) = check_text(text).issues
    assert (issue.line, issue.column) == (4, 7)
    assert text[issue.start : issue.end] == issue.text == "suspect a fracture"


def test_the_words_of_a_comment_are_not_checked() -> None:
    assert check_text(f"<!-- letterkit-allow PX01: {SUSPECT} -->\n\nHello.").issues == ()


def test_other_comments_are_checked_as_the_text_they_are() -> None:
    assert left(f"<!-- {SUSPECT} -->") == [1]


def test_an_allowance_that_allows_nothing_is_told_with_its_place() -> None:
    (unused,) = check_text(f"Hello.\n\nWell, {ALLOW} yes.").unused
    assert (unused.place.line, unused.place.column) == (3, 7)  # type: ignore[union-attr]
    assert "DX02 reports nothing in this paragraph." in str(unused)


def test_a_rule_that_was_not_asked_leaves_no_allowance_unused() -> None:
    assert check_text(f"{ALLOW}\n{SUSPECT}", ignore=["diagnosis"]).unused == ()
    assert check_text(f"{ALLOW}\n{SUSPECT}", select=["legal"]).unused == ()


def test_a_family_that_is_never_allowed_stays() -> None:
    report = check_text(f"{ALLOW}\n{SUSPECT}", never_allow=["diagnosis"])
    assert [issue.rule for issue in report.issues] == ["DX02"]
    assert "never allowed here" in str(report.unused[0])


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("<!-- letterkit-allow DX02 -->", "without a reason. Say why: <!-- letterkit-allow DX02:"),
        ("<!-- letterkit-allow DX02: -->", "DX02 is allowed without a reason."),
        ("<!-- letterkit-allow: a reason -->", "names no rule."),
        ("<!-- letterkit-allow DXX02: x -->", "no rule “DXX02” to allow. Did you mean 'DX02'?"),
        ("<!-- letterkit-allow diagnosis: x -->", "“diagnosis” is a family"),
        ("<!-- letterkit-allow DX02: x", "is not closed."),
        ("<!-- letterkit-allow DX02: x\n\nHello -->", "is not closed."),
        ("<!-- letterkit-allow DX02: x <!-- y -->", "is not closed."),
        ("<!-- letterkit-alow DX02: letterkit-allow -->", "Did you mean 'letterkit-allow'?"),
    ],
)
def test_a_malformed_allowance_is_an_error_with_its_place(comment: str, said: str) -> None:
    with pytest.raises(InputError) as told:
        check_text(f"Hello.\n  {comment}")
    (fault,) = told.value.faults
    assert said in str(fault)
    assert fault.place is not None
    assert fault.place[1:] == (2, 3)


@pytest.mark.parametrize("word", ["LETTERKIT-ALLOW", "Letterkit-Allow"])
def test_capitals_make_no_other_comment(word: str) -> None:
    text = f"<!-- {word} DX02: x -->\n{SUSPECT}"
    assert [allowance.rule for allowance in read_allowances(text, load_scope())] == ["DX02"]


@pytest.mark.parametrize("word", ["letterkit-alow", "leterkit-allow", "letterkit", "LETTERKIT-AL"])
def test_a_misspelt_comment_is_answered_with_the_word(word: str) -> None:
    with pytest.raises(InputError, match=f"“{word}” means .* Did you mean 'letterkit-allow'?"):
        hide_comments(f"<!-- {word} DX02: letterkit-allow -->\n{SUSPECT}")


@pytest.mark.parametrize("word", ["Please sign here", "letter", "allow", "note-to-self"])
def test_comments_of_others_are_none_of_ours(word: str) -> None:
    text = f"<!-- {word} DX02: x -->\n\nHello."
    assert hide_comments(text) == text
    assert read_allowances(text, load_scope()) == ()


def test_a_letter_may_speak_of_the_mark_which_then_allows_nothing() -> None:
    report = check_text(f"I wrote letterkit-allow DX02: hers.\n{SUSPECT} {ALLOW}\n\n{SUSPECT}")
    assert [issue.line for issue in report.issues if issue.rule == "DX02"] == [4]
    (told,) = report.unused
    assert "stands outside a comment and allows nothing. Write <!-- letterkit-allow" in str(told)
    assert (told.place.line, told.place.column) == (1, 9)  # type: ignore[union-attr]


def test_a_rule_that_is_allowed_twice_is_told_so() -> None:
    (unused,) = check_text(f"{ALLOW}\n{ALLOW}\n{SUSPECT}").unused
    assert "DX02 is allowed in this paragraph already." in str(unused)
    assert unused.place.line == 2  # type: ignore[union-attr]


def test_all_malformed_allowances_are_told_at_once() -> None:
    with pytest.raises(InputError) as told:
        check_text("<!-- letterkit-allow DX02 -->\n\n<!-- letterkit-allow QQ99: x -->")
    assert [fault.place.line for fault in told.value.faults] == [1, 3]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (f"One\n{ALLOW}\ntwo.", "One\ntwo."),
        (f"One\n  {ALLOW} {ALLOW} \ntwo.", "One\ntwo."),
        (f"One {ALLOW} two.", "One two."),
        (f"One {ALLOW}\ntwo.", "One\ntwo."),
        (f"One.\n\n{ALLOW}\n\nTwo.", "One.\n\n\nTwo."),
    ],
)
def test_the_text_is_read_as_if_the_comment_were_not_there(text: str, read: str) -> None:
    assert hide_comments(text).replace("\u200b", "") == read


@given(st.text(alphabet="a \n.-<>!\u200b"), st.text(alphabet="b \n.-<>!\u200b"))
def test_hiding_comments_keeps_every_other_word_in_its_place(before: str, after: str) -> None:
    text = before + ALLOW + after
    shown = hide_comments(text)
    assert len(shown) == len(text)
    assert all(a == b or not a.strip() for a, b in zip(before, shown, strict=False))
    assert all(a == b or not a.strip() for a, b in zip(after[::-1], shown[::-1], strict=False))


@pytest.mark.parametrize(
    "text",
    [
        "<!-- letterkit-allow " * 950,
        "<!-- letterkit-allow " * 950 + "-->",
        "<!-- letterkit-alow letterkit-allow -->" * 500,
        "letterkit-allow " * 1250,
        "<!-- letterkit-allow DX01: x -->" * 600,
        "<!-- letterkit-allow DX01: x -->\n\n" * 580,
        f"{ALLOW}\n{SUSPECT}\n\n" * 250,
        "\n \n" * 6000 + "letterkit-allow",
    ],
    ids=["open", "nested", "misspelt", "bare", "one-line", "alone", "used", "blank"],
)
def test_no_run_of_comments_is_slow(text: str) -> None:
    check_text(f"{ALLOW}\n{SUSPECT}")
    start = time.perf_counter()
    with contextlib.suppress(InputError):
        check_text(text)
    assert time.perf_counter() - start < 0.5
