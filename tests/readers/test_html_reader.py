"""A page is read as a browser shows it, each passage with its place."""

from __future__ import annotations

import pytest
from letters_to_read import read, where

from letterkit.errors import InputError


def text(body: str) -> str:
    return read(f"<!DOCTYPE html><title>T</title><body>{body}".encode()).text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>one\n two<br>three<p>four", "one two\nthree\n\nfour"),
        ("a &amp; b &eacute;&#8211;&nbsp;c", "a & b é–\xa0c"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<ul><li>one<li><p>two</p></ul>end", "- one\n- two\n\nend"),
        ("<ul><li><input type=checkbox>tick", "[ ] tick"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<script>if (a<b) x</script><style>p</style>a<template>b</template>", "a"),
        ("he <del>was</del> <ins>is</ins> <s>not</s> well", "he is well"),
        ('<p style="display: none">no<p>yes', "yes"),
        ("<div hidden><div>no</div>no</div>yes", "yes"),
        ("<b>bo</b>ld <a href='x>y'>link</a>", "bold link"),
        ("a <!-- <p>no --> b", "a b"),
        ("3 < 4 &unknown; a<b", "3 < 4 &unknown; a"),
        ("&#99999999999999999999;", "\N{REPLACEMENT CHARACTER}"),
        ("<p style='mso-list:l0'><span style='mso-list:Ignore'>·</span>one<p>two", "- one\n\ntwo"),
        ("he&#146;s &#147;well&#148;", "he’s “well”"),
        ("<table>one<tr>two<td>three<td>four</table>", "one\n\ntwo\n\nthree | four"),
    ],
)
def test_words_come_out_as_they_are_shown(body: str, words: str) -> None:
    assert text(body) == words


def test_tables_and_quotations_keep_their_places() -> None:
    letter = read(
        b"<html><p>First<table><tr><th>A<th>B<tr><td colspan=2>wide<td>c</table>"
        b"<blockquote><p>On Monday he wrote<blockquote>older</blockquote></blockquote><p>Last"
    )
    assert letter.text == "First\n\nA | B\n\nwide | c\n\nOn Monday he wrote\n\nolder\n\nLast"
    assert where(letter, "First") == "paragraph 1"
    assert where(letter, "wide") == "table 1, row 2, column 1"
    assert letter.where(letter.text.index("| c") + 2) == "table 1, row 2, column 3"
    assert where(letter, "On Monday") == "quotation 1"
    assert where(letter, "older") == "quotation 2"
    assert where(letter, "Last") == "paragraph 2"


def test_a_table_that_only_arranges_the_page_is_none() -> None:
    letter = read(b"<html><table><tr><td><table><tr><td>One cell.</table></table>")
    assert (letter.text, where(letter, "One")) == ("One cell.", "paragraph 1")


@pytest.mark.parametrize(
    "content",
    [
        "<html><p>naïve “word”".encode(),
        "<html><p>naïve “word”".encode("cp1252"),
        "<html><p>naïve “word”".encode("utf-16"),
        "<html><meta charset='iso-8859-1'><p>naïve “word”".encode("cp1252"),
        "<html><meta charset=nonsense><p>naïve “word”".encode(),
        '<html><meta content="text/html; charset=utf-8"><p>naïve “word”'.encode(),
    ],
)
def test_the_encoding_is_found(content: bytes) -> None:
    assert read(content, "letter.html").text == "naïve “word”"


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="zero bytes"):
        read(b"<html>\0\0\1", "letter.html")


def test_what_is_nested_more_deeply_than_any_letter_is_refused_and_nothing_left_out() -> None:
    assert text("<div>" * 900 + "deep").endswith("deep")
    with pytest.raises(InputError, match="nested more deeply"):
        text("<div>" * 1_000 + "deeper")
