"""Finds the files that letterkit ships: rules and word lists, and the letters.

The letters live in ``templates/`` at the top of a checkout and in ``letterkit/_templates``
in an installed wheel; this module is the only one that knows.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
DATA = PACKAGE / "data"


def templates_folder() -> Path:
    """Return the folder of the shipped letters.

    A checkout wins over a copy inside the package, so that an editable install shows the
    letter being edited and not the one that was there when it was installed.
    """
    checkout = PACKAGE.parent / "templates"
    if (PACKAGE.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    return PACKAGE / "_templates"
