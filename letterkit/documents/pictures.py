"""What pictures say besides what they show, and pictures without it, pixel for pixel.

Nothing is decoded or encoded again: a picture is cut into its pieces, and those that do not
belong to the image are left out.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from letterkit.documents.markup import UnreadableError, namespace, parse, remove, serialize

PNG, JPEG, GIF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", (b"GIF87a", b"GIF89a")


class BrokenPictureError(ValueError):
    """A picture whose pieces do not fit together."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a picture; ``said`` names them when they are not part of the image."""

    content: bytes
    said: str = ""


# PNG. Chunks that change how the image looks; every other is a note.
_PNG_IMAGE = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split()
)
_PNG_SAID = {b"eXIf": "EXIF", b"tIME": "time of the last change"}


def _png(content: bytes) -> Iterator[Piece]:
    yield Piece(PNG)
    at, kind = len(PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise BrokenPictureError
        body = content[at + 8 : end - 4]
        yield Piece(content[at:end], "" if kind in _PNG_IMAGE else _png_note(kind, body))
        at = end
    yield from _rest(content[at:])


def _png_note(kind: bytes, body: bytes) -> str:
    if kind in (b"tEXt", b"zTXt", b"iTXt"):
        key = body.partition(b"\0")[0].decode("latin-1")
        return "XMP" if key.startswith("XML:com.adobe.xmp") else f"text “{key}”"
    return _PNG_SAID.get(kind, f"data “{kind.decode('latin-1')}”")


# JPEG. By marker: what may stand there, by how it begins.
_JPEG_IMAGE = {0xE0: (b"JFIF\0",), 0xE2: (b"ICC_PROFILE\0",), 0xEE: (b"Adobe",)}
_JPEG_SAID = (
    (0xE1, b"Exif\0", "EXIF"),
    (0xE1, b"http://ns.adobe.com/", "XMP"),
    (0xED, b"", "IPTC"),
    (0xFE, b"", "a comment"),
)
_SCAN, _END = 0xDA, 0xD9


def _jpeg(content: bytes) -> Iterator[Piece]:
    yield Piece(content[:2])
    at = 2
    while True:
        if at + 2 > len(content) or content[at] != 0xFF:
            raise BrokenPictureError
        marker = content[at + 1]
        if marker == 0xFF:  # fill
            at += 1
            continue
        if marker == _END:
            yield Piece(content[at : at + 2])
            break
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise BrokenPictureError
        body = content[at + 4 : end]
        if marker == _SCAN:
            end = _after_scan(content, end)
        yield Piece(content[at:end], _jpeg_note(marker, body))
        at = end
    yield from _rest(content[at + 2 :])


def _after_scan(content: bytes, at: int) -> int:
    """Return where the next marker stands; within a scan, 0xFF is followed by 0 or a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise BrokenPictureError
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _jpeg_note(marker: int, body: bytes) -> str:
    if not (0xE0 <= marker <= 0xEF or marker == 0xFE):
        return ""
    if body.startswith(_JPEG_IMAGE.get(marker, ())):
        return ""
    known = (said for m, start, said in _JPEG_SAID if m == marker and body.startswith(start))
    return next(known, f"data of an application (APP{marker - 0xE0})")


# GIF. An extension of an application is part of the image only when it tells how to repeat it.
_GIF_REPEATS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def _gif(content: bytes) -> Iterator[Piece]:
    flags = content[10]
    at = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    yield Piece(content[:at])
    while (kind := content[at]) != 0x3B:
        start, said = at, ""
        if kind == 0x2C:
            flags = content[at + 9]
            at += 11 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
        elif kind == 0x21:
            label, body = content[at + 1], content[at + 3 : at + 14]
            if label == 0xFE:
                said = "a comment"
            elif label == 0xFF and body not in _GIF_REPEATS:
                said = "XMP" if body.startswith(b"XMP") else "data of an application"
            at += 2
        else:
            raise BrokenPictureError
        while content[at]:
            at += content[at] + 1
        at += 1
        yield Piece(content[start:at], said)
    yield Piece(content[at : at + 1])
    yield from _rest(content[at + 1 :])


def _rest(content: bytes) -> Iterator[Piece]:
    if content:
        yield Piece(content, "data after its end")


def _svg(content: bytes) -> Iterator[Piece]:
    root = parse(content)
    if root.tag.rpartition("}")[2] != "svg":
        yield Piece(content)
        return
    kept = (namespace("svg"), "")
    editors = [e for e in root.iter("*") if _space(e.tag) not in kept]
    notes = [e for e in root.iter("*") if e.tag.rpartition("}")[2] in ("metadata", "title", "desc")]
    named = [
        (e, key)
        for e in root.iter("*")
        for key in e.attrib
        if _space(key) in (namespace("sodipodi"), namespace("inkscape"))
    ]
    said = [f"“{e.tag.rpartition('}')[2]}”" for e in (*notes, *editors)]
    said += ["names of an editor"] if named else []
    remove(*notes, *editors)
    for element, key in named:
        element.attrib.pop(key, None)
    if not said:
        yield Piece(content)
        return
    yield Piece(serialize(root))
    yield from (Piece(b"", one) for one in dict.fromkeys(said))


def _space(tag: str) -> str:
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


_KINDS: tuple[tuple[bytes | tuple[bytes, ...], Callable[[bytes], Iterator[Piece]]], ...] = (
    (PNG, _png),
    (JPEG, _jpeg),
    (GIF, _gif),
    ((b"<svg", b"<?xml"), _svg),
)
# Kinds that hold notes in a way that this does not take apart.
_CLOSED = ((b"II*\0", "TIFF"), (b"MM\0*", "TIFF"), (b"RIFF", "WebP"), (b"8BPS", "Photoshop"))


def pieces(content: bytes) -> list[Piece] | None:
    """Return the picture in its pieces, or None when it is of another kind.

    Raises BrokenPictureError when the pieces do not fit together.
    """
    for start, take_apart in _KINDS:
        if content.startswith(start):
            try:
                return list(take_apart(content))
            except (struct.error, IndexError, UnreadableError) as error:
                raise BrokenPictureError from error
    return None


def notes(content: bytes) -> list[str]:
    """Return the names of what a picture holds besides the image; empty for other files."""
    try:
        found = pieces(content)
    except BrokenPictureError:
        return ["it is damaged and cannot be looked through"]
    if found is None:
        return [f"it is {kind}, which cannot be looked through"
                for start, kind in _CLOSED if content.startswith(start)]  # fmt: skip
    return list(dict.fromkeys(piece.said for piece in found if piece.said))


def without_notes(content: bytes) -> bytes:
    """Return the picture without them; what cannot be taken apart comes back as it was."""
    try:
        found = pieces(content)
    except BrokenPictureError:
        return content
    return content if found is None else b"".join(p.content for p in found if not p.said)


def size_of(content: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG or JPEG in pixels; BrokenPictureError for others."""
    for piece in pieces(content) or ():
        if piece.content[4:8] == b"IHDR":
            width, height = struct.unpack_from(">II", piece.content, 8)
            return int(width), int(height)
        marker = piece.content[1] if piece.content[:1] == b"\xff" else 0
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", piece.content, 5)
            return int(width), int(height)
    raise BrokenPictureError


def is_turned(content: bytes) -> bool:
    """Whether a JPEG is to be turned before it is shown, as its EXIF says."""
    for piece in pieces(content) or ():
        if piece.said == "EXIF" and piece.content[:1] == b"\xff":
            return _orientation(piece.content[10:]) not in (0, 1)
    return False


def _orientation(exif: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 0
    try:
        (first,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, first)
        for number in range(count):
            tag, _, _, held = struct.unpack_from(f"{order}HHIH", exif, first + 2 + 12 * number)
            if tag == 0x0112:
                return int(held)
    except struct.error:
        pass
    return 0
