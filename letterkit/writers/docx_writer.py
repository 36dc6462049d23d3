"""Writes a letter as a Word document; the only user of python-docx for writing.

Values go in as the text of runs, so nothing that a therapist types is ever read as markup.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, time
from itertools import takewhile, zip_longest
from typing import TypeAlias

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from letterkit.documents.package import pack, unpack
from letterkit.letter import Block, Letter
from letterkit.scope import CheckedLetter
from letterkit.writers.base_document import BASE
from letterkit.writers.marks import DRAFT_MARK
from letterkit.writers.stationery import PLAIN, SignatureImage, Stationery
from letterkit.writers.typography import bind

Row: TypeAlias = "tuple[str, list[Paragraph]]"  # the kind of block, and what stands side by side

_PAPERS = {"letter": (Mm(215.9), Mm(279.4)), "a4": (Mm(210), Mm(297))}
_LONGEST_PROPERTY = 255  # what the package format allows

# The style of a block's first line, and of the lines that follow. They are named by their ids:
# python-docx finds a style by its name in a time that comes to half of a letter's.
_STYLES = {
    "letterhead": ("LetterheadName", "Letterhead"),
    "date": ("Date", "Date"),
    "recipient": ("Recipient", "Recipient"),
    "re": ("Heading1", "SubjectLine"),
    "salutation": ("Salutation", "Salutation"),
    "heading": ("Heading2", "Heading2"),
    "paragraph": ("BodyText", "BodyText"),
    "list": ("ListBullet", "ListBullet"),
    "checklist": ("Checklist", "Checklist"),
    "reply": ("ReplyTitle", "Reply"),
    "closing": ("Closing", "Closing"),
    "signature": ("SignatureName", "Signature"),
    "note": ("Note", "Note"),
}
_SIGNING = ("closing", "signature")
_ENDING = (*_SIGNING, "note")
_TWO_LINES = 100  # about the characters of a full line: a paragraph with more has two
_RUNNING = ("paragraph", "list")  # the kinds whose style has no space above
_BELOW = Pt(8)
_LINE_TO_SIGN = Mm(70)
_SIGNATURE_BOX = (Mm(55), Mm(16))  # the room that a hand takes
_HEADER_ROW_ONLY = {
    "val": "0620", "firstRow": "1", "lastRow": "0", "firstColumn": "0", "lastColumn": "0",
    "noHBand": "1", "noVBand": "1",
}  # fmt: skip


def docx_bytes(checked: CheckedLetter, stationery: Stationery = PLAIN) -> bytes:
    """Return the file's content; the same letter gives the same bytes.

    Raises ValueError for a character that XML cannot hold.
    """
    letter, letterhead = checked.letter, stationery.letterhead
    document = Document(io.BytesIO(letterhead.content) if letterhead else str(BASE))
    _set_properties(document, letter)
    _set_language(document, letter.language)
    if stationery.paper or not letterhead:
        _set_paper(document, stationery.paper or letter.paper)
    _write_headers(document, letter.reference, draft=checked.unsent)
    blocks = letter.blocks
    if letterhead and letterhead.heads:
        blocks = tuple(block for block in blocks if block.kind != "letterhead")
    written = list(_write_blocks(document, blocks))
    _rule_line_to_sign(document, written)
    if stationery.signature and not checked.unsent:  # what is not for sending is not signed
        _sign(written, stationery.signature, letter.author)
    _keep_end(written)
    stream = io.BytesIO()
    document.save(stream)
    return pack(unpack(stream.getvalue()))


def _set_properties(document: DocumentObject, letter: Letter) -> None:
    properties = document.core_properties
    properties.title = letter.title[:_LONGEST_PROPERTY]
    properties.author = letter.author[:_LONGEST_PROPERTY]
    properties.language = letter.language
    properties.created = properties.modified = datetime.combine(letter.date, time())


def _set_language(document: DocumentObject, language: str) -> None:
    (element,) = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
    element.set(qn("w:val"), language)
    element.set(qn("w:eastAsia"), language)


def _set_paper(document: DocumentObject, paper: str) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = _PAPERS[paper]


def _write_headers(document: DocumentObject, reference: str, *, draft: bool) -> None:
    """Head the later pages with the reference; the first is headed by the letterhead itself."""
    section = document.sections[0]
    section.header.paragraphs[-1].text = bind(reference)
    for header in (section.header, section.first_page_header) if draft else ():
        mark = header.add_paragraph(DRAFT_MARK, "Draft Mark")
        header._element.insert(0, mark._p)


def _write_blocks(document: DocumentObject, blocks: tuple[Block, ...]) -> Iterator[Row]:
    """Write the body; yield, for every paragraph or table row, its kind and paragraphs."""
    previous, heading = "", ""
    for block in blocks:
        if block.kind == "table":
            if previous == "table":
                document.add_paragraph()  # Word would make one table of two that touch
            rows = _add_table(document, block, heading)
        else:
            rows = [[paragraph] for paragraph in _add_lines(document, block)]
            if rows and previous in ("table", "list", "checklist") and block.kind in _RUNNING:
                rows[0][0].paragraph_format.space_before = _BELOW
        yield from ((block.kind, row) for row in rows)
        previous = block.kind if rows else previous
        heading = block.lines[0].text if block.kind == "heading" and block.lines else ""


def _add_lines(document: DocumentObject, block: Block) -> list[Paragraph]:
    first, rest = _STYLES[block.kind]
    styles = [first, *[rest] * len(block.lines)]
    paragraphs = [
        _styled(document.add_paragraph(bind(line.text)), style)
        for line, style in zip(block.lines, styles, strict=False)
    ]
    if block.kind == "reply":  # one box, on one page: it comes back by fax
        for paragraph in paragraphs[:-1]:
            paragraph.paragraph_format.keep_with_next = True
    return paragraphs


def _styled(paragraph: Paragraph, style: str) -> Paragraph:
    paragraph._p.style = style
    return paragraph


def _add_table(document: DocumentObject, block: Block, heading: str) -> list[list[Paragraph]]:
    """Add a table whose first row is its header; return the paragraphs of its rows."""
    texts = [[bind(cell.text) for cell in row] for row in block.rows]
    count = max(map(len, texts), default=0)
    if not count:
        return []
    table = document.add_table(len(texts), count, "Letter Table")
    columns = ", ".join(texts[0])
    _describe(table, heading or columns, f"The columns are {columns}.")
    _share_width(table, texts)
    written = [
        _fill_row(row, cells, header=number == 0)
        for number, (row, cells) in enumerate(zip(table.rows, texts, strict=True))
    ]
    for paragraph in written[0]:
        paragraph.paragraph_format.keep_with_next = True
    return written


def _fill_row(row: _Row, texts: list[str], *, header: bool) -> list[Paragraph]:
    """Write one row, which no page break parts; a header row comes again on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
    paragraphs = [cell.paragraphs[0] for cell in row.cells]
    for paragraph, text in zip_longest(paragraphs, texts):
        _styled(paragraph, "TableText").add_run(text)
    return paragraphs


def _describe(table: Table, caption: str, description: str) -> None:
    """Tell a screen reader what the table holds, and that its first row is the header."""
    properties = table._tbl.tblPr
    (look,) = properties.xpath("w:tblLook")
    for name, value in _HEADER_ROW_ONLY.items():
        look.set(qn(f"w:{name}"), value)
    for name, text in (("w:tblCaption", caption), ("w:tblDescription", description)):
        element = OxmlElement(name)
        element.set(qn("w:val"), text)
        properties.append(element)


def _share_width(table: Table, texts: list[list[str]]) -> None:
    """Fill the line, with the wider columns for the longer texts."""
    (width,) = table._tbl.tblPr.xpath("w:tblW")
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")  # fiftieths of a per cent
    columns = zip_longest(*texts, fillvalue="")
    shares = [min(40, max(10, *map(len, column))) for column in columns]
    total = sum(column.width or 0 for column in table.columns)
    widths = [Emu(total * share // sum(shares)) for share in shares]
    for column, share in zip(table.columns, widths, strict=True):
        column.width = share
    for row in table.rows:
        for cell, share in zip(row.cells, widths, strict=True):
            cell.width = share


def _sign(written: list[Row], signature: SignatureImage, name: str) -> None:
    """Put the signature above the line, in the room that is left for it."""
    for line in _of_kind(written, "signature")[:1]:
        line.paragraph_format.space_before = Pt(0)
        paragraph = _styled(line.insert_paragraph_before(), "SignatureImage")
        width, height = _SIGNATURE_BOX
        scale = min(width / signature.width, height / signature.height)
        size = (Emu(int(side * scale)) for side in (signature.width, signature.height))
        picture = paragraph.add_run().add_picture(io.BytesIO(signature.content), *size)
        for about in picture._inline.xpath("wp:docPr | .//pic:cNvPr"):
            about.set("name", "Signature")
            about.set("descr", f"Signature of {name}")
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = True


def _rule_line_to_sign(document: DocumentObject, written: list[Row]) -> None:
    """Let the line above the printed name be as long as a hand needs, on any paper."""
    section = document.sections[0]
    width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    for paragraph in _of_kind(written, "signature")[:1]:
        paragraph.paragraph_format.right_indent = Emu(max(0, width - _LINE_TO_SIGN))


def _of_kind(written: list[Row], kind: str) -> list[Paragraph]:
    return [row[0] for written_kind, row in written if written_kind == kind]


def _keep_end(written: list[Row]) -> None:
    """Keep the signature and its notes in one piece, with the last two lines of the body."""
    first = next((at for at, (kind, _) in enumerate(written) if kind in _SIGNING), len(written))
    ending = [row[0] for _, row in takewhile(lambda row: row[0] in _ENDING, written[first:])]
    for paragraph in ending:
        paragraph.paragraph_format.keep_together = True
    for paragraph in ending[:-1]:
        paragraph.paragraph_format.keep_with_next = True
    beside = 0
    for _, row in reversed(written[:first] if ending else []):
        for paragraph in row:
            paragraph.paragraph_format.keep_with_next = True
            beside += len(paragraph.text)
        if beside >= _TWO_LINES:
            return
