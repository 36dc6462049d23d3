"""What a file is, its first bytes decide; what is no letter is refused with the way out."""

from __future__ import annotations

import pytest
from letters_to_read import SENTENCE, full_letter, odt, package, pdf, read, set_lines

from letterkit.errors import InputError
from letterkit.readers import MAX_BYTES
from letterkit.review import Asked, review

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LETTERS = {
    "docx": full_letter(),
    "odt": odt(f"<text:p>{SENTENCE}</text:p>"),
    "rtf": rb"{\rtf1 " + SENTENCE.encode() + b"}",
    "pdf": pdf(set_lines(SENTENCE)),
    "html": f"<!doctype html><p>{SENTENCE}".encode(),
    "eml": f"Message-ID: <1>\nSubject: Letter\n\n{SENTENCE}".encode(),
    "text": f"Dear Dr. Okafor,\n\n{SENTENCE}".encode(),
}
PLACES = {
    "docx": "table 1, row 3, column 3", "pdf": "page 1", "text": "",
    **dict.fromkeys(("odt", "rtf", "html", "eml"), "paragraph 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["letter.docx", "letter.pdf", "letter.odt", "letter.html", "-"])
@pytest.mark.parametrize("form", LETTERS)
def test_a_wrong_ending_is_no_obstacle(form: str, name: str) -> None:
    if form == "text" and name in ("letter.docx", "letter.odt", "letter.pdf", "letter.html"):
        return  # a text has no beginning of its own
    letter = read(LETTERS[form], name)
    assert letter.format == form
    assert SENTENCE in letter.text


@pytest.mark.parametrize("form", LETTERS)
def test_an_issue_says_where_it_stands(form: str) -> None:
    issues = review(LETTERS[form], f"letter.{form}", Asked()).report.issues
    assert PLACES[form] in [issue.where for issue in issues if issue.rule.startswith("IM")]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (OLE, "letter.doc", "is a file of an old Word (.doc)"),
        (OLE + "__substg1.0_".encode("utf-16-le"), "a.msg", "is a mail that Outlook saved"),
        (package({"Index/Document.iwa": b""}), "letter.pages", "is a letter of Pages"),
        (package({"xl/workbook.xml": b""}), "letter.xlsx", "is an Excel file"),
        (b"\x89PNG\r\n\x1a\n\0", "scan.png", "is a picture"),
        (b"\xff\xd8\xff\xe0\0", "scan.txt", "is a picture"),
        (b"\0\0\0\x18ftypheic\0", "scan.heic", "is a picture"),
        (b"GIF89a\0", "-", "is a picture"),
        (
            b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w/>",
            "a.xml",
            "of Word",
        ),
        (b"a" * (MAX_BYTES + 1), "letter.txt", "is larger than 20 MB"),
    ],
)
def test_what_is_no_letter_is_refused_with_the_way_out(
    content: bytes, name: str, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(content, name)
    (fault,) = caught.value.faults
    assert said in str(fault)
    assert fault.todo
    assert fault.place
    assert fault.place.path == name
