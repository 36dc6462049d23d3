"""An OpenDocument text is read as a person reads it, each passage with its place."""

from __future__ import annotations

import pytest
from letters_to_read import NAMESPACES, ODT_TYPE, furniture, odt, package, read, where

from letterkit.errors import InputError


def text(body: str, styles: str = "") -> str:
    return read(odt(body, styles)).text


def test_spaces_tabs_and_line_breaks() -> None:
    body = '<text:p>a \n b<text:s text:c="2"/>c<text:tab/>d<text:line-break/>e</text:p>'
    assert text(body) == "a b  c\td\ne"


def test_lists_stand_together_and_boxes_to_tick_stay_boxes() -> None:
    styles = (
        '<text:list-style style:name="B"><text:list-level-style-bullet text:level="1" '
        'text:bullet-char="☐"/></text:list-style>'
    )
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    body = (
        f"<text:p>Two:</text:p><text:list>{item.format('one')}{item.format('two')}</text:list>"
        f'<text:list text:style-name="B">{item.format("tick")}</text:list><text:p>end</text:p>'
    )
    assert text(body, styles) == "Two:\n\n- one\n- two\n[ ] tick\n\nend"


def test_a_table_keeps_its_places() -> None:
    cell = "<table:table-cell>{}</table:table-cell>"
    row = "<table:table-row>{}</table:table-row>"
    p = "<text:p>{}</text:p>"
    body = (
        "<text:p>Before</text:p><table:table><table:table-header-rows>{}</table:table-header-rows>"
    )
    body = (body + "{}</table:table>").format(
        row.format(cell.format(p.format("Measure")) + cell.format(p.format("May"))),
        row.format(
            '<table:table-cell table:number-columns-spanned="2"><text:p>wide</text:p>'
            "</table:table-cell><table:covered-table-cell/>"
            + cell.format(p.format("one") + p.format("two"))
        ),
    )
    letter = read(odt(body))
    assert letter.text == "Before\n\nMeasure | May\n\nwide\n\none\n\ntwo"
    assert where(letter, "Before") == "paragraph 1"
    assert where(letter, "May") == "table 1, row 1, column 2"
    assert where(letter, "two") == "table 1, row 2, column 3"


def test_notes_and_text_boxes_are_read_comments_and_deleted_words_not() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>He walks<text:note text:note-class='footnote'><text:note-citation>1"
        "</text:note-citation><text:note-body><text:p>a note</text:p></text:note-body></text:note>"
        "<office:annotation><text:p>remark</text:p></office:annotation> daily"
        "<draw:frame><draw:text-box><text:p>in a box</text:p></draw:text-box></draw:frame>."
        "</text:p>"
    )
    letter = read(odt(body))
    assert letter.text == "He walks daily.\n\nin a box\n\na note"
    assert where(letter, "in a box") == "text box 1"
    assert where(letter, "a note") == "footnote 1"


def test_hidden_words_are_not_read() -> None:
    hidden = (
        '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    )
    body = '<text:p>seen<text:span text:style-name="H"> hidden</text:span></text:p>'
    assert text(body, hidden) == "seen"


def test_headers_and_footers_are_furniture_and_read_once() -> None:
    margin = "<style:{0}><text:p>{1}</text:p></style:{0}>"
    pages = "".join(
        margin.format(kind, words)
        for kind, words in (("header", "top"), ("header-first", "top"), ("footer", "bottom"))
    )
    styles = f"<office:styles {NAMESPACES}>{pages}</office:styles>".encode()
    letter = read(odt("<text:p>body</text:p>", parts={"styles.xml": styles}))
    assert letter.text == "top\n\nbody\n\nbottom"
    assert furniture(letter) == "top\nbottom"


def test_the_flat_kind_is_read_whatever_it_is_called() -> None:
    flat = (
        f"<?xml version='1.0'?><office:document {NAMESPACES}><office:body><office:text>"
        "<text:p>flat</text:p></office:text></office:body></office:document>"
    )
    assert read(flat.encode(), "letter.txt").text == "flat"


ODT = ODT_TYPE.encode()
DOCTYPE = b'<!DOCTYPE a [<!ENTITY b "boo"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (odt("<text:p>cut"), "is damaged"),
        (odt("<text:p>x</text:p>")[:-30], "is damaged"),
        (package({"mimetype": ODT_TYPE.encode()}), "is damaged"),
        (
            package({"mimetype": ODT, "content.xml": DOCTYPE + b"<a>&c;</a>"}),
            "damaged",
        ),
        (
            odt("", parts={"META-INF/manifest.xml": b"<m:encryption-data/>"}),
            "locked with a password",
        ),
        (odt("", parts={"encrypted-package": b"x"}), "locked with a password"),
        (odt("<text:p>" + "<text:span>" * 500 + "</text:span>" * 500 + "</text:p>"), "too large"),
        (odt("<text:p/>" * 200_001), "too large"),
        (odt("<text:p>" + "a" * 20_000_001 + "</text:p>"), "too large"),
        (
            package({"mimetype": ODT, **{f"{n}": b"" for n in range(2001)}}),
            "too large",
        ),
        (package({"mimetype": ODT, "content.xml": b"<a/>"}), "but no text"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(content, "letter.odt")


def test_a_repeated_cell_or_space_cannot_swell() -> None:
    body = '<text:p>a<text:s text:c="99999999"/>b</text:p>'
    assert len(text(body)) < 200
