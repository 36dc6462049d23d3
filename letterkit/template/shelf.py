"""Where letters and their shared parts lie: a house's own folder first, then ours."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from pathlib import Path

from letterkit.errors import Fault, Place, UsageError
from letterkit.resources import templates_folder

TEMPLATE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SHARED = "_shared"


def letter_folders(own: Path | None = None) -> tuple[Path, ...]:
    """Return the folders that letters are looked for in, the first winning.

    Raises UsageError where ``own`` is no folder, or holds neither letters nor shared parts.
    """
    if own is None:
        return (templates_folder(),)
    if not (_letters_in(own) or _letters_in(own / SHARED)):
        todo = "Put a letter there (a file ending in .j2), or start one: letterkit templates new."
        raise UsageError(Fault("holds no letters.", todo, Place(str(own))))
    return (own, templates_folder())


def letter_paths(folders: tuple[Path, ...]) -> Mapping[str, Path]:
    """Return the file of each letter by its id: those of the first folder first, then the rest."""
    paths: dict[str, Path] = {}
    for folder in folders:
        for path in _letters_in(folder):
            paths.setdefault(path.stem, path)
    return paths


def part_path(folders: tuple[Path, ...], name: str) -> Path | None:
    """Return the file of the shared part ``_shared/x.j2``, None where there is none inside."""
    shared, _, file = name.partition("/")
    if shared != SHARED or not TEMPLATE_NAME.fullmatch(file.removesuffix(".j2")):
        return None
    try:
        for folder in folders:
            path = folder / SHARED / file
            if path.is_symlink() or path.exists():  # a link that leads out makes no room for ours
                return path if path.is_file() and lies_inside(folder, path) else None
    except OSError:  # a folder that may not be looked into
        return None
    return None


def lies_inside(folder: Path, path: Path) -> bool:
    """Return whether ``path`` stays in ``folder`` when its links are followed."""
    return folder.resolve() in path.resolve().parents


def leads_out(path: Path) -> bool:
    """Return whether ``path`` is a link out of its folder, as far as may be seen."""
    try:
        return path.is_symlink() and not lies_inside(path.parent, path)
    except (OSError, ValueError):
        return False


def is_no_file(path: Path) -> bool:
    """Return whether ``path`` is a pipe or a device, which may keep a reader waiting for ever."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def is_folder(path: Path) -> bool:
    """Return whether ``path`` is a folder, as far as may be seen."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _letters_in(folder: Path) -> list[Path]:
    """Return the letters of a folder, sorted. Raises UsageError where it is none that can be read.

    Names that start with a dot are those of systems and editors (“._closing.j2”).
    """
    try:
        names = sorted(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError) as error:
        if folder.name == SHARED:
            return []
        what = "is a file." if isinstance(error, NotADirectoryError) else "there is no such folder."
        todo = "Name the folder of your letters, or start one: letterkit templates new."
        raise UsageError(Fault(what, todo, Place(str(folder)))) from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "not a name that a folder can have"
        raise UsageError(Fault(f"cannot be read ({said}).", "", Place(str(folder)))) from None
    return [folder / name for name in names if name.endswith(".j2") and not name.startswith(".")]
