from __future__ import annotations

import re
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters_to_write import OUTCOMES, block, checked, long_letter, model_letter, table

from letterkit.width import width_of
from letterkit.writers.columns import WIDTH, table_lines, wrap
from letterkit.writers.text_writer import letter_text, text_bytes

CELLS = st.text(st.sampled_from("ab é日🙂אב|{}<-"), max_size=60)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=4)


def test_model_letter_reads_as_it_should() -> None:
    text = letter_text(model_letter())
    assert text.startswith(
        "Harbor Street Massage Therapy\n214 Harbor Street, Suite 3, Portland, ME 04101"
    )
    assert (
        "\n\nMarch 11, 2026\n\nHelen Okafor, MD\nEastside Spine Center · fax 207-555-0177\n\n"
        "Re: Daniel Reyes, born April 2, 1986\n"
        "SAME DAY: clopidogrel reported before tomorrow's epidural\n\nDear Dr. Okafor,\n\n"
    ) in text
    assert (
        "\n\nMr. Reyes reports\n"
        "- Clopidogrel (Plavix), 75 mg daily as on the label he showed me, prescribed\n"
        "  by his cardiologist since a stroke in 2023.\n"
        "- Neck and upper-back pain"
    ) in text
    assert "\n\nSincerely,\n\nMarta Hale, LMT\nLicensed Massage Therapist" in text
    assert text.endswith("medication or procedures.\n")


def test_no_line_is_too_long_or_ends_in_a_space() -> None:
    for line in letter_text(long_letter()).split("\n"):
        assert width_of(line) <= WIDTH
        assert line == line.rstrip()


def test_blocks_are_one_blank_line_apart() -> None:
    text = letter_text(long_letter())
    assert "\n\n\n" not in text
    assert not text.startswith("\n")
    assert not text.endswith("\n\n")


def test_file_is_utf8_with_plain_newlines_and_plain_spaces() -> None:
    content = text_bytes(model_letter())
    assert b"\r" not in content
    assert "\u00a0" not in content.decode("utf-8")
    assert not content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("start", range(60, 80))
@pytest.mark.parametrize("together", ["75 mg", "Dr. Okafor", "9:00 am"])
def test_a_line_never_breaks_inside(together: str, start: int) -> None:
    words = letter_text(checked(block("paragraph", f"{'x' * (start - 1)} {together} and so on")))
    assert together in words


def test_list_items_hang_under_their_text() -> None:
    item = "word " * 30
    lines = letter_text(checked(block("list", item, "Short"))).splitlines()
    assert lines[0].startswith("- word")
    assert all(line.startswith("  word") for line in lines[1:-1])
    assert lines[-1] == "- Short"


def test_heading_stands_directly_on_what_it_heads() -> None:
    letter = checked(block("paragraph", "A."), block("heading", "B"), block("paragraph", "C."))
    assert letter_text(letter) == "A.\n\nB\n\nC.\n".replace("B\n\n", "B\n")


def test_table_stands_in_aligned_columns() -> None:
    assert letter_text(checked(OUTCOMES)) == (
        "Measure                    Before, March 9  After, March 11\n"
        "Pain at rest (0–10)        8                4\n"
        "Neck rotation to the left  40°              55°\n"
    )


def test_long_cell_steps_down_so_that_the_words_keep_their_order() -> None:
    rows = [("Measure", "Before", "After"), ("turning " * 6, "hurts " * 6, "easy " * 4)]
    lines = table_lines(rows)
    assert max(map(width_of, lines)) <= WIDTH
    assert " ".join(lines).split() == " ".join(chain(*rows)).split()
    assert len(lines) > 2
    assert lines[1].startswith("turning")
    assert "hurts" in lines[-1] or "easy" in lines[-1]


def test_table_too_wide_for_columns_puts_each_cell_on_its_own_line() -> None:
    rows = [("x" * 30, "y" * 30, "z" * 30)]
    assert table_lines(rows) == ["x" * 30, "  " + "y" * 30, "  " + "z" * 30]


def test_wide_characters_keep_the_columns_aligned() -> None:
    first, second = table_lines([("日本", "a"), ("e\u0301tude", "b")])
    assert width_of(first) == width_of(second)


@given(ROWS)
def test_a_table_keeps_every_word_in_its_order(rows: list[list[str]]) -> None:
    assert " ".join(table_lines(rows)).split() == " ".join(chain(*rows)).split()


@given(st.text(st.sampled_from("ab \u00a0🙂é"), max_size=300))
def test_wrapping_keeps_the_words_and_the_width(text: str) -> None:
    lines = wrap(text, 20)
    assert " ".join(lines).split() == text.split()
    for line in lines:
        assert width_of(line) <= 20 or " " not in line


def test_a_word_that_is_too_long_stays_whole() -> None:
    address = "https://example.org/" + "a" * 90
    assert address in letter_text(checked(block("paragraph", f"See {address} today.")))


def test_unsent_letter_begins_and_ends_with_its_mark() -> None:
    lines = letter_text(model_letter(unsent=True)).splitlines()
    assert lines[0] == lines[-1] == "DRAFT: NOT FOR SENDING"
    assert lines[1] == lines[-2] == ""
    body = "\n".join(lines[2:-2]) + "\n"
    assert body == letter_text(model_letter())


def test_typed_markup_is_printed_as_it_was_typed() -> None:
    typed = "{{ 7*7 }} {% if x %} **bold** <b> & flexion <90 degrees 🙂 שלום"
    assert letter_text(checked(block("paragraph", typed))) == typed + "\n"


def test_empty_parts_leave_no_hole() -> None:
    letter = checked(block("paragraph", "A."), block("list"), table(), block("paragraph", "B."))
    assert letter_text(letter) == "A.\n\nB.\n"


def test_no_word_of_the_letter_is_lost_or_added() -> None:
    letter = long_letter()
    marks = re.compile(r"^- | \| ", re.MULTILINE)
    assert marks.sub(" ", letter_text(letter)).split() == marks.sub(" ", letter.text).split()


def test_a_choice_has_a_box_to_tick_and_its_later_lines_stand_under_its_words() -> None:
    item = "Lines, ports or other devices, and where they lie on the patient's body: ____________"
    lines = letter_text(checked(block("checklist", item, "Nothing"))).splitlines()
    assert lines[0].startswith("[ ] Lines, ports")
    assert lines[1].startswith("    ")
    assert lines[2] == "[ ] Nothing"
