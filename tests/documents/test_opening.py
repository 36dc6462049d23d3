"""What is no Word file is refused in plain words: what it is, which file, what to do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from files_to_open import SECRET, changed, clinic, put, zip_of

from letterkit.documents import opening
from letterkit.documents.opening import open_word_file
from letterkit.errors import InputError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = b'<!DOCTYPE w [<!ENTITY a "Zebra">]>'


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        open_word_file(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert SECRET not in said
    assert said.endswith(".")
    return said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n", "is a PDF file"),
        (b"{\\rtf1 hello}", "is an RTF file"),
        (OLE + b"\0" * 600, "is a file of an old Word (.doc)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is locked with a password"),
        (b"Dear Zebra,", "is not a Word file"),
        (b"", "is not a Word file"),
        (b"PK\x03\x04 and no more", "is damaged"),
        (clinic()[:-200], "is damaged"),
        (zip_of({"mimetype": b"application/vnd.oasis.opendocument.text"}), "OpenDocument"),
        (zip_of({"xl/workbook.xml": b"<x/>"}), "is an Excel file"),
        (zip_of({"notes.txt": b"Zebra"}), "is a zip, and no Word file"),
        (zip_of({"[Content_Types].xml": b"<Types/>"}), "has no text part"),
        (zip_of({"[Content_Types].xml": b"<Types>"}), "is damaged"),
    ],
)
def test_what_is_no_word_file_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refused(put(tmp_path, content))


def test_what_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    assert "is not there" in refused(tmp_path / "clinic.docx")
    assert "is a folder" in refused(tmp_path)
    assert "is not an ordinary file" in refused(Path("/dev/null"))


def test_a_byte_that_changed_on_the_way_is_noticed(tmp_path: Path) -> None:
    content = bytearray(clinic())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        at = package.getinfo("word/document.xml").header_offset
    content[at + 80] ^= 0xFF
    assert "is damaged" in refused(put(tmp_path, bytes(content)))


def test_entities_are_refused_and_not_followed(tmp_path: Path) -> None:
    def add(parts: dict[str, bytes]) -> None:
        head, _, rest = parts["word/document.xml"].partition(b"?>")
        parts["word/document.xml"] = head + b"?>" + DOCTYPE + rest

    assert "is damaged" in refused(put(tmp_path, changed(clinic(), add)))


@pytest.mark.parametrize("name", ["word/bomb.xml", "word/media/bomb.bin"])
def test_a_file_that_unpacks_without_end_is_refused(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MAX_UNPACKED", 3_000_000)
    monkeypatch.setattr(opening, "MAX_MARKUP", 2_000_000)
    path = put(tmp_path, changed(clinic(), lambda parts: parts.update({name: bytes(4_000_000)})))
    assert path.stat().st_size < 100_000
    assert "is too large for a letter" in refused(path)


def test_a_file_that_says_it_is_small_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The size that a zip says of itself is not believed."""
    monkeypatch.setattr(opening, "MAX_UNPACKED", 1_000_000)
    content = zip_of({"word/document.xml": bytes(3_000_000)})
    lied = content.replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lied != content
    assert refused(put(tmp_path, lied))


def test_too_many_parts_or_two_of_a_name_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.BytesIO(clinic())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(stream, "a") as package:
        package.writestr("word/document.xml", "<x/>")
    assert "is damaged" in refused(put(tmp_path, stream.getvalue()))
    monkeypatch.setattr(opening, "MAX_PARTS", 3)
    assert "is too large" in refused(put(tmp_path, clinic()))


def test_strict_word_files_are_refused_with_the_way_out(tmp_path: Path) -> None:
    def strict(parts: dict[str, bytes]) -> None:
        parts["word/document.xml"] = parts["word/document.xml"].replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )

    assert "Strict Open XML" in refused(put(tmp_path, changed(clinic(), strict)))
