"""engine: which of several rules reports, in what order, with which words, and where."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from metamorphic import WRONG
from some_patterns import some_patterns

from letterkit import check_text
from letterkit.errors import UsageError
from letterkit.issue import Issue, Severity
from letterkit.profiles import profile_ids
from letterkit.scope import engine
from letterkit.scope.index import Rule, load_scope
from letterkit.scope.weighing import Scales, Thresholds
from letterkit.stored import Rows, loaded, stored

NEVER = Thresholds(*[0] * len(Thresholds._fields))._replace(
    reported_from=1, own_share=1, instead_from=9, upheld_from=-1, doubted_below=-1, unlike_below=-9,
    alone_by_phrases=1, alone_from=1, long=999, stretch_by_phrases=9, stretch_from=9,
    stretch_sure=9,
)  # fmt: skip
SILENT = loaded(stored({"bias": 0, "phrases": Rows(), "words": Rows()}))
WEIGHTLESS = Scales(SILENT | {"thresholds": NEVER._asdict()})  # patterns alone decide
Check = Callable[..., tuple[Issue, ...]]
Made = tuple[Rule, str, str]


def rule(
    identity: str,
    category: str,
    cue: str,
    pattern: str,
    rewrite: str | None = None,
    excused_by: tuple[str, ...] = (),
    *,
    severity: Severity = "error",
    capitals: bool = False,
) -> Made:
    """Return a rule with the cue that calls for it and its pattern."""
    made = load_scope().rules[0]._replace(
        id=identity, name=f"{category}.x", category=category, severity=severity,
        capitals=capitals,
        excused_by=excused_by, message="“{match}” is out.", advice="Say less.", rewrite=rewrite,
        place=int(identity[2:]),
    )  # fmt: skip
    return made, cue, pattern


@pytest.fixture
def issues_under(monkeypatch: pytest.MonkeyPatch) -> Check:
    """Return a check of a text under these rules alone."""

    def check(text: str, *rules: Made) -> tuple[Issue, ...]:
        by_cue: dict[str, list[tuple[int, list[str]]]] = {}
        for number, (_, cue, _) in enumerate(rules):
            by_cue.setdefault(cue, []).append((number, []))
        scope = load_scope()._replace(
            rules=tuple(made._replace(match=(n,)) for n, (made, _, _) in enumerate(rules)),
            by_cue=by_cue,
            patterns=some_patterns([pattern for _, _, pattern in rules]),
            scales=WEIGHTLESS,
        )
        monkeypatch.setattr(engine, "load_scope", lambda profile: scope)
        return check_text(text).issues

    return check


def test_issues_come_in_the_order_of_reading() -> None:
    text = "I suspect gout. He must come off Plavix. It is not a DVT.\n\nShe needs an MRI."
    report = check_text(text)
    assert len(report.issues) >= 4
    assert all(a.start <= b.start for a, b in pairwise(report.issues))


def test_a_rule_is_called_for_by_its_cue_alone(issues_under: Check) -> None:
    assert issues_under("A red hen.", rule("DX01", "diagnosis", "blue", "red")) == ()
    assert len(issues_under("A red hen.", rule("DX01", "diagnosis", "hen", "red"))) == 1


def test_every_match_of_a_rule_is_reported(issues_under: Check) -> None:
    found = issues_under("Red, then red.", rule("DX01", "diagnosis", "red", r"\bred\b"))
    assert [(issue.start, issue.end) for issue in found] == [(0, 3), (10, 13)]


def test_of_two_families_on_the_same_words_the_likest_reports_then_the_graver(
    issues_under: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = (
        rule("DX09", "diagnosis", "red", "the red hen"),
        rule("RX01", "medication", "red", "paint the red"),
    )
    for likest, reports in (("diagnosis", "DX09"), ("medication", "RX01"), ("legal", "RX01")):
        monkeypatch.setattr(Scales, "families", lambda *_, likest=likest: {likest: 1.0})
        found = issues_under("Paint the red hen.", *rules)
        assert [issue.rule for issue in found] == [reports]


def test_advice_gives_way_to_a_breach_in_the_same_words_whichever_is_longer(
    issues_under: Check,
) -> None:
    advice = rule("TN09", "tone", "red", "the red hen", severity="suggestion")
    breach = rule("DX01", "diagnosis", "red", "red", severity="warning")
    assert [i.rule for i in issues_under("Paint the red hen.", advice, breach)] == ["DX01"]


def test_advice_stands_beside_a_breach_in_other_words(issues_under: Check) -> None:
    found = issues_under(
        "Paint the red hen now.",
        rule("TN09", "tone", "now", "now", severity="suggestion"),
        rule("DX01", "diagnosis", "red", "red"),
    )
    assert [issue.rule for issue in found] == ["DX01", "TN09"]


def test_of_two_pieces_of_advice_the_warning_reports(issues_under: Check) -> None:
    found = issues_under(
        "Paint the red hen.",
        rule("TN09", "tone", "red", "the red hen", severity="suggestion"),
        rule("LN01", "language", "red", "red", severity="warning"),
    )
    assert [issue.rule for issue in found] == ["LN01"]


def test_a_rule_may_be_written_for_capitals(issues_under: Check) -> None:
    shouted = rule("TN02", "tone", "hen", "RED HEN", capitals=True)
    assert issues_under("A red hen.", shouted) == ()
    assert [issue.text for issue in issues_under("A RED HEN.", shouted)] == ["RED HEN"]


def test_a_rule_written_for_capitals_may_name_a_class(issues_under: Check) -> None:
    drug = load_scope().lexicon.placeholders["drug"]
    named = rule("PV04", "privacy", "{drug}", rf"[A-Z]\w+ takes\s{drug}", capitals=True)
    assert issues_under("he takes Plavix.", named) == ()
    assert [i.text for i in issues_under("Tom takes Plavix.", named)] == ["Tom takes Plavix"]


def test_a_sign_that_is_rare_may_call_for_a_rule(issues_under: Check) -> None:
    loud = rule("TN01", "tone", "!", "!")
    assert issues_under("A red hen.", loud) == ()
    assert len(issues_under("A red hen!", loud)) == 1


def test_within_a_family_the_later_rule_reports(issues_under: Check) -> None:
    found = issues_under(
        "It is a red hen.",
        rule("DX01", "diagnosis", "red", "is a red hen"),
        rule("DX02", "diagnosis", "red", "red"),
    )
    assert [issue.rule for issue in found] == ["DX02"]


def test_within_a_rule_the_longer_match_reports(issues_under: Check) -> None:
    found = issues_under(
        "It is a red hen.",
        rule("DX01", "diagnosis", "red", "a red"),
        rule("DX01", "diagnosis", "hen", "is a red hen"),
    )
    assert [issue.text for issue in found] == ["is a red hen"]


def test_rules_on_words_apart_all_report(issues_under: Check) -> None:
    found = issues_under(
        "A red hen and a blue fox.",
        rule("DX01", "diagnosis", "red", "red hen"),
        rule("RX01", "medication", "blue", "blue fox"),
    )
    assert [issue.rule for issue in found] == ["DX01", "RX01"]


def test_an_excused_match_does_not_silence_another_rule(issues_under: Check) -> None:
    found = issues_under(
        "She reports a red hen.",
        rule("RX01", "medication", "red", "a red hen", excused_by=("patient report",)),
        rule("DX01", "diagnosis", "red", "red"),
    )
    assert [issue.rule for issue in found] == ["DX01"]


def test_the_message_names_the_words_on_one_line(issues_under: Check) -> None:
    (found,) = issues_under("A red\nhen.", rule("DX01", "diagnosis", "red", "red hen"))
    assert found.message == "“red hen” is out."
    assert found.text == "red\nhen"


def test_a_rewrite_is_made_of_the_sentences_own_words(issues_under: Check) -> None:
    own = rule("RX01", "medication", "{drug}", r"paint\s.*", "She takes {drug} for {condition}.")
    (found,) = issues_under("Paint the Plavix for her Gout.", own)
    assert found.rewrite == "She takes Plavix for Gout."


def test_a_rewrite_whose_words_the_sentence_lacks_is_not_offered(issues_under: Check) -> None:
    own = rule("RX01", "medication", "{drug}", r"paint\s.*", "She takes {drug} for {condition}.")
    (found,) = issues_under("Paint the Plavix.", own)
    assert found.rewrite is None


def test_a_rewrite_takes_the_first_or_every_term_of_the_matched_words(issues_under: Check) -> None:
    own = rule("RX01", "medication", "{drug}", r"paint\s.*", "She takes {drug}.")
    (found,) = issues_under("On Eliquis: paint Plavix and Xarelto.", own)
    assert found.rewrite == "She takes Plavix."
    every = rule("RX01", "medication", "{drug}", r"paint\s.*", "She takes {drugs}.")
    (found,) = issues_under("On Eliquis: paint Plavix and Xarelto.", every)
    assert found.rewrite == "She takes Plavix and Xarelto."


def test_braces_in_a_text_are_no_placeholders(issues_under: Check) -> None:
    own = rule("RX01", "medication", "{drug}", r"paint\s.*", "She takes {drug}.")
    (found,) = issues_under("Paint {match} and {drug} Plavix.", own)
    assert found.rewrite == "She takes Plavix."
    assert found.message == "“Paint {match} and {drug} Plavix.” is out."


def test_no_placeholder_is_left_in_what_the_shipped_rules_say() -> None:
    issues = [i for p in profile_ids() for text in WRONG for i in check_text(text, p).issues]
    assert len(issues) >= len(WRONG)
    for issue in issues:
        assert "{" not in issue.message + issue.advice + (issue.rewrite or ""), issue.rule


SUSPICIONS = [
    ("I suspect a fracture.", "suspect a fracture"),
    ("I suspect a\nfracture.", "suspect a\nfracture"),
    ("I suspect a\u00a0fracture.", "suspect a\u00a0fracture"),
    ("I suspect a frac\u00adture.", "suspect a frac\u00adture"),
    ("I suspect a frac\u200bture.", "suspect a frac\u200bture"),
    ("\ufeffI suspect a fracture.", "suspect a fracture"),
    ("😀 I suspect a fracture.", "suspect a fracture"),
    ("İİİ I suspect a fracture.", "suspect a fracture"),
    ("ꀀꀁ I suspect a fracture.", "suspect a fracture"),
    ("Straße. I suspect a fracture.", "suspect a fracture"),
    ("I SUSPECT A FRACTURE.", "SUSPECT A FRACTURE"),
    ("I suspect a fracture", "suspect a fracture"),
    ("She’s stiff. I suspect a fracture.", "suspect a fracture"),
    ("I suspect  a  fracture.", "suspect  a  fracture"),
    ("I suspect a\r\nfracture.", "suspect a\r\nfracture"),
    ("I suspect a\n    fracture.", "suspect a\n    fracture"),
]


@pytest.mark.parametrize(("text", "words"), SUSPICIONS)
def test_an_issue_points_at_the_words_as_they_were_typed(text: str, words: str) -> None:
    (issue,) = check_text(text).issues
    assert issue.text == words == text[issue.start : issue.end]
    assert issue.start == text.index(words)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_and_column_count_from_one_whatever_ends_a_line(newline: str) -> None:
    text = newline.join(["Dear Dr. Lim,", "", "Hello.", "I suspect a fracture.", ""])
    (issue,) = check_text(text).issues
    assert (issue.line, issue.column) == (4, 3)


def test_windows_line_ends_change_no_issue() -> None:
    text = "She reports:\n- gout\n- sciatica\n\nFindings\n\nI suspect a fracture.\nIt is\ngout.\n"
    unix, windows = check_text(text), check_text(text.replace("\n", "\r\n"))
    assert [i.rule for i in windows.issues] == [i.rule for i in unix.issues]
    assert [(i.line, i.column) for i in windows.issues] == [(i.line, i.column) for i in unix.issues]
    assert [e.because for e in windows.excused] == [e.because for e in unix.excused]


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", ".", "'", '"', "\ufeff", "\u00ad", "- ", ":", "?"]
)
def test_a_text_without_words_has_no_issues(text: str) -> None:
    report = check_text(text)
    assert (report.text, report.issues, report.excused) == (text, (), ())


def test_an_unknown_profile_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="massage-uz"):
        check_text("Hello.", profile="massage-uz")
