"""letterkit check: folders and patterns, many letters, and the buffer of an editor."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from letterkit.cli import letterkit

ROOT = Path(__file__).parent.parent.parent
TEXT = "I suspect a fracture."


def check(*arguments: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(letterkit, ["check", *map(str, arguments)], input=text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder “letters” with six letters below the working directory."""
    monkeypatch.chdir(tmp_path)
    letters = tmp_path / "letters"
    (letters / "old").mkdir(parents=True)
    for name in ("a.txt", "b.md", "d.txt", "e.txt", "old/c.txt"):
        (letters / name).write_text(TEXT if name in ("b.md", "old/c.txt") else "Hello.", "utf-8")
    case = ROOT / "examples" / "progress-report" / "case.yaml"
    word = letters / "progress.docx"
    CliRunner().invoke(letterkit, ["draft", str(case), "-o", str(word)])
    (letters / "logo.png").write_bytes(b"\x89PNG\0")
    return letters


def paths(result: Result) -> list[str]:
    return [document["path"] for document in json.loads(result.stdout)["documents"]]


NAMES = ["a.txt", "b.md", "d.txt", "e.txt", "old/c.txt", "progress.docx"]


@pytest.mark.parametrize("named", ["letters", "./letters/", "letters/**", "l*"])
def test_all_letters_of_a_folder_are_checked_in_order(folder: Path, named: str) -> None:
    result = check(named, "--format", "json")
    assert result.exit_code == 1
    assert [path.removeprefix("./") for path in paths(result)] == [f"letters/{n}" for n in NAMES]
    assert json.loads(result.stdout)["summary"]["error"] == 2


def test_a_pattern_that_the_shell_left_alone_is_matched(folder: Path) -> None:
    result = check("letters/**/*.txt", "--format", "json")
    assert paths(result) == [f"letters/{n}" for n in NAMES if n.endswith(".txt")]


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "html"])
def test_two_processes_print_what_one_prints(folder: Path, form: str) -> None:
    one, two = (check("letters", "--format", form, "--jobs", jobs) for jobs in ("1", "2"))
    assert one.exit_code == two.exit_code == 1
    assert one.stdout == two.stdout


def test_letters_that_cannot_be_read_hide_no_other(folder: Path) -> None:
    (folder / "d.txt").write_bytes(b"Hello" + bytes(20))
    (folder / "z.txt").symlink_to("nowhere")
    result = check("letters", "not-there.txt", "--jobs", "2")
    assert result.exit_code == 2
    assert result.stdout.endswith("2 errors; 0 excused.\n")
    assert result.stderr == (
        "letterkit: letters/d.txt: is not a text file: it holds zero bytes. "
        "Save or copy the letter as plain text (UTF-8) and check that.\n"
        "letters/z.txt: there is no such file. Name a letter.\n"
        "not-there.txt: there is no such file. Name a letter.\n"
    )


@pytest.mark.parametrize("named", ["empty", "letters/*.eml"])
def test_where_nothing_is_found_a_message_says_so(folder: Path, named: str) -> None:
    Path("empty").mkdir()
    result = check(named, "--format", "json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert " no letter. Letters end in .docx, " in result.stderr


def test_more_than_five_letters_end_with_a_table(folder: Path) -> None:
    table = "letters/b.md                                   1         ·            ·        ·\n"
    assert table in check("letters").stdout
    assert "Letter  " not in check("letters/a.txt", "letters/old", "letters/*.md").stdout


def test_a_folder_has_a_baseline_and_its_letters_side_files(folder: Path) -> None:
    entry = "{rule: DX02, sentence: I suspect a fracture., reason: hers, initials: M, date: 2026-03-12}"  # fmt: skip # noqa: E501
    (folder / "b.letterkit.yaml").write_text(f"allow:\n  - {entry}\n", "utf-8")
    known = folder / "known.json"
    written = check("letters", "--write-baseline", known)
    assert (written.exit_code, written.stdout) == (0, "")
    assert "1 issue is known from now on." in written.stderr
    for jobs in ("1", "2"):
        result = check("letters", "--baseline", known, "--jobs", jobs)
        assert (result.exit_code, "unused" in result.stdout) == (0, False)
    (folder / "new.txt").write_text(TEXT, "utf-8")
    assert check("letters", "--baseline", known).exit_code == 1


def test_a_baseline_replaces_no_letter_of_the_folder(folder: Path) -> None:
    result = check("letters", "--write-baseline", "letters/old/c.txt", "--overwrite")
    assert result.exit_code == 2
    assert "letters/old/c.txt: is read here, and is kept." in result.stderr
    assert (folder / "old" / "c.txt").read_text("utf-8") == TEXT


def test_the_buffer_of_an_editor_is_checked_under_the_name_of_its_file(folder: Path) -> None:
    result = check("-", "--stdin-name", "letters/new.md", "--format", "json", text=TEXT)
    assert result.exit_code == 1
    assert paths(result) == ["letters/new.md"]
    assert "letters/new.md:1:3: error" in check("--stdin-name", "letters/new.md", text=TEXT).stdout


def test_the_buffer_has_the_format_and_the_side_file_of_its_file(folder: Path) -> None:
    entry = "{rule: DX02, sentence: I suspect a fracture., reason: hers, initials: M, date: 2026-03-12}"  # fmt: skip # noqa: E501
    (folder / "new.letterkit.yaml").write_text(f"allow:\n  - {entry}\n", "utf-8")
    assert check("-", "--stdin-name", "letters/new.md", text=TEXT).exit_code == 0
    result = check("-", "--stdin-name", "letters/new.docx", text=TEXT)
    assert result.exit_code == 2
    assert result.stderr.startswith("letterkit: letters/new.docx: ")
    malformed = "<!-- letterkit-allow DX02 -->"
    assert check("--stdin-name", "n.md", text=malformed).stderr.startswith("letterkit: n.md:1:1: ")


def test_a_baseline_replaces_neither_the_file_of_the_buffer_nor_its_side_file(folder: Path) -> None:
    (folder / "a.letterkit.yaml").write_text("allow: []\n", "utf-8")
    for name in ("a.txt", "a.letterkit.yaml"):
        result = check(
            "-", "--stdin-name", "letters/a.txt", "--write-baseline", folder / name, "--overwrite",
            text=TEXT,
        )  # fmt: skip
        assert result.exit_code == 2
        assert "is read here, and is kept." in result.stderr


def test_a_name_for_standard_input_that_is_not_read_is_a_slip(folder: Path) -> None:
    result = check("letters", "--stdin-name", "a.md")
    assert result.exit_code == 2
    assert "--stdin-name names what stands on standard input: add “-”" in result.stderr


def test_zero_processes_are_a_slip() -> None:
    assert check("--jobs", "0", text="Hello.").exit_code == 2


def at_a_terminal(folder: Path, *arguments: str) -> tuple[str, str]:
    """Return what check prints on standard output and, where a person looks, standard error."""
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "letterkit", "check", *arguments, str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs,
    ) as run:  # fmt: skip
        os.close(theirs)
        seen = b""
        while True:
            try:
                read = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not read:
                break
            seen += read
        assert run.stdout
        out = run.stdout.read().decode()
    os.close(ours)
    return out, seen.decode()


def test_many_letters_show_a_person_how_far_they_are_and_pipes_nothing(folder: Path) -> None:
    for number in range(20):
        shutil.copy(folder / "a.txt", folder / f"{number}.txt")
    out, seen = at_a_terminal(folder, "--format", "json")
    assert len(json.loads(out)["documents"]) == 26
    assert "Checking" in seen
    assert "100%" in seen
    assert check(folder).stderr == ""
    assert at_a_terminal(folder / "old")[1] == ""
