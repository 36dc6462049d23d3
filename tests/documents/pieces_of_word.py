"""Word files put together from pieces of markup, for what other programs do not write on demand."""

from __future__ import annotations

from files_to_open import MIME, RELATION, W, zip_of

from letterkit.documents.opening import word_file_of
from letterkit.documents.words import Words, words_of

NAMES = (
    f'{W} xmlns:r="{RELATION}" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:odd="http://example.org/nobody-knows-this"'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# What the parts are called whose root is not the name of the part.
_ROOTS = {"header": "hdr", "footer": "ftr"}
ENDING = "</Relationships>"


def t(text: str) -> str:
    """A run with these words, which are markup already."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*content: str, look: str = "", end: str = "") -> str:
    """A paragraph of words and runs, with properties, also of its end."""
    runs = "".join(piece if piece.startswith("<") else t(piece) for piece in content)
    mark = f"<w:rPr>{end}</w:rPr>" if end else ""
    return f"<w:p><w:pPr>{look}{mark}</w:pPr>{runs}</w:p>"


def table(*rows: list[str]) -> str:
    return f"<w:tbl>{''.join(map(row, rows))}</w:tbl>"


def row(cells: list[str], look: str = "") -> str:
    held = (one if one.startswith(("<w:tc", "<w:sdt")) else cell(one)
            for one in cells)  # fmt: skip
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(held)}</w:tr>"


def cell(content: str, look: str = "") -> str:
    held = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{held}</w:tc>"


def field(code: str, result: str, begin: str = "") -> str:
    """A field as it stands among runs."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{begin}</w:fldChar></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def relations(*lines: tuple[str, str, str]) -> bytes:
    """The relations of a part: id, kind and target each."""
    held = "".join(
        f'<Relationship Id="{ident}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for ident, kind, target in lines
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{held}{ENDING}'.encode()


def parts_of(body: str, **parts: str) -> dict[str, bytes]:
    """The parts of a file: the body's markup, and that of others by name (``header1``)."""
    kinds = {name: name.rstrip("0123456789") for name in parts}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{MIME}.{kind}+xml"/>'
        for name, kind in {"document": "document.main", **kinds}.items()
    )
    held = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{types}</Types>"
        ).encode(),
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>".encode(),
        "word/_rels/document.xml.rels": relations(
            *((name, kind, f"{name}.xml") for name, kind in kinds.items())
        ),
    }
    for name, kind in kinds.items():
        root = f"w:{_ROOTS.get(kind, kind)}"
        held[f"word/{name}.xml"] = f"<{root} {NAMES}>{parts[name]}</{root}>".encode()
    return held


def docx(body: str, **parts: str) -> bytes:
    """A Word file with this body."""
    return zip_of(parts_of(body, **parts))


def words(body: str, **parts: str) -> Words:
    return words_of(word_file_of(docx(body, **parts), "letter.docx"))


def text(body: str, **parts: str) -> str:
    return words(body, **parts).text


def places(body: str, **parts: str) -> dict[str, str]:
    """Every passage with its place."""
    found = words(body, **parts)
    return {found.text[one.start : one.end]: one.where for one in found.passages}
