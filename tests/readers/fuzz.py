"""Damages real letters at random and reads them: python tests/readers/fuzz.py FORMAT SECONDS [SEED]

Whatever a reader is given, it gives a letter or raises InputError. Prints how many files were read,
and every other exception once, with the seed that brings it back; exits with 1 if there was one.
"""

from __future__ import annotations

import copy
import io
import random
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from letters_to_read import LETTERS

from letterkit.errors import InputError
from letterkit.readers import read_manuscript

SLOW = 5.0  # seconds; no damaged letter may take so long
_BITS = {
    "odt": b"<text:p>|</text:p>|<text:span>|<table:table>|</table:table>|<text:list>|&amp;|&#0;|"
    b"<!DOCTYPE a>|<![CDATA[|]]>|text:c='99999'|<text:note>|<draw:text-box>|\xff|<!--",
    "docx": b"<w:p>|</w:p>|<w:r>|</w:r>|<w:tbl>|</w:tbl>|<w:tc>|<w:del>|<w:ins>|&amp;|&#0;|"
    b"<!DOCTYPE a>|<![CDATA[|<w:fldChar w:fldCharType='begin'/>|\xff|w:val='99999999999'",
    "rtf": b"{|}|\\par |\\cell|\\row|\\intbl |\\u-1?|\\u99999?|\\uc999999 |\\bin99 |\\'ff|\\'zz|"
    b"\\*|{\\footnote |{\\header |\\deleted |\\f99999999 |\\fcharset2 |\\ansicpg999 |{\\upr|"
    b"{\\*\\ud",
    "pdf": b"stream\n|endstream|endobj|<<|>>|[|]|/Kids|/Parent 1 0 R|/Length -1|/Count 99999999|BT|"
    b"ET|/FlateDecode|1 0 R|99999999999|xref|%%EOF|/Encrypt 1 0 R|(|)|Tj",
    "html": b"<table>|<tr>|<td colspan=99>|</table>|<li>|<blockquote>|</blockquote>|<!--|-->|<pre>|"
    b"<script>|&#x110000;|&#55555;|&|<|<p hidden>|<del>|'|\"|<meta charset=utf-16>|\0|\xff",
    "eml": b"\n|\r\n\r\n|Content-Type: multipart/mixed; boundary=x\n\n|--x\n|--x--|\xff|"
    b"=?utf-8?q?=ff?=|Content-Transfer-Encoding: base64\n|charset=hex|;|\"|\0|"
    b"Content-Type: message/rfc822\n\n|:",
    "text": b"\xff\xfe|\xfe\xff|\0|\xe9|\xef\xbb\xbf|\r|\n|\x1a|<!-- letterkit-allow|{\\rtf|"
    b"%PDF-|PK",
}  # fmt: skip
FORMATS = tuple(_BITS)


class Outcome(NamedTuple):
    """How many letters were read, how many refused, and what went wrong by kind."""

    read: int
    refused: int
    wrong: dict[str, str]
    slowest: float


def fuzz(form: str, seconds: float, seed: int = 0, runs: int = 10**9) -> Outcome:
    """Read damaged letters for so long, or so many of them."""
    end = time.monotonic() + seconds
    read = refused = 0
    slowest = 0.0
    wrong: dict[str, str] = {}
    for number in range(runs):
        if time.monotonic() > end:
            break
        chance = random.Random(f"{form} {seed} {number}")
        content = damaged(form, chance)
        begun = time.monotonic()
        try:
            letter = read_manuscript(content, f"letter.{form}")
            letter.text.encode()
            at = 0
            for passage in letter.passages:
                assert at <= passage.start < passage.end <= len(letter.text)
                at = passage.end
            read += 1
        except InputError:
            refused += 1
        except Exception as error:  # this is what is looked for
            kind = f"{type(error).__name__} at {_line(error)}"
            wrong.setdefault(kind, f"seed {seed}, run {number}: {str(error)[:100]}")
        took = time.monotonic() - begun
        slowest = max(slowest, took)
        if took > SLOW:
            wrong.setdefault("slow", f"seed {seed}, run {number}: {took:.1f} s")
    return Outcome(read, refused, wrong, slowest)


def damaged(form: str, chance: random.Random) -> bytes:
    """Return one of the letters of a format, damaged: in a package, mostly inside its parts."""
    content = chance.choice(LETTERS[form])
    mangle = _mangler(chance, _BITS[form].split(b"|"))
    if form == "odt" and chance.random() < 0.7:
        return _repacked(content, chance, lambda markup: _rebuilt(markup, chance))
    if form in ("odt", "docx") and chance.random() < 0.85:
        return _repacked(content, chance, mangle)
    if form == "pdf" and chance.random() < 0.4:
        return _restreamed(content, chance, mangle)
    return mangle(content)


def _mangler(chance: random.Random, bits: list[bytes]) -> Callable[[bytes], bytes]:
    def mangle(content: bytes) -> bytes:
        out = bytearray(content)
        for _ in range(chance.choice((1, 1, 2, 3, 8, 30))):
            at = chance.randrange(len(out) + 1)
            end = min(len(out), at + chance.choice((1, 2, 8, 40, 400)))
            way = chance.randrange(7)
            if way == 0:
                out[at:end] = b""
            elif way == 1:
                out[at:at] = out[at:end] * chance.choice((1, 2, 50))
            elif way == 2:
                out[at:end] = chance.randbytes(end - at)
            elif way == 3 and at < len(out):
                out[at] ^= 1 << chance.randrange(8)
            elif way == 4 and chance.random() < 0.2:
                del out[at:]
            elif way == 5:
                other = chance.randrange(len(out) + 1)
                out[at:at] = out[other : other + (end - at)]
            else:
                out[at:at] = chance.choice(bits) * chance.choice((1, 1, 1, 3, 200))
        return bytes(out)

    return mangle


def _repacked(content: bytes, chance: random.Random, mangle: Callable[[bytes], bytes]) -> bytes:
    """Damage one or two parts of a package, and pack it again."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    markup = [name for name in parts if name.endswith((".xml", ".rels"))]
    for name in chance.sample(markup, min(len(markup), chance.choice((1, 1, 2)))):
        parts[name] = mangle(parts[name])
    if chance.random() < 0.05:
        del parts[chance.choice(list(parts))]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def _rebuilt(markup: bytes, chance: random.Random) -> bytes:
    """Move, repeat, rename and change elements: the markup is whole and makes no sense."""
    root = ElementTree.fromstring(markup)
    for _ in range(chance.choice((1, 2, 5, 20))):
        every = list(root.iter())
        one, other = chance.choice(every), chance.choice(every)
        way = chance.randrange(7)
        if way == 0:
            one[:] = []
        elif way == 1:
            one.insert(chance.randrange(len(one) + 1), copy.deepcopy(other))
        elif way == 2 and len(one):
            child = copy.deepcopy(chance.choice(one))
            one.extend([child] * chance.choice((1, 5, 200)))
        elif way == 3:
            one.tag = other.tag
        elif way == 4:
            one.attrib.update(other.attrib)
        elif way == 5 and one.attrib:
            value = chance.choice(("", "none", "-1", "99999999", "²", "L1", "endnote", "\u2028"))
            one.attrib[chance.choice(list(one.attrib))] = value
        else:
            one.text, one.tail = chance.choice((None, " ", "\t☐ ", "e\u0301")), other.text
        if sum(1 for _ in root.iter()) > 5_000:
            break
    return ElementTree.tostring(root, "utf-8")


def _restreamed(content: bytes, chance: random.Random, mangle: Callable[[bytes], bytes]) -> bytes:
    """Damage what is packed in one stream of a PDF."""
    places = list(_streams(content))
    if not places:
        return mangle(content)
    start, end = chance.choice(places)
    try:
        inner = zlib.compress(mangle(zlib.decompress(content[start:end])))
    except zlib.error:
        inner = mangle(content[start:end])
    return content[:start] + inner + content[end:]


def _streams(content: bytes) -> Iterator[tuple[int, int]]:
    end = 0
    while (start := content.find(b"stream\n", end)) >= 0:
        end = content.find(b"endstream", start)
        if end < 0:
            return
        yield start + 7, end
        end += 9


def _line(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"


if __name__ == "__main__":
    outcome = fuzz(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else 0)
    said = f"{sys.argv[1]}: {outcome.read} read, {outcome.refused} refused, "
    sys.stdout.write(said + f"{len(outcome.wrong)} wrong, slowest {outcome.slowest:.2f} s\n")
    for kind, where in outcome.wrong.items():
        sys.stdout.write(f"  {kind} ({where})\n")
    sys.exit(bool(outcome.wrong))
