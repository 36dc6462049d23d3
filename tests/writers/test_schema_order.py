"""Word refuses a file whose elements do not stand in the order of the schema."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Collection

import pytest
from reading_back import LETTERS, W

from letterkit.documents.package import unpack
from letterkit.scope import CheckedLetter
from letterkit.writers.docx_writer import docx_bytes

# From ECMA-376, part 1.
PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr "
    "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
    "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
    "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr "
    "sectPr pPrChange"
)
ORDER = {
    "pPr": PARAGRAPH,
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
    "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect "
    "bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tbl": "tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "tc": "tcPr p",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW "
    "jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption "
    "tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
    "tcFitText vAlign hideMark",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "pBdr": "top left bottom right between bar",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
    "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi "
    "rtlGutter docGrid printerSettings",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden "
    "unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr "
    "tcPr tblStylePr",
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "docDefaults": "rPrDefault pPrDefault",
    "styles": "docDefaults latentStyles style",
    "numbering": "numPicBullet abstractNum num",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "font": "altName panose1 charset family notTrueType pitch sig",
    "settings": "zoom embedTrueTypeFonts mirrorMargins gutterAtTop defaultTabStop autoHyphenation "
    "hyphenationZone characterSpacingControl hdrShapeDefaults compat themeFontLang "
    "clrSchemeMapping shapeDefaults decimalSymbol listSeparator",
}


def assert_in_order(parts: dict[str, bytes], but: Collection[str] = ()) -> set[str]:
    """Assert it of all parts ``but`` those; return the elements that were looked at."""
    seen: set[str] = set()
    markup = [name for name in parts if name.startswith("word/") and name.endswith(".xml")]
    for name in set(markup) - set(but):
        for element in ET.fromstring(parts[name]).iter():
            kind = element.tag.removeprefix(W)
            if kind in ORDER:
                order = ORDER[kind].split()
                places = [order.index(child.tag.removeprefix(W)) for child in element]
                assert places == sorted(places), (name, kind, [child.tag for child in element])
                seen.add(kind)
    return seen


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_line_19_elements_stand_in_the_order_of_the_schema(letter: CheckedLetter) -> None:
    seen = assert_in_order(unpack(docx_bytes(letter)))
    assert {"pPr", "rPr", "sectPr", "style", "lvl", "settings", "pBdr"} <= seen
