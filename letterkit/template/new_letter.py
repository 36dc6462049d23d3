"""A first file for a letter of one's own."""

from __future__ import annotations

import re
from pathlib import Path

from letterkit.errors import Fault, Place, UsageError, WriteError
from letterkit.resources import data_folder
from letterkit.template.library import load_template, read_template
from letterkit.template.shelf import TEMPLATE_NAME, is_folder


def start_letter(template_id: str, folder: Path, like: str | None = None) -> Path:
    """Write ``folder/<id>.j2``, a copy of the letter ``like`` or a commented start; return it.

    Makes the folder where there is none. Raises UsageError for an id that no letter can have or an
    unknown ``like``, and WriteError where the file is there already or cannot be written.
    """
    if not TEMPLATE_NAME.fullmatch(template_id):
        near = re.sub(r"[^a-z0-9]+", "-", template_id.lower()).strip("-")[:60] or "progress-report"
        todo = f"Use small letters, digits and hyphens, such as “{near}”."
        raise UsageError(Fault(f"“{template_id}” cannot be the id of a letter.", todo))
    path = folder / f"{template_id}.j2"
    source = data_folder() / "new-letter.j2"
    if like is not None:
        own = folder if is_folder(folder) and any(folder.glob("*.j2")) else None
        source = Path(load_template(like, own).path)
    text = read_template(source)
    try:
        folder.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:
        raise WriteError(_fault(error, path, folder)) from error
    return path


def _fault(error: OSError | ValueError, path: Path, folder: Path) -> Fault:
    place = Place(str(path))
    if isinstance(error, FileNotFoundError):
        what = f"cannot be written: there is no folder {folder.parent}."
        return Fault(what, "Make it first.", place)
    if isinstance(error, FileExistsError):
        if not is_folder(folder):
            todo = "Name a folder with --templates."
            return Fault("is a file, and letters lie in a folder.", todo, Place(str(folder)))
        return Fault("is already there.", "Choose another id, or change that file.", place)
    said = getattr(error, "strerror", None) or "not a name that a file can have"
    return Fault(f"cannot be written ({said}).", "Choose another folder.", place)
