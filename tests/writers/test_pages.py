"""Letters as LibreOffice prints them."""

from __future__ import annotations

import pytest
from letters_to_write import REFERENCE, pdf_pages, to_pdf
from reading_back import LETTERS

from letterkit.documents.package import unpack
from letterkit.writers import write_letter
from letterkit.writers.docx_writer import docx_bytes
from letterkit.writers.marks import DRAFT_MARK


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The pages of every letter, as LibreOffice prints them."""
    folder = tmp_path_factory.mktemp("printed")
    for name, letter in LETTERS.items():
        write_letter(letter, folder / f"{name}.docx")
    pdfs = to_pdf(folder, *(folder / f"{name}.docx" for name in LETTERS))
    return {name: pdf_pages(pdf) for name, pdf in zip(LETTERS, pdfs, strict=True)}


def test_the_model_letter_is_one_page(printed: dict[str, list[str]]) -> None:
    (page,) = printed["model"]
    assert page.split()[:2] == ["Harbor", "Street"]
    assert page.split()[-4:] == ["Page", "1", "of", "1"]
    assert page.count("Re: Daniel Reyes") == 1


def test_the_second_page_says_who_and_which(printed: dict[str, list[str]]) -> None:
    first, second = printed["long"]
    assert first.split()[-4:] == ["Page", "1", "of", "2"]
    assert second.replace("\u00a0", " ").lstrip().startswith(REFERENCE)
    assert second.split()[-4:] == ["Page", "2", "of", "2"]
    assert "Sincerely," in second
    assert "Marta Hale" in second
    assert "You can reach me" in second


def test_a_draft_is_marked_on_every_page(printed: dict[str, list[str]]) -> None:
    assert len(printed["draft"]) == 2
    assert all(page.lstrip().startswith(DRAFT_MARK) for page in printed["draft"])


@pytest.mark.parametrize("name", ["model", "long"])
def test_a_letter_for_sending_is_not_marked(name: str) -> None:
    assert DRAFT_MARK.encode() not in b"".join(unpack(docx_bytes(LETTERS[name])).values())
