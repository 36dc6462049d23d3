"""A letter on a clinic's Word file: the clinic's look, our words, nothing else."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.shared import Mm
from files_to_open import (
    MIME,
    NOTED_PNG,
    SECRET,
    W,
    changed,
    clinic,
    clinic_document,
    declare,
    png,
    put,
    relate,
    saved,
    zip_of,
)
from letters_to_write import REFERENCE, checked, long_letter, model_letter
from test_schema_order import assert_in_order

from letterkit.documents.findings import inspect_document
from letterkit.documents.opening import open_word_file
from letterkit.documents.package import unpack
from letterkit.errors import InputError
from letterkit.writers.docx_writer import docx_bytes
from letterkit.writers.marks import DRAFT_MARK
from letterkit.writers.stationery import Stationery, letterhead_from

ADDRESS = "9 Willow Lane, Bath · 01225 000000"


@pytest.fixture
def on(tmp_path: Path) -> Callable[..., Any]:
    """Write a letter on a Word file and open it again."""

    def write(content: bytes, letter: Any = None, paper: Any = None) -> Any:
        letterhead = letterhead_from(put(tmp_path, content))
        stationery = Stationery(letterhead=letterhead, paper=paper)
        return Document(io.BytesIO(docx_bytes(letter or long_letter(), stationery)))

    return write


@cache
def written(content: bytes, folder: Path) -> bytes:
    letterhead = letterhead_from(put(folder, content))
    return docx_bytes(long_letter(), Stationery(letterhead=letterhead))


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def texts(part: Any) -> list[str]:
    return [paragraph.text.replace("\u00a0", " ").strip() for paragraph in part.paragraphs]


def pictures(part: Any) -> int:
    return len(part._element.xpath(".//w:drawing"))


def test_the_clinics_header_and_footer_stand_on_every_page(on: Callable[..., Any]) -> None:
    section = on(clinic()).sections[0]
    assert section.different_first_page_header_footer
    assert texts(section.first_page_header) == ["Willow Lane Clinic", ""]
    assert texts(section.header) == ["Willow Lane Clinic", REFERENCE]
    assert pictures(section.first_page_header) == pictures(section.header) == 1
    for footer in (section.first_page_footer, section.footer):
        assert texts(footer) == [ADDRESS, "Page 1 of 1"]
        codes = footer._element.xpath(".//w:instrText")
        assert [code.text.strip() for code in codes] == ["PAGE", "NUMPAGES"]


def test_the_clinics_paper_margins_and_styles_stay(on: Callable[..., Any]) -> None:
    document = on(clinic())
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (200, 270)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 30)
    theirs = clinic_document().styles
    for name in ("Normal", "Heading 1", "Heading 2", "List Bullet", "Body Text"):
        kept, before = document.styles[name], theirs[name]
        assert kept.font.color.rgb == before.font.color.rgb
        assert kept.font.size == before.font.size
        assert kept.paragraph_format.space_after == before.paragraph_format.space_after
    assert document.styles["Normal"].font.name == "Georgia"


@pytest.mark.parametrize(("paper", "size"), [("a4", (210, 297)), ("letter", (216, 279))])
def test_another_paper_is_taken_only_when_asked(
    on: Callable[..., Any], paper: str, size: tuple[int, int]
) -> None:
    section = on(clinic(), paper=paper).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == size
    plain = docx_bytes(model_letter(paper="letter"), Stationery(paper=paper))  # type: ignore[arg-type]
    section = opened(plain).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == size


def test_our_letterhead_gives_way_to_a_header_that_says_something(
    on: Callable[..., Any], tmp_path: Path
) -> None:
    assert texts(on(clinic()))[0] == "March 11, 2026"
    document = clinic_document()
    for header in document.sections[0].header.paragraphs:
        header.clear()
    assert texts(on(saved(document)))[:2] == [
        "Harbor Street Massage Therapy",
        "214 Harbor Street, Suite 3, Portland, ME 04101 · 207-555-0142 · fax 207-555-0143",
    ]
    letterhead = letterhead_from(put(tmp_path, saved(document)))
    assert "its header is empty" in letterhead.remarks[0]


def test_words_of_the_page_are_never_kept(tmp_path: Path) -> None:
    parts = unpack(written(clinic(), tmp_path))
    assert not [name for name, held in parts.items() if SECRET.encode() in held]
    assert not re.search(rb"rsid|docId|python-docx", b"".join(parts.values()))
    file = open_word_file(put(tmp_path, written(clinic(), tmp_path), "letter.docx"))
    found = {one.finding.name: one.lines for one in inspect_document(file)}
    found.pop("picture-names", None)
    assert found == {
        "author": ("Marta Hale, LMT",),
        "dates": ("created: 2026-03-11T00:00:00Z", "changed: 2026-03-11T00:00:00Z",
                  "times saved: 1"),
        "title": ("title: Letter to a physician: medication before a procedure",),
    }  # fmt: skip


def test_the_same_letter_on_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    first = written(clinic(), tmp_path)
    written.cache_clear()
    assert written(clinic(), tmp_path) == first


def test_words_of_the_letter_are_all_there(on: Callable[..., Any]) -> None:
    blocks = [b for b in long_letter().letter.blocks if b.kind not in ("letterhead", "table")]
    expected = [line.text for block in blocks for line in block.lines]
    assert texts(on(clinic())) == expected


def test_elements_stand_in_the_order_of_the_schema(tmp_path: Path) -> None:
    assert_in_order(unpack(written(clinic(), tmp_path)), {"word/styles.xml"})


def test_a_first_page_of_its_own_is_kept(on: Callable[..., Any]) -> None:
    document = clinic_document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Only on the first page"
    section.first_page_footer.paragraphs[0].text = "Below it"
    section = on(saved(document)).sections[0]
    assert texts(section.first_page_header) == ["Only on the first page"]
    assert texts(section.first_page_footer) == ["Below it", "Page 1 of 1"]
    assert texts(section.header) == ["Willow Lane Clinic", REFERENCE]


def test_a_first_page_left_empty_keeps_our_letterhead(on: Callable[..., Any]) -> None:
    document = clinic_document()
    document.sections[0].different_first_page_header_footer = True
    letter = on(saved(document))
    assert texts(letter.sections[0].first_page_header) == [""]
    assert texts(letter)[0] == "Harbor Street Massage Therapy"


def test_page_numbers_that_are_there_are_enough(on: Callable[..., Any]) -> None:
    document = clinic_document()
    footer = document.sections[0].footer.paragraphs[0]
    field = footer._p.makeelement(f"{{{W[9:-1]}}}fldSimple", {f"{{{W[9:-1]}}}instr": " PAGE "})
    footer._p.append(field)
    section = on(saved(document)).sections[0]
    assert texts(section.footer) == texts(section.first_page_footer) == [ADDRESS]


def test_the_first_of_several_sections_counts(on: Callable[..., Any]) -> None:
    document = clinic_document()
    later = document.add_section(WD_SECTION.NEW_PAGE)
    later.page_width = Mm(400)
    later.header.is_linked_to_previous = False
    later.header.paragraphs[0].text = "Another part"
    letter = on(saved(document))
    assert len(letter.sections) == 1
    assert round(letter.sections[0].page_width.mm) == 200
    assert texts(letter.sections[0].header)[0] == "Willow Lane Clinic"


def test_headers_for_even_pages_are_left_behind(on: Callable[..., Any]) -> None:
    document = clinic_document()
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].even_page_header.paragraphs[0].text = "Even"
    letter = on(saved(document))
    assert not letter.settings.odd_and_even_pages_header_footer
    assert not letter.element.xpath(".//w:headerReference[@w:type='even']")


def test_a_draft_is_marked_on_every_page(on: Callable[..., Any]) -> None:
    section = on(clinic(), long_letter(unsent=True)).sections[0]
    assert texts(section.first_page_header)[0] == DRAFT_MARK
    assert texts(section.header)[0] == DRAFT_MARK
    assert texts(section.header)[-1] == REFERENCE


def test_the_language_is_the_letters(on: Callable[..., Any]) -> None:
    document = on(clinic(), long_letter(language="fr-CA"))
    assert set(document.styles.element.xpath("//w:lang/@w:val")) == {"fr-CA"}


def in_german(parts: dict[str, bytes]) -> None:
    for name, held in parts.items():
        if name.endswith(".xml"):
            parts[name] = held.replace(b'"Heading1"', b'"berschrift1"').replace(
                b'"ListBullet"', b'"Aufzhlungszeichen"'
            )


def without_styles_of_ours(parts: dict[str, bytes]) -> None:
    """As Word saves a new file: four styles, no lists."""
    kept = rb'w:styleId="(Normal|DefaultParagraphFont|TableNormal|NoList)"'
    styles = parts["word/styles.xml"]
    for style in re.findall(rb"<w:style .*?</w:style>", styles, re.DOTALL):
        if not re.search(kept, style):
            styles = styles.replace(style, b"")
    parts["word/styles.xml"] = styles


def without_numbering(parts: dict[str, bytes]) -> None:
    without_styles_of_ours(parts)
    del parts["word/numbering.xml"]
    name = "word/_rels/document.xml.rels"
    parts[name] = re.sub(rb"<Relationship [^>]*numbering\.xml[^>]*/>", b"", parts[name])
    name = "[Content_Types].xml"
    parts[name] = re.sub(rb"<Override [^>]*numbering\.xml[^>]*/>", b"", parts[name])


def bullets_without_a_number(parts: dict[str, bytes]) -> None:
    name = "word/styles.xml"
    bullet = re.search(rb'<w:style [^>]*w:styleId="ListBullet".*?</w:style>', parts[name], re.S)
    assert bullet
    bare = re.sub(rb"<w:numPr>.*?</w:numPr>", b"", bullet[0], flags=re.S)
    assert bare != bullet[0]
    parts[name] = parts[name].replace(bullet[0], bare)


def another_style_has_our_id(parts: dict[str, bytes]) -> None:
    without_styles_of_ours(parts)
    other = (
        b'<w:style w:type="paragraph" w:customStyle="1" w:styleId="Note"><w:name w:val="Zettel"/>'
        b'<w:basedOn w:val="Normal"/></w:style></w:styles>'
    )
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"</w:styles>", other)


@pytest.mark.parametrize(
    "change",
    [in_german, without_styles_of_ours, without_numbering, bullets_without_a_number,
     another_style_has_our_id],
)  # fmt: skip
def test_every_style_of_the_letter_is_there_and_lists_are_lists(
    tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    parts = unpack(written(changed(clinic(), change), tmp_path))
    document = opened(written(changed(clinic(), change), tmp_path))
    ids = re.findall(r'w:styleId="([^"]+)"', parts["word/styles.xml"].decode())
    assert len(ids) == len(set(ids))
    names = [name.lower() for name in re.findall(
        r'<w:name w:val="([^"]+)"', parts["word/styles.xml"].decode())]  # fmt: skip
    assert len(names) == len(set(names))
    used = re.findall(r'w:(?:pStyle|tblStyle) w:val="([^"]+)"', parts["word/document.xml"].decode())
    assert set(used) <= set(ids)
    defaults = re.findall(r'w:type="(\w+)"[^>]* w:default="1"', parts["word/styles.xml"].decode())
    assert len(defaults) == len(set(defaults))
    items = [p for p in document.paragraphs if p.style.name == "List Bullet"]
    assert items
    (number,) = items[0].style.element.xpath("w:pPr/w:numPr/w:numId/@w:val")
    numbering = document.part.numbering_part.element
    (shape,) = numbering.xpath(f"w:num[@w:numId='{number}']/w:abstractNumId/@w:val")
    kinds = numbering.xpath(f"w:abstractNum[@w:abstractNumId='{shape}']/w:lvl/w:numFmt/@w:val")
    assert kinds[0] == "bullet"
    assert_in_order(parts, {"word/styles.xml"})


def test_coloured_words_are_remarked_on(tmp_path: Path) -> None:
    (remark,) = letterhead_from(put(tmp_path, clinic())).remarks
    assert "“heading 1”" in remark
    plain = changed(clinic(), without_styles_of_ours)
    assert letterhead_from(put(tmp_path, plain)).remarks == ()


def retyped(kind: str) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            f"{MIME}.document.main+xml".encode(), kind.encode()
        )

    return change


def with_macros(parts: dict[str, bytes]) -> None:
    parts["word/vbaProject.bin"] = SECRET.encode()
    declare(parts, "word/vbaProject.bin", "application/vnd.ms-office.vbaProject")
    full = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    relate(parts, "word/_rels/document.xml.rels", "", "vbaProject.bin", "rId900", full=full)


def with_linked_logo(parts: dict[str, bytes]) -> None:
    name = next(name for name in parts if name.startswith("word/header"))
    parts[name] = re.sub(rb'r:embed="\w+"', b'r:link="rId900"', parts[name])
    rels = name.replace("word/", "word/_rels/") + ".rels"
    relate(parts, rels, "image", "http://example.org/Zebra.png", "rId900", external=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (retyped("application/vnd.ms-word.document.macroEnabled.main+xml"), "holds macros"),
        (with_macros, "holds macros"),
        (retyped(f"{MIME}.template.main+xml"), "is a Word template (.dotx)"),
        (with_linked_logo, "shows a picture that is only linked"),
    ],
)
def test_what_cannot_be_a_letterhead_is_refused(
    tmp_path: Path, change: Callable[[dict[str, bytes]], None], said: str
) -> None:
    path = put(tmp_path, changed(clinic(), change))
    with pytest.raises(InputError) as caught:
        letterhead_from(path)
    assert str(caught.value).startswith(f"{path}: {said}")
    assert "In Word" in str(caught.value) or "in Word" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_links_objects_and_fields_of_the_clinic_do_not_come_along(
    on: Callable[..., Any], tmp_path: Path
) -> None:
    def change(parts: dict[str, bytes]) -> None:
        relate(parts, "word/_rels/settings.xml.rels", "attachedTemplate",
               "file:///C:/Zebra.dotm", "rId1", external=True)  # fmt: skip
        relate(parts, "word/_rels/document.xml.rels", "hyperlink", "http://Zebra", "rId901",
               external=True)  # fmt: skip

    parts = unpack(written(changed(clinic(), change), tmp_path))
    assert b"External" not in b"".join(h for n, h in parts.items() if n.endswith(".rels"))


def test_a_file_with_nothing_but_a_page_is_enough(on: Callable[..., Any]) -> None:
    """What other programs leave out: styles, settings, the layout of the page."""

    def change(parts: dict[str, bytes]) -> None:
        body = f"<w:document {W}><w:body><w:p/></w:body></w:document>"
        parts["word/document.xml"] = body.encode()
        parts["word/_rels/document.xml.rels"] = (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
        )

    letter = on(changed(clinic(), change))
    assert texts(letter)[0] == "Harbor Street Massage Therapy"
    assert texts(letter.sections[0].header) == ["", REFERENCE]
    assert round(letter.sections[0].page_width.mm) == 216


def test_pictures_of_the_clinic_lose_their_notes_and_stay(tmp_path: Path) -> None:
    parts = unpack(written(clinic(), tmp_path))
    assert NOTED_PNG not in parts.values()
    assert png() in parts.values()


def test_a_letter_without_letterhead_block_can_be_written(on: Callable[..., Any]) -> None:
    letter = long_letter().letter
    assert texts(on(clinic(), checked(*letter.blocks[1:])))[0] == "March 11, 2026"


@pytest.mark.parametrize("part", sorted(unpack(clinic())))
@pytest.mark.parametrize("held", [None, b"<x/>", b"<x", b""], ids=["gone", "other", "cut", "empty"])
def test_a_file_with_a_broken_part_is_refused_or_serves(
    tmp_path: Path, part: str, held: bytes | None
) -> None:
    parts = unpack(clinic())
    if held is None:
        del parts[part]
    else:
        parts[part] = held
    path = put(tmp_path, zip_of(parts))
    with contextlib.suppress(InputError):  # and nothing else
        letterhead = letterhead_from(path)
        opened(docx_bytes(long_letter(), Stationery(letterhead=letterhead)))


def test_what_cannot_be_taken_out_is_said(tmp_path: Path) -> None:
    def cut_short(parts: dict[str, bytes]) -> None:
        parts["word/media/image1.png"] = NOTED_PNG[:-20]

    remark = letterhead_from(put(tmp_path, changed(clinic(), cut_short))).remarks[0]
    assert "cannot be taken out: word/media/image1.png: it is damaged" in remark
