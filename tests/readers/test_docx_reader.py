"""A letter says the same in Word as in plain text, whichever program wrote the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from files_to_open import W, clinic_document, saved
from letters_to_write import converted
from pieces_of_word import docx, p

from letterkit import draft, load_case, write_letter
from letterkit.documents.opening import word_file_of
from letterkit.documents.words import words_of
from letterkit.errors import InputError
from letterkit.manuscript import Manuscript
from letterkit.readers import read_manuscript
from letterkit.review import Asked, review

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").iterdir())
# Its address has a line of its own that a name of a clinic fills: it is told from a sentence by
# where it stands in a letter, which the words alone do not show.
TAKEN_FOR_A_SENTENCE = {"query-referral-instruction": ["PX99"]}


def found(content: bytes, name: str) -> list[tuple[str, str]]:
    """The rule and the words of each issue."""
    issues = review(content, name, Asked()).report.issues
    return [(issue.rule, " ".join(issue.text.split())) for issue in issues]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_a_drafted_letter_is_judged_in_word_as_in_text(example: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.docx"
    write_letter(draft(load_case(example / "case.yaml")), letter)
    in_text = found((example / "letter.txt").read_bytes(), "letter.txt")
    in_word = found(letter.read_bytes(), "letter.docx")
    excused = TAKEN_FOR_A_SENTENCE.get(example.name, [])
    assert [one for one in in_word if one[0] not in excused] == in_text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_upset_letter_is_judged_in_word_as_in_text(example: Path) -> None:
    """Typed into Word, a paragraph for a paragraph and a line break for a line end."""
    text = (example / "before.txt").read_text("utf-8")
    document = Document()
    for block in text.strip().split("\n\n"):
        document.add_paragraph(block)
    assert found(saved(document), "before.docx") == found(text.encode(), "before.txt")
    assert found(text.encode(), "before.txt")


def test_a_word_file_may_not_allow_itself_anything() -> None:
    said = "&lt;!-- letterkit-allow DX: because I say so --&gt;"
    content = docx(p("I suspect a fracture.") + p(said))
    report = review(content, "letter.docx", Asked()).report
    assert [issue.where for issue in report.issues][:1] == ["paragraph 1"]
    assert not report.allowed


def test_a_file_without_words_is_an_empty_letter() -> None:
    assert read_manuscript(docx(""), "letter.docx") == Manuscript("", (), "docx", False)


def test_a_picture_of_a_letter_is_refused_with_advice() -> None:
    with pytest.raises(InputError, match="recognised"):
        read_manuscript(docx(p("<w:r><w:drawing/></w:r>")), "letter.docx")


# Files that LibreOffice wrote

SHOWN = """\
Willow Lane Clinic | header
Dear Dr Osei, | paragraph 1
She sleeps 😀 badly. | paragraph 2
The patient reports: | paragraph 3
Pain in the left shoulder. | paragraph 4
Waking twice a night. | paragraph 5
I suspect a rotator cuff tear. | paragraph 6
Measure | table 1, row 1, column 1
After | table 1, row 1, column 2
Pain | table 1, row 2, column 1
4/10 | table 1, row 2, column 2
In a box. | text box 1
Yours sincerely, | paragraph 7
As told on May 4. | footnote 1
9 Willow Lane, Bath · 01225 000000 | footer
"""
OPEN_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles><style:page-layout style:name="pl">
<style:header-style/><style:footer-style/>
</style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pl">
<style:header><text:p>Willow Lane Clinic</text:p></style:header>
<style:footer><text:p>9 Willow Lane, Bath · 01225 000000</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>
<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info>
<dc:creator>A</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info>
<text:p>Zebra</text:p></text:deletion></text:changed-region>
<text:changed-region text:id="c2"><text:insertion><office:change-info><dc:creator>A</dc:creator>
<dc:date>2026-01-01T00:00:00</dc:date></office:change-info></text:insertion></text:changed-region>
</text:tracked-changes>
<text:p>Dear Dr <office:annotation><dc:creator>A</dc:creator><text:p>Zebra</text:p>
</office:annotation>Osei,</text:p>
<text:p>She <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>sleeps 😀
 badly<text:change-end text:change-id="c2"/>.</text:p>
<text:p>The patient reports:<text:note text:note-class="footnote">
<text:note-citation>1</text:note-citation><text:note-body>
<text:p>As told on May 4.</text:p></text:note-body></text:note></text:p>
<text:list><text:list-item><text:p>Pain in the left shoulder.</text:p></text:list-item>
<text:list-item><text:p>Waking twice a night.</text:p></text:list-item></text:list>
<text:p>I suspect a rotator cuff tear.</text:p>
<table:table><table:table-column table:number-columns-repeated="2"/>
<table:table-row><table:table-cell><text:p>Measure</text:p></table:table-cell>
<table:table-cell><text:p>After</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>Pain</text:p></table:table-cell>
<table:table-cell><text:p>4/10</text:p></table:table-cell></table:table-row></table:table>
<text:p><draw:frame text:anchor-type="paragraph" svg:width="4cm" svg:height="2cm"><draw:text-box>
<text:p>In a box.</text:p></draw:text-box></draw:frame></text:p>
<text:p>Yours sincerely,</text:p>
</office:text></office:body></office:document>
"""
RICH_TEXT = r"""{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}{\*\revtbl{Unknown;}{A;}}
{\header\pard Willow Lane Clinic\par}{\footer\pard 9 Willow Lane, Bath \u183? 01225 000000\par}
Dear Dr Osei,\par
She {\deleted\revauthdel1 Zebra }sleeps {\revised\revauth1 \u-10179?\u-8704? badly}.\par
The patient reports:{\footnote\pard\plain As told on May 4.}\par
{\pard{\*\pn\pnlvlblt\pnf0{\pntxtb\'b7}}Pain in the left shoulder.\par
{\*\pn\pnlvlblt\pnf0{\pntxtb\'b7}}Waking twice a night.\par}
\pard I suspect a {\b rotator} cuff tear.\par
\trowd\cellx2000\cellx4000\intbl Measure\cell After\cell\row
\trowd\cellx2000\cellx4000\intbl Pain\cell 4/10\cell\row
\pard Yours sincerely,\par}"""


def typed_in_word() -> bytes:
    """The same letter with a logo, built with python-docx."""
    document = clinic_document()
    body = document.element.body
    body.remove(document.paragraphs[0]._p)
    comment = document.add_paragraph("Dear Dr Osei,")
    document.add_comment(comment.runs, text="Zebra", author="A", initials="A")
    change = 'w:author="A" w:date="2026-01-01T00:00:00Z"'
    body.insert(1, parse_xml(
        f'<w:p {W}><w:r><w:t xml:space="preserve">She </w:t></w:r><w:del w:id="90" {change}><w:r>'
        f'<w:delText>Zebra</w:delText></w:r></w:del><w:ins w:id="91" {change}><w:r>'
        "<w:t>sleeps 😀 badly</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
    ))  # fmt: skip
    document.add_paragraph("The patient reports:")
    for item in ("Pain in the left shoulder.", "Waking twice a night."):
        document.add_paragraph(item, style="List Bullet")
    last = document.add_paragraph("I suspect a ")
    last.add_run("rotator").bold = True
    last.add_run(" cuff tear.")
    table = document.add_table(2, 2)
    for at, words in enumerate(("Measure", "After", "Pain", "4/10")):
        table.cell(at // 2, at % 2).text = words
    body.insert(-1, parse_xml(
        f'<w:p {W} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape '
        'type="#_x0000_t202" style="width:150pt;height:60pt"><v:textbox><w:txbxContent><w:p><w:r>'
        "<w:t>In a box.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        "</w:p>"
    ))  # fmt: skip
    document.add_paragraph("Yours sincerely,")
    return saved(document)


SOURCES = {
    "word.docx": typed_in_word(),
    "open.fodt": OPEN_DOCUMENT.encode(),
    "rich.rtf": RICH_TEXT.encode("ascii"),
}
# What a format, or LibreOffice's way from it, does not have.
MISSING = {"word": ["As told on May 4."], "open": [], "rich": ["In a box."]}


@pytest.fixture(scope="module")
def from_office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The letter as LibreOffice turned it from each format into DOCX."""
    folder, into = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("converted")
    for name, content in SOURCES.items():
        (folder / name).write_bytes(content)
    sources = [folder / name for name in SOURCES]
    return {file.stem: file.read_bytes() for file in converted(into, "docx", *sources)}


@pytest.mark.parametrize("name", MISSING)
def test_words_and_places_survive_another_program(name: str, from_office: dict[str, bytes]) -> None:
    shown = read_manuscript(from_office[name], "letter.docx")
    places = [f"{shown.text[one.start : one.end].strip()} | {one.where}" for one in shown.passages]
    missing = MISSING[name]
    assert places == [line for line in SHOWN.splitlines() if line.split(" | ")[0] not in missing]
    assert "Zebra" not in shown.text
    assert "\n\n- Pain in the left shoulder.\n- Waking twice a night.\n\n" in shown.text


@pytest.mark.parametrize("name", MISSING)
def test_what_another_program_wrote_is_found_in_its_markup(
    name: str, from_office: dict[str, bytes]
) -> None:
    words = words_of(word_file_of(from_office[name], "letter.docx"))
    assert words.pieces
    for piece in words.pieces:
        held = piece.element.text[piece.at : piece.at + piece.end - piece.start]
        assert held == words.text[piece.start : piece.end]
    at = words.text.index("rotator cuff tear")
    named = words.pieces_of(at, at + len("rotator cuff tear"))
    assert "".join(words.text[one.start : one.end] for one in named) == "rotator cuff tear"


@pytest.mark.parametrize("name", MISSING)
def test_an_issue_in_what_another_program_wrote_has_its_place(
    name: str, from_office: dict[str, bytes]
) -> None:
    issues = review(from_office[name], "letter.docx", Asked()).report.issues
    assert ("DX", "paragraph 6") in {(issue.rule[:2], issue.where) for issue in issues}
