"""Word files made to be slow, large, dangerous or wrong: a clear word or a result, soon, in little
memory, without the network and without another file.

All of them are read and checked by one fresh process, in which every file that is opened and
every connection is noticed.
"""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

import pytest
from files_to_open import relate, zip_of
from pieces_of_word import docx, p, parts_of, relations, t, table

SAID = "The patient reports pain in the left shoulder since May 4. "
SOON, MEMORY = 6.0, 300  # seconds, of which 2 are wanted; MiB
MAIN = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_CHECKS = """
import json, sys, time
from pathlib import Path
from letterkit.errors import InputError
from letterkit.review import Asked, review
folder = Path(sys.argv[1])
files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
review("Ich weiß: I suspect a fracture. The chair may have done it.".encode(), "warm.txt", Asked())
from letterkit.readers import docx_reader  # both loaded now: from here on nothing is opened
touched, told = [], {}
watched = ("open", "os.mkdir", "os.rename", "os.remove", "socket", "subprocess", "urllib")
sys.addaudithook(lambda event, of: event.startswith(watched) and touched.append(f"{event} {of}"))
for name, content in files.items():
    start = time.perf_counter()
    try:
        words = review(content, name, Asked()).manuscript.text
        outcome = words[:2000], len(words)
    except InputError as error:
        outcome = str(error), -1
    except Exception as error:
        outcome = repr(error), -2
    told[name] = *outcome, time.perf_counter() - start
held = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
print(json.dumps({"told": told, "touched": touched[:-1], "peak": int(held) / 1024}))
"""


class Told(NamedTuple):
    """What came of a file: its words or what was wrong with it."""

    said: str
    length: int
    seconds: float


def changed(part: str, change: Callable[[bytes], bytes], body: str = "") -> bytes:
    parts = parts_of(body or p("Words."))
    parts[part] = change(parts[part])
    return zip_of(parts)


def with_parts(**parts: bytes) -> bytes:
    """A file with more parts; the names are given as keywords of any form."""
    return zip_of(parts_of(p("Words.")) | parts)


def related(kind: str, target: str, *, external: bool = False, body: str = "") -> bytes:
    parts = parts_of(body or p("Words."))
    relate(parts, RELATIONS, kind, target, "rIdX", external=external)
    return zip_of(parts)


def says_two_gigabytes() -> bytes:
    content = with_parts(**{"word/media/a.bin": b"a" * 1234})
    return content.replace(struct.pack("<I", 1234), struct.pack("<I", 2_000_000_000))


def overlapping(copies: int, size: int) -> bytes:
    """One run of zeros that each of ``copies`` entries holds, with the headers of those after it.

    Each header but the first is quoted by the entries before it in a block of plain data.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = bytes(size)
    stream = packer.compress(plain) + packer.flush()
    file, central = stream, []
    for number in reversed(range(copies)):
        name = f"word/media/{number}.bin".encode()
        about = struct.pack(
            "<HHHHHIIIHH", 20, 0, 8, 0, 33, zlib.crc32(plain), len(file), len(plain), len(name), 0
        )
        header = b"PK\3\4" + about + name
        central.append((about, name, len(header) + len(file)))
        quoted = b"\0" + struct.pack("<HH", len(header), len(header) ^ 0xFFFF) + header
        plain, file = header + plain, quoted + file
    file = file[len(quoted) - len(header) :]
    before, after = b"PK\1\2" + struct.pack("<H", 20), struct.pack("<HHHI", 0, 0, 0, 0)
    listed = b"".join(
        before + about + after + struct.pack("<I", len(file) - at) + name
        for about, name, at in central
    )
    end = struct.pack("<HHHHIIH", 0, 0, copies, copies, len(listed), len(file), 0)
    return file + listed + b"PK\5\6" + end


def twice() -> bytes:
    stream = io.BytesIO(docx(p("Words.")))
    with zipfile.ZipFile(stream, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr(MAIN, "<x/>")
    return stream.getvalue()


def locked() -> bytes:
    """The flag of an encrypted entry, in both headers of the first."""
    content = bytearray(docx(p("Words.")))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    return bytes(content)


def chain(length: int, last: str) -> str:
    """Styles each based on the next."""
    return "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>'
        for n in range(length)
    ) + (f'<w:style w:type="paragraph" w:styleId="s{length}">{last}</w:style>')


def entity(declared: str) -> bytes:
    head = f"<!DOCTYPE w [{declared}]>".encode()
    return changed(MAIN, lambda held: head + held.replace(b"Words.", b"&a;"))


OUTSIDE = ("../../evil", "/tmp/evil", "C:\\evil", "a/../../../evil")
LAUGHS = '<!ENTITY z "ha">' + "".join(
    f'<!ENTITY {a} "{f"&{b};" * 10}">' for a, b in zip("abcdefghi", "bcdefghiz", strict=True)
)
BEGIN, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
_ENDLESS = "characters long. No letter's is: check a part of it."
_TOO_LARGE, _DAMAGED = "is too large for a letter once it is unpacked.", "is damaged"

# Name → the file, and what is said of it.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (lambda: with_parts(**{"word/media/a.bin": bytes(150_000_000)}), _TOO_LARGE),
    "bomb-of-markup": (lambda: with_parts(**{"word/a.xml": b" " * 30_000_000}), _TOO_LARGE),
    "endless-paragraph": (lambda: docx(p(SAID * 17_000)), _ENDLESS),
    "endless-in-runs": (lambda: docx(p("".join(map(t, [SAID[:10]] * 100_000)))), _ENDLESS),
    "endless-word": (lambda: docx(p("a" * 1_000_000)), _ENDLESS),
    "bomb-of-tags": (lambda: docx("<w:p/>" * 1_500_000), _TOO_LARGE),
    "bomb-of-tags-under-another-name": (
        lambda: with_parts(**{"word/a.bin": b"\n<x>" + b"<a/>" * 1_500_000 + b"</x>"}), _TOO_LARGE
    ),
    "says-two-gigabytes": (says_two_gigabytes, _TOO_LARGE),
    "many-entries": (lambda: with_parts(**{f"a/{n}": b"" for n in range(2500)}), _TOO_LARGE),
    "overlapping": (lambda: overlapping(15, 10_000_000), _TOO_LARGE),
    "entity": (lambda: entity('<!ENTITY a "Zebra">'), _DAMAGED),
    "laughs": (lambda: entity(LAUGHS), _DAMAGED),
    "entity-from-a-file": (lambda: entity('<!ENTITY a SYSTEM "file:///etc/passwd">'), _DAMAGED),
    "entity-from-the-network": (
        lambda: entity('<!ENTITY a SYSTEM "http://localhost:9">'), _DAMAGED
    ),
    "type-from-a-file": (
        lambda: changed(MAIN, lambda held: b'<!DOCTYPE w SYSTEM "/etc/passwd">' + held), _DAMAGED
    ),
    "encrypted": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    "encrypted-entries": (locked, "locked with a password"),
    "legacy": (lambda: OLE, "is a file of an old Word (.doc)"),
    "text-named-docx": (lambda: SAID.encode(), "is not a Word file"),
    "empty": (lambda: b"", "is not a Word file"),
    "two-of-a-name": (twice, _DAMAGED),
    "no-main-part": (lambda: zip_of({k: v for k, v in parts_of("").items() if k != MAIN}),
                     "has no text part"),
    "no-relations": (lambda: zip_of({k: v for k, v in parts_of("").items() if k != "_rels/.rels"}),
                     "has no text part"),
    "no-types": (lambda: zip_of({MAIN: b"<x/>"}), "is a zip, and no Word file"),
    "deep": (lambda: docx("<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000),
             _DAMAGED),
    "picture-of-a-letter": (lambda: docx(p("<w:r><w:drawing/></w:r>")), "a picture and no words"),
    "another-file-in-it": (lambda: docx(p("Words.") + '<w:altChunk r:id="x"/>'), "another file"),
    **{
        f"cut-{n}": (lambda n=n: (b := docx(p(SAID * 40)))[: len(b) * n // 20],  # type: ignore[misc]
                     _DAMAGED if n else "is not a Word file")
        for n in range(20)
    },
}  # fmt: skip
# Name → the file, and how its words begin.
READ: dict[str, tuple[Callable[[], bytes], str]] = {
    "macros.docm": (
        lambda: changed("[Content_Types].xml", lambda held: held.replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml")), "Words."
    ),
    "named.txt": (lambda: docx(p("Words.")), "Words."),
    "path": (lambda: with_parts(**dict.fromkeys(OUTSIDE, b"x")), "Words."),
    "picture-outside": (lambda: related("image", "file:///etc/passwd", external=True), "Words."),
    "template-outside": (
        lambda: related("attachedTemplate", "http://localhost:9/x.dotm", external=True), "Words."
    ),
    "styles-outside": (lambda: related("styles", "http://localhost:9/s", external=True), "Words."),
    "leads-nowhere": (lambda: related("numbering", "gone.xml"), "Words."),
    "leads-out-of-the-package": (lambda: related("styles", "../../../etc/passwd"), "Words."),
    "leads-to-itself": (
        lambda: related("header", "document.xml", body=p("Words.") + "<w:sectPr><w:headerReference"
                        ' w:type="default" r:id="rIdX"/></w:sectPr>'), "Words."
    ),
    "styles-are-the-text": (lambda: related("styles", "document.xml"), "Words."),
    "many-relations": (
        lambda: changed(RELATIONS, lambda _: relations(
            *((f"r{n}", "header", f"header{n}.xml") for n in range(20_000)))), "Words."
    ),
    "style-chain": (
        lambda: docx("".join(p(SAID, look=f'<w:pStyle w:val="s{n}"/>') for n in range(500)),
                     styles=chain(20_000, ""), numbering='<w:num w:numId="7"/>'), SAID.strip()
    ),
    "style-loop": (lambda: docx(p("Words.", look='<w:pStyle w:val="s1"/>'),
                                styles=chain(3, '<w:basedOn w:val="s0"/>')), "Words."),
    "cells": (lambda: docx(table(*[["Sore", "8", "4", "none", "left"] * 2] * 1000)), "Sore | 8"),
    "wide": (lambda: docx(table(["Sore"] * 10_000)), "Sore | Sore"),
    "tables-in-tables": (
        lambda: docx("<w:tbl><w:tr><w:tc>" * 80 + p("Words.") + "</w:tc></w:tr></w:tbl>" * 80),
        "Words."
    ),
    "paragraph": (lambda: docx(p(SAID * 3_300)), SAID),
    "paragraph-in-runs": (lambda: docx(p("".join(map(t, [SAID[:10]] * 19_000)))), SAID[:10]),
    "one-word": (lambda: docx(p("a" * 199_000)), "a"),
    "fields": (lambda: docx(p(BEGIN * 50_000, "Words.")), "Words."),
    "closed-fields": (lambda: docx(p(BEGIN * 50_000, "gone", END * 50_000, "Words.")), "Words."),
    "joined": (lambda: docx(p("a ", end='<w:del w:id="1" w:author="A"/>') * 20_000), "a a a"),
    "empty-paragraphs": (lambda: docx("<w:p/>" * 200_000 + p("Words.")), "Words."),
}  # fmt: skip
PAGES = "500-pages.docx"


def pages(number: int) -> bytes:
    """A document of so many pages of 8 paragraphs."""
    return docx("".join(p(f"On day {n}: ", t(SAID * 5)) for n in range(8 * number)))


def _named(name: str) -> str:
    return name if "." in name else f"{name}.docx"


class All(NamedTuple):
    """What came of all the files."""

    told: dict[str, Told]
    touched: list[str]
    peak: float


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> All:
    """Read and check every file, in one process of its own."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (made, _) in {**REFUSED, **READ}.items():
        (folder / _named(name)).write_bytes(made())
    (folder / PAGES).write_bytes(pages(500))
    before = sorted(folder.rglob("*"))
    ran = subprocess.run(
        [sys.executable, "-c", _CHECKS, str(folder)], capture_output=True, text=True, check=False
    )
    assert not ran.stderr
    assert sorted(folder.rglob("*")) == before
    told = json.loads(ran.stdout)
    return All({k: Told(*v) for k, v in told["told"].items()}, told["touched"], told["peak"])


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_soon_and_clearly(name: str, outcome: All) -> None:
    told = outcome.told[_named(name)]
    assert told.length == -1, told.said[:200]
    assert told.said.startswith(f"{_named(name)}: ")
    assert REFUSED[name][1] in told.said
    assert told.seconds < SOON


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read_soon(name: str, outcome: All) -> None:
    told = outcome.told[_named(name)]
    assert told.said.startswith(READ[name][1]), told.said[:200]
    assert told.seconds < SOON


def test_five_hundred_pages_are_read_and_checked(outcome: All) -> None:
    told = outcome.told[PAGES]
    assert told.length > 1_000_000
    assert told.seconds < 3 * 10


def test_all_of_it_takes_little_memory(outcome: All) -> None:
    assert outcome.peak < MEMORY


def test_nothing_else_is_opened_and_nobody_is_called(outcome: All) -> None:
    assert not [one for one in outcome.touched if ".py" not in one]


def test_the_files_that_overlap_are_what_they_are_meant_to_be() -> None:
    with zipfile.ZipFile(io.BytesIO(overlapping(3, 1000))) as package:
        assert next(entry.file_size for entry in package.infolist()) == 1000
        assert sum(entry.file_size for entry in package.infolist()) > 3000
    assert len(overlapping(15, 10_000_000)) < 15_000
