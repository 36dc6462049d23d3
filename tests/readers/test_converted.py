"""Letters that LibreOffice wrote: every word survives, in order, and its place is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from letters_to_read import IN_ORDER, SENTENCE, converted, full_letter, furniture, read, where

from letterkit import draft, load_case
from letterkit.manuscript import Manuscript
from letterkit.writers.docx_writer import docx_bytes

EXAMPLE = Path(__file__).parents[2] / "examples" / "progress-report"
FORMATS = ("odt", "rtf", "pdf", "html")
PLACES = {"pdf": "page 1", **dict.fromkeys(("odt", "rtf", "html"), "table 1, row 3, column 3")}


@pytest.fixture(scope="session")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Manuscript]]:
    """Two letters in every format."""
    folder = tmp_path_factory.mktemp("letters")
    full, drafted = folder / "full.docx", folder / "drafted.docx"
    full.write_bytes(full_letter())
    drafted.write_bytes(docx_bytes(draft(load_case(EXAMPLE / "case.yaml"))))
    return {
        form: {
            stem: read(content, f"{stem}.{form}")
            for stem, content in converted(folder, form, full, drafted).items()
        }
        for form in FORMATS
    }


Letters = dict[str, dict[str, Manuscript]]


@pytest.mark.parametrize("form", FORMATS)
def test_every_word_survives_in_order(letters: Letters, form: str) -> None:
    text = letters[form]["full"].text
    at = 0
    for words in IN_ORDER:
        found = text.find(words, at)
        assert found >= 0, f"{words!r} is not in {text[at:]!r}"
        at = found + len(words)


@pytest.mark.parametrize("form", FORMATS)
def test_a_sentence_is_found_where_it_stands(letters: Letters, form: str) -> None:
    assert where(letters[form]["full"], SENTENCE) == PLACES[form]


@pytest.mark.parametrize("form", ["odt", "rtf"])  # HTML has no tracked changes
def test_deleted_words_and_comments_are_not_read(letters: Letters, form: str) -> None:
    text = letters[form]["full"].text
    assert "She insertedword walks daily." in text
    assert "deletedword" not in text
    assert "commentword" not in text


@pytest.mark.parametrize("form", ["odt", "rtf"])
def test_header_and_footer_are_furniture(letters: Letters, form: str) -> None:
    said = furniture(letters[form]["full"])
    assert said == "Re: Dana Reyes, header line\nHarbor Street Clinic, footer line"


@pytest.mark.parametrize("form", FORMATS)
def test_a_drafted_letter_keeps_its_sentences_whole(letters: Letters, form: str) -> None:
    text = letters[form]["drafted"].text.replace("\xa0", " ")
    golden = (EXAMPLE / "letter.txt").read_text("utf-8")
    whole = [p for p in golden.strip().split("\n\n") if p.endswith(".") and "\n- " not in p]
    assert len(whole) == 3
    for paragraph in whole:
        assert " ".join(paragraph.split()) in text
    assert "- She has a heat pack and two stretches to use at home, shown on May 11.\n- " in text
