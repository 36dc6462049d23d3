"""Changes to a text that must not take an issue away, and the few that must."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from metamorphic import (
    LETTERS,
    REPORTED,
    WRONG,
    Edit,
    curled,
    drug_synonyms,
    gaps,
    has_stray_mark,
    lost,
    reported,
    rules_of,
    sentences,
    straightened,
)

from letterkit import check_text
from letterkit.scope import index
from letterkit.scope.icd_terms import LEXICON, read_terms
from letterkit.scope.index import load_scope

settings.register_profile("scope", deadline=None, max_examples=200)
often = settings(settings.get_profile("scope"))

ATTRIBUTED = (
    "She reports that her mother had gout.",
    "Dr. Okafor diagnosed sciatica in May.",
    'He said: "I have a slipped disc."',
    "The report dated 3 May reads: no fracture.",
    "The patient denies any history of cancer.",
)
NAMES = ("Tran", "Okonkwo", "O'Brien", "Strong", "Parkinson", "Payne", "Núñez-Ruiz", "Li")
ORDERS = ("He must come off {}.", "I told her to halve the {}.", "The {} should be held.")
_NAMED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr)\.? ([A-Z][\w'’-]+)")
_SYNONYMS = tuple(dict.fromkeys(drug_synonyms()))
_PLAIN = re.compile(r"(?:He|She|The|This|It|His|Her|There)\b[\w ]+\.")
_NOT_PLAIN = re.compile(
    r"\b(?:i|we|my|our|me|us|mine|although|though|but|because|since|so|which|yet)\b", re.I
)


def is_plain(text: str) -> bool:
    """Return whether a sentence is one plain clause about the patient."""
    return bool(_PLAIN.fullmatch(text)) and not _NOT_PLAIN.search(text)


def named_sentences() -> list[tuple[str, int, int]]:
    """Return sentences about somebody by name, and where the name stands."""
    named = [re.sub(r"^(?:He|She) ", "Mr. Reyes ", text) for text in REPORTED]
    reported = [text for text in dict.fromkeys(named) if check_text(text).issues]
    return [(text, *match.span(1)) for text in reported for match in _NAMED.finditer(text)]


def drug_sentences() -> list[Edit]:
    """Return sentences with a drug's name, each with another name of the drug in its place.

    Sentences in which the names themselves are what is reported are left out.
    """
    by_name = {rule.id for rule in load_scope().rules if rule.names}
    spared = [t for t in REPORTED if by_name.isdisjoint(i.rule for i in check_text(t).issues)]
    return [
        Edit(text, *match.span(), other)
        for text in (*spared, *(order.format(name) for order in ORDERS for name, _ in _SYNONYMS))
        for name, other in _SYNONYMS
        for match in re.finditer(rf"\b{re.escape(name)}\b", text, re.I)
    ]


@often
@given(reported, st.sampled_from(ATTRIBUTED), st.sampled_from([" ", "\n", "\n\n"]))
def test_a_sentence_that_somebody_else_speaks_takes_no_issue_away(
    text: str, added: str, space: str
) -> None:
    text = text if text.endswith((".", "!", "?")) else text + "."
    assert lost(Edit(text, len(text), len(text), space + added)) == []


@often
@given(reported, st.sampled_from(ATTRIBUTED))
def test_a_paragraph_before_it_that_somebody_else_speaks_takes_no_issue_away(
    text: str, added: str
) -> None:
    assert lost(Edit(text, 0, 0, added + "\n\n")) == []


@often
@given(reported, st.sampled_from(ATTRIBUTED), st.data(), st.sampled_from(["'", "’"]), st.booleans())
def test_an_apostrophe_elsewhere_takes_no_issue_away(
    text: str, other: str, data: st.DataObject, mark: str, before: bool
) -> None:
    """The mark stands in another sentence, where it must not open a quotation over this one."""
    assume(not has_stray_mark(text + other, "'"))
    at = data.draw(st.sampled_from([*gaps(other), len(other)])) + (not before)
    at = min(at, len(other))
    assert lost(Edit(f"{other} {text}", at, at, mark)) == []


@often
@given(reported, st.sampled_from(ATTRIBUTED), st.data(), st.sampled_from('"“”„'), st.booleans())
def test_an_unpaired_quote_elsewhere_takes_no_issue_away(
    text: str, other: str, data: st.DataObject, mark: str, before: bool
) -> None:
    """The mark stands in another sentence, where it must not open a quotation over this one."""
    assume(not has_stray_mark(text + other, '"'))
    at = data.draw(st.sampled_from([*gaps(other), len(other)])) + (not before)
    at = min(at, len(other))
    assert lost(Edit(f"{other} {text}", at, at, mark)) == []


@often
@given(reported, st.sampled_from(["'", "’", '"', "“", "”"]), st.booleans())
def test_a_stray_mark_around_a_sentence_takes_no_issue_away(
    text: str, mark: str, before: bool
) -> None:
    assume(not has_stray_mark(text, "'" if mark in "'’" else '"'))
    at = 0 if before else len(text)
    assert lost(Edit(text, at, at, mark)) == []


@often
@given(reported, st.data(), st.sampled_from(["  ", "   ", "\t", "\u00a0", " \u200b", "\u00ad "]))
def test_white_space_takes_no_issue_away(text: str, data: st.DataObject, space: str) -> None:
    assume(gaps(text))
    at = data.draw(st.sampled_from(gaps(text)))
    assert lost(Edit(text, at, at + 1, space)) == []


@often
@given(reported, st.sampled_from(["\n", "  ", "\n\n", "\r\n", "\t", "    ", "\ufeff"]))
def test_white_space_around_a_sentence_changes_no_issue(text: str, space: str) -> None:
    moved = [(rule, start - len(space), end - len(space))
             for rule, start, end in rules_of(check_text(space + text + space))]  # fmt: skip
    assert moved == rules_of(check_text(text))


@often
@given(reported, st.data(), st.sampled_from(["\n", "\n  ", "\r\n", " \n"]))
def test_a_line_wrapped_at_a_space_takes_no_issue_away(
    text: str, data: st.DataObject, newline: str
) -> None:
    assume(gaps(text))
    at = data.draw(st.sampled_from(gaps(text)))
    assert lost(Edit(text, at, at + 1, newline)) == []


@often
@given(sentences)
def test_curly_quotes_and_straight_ones_are_read_alike(text: str) -> None:
    assert rules_of(check_text(curled(text))) == rules_of(check_text(straightened(text)))


OTHERS_IN_CAPITALS = read_terms(LEXICON / "uppercase-also-words.txt")  # “AS” is a disease


@often
@given(reported, st.data())
def test_a_word_in_capitals_takes_no_issue_away(text: str, data: st.DataObject) -> None:
    words = list(re.finditer(r"[a-z’'A-Z]+", text))
    word = data.draw(st.sampled_from(words))
    assume(word[0].lower() not in OTHERS_IN_CAPITALS)
    assert lost(Edit(text, *word.span(), word[0].upper())) == []


@often
@given(reported)
@example("Two hot, swollen knuckles each side with morning stiffness is RA.")
def test_a_sentence_in_capitals_keeps_its_issues(text: str) -> None:
    assume(text.upper() == text.upper().lower().upper())
    before = check_text(text).issues
    after = check_text(text.upper()).issues
    assert all(any(a.start < b.end and a.end > b.start for a in after) for b in before)


NAMED = named_sentences()
ABOUT_DRUGS = drug_sentences()


@often
@given(st.sampled_from(NAMED), st.sampled_from(NAMES))
def test_another_name_of_a_person_takes_no_issue_away(
    named: tuple[str, int, int], other: str
) -> None:
    assert lost(Edit(*named, other)) == []


@often
@given(st.sampled_from(ABOUT_DRUGS))
def test_another_name_of_a_drug_takes_no_issue_away(edit: Edit) -> None:
    assert lost(edit) == []


PLAIN_DIAGNOSES = [
    text
    for text in REPORTED
    if is_plain(text) and any(i.category == "diagnosis" for i in check_text(text).issues)
]


@pytest.mark.parametrize("text", PLAIN_DIAGNOSES)
def test_a_clause_that_the_patient_reports_is_no_diagnosis_of_the_writer(text: str) -> None:
    reported = "The patient reports that " + text[0].lower() + text[1:]
    assert [i.text for i in check_text(reported).issues if i.category == "diagnosis"] == []


def test_there_are_sentences_enough_to_change() -> None:
    assert len(REPORTED) >= 250
    assert len(PLAIN_DIAGNOSES) >= 15
    assert len(ABOUT_DRUGS) >= 100
    assert len(NAMED) >= 30


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("names", _SYNONYMS, ids=lambda names: names[0])
def test_an_order_is_reported_whatever_the_drug_is_called(
    order: str, names: tuple[str, str]
) -> None:
    assert [i.category for i in check_text(order.format(names[0].title())).issues] == ["medication"]


def assert_parts_alike(first: str, second: str) -> None:
    whole = check_text(first + second)
    parts = [
        *rules_of(check_text(first)),
        *((rule, start + len(first), end + len(first))
          for rule, start, end in rules_of(check_text(second))),
    ]  # fmt: skip
    assert rules_of(whole) == parts


@often
@given(st.sampled_from(LETTERS), st.data())
def test_a_letter_in_two_files_has_the_issues_of_one(letter: str, data: st.DataObject) -> None:
    ends = [match.end() for match in re.finditer(r"[.!?]\n\n+", letter)]
    at = data.draw(st.sampled_from(ends))
    assert_parts_alike(letter[:at], letter[at:])


@often
@given(
    st.lists(
        st.lists(sentences.filter(lambda text: text.endswith(".")), min_size=1, max_size=3),
        min_size=2,
        max_size=4,
    ),
    st.data(),
)
def test_paragraphs_in_two_files_have_the_issues_of_one(
    paragraphs: list[list[str]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(paragraphs) - 1))
    texts = [" ".join(paragraph) for paragraph in paragraphs]
    assert_parts_alike("\n\n".join(texts[:at]) + "\n\n", "\n\n".join(texts[at:]))


@given(sentences)
def test_the_same_text_has_the_same_report(text: str) -> None:
    assert check_text(text) == check_text(text)


def test_a_report_depends_on_no_hash_seed() -> None:
    code = (
        "import json, sys; from letterkit import check_text;"
        "print(json.dumps([check_text(text) for text in json.load(sys.stdin)]))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], input=json.dumps([*WRONG, *LETTERS]), text=True,
            capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(said) == 1


def test_eight_threads_report_what_one_does() -> None:
    texts = (*LETTERS, *REPORTED)
    alone = [check_text(text) for text in texts]
    for cached in (load_scope, index._index):  # the threads race to load and compile, too
        cached.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        rounds = list(threads.map(check_text, texts * 2))
    assert rounds == alone * 2


@given(sentences)
def test_a_report_survives_pickling(text: str) -> None:
    report = check_text(text)
    assert pickle.loads(pickle.dumps(report)) == report


@often
@given(
    st.lists(
        st.one_of(sentences, st.sampled_from(["\u00ad", "\u200b", "İ", "ꀀ", "😀", "ﬁ", "\ufeff"])),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(["\n", "\r\n", " ", "\n\n", "\u2028", "\t", "\r", ""]),
)
def test_offset_line_and_column_point_at_the_words(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    report = check_text(text)
    assert report.text == text
    for issue in report.issues:
        assert text[issue.start : issue.end] == issue.text != ""
        lines = text[: issue.start].split("\n")
        assert (issue.line, issue.column) == (len(lines), len(lines[-1]) + 1)
    for excused in report.excused:
        assert 0 <= excused.start < excused.end <= len(text)


@often
@given(st.text(max_size=200))
def test_any_text_at_all_is_checked(text: str) -> None:
    assert check_text(text).text == text
