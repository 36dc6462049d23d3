"""sentences: boundaries with offsets; a doubtful one is left out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterkit.sentences import split_sentences, split_units


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He came. She went.", ["He came.", "She went."]),
        ("Seen by Dr. Okafor on May 3.", ["Seen by Dr. Okafor on May 3."]),
        ("He left. 'Dr. Okafor saw me.'", ["He left.", "'Dr. Okafor saw me.'"]),
        ("At 4 p.m. she left. He stayed.", ["At 4 p.m. she left.", "He stayed."]),
        ("Pain at 4 p.m. She reports more.", ["Pain at 4 p.m.", "She reports more."]),
        ("Takes 0.5 mg. daily.", ["Takes 0.5 mg. daily."]),
        ("Is it safe? Please say.", ["Is it safe?", "Please say."]),
        ('She said: "I am low." He left.', ['She said: "I am low."', "He left."]),
        ("A line that is\nwrapped here. Next.", ["A line that is\nwrapped here.", "Next."]),
        ("L4-L5. Tender.", ["L4-L5.", "Tender."]),
        ("Bell\nPalsy wraps too", ["Bell\nPalsy wraps too"]),
        ("J. Smith, M.D. wrote.", ["J. Smith, M.D. wrote."]),
        ("No. 4 is tender.", ["No. 4 is tender."]),
        ("He takes it. | I urge you to stop it.", ["He takes it.", "I urge you to stop it."]),
        ("He reports | a tear | No. | 4", ["He reports | a tear | No. | 4"]),
        ("Dear Dr. Smith,\nhe wrote.", ["Dear Dr. Smith,", "he wrote."]),
        ("Hi Jo, the form is here.", ["Hi Jo,", "the form is here."]),
        ("Dear me, no, he said.", ["Dear me,", "no, he said."]),
        (
            "saw her today. sore arm! dr. lim knows",
            ["saw her today.", "sore arm!", "dr. lim knows"],
        ),
        ("pt sore approx. 5 min. after. neg. slr", ["pt sore approx. 5 min. after.", "neg. slr"]),
        ("He met her. et cetera.", ["He met her. et cetera."]),
        ('she asked "is it a clot?" and i left', ['she asked "is it a clot?" and i left']),
        ("he reports… a tear. she does not", ["he reports… a tear.", "she does not"]),
        ("thanks for your ref. of Mr. Reyes", ["thanks for your ref. of Mr. Reyes"]),
        ("told by his phys. therapist today", ["told by his phys. therapist today"]),
        ("it hurts her. she limps", ["it hurts her.", "she limps"]),
        ("", []),
        ("\n\n", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert pieces(text) == sentences


def test_items_headings_and_paragraphs_are_told_apart() -> None:
    text = (
        "Mr. Reyes reports\n- pain\n- tingling,\n  at night\n\n"
        "I observed\n\nGuarding of the neck.\n"
    )
    assert [(text[u.start : u.end], u.kind) for u in split_units(text)] == [
        ("Mr. Reyes reports", "heading"),
        ("pain", "item"),
        ("tingling,\n  at night", "item"),
        ("I observed", "heading"),
        ("Guarding of the neck.", "text"),
    ]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("- gout\n- asthma\nHe has a cough.", ["gout", "asthma", "He has a cough."]),
        ("- asthma and\nwheezing", ["asthma and\nwheezing"]),
        ("- asthma\n  Bronchitis as a child", ["asthma\n  Bronchitis as a child"]),
        ("- asthma, as she was told by Dr\nSmith", ["asthma, as she was told by Dr\nSmith"]),
    ],
)
def test_an_item_goes_on_only_where_its_line_was_wrapped(text: str, items: list[str]) -> None:
    assert pieces(text) == items


def test_a_line_with_a_label_starts_anew() -> None:
    assert pieces("Hx: hypertension\nDx: sciatica") == ["Hx: hypertension", "Dx: sciatica"]


@given(st.text("ab.?! \n-\"'AZ1:", max_size=80))
def test_sentences_are_in_order_apart_and_leave_no_word_out(text: str) -> None:
    spans = list(split_sentences(text))
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(at in covered for at, sign in enumerate(text) if sign.isalpha())


def test_an_empty_box_makes_a_choice_and_a_ticked_one_a_statement() -> None:
    text = "Please mark:\n[ ] Clots; where: ____\n☐ Fever\n[x] Fever\n"
    assert [(text[u.start : u.end], u.kind) for u in split_units(text)][1:] == [
        ("Clots; where: ____", "choice"),
        ("Fever", "choice"),
        ("Fever", "item"),
    ]
