"""letterkit check --annotate: a copy of the letter with comments, and the letter as it was."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner, Result
from files_to_open import changed, paragraph, put, relate, run, with_body
from letters_to_comment import (
    assert_marks_may_stand_there,
    comments_of,
    made_at_random,
    other_parts,
    same_but_white_space,
    words_in_ranges,
)
from letters_to_write import converted
from test_schema_order import assert_in_order

from letterkit.cli import letterkit
from letterkit.documents.package import unpack
from letterkit.writers.manuscript_writer import manuscript_docx

EXAMPLES = Path(__file__).parents[2] / "examples"
CARELESS = sorted(EXAMPLES.glob("*/before.txt"))
BAD = "I suspect a fracture."


def check(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(letterkit, ["check", *map(str, arguments)], input=stdin)


def annotated(source: Path, *more: str) -> Path:
    target = source.with_name(f"{source.stem}-reviewed.docx")
    result = check(source, "--annotate", target, "--fail-on", "never", *more)
    assert result.exit_code == 0, result.output
    return target


def issues_of(path: Path) -> list[dict[str, Any]]:
    said = json.loads(check(path, "--format", "json", "--fail-on", "never").stdout)
    issues: list[dict[str, Any]] = said["documents"][0]["issues"]
    return issues


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    return put(tmp_path, with_body(paragraph(run("I suspect "), run("a fracture.", "<w:b/>"))))


def test_the_copy_holds_what_the_report_says_and_the_letter_stays(letter: Path) -> None:
    before, target = letter.read_bytes(), letter.with_name("reviewed.docx")
    result = check(letter, "--annotate", target)
    assert result.exit_code == 1
    assert result.stdout == check(letter).stdout
    assert result.stderr == f"Wrote {target}: 1 comment.\n"
    assert letter.read_bytes() == before
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    ((author, lines),) = comments_of(target.read_bytes()).values()
    assert author == "letterkit"
    assert lines[0] == "“suspect a fracture” may be read as a diagnosis, also when it is hedged."
    assert lines[1].startswith("Instead: ")
    assert lines[2].startswith("Such as: ")
    assert lines[3].startswith("Source: Massachusetts: ")
    assert "https://" in lines[3]
    assert lines[-1] == "Rule DX02: diagnosis, error."


def test_a_second_copy_has_new_comments_in_place_of_the_old(letter: Path) -> None:
    first = annotated(letter)
    second = first.with_name("second.docx")
    result = check(first, "--annotate", second)
    assert result.stderr == f"Wrote {second}: 1 comment, in place of 1 from before.\n"
    assert second.read_bytes() == first.read_bytes()


def test_comments_on_words_that_were_mended_go(letter: Path) -> None:
    def mend(parts: dict[str, bytes]) -> None:
        said = parts["word/document.xml"]
        assert b"suspect " in said
        parts["word/document.xml"] = said.replace(b"suspect ", b"do not treat ")

    mended = put(letter.parent, changed(annotated(letter).read_bytes(), mend), "mended.docx")
    clean = mended.with_name("clean.docx")
    result = check(mended, "--annotate", clean)
    assert result.stderr == f"Wrote {clean}: 0 comments, in place of 1 from before.\n"
    assert comments_of(clean.read_bytes()) == {}
    assert b"comment" not in unpack(clean.read_bytes())["word/document.xml"]


def test_a_letter_without_issues_needs_no_copy(tmp_path: Path) -> None:
    letter = put(tmp_path, with_body(paragraph(run("He reports that the pain is less."))))
    target = tmp_path / "reviewed.docx"
    result = check(letter, "--annotate", target)
    assert result.exit_code == 0
    assert result.stderr == f"No issue to comment on: {target} was not written.\n"
    assert not target.exists()


def test_what_a_baseline_knows_has_no_comment(letter: Path) -> None:
    known, target = letter.with_name("known.json"), letter.with_name("reviewed.docx")
    assert check(letter, "--write-baseline", known).exit_code == 0
    result = check(letter, "--baseline", known, "--annotate", target)
    assert result.stderr == f"No issue to comment on: {target} was not written.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["letter.docx", "--annotate", "letter.docx"], "is already there."),
        (["letter.docx", "--annotate", "letter.docx", "--overwrite"], "is read here, and is kept."),
        (["letter.docx", "--annotate", "there.docx"], "is already there."),
        (["letter.docx", "--annotate", "out.pdf"], "Give it a name that ends in .docx."),
        (["letter.docx", "--annotate", "no/out.docx"], "there is no folder no."),
        (["letter.docx", "there.docx", "--annotate", "out.docx"], "name one at a time."),
        (["letter.docx", "--annotate", "out.docx", "--write-baseline", "b"], "give either"),
        (["gone.docx", "--annotate", "out.docx"], "there is no such file."),
    ],
)
def test_what_cannot_be_written_is_said_and_nothing_is_lost(
    arguments: list[str], said: str, letter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = letter.parent
    letter = letter.rename(folder / "letter.docx")
    (folder / "there.docx").write_bytes(b"mine")
    monkeypatch.chdir(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = check(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_signed_letter_is_said_to_be_signed_no_more(letter: Path) -> None:
    def sign(parts: dict[str, bytes]) -> None:
        kind = (
            "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
        )
        relate(parts, "_rels/.rels", "origin", "_xmlsignatures/origin.sigs", "rId90", full=kind)
        parts["_xmlsignatures/origin.sigs"] = b""

    letter.write_bytes(changed(letter.read_bytes(), sign))
    target = letter.with_name("reviewed.docx")
    result = check(letter, "--annotate", target)
    assert result.stderr.endswith(f"The digital signature of {letter} does not hold in the copy.\n")
    assert "_xmlsignatures/origin.sigs" in other_parts(target.read_bytes())


def test_macros_do_not_come_into_a_file_that_cannot_have_them(letter: Path) -> None:
    def arm(parts: dict[str, bytes]) -> None:
        kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        armed = b"application/vnd.ms-word.document.macroEnabled.main+xml"
        types = parts["[Content_Types].xml"]
        assert kind in types
        parts["[Content_Types].xml"] = types.replace(kind, armed)

    letter.write_bytes(changed(letter.read_bytes(), arm))
    target = letter.with_name("reviewed.docx")
    result = check(letter, "--annotate", target)
    assert result.exit_code == 2
    assert "holds macros or is a template" in result.stderr
    assert not target.exists()


# Letters in other formats

TEXT = """\
Harbor Street Massage\r
214 Harbor Street\r
\r
Dear Dr. Okafor,

  I suspect
a fracture.\tHe must come\u00a0off Plavix\x0cbefore the epidural.\x07
 \t
- I suspect a tear.
- It is healed.
1. He must come off Plavix.
[ ] Please cancel the MRI.
| May 2 | 7/10 |


In my opinion it is a hernia.
"""


def test_a_text_becomes_a_word_file_with_the_same_words_and_comments(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_bytes(TEXT.encode())
    copy = annotated(letter).read_bytes()
    issues = issues_of(letter)
    assert len(issues) > 4
    ranges = words_in_ranges(copy)
    assert len(ranges) == len(issues)
    for said, issue in zip(ranges.values(), issues, strict=True):
        assert same_but_white_space(said) == same_but_white_space(issue["text"])
    assert_marks_may_stand_there(copy)
    assert {"pPr", "sectPr"} <= assert_in_order(unpack(copy))
    assert annotated(letter, "--overwrite").read_bytes() == copy


def test_a_word_file_of_a_text_has_its_characters_and_no_other() -> None:
    root = ElementTree.fromstring(unpack(manuscript_docx(TEXT))["word/document.xml"])
    words = same_but_white_space("".join(root.itertext()))
    assert words == same_but_white_space(TEXT.replace("\x07", "�"))


def test_standard_input_can_be_annotated(tmp_path: Path) -> None:
    target = tmp_path / "reviewed.docx"
    result = check("-", "--annotate", target, stdin=BAD)
    assert result.stderr == f"Wrote {target}: 1 comment.\n"
    assert list(words_in_ranges(target.read_bytes()).values()) == ["suspect a fracture"]


# Letters that LibreOffice wrote, and what it reads in their copies

_RTF = r"{{\rtf1\ansi\deff0{{\fonttbl{{\f0 Arial;}}}}\fs22 {}}}"
_FLAT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3" '
    'office:mimetype="application/vnd.oasis.opendocument.text">'
    "<office:body><office:text>{}</office:text></office:body></office:document>"
)


def _as_rtf(text: str) -> str:
    signs = (s if ord(s) < 128 else f"\\u{ord(s)}?" for s in text)
    return _RTF.format("".join(signs).replace("\n", "\\par\n"))


def _as_flat(text: str) -> str:
    lines = (f"<text:p>{escape(line)}</text:p>" for line in text.splitlines())
    return _FLAT.format("".join(lines))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Careless letters that LibreOffice made from four formats."""
    folder = tmp_path_factory.mktemp("written")
    sources: list[Path] = []
    for number, path in enumerate(CARELESS[:12]):
        text = path.read_text("utf-8")
        name, content = (
            (f"{number}.txt", text.encode()),
            (f"{number}.rtf", _as_rtf(text).encode()),
            (f"{number}.fodt", _as_flat(text).encode()),
            (f"{number}.docx", made_at_random(number)),
        )[number % 4]
        sources.append(put(folder, content, name))
    return converted(folder / "docx", "docx", *sources)


def test_a_letter_that_libreoffice_wrote_keeps_all_but_its_comments(written: list[Path]) -> None:
    assert len(written) == 12
    copies = [annotated(path) for path in written]
    for path, copy in zip(written, copies, strict=True):
        before, after, issues = path.read_bytes(), copy.read_bytes(), issues_of(path)
        assert other_parts(after) == other_parts(before)
        assert_marks_may_stand_there(after)
        ranges = list(words_in_ranges(after).values())
        assert list(map(same_but_white_space, ranges)) == [
            same_but_white_space(issue["text"]) for issue in issues
        ]
        assert [(i["rule"], i["start"], i["end"]) for i in issues_of(copy)] == [
            (i["rule"], i["start"], i["end"]) for i in issues
        ]
        assert annotated(copy).read_bytes() == after
    opened = converted(copies[0].parent / "odt", "odt", *copies)
    for number, (path, odt) in enumerate(zip(written, opened, strict=True)):
        expected = sorted(same_but_white_space(issue["text"]) for issue in issues_of(path))
        found = sorted(map(same_but_white_space, _annotated_words(odt)))
        if number % 4 == 3:  # what a field shows is one thing to LibreOffice: all of it, or none
            assert len(found) == len(expected)
            assert all(
                words.endswith(tuple(expected)) or any(w.startswith(words) for w in expected)
                for words in found
            )
        else:
            assert found == expected


_ODF = "{urn:oasis:names:tc:opendocument:xmlns:"
_ANNOTATION, _NAME = f"{_ODF}office:1.0}}annotation", f"{_ODF}office:1.0}}name"


def _annotated_words(odt: Path) -> list[str]:
    """The words that LibreOffice finds each comment of ours to be about."""
    with zipfile.ZipFile(odt) as package:
        root = ElementTree.fromstring(package.read("content.xml"))
    found: dict[str, list[str]] = {}
    open_: set[str] = set()
    for event in _pieces(root):
        if isinstance(event, str):
            for name in open_:
                found[name].append(event)
        elif event.tag == _ANNOTATION:
            found[event.attrib[_NAME]] = []
            open_.add(event.attrib[_NAME])
        else:
            open_.remove(event.attrib[_NAME])
    assert not open_
    return ["".join(words) for words in found.values()]


def _pieces(element: ElementTree.Element) -> Iterator[str | ElementTree.Element]:
    """Words and the marks of comments in their order; what a comment says is left out."""
    if element.tag in (_ANNOTATION, f"{_ANNOTATION}-end"):
        yield element
    elif not element.tag.endswith("tracked-changes"):
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
    yield element.tail or ""
