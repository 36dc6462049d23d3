"""Puts a file in place whole or not at all, readable by its owner only."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from letterkit.errors import Fault, Place, WriteError

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_PRIVATE = 0o600
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK}

_THERE = ("is already there.", "Choose another name, or add --overwrite.")
_REASONS = {
    errno.EEXIST: _THERE,
    errno.EISDIR: ("is a folder.", "Add a file name to it."),
    errno.EACCES: ("may not be written here.", "Choose a folder in which you may save files."),
    errno.EPERM: ("may not be written here.", "Choose a folder in which you may save files."),
    errno.EROFS: ("is on a disk that is read-only.", "Choose another folder."),
    errno.ENOSPC: ("does not fit: the disk is full.", "Make room, then try again."),
    errno.EDQUOT: ("does not fit: your share of the disk is full.", "Make room, then try again."),
    errno.ENAMETOOLONG: ("has a name that is too long for this disk.", "Choose a shorter name."),
}


def write_file(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write ``content`` to ``path`` with mode 0600.

    Raises WriteError when it cannot be written, or when something is there and ``overwrite``
    was not asked for. Whatever goes wrong, also an interruption, leaves what was there before
    as it was, and nothing beside it.
    """
    refuse_unwritable(path, overwrite=overwrite)
    with _said_plainly(path):
        # The name is settled before the file exists, so that no interruption can orphan it.
        temporary = path.with_name(f".letterkit-{secrets.token_hex(8)}.tmp")
        try:
            _write_new(temporary, content)
            if overwrite:
                temporary.replace(path)
            else:
                _put_in_place(temporary, path)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()


def make_folder(path: Path) -> None:
    """Make a folder that its owner alone can open, if it is not there. Raises WriteError."""
    with _said_plainly(path):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def read_small_file(path: Path, limit: int) -> bytes:
    """Return the content of an ordinary file, and no more than one byte over ``limit``.

    Raises OSError when there is none, or when it is a folder or a device.
    """
    if not path.is_file():
        number = errno.EISDIR if path.is_dir() else errno.ENOENT
        raise OSError(number, os.strerror(number))
    with path.open("rb") as file:
        return file.read(limit + 1)


@contextlib.contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    """Turn what the system says into a WriteError."""
    try:
        yield
    except OSError as error:
        raise WriteError(_fault(path, error)) from error
    except ValueError as error:
        fault = Fault("is not a name that a file can have.", "Choose another name.", _place(path))
        raise WriteError(fault) from error


def refuse_unwritable(path: Path, *, overwrite: bool) -> None:
    """Raise WriteError for what can be seen beforehand, in words that say what it is."""
    with _said_plainly(path):
        try:
            mode = path.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            if path.parent.is_dir():
                return
            what, todo = f"cannot be saved: there is no folder {path.parent}.", "Make it first."
        else:
            if stat.S_ISREG(mode) and overwrite:
                return
            what, todo = _standing(mode)
    raise WriteError(Fault(what, todo, _place(path)))


def _standing(mode: int) -> tuple[str, str]:
    """Say what stands in the way, and the way round it."""
    if stat.S_ISDIR(mode):
        return _REASONS[errno.EISDIR]
    if stat.S_ISLNK(mode):
        # Following it could overwrite a file that nobody named; replacing it would leave the
        # old letter where the link points. Either loses something, so a person decides.
        return "is a link to another file.", "Name that file itself, or choose another name."
    if not stat.S_ISREG(mode):
        return "is not an ordinary file.", "Choose another name."
    return _THERE


def _write_new(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, _CREATE, _PRIVATE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(temporary: Path, path: Path) -> None:
    """Give the finished file its name; FileExistsError if another process took it meanwhile."""
    try:
        path.hardlink_to(temporary)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
    else:
        return
    # Some disks (FAT, some network shares) know no links: hold the name with an empty file.
    os.close(os.open(path, _CREATE, _PRIVATE))
    try:
        temporary.replace(path)
    except BaseException:
        path.unlink()
        raise


def _fault(path: Path, error: OSError) -> Fault:
    reason = error.strerror or type(error).__name__
    otherwise = (f"could not be written ({reason}).", "Choose another folder, or try again.")
    what, todo = _REASONS.get(error.errno or 0, otherwise)
    return Fault(what, todo, _place(path))


def _place(path: Path) -> Place:
    return Place(str(path))
