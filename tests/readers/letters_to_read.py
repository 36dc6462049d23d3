"""Letters in the formats that people save: made by LibreOffice, and by hand."""

from __future__ import annotations

import io
import textwrap
import zipfile
from email.message import EmailMessage
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml

from letterkit.manuscript import Manuscript
from letterkit.readers import read_manuscript

SENTENCE = "The scan shows a fracture."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = " ".join(
    f'xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "text", "table", "draw", "style")
)
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def read(content: bytes, name: str = "letter") -> Manuscript:
    """The letter, after a look that its passages are in order and hold its words."""
    letter = read_manuscript(content, name)
    at = 0
    for passage in letter.passages:
        assert at <= passage.start < passage.end <= len(letter.text)
        assert letter.text[at : passage.start].strip(" \n|-[]") == ""
        at = passage.end
    letter.text.encode()  # every character is one
    return letter


def where(letter: Manuscript, words: str) -> str:
    """Where the words stand, which are there once."""
    assert letter.text.count(words) == 1, letter.text
    return letter.where(letter.text.index(words))


def furniture(letter: Manuscript) -> str:
    return "\n".join(letter.text[p.start : p.end] for p in letter.passages if p.furniture)


def odt(body: str, styles: str = "", parts: dict[str, bytes] | None = None) -> bytes:
    """An OpenDocument text with this markup in its body."""
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    return package(
        {"mimetype": ODT_TYPE.encode(), "content.xml": content.encode(), **(parts or {})}
    )


def package(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as file:
        for name, content in parts.items():
            packing = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            file.writestr(name, content, packing)
    return stream.getvalue()


def pdf(*pages: list[tuple[int, int, str]], size: int = 10) -> bytes:
    """A PDF with lines at these places, counted from the left and the foot of a page."""
    streams = []
    for lines in pages:
        shown = "".join(
            f"BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET\n" for x, y, words in lines
        ).encode("cp1252")
        streams.append(b"<< /Length %d >>\nstream\n%sendstream" % (len(shown), shown))
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for number, stream in enumerate(streams):
        page = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects += [page.encode(), stream]
    return pdf_of(objects)


def pdf_of(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, held in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, start,
    )  # fmt: skip
    return bytes(out)


def set_lines(words: str, *, width: int = 78) -> list[tuple[int, int, str]]:
    """The words as a page sets them: wrapped, paragraphs set apart."""
    top, step = 720, 13
    lines: list[tuple[int, int, str]] = []
    y = top
    for paragraph in words.split("\n"):
        for line in textwrap.wrap(paragraph, width):
            lines.append((72, y, line.replace("(", r"\(").replace(")", r"\)")))
            y -= step
        y -= step
    return lines


def full_letter() -> bytes:
    """A Word file with all that a letter may hold, to be saved in other formats."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Re: Dana Reyes, header line"
    document.sections[0].footer.paragraphs[0].text = "Harbor Street Clinic, footer line"
    document.add_paragraph("Dear Dr. Okafor,")
    opening = document.add_paragraph("He reports “tingling” since May – not before.")
    opening.add_run().add_break()
    opening.add_run("A second line with a naïve word.")
    document.add_heading("What was measured", 1)
    for words in ("Neck rotation 40° to the left.", "Grip strength equal on both sides."):
        document.add_paragraph(words, style="List Bullet")
    table = document.add_table(3, 3)
    for row, cells in zip(table.rows, (("Measure", "Before", "After"), ("Pain at rest", "8", "4"),
                          ("Her view", "Sleeps badly.", SENTENCE)), strict=True):  # fmt: skip
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    changed = document.add_paragraph("She ")
    for kind, tag, words in (("del", "delText", "deletedword "), ("ins", "t", "insertedword ")):
        changed._p.append(parse_xml(
            f'<w:{kind} {W} w:id="{len(words)}" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r>'
            f'<w:{tag} xml:space="preserve">{words}</w:{tag}></w:r></w:{kind}>'
        ))  # fmt: skip
    changed.add_run("walks daily.")
    document.add_comment(changed.runs, "commentword is private", author="A", initials="A")
    document.add_paragraph("Sincerely,")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


_WORD_BODY = (
    "<w:p><w:r><w:t xml:space='preserve'>I suspect </w:t></w:r><w:hyperlink w:anchor='b'><w:r><w:t>"
    "a torn</w:t></w:r></w:hyperlink><w:ins w:id='80' w:author='A'><w:r><w:t> cuff</w:t></w:r>"
    "</w:ins><w:r><w:t>.</w:t><w:footnoteReference w:id='2'/></w:r></w:p>"
    "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:instrText>REF b</w:instrText><w:fldChar "
    "w:fldCharType='separate'/><w:t>He must stop</w:t><w:fldChar w:fldCharType='end'/></w:r><w:r>"
    "<w:t xml:space='preserve'> Plavix.</w:t><w:sym w:char='F0B7'/></w:r>"
    "</w:p><w:sdt><w:sdtContent><w:p><w:fldSimple "
    "w:instr='X'><w:r><w:rPr><w:b/><w:rPrChange w:id='81' w:author='A'><w:rPr/></w:rPrChange>"
    "</w:rPr><w:t>In my opinion it</w:t><w:tab/><w:t>is a fracture.</w:t></w:r></w:fldSimple></w:p>"
    "</w:sdtContent></w:sdt><w:p><w:pPr><w:rPr><w:del w:id='82' w:author='A'/></w:rPr></w:pPr><w:r>"
    "<w:t>She will be </w:t></w:r></w:p><w:p><w:r><w:t>cured for good.</w:t></w:r><w:r><w:pict>"
    "<v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent><w:p><w:r><w:t>"
    "I suspect a fracture.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    "</w:p>"
)
_WORD_NOTES = (
    f"<w:footnotes {W}><w:footnote w:id='2'><w:p><w:r><w:footnoteRef/><w:t>It was a tear."
    "</w:t></w:r></w:p></w:footnote></w:footnotes>"
)


def holding_letter() -> bytes:
    """The same with links, fields, controls, boxes and notes, across which its sentences run."""
    with zipfile.ZipFile(io.BytesIO(full_letter())) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    for part, end, more in (
        ("word/document.xml", "<w:sectPr", _WORD_BODY),
        ("word/_rels/document.xml.rels", "</Relationships>",
         f"<Relationship Id='rId90' Type='{kind}' Target='footnotes.xml'/>"),
        ("[Content_Types].xml", "</Types>",
         f"<Override PartName='/word/footnotes.xml' ContentType='{office}'/>"),
    ):  # fmt: skip
        before, _, after = parts[part].decode().rpartition(end)
        parts[part] = f"{before}{more}{end}{after}".encode()
    return package(parts | {"word/footnotes.xml": _WORD_NOTES.encode()})


IN_ORDER = (
    "Dear Dr. Okafor,", "He reports “tingling” since May – not before.",
    "A second line with a naïve word.", "What was measured", "Neck rotation 40° to the left.",
    "Grip strength equal on both sides.", "Measure", "Before", "After", "Pain at rest", "8", "4",
    "Her view", "Sleeps badly.", SENTENCE, "insertedword walks daily.", "Sincerely,",
)  # fmt: skip


def _mail() -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = "Naïve question", "Marta Hale <marta@example.org>"
    message["Message-ID"] = "<1@example.org>"
    message.set_content(f"Dear Dr. Okafor,\n\n{SENTENCE} He is naïve.\n\n> older words\n")
    message.add_alternative(_PAGE.decode(), subtype="html")
    message.add_attachment(b"attached", maintype="text", subtype="plain", filename="a.txt")
    return message.as_bytes()


_PAGE = (
    "<!DOCTYPE html><title>T</title><body><h1>Heading</h1><p>Dear &eacute;<br>line"
    "<ul><li>one<li>two</ul><table><tr><td>a<td colspan=2>b</table><blockquote>older "
    "<del>gone</del></blockquote><pre>a\n b</pre><p style='display:none'>no<p>Sincerely, naïve"
).encode()
_RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset2 Symbol;}}{\header top\par}"
    rb"{\info{\author X}}Dear \'93Dr.\'94 \u8211? Okafor,\par{\listtext\f1\'b7\tab}one\par "
    rb"\trowd\pard\intbl A\cell B\par C\cell\row\pard He{\footnote a note} {\deleted was} is "
    rb"{\field{\*\fldinst HYPERLINK}{\fldrslt well}}.{\*\shpinst{\shptxt box\par}}\par}"
)
_ODT_BODY = (
    "<text:h>Heading</text:h><text:p>He walks<text:note text:note-class='footnote'><text:note-body>"
    "<text:p>a note</text:p></text:note-body></text:note> <text:s text:c='2'/>daily.</text:p>"
    "<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list><table:table>"
    "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>"
    "</table:table><text:p><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box>"
    "</draw:frame></text:p>"
)
# Letters of every format, to be damaged.
LETTERS: dict[str, list[bytes]] = {
    "docx": [full_letter(), holding_letter()],
    "odt": [odt(_ODT_BODY)],
    "rtf": [_RTF],
    "pdf": [pdf(set_lines(f"Dear Dr. Okafor,\n{SENTENCE * 9}"), set_lines(SENTENCE * 5))],
    "html": [_PAGE],
    "eml": [_mail()],
    "text": [f"Dear “Dr.” Okafor,\n\n- {SENTENCE}\n".encode()],
}


def converted(folder: Path, form: str, *sources: Path) -> dict[str, bytes]:
    """Return the letters as LibreOffice saves them in a format, in one run of it; by their stem."""
    from letters_to_write import converted as saved  # the fuzzer runs without the writers' helpers

    return {path.stem: path.read_bytes() for path in saved(folder, form, *sources)}
