"""Word files as other people make them, built by hand: with all that they should not hold."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.shared import Mm, Pt, RGBColor

from letterkit.documents.package import pack, unpack

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SECRET = "Zebra"  # stands for whatever must not come along


def png(width: int = 60, height: int = 20, *extra: tuple[bytes, bytes]) -> bytes:
    """A grey picture with more chunks, if wanted."""
    rows = b"".join(b"\0" + bytes(60 + (x * 3) % 120 for x in range(width)) for _ in range(height))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        *extra,
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


NOTED_PNG = png(60, 20, (b"tEXt", f"Author\0{SECRET}".encode()), (b"tIME", b"\x07\xea\1\1\0\0\0"))


def jpeg(*, orientation: int = 1) -> bytes:
    """The markers of a picture of 32 by 16 pixels, with EXIF, XMP, a comment and data after it."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0" + SECRET.encode()
    frame = struct.pack(">BHHB", 8, 16, 32, 1) + b"\1\x11\0"

    def segment(marker: int, body: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body

    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
            segment(0xE1, exif),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + SECRET.encode() + b"</x>"),
            segment(0xFE, SECRET.encode()),
            segment(0xC0, frame),
            segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56",
            b"\xff\xd9",
            SECRET.encode(),
        ]
    )


def gif() -> bytes:
    """A picture of one pixel with a comment and the repeat of an animation."""
    return (
        b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff"
        b"\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
        b"\x21\xfe" + bytes([len(SECRET)]) + SECRET.encode() + b"\0"
        b"\x2c\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
    )


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def changed(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same package with its parts changed."""
    parts = unpack(content)
    change(parts)
    return pack(parts)


def clinic_document(*, everywhere: bool = False) -> Any:
    """A letterhead: logo and name in the header, address in the footer, green headings, A5-ish."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(200), Mm(270)
    section.left_margin = section.right_margin = Mm(30)
    header = section.header.paragraphs[0]
    header.add_run().add_picture(io.BytesIO(NOTED_PNG), Mm(30))
    header.add_run(" Willow Lane Clinic").bold = True
    section.footer.paragraphs[0].text = "9 Willow Lane, Bath · 01225 000000"
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    document.styles["Heading 1"].font.color.rgb = RGBColor(0, 0x80, 0)
    document.add_paragraph(f"Dear {SECRET}, this is an old letter.")
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.title = SECRET
    return document


def clinic() -> bytes:
    return saved(clinic_document())


def with_body(xml: str, **parts: bytes) -> bytes:
    """A document with this markup in its body."""
    document = Document()
    body = document.element.body
    wrapper = parse_xml(f"<w:body {W} {R}>{xml}</w:body>")
    for number, child in enumerate(list(wrapper)):
        body.insert(number, child)
    return saved(document)


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, look: str = "") -> str:
    return f"<w:p><w:pPr>{look}</w:pPr>{''.join(runs)}</w:p>"


def relate(parts: dict[str, bytes], source: str, kind: str, target: str, ident: str,
           *, external: bool = False, full: str = "") -> None:  # fmt: skip
    """Add a relation to a package; ``source`` is the relations part."""
    mode = ' TargetMode="External"' if external else ""
    type_ = full or f"{RELATION}/{kind}"
    line = f'<Relationship Id="{ident}" Type="{type_}" Target="{target}"{mode}/>'
    empty = (
        b'<?xml version="1.0"?><Relationships '
        b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )
    old = parts.get(source, empty)
    parts[source] = old.replace(b"</Relationships>", line.encode() + b"</Relationships>")


def declare(parts: dict[str, bytes], part: str, kind: str) -> None:
    line = f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'
    old = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = old.replace(b"</Types>", line.encode())


def put(folder: Path, content: bytes, name: str = "clinic.docx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def zip_of(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()
