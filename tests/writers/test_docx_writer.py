"""One test for each line of the checklist for Word files, named by its number.

Line 20, the scan for leftovers, is made before a letter is written.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import xml.etree.ElementTree as ET
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from letters_to_write import (
    CLINIC,
    OUTCOMES,
    REFERENCE,
    block,
    checked,
    long_letter,
    model_letter,
)
from reading_back import LETTERS, W, opened, styled, text_words, tree, words

from letterkit.documents.package import unpack
from letterkit.errors import WriteError
from letterkit.scope import CheckedLetter
from letterkit.writers import write_letter
from letterkit.writers.docx_writer import docx_bytes
from letterkit.writers.marks import DRAFT_MARK


@pytest.fixture(params=LETTERS)
def letter(request: pytest.FixtureRequest) -> CheckedLetter:
    return LETTERS[request.param]


@pytest.fixture
def parts(letter: CheckedLetter) -> dict[str, bytes]:
    return unpack(docx_bytes(letter))


# Metadata and privacy


def test_line_01_author_is_the_therapist_and_the_library_is_not_named(
    letter: CheckedLetter, parts: dict[str, bytes]
) -> None:
    properties = opened(letter).core_properties
    assert properties.author == "Marta Hale, LMT"
    assert properties.comments == properties.keywords == properties.last_modified_by == ""
    assert properties.revision == 1
    assert not [name for name, xml in parts.items() if b"python-docx" in xml]


def test_line_02_title_is_the_letters_and_does_not_name_the_patient(letter: CheckedLetter) -> None:
    properties = opened(letter).core_properties
    assert properties.title == letter.letter.title
    assert "Reyes" not in unpack(docx_bytes(letter))["docProps/core.xml"].decode()


def test_line_03_created_and_modified_are_the_date_of_the_letter(parts: dict[str, bytes]) -> None:
    core = parts["docProps/core.xml"].decode()
    for moment in ("created", "modified"):
        assert re.search(rf"<dcterms:{moment} [^>]*>2026-03-11T00:00:00Z</", core)
    properties = opened(model_letter(date=date(2025, 1, 2))).core_properties
    assert properties.created == properties.modified == datetime(2025, 1, 2, tzinfo=UTC)


def test_line_04_nothing_in_the_package_but_the_letter(parts: dict[str, bytes]) -> None:
    unwanted = re.compile("theme|thumbnail|customXml|stylesWithEffects")
    assert not [name for name in parts if unwanted.search(name)]
    assert not re.search(rb"rsid|docId", b"".join(parts.values()))
    application = ET.fromstring(parts["docProps/app.xml"])
    assert len(application) == 0
    assert not [name for name, part in parts.items() if b"letterkit" in part.lower()]


# Reproducible


def test_line_05_same_letter_same_bytes(letter: CheckedLetter) -> None:
    first, second = (hashlib.sha256(docx_bytes(letter)).hexdigest() for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(docx_bytes(letter))) as package:
        entries = package.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert entries[0].filename == "[Content_Types].xml"
    for entry in entries:
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert (entry.create_system, entry.external_attr) == (3, 0o600 << 16)
        assert entry.compress_type == zipfile.ZIP_DEFLATED
        assert not entry.extra


# Language and structure


@pytest.mark.parametrize("language", ["en-US", "en-CA", "fr-CA"])
def test_line_06_language_is_the_letters(language: str) -> None:
    letter = model_letter(language=language)
    assert opened(letter).core_properties.language == language
    lang = tree(unpack(docx_bytes(letter)), "styles").find(f"{W}docDefaults//{W}lang")
    assert lang is not None
    assert lang.get(f"{W}val") == language


def test_line_07_headings_are_headings_and_bold_is_in_the_style(letter: CheckedLetter) -> None:
    document = opened(letter)
    assert [p.text for p in styled(document, "Heading 1")] == [
        "Re: Daniel Reyes, born April\u00a02, 1986"
    ]
    expected = [b.lines[0].text for b in letter.letter.blocks if b.kind == "heading"]
    found = [p.text.replace("\u00a0", " ") for p in styled(document, "Heading 2")]
    assert found == expected
    assert [p.text[:8] for p in styled(document, "Subject Line")] == ["SAME DAY"]
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    assert runs
    assert all(run._r.rPr is None for run in runs)
    for style, level in (("Heading 1", "0"), ("Heading 2", "1")):
        element = document.styles[style].element
        assert element.xpath("w:pPr/w:outlineLvl/@w:val") == [level]
        assert document.styles[style].font.bold
        assert document.styles[style].paragraph_format.keep_with_next


def test_line_08_table_has_a_header_row_and_a_description() -> None:
    root = tree(unpack(docx_bytes(long_letter())), "document")
    (found,) = root.iter(f"{W}tbl")
    rows = found.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    look = found.find(f"{W}tblPr/{W}tblLook")
    assert look is not None
    assert look.get(f"{W}firstRow") == "1"
    assert int(look.get(f"{W}val", "0"), 16) & 0x20
    said = {name: found.find(f"{W}tblPr/{W}{name}") for name in ("tblCaption", "tblDescription")}
    caption, description = (said[name] for name in ("tblCaption", "tblDescription"))
    assert caption is not None
    assert caption.get(f"{W}val") == "Outcomes"
    assert description is not None
    assert "Measure" in description.get(f"{W}val", "")
    assert not list(root.iter(f"{W}gridSpan")) + list(root.iter(f"{W}vMerge"))
    assert all("".join(cell.itertext()).strip() for cell in found.iter(f"{W}tc"))


def test_line_09_nothing_is_laid_out_with_empty_paragraphs_or_spaces(
    letter: CheckedLetter,
) -> None:
    document = opened(letter)
    for paragraph in document.paragraphs:
        assert paragraph.text.strip()
        assert not re.search(r"[ \u00a0]{2}|\t|\n", paragraph.text)


def test_line_10_clinic_and_telephone_are_in_the_body(letter: CheckedLetter) -> None:
    document = opened(letter)
    first, second = document.paragraphs[:2]
    assert [first.text, second.text.replace("\u00a0", " ")] == list(CLINIC)
    assert (first.style.name, second.style.name) == ("Letterhead Name", "Letterhead")
    assert "207-555-0142" in document.paragraphs[-2].text
    assert b"<w:drawing" not in unpack(docx_bytes(letter))["word/document.xml"]


def test_line_11_lists_are_lists_and_there_are_no_text_boxes(letter: CheckedLetter) -> None:
    document = opened(letter)
    items = sum(len(b.lines) for b in letter.letter.blocks if b.kind == "list")
    assert len(styled(document, "List Bullet")) == items > 0
    numbers = [
        document.styles[style].element.xpath("w:pPr/w:numPr/w:numId/@w:val")[0]
        for style in ("List Bullet", "Checklist")
    ]
    numbering = tree(unpack(docx_bytes(letter)), "numbering")
    assert [num.get(f"{W}numId") for num in numbering.findall(f"{W}num")] == numbers
    assert [e.get(f"{W}val") for e in numbering.iter(f"{W}numFmt")] == ["bullet", "bullet"]
    assert [e.get(f"{W}val") for e in numbering.iter(f"{W}lvlText")] == ["•", "☐"]
    assert b"txbx" not in unpack(docx_bytes(letter))["word/document.xml"]


# Letter mechanics


def test_line_12_later_pages_say_who_the_letter_is_about(letter: CheckedLetter) -> None:
    section = opened(letter).sections[0]
    assert section.different_first_page_header_footer
    mark = [DRAFT_MARK] if letter.unsent else []
    later = [p.text.replace("\u00a0", " ") for p in section.header.paragraphs]
    assert later == [*mark, REFERENCE]
    assert [p.text for p in section.first_page_header.paragraphs] == [*mark, ""]


def test_line_13_every_page_is_numbered_by_fields(parts: dict[str, bytes]) -> None:
    for name in ("footer1", "footer2"):
        footer = tree(parts, name)
        codes = [e.text for e in footer.iter(f"{W}instrText")]
        kinds = [e.get(f"{W}fldCharType") for e in footer.iter(f"{W}fldChar")]
        assert codes == [" PAGE ", " NUMPAGES "]
        assert kinds == ["begin", "separate", "end"] * 2
        assert "".join(e.text or "" for e in footer.iter(f"{W}t")) == "Page 1 of 1"
    references = tree(parts, "document").findall(f".//{W}footerReference")
    assert {e.get(f"{W}type") for e in references} == {"default", "first"}


def test_line_14_signature_stays_in_one_piece_with_the_end_of_the_body(
    letter: CheckedLetter,
) -> None:
    document = opened(letter)
    styles = ("Closing", "Signature Name", "Signature", "Note")
    signing = [paragraph for style in styles for paragraph in styled(document, style)]
    assert len(signing) == 5
    assert [p.paragraph_format.keep_with_next for p in signing] == [True, True, True, True, None]
    assert all(p.paragraph_format.keep_together for p in signing)
    at = [p.text for p in document.paragraphs].index("Sincerely,")
    before = document.paragraphs[at - 3 : at]
    # The last paragraph is one line and the one before it another: both stay.
    assert [p.paragraph_format.keep_with_next for p in before] == [None, True, True]
    defaults = tree(unpack(docx_bytes(letter)), "styles").find(f"{W}docDefaults/{W}pPrDefault")
    assert defaults is not None
    assert defaults.find(f"{W}pPr/{W}widowControl") is not None


def test_line_14_a_table_above_the_closing_stays_with_it() -> None:
    document = opened(checked(OUTCOMES, block("closing", "Sincerely,"), block("signature", "M")))
    last = document.tables[0].rows[-1]
    assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in last.cells)


@pytest.mark.parametrize(("paper", "size"), [("letter", (12240, 15840)), ("a4", (11906, 16838))])
def test_line_15_paper_and_margins(paper: str, size: tuple[int, int]) -> None:
    section = opened(model_letter(paper=paper)).sections[0]
    assert (round(section.page_width.twips), round(section.page_height.twips)) == size
    sides = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert all(19.99 <= side.mm <= 25 for side in sides)
    assert min(section.header_distance.mm, section.footer_distance.mm) > 6


def test_line_16_fonts_are_named_and_large_enough(parts: dict[str, bytes]) -> None:
    fonts = tree(parts, "styles").find(f"{W}docDefaults//{W}rFonts")
    assert fonts is not None
    assert fonts.attrib == dict.fromkeys(
        (f"{W}{script}" for script in ("ascii", "hAnsi", "eastAsia", "cs")), "Arial"
    )
    for name, xml in parts.items():
        assert b"Theme" not in xml, name
    sizes = [int(e.get(f"{W}val", "0")) for e in tree(parts, "styles").iter(f"{W}sz")]
    assert sizes[0] == 22
    assert min(sizes) >= 20
    (altname,) = tree(parts, "fontTable").iter(f"{W}altName")
    assert altname.get(f"{W}val") == "Liberation Sans"


def test_line_17_black_on_white_only(parts: dict[str, bytes]) -> None:
    for name in [name for name in parts if name.startswith("word/") and name.endswith(".xml")]:
        root = ET.fromstring(parts[name])
        colours = {e.get(f"{W}color") for e in root.iter()} - {None}
        colours |= {e.get(f"{W}val") for e in root.iter(f"{W}color")}
        assert colours <= {"000000"}, name
        assert not list(root.iter(f"{W}shd")) + list(root.iter(f"{W}highlight")), name


def test_line_18_no_line_break_parts_a_dose_a_name_or_a_date(letter: CheckedLetter) -> None:
    text = "\n".join(paragraph.text for paragraph in opened(letter).paragraphs)
    for together in ("75\u00a0mg", "Dr.\u00a0Okafor", "9:00\u00a0am", "March\u00a011, 2026"):
        assert together in text
        assert together.replace("\u00a0", " ") not in text


def test_line_19_word_finds_the_settings_of_its_time(parts: dict[str, bytes]) -> None:
    modes = {
        e.get(f"{W}name"): e.get(f"{W}val")
        for e in tree(parts, "settings").iter(f"{W}compatSetting")
    }
    assert modes["compatibilityMode"] == "15"


# Words


def test_line_21_both_files_hold_the_same_words_in_the_same_order(letter: CheckedLetter) -> None:
    assert list(words(opened(letter))) == text_words(letter)


def test_line_22_text_is_wrapped_utf_8_with_plain_newlines(tmp_path: Path) -> None:
    write_letter(long_letter(), tmp_path / "letter.txt")
    content = (tmp_path / "letter.txt").read_bytes()
    lines = content.decode("utf-8").split("\n")
    assert b"\r" not in content
    assert 72 <= max(map(len, lines)) <= 76


def test_line_23_file_is_private_and_never_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    write_letter(model_letter(), path)
    before = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(WriteError, match="is already there"):
        write_letter(long_letter(), path)
    assert path.read_bytes() == before
    write_letter(long_letter(), path, overwrite=True)
    assert path.read_bytes() == docx_bytes(long_letter())


def test_a_reply_stands_in_one_box_on_one_page() -> None:
    document = opened(checked(block("paragraph", "A."), block("reply", "Reply to A", "Name: __")))
    title, line = document.paragraphs[1:]
    assert (title.style.name, line.style.name) == ("Reply Title", "Reply")
    assert title.paragraph_format.keep_with_next
    borders = [p.style.element.xpath("w:pPr/w:pBdr/*/@w:sz") for p in (title, line)]
    assert borders[0] == borders[1] == ["8"] * 4
