"""Broken and hostile case files and templates: what is said of each, and that nothing is written.

``cases/case_files/*.yaml`` and ``cases/templates/*.j2`` hold one each, and the ``.txt`` beside it
exactly what is said. What is large or no text is made here.
"""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docx import Document

from letterkit.case_file import load_case
from letterkit.cli import letterkit
from letterkit.errors import InputError, LetterkitError, Place
from letterkit.letter import Letter
from letterkit.scope import CheckedLetter
from letterkit.template import load_template
from letterkit.workflow import draft
from letterkit.writers import letter_text
from letterkit.writers.docx_writer import docx_bytes

ROOT = Path(__file__).parent.parent
HERE = Path(__file__).parent / "cases"
CASE_FILES = sorted((HERE / "case_files").glob("*.yaml"))
TEMPLATES = sorted((HERE / "templates").glob("*.j2"))
COMPLETE = HERE / "complete.yaml"
CASE = ROOT / "examples" / "anticoagulant-before-procedure" / "case.yaml"
PROGRESS = ROOT / "examples" / "progress-report" / "case.yaml"
FIRST = "Telephone first: a letter alone may be read too late.\n"
SECONDS = 2.0  # no letter and no refusal takes longer

NOT_UTF8 = (
    "the file is not saved as UTF-8 text. "
    "Save it again with the encoding “UTF-8” (in Notepad: Save as, Encoding).\n"
)
TOO_LARGE = (
    "case.yaml: is larger than 1 MB, which no case file is. "
    "Give the case file itself, not a document or a picture.\n"
)
RETYPE = "Delete it, or type the word again.\n"
TOO_DEEP = "is nested too deeply. Put text that holds brackets in quotes.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in that holds a letter of somebody else."""
    (tmp_path / "letter.txt").write_text("The letter of last week.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def held(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of a folder, byte for byte."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def run(*arguments: str) -> Result:
    began = time.process_time()
    result = CliRunner().invoke(letterkit, ["draft", *arguments])
    assert time.process_time() - began < SECONDS
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


def refused(folder: Path, *arguments: str, status: int = 2) -> str:
    """Draft in ``folder``; what is said on stderr, when nothing else happened there."""
    before = held(folder)
    result = run(*arguments)
    assert held(folder) == before
    assert result.exit_code == status
    assert result.stdout == ""
    return result.stderr


# Case files that cannot be used


def test_there_are_enough_of_them() -> None:
    assert len(CASE_FILES) >= 45
    assert len(TEMPLATES) >= 15
    beside = {path.with_suffix(".txt") for path in (*CASE_FILES, *TEMPLATES)}
    assert beside == {*HERE.glob("case_files/*.txt"), *HERE.glob("templates/*.txt")}


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_a_broken_case_file_is_explained_and_nothing_is_written(path: Path, folder: Path) -> None:
    (folder / "case.yaml").write_bytes(path.read_bytes())
    said = refused(folder, "case.yaml", "-o", "new.docx", "-o", "letter.txt", "--overwrite")
    assert said == path.with_suffix(".txt").read_text("utf-8")


TEXT = CASE.read_text("utf-8")
ANCHORS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
MADE: dict[str, tuple[bytes, str]] = {
    "5-megabytes-of-text": (b"request: " + b"word " * 1_000_000, TOO_LARGE),
    "5-megabytes-of-items": (b"- x\n" * 1_250_000, TOO_LARGE),
    "one-byte-over-the-limit": (b"#" * 1_000_001, TOO_LARGE),
    "a-word-document": (b"PK\x03\x04" + bytes(range(32, 256)) * 9, f"case.yaml:1:101: {NOT_UTF8}"),
    "latin-1": (b"letter: x\npatient: {name: Jo\xe9l}\n", f"case.yaml:2:19: {NOT_UTF8}"),
    "utf-16-without-a-mark": ("letter: x\n".encode("utf-16-le"), f"case.yaml:1:1: {NOT_UTF8}"),
    "utf-32": (TEXT.encode("utf-32"), f"case.yaml:1:1: {NOT_UTF8}"),
    "utf-16-cut-in-a-character": (
        "a: x".encode("utf-16") + b"x",
        "case.yaml:1:5: holds the mark of a lost character (U+FFFD). Type the word again.\n",
    ),
    "nul": (
        b"letter: x\nrequest: a\0b\n",
        f"case.yaml:2:11: holds a character that a letter cannot show (U+0000). {RETYPE}",
    ),
    "many-brackets": (b"a: " + b"[" * 400_000, f"case.yaml:1:23: {TOO_DEEP}"),
    "many-braces": (b"a: " + b"{b: " * 200_000, f"case.yaml:1:80: {TOO_DEEP}"),
    "many-dashes": (b"- " * 400_000 + b"x", f"case.yaml:1:41: {TOO_DEEP}"),
    "many-question-marks": (b"? " * 400_000 + b"x", f"case.yaml:1:41: {TOO_DEEP}"),
}


@pytest.mark.parametrize("name", MADE)
def test_a_file_that_is_no_case_at_all_is_explained(name: str, folder: Path) -> None:
    data, expected = MADE[name]
    (folder / "case.yaml").write_bytes(data)
    assert refused(folder, "case.yaml", "-o", "new.docx") == f"letterkit: {expected}"


def test_an_anchor_bomb_goes_off_nowhere(folder: Path) -> None:
    (folder / "case.yaml").write_text(ANCHORS, "utf-8")
    said = refused(folder, "case.yaml", "-o", "new.docx")
    assert said.startswith("letterkit: case.yaml:1:4: starts with &, so that YAML drops “&a”.")


def test_a_file_of_wrong_names_is_not_answered_with_as_many_lines(folder: Path) -> None:
    (folder / "case.yaml").write_text("".join(f"k{n}: 1\n" for n in range(10_000)), "utf-8")
    assert len(refused(folder, "case.yaml").splitlines()) <= 50


@pytest.mark.parametrize("lines", ["k{}: 1\n", "- {}\n", "[{}],"])
def test_a_file_without_end_is_refused_before_it_is_read_whole(folder: Path, lines: str) -> None:
    text = "".join(lines.format(n) for n in range(60_000))
    (folder / "case.yaml").write_text(text if text.endswith("\n") else f"a: [{text}]", "utf-8")
    assert refused(folder, "case.yaml") == (
        "letterkit: case.yaml: holds more than 40,000 keys and values. "
        "Take out what is not of this case.\n"
    )


def test_a_paragraph_of_escapes_takes_no_longer_than_its_length(folder: Path) -> None:
    (folder / "case.yaml").write_text('request: "' + "\\u00e9" * 100_000 + '"\n', "utf-8")
    assert "“request” is 100,000 characters long" in refused(folder, "case.yaml")


START = "Copy an example, such as examples/anticoagulant-before-procedure/case.yaml, and change it."
PLACES = {
    "missing": ("none.yaml", "none.yaml: there is no such file. Check the name and the folder.\n"),
    "a-folder": ("sub", "sub: is a folder. Name the file inside it.\n"),
    "below-a-file": ("letter.txt/x", "letter.txt/x: cannot be read (Not a directory).\n"),
    "a-long-name": ("x" * 300, f"{'x' * 300}: cannot be read (File name too long).\n"),
    "endless": ("/dev/zero", TOO_LARGE.replace("case.yaml", "/dev/zero")),
    "nothing": ("/dev/null", f"/dev/null:1:1: is empty. {START}\n"),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_place_that_holds_no_case_is_named(name: str, folder: Path) -> None:
    (folder / "sub").mkdir()
    where, expected = PLACES[name]
    assert refused(folder, where, "-o", "new.docx") == f"letterkit: {expected}"


def test_a_file_that_may_not_be_read_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: Any, **__: Any) -> io.BytesIO:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    said = CliRunner().invoke(letterkit, ["draft", "case.yaml"]).stderr
    assert said == "letterkit: case.yaml: cannot be read (Permission denied).\n"


def test_a_name_with_a_nul_is_no_name() -> None:
    with pytest.raises(InputError, match="is not a name that a file can have"):
        load_case("case\0.yaml")


REAL = ("python-tag", "deep-nesting", "unclosed-double-quote", "marks-of-the-ledger", "empty")


@pytest.mark.parametrize("name", REAL)
def test_the_real_command_says_the_same_on_a_poor_terminal(name: str, folder: Path) -> None:
    path = HERE / "case_files" / f"{name}.yaml"
    (folder / "case.yaml").write_bytes(path.read_bytes())
    before = held(folder)
    command = [sys.executable, "-m", "letterkit", "draft", "case.yaml", "-o", "new.docx"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1"}
    result = subprocess.run(command, capture_output=True, env=environment, check=False)
    expected = path.with_suffix(".txt").read_text("utf-8").encode("latin-1", "replace")
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr == expected
    assert held(folder) == before


def test_many_brackets_end_the_real_command_no_worse(folder: Path) -> None:
    (folder / "case.yaml").write_bytes(MADE["many-brackets"][0])
    command = [sys.executable, "-m", "letterkit", "draft", "case.yaml"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert result.returncode == 2


# Case files that look odd and work

WORKING = {
    "byte-order-mark": TEXT.encode("utf-8-sig"),
    "two-byte-order-marks": ("\ufeff\ufeff" + TEXT).encode(),
    "crlf": TEXT.replace("\n", "\r\n").encode(),
    "cr": TEXT.replace("\n", "\r").encode(),
    "utf-16": TEXT.encode("utf-16"),
    "document-signs": f"---\n{TEXT}...\n".encode(),
    "no-line-end": TEXT.rstrip("\n").encode(),
    "blank-fields": f"{TEXT}\nrequest:\ncc:\n".encode(),
}


@pytest.mark.parametrize("name", WORKING)
def test_the_way_a_file_is_saved_changes_no_word(name: str, folder: Path) -> None:
    (folder / "case.yaml").write_bytes(WORKING[name])
    result = run("case.yaml")
    assert (result.exit_code, result.stderr) == (0, FIRST)
    assert result.stdout == CASE.with_name("letter.txt").read_text("utf-8")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "bom"])
def test_positions_are_those_of_an_editor(mark: str, end: str, folder: Path) -> None:
    text = mark + "patient: {nmae: x}\nreqest: y\n".replace("\n", end)
    (folder / "case.yaml").write_bytes(text.encode())
    said = refused(folder, "case.yaml")
    assert "case.yaml:1:11: there is no field “patient.nmae”." in said
    assert "case.yaml:2:1: there is no field “reqest”." in said


# Wording outside the scope

TYPED = {
    "plain": ("  - I told him to stop Plavix.", 1, 7),
    "in-double-quotes": ('  - "I told him to stop Plavix."', 1, 8),
    "behind-an-escape": ('  - "\\u0049 told him to stop Plavix."', 1, 13),
    "in-single-quotes": ("  - 'It''s so: I told him to stop Plavix.'", 1, 18),
    "folded": ("  - >-\n    On Monday I saw him and\n    told him to stop Plavix.", 3, 5),
    "folded-with-a-comment": ("  - > # told him\n    I told him to stop Plavix.", 2, 7),
    "kept-lines": ("  - |\n    On Monday I saw him and\n      told him to stop Plavix.", 3, 7),
    "over-two-lines": ("  - On Monday I saw him and\n    told him to stop Plavix.", 2, 5),
    "in-brackets": ("  [I told him to stop Plavix.]", 1, 6),
    "after-emoji": ("  - 🙂 👩🏽‍⚕️ I told him to stop Plavix.", 1, 15),
    "after-a-tab": ("  - I \t told him to stop Plavix.", 1, 9),
}  # fmt: skip


@pytest.mark.parametrize("name", TYPED)
def test_words_outside_the_scope_are_found_where_they_were_typed(name: str, folder: Path) -> None:
    typed, line, column = TYPED[name]
    kept = TEXT[: TEXT.index("actions:")]
    (folder / "case.yaml").write_text(f"{kept}actions:\n{typed}\n", "utf-8")
    said = refused(folder, "case.yaml", "-o", "new.docx", status=1)
    assert f"case.yaml:{kept.count(chr(10)) + 1 + line}:{column}: error: medication" in said
    assert "told him to stop Plavix" in said
    assert said.endswith("Nothing was written.\n")


# Values are words

VALUES = {
    "jinja-value": "{{ 7*7 }}",
    "jinja-block": "{% raw %}",
    "jinja-comment": "{# note #}",
    "jinja-include": "{% include '/etc/passwd' %}",
    "bold": "**bold** _and_ `code`",
    "hash": "# x",
    "dash": "- x",
    "star": "* x",
    "number": "1. x",
    "role": "@re x",
    "role-alone": "@note",
    "table-row": "| a | b |",
    "bars": "a | b",
    "rule": "---",
    "tag": "<b>bold</b>",
    "entity": "&amp; and & R&D",
    "less-than": "flexion <90 degrees",
    "xml": "<w:p/>]]><!--",
    "leftover": "TODO *** Lorem ipsum",
    "format": "%s {0} $HOME \\n",
    "yes": "yes",
    "no": "no",
    "on": "on",
    "off": "Off",
    "zero-seven": "07",
    "exponent": "1e3",
    "null": "null",
    "tilde": "~",
    "sexagesimal": "12:30:45",
    "right-to-left": "שלום Mr. Reyes مرحبا",
    "emoji": "👩🏽‍⚕️ 🙂 ok",
    "accents": "Łódź ß ﬁ é",
    "typographic": "“a” ‘b’ – — …",
    "one-character": "x",
    "long-word": "x" * 190,
}


def progress_letter(folder: Path, value: str) -> CheckedLetter:
    """A letter in which ``value`` stands in every kind of place."""
    typed = json.dumps(value, ensure_ascii=False)
    case = folder / "case.yaml"
    case.write_text(
        f"""letter: progress-report
date: 2026-06-18
practitioner: {{name: Joel, credential: {typed}, clinic: {typed}, phone: {typed}}}
recipient: {{name: Amara, practice: {typed}}}
patient: {{name: Teresa, born: 1974-11-23, reference: {typed}}}
consent: {{how: written, scope: {typed}}}
request: {typed}
reported: [{{text: {typed}}}, {{quote: {typed}}}]
records: [{{document: the report, dated: 2026-05-01, from: {typed}, quote: {typed}}}]
findings: [{{text: {typed}, on: 2026-06-15}}]
outcomes:
  - {{measure: {typed}, scale: {typed}, before: {typed}, before_on: 2026-05-04, after: {typed},
      after_on: 2026-06-15}}
treatment: {{sessions: 6, techniques: [{typed}], areas: [{typed}]}}
actions: [{typed}]
calls: [{{at: 2026-06-15 10:00, spoke_to: {typed}, outcome: {typed}}}]
enclosures: [{typed}]
cc: [{typed}]
""",
        "utf-8",
    )
    return draft(load_case(case))


def shape(letter: Letter) -> list[tuple[str, int, tuple[int, ...]]]:
    return [(b.kind, len(b.lines), tuple(map(len, b.rows))) for b in letter.blocks]


def squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_printed_as_it_was_typed_and_starts_nothing(name: str, folder: Path) -> None:
    value = VALUES[name]
    plain, odd = progress_letter(folder, "plain"), progress_letter(folder, value)
    assert shape(odd.letter) == shape(plain.letter)
    times = plain.text.casefold().count("plain")
    assert times >= 19
    assert squeezed(odd.text).count(squeezed(value)) >= times
    assert squeezed(letter_text(odd)).count(squeezed(value)) >= times


def in_word(letter: CheckedLetter) -> Any:
    return Document(io.BytesIO(docx_bytes(letter)))


def styles(document: Any) -> list[str]:
    return [paragraph.style.name for paragraph in document.paragraphs]


@pytest.mark.parametrize("name", VALUES)
def test_word_shows_a_value_as_it_was_typed(name: str, folder: Path) -> None:
    value = VALUES[name]
    plain, odd = (in_word(progress_letter(folder, typed)) for typed in ("plain", value))
    assert styles(odd) == styles(plain)
    for each, typed in ((plain, "plain"), (odd, value)):
        words = "\n".join(p.text for p in each.paragraphs)
        assert squeezed(words).count(squeezed(typed)) >= 15
        cells = [[cell.text for cell in row.cells] for row in each.tables[0].rows]
        assert squeezed(cells[1][0]) == squeezed(f"{typed} ({typed})")
        assert squeezed(cells[1][1]) == squeezed(f"{typed} (May 4)")


# Where letters go

SUFFIXES = "Give it a name that ends in .docx, .pdf or .txt."
ANOTHER = "Choose another name"
ONLY = "letterkit writes only .docx, .pdf or .txt"
TARGETS = {
    "wrong-suffix": ("new.odt", f"ends in .odt, and {ONLY}. {SUFFIXES}"),
    "no-suffix": ("new", f"has no ending that says what kind of file to write. {SUFFIXES}"),
    "there-already": ("letter.txt", f"is already there. {ANOTHER}, or add --overwrite."),
    "a-folder": ("sub.docx", "is a folder. Add a file name to it."),
    "no-such-folder": ("none/a.txt", "cannot be saved: there is no folder none. Make it first."),
    "below-a-file": (
        "letter.txt/new.docx",
        "cannot be saved: there is no folder letter.txt. Make it first.",
    ),
    "a-link": (
        "link.txt",
        "is a link to another file. Name that file itself, or choose another name.",
    ),
    "a-nul": ("new\0.txt", f"is not a name that a file can have. {ANOTHER}."),
}  # fmt: skip


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("before", [(), ("-o", "first.docx")], ids=["alone", "second"])
def test_a_letter_that_cannot_be_written_there_is_written_nowhere(
    name: str, before: tuple[str, ...], folder: Path
) -> None:
    (folder / "sub.docx").mkdir()
    (folder / "link.txt").symlink_to("letter.txt")
    target, expected = TARGETS[name]
    said = refused(folder, str(CASE), *before, "-o", target)
    assert said == f"letterkit: {target.replace(chr(0), '␀')}: {expected}\n"


def test_a_full_disk_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open
    monkeypatch.setattr(os, "open", lambda *_: real("/dev/full", os.O_WRONLY))
    said = refused(folder, str(CASE), "-o", "letter.txt", "--overwrite")
    assert said == (
        "letterkit: letter.txt: does not fit: the disk is full. Make room, then try again.\n"
    )


def test_an_interruption_leaves_what_was_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    before = held(folder)
    monkeypatch.setattr(os, "fsync", interrupted)
    result = CliRunner().invoke(letterkit, ["draft", str(CASE), "-o", "letter.txt", "--overwrite"])
    assert result.exit_code != 0
    assert held(folder) == before


def test_a_disk_that_fills_up_between_two_files_keeps_the_first_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, written = os.fsync, []

    def full_at_the_second(number: int) -> None:
        written.append(number)
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(number)

    monkeypatch.setattr(os, "fsync", full_at_the_second)
    result = run(str(CASE), "-o", "first.txt", "-o", "second.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith("Wrote first.txt\nletterkit: second.txt: does not fit")
    assert sorted(path.name for path in folder.iterdir()) == ["first.txt", "letter.txt"]
    golden = CASE.with_name("letter.txt").read_text("utf-8")
    assert (folder / "first.txt").read_text("utf-8") == golden


# Templates


def template_fault(name: str, templates: Path) -> str:
    """What is said of a template, its folder left out."""
    began = time.process_time()
    with pytest.raises(LetterkitError) as caught:
        draft(load_case(COMPLETE), letter=name, templates=templates)
    assert time.process_time() - began < SECONDS
    return str(caught.value).replace(f"{templates}/", "").replace(f"{HERE}/", "")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_broken_template_is_explained_at_its_line(path: Path) -> None:
    said = template_fault(path.stem, path.parent)
    assert said + "\n" == path.with_suffix(".txt").read_text("utf-8")
    assert ".j2:" in said


FRONT = "---\ntitle: T\npurpose: P.\nurgency: routine\nwords: 100\nneeds: []\n---\n"


def made_template(folder: Path, body: str, **parts: str) -> Path:
    (folder / "_shared").mkdir()
    (folder / "made.j2").write_text(FRONT + body, "utf-8")
    for name, text in parts.items():
        (folder / "_shared" / f"{name}.j2").write_text(text, "utf-8")
    return folder


LARGE = {
    "200-kilobytes": ("word " * 40_000, "made.j2:1: is 200,067 characters long"),
    "6000-values": ("{{ patient }}\n" * 6_000, ":1: the letter grows over 100,000"),
    "49000-lines-of-an-item": ("- x\n" + "a\n" * 49_000, "the letter grows over 100,000"),
    "24000-items": ("- x\n" * 24_000, "the letter grows over 100,000"),
    "3000-branches": (
        "{% if not patient %}" + "{% elif not patient %}x" * 3_000 + "{% endif %}",
        "made.j2:8: ",
    ),
    "3000-dots": ("{{ patient" + ".a" * 3_000 + " }}", "made.j2:8: "),
    "3000-nots": ("{{ " + "not " * 3_000 + "patient }}", "made.j2:8: "),
    "1000-calls": ("{{ " + "reports(" * 1_000 + ")" * 1_000 + " }}", "made.j2:8: "),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_template_too_large_for_a_letter_is_refused_at_once(name: str, tmp_path: Path) -> None:
    body, expected = LARGE[name]
    assert expected in template_fault("made", made_template(tmp_path, body))


def test_a_large_part_is_refused_at_once(tmp_path: Path) -> None:
    templates = made_template(
        tmp_path, '{% include "_shared/p.j2" %}', p="{{ patient }}\n" * 60_000
    )
    assert template_fault("made", templates).startswith("_shared/p.j2:1: is 840,000 characters")


def test_many_parts_together_are_no_larger_than_one_letter(tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(20)]
    body = "".join(f'{{% include "_shared/{name}.j2" %}}\n' for name in names)
    templates = made_template(tmp_path, body, **dict.fromkeys(names, "{# " + "x" * 9_000 + " #}"))
    assert template_fault("made", templates) == (
        "made.j2:19: the letter and its parts have over 100,000 characters."
    )


@pytest.mark.parametrize("target", ["/etc/hostname", "../outside.j2", "/dev/zero"])
def test_a_part_that_is_a_link_out_of_the_folder_is_no_part(target: str, tmp_path: Path) -> None:
    inside = tmp_path / "letters"
    inside.mkdir()
    (tmp_path / "outside.j2").write_text("secret", "utf-8")
    templates = made_template(inside, '{% include "_shared/part.j2" %}')
    link = {"../outside.j2": "../../outside.j2"}.get(target, target)
    (inside / "_shared" / "part.j2").symlink_to(link)
    said = template_fault("made", templates)
    assert said.startswith("made.j2:8: there is no shared part “_shared/part.j2”.")


@pytest.mark.parametrize(
    "letter", ["../../etc/passwd", "../templates/range", "_shared/round", "", ".", "range.j2", "\0"]
)
def test_a_letter_is_found_by_its_id_and_nothing_else(letter: str) -> None:
    with pytest.raises(LetterkitError, match=r"there is no letter|no letter is chosen"):
        load_template(letter, HERE / "templates") if letter else draft(load_case(COMPLETE))


def test_a_fault_of_a_template_names_its_own_file_and_not_the_case(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        draft(load_case(COMPLETE), letter="range", templates=HERE / "templates")
    assert caught.value.faults[0].place == Place(str(HERE / "templates" / "range.j2"), 9)
