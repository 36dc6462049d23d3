"""The Draft page in a real browser: from the empty form to the letter that is sent."""

from __future__ import annotations

import io
from pathlib import Path

from by_hand import type_all
from docx import Document
from in_browser import Visit, bytes_of, handed, letter
from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "anticoagulant-before-procedure"


def words_of(text: str) -> list[str]:
    return text.replace("\n- ", "\n").split()


def test_a_letter_typed_from_the_empty_form_is_the_one_that_its_case_file_gives(
    page: Page,
) -> None:
    type_all(page)
    expect(page.get_by_text("Ready to read and sign.").first).to_be_visible()
    expected = EXAMPLE.joinpath("letter.txt").read_text("utf-8")
    in_word = Document(io.BytesIO(bytes_of(handed(page, "Word file"))))
    assert [p for p in "\n".join(p.text for p in in_word.paragraphs).split()] == words_of(expected)
    assert bytes_of(handed(page, "Text")).decode() == expected
    assert words_of(letter(page).inner_text()) == words_of(expected)
