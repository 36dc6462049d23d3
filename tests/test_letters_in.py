"""Files, folders and patterns stand for letters: all of them, in order, and nothing else."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from letterkit.letters_in import ENDINGS, letters_in

Tree = Callable[..., None]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Make files of these names in a folder of their own, which is the working directory."""
    monkeypatch.chdir(tmp_path)

    def make(*names: str) -> None:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("Hello.", "utf-8")

    return make


def test_a_folder_gives_its_letters_in_order_also_those_below(tree: Tree) -> None:
    tree("l/b.txt", "l/a.docx", "l/a/z.md", "l/a-b/y.txt", "l/B.TXT")
    names = ["l/B.TXT", "l/a/z.md", "l/a-b/y.txt", "l/a.docx", "l/b.txt"]
    assert letters_in(["l"]).names == names
    assert letters_in(["l/"]).names == names


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_ending_that_is_read_is_found(tree: Tree, ending: str) -> None:
    tree(f"l/letter{ending}")
    assert letters_in(["l"]).names == [f"l/letter{ending}"]


@pytest.mark.parametrize(
    "name",
    [
        "logo.png", "known.json", "letter.letterkit.yaml", "letter", ".letter.txt", "txt",
        ".git/letter.txt", "~$letter.docx", "letter.txt~", "letter.fixed.txt",
    ],
)  # fmt: skip
def test_what_lies_beside_letters_is_left_alone(tree: Tree, name: str) -> None:
    tree("l/letter.txt", f"l/{name}")
    for named in ("l", "l/*", "l/**", "**/*"):
        assert letters_in([named]) == (["l/letter.txt"], [])


def test_a_mended_copy_without_its_original_is_a_letter(tree: Tree) -> None:
    tree("l/letter.fixed.txt")
    assert letters_in(["l"]).names == ["l/letter.fixed.txt"]


def test_a_file_named_outright_is_a_letter_whatever_it_is_called(tree: Tree) -> None:
    tree("a.png", ".b.txt", "~$c.docx", "d [1].txt", "e*.txt", "ee.txt")
    names = ["a.png", ".b.txt", "~$c.docx", "d [1].txt", "e*.txt", "-", "not-there.txt"]
    assert letters_in(names) == (names, [])


def test_the_working_directory_gives_names_without_a_dot(tree: Tree) -> None:
    tree("a.txt", "-b.txt", "c/d.txt")
    assert letters_in(["."]).names == ["-b.txt", "a.txt", "c/d.txt"]
    assert letters_in(["./"]).names == ["-b.txt", "a.txt", "c/d.txt"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.txt", "a.txt"),
        ("c/*", "c/a.txt c/d/b.txt c/d/e/a.txt c/x.md"),
        ("c/?.txt", "c/a.txt"),
        ("[!b]/[a-w].txt", "c/a.txt"),
        ("**/a.txt", "a.txt c/a.txt c/d/e/a.txt"),
        ("c/**/*.txt", "c/a.txt c/d/b.txt c/d/e/a.txt"),
        ("c/**", "c/a.txt c/d/b.txt c/d/e/a.txt c/x.md"),
        ("**/d/**/*.txt", "c/d/b.txt c/d/e/a.txt"),
        ("**/d/*.txt", "c/d/b.txt"),
        ("*/d", "c/d/b.txt c/d/e/a.txt"),
        ("c//*.md", "c/x.md"),
        ("./c/*.md", "./c/x.md"),
    ],
)
def test_a_pattern_gives_what_it_matches(tree: Tree, pattern: str, found: str) -> None:
    tree("a.txt", "c/a.txt", "c/x.md", "c/d/b.txt", "c/d/e/a.txt", "c/d/e/a.png", ".h/a.txt")
    assert letters_in([pattern]) == (found.split(), [])


def test_a_pattern_may_start_at_the_root_of_the_disk(tree: Tree, tmp_path: Path) -> None:
    tree("a.txt", "b/a.txt")
    expected = [str(tmp_path / "a.txt"), str(tmp_path / "b" / "a.txt")]
    assert letters_in([f"{tmp_path}/**/*.txt"]).names == expected


def test_a_hidden_folder_is_looked_into_where_it_is_named(tree: Tree) -> None:
    tree(".h/a.txt")
    assert letters_in([".h"]).names == [".h/a.txt"]
    assert letters_in([".h/*.txt"]).names == [".h/a.txt"]


def test_a_letter_found_twice_is_one_and_one_named_twice_is_two(tree: Tree) -> None:
    tree("l/a.txt", "l/b.txt")
    assert letters_in(["l", "l/*.txt"]).names == ["l/a.txt", "l/b.txt"]
    assert letters_in(["l/b.txt", "l"]).names == ["l/b.txt", "l/a.txt"]
    assert letters_in(["./l/b.txt", "l", "./l"]).names == ["./l/b.txt", "l/a.txt"]
    assert letters_in(["l/a.txt", "l/a.txt"]).names == ["l/a.txt", "l/a.txt"]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("empty", "empty: holds no letter. Letters end in .docx, "),
        ("e*/*.txt", "e*/*.txt: matches no letter. Letters end in "),
        ("nowhere/*.txt", "nowhere/*.txt: matches no letter. "),
    ],
)
def test_that_nothing_is_found_is_a_fault_that_hides_no_letter(
    tree: Tree, named: str, said: str
) -> None:
    tree("l/a.txt")
    Path("empty").mkdir()
    found = letters_in([named, "l"])
    assert found.names == ["l/a.txt"]
    (fault,) = found.faults
    assert str(fault).startswith(said)


def test_links_to_folders_are_left_alone_and_links_to_files_are_letters(tree: Tree) -> None:
    tree("l/a.txt", "out/b.txt")
    Path("l/round").symlink_to(".")
    Path("l/out").symlink_to("../out")
    Path("l/c.txt").symlink_to("../out/b.txt")
    Path("l/d.txt").symlink_to("nowhere")
    Path("l/e.txt").symlink_to("e.txt")
    Path("l/f.txt").symlink_to("../out")
    expected = [
        "l/a.txt",
        "l/c.txt",
        "l/d.txt",
        "l/e.txt",
    ]  # reading says that d and e lead nowhere
    for named in ("l", "l/**/*.txt"):
        assert letters_in([named]) == (expected, [])
    assert letters_in(["l/out"]).names == ["l/out/b.txt"]


def test_a_pipe_in_a_folder_is_never_waited_for(tree: Tree) -> None:
    tree("l/a.txt")
    os.mkfifo("l/b.txt")
    Path("l/c.txt").symlink_to("b.txt")
    assert letters_in(["l"]).names == ["l/a.txt"]
    assert letters_in(["l/*.txt"]).names == ["l/a.txt"]


def test_a_folder_that_may_not_be_read_hides_no_other(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree("l/a.txt", "l/shut/b.txt", "l/z/c.txt")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = letters_in(["l"])
    assert found.names == ["l/a.txt", "l/z/c.txt"]
    assert [str(fault) for fault in found.faults] == [
        "l/shut: cannot be looked through (Permission denied). Its letters are not checked."
    ]


def test_folders_may_lie_deeper_than_python_calls(tree: Tree) -> None:
    deep = "d/" * 200
    tree(deep + "a.txt")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 50)
    try:
        assert letters_in(["d"]).names == [deep + "a.txt"]
        assert letters_in(["**/a.txt"]).names == [deep + "a.txt"]
    finally:
        sys.setrecursionlimit(limit)


def test_folders_deeper_than_a_path_can_name_are_told(tree: Tree) -> None:
    top = os.getcwd()  # noqa: PTH109
    tree("l/a.txt")
    os.chdir("l")
    try:
        for _ in range(20):
            os.mkdir("x" * 250)  # noqa: PTH102
            os.chdir("x" * 250)
    finally:
        os.chdir(top)
    found = letters_in(["l"])
    assert found.names == ["l/a.txt"]
    assert "cannot be looked through (File name too long)." in str(found.faults[0])


def test_names_of_any_bytes_are_found(tree: Tree) -> None:
    tree("l/a\nb.txt", "l/-c.txt", "l/d\x1b.txt")
    Path(os.fsdecode(b"l/\xff.txt")).write_text("Hello.", "utf-8")
    expected = ["l/-c.txt", "l/a\nb.txt", "l/d\x1b.txt", "l/\udcff.txt"]
    assert letters_in(["l"]).names == expected
    assert letters_in(["l/*.txt"]).names == expected
