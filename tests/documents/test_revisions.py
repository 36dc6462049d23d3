"""Tracked changes are accepted as Word accepts them."""

from __future__ import annotations

import pytest
from files_to_open import W, paragraph, run

from letterkit.documents.markup import each, name, parse, text_of
from letterkit.documents.revisions import accept, changes

WHO = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'


def deleted(text: str) -> str:
    return f"<w:del {WHO}><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def inserted(text: str) -> str:
    return f"<w:ins {WHO}>{run(text)}</w:ins>"


def cell(content: str, look: str = "") -> str:
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{content}</w:tc>"


def row(*texts: str, look: str = "") -> str:
    cells = "".join(cell(paragraph(run(text))) for text in texts)
    return f"<w:tr><w:trPr>{look}</w:trPr>{cells}</w:tr>"


def table(cells: str) -> str:
    return f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"


END_GONE = f"<w:rPr><w:del {WHO}/></w:rPr>"
STYLE = '<w:pStyle w:val="{}"/>'


@pytest.mark.parametrize(
    ("xml", "texts"),
    [
        (paragraph(run("a"), deleted("b"), inserted("c")), ["ac"]),
        (paragraph(f"<w:moveFrom {WHO}>{run('a')}</w:moveFrom>")
         + paragraph(f"<w:moveTo {WHO}>{run('a')}</w:moveTo>"), ["", "a"]),
        (paragraph(f"<w:ins {WHO}>{run('a')}{deleted('b')}</w:ins>"), ["a"]),
        (paragraph(run("a"), look=END_GONE) + paragraph(run("b")), ["ab"]),
        (paragraph(run("a"), look=END_GONE) + paragraph(run("b"), look=END_GONE)
         + paragraph(run("c")), ["abc"]),
        (paragraph(deleted("a"), look=END_GONE) + paragraph(run("b")), ["b"]),
        (paragraph(run("a"), look=f"<w:rPr><w:ins {WHO}/></w:rPr>") + paragraph(run("b")),
         ["a", "b"]),
        (f"<w:tbl>{row('a', look=f'<w:del {WHO}/>')}{row('b')}</w:tbl>{paragraph(run('c'))}",
         ["b", "c"]),
        (f"<w:tbl>{row('a', look=f'<w:del {WHO}/>')}</w:tbl>{paragraph(run('c'))}", ["c"]),
        (f"<w:tbl>{row('a', look=f'<w:ins {WHO}/>')}</w:tbl>", ["a"]),
        (table(cell(paragraph(deleted("a"), look=END_GONE))), [""]),
        (table(cell(paragraph(run("a")), f"<w:cellDel {WHO}/>") + cell(paragraph(run("b")))),
         ["b"]),
    ],
)  # fmt: skip
def test_words_and_paragraphs_are_what_acceptance_leaves(xml: str, texts: list[str]) -> None:
    root = parse(f"<w:body {W}>{xml}</w:body>".encode())
    assert changes(root)
    accept(root)
    assert not changes(root)
    assert [text_of(p) for p in each(root, "w:p")] == texts
    for cell in each(root, "w:tc"):
        assert cell[-1].tag == name("w:p")
    assert not each(root, "w:delText")


def test_a_paragraph_that_runs_on_takes_the_look_of_the_next() -> None:
    first = paragraph(run("a"), look=STYLE.format("One") + END_GONE)
    second = paragraph(run("b"), look=STYLE.format("Two"))
    root = parse(f"<w:body {W}>{first}{second}</w:body>".encode())
    accept(root)
    (left,) = each(root, "w:p")
    assert [style.get(name("w:val")) for style in each(left, "w:pStyle")] == ["Two"]
    assert left[0].tag == name("w:pPr")


def test_formats_are_the_new_ones() -> None:
    look = f"<w:b/><w:rPrChange {WHO}><w:rPr><w:i/></w:rPr></w:rPrChange>"
    root = parse(f"<w:body {W}>{paragraph(run('a', look))}</w:body>".encode())
    accept(root)
    assert each(root, "w:b")
    assert not each(root, "w:i", "w:rPrChange")


def test_asking_for_no_name_finds_nothing() -> None:
    assert each(parse(f"<w:body {W}><w:p/></w:body>".encode())) == []
