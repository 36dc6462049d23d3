"""A letter in RTF is read as a person reads it, each passage with its place."""

from __future__ import annotations

import pytest
from letters_to_read import furniture, read, where

from letterkit.errors import InputError

FONTS = r"{\fonttbl{\f0 Arial;}{\f1\fcharset2 Symbol;}{\f2\fcharset204 Arial;}}"


def text(body: str) -> str:
    return read(rf"{{\rtf1\ansi\ansicpg1252{FONTS}{{\info{{\author X}}}}{body}}}".encode()).text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (r"one\par two\line three", "one\n\ntwo\nthree"),
        (r"\'93quoted\'94 \u8211?\u-10179?\u-8704? \emdash", "“quoted” –😀 —"),
        (r"{\uc2\u8217''s} a{\uc0\u233}", "’s aé"),
        ("a\r\nb\\\r\nc", "ab\n\nc"),
        (r"\f2\'cf\'f0", "Пр"),
        (r"said {\deleted gone }{\v hidden }here", "said here"),
        (r"a{\field{\*\fldinst HYPERLINK x}{\fldrslt link}} b", "alink b"),
        (r"{\*\unknown gone}kept", "kept"),
        (r"a {\annotation remark}b{\pict 00ff}c", "a bc"),
        (r"a\{b\}\~c\_d\-e", "a{b}\xa0c-de"),
        (r"{\listtext\f1\'b7\tab}one\par{\pntext\bullet\tab}two\par end", "- one\n- two\n\nend"),
        (r"{\listtext\f1\'6f\tab}tick\par", "[ ] tick"),
        (r"a\bin5 }}}}}b", "ab"),
    ],
)
def test_words_come_out_as_they_are_shown(body: str, words: str) -> None:
    assert text(body) == words


def test_a_table_keeps_its_places() -> None:
    letter = read(
        rb"{\rtf1 Before\par\trowd\pard\intbl A\cell B\cell\row"
        rb"\trowd\intbl one\par two\cell\cell c\cell\row\pard After\par}"
    )
    assert letter.text == "Before\n\nA | B\n\none\n\ntwo\n\nc\n\nAfter"
    assert letter.where(letter.text.index("| B") + 2) == "table 1, row 1, column 2"
    assert where(letter, "two") == "table 1, row 2, column 1"
    assert where(letter, "c\n") == "table 1, row 2, column 3"
    assert where(letter, "After") == "paragraph 2"


def test_headers_notes_and_text_boxes_are_read() -> None:
    letter = read(
        rb"{\rtf1{\header top\par}{\headerf top\par}{\footer bottom\par}He walks"
        rb"{\footnote\pard a note} daily.{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt in a box\par}}"
        rb"{\shprslt in a box}}\par}"
    )
    assert letter.text == "top\n\nHe walks daily.\n\na note\n\nin a box\n\nbottom"
    assert furniture(letter) == "top\nbottom"
    assert where(letter, "a note") == "footnote 1"
    assert where(letter, "in a box") == "text box 1"


def test_braces_beyond_any_letter_are_refused() -> None:
    with pytest.raises(InputError, match="is damaged"):
        read(b"{\\rtf1 " + b"{" * 100_000)


@pytest.mark.parametrize(
    "content", [b"{\\rtf", b"{\\rtf1 a\\bin999999999 b", b"{\\rtf1 a}}}} b", b"{\\rtf1 \\u}"]
)
def test_what_is_cut_off_is_read_as_far_as_it_goes(content: bytes) -> None:
    assert read(content).text in ("", "a")
