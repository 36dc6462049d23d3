"""The styles of a letter, as WordprocessingML. Sizes are in points, distances in twentieths."""

from __future__ import annotations

FONT = "Arial"

_BODY, _SMALL = 11, 10  # a fax still shows 10 pt clearly
_LINE = 'w:line="245" w:lineRule="auto"'  # 1.02 lines
_KEEP_NEXT, _KEEP_LINES = "<w:keepNext/>", "<w:keepLines/>"
_TIGHT = "<w:contextualSpacing/>"  # no space between two paragraphs of the same style
_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="6" w:color="000000"/></w:pBdr>'
_BOX = "".join(
    f'<w:{side} w:val="single" w:sz="8" w:space="3" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right")
)
_LINE_TO_SIGN = '<w:pBdr><w:top w:val="single" w:sz="4" w:space="3" w:color="000000"/></w:pBdr>'
_BOLD = "<w:b/><w:bCs/>"


def styles_xml(declaration: str, namespaces: str) -> str:
    """Return the styles part. Only the styles a letter uses are there."""
    content = "".join([_defaults(), _foundation(), *_paragraph_styles(), _table_style()])
    return f"{declaration}<w:styles {namespaces}>{content}</w:styles>"


def _defaults() -> str:
    fonts = " ".join(f'w:{script}="{FONT}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:color w:val="000000"/>'
        f'{_size(_BODY)}<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr>'
        f"</w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>"
        f'<w:spacing w:before="0" w:after="0" {_LINE}/></w:pPr></w:pPrDefault></w:docDefaults>'
    )


def _foundation() -> str:
    """The four styles that Word takes for granted."""
    cells = "".join(
        f'<w:{side} w:w="{margin}" w:type="dxa"/>'
        for side, margin in (("top", 0), ("left", 108), ("bottom", 0), ("right", 108))
    )
    table = (
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>{cells}</w:tblCellMar></w:tblPr>'
    )
    return "".join(
        f'<w:style w:type="{kind}" w:default="1" w:styleId="{ident}"><w:name w:val="{name}"/>'
        f"{rest}</w:style>"
        for kind, ident, name, rest in (
            ("paragraph", "Normal", "Normal", f"<w:qFormat/><w:pPr>{_spacing(after=120)}</w:pPr>"),
            ("character", "DefaultParagraphFont", "Default Paragraph Font", "<w:semiHidden/>"),
            ("table", "TableNormal", "Normal Table", f"<w:semiHidden/>{table}"),
            ("numbering", "NoList", "No List", "<w:semiHidden/>"),
        )
    )


def _paragraph_styles() -> list[str]:
    bullets = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    inset = '<w:ind w:left="80" w:right="80"/>'  # the box stays within the margins
    boxes = '<w:numPr><w:numId w:val="2"/></w:numPr>'
    boxed = f"<w:pBdr>{_BOX}</w:pBdr>"  # paragraphs with the same border stand in one box
    small, centre = _size(_SMALL), '<w:jc w:val="center"/>'
    return [
        _style("Letterhead", _KEEP_LINES + _RULE + _spacing(after=200) + _TIGHT, small),
        _style("Letterhead Name", _KEEP_NEXT + _KEEP_LINES + _spacing(after=40), _BOLD + _size(16)),
        _style("Date", _spacing(after=160)),
        _style("Recipient", _KEEP_LINES + _spacing(after=180) + _TIGHT),
        _style(
            "heading 1",
            _KEEP_NEXT + _KEEP_LINES + _spacing(after=40) + _outline(0),
            _BOLD + _size(12),
            following="SubjectLine",
        ),
        _style("Subject Line", _KEEP_NEXT + _KEEP_LINES + _spacing(after=40) + _TIGHT, _BOLD),
        _style("Salutation", _KEEP_NEXT + _spacing(before=160, after=100), following="BodyText"),
        # Not “Normal”, whose look is everybody's: on a clinic's paper it may leave no space.
        _style("Body Text", _spacing(after=120)),
        _style(
            "heading 2",
            _KEEP_NEXT + _KEEP_LINES + _spacing(before=140, after=30) + _outline(1),
            _BOLD,
            following="BodyText",
        ),
        _style("List Bullet", bullets + _spacing(after=30)),
        _style("Checklist", _KEEP_LINES + boxes + _spacing(after=10), small),
        _style(
            "Reply Title",
            _KEEP_NEXT + _KEEP_LINES + boxed + _spacing(before=100) + inset,
            _BOLD + small,
            following="Reply",
        ),
        _style("Reply", _KEEP_LINES + boxed + _spacing(before=80) + inset, small),
        _style("Closing", _KEEP_NEXT + _KEEP_LINES + _spacing(before=160)),
        _style("Signature Image", _KEEP_NEXT + _KEEP_LINES + _spacing(before=60)),
        # The room to sign is above the line, whatever a clinic's own closing leaves.
        _style("Signature Name", _KEEP_LINES + _LINE_TO_SIGN + _spacing(before=580)),
        _style("Signature", _KEEP_LINES + _spacing() + _TIGHT),
        _style("Note", _KEEP_LINES + _spacing(before=140) + _TIGHT, small),
        _style("Table Text", _KEEP_LINES + _spacing(before=30, after=30), small),
        _style("header", _spacing(after=160), small),
        _style("footer", _spacing() + '<w:jc w:val="right"/>', small),
        _style("Draft Mark", boxed + _spacing(after=160) + inset + centre, _BOLD),
    ]


def _table_style() -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        '<w:style w:type="table" w:customStyle="1" w:styleId="LetterTable">'
        '<w:name w:val="Letter Table"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:rPr>{_BOLD}</w:rPr></w:tblStylePr></w:style>'
    )


def _style(name: str, paragraph: str, run: str = "", *, following: str = "") -> str:
    """One paragraph style on top of Normal. ``paragraph`` keeps the order of the schema."""
    ours = name in ("Letterhead", "Letterhead Name", "Recipient", "Subject Line", "Note",
                    "Table Text", "Draft Mark", "Checklist", "Reply", "Reply Title",
                    "Signature Image", "Signature Name")  # fmt: skip
    custom = ' w:customStyle="1"' if ours else ""
    after = f'<w:next w:val="{following}"/>' if following else ""
    look = f"<w:pPr>{paragraph}</w:pPr>" + (f"<w:rPr>{run}</w:rPr>" if run else "")
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style_id(name)}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/>{after}<w:qFormat/>{look}</w:style>'
    )


def style_id(name: str) -> str:
    """Return the id under which a paragraph refers to the style ``name``."""
    return "".join(word[0].upper() + word[1:] for word in name.split())


def _spacing(before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _size(points: int) -> str:
    return f'<w:sz w:val="{points * 2}"/><w:szCs w:val="{points * 2}"/>'


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'
