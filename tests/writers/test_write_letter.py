from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from letters_to_write import CASE, block, checked, model_letter

from letterkit.errors import UsageError, WriteError
from letterkit.scope import CheckedLetter
from letterkit.writers import WRITERS, letter_text, write_letter

QUICK = [suffix for suffix in WRITERS if suffix != ".pdf"]  # LibreOffice takes its time


def with_error(*, unsent: bool = False) -> CheckedLetter:
    return checked(block("paragraph", "He must come off Plavix."), unsent=unsent)


@pytest.mark.parametrize("suffix", WRITERS)
def test_only_a_checked_letter_can_be_written(tmp_path: Path, suffix: str) -> None:
    for thing in (model_letter().letter, model_letter().text, None):
        with pytest.raises(TypeError, match="CheckedLetter"):
            write_letter(thing, tmp_path / f"letter{suffix}")  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_letter_out_of_scope_is_not_written(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(WriteError, match="1 statement steps outside the scope"):
        write_letter(with_error(), tmp_path / f"letter{suffix}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", QUICK)
def test_it_can_be_written_as_a_marked_draft(tmp_path: Path, suffix: str) -> None:
    write_letter(with_error(unsent=True), tmp_path / f"letter{suffix}")
    assert (tmp_path / f"letter{suffix}").stat().st_size


@pytest.mark.parametrize("name", ["letter.odt", "letter", "letter.doc", ".docx"])
def test_an_unknown_suffix_says_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"a name that ends in \.docx, \.pdf or \.txt\."):
        write_letter(model_letter(), tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["letter.DOCX", "letter.Txt"])
def test_the_suffix_may_be_in_capitals(tmp_path: Path, name: str) -> None:
    write_letter(model_letter(), str(tmp_path / name))
    assert (tmp_path / name).is_file()


def test_the_text_file_holds_the_text(tmp_path: Path) -> None:
    write_letter(model_letter(), tmp_path / "letter.txt")
    assert (tmp_path / "letter.txt").read_text("utf-8") == letter_text(model_letter())


@pytest.mark.parametrize("suffix", QUICK)
def test_an_existing_file_is_kept_unless_overwrite(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"letter{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(WriteError, match="is already there"):
        write_letter(model_letter(), path)
    assert path.read_bytes() == b"old"
    write_letter(model_letter(), path, overwrite=True)
    assert path.read_bytes() != b"old"


@pytest.mark.parametrize(
    ("character", "suffix"), [("\0", ".docx"), ("\x0b", ".docx"), ("\ud800", ".txt")]
)
def test_a_character_that_cannot_be_printed_is_named(
    tmp_path: Path, character: str, suffix: str
) -> None:
    letter = checked(block("paragraph", f"Pain{character}today"))
    with pytest.raises(WriteError) as caught:
        write_letter(letter, tmp_path / f"letter{suffix}")
    said = str(caught.value)
    assert f"U+{ord(character):04X}" in said
    assert said.startswith(f"{CASE.path}:{CASE.line}:{CASE.column + 4}: ")
    assert not list(tmp_path.iterdir())


def test_a_title_that_cannot_be_stored_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="title or author"):
        write_letter(model_letter(title="a\0b"), tmp_path / "letter.docx")


def test_text_is_written_without_loading_the_word_library(tmp_path: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from letters_to_write import model_letter\n"
        "from letterkit.writers import write_letter\n"
        "write_letter(model_letter(), sys.argv[2])\n"
        "sys.exit(', '.join({'docx', 'lxml', 'jinja2'} & set(sys.modules)) or 0)"
    )
    arguments = [str(Path(__file__).parent), str(tmp_path / "letter.txt")]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
