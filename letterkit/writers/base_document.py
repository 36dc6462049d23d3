"""Builds ``base.docx``: an empty letter that holds the styles, and nothing about anybody.

Run ``python -m letterkit.writers.base_document`` after a change here. The look of a letter is
decided in this file alone: black on white, one font that every office has, sizes a fax keeps.
"""

from __future__ import annotations

from letterkit.documents.package import pack
from letterkit.resources import package_folder
from letterkit.writers.base_styles import FONT, styles_xml

BASE = package_folder() / "writers" / "base.docx"

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}/relationships"'
)

# Id, part, kind: all that the main document refers to. Headers and footers come twice, for the
# first page and for those that follow.
_PARTS = (
    ("rId1", "styles", "styles"),
    ("rId2", "settings", "settings"),
    ("rId3", "numbering", "numbering"),
    ("rId4", "fontTable", "fontTable"),
    ("rId5", "header1", "header"),
    ("rId6", "header2", "header"),
    ("rId7", "footer1", "footer"),
    ("rId8", "footer2", "footer"),
)

_MARGINS = (
    'w:top="1134" w:right="1304" w:bottom="1134" w:left="1304" '  # 20 and 23 mm
    'w:header="624" w:footer="624" w:gutter="0"'  # 11 mm: clear of the edge that a fax cuts off
)
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId5"/>'
    '<w:headerReference w:type="first" r:id="rId6"/>'
    '<w:footerReference w:type="default" r:id="rId7"/>'
    '<w:footerReference w:type="first" r:id="rId8"/>'
    f'<w:pgSz w:w="12240" w:h="15840"/><w:pgMar {_MARGINS}/>'
    '<w:cols w:space="720"/><w:titlePg/></w:sectPr>'
)
_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    + "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" '
        f'w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
            ("differentiateMultirowTableHeaders", 1),
        )
    )
    + '</w:compat><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
)
_LISTS = (("•", "ListBullet", FONT), ("☐", "Checklist", "Segoe UI Symbol"))  # Arial has no box
_NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
    f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="{style}"/>'
    f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="340" w:hanging="255"/></w:pPr>'
    f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}" w:hint="default"/></w:rPr>'
    "</w:lvl></w:abstractNum>"
    for number, (sign, style, font) in enumerate(_LISTS)
) + "".join(
    f'<w:num w:numId="{number + 1}"><w:abstractNumId w:val="{number}"/></w:num>'
    for number in range(len(_LISTS))
)
# Liberation Sans has the same widths as Arial, so a page breaks at the same word.
_FONTS = (
    f'<w:font w:name="{FONT}"><w:altName w:val="Liberation Sans"/>'
    '<w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/>'
    '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
)


def base_document() -> bytes:
    """Return the base document, the same bytes each time.

    It is stored without compression, as that alone differs from one zlib to another.
    """
    word = {
        "document": _part("document", f"<w:body>{_SECTION}</w:body>"),
        "styles": styles_xml(_XML, _W),
        "settings": _part("settings", _SETTINGS),
        "numbering": _part("numbering", _NUMBERING),
        "fontTable": _part("fonts", _FONTS),
        "header1": _part("hdr", _paragraph("Header")),
        "header2": _part("hdr", _paragraph("Header")),
        "footer1": _part("ftr", _paragraph("Footer", _page_x_of_y())),
        "footer2": _part("ftr", _paragraph("Footer", _page_x_of_y())),
    }
    parts = {f"word/{name}.xml": xml for name, xml in word.items()}
    parts["[Content_Types].xml"] = _content_types()
    parts["_rels/.rels"] = _package_relationships()
    parts["word/_rels/document.xml.rels"] = _document_relationships()
    parts["docProps/core.xml"] = _core_properties()
    parts["docProps/app.xml"] = _application()
    return pack({name: xml.encode() for name, xml in parts.items()}, compressed=False)


def _part(element: str, content: str) -> str:
    return f"{_XML}<w:{element} {_W}>{content}</w:{element}>"


def _paragraph(style: str, runs: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _page_x_of_y() -> str:
    return _run("Page ") + _field("PAGE") + _run(" of ") + _field("NUMPAGES")


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _field(code: str) -> str:
    """A field with the result 1, which a reader sees until Word has counted the pages."""
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return begin + instruction + separate + _run("1") + end


def _content_types() -> str:
    overrides = {f"word/{name}": f"{_MIME}.{kind}" for _, name, kind in _PARTS}
    overrides["word/document"] = f"{_MIME}.document.main"
    overrides["docProps/core"] = "application/vnd.openxmlformats-package.core-properties"
    overrides["docProps/app"] = "application/vnd.openxmlformats-officedocument.extended-properties"
    lines = "".join(
        f'<Override PartName="/{name}.xml" ContentType="{kind}+xml"/>'
        for name, kind in sorted(overrides.items())
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{rels}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    )


def _package_relationships() -> str:
    return _relationships(
        ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
        ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
    )


def _document_relationships() -> str:
    return _relationships(
        *((rid, f"{_OFFICE}/relationships/{kind}", f"{name}.xml") for rid, name, kind in _PARTS)
    )


def _relationships(*targets: tuple[str, str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="{rid}" Type="{kind}" Target="{target}"/>'
        for rid, kind, target in targets
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _core_properties() -> str:
    """Without this part python-docx would add its own, with its name in it."""
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<cp:revision>1</cp:revision></cp:coreProperties>"
    )


def _application() -> str:
    """Return the properties of the program that wrote the file: none, as they betray the tool."""
    return f'{_XML}<Properties xmlns="{_OFFICE}/extended-properties"/>'


if __name__ == "__main__":
    BASE.write_bytes(base_document())
