"""A saved mail: who wrote what to whom as furniture, and the letter in it."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from letters_to_read import furniture, read, where

from letterkit.errors import InputError


def mail() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Re: naïve question"
    message["From"] = "Marta Hale <marta@example.org>"
    message["To"] = "Dr. Okafor <okafor@example.org>"
    message["Date"] = "Mon, 09 Mar 2026 10:00:00 +0000"
    return message


def test_the_plain_words_are_read_and_the_attachment_is_not() -> None:
    message = mail()
    message.set_content("Dear Dr. Okafor,\n\nHe is naïve.\n\n> quoted below\n")
    message.add_alternative("<p>Dear in HTML", subtype="html")
    message.add_attachment(b"attached words", maintype="text", subtype="plain", filename="a.txt")
    letter = read(message.as_bytes(), "letter.eml")
    assert furniture(letter).split("\n") == [
        "Re: naïve question", "Marta Hale <marta@example.org>", "Dr. Okafor <okafor@example.org>",
        "Mon, 09 Mar 2026 10:00:00 +0000",
    ]  # fmt: skip
    assert letter.text.endswith("Dear Dr. Okafor,\n\nHe is naïve.\n\n> quoted below")
    assert where(letter, "naïve question") == "subject"
    assert where(letter, "He is") == "paragraph 2"
    assert letter.format == "eml"


def test_without_plain_words_the_page_is_read() -> None:
    message = mail()
    message.set_content("<p>Hello<blockquote>older", subtype="html")
    letter = read(message.as_bytes(), "letter.eml")
    assert letter.text.endswith("Hello\n\nolder")
    assert where(letter, "older") == "quotation 1"


def test_a_plain_part_that_only_points_to_the_page_is_passed_over() -> None:
    message = mail()
    message.set_content("This mail needs HTML.")
    message.add_alternative("<p>Dear Dr. Okafor,<p>He is naïve.", subtype="html")
    assert read(message.as_bytes(), "letter.eml").text.endswith("Dear Dr. Okafor,\n\nHe is naïve.")


ATTACHED = mail()
ATTACHED.add_attachment(
    b"I suspect a fracture.", maintype="text", subtype="plain", filename="a.txt"
)
FORWARDED = mail()
FORWARDED.add_attachment(mail())
LOCKED = b"Message-ID: <1>\nContent-Type: application/pkcs7-mime\n\nMIIB\n"


@pytest.mark.parametrize("content", [ATTACHED.as_bytes(), FORWARDED.as_bytes(), LOCKED])
def test_a_mail_whose_letter_cannot_be_seen_is_not_called_clean(content: bytes) -> None:
    with pytest.raises(InputError, match="without words of its own") as caught:
        read(content, "letter.eml")
    assert caught.value.faults[0].todo


def test_a_header_of_several_lines_keeps_its_spaces() -> None:
    content = b"Message-ID: <1>\nSubject: =?utf-8?q?na=C3=AFve?=\n question\n\nWords"
    assert furniture(read(content, "letter.eml")) == "naïve question"


@pytest.mark.parametrize("charset", ["", "; charset=nonsense", "; charset=utf-7", "; charset=hex"])
def test_a_missing_or_odd_charset_is_no_obstacle(charset: str) -> None:
    content = f"Message-ID: <a@b>\r\nContent-Type: text/plain{charset}\r\n\r\n".encode()
    assert read(content + "“naïve”".encode("cp1252")).text == "“naïve”"
    assert read(content + "“naïve”".encode()).text == "“naïve”"


def test_a_mail_is_known_without_its_ending_and_a_note_is_none() -> None:
    assert read(b"Received: by x\n  y\nSubject: A\n\nB", "-").format == "eml"
    assert read(b"Subject: A\nMIME-Version: 1.0\n\nB", "letter.txt").format == "text"
    assert read(b"Re: A\nSubject: B\n\nB", "-").format == "text"


def test_parts_in_parts_beyond_any_mail_are_refused() -> None:
    part = b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n"
    content = b"MIME-Version: 1.0\n" + b"".join(part % (n, n) for n in range(5_000))
    with pytest.raises(InputError, match="too many parts"):
        read(content, "letter.eml")
