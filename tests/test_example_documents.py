"""The checklist for Word files, over every example: on both papers, with and without letterhead."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from files_to_open import SECRET, clinic, put
from letters_to_write import REFERENCE, long_letter, pdf_pages, to_pdf
from reading_back import styled, text_words, words
from test_schema_order import assert_in_order

from letterkit.case_file import load_case
from letterkit.documents.findings import clean_document, inspect_document
from letterkit.documents.opening import open_word_file
from letterkit.documents.package import unpack
from letterkit.scope import CheckedLetter
from letterkit.workflow import draft
from letterkit.writers.docx_writer import docx_bytes
from letterkit.writers.stationery import Paper, Stationery, letterhead_from

EXAMPLES = sorted(Path(__file__).parent.parent.glob("examples/*/case.yaml"))
PAPERS: dict[Paper, tuple[int, int]] = {"letter": (216, 279), "a4": (210, 297)}
ADDRESS = "9 Willow Lane, Bath · 01225 000000"
LOOKS: list[tuple[Paper, bool]] = [(paper, on) for on in (False, True) for paper in PAPERS]


def drafted(case: Path) -> CheckedLetter:
    return draft(load_case(case))


@pytest.fixture(scope="module")
def letterhead(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return letterhead_from(put(tmp_path_factory.mktemp("clinic"), clinic()))


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def stationery(request: pytest.FixtureRequest, letterhead: Any) -> Stationery:
    paper, on = request.param
    return Stationery(letterhead=letterhead if on else None, paper=paper)


@pytest.fixture(scope="module")
def printed(
    tmp_path_factory: pytest.TempPathFactory, letterhead: Any
) -> dict[tuple[str, Paper, bool], list[str]]:
    """The pages of every example in every look, and of a long letter, printed in one go."""
    folder = tmp_path_factory.mktemp("printed")
    letters = {path.parent.name: drafted(path) for path in EXAMPLES} | {"long": long_letter()}
    cleaned = open_word_file(put(folder, clinic()))
    clean_document(cleaned)
    keys = [(name, paper, on) for name in letters for paper, on in LOOKS]
    paths = [folder / f"{name}-{paper}-{on}.docx" for name, paper, on in keys]
    for (name, paper, on), path in zip(keys, paths, strict=True):
        stationery = Stationery(letterhead=letterhead if on else None, paper=paper)
        path.write_bytes(docx_bytes(letters[name], stationery))
    paths.append(put(folder, cleaned.content(), "cleaned.docx"))
    keys.append(("cleaned", "letter", True))
    pages = (list(map(plain, pdf_pages(pdf))) for pdf in to_pdf(folder, *paths))
    return dict(zip(keys, pages, strict=True))


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_meets_the_checklist(
    case: Path, stationery: Stationery, tmp_path: Path
) -> None:
    letter = drafted(case)
    content = docx_bytes(letter, stationery)
    assert content == docx_bytes(drafted(case), stationery)  # 5
    parts = unpack(content)
    document: Any = Document(io.BytesIO(content))
    # 1 to 4, 20: nothing but author, dates and title
    path = put(tmp_path, content, "letter.docx")
    found = {one.finding.name: one.lines for one in inspect_document(open_word_file(path))}
    assert set(found) - {"picture-names"} == {"author", "dates", "title"}
    assert found["author"] == (letter.letter.author,)
    patient = load_case(case).case.patient.name
    assert not [name for name in patient.split() if name in "".join(found["title"])]
    assert not re.search(rb"\{\{|\{%|python-docx|letterkit", b"".join(parts.values()))
    # 6 to 9: language and structure
    assert document.styles.element.xpath("w:docDefaults//w:lang/@w:val") == [letter.letter.language]
    assert len(styled(document, "Heading 1")) == 1
    assert all(p.text.strip() or p.style.name == "Signature Image" for p in document.paragraphs)
    assert all(table.rows[0]._tr.trPr.xpath("w:tblHeader") for table in document.tables)
    # 12, 13, 15: later pages, numbers, paper
    (section,) = document.sections
    assert section.different_first_page_header_footer
    assert plain(section.header.paragraphs[-1].text) == letter.letter.reference
    for footer in (section.first_page_footer, section.footer):
        codes = [code.text.strip() for code in footer._element.xpath(".//w:instrText")]
        assert codes == ["PAGE", "NUMPAGES"]
    size = (round(section.page_width.mm), round(section.page_height.mm))
    assert stationery.paper
    assert size == PAPERS[stationery.paper]
    # 17, 19, 21: black, in order, the same words
    if stationery.letterhead is None:
        colours = re.findall(rb'w:color="?(?: w:val=")?([0-9A-Fa-f]{6})', b"".join(parts.values()))
        assert set(colours) <= {b"000000"}
        assert list(words(document)) == text_words(letter)
        assert_in_order(parts)
    else:
        assert_in_order(parts, {"word/styles.xml"})


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
@pytest.mark.parametrize("case", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_prints_whole(
    case: Path, look: tuple[Paper, bool], printed: dict[tuple[str, Paper, bool], list[str]]
) -> None:
    letter = drafted(case).letter
    pages = printed[case.parent.name, *look]
    if not look[1]:
        assert len(pages) == 1
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert ("Willow Lane Clinic" in page) == look[1]
    assert all(letter.reference in page for page in pages[1:])
    whole = " ".join(pages)
    for block in letter.blocks:
        if block.kind != "letterhead" or not look[1]:
            for line in block.lines:
                assert set(line.text.split()) <= set(whole.split()), line.text
    signature_stays_in_company(pages, [b for b in letter.blocks if b.lines])


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def test_a_letter_of_two_pages_says_who_and_which_on_the_second(
    look: tuple[Paper, bool], printed: dict[tuple[str, Paper, bool], list[str]]
) -> None:
    pages = printed["long", *look]
    first, second = pages
    assert REFERENCE not in first
    assert REFERENCE in second
    assert "Page 2 of 2" in second
    signature_stays_in_company(pages, [b for b in long_letter().letter.blocks if b.lines])


def test_a_cleaned_copy_prints_as_the_file_did(
    printed: dict[tuple[str, Paper, bool], list[str]],
) -> None:
    (page,) = printed["cleaned", "letter", True]
    assert page == f"Willow Lane Clinic Dear {SECRET}, this is an old letter. {ADDRESS}"


def signature_stays_in_company(pages: list[str], blocks: list[Any]) -> None:
    """On the page of the closing stand the words before it and the name of who signs.

    All lines of the signature are marked to be kept together, which LibreOffice does not always
    do for those below the name when they alone reach over the page.
    """
    kinds = [block.kind for block in blocks]
    at = kinds.index("closing")
    (page,) = (page for page in pages if blocks[at].lines[0].text in page)
    assert plain(blocks[at - 1].lines[-1].text)[-25:] in page
    assert blocks[at + 1].lines[0].text in page.partition(blocks[at].lines[0].text)[2]
