"""A signature is a picture above the printed name, or the room to make one by hand."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from files_to_open import NOTED_PNG, SECRET, gif, jpeg, png
from letters_to_write import model_letter
from reading_back import styled

from letterkit.documents.package import unpack
from letterkit.errors import InputError, Place
from letterkit.writers import stationery as module
from letterkit.writers.docx_writer import docx_bytes
from letterkit.writers.stationery import Stationery, signature_from

NAMED_AT = Place("case.yaml", 9, 14)


def signed(folder: Path, content: bytes, **changes: object) -> bytes:
    (folder / "hale.png").write_bytes(content)
    signature = signature_from(folder / "hale.png", NAMED_AT)
    return docx_bytes(model_letter(**changes), Stationery(signature=signature))


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


@pytest.mark.parametrize("picture", [NOTED_PNG, jpeg()], ids=["png", "jpeg"])
def test_it_stands_above_the_printed_name_and_says_whose_it_is(
    tmp_path: Path, picture: bytes
) -> None:
    document = opened(signed(tmp_path, picture))
    at = [p.style.name for p in document.paragraphs].index("Signature Image")
    assert [p.text for p in document.paragraphs[at - 1 : at + 2]] == [
        "Sincerely,", "", "Marta Hale, LMT",
    ]  # fmt: skip
    (about,) = document.element.xpath("//wp:docPr")
    assert (about.get("name"), about.get("descr")) == ("Signature", "Signature of Marta Hale, LMT")
    image, name = document.paragraphs[at : at + 2]
    assert image.paragraph_format.keep_with_next
    assert name.paragraph_format.space_before == 0


@pytest.mark.parametrize("picture", [NOTED_PNG, jpeg()], ids=["png", "jpeg"])
def test_what_the_picture_says_of_its_maker_is_not_in_the_letter(
    tmp_path: Path, picture: bytes
) -> None:
    assert SECRET.encode() in picture
    parts = unpack(signed(tmp_path, picture))
    (media,) = (held for name, held in parts.items() if name.startswith("word/media/"))
    assert SECRET.encode() not in media
    assert not [name for name, held in parts.items() if b"hale" in held]


@pytest.mark.parametrize(("width", "height"), [(2000, 100), (100, 900), (60, 20)])
def test_it_fits_the_room_and_keeps_its_shape(tmp_path: Path, width: int, height: int) -> None:
    (extent,) = opened(signed(tmp_path, png(width, height))).element.xpath("//wp:extent")
    shown = int(extent.get("cx")) / 36000, int(extent.get("cy")) / 36000
    assert shown[0] <= 55.01
    assert shown[1] <= 16.01
    assert shown[0] / shown[1] == pytest.approx(width / height, rel=0.01)


def test_without_one_there_is_room_to_sign_above_a_line() -> None:
    document = opened(docx_bytes(model_letter()))
    (name,) = styled(document, "Signature Name")
    style = document.styles["Signature Name"]
    assert style.paragraph_format.space_before.mm > 10
    assert style.element.xpath("w:pPr/w:pBdr/w:top")
    section = document.sections[0]
    line = section.page_width - section.left_margin - section.right_margin
    assert (line - name.paragraph_format.right_indent) / 36000 == pytest.approx(70, abs=0.1)


def test_a_draft_that_is_not_for_sending_is_not_signed(tmp_path: Path) -> None:
    assert signed(tmp_path, png(), unsent=True) == docx_bytes(model_letter(unsent=True))


def test_the_same_signature_gives_the_same_bytes(tmp_path: Path) -> None:
    assert signed(tmp_path, NOTED_PNG) == signed(tmp_path, NOTED_PNG)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gif(), "is not a PNG or JPEG picture"),
        (b"", "is not a PNG or JPEG picture"),
        (png()[:40], "is damaged"),
        (jpeg()[:-40], "is damaged"),
        (jpeg(orientation=6), "lies on its side"),
        (png(9000, 1), "is larger than 5000 pixels"),
        (png(0, 0), "is larger than 5000 pixels"),
    ],
)
def test_what_cannot_be_printed_is_refused_where_it_is_named(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        signed(tmp_path, content)
    assert str(caught.value).startswith(f"{NAMED_AT}: the signature hale.png ")
    assert said in str(caught.value)


def test_a_file_that_is_not_there_or_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (tmp_path, tmp_path / "hale.png", Path("/dev/zero")):
        with pytest.raises(InputError, match="cannot be read"):
            signature_from(path, NAMED_AT)
    monkeypatch.setattr(module, "MAX_SIGNATURE", 100)
    with pytest.raises(InputError, match="is larger than"):
        signed(tmp_path, NOTED_PNG)
