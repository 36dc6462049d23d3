from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

import pytest

from letterkit.errors import WriteError
from letterkit.writers import files
from letterkit.writers.files import write_file


def failing(error: BaseException) -> Callable[..., NoReturn]:
    def fail(*args: Any, **kwargs: Any) -> NoReturn:
        raise error

    return fail


def no_space() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def no_links() -> OSError:
    return OSError(errno.EPERM, os.strerror(errno.EPERM))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "letter.txt"


def test_only_its_owner_may_read_it(target: Path) -> None:
    before = os.umask(0)
    try:
        write_file(target, b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_bytes() == b"new"
    assert names(target.parent) == ["letter.txt"]


def test_what_is_there_is_kept(target: Path) -> None:
    target.write_bytes(b"old")
    with pytest.raises(WriteError) as caught:
        write_file(target, b"new")
    said = f"{target}: is already there. Choose another name, or add --overwrite."
    assert str(caught.value) == said
    assert target.read_bytes() == b"old"
    assert names(target.parent) == ["letter.txt"]


def test_overwrite_replaces_it_and_makes_it_private(target: Path) -> None:
    target.write_bytes(b"old")
    target.chmod(0o644)
    write_file(target, b"new", overwrite=True)
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert names(target.parent) == ["letter.txt"]


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_a_file_that_appears_meanwhile_is_kept(
    target: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    write_new = files._write_new

    def someone_else_is_quicker(path: Path, content: bytes) -> None:
        write_new(path, content)
        target.write_bytes(b"theirs")

    monkeypatch.setattr(files, "_write_new", someone_else_is_quicker)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", failing(no_links()))
    with pytest.raises(WriteError, match="is already there"):
        write_file(target, b"new")
    assert target.read_bytes() == b"theirs"
    assert names(target.parent) == ["letter.txt"]


def test_a_disk_without_links_will_do(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "hardlink_to", failing(no_links()))
    write_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert names(target.parent) == ["letter.txt"]


def test_a_failure_without_links_leaves_no_empty_file(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "hardlink_to", failing(no_links()))
    monkeypatch.setattr(Path, "replace", failing(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        write_file(target, b"new")
    assert names(target.parent) == []


def test_of_many_writers_one_wins(target: Path) -> None:
    def attempt(number: int) -> bool:
        try:
            write_file(target, b"%d" % number)
        except WriteError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(attempt, range(40)))
    assert won.count(True) == 1
    assert target.read_bytes() == b"%d" % won.index(True)
    assert names(target.parent) == ["letter.txt"]


@pytest.mark.parametrize(
    ("owner", "step"),
    [(os, "open"), (os, "fsync"), (Path, "replace")],
    ids=["open", "write", "put in place"],
)
@pytest.mark.parametrize("error", [no_space(), KeyboardInterrupt()], ids=["full", "interrupted"])
def test_a_failure_leaves_the_old_letter_and_nothing_else(
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: Any,
    step: str,
    error: BaseException,
) -> None:
    target.write_bytes(b"old")
    monkeypatch.setattr(owner, step, failing(error))
    expected = WriteError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        write_file(target, b"new", overwrite=True)
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert names(target.parent) == ["letter.txt"]


@pytest.mark.parametrize("error", [no_space(), KeyboardInterrupt()], ids=["full", "interrupted"])
def test_a_failure_leaves_no_half_letter(
    target: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    monkeypatch.setattr(os, "fsync", failing(error))
    with pytest.raises((WriteError, KeyboardInterrupt)):
        write_file(target, b"new")
    assert names(target.parent) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "does not fit: the disk is full. Make room, then try again."),
        (errno.EACCES, "may not be written here. Choose a folder in which you may save files."),
        (errno.EROFS, "is on a disk that is read-only. Choose another folder."),
        (errno.EIO, "could not be written (Input/output error). Choose another folder"),
    ],
)
def test_the_reason_is_said_in_words(
    target: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    monkeypatch.setattr(os, "open", failing(OSError(code, os.strerror(code))))
    with pytest.raises(WriteError) as caught:
        write_file(target, b"new")
    assert str(caught.value).startswith(f"{target}: {said}")


def test_a_folder_is_named_as_one(tmp_path: Path) -> None:
    for overwrite in (False, True):
        with pytest.raises(WriteError, match=r"is a folder\. Add a file name"):
            write_file(tmp_path, b"new", overwrite=overwrite)
    assert names(tmp_path) == []


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_missing_folder_is_named(tmp_path: Path, overwrite: bool) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "letters", tmp_path / "file"):
        with pytest.raises(WriteError) as caught:
            write_file(folder / "letter.txt", b"new", overwrite=overwrite)
        assert f"there is no folder {folder}. Make it first." in str(caught.value)
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_and_what_it_points_to_are_left_alone(
    target: Path, overwrite: bool, dangling: bool
) -> None:
    other = target.with_name("other.txt")
    if not dangling:
        other.write_bytes(b"old")
    target.symlink_to(other)
    with pytest.raises(WriteError, match="is a link to another file"):
        write_file(target, b"new", overwrite=overwrite)
    assert target.is_symlink()
    assert other.exists() is not dangling
    assert dangling or other.read_bytes() == b"old"


def test_a_folder_reached_by_a_link_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_file(tmp_path / "link" / "letter.txt", b"new")
    assert (tmp_path / "real" / "letter.txt").read_bytes() == b"new"


def test_a_device_is_not_a_file() -> None:
    with pytest.raises(WriteError, match="is not an ordinary file"):
        write_file(Path("/dev/full"), b"new", overwrite=True)


def test_a_folder_that_takes_no_files_is_explained() -> None:
    with pytest.raises(WriteError, match=r"(could|may) not be written"):
        write_file(Path("/proc/letter.txt"), b"new")


@pytest.mark.parametrize("name", ["a" * 300 + ".txt", "a\0b.txt", "\ud800.txt"])
def test_an_impossible_name_is_explained(tmp_path: Path, name: str) -> None:
    with pytest.raises(WriteError, match="name"):
        write_file(tmp_path / name, b"new")
    assert names(tmp_path) == []
