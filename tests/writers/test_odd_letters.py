"""Letters that nobody would write, and what therapists really paste."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters_to_write import OUTCOMES, block, checked, model_letter, table
from reading_back import opened, text_words, words

from letterkit.letter import BLOCK_KINDS, BlockKind

TYPED = st.one_of(
    st.text(
        st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
        max_size=120,
    ),
    st.sampled_from(
        [
            "{{ 7*7 }} and {% raw %}",
            "**bold** <b>bold</b> & R&D",
            "flexion <90 degrees",
            "שלום Mr. Reyes مرحبا",
            "👩‍⚕️ 🙂 75 mg",
            "a - b - c",
            "word " * 40,
        ]
    ),
)
KINDS = st.sampled_from([kind for kind in BLOCK_KINDS if kind != "table"])
BLOCKS = st.one_of(
    st.builds(
        lambda kind, texts: block(kind, *texts), KINDS, st.lists(TYPED, min_size=1, max_size=3)
    ),
    st.lists(st.lists(TYPED, min_size=1, max_size=4).map(tuple), min_size=1, max_size=3).map(
        lambda rows: table(*rows)
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=6), st.booleans())
def test_both_files_hold_the_same_words_also_in_letters_that_nobody_would_write(
    blocks: list[Any], unsent: bool
) -> None:
    letter = checked(*blocks, unsent=unsent)
    marks = ("-", "[", "]")  # which a Word document draws
    kept = [w for w in words(opened(letter)) if w not in marks]
    assert kept == [w for w in text_words(letter) if w not in marks]


def test_typed_markup_is_printed_as_it_was_typed() -> None:
    typed = "{{ 7*7 }} {% x %} **bold** <b> &amp; & flexion <90 degrees 🙂 שלום"
    rows = (("Measure", "Value"), ("Flexion", typed))
    letter = checked(block("paragraph", typed), block("list", typed), table(*rows))
    document = opened(letter)
    assert [p.text for p in document.paragraphs] == [typed, typed]
    assert document.tables[0].rows[1].cells[1].text == typed


@pytest.mark.parametrize("kind", get_args(BlockKind))
def test_every_kind_of_block_may_be_empty(kind: BlockKind) -> None:
    document = opened(checked(block(kind), block("paragraph", "A.")))
    assert [paragraph.text for paragraph in document.paragraphs] == ["A."]


def test_two_tables_stay_two() -> None:
    document = opened(checked(OUTCOMES, OUTCOMES, block("paragraph", "A.")))
    assert len(document.tables) == 2
    assert [type(piece).__name__ for piece in document.iter_inner_content()] == [
        "Table", "Paragraph", "Table", "Paragraph",
    ]  # fmt: skip


def test_rows_of_different_length_fill_the_table() -> None:
    document = opened(checked(table(("A", "B", "C"), ("1",), ("1", "2"))))
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells == [["A", "B", "C"], ["1", "", ""], ["1", "2", ""]]


def test_a_long_title_is_cut_where_the_format_asks() -> None:
    properties = opened(model_letter(title="t" * 300, author="a" * 300)).core_properties
    assert (len(properties.title), len(properties.author)) == (255, 255)
