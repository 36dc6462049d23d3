"""What is named on a command line → the letters meant: a file is itself, a folder what lies in it.

A folder or pattern gives what a reader takes, never what is hidden. Of the links in a folder, those
to files are letters; those to folders may lead out or in a circle, and are left alone.
"""
# pathlib would cost its import.
# ruff: noqa: PTH110, PTH112, PTH113, PTH118, PTH122, PTH206

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from letterkit.errors import Fault, Place

ENDINGS = (
    ".docx", ".docm", ".odt", ".rtf", ".pdf", ".html", ".htm", ".eml", ".md", ".txt",
)  # fmt: skip
# Hidden files, and those that Word keeps beside a letter while it is open.
_NO_LETTERS = (".", "~$")
_MENDED = ".fixed"  # letter.fixed.docx is the copy of letter.docx that letterkit wrote
_ANY_DEPTH = "**"


class Found(NamedTuple):
    """The letters meant, in the order of the names given, and what could not be looked through."""

    names: list[str]
    faults: list[Fault]


def letters_in(names: Iterable[str]) -> Found:
    """Return the letters that files, folders and patterns stand for; “-” stands for itself.

    A file named outright is a letter whatever its ending, and so is what is not there: reading it
    says so. What a folder or pattern gives is sorted, and left out where it was named before.
    """
    found = Found([], [])
    for name in names:
        if os.path.isdir(name):
            _add(found, name, "holds", _Search(name.rstrip("/" + os.sep) or name, [_ANY_DEPTH]))
        elif _is_pattern(name) and not os.path.lexists(name):
            _add(found, name, "matches", _Search(*_parts(name)))
        else:
            found.names.append(name)
    return found


def _add(found: Found, name: str, verb: str, search: _Search) -> None:
    """Add what the search finds for ``name``; that it finds nothing is a fault."""
    letters = sorted(set(search.letters()), key=lambda path: path.split(os.sep))
    if not letters and not search.faults:
        todo = f"Letters end in {', '.join(ENDINGS)}; any other file can be named itself."
        search.faults.append(Fault(f"{verb} no letter.", todo, Place(name)))
    before = set(map(os.path.normpath, found.names))
    found.names.extend(letter for letter in letters if os.path.normpath(letter) not in before)
    found.faults.extend(search.faults)


class _Search:
    """Goes down from a folder along the parts of a pattern, as far as they match."""

    def __init__(self, folder: str, parts: list[str]) -> None:
        self.faults: list[Fault] = []
        self._todo = [("" if folder == os.curdir else folder, parts)]

    def letters(self) -> Iterator[str]:
        """Yield the letters in no order, some perhaps twice."""
        seen: set[tuple[str, int]] = set()
        while self._todo:  # no recursion: folders may lie deeper than Python goes
            folder, parts = self._todo.pop()
            if (folder, len(parts)) in seen:
                continue
            seen.add((folder, len(parts)))
            if _is_pattern(parts[0]):
                yield from self._matching(folder, parts[0], parts[1:])
            else:
                yield from self._named(os.path.join(folder, parts[0]), parts[1:])

    def _named(self, path: str, rest: list[str]) -> Iterator[str]:
        if os.path.isdir(path):
            self._todo.append((path, rest or [_ANY_DEPTH]))
        elif not rest and os.path.isfile(path):
            yield path

    def _matching(self, folder: str, part: str, rest: list[str]) -> Iterator[str]:
        try:
            letters, folders = _listed(folder)
        except OSError as error:
            what = f"cannot be looked through ({error.strerror or error})."
            self.faults.append(Fault(what, "Its letters are not checked.", Place(folder or ".")))
            return
        if part == _ANY_DEPTH:
            self._todo += [(os.path.join(folder, name), [part, *rest]) for name in folders]
            if rest:
                self._todo.append((folder, rest))
        else:
            import fnmatch  # only a pattern pays for it

            letters = fnmatch.filter(letters, part)
            below = fnmatch.filter(folders, part)
            self._todo += [(os.path.join(folder, name), rest or [_ANY_DEPTH]) for name in below]
        if not rest:
            yield from (os.path.join(folder, name) for name in letters)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Return the names of the letters and of the folders in a folder. Raises OSError."""
    letters: list[str] = []
    folders: list[str] = []
    with os.scandir(folder or os.curdir) as entries:
        for entry in entries:
            if entry.name.startswith(_NO_LETTERS):
                continue
            if _is_folder(entry):
                folders.append(entry.name)
            elif entry.name.lower().endswith(ENDINGS) and _is_file(entry):
                letters.append(entry.name)
    there = set(letters)
    return [name for name in letters if _original(name) not in there], folders


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether this is a folder and no link to one, which Windows may call a junction."""
    is_junction = getattr(entry, "is_junction", lambda: False)
    return entry.is_dir(follow_symlinks=False) and not is_junction()


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Return whether there is something to read: no pipe or device, on which reading would wait.

    A link that leads nowhere counts: reading it says so.
    """
    try:
        return entry.is_file() or (entry.is_symlink() and not os.path.exists(entry.path))
    except OSError:
        return True


def _original(name: str) -> str | None:
    """Return the name of the letter of which this one is the mended copy."""
    stem, ending = os.path.splitext(name)
    return stem.removesuffix(_MENDED) + ending if stem.endswith(_MENDED) else None


def _is_pattern(name: str) -> bool:
    return "*" in name or "?" in name or "]" in name.partition("[")[2]


def _parts(pattern: str) -> tuple[str, list[str]]:
    """Return the folder that a pattern starts from, and its parts below that."""
    drive, tail = os.path.splitdrive(os.path.normcase(pattern) if os.altsep else pattern)
    root = os.sep if tail.startswith(os.sep) else ""
    return drive + root, [part for part in tail.split(os.sep) if part]
