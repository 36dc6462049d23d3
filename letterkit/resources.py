"""Finds the files that letterkit ships: rules and word lists, and the letters.

The letters live in ``templates/`` at the top of a checkout and in ``letterkit/_templates``
in an installed wheel; this module is the only one that knows.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 check pays for imports
INDEX = os.path.join(_PACKAGE, "data", "index.bin")  # noqa: PTH118
PARTS_INDEX = os.path.join(_PACKAGE, "data", "parts.bin")  # noqa: PTH118
WINDOWS_INDEX = os.path.join(_PACKAGE, "data", "windows.bin")  # noqa: PTH118


def package_folder() -> Path:
    """Return the folder of the package itself."""
    from pathlib import Path

    return Path(_PACKAGE)


def data_folder() -> Path:
    """Return the folder of rules, word lists, profiles and sources."""
    return package_folder() / "data"


def templates_folder() -> Path:
    """Return the folder of the shipped letters.

    A checkout wins over a copy inside the package, so that an editable install shows the
    letter being edited and not the one that was there when it was installed.
    """
    top = package_folder().parent
    if (top / "pyproject.toml").is_file() and (top / "templates").is_dir():
        return top / "templates"
    return package_folder() / "_templates"
