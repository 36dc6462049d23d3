"""Pictures lose what they say and keep what they show, to the byte."""

from __future__ import annotations

import pytest
from files_to_open import NOTED_PNG, SECRET, gif, jpeg, png

from letterkit.documents.pictures import (
    BrokenPictureError,
    is_turned,
    notes,
    size_of,
    without_notes,
)

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" '
    b'xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" '
    b'sodipodi:docname="Zebra.svg"><title>Zebra</title><metadata>Zebra</metadata>'
    b'<sodipodi:namedview/><path d="M0 0"/></svg>'
)
PICTURES = {"png": NOTED_PNG, "jpeg": jpeg(), "gif": gif(), "svg": SVG}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_notes_are_found_and_taken_out(picture: bytes) -> None:
    assert SECRET.encode() in picture
    assert notes(picture)
    clean = without_notes(picture)
    assert SECRET.encode() not in clean
    assert not notes(clean)


def test_what_is_left_is_the_picture() -> None:
    assert without_notes(NOTED_PNG) == png()
    assert without_notes(png()) == png()
    scan = b"\x12\xff\0\x34\xff\xd0\x56\xff\xd9"
    clean = without_notes(jpeg())
    assert clean.startswith(b"\xff\xd8\xff\xe0\0\x10JFIF\0")
    assert clean.endswith(scan)
    assert b"NETSCAPE2.0" in without_notes(gif())
    assert b'<path d="M0 0"/>' in without_notes(SVG)


def test_notes_are_named() -> None:
    assert notes(jpeg()) == ["EXIF", "XMP", "a comment", "data after its end"]
    assert notes(NOTED_PNG) == ["text “Author”", "time of the last change"]
    assert notes(gif()) == ["a comment"]
    assert notes(b"II*\0" + b"\0" * 9) == ["it is TIFF, which cannot be looked through"]
    assert notes(b"anything else") == []


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_a_picture_cut_short_is_left_as_it_is_and_said(picture: bytes) -> None:
    for length in range(4, len(picture) - 30, 7):
        cut = picture[:length]
        if notes(cut) == ["it is damaged and cannot be looked through"]:
            assert without_notes(cut) == cut


def test_sizes_and_turned_pictures() -> None:
    assert size_of(png(60, 20)) == (60, 20)
    assert size_of(jpeg()) == (32, 16)
    with pytest.raises(BrokenPictureError):
        size_of(gif())
    assert not is_turned(jpeg())
    assert is_turned(jpeg(orientation=6))
    assert not is_turned(png())
