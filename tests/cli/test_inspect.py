"""letterkit inspect: a list in plain words, and a copy without it."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from click.testing import CliRunner, Result
from files_to_open import clinic, put

from letterkit.cli import letterkit


def inspect(*arguments: str | Path) -> Result:
    return CliRunner().invoke(letterkit, ["inspect", *map(str, arguments)])


def test_what_is_there_is_listed_and_what_is_not_is_named(tmp_path: Path) -> None:
    path = put(tmp_path, clinic())
    result = inspect(path)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{path}\n  Author\n    Zebra\n")
    assert "Notes in pictures\n    word/media/image1.png: text “Author”" in result.stdout
    assert "Not found: company," in result.stdout
    assert max(map(len, result.stdout.splitlines()[1:])) <= 88


def test_the_copy_holds_nothing_and_the_file_stays(tmp_path: Path) -> None:
    path, copy = put(tmp_path, clinic()), tmp_path / "copy.docx"
    result = inspect(path, "--clean", copy)
    assert result.exit_code == 0
    assert result.stderr.startswith("Removed: author, last changed by, dates")
    assert result.stderr.endswith(f"Wrote {copy}\n")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert inspect(copy).stdout == f"{copy}: nothing but its words was found.\n"
    assert path.read_bytes() == clinic()


def test_a_file_that_is_there_is_kept_unless_overwriting_is_asked_for(tmp_path: Path) -> None:
    path, copy = put(tmp_path, clinic()), put(tmp_path, b"mine", "copy.docx")
    for target in (copy, path):
        result = inspect(path, "--clean", target)
        assert result.exit_code == 2
        assert "is already there" in result.stderr
        assert result.stdout == ""
    assert copy.read_bytes() == b"mine"
    assert inspect(path, "--clean", copy, "--overwrite").exit_code == 0


def test_the_list_can_be_read_by_programs(tmp_path: Path) -> None:
    path = put(tmp_path, clinic())
    said = json.loads(inspect(path, "--format", "json").stdout)
    assert (said["version"], said["path"], said["cleaned"], said["left"]) == (
        1, str(path), None, {},
    )  # fmt: skip
    assert said["findings"]["author"] == ["Zebra"]


def test_what_is_no_word_file_is_refused(tmp_path: Path) -> None:
    result = inspect(put(tmp_path, b"%PDF-1.7"))
    assert result.exit_code == 2
    assert "is a PDF file, not a Word file." in result.stderr
