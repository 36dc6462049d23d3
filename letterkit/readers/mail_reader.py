"""A saved mail → its subject and people, and the letter in it. What is attached is not read."""

from __future__ import annotations

import email
import email.header
import re
from email.message import Message

from letterkit.errors import Fault, InputError, Place
from letterkit.manuscript import Manuscript
from letterkit.readers.blocks import Apart, Block, Paragraph, has_words, manuscript_of, words_of

_HEADERS = ("subject", "from", "to", "cc", "date")
_MAX_HEADER = 2_000
_MAX_PARTS = 200  # each costs time for every line after it
_PART = re.compile(rb"multipart/|message/", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_DAMAGED = Fault("is damaged: it cannot be read to its end.", "Take another copy of it.")
_NO_LETTER = Fault(
    "is a mail without words of its own: they are attached, or encrypted.",
    "Save the letter out of the mail, and check that.",
)
_NESTED = Fault(
    "is a mail of too many parts.", "Copy the words of the letter into a text file and check that."
)


def read_mail(content: bytes, name: str) -> Manuscript:
    """Return the letter in a mail: its plain text, or its HTML where that says more.

    Raises InputError for a mail that is damaged, has too many parts, or says nothing itself.
    """
    if len(_PART.findall(content)) > _MAX_PARTS:
        raise InputError(_NESTED._replace(place=Place(name)))
    try:
        message = email.message_from_bytes(content.removeprefix(b"\xef\xbb\xbf"))
        head: list[Block] = [
            Apart(header, [Paragraph(words)], furniture=True)
            for header in _HEADERS
            if (words := _header(message, header))
        ]
        body = _body(message, name)
    except InputError:
        raise
    except Exception:  # what hostile headers raise in email is no list that ends
        raise InputError(_DAMAGED._replace(place=Place(name))) from None
    if not has_words(body):
        raise InputError(_NO_LETTER._replace(place=Place(name)))
    return manuscript_of([*head, *body], "eml")


def _header(message: Message, header: str) -> str:
    raw = " ".join(str(message.get(header, ""))[:_MAX_HEADER].split())
    pieces = []
    for words, charset in email.header.decode_header(raw):
        pieces.append(words if isinstance(words, str) else _decoded(words, charset or ""))
    return "".join(pieces)


def _decoded(content: bytes, charset: str) -> str:
    from letterkit.readers.html_reader import decoded

    return decoded(content, charset)


def _body(message: Message, name: str) -> list[Block]:
    """Return the words of a part; of alternatives, the plainest that says as much as any."""
    if message.is_multipart():
        if message.get_content_maintype() != "multipart":
            return []  # a mail that is attached
        parts = [part for part in message.get_payload() if isinstance(part, Message)]
        bodies = [_body(part, name) for part in parts]
        if message.get_content_subtype() == "alternative":
            return max(bodies, key=lambda body: len(words_of(body)), default=[])
        return [block for body in bodies for block in body]
    if message.get_content_disposition() == "attachment" or message.get_filename():
        return []
    kind = message.get_content_type()
    if kind not in ("text/plain", "text/html"):
        return []
    content = message.get_payload(decode=True)
    text = _decoded(content if isinstance(content, bytes) else b"", _charset(message))
    if kind == "text/html":
        from letterkit.readers.html_reader import blocks_of_html

        return blocks_of_html(text, name)
    text = re.sub(r"\r\n?", "\n", text)
    return [Paragraph(words) for words in _BLANK_LINES.split(text) if words.strip()]


def _charset(message: Message) -> str:
    return str(message.get_content_charset("") or "")
