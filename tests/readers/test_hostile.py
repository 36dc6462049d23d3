"""Letters that are far too large, cut off, or made to harm: a clear error or a result, soon."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import pytest
from letters_to_read import LETTERS, ODT_TYPE, SENTENCE, odt, package, pdf, read, set_lines

from letterkit.errors import Fault, InputError
from letterkit.manuscript import Manuscript
from letterkit.review import Asked, review

SECONDS = 10.0  # it is to take 2; the machine may be busy

CELL = f"<table:table-cell><text:p>{SENTENCE}</text:p></table:table-cell>"
PARAGRAPH = f"{SENTENCE} " * 40_000
ROW = f"<table:table-row>{CELL * 10}</table:table-row>"
MANY_CELLS = {
    "odt": odt(f"<table:table>{ROW * 1000}</table:table>"),
    "rtf": b"{\\rtf1 " + (b"\\intbl " + SENTENCE.encode() + b"\\cell ") * 10_000 + b"\\row}",
    "html": b"<html><table>" + (b"<tr>" + f"<td>{SENTENCE}".encode() * 10) * 1000,
}
TEN = f"{SENTENCE} " * 10
LONG = {
    "odt": odt(f"<text:p>{PARAGRAPH}</text:p>"),
    "rtf": b"{\\rtf1 " + PARAGRAPH.encode() + b"}",
    "html": b"<html><p>" + PARAGRAPH.encode(),
    "eml": b"Message-ID: <1>\nSubject: a\n\n" + PARAGRAPH.encode(),
    "text": PARAGRAPH.encode(),
}
BOX = "<draw:text-box><text:p>x</text:p></draw:text-box>"
LIST, END = "<text:list><text:list-item>", "</text:list-item></text:list>"
PAGE = set_lines("\n".join(f"{SENTENCE} " * 6 for _ in range(7)))


def refused(content: bytes, name: str) -> tuple[Fault, ...]:
    """What is said against a letter; nothing where it is read."""
    try:
        read(content, name)
    except InputError as error:
        return error.faults
    return ()


def soon(content: bytes, name: str = "letter") -> Manuscript:
    begun = time.process_time()
    letter = read(content, name)
    assert time.process_time() - begun < SECONDS
    return letter


@pytest.mark.parametrize("form", MANY_CELLS)
def test_ten_thousand_cells(form: str) -> None:
    letter = soon(MANY_CELLS[form])
    assert len(letter.passages) == 10_000
    place = "row 1, column 10000" if form == "rtf" else "row 1000, column 10"
    assert letter.passages[-1].where == f"table 1, {place}"


@pytest.mark.parametrize("form", LONG)
def test_one_paragraph_of_a_megabyte(form: str) -> None:
    assert soon(LONG[form]).text.count(SENTENCE) == 40_000


def test_five_hundred_pages() -> None:
    names = [f"{chr(97 + n % 25)}{chr(97 + n // 25)}" for n in range(500)]
    pages = [set_lines("\n".join(f"{name}{m} {TEN}{name}." for m in "abcd")) for name in names]
    letter = soon(pdf(*pages))
    assert letter.text.count(TEN.strip()) == 500 * 4
    assert letter.passages[-1].where == "page 500"


@pytest.mark.parametrize("form", LETTERS)
@pytest.mark.parametrize("twentieth", range(20))
def test_a_letter_that_is_cut_off(form: str, twentieth: int) -> None:
    content = LETTERS[form][0]
    faults = refused(content[: len(content) * twentieth // 20], f"letter.{form}")
    assert all(fault.todo for fault in faults)


HOSTILE = {
    "a tag that never ends": b"<html>" + b"<a b='" * 170_000,
    "remarks that never end": b"<html>" + b"<!-" * 300_000 + b"<!--" * 200_000,
    "quotation marks in tags": b"<html>" + b"<a '>'" * 150_000,
    "tables in tables": b"<html>" + b"<table><tr><td>x" * 25_000,
    "ends that fit no beginning": b"<html>" + b"<div>" * 20_000 + b"</b>" * 200_000,
    "attributes": b"<html><p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x",
    "a style": b"<html><p style='" + b"text-decoration:" * 60_000 + b"'>x",
    "quotations in quotations": b"<html>" + b"<blockquote>x" * 30_000,
    "entities": b"<html>" + b"&" * 500_000 + b"&#" + b"9" * 500_000,
    "braces": b"{\\rtf1 " + b"{" * 1_000_000,
    "open and shut": b"{\\rtf1 " + b"{}" * 200_000,
    "notes in notes": b"{\\rtf1 " + b"{\\footnote x" * 1_999,
    "a mail of headers": b"Message-ID: <1>\n" + b"Subject: =?utf-8?q?a?=\n" * 45_000,
    "a long subject": b"Message-ID: <1>\nSubject: " + b"=?utf-8?q?a?= " * 70_000,
    "mails in a mail": b"Message-ID: <1>\n" + b"Content-Type: message/rfc822\n\n" * 30_000,
    "words of a mail in hex": b"Message-ID: <1>\nContent-Type: text/plain; charset=hex\n\nzz",
    "lists in lists": odt(LIST * 190 + END * 190),
    "text boxes in one paragraph": odt(f"<text:p>{BOX * 95_000}</text:p>"),
    "nothing but tags": odt("<text:p/>" * 190_000),
    "a name that leads out": package(
        {"mimetype": ODT_TYPE.encode(), "../../escaped.txt": b"x", "content.xml": b"<a/>"}
    ),
    "a page that holds itself": pdf(PAGE).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
}  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE.values(), ids=list(HOSTILE))
def test_what_is_made_to_harm(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    begun = time.process_time()
    assert all(fault.todo for fault in refused(content, "letter"))
    assert time.process_time() - begun < SECONDS
    assert list(tmp_path.rglob("*")) == []


def test_a_package_that_says_it_is_of_two_gigabytes() -> None:
    content = bytearray(odt(f"<text:p>{SENTENCE}</text:p>"))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 2**31)
    assert soon(bytes(content)).text == SENTENCE  # what comes out counts, not what is said of it


def test_a_package_that_swells_is_left_before_it_fills_the_memory() -> None:
    content = package({"mimetype": ODT_TYPE.encode(), "content.xml": b" " * 60_000_000})
    (fault,) = refused(content, "letter.odt")
    assert fault.what.startswith("is too large")


def test_a_word_without_end_in_a_pdf() -> None:
    content = pdf([(72, 700, "a" * 30_000), (72, 687, "b" * 30_000)])
    assert len(soon(content).text) > 60_000


def test_a_text_without_a_blank_line_is_refused_at_its_line() -> None:
    said = "He reports pain since May 4. "
    with pytest.raises(InputError) as caught:
        review(f"Dear Dr. Ito,\n\n{said * 10_000}".encode(), "letter.txt", Asked())
    assert str(caught.value) == (
        "letter.txt:3: this paragraph is 290,000 characters long. "
        "No letter's is: check a part of it."
    )
    many = review(f"{said}\r\n\r\n".encode() * 10_000, "letters.txt", Asked(select=("legal",)))
    assert many.report.issues == ()
