"""The figures reached on labelled sentences and letters hold; the counting itself is right."""

from __future__ import annotations

import json
from collections import Counter
from itertools import chain
from typing import Any

import measure
import pytest
from measure import FLOORS, Label, Letter, Score, Sentence, Span

from letterkit.issue import Issue, Report

FIGURES = measure.measure()
ROWS = [
    pytest.param(name, row, id=f"{name}-{row}") for name, rows in FIGURES.items() for row in rows
]


def floors() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FLOORS.read_text("utf-8"))
    return loaded


def issue(words: str, text: str, family: str, severity: str = "error") -> Issue:
    start = text.index(words)
    return Issue(
        rule="XX01", name="x", category=family, severity=severity, start=start,  # type: ignore[arg-type]
        end=start + len(words), line=1, column=1, text=words, message="", advice="",
        rewrite=None, source="",
    )  # fmt: skip


def checker(*found: tuple[str, str]) -> Any:
    """Return a check that reports these words, each under its family."""

    def check(text: str) -> Report:
        issues = tuple(issue(words, text, family) for words, family in found if words in text)
        return Report(text, issues, ())

    return check


def sentence(label: Label, text: str, *categories: str) -> Sentence:
    return Sentence("s1", "a", label, categories, text)


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_no_figure_falls_below_its_floor(name: str, row: str) -> None:
    figures = {name: {row: FIGURES[name][row]}}
    assert measure.fallen({name: {row: floors()[name][row]}}, figures) == []


def test_every_figure_has_a_floor() -> None:
    held = {
        (name, row, key) for name, rows in floors().items() for row in rows for key in rows[row]
    }
    assert held == {
        (n, row, key) for n, rows in FIGURES.items() for row in rows for key in rows[row]
    }


def test_a_figure_may_fall_by_one_hundredth_and_no_more() -> None:
    floor = {"dev": {"all": {"recall": 0.95}}}
    assert measure.fallen(floor, {"dev": {"all": {"recall": 0.94}}}) == []
    assert measure.fallen(floor, {"dev": {"all": {"recall": 0.9399}}}) == [
        "dev, all, recall: 0.9399 (floor 0.95)"
    ]


def test_one_more_false_error_on_a_clean_letter_is_too_many() -> None:
    floor = {"letters": {"clean": {measure.FALSE_ERRORS: 1.0}}}
    assert measure.fallen(floor, {"letters": {"clean": {measure.FALSE_ERRORS: 0.0}}}) == []
    assert measure.fallen(floor, {"letters": {"clean": {measure.FALSE_ERRORS: 2.0}}}) != []


def test_a_score_counts_hits_false_reports_and_misses_and_no_border() -> None:
    verdicts = measure.judge(
        [
            sentence("out", "It is gout.", "diagnosis"),
            sentence("out", "It will pass.", "prognosis"),
            sentence("in", "She reports gout."),
            sentence("in", "She is well."),
            sentence("border", "Is it gout?", "diagnosis"),
        ],
        checker(("gout", "diagnosis")),
    )
    assert measure.score(verdicts) == Score(hits=1, false=1, missed=1)
    assert measure.score(verdicts).precision == measure.score(verdicts).recall == 0.5
    assert measure.score(verdicts).f1 == 0.5


def test_a_report_under_another_family_is_found_and_yet_not_right() -> None:
    verdicts = measure.judge(
        [sentence("out", "Gout did it.", "causation"), sentence("out", "Gout.", "diagnosis")],
        checker(("Gout", "diagnosis")),
    )
    assert measure.score_family(verdicts, "causation") == Score(0, 0, 1)
    assert measure.score_family(verdicts, "diagnosis") == Score(1, 1, 0)
    assert measure.reported(verdicts, "causation") == 1
    assert measure.family_right(verdicts) == 0.5


def test_only_an_error_reports_a_sentence() -> None:
    text = "It may be gout."
    report = Report(text, (issue("gout", text, "diagnosis", "warning"),), ())
    (verdict,) = measure.judge([sentence("out", text, "diagnosis")], lambda _: report)
    assert measure.score([verdict]) == Score(0, 0, 1)


def test_a_span_is_found_by_an_error_of_its_family_that_touches_it() -> None:
    text = "Dear Dr Lim,\n\nIt is\ngout. Rest well."
    letter = Letter("1", text, (Span("It is gout.", "diagnosis"), Span("Rest well.", "claim")))
    (verdict,) = measure.judge_letters([letter], checker(("gout", "diagnosis"), ("Dr", "legal")))
    assert [span.words for span in verdict.missed] == ["Rest well."]
    assert [error.text for error in verdict.false] == ["Dr"]


def test_a_span_that_its_letter_does_not_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="does not hold"):
        measure.place_of("no such words", "a letter")


def test_the_worst_are_the_missed_and_the_false_in_turn() -> None:
    verdicts = measure.judge(
        [
            sentence("in", "Gout runs in the family."),
            sentence("out", "It will pass.", "prognosis"),
            sentence("out", "Gout.", "diagnosis"),
            sentence("out", "It heals all.", "claim", "prognosis"),
        ],
        checker(("Gout", "diagnosis")),
    )
    shown = [verdict.sentence.text for verdict in measure.worst("dev", verdicts, 2)]
    assert shown == ["It heals all.", "Gout runs in the family."]


def test_a_sentence_of_validation_is_never_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="never shown"):
        measure.worst("validation", measure.judge(measure.load_sentences("validation")), 1)
    with pytest.raises(SystemExit):
        measure.main(["--show", "3", "--of", "validation"])
    measure.main(["--show", "1000"])
    said = capsys.readouterr().out
    for name in measure.SETS[1:]:
        assert not any(known.text in said for known in measure.load_sentences(name))
    for name in ("kept-back-letters", "kept-back-notes"):
        kept_back = measure.load_letters(name)
        assert not any(span.words in said for letter in kept_back for span in letter.spans)


def test_the_sets_are_whole_and_share_no_sentence() -> None:
    sets = [measure.load_sentences(name) for name in measure.SETS]
    assert [len(known) for known in sets] == [787, 437, 1080, 1004, 7604, 5057]
    written = (measure.HERE / "written.jsonl").read_text("utf-8").splitlines()
    learnt = [json.loads(line)["text"] for line in written]
    texts = [*learnt, *(known.text for sentences in sets for known in sentences)]
    assert [text for text, number in Counter(texts).items() if number > 1] == []
    for known in chain.from_iterable(sets):
        assert set(known.categories) <= set(measure.FAMILIES)
        assert known.hand in measure.HANDS


@pytest.mark.parametrize(
    ("name", "number"),
    [("letters", 20), ("more-letters", 32), ("kept-back-letters", 18), ("kept-back-notes", 24)],
)
def test_every_marked_span_stands_in_its_letter(name: str, number: int) -> None:
    letters = measure.load_letters(name)
    assert len(letters) == number
    for letter in letters:
        for span in letter.spans:
            assert measure.place_of(span.words, letter.text)
            assert span.family in measure.FAMILIES
