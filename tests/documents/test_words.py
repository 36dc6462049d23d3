"""What a reader of the page sees is read, each word once, in order, with its place."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pieces_of_word import cell, field, p, places, row, t, table, text, words

from letterkit.documents.signs import PLAIN
from letterkit.documents.words import Words

DELETED = '<w:del w:id="1" w:author="A"/>'


def box(content: str) -> str:
    """A text box as Word writes it: a drawing, and the same for old programs."""
    return (
        "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{content}'
        "</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback>{old_box(content)}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def old_box(content: str) -> str:
    return (
        f"<w:pict><v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent>"
        "</v:textbox></v:shape></w:pict>"
    )


@pytest.mark.parametrize(
    ("runs", "read"),
    [
        # holders of runs
        (f"<w:hyperlink>{t('link')}</w:hyperlink>", "link"),
        (f"<w:smartTag><w:smartTagPr/>{t('place')}</w:smartTag>", "place"),
        (f"<w:customXml>{t('held')}</w:customXml>", "held"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{t('control')}</w:sdtContent></w:sdt>", "control"),
        (f"<w:sdt><w:sdtContent>{t('☒')}</w:sdtContent></w:sdt>{t(' yes')}", "☒ yes"),
        (f'<w:bdo w:val="rtl">{t("back")}</w:bdo>', "back"),
        # tracked changes, as accepted
        (f"<w:ins>{t('new')}</w:ins>", "new"),
        (f"<w:moveTo>{t('moved')}</w:moveTo>", "moved"),
        (f"<w:moveFrom>{t('gone')}</w:moveFrom>{t('kept')}", "kept"),
        ("<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>" + t("kept"), "kept"),
        (f"<w:del>{t('gone')}</w:del><w:ins><w:del>{t('too')}</w:del>{t('kept')}</w:ins>", "kept"),
        # what is no w:t
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a\tb"),
        ("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t></w:r>", "a\nb\nc"),
        ("<w:r><w:t>x</w:t><w:noBreakHyphen/><w:t>ray</w:t></w:r>", "x-ray"),
        ("<w:r><w:t>diag</w:t><w:softHyphen/><w:t>nosis</w:t></w:r>", "diagnosis"),
        ('<w:r><w:t>20</w:t><w:sym w:font="Symbol" w:char="F0B0"/></w:r>', "20°"),
        ('<w:r><w:t>20</w:t><w:sym w:font="Symbol" w:char="B0"/></w:r>', "20°"),
        ('<w:r><w:t>a</w:t><w:sym w:char="odd"/><w:t>b</w:t></w:r>', "a b"),
        ('<w:r><w:t>a</w:t><w:sym w:char="-FFFFF"/><w:t>b</w:t></w:r>', "a b"),
        (
            ("<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>above</w:t></w:r></w:rt><w:rubyBase>"
            "<w:r><w:t>base</w:t></w:r></w:rubyBase></w:ruby></w:r>"),
            "base",
        ),
        (
            ("<w:r><w:t>pain </w:t></w:r><m:oMathPara><m:oMath><m:f><m:num><m:r><m:t>8</m:t></m:r>"
            "</m:num><m:den><m:r><m:t>10</m:t></m:r></m:den></m:f></m:oMath></m:oMathPara>"),
            "pain8/10",
        ),
        ('<w:commentRangeStart w:id="1"/>' + t("said") + '<w:commentRangeEnd w:id="1"/>', "said"),
        # white space
        ("<w:r><w:t> a </w:t></w:r><w:r><w:t>b</w:t></w:r>", "ab"),
        (f"{t(' a ')}{t('b')}", " a b"),
        # hidden
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>" + t("yes"), "yes"),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>yes</w:t></w:r>', "yes"),
        # fields
        (field("PAGE", t("7")), "7"),
        (f'<w:fldSimple w:instr=" PAGE ">{t("7")}</w:fldSimple>', "7"),
        (field(f"IF {field('MERGEFIELD x', t('inner'))} = 1", t("result")), "result"),
        (field("IF x", field("MERGEFIELD x", t("inner"))), "inner"),
        (field("FORMCHECKBOX", "", "<w:ffData><w:checkBox><w:default/></w:checkBox></w:ffData>")
         + t(" consent"), "☒ consent"),
        (field("FORMCHECKBOX", "", '<w:ffData><w:checkBox><w:default/><w:checked w:val="0"/>'
               "</w:checkBox></w:ffData>") + t(" consent"), "☐ consent"),
        (field("FORMDROPDOWN", "", '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry '
               'w:val="left"/><w:listEntry w:val="right"/></w:ddList></w:ffData>'), "right"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + t("not lost"), "not lost"),
        ('<w:r><w:fldChar w:fldCharType="end"/></w:r>' + t("not lost"), "not lost"),
        (field("XE", t("a")).replace("<w:r><w:fldChar w:fldCharType=\"begin\"",
         '<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="begin"') + t("b"), "ab"),
        # alternatives
        (("<w:r><mc:AlternateContent><mc:Choice Requires='odd'><w:t>new</w:t></mc:Choice>"
         "<mc:Fallback><w:t>old</w:t></mc:Fallback></mc:AlternateContent></w:r>"), "old"),
        (("<w:r><mc:AlternateContent><mc:Choice Requires='w14'><w:t>new</w:t></mc:Choice>"
         "<mc:Fallback><w:t>old</w:t></mc:Fallback></mc:AlternateContent></w:r>"), "new"),
        ("<w:r><mc:AlternateContent/><w:t>alone</w:t></w:r>", "alone"),
        # what is not of Word
        (f"<odd:thing>{t('no')}</odd:thing>" + t("yes"), "yes"),
    ],
)  # fmt: skip
def test_of_a_paragraph_is_read_what_it_shows(runs: str, read: str) -> None:
    assert text(p(runs)) == read


def test_space_that_an_outer_element_keeps_is_kept() -> None:
    kept = '<w:p xml:space="preserve"><w:r><w:t>a </w:t></w:r><w:r><w:t>b</w:t></w:r></w:p>'
    assert text(kept) == "a b"


def test_a_field_may_hold_paragraphs() -> None:
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    shows = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    ended = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert text(p(begun + shows + t("a")) + p("b") + p(ended + t("c"))) == "a\n\nb\n\nc"


@pytest.mark.parametrize("mark", [DELETED, "<w:moveFrom/>", "<w:vanish/>"])
def test_a_paragraph_whose_end_is_gone_runs_on(mark: str) -> None:
    body = p("The patient ", end=mark) + p("reports pain.") + p("Next.")
    assert places(body) == {"The patient reports pain.": "paragraph 1", "Next.": "paragraph 2"}


def test_what_runs_on_at_the_end_of_a_cell_or_the_file_is_not_lost() -> None:
    assert text(table([p("in a cell", end=DELETED)]) + p("last", end=DELETED)) == (
        "in a cell\n\nlast"
    )


def test_empty_paragraphs_are_not_counted() -> None:
    assert places(p("One.") + p("") + p(" ") + p("Two.")) == {
        "One.": "paragraph 1",
        "Two.": "paragraph 2",
    }


# Tables


def test_a_row_of_short_cells_is_one_line_and_each_cell_has_its_place() -> None:
    body = p("Before.") + table(["Pain", "8", "4"], ["Sleep", "", "6"]) + p("After.")
    assert text(body) == "Before.\n\nPain | 8 | 4\n\nSleep | 6\n\nAfter."
    assert places(body) == {
        "Before.": "paragraph 1",
        "Pain": "table 1, row 1, column 1",
        "8": "table 1, row 1, column 2",
        "4": "table 1, row 1, column 3",
        "Sleep": "table 1, row 2, column 1",
        "6": "table 1, row 2, column 3",
        "After.": "paragraph 2",
    }


def test_cells_of_several_lines_stand_apart() -> None:
    assert text(table([p("a") + p("b"), "c"])) == "a\n\nb\n\nc"
    assert text(table([p("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>"), "c"])) == "a\nb\n\nc"


def test_merged_cells_are_counted_as_wide_as_they_are_and_read_once() -> None:
    wide = cell("wide", '<w:gridSpan w:val="2"/>')
    first = cell("first", '<w:vMerge w:val="restart"/>')
    covered = cell("covered", "<w:vMerge/>")
    body = "<w:tbl>{}{}{}</w:tbl>".format(
        row([wide, "third"]), row([first, "b"]), row([covered, "c"], '<w:gridBefore w:val="1"/>')
    )
    assert places(body) == {
        "wide": "table 1, row 1, column 1",
        "third": "table 1, row 1, column 3",
        "first": "table 1, row 2, column 1",
        "b": "table 1, row 2, column 2",
        "c": "table 1, row 3, column 3",
    }


def test_rows_and_cells_that_are_deleted_or_hidden_are_not_read_and_not_counted() -> None:
    rows = [
        row(["gone"], DELETED),
        row(["hidden"], "<w:hidden/>"),
        row(["new"], '<w:ins w:id="1" w:author="A"/>'),
        row([cell("gone", "<w:cellDel/>"), cell("a", "<w:cellIns/>"), "b"]),
    ]
    body = table(["x"]).replace(row(["x"]), row(["gone"], DELETED))
    assert places(f"{body}<w:tbl>{''.join(rows)}</w:tbl>") == {
        "new": "table 1, row 1, column 1",
        "a": "table 1, row 2, column 1",
        "b": "table 1, row 2, column 2",
    }


def test_tables_in_tables_and_in_content_controls_are_read() -> None:
    def control(held: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{held}</w:sdtContent></w:sdt>"

    inner = table(["inner"]) + p("after it")
    rows = control(row([control(cell("held")), cell(inner)]))
    assert places(control(p("block")) + f"<w:tbl>{rows}</w:tbl>") == {
        "block": "paragraph 1",
        "held": "table 1, row 1, column 1",
        "inner": "table 2, row 1, column 1",
        "after it": "table 1, row 1, column 2",
    }


# Beside the text


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    body = p("Before." + "", box(p("In a box.") + table(["cell"]) + p(box(p("Deeper.")))))
    assert places(body + p("After.") + p(f"<w:r>{old_box(p('Old.'))}</w:r>")) == {
        "Before.": "paragraph 1",
        "In a box.": "text box 1",
        "cell": "text box 1",
        "Deeper.": "text box 1",
        "After.": "paragraph 2",
        "Old.": "text box 2",
    }


def margins(*kinds: str, first: bool = False) -> str:
    """The end of a section, whose margins are of these kinds, numbered in order."""
    references = "".join(
        f'<w:headerReference w:type="{kind}" r:id="header{number}"/>'
        for number, kind in enumerate(kinds, 1)
    )
    return f"<w:sectPr>{references}{'<w:titlePg/>' if first else ''}</w:sectPr>"


def test_headers_stand_first_and_their_tables_are_not_counted() -> None:
    body = p("Body.") + table(["cell"]) + margins("default")
    assert places(body, header1=table(["Clinic"]) + p(box(p("Fax")))) == {
        "Clinic": "header",
        "Fax": "header",
        "Body.": "paragraph 1",
        "cell": "table 1, row 1, column 1",
    }
    found = words(body, header1=p("Clinic"))
    assert [one.furniture for one in found.passages] == [True, False, False]


def test_the_headers_of_every_section_are_read_once() -> None:
    sections = p("One.", look=margins("default")) + p("Two.") + margins("default", "first")
    assert text(sections, header1=p("H1"), header2=p("H2")) == "H1\n\nOne.\n\nTwo."
    shown = sections.replace("</w:sectPr>", "<w:titlePg/></w:sectPr>")
    assert text(shown, header1=p("H1"), header2=p("H2")) == "H1\n\nH2\n\nOne.\n\nTwo."
    assert text(shown, header1=p("H"), header2=p("H")) == "H\n\nOne.\n\nTwo."


def test_headers_of_even_pages_are_read_where_pages_differ() -> None:
    body = p("One.") + margins("default", "even")
    assert text(body, header1=p("Odd"), header2=p("Even")) == "Odd\n\nOne."
    apart = "<w:evenAndOddHeaders/>"
    assert text(body, header1=p("Odd"), header2=p("Even"), settings=apart) == "Odd\n\nEven\n\nOne."


def note(ident: int, content: str, kind: str = "footnote", look: str = "") -> str:
    return f'<w:{kind} w:id="{ident}"{look}>{p(content)}</w:{kind}>'


def test_notes_are_read_in_the_order_of_the_text_and_only_if_it_refers_to_them() -> None:
    def refer(ident: int, kind: str = "footnote") -> str:
        return f'<w:r><w:{kind}Reference w:id="{ident}"/></w:r>'

    notes = note(0, "___", look=' w:type="separator"') + note(1, "One.") + note(2, "Two.")
    body = p("a", refer(2)) + p("b", refer(1), f"<w:del>{refer(3)}</w:del>")
    ends = note(5, "Last.", "endnote")
    found = places(
        body + p("c", refer(5, "endnote")), footnotes=notes + note(3, "Gone."), endnotes=ends
    )
    assert found == {
        "a": "paragraph 1", "b": "paragraph 2", "c": "paragraph 3",
        "Two.": "footnote 1", "One.": "footnote 2", "Last.": "endnote 1",
    }  # fmt: skip


# Lists


def numbering(*levels: str, extra: str = "") -> str:
    held = "".join(f'<w:lvl w:ilvl="{n}">{level}</w:lvl>' for n, level in enumerate(levels))
    return (
        f'<w:abstractNum w:abstractNumId="4">{held}</w:abstractNum>'
        f'<w:num w:numId="7"><w:abstractNumId w:val="4"/>{extra}</w:num>'
    )


def sign(shown: str, form: str = "bullet", style: str = "") -> str:
    kept = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:numFmt w:val="{form}"/>{kept}<w:lvlText w:val="{shown}"/>'


def in_list(number: str = "7", level: str = "0") -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def style(ident: str, look: str = "", based_on: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="paragraph" w:styleId="{ident}">{base}<w:pPr>{look}</w:pPr></w:style>'


def test_items_stand_on_lines_of_their_own_below_what_leads_in() -> None:
    body = p("The patient reports:") + p("Pain.", look=in_list()) + p("") + p("x", look=in_list())
    assert text(body, numbering=numbering(sign("•"))) == "The patient reports:\n\n- Pain.\n- x"


@pytest.mark.parametrize(
    ("level", "read"),
    [
        (sign("•"), "- a"),
        (sign("%1.", "decimal"), "- a"),
        (sign("☐"), "[ ] a"),
        (sign("\uf0a8"), "[ ] a"),
        (sign("\uf0fe"), "[x] a"),
        (sign(""), "a"),
        (sign(" "), "a"),
        (sign("•", "none"), "a"),
        ("", "a"),
    ],
)
def test_an_item_has_the_sign_that_is_shown(level: str, read: str) -> None:
    assert text(p("a", look=in_list()), numbering=numbering(level)) == read


def test_each_level_has_its_own_sign_and_a_list_may_change_it() -> None:
    body = p("a", look=in_list()) + p("b", look=in_list(level="1"))
    shape = sign("•"), sign("☐")
    assert text(body, numbering=numbering(*shape)) == "- a\n[ ] b"
    changed = f'<w:lvlOverride w:ilvl="1"><w:lvl w:ilvl="1">{sign("")}</w:lvl></w:lvlOverride>'
    assert text(body, numbering=numbering(*shape, extra=changed)) == "- a\n\nb"


def test_a_style_makes_items_and_a_paragraph_may_step_out() -> None:
    styles = style("Bullets", in_list()) + style("Own", based_on="Bullets")
    as_item = '<w:pStyle w:val="Own"/>'
    body = p("a", look=as_item) + p("b", look=as_item + in_list("0"))
    assert text(body, styles=styles, numbering=numbering(sign("•"))) == "- a\n\nb"


def test_a_style_may_have_a_level_of_its_list() -> None:
    own = '<w:numPr><w:numId w:val="7"/></w:numPr>'
    shape = numbering(sign("•"), sign("☐", style="Second"))
    body = p("a", look='<w:pStyle w:val="Second"/>')
    assert text(body, styles=style("Second", own), numbering=shape) == "[ ] a"


def test_a_numbered_heading_is_no_item() -> None:
    styles = style("Title1", in_list() + '<w:outlineLvl w:val="0"/>') + style("N", in_list())
    shape = numbering(sign("%1.", "decimal"))
    body = p("Findings", look='<w:pStyle w:val="Title1"/>') + p("a", look='<w:pStyle w:val="N"/>')
    assert text(body, styles=styles, numbering=shape) == "Findings\n\n- a"


def test_a_list_may_be_kept_in_a_style_of_lists() -> None:
    linked = (
        '<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="8"><w:abstractNumId w:val="9"/></w:num>'
    )
    styles = style("L", in_list())
    body = p("a", look=in_list("8"))
    assert text(body, styles=styles, numbering=numbering(sign("☐")) + linked) == "[ ] a"


def test_lists_and_styles_that_lead_to_themselves_end() -> None:
    loop = (
        '<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="A"/></w:abstractNum>'
        '<w:num w:numId="8"><w:abstractNumId w:val="9"/></w:num>'
    )
    styles = style("A", in_list("8"), "B") + style("B", "", "A") + style("C", "", "C")
    body = p("a", look='<w:pStyle w:val="A"/>') + p("b", look='<w:pStyle w:val="C"/>')
    assert text(body, styles=styles, numbering=loop) == "a\n\nb"


def test_an_item_that_brings_its_own_box_gets_no_other_sign() -> None:
    body = p("☐ yes", look=in_list()) + p("[ ] no", look=in_list())
    assert text(body, numbering=numbering(sign("•"))) == "☐ yes\n[ ] no"


# Pieces


def assert_exact(found: Words) -> None:
    """Every piece holds the very characters that it says, and they do not overlap."""
    last = 0
    for piece in found.pieces:
        assert last <= piece.start < piece.end
        held = piece.element.text[piece.at : piece.at + piece.end - piece.start]
        assert held.translate(PLAIN) == found.text[piece.start : piece.end]
        last = piece.end
    assert [one.start for one in found.passages] == sorted(one.start for one in found.passages)
    held_once = {id(piece.element) for piece in found.pieces}
    assert len(held_once) == len(found.pieces)


_WRITTEN = st.text(
    st.one_of(
        st.sampled_from(" \t\n.:-•☐[]😀\u0301\u200f\u200e\u00ad\u00a0\uf0b7\U0001d54f"),
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&\ufffe\uffff"),
    ),
    max_size=12,
)
_RUNS = st.recursive(
    st.one_of(
        _WRITTEN.map(t),
        _WRITTEN.map(lambda text: f"<w:r><w:t>{text}</w:t></w:r>"),
        st.sampled_from(["<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>", f"<w:del>{t('no')}</w:del>"]),
    ),
    lambda runs: st.tuples(
        st.sampled_from(["w:ins", "w:hyperlink", "w:smartTag", "field", "box"]), st.lists(runs)
    ).map(lambda made: _wrapped(made[0], "".join(made[1]))),
    max_leaves=6,
)
_PARAGRAPHS = st.tuples(st.lists(_RUNS, max_size=4), st.sampled_from(["", DELETED])).map(
    lambda made: p("".join(made[0]), look=in_list() if len(made[0]) == 1 else "", end=made[1])
)
_BLOCKS = st.recursive(
    _PARAGRAPHS,
    lambda blocks: st.lists(st.lists(blocks, min_size=1, max_size=3), min_size=1, max_size=3).map(
        lambda rows: table(*rows)
    ),
    max_leaves=8,
)


def _wrapped(kind: str, runs: str) -> str:
    if kind == "field":
        return field("REF", runs)
    return box(p(runs)) if kind == "box" else f"<{kind}>{runs}</{kind}>"


@given(st.lists(_BLOCKS, max_size=5))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_piece_of_markup_holds_the_characters_that_are_said_to_be_its(blocks: list[str]) -> None:
    found = words("".join(blocks), numbering=numbering(sign("•")))
    assert_exact(found)
    for piece in found.pieces:
        assert found.pieces_of(piece.start, piece.end) == [piece]


def test_a_span_over_several_runs_has_a_piece_of_each() -> None:
    found = words(p("The pat", t("ient ") + "<w:r><w:t> repo</w:t></w:r>", "rts."))
    start = found.text.index("patient")
    assert [
        (piece.element.text[piece.at :][: piece.end - piece.start], piece.start - start)
        for piece in found.pieces_of(start, start + len("patient repo"))
    ] == [("pat", 0), ("ient ", 3), ("repo", 8)]
