"""A plain text is read however it was saved, and can be written back the same way."""

from __future__ import annotations

import pytest
from letters_to_read import read

from letterkit.errors import InputError

WORDS = "He said “it tingles” – naïve? €5.\r\nThen no more."


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (WORDS.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + WORDS.encode(), "utf-8-sig"),
        (WORDS.encode("utf-16"), "utf-16"),
        (WORDS.encode("utf-16-le"), "utf-16-le"),
        (WORDS.encode("utf-16-be"), "utf-16-be"),
        (WORDS.encode("cp1252"), "cp1252"),
    ],
)
def test_every_way_of_saving_gives_the_same_words_and_back(content: bytes, encoding: str) -> None:
    letter = read(content, "letter.txt")
    assert (letter.text, letter.encoding, letter.format) == (WORDS, encoding, "text")
    assert letter.text.encode(letter.encoding) == content
    assert letter.allows_comments


def test_utf16_with_the_other_order_of_bytes_is_read() -> None:
    letter = read(b"\xfe\xff" + WORDS.encode("utf-16-be"))
    assert letter.text == WORDS
    assert letter.text.encode(letter.encoding).decode("utf-16") == WORDS


def test_one_letter_of_an_old_notepad_is_enough() -> None:
    assert read(b"caf\xe9").text == "café"


def test_old_line_ends_become_known_ones_and_every_offset_stays() -> None:
    assert read(b"one\rtwo\r\nthree\n").text == "one\ntwo\r\nthree\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a\0b", "it holds zero bytes"),
        (b"a" * 5000 + b"\0b", "it holds zero bytes"),
        (bytes(range(256)) * 4, "is not a text file"),
        (b"word \x01\xe9 word", "is not a text file"),
        (b"word \x81\x8d word", "is not a text file"),
        ("naïve “quoted” ".encode() + b"\xe9", "letter.txt:1:16: is not saved as UTF-8"),
        ("Привет, доктор".encode("cp1251"), "is not saved as UTF-8"),
        (b"\xff\xfea", "is not whole UTF-16"),
        (b"\xff\xfe\0\0a\0\0\0", "is not whole UTF-16"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(content, "letter.txt")
