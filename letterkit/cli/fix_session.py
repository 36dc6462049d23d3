"""The session file of letterkit fix: what is decided, kept beside the copy until the end."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from letterkit.cli.asking import says_yes
from letterkit.cli.telling import tell
from letterkit.errors import Fault, InputError, Place
from letterkit.mending import Decision, Mending, session_of, session_text
from letterkit.readers import MAX_BYTES
from letterkit.writers.files import read_small_file, write_file


def keep(session: Path, whose: str, decisions: Iterable[Decision]) -> None:
    """Write what is decided on the letter with the fingerprint ``whose``. Raises WriteError."""
    write_file(session, session_text(whose, decisions).encode(), overwrite=True)


def resumed(session: Path, whose: str, begin: Callable[[Iterable[Decision]], Mending]) -> Mending:
    """Return the walk that the session file holds, if a person wants to go on with it.

    Else a new one; the old file is then kept under another name. Raises InputError for a folder.
    """
    if not os.path.lexists(session):
        return begin(())
    mending = None
    try:
        owner, decisions = session_of(read_small_file(session, MAX_BYTES).decode())
        if owner == whose:
            mending = begin(decisions)
    except OSError as error:
        folder = isinstance(error, IsADirectoryError)
        what = "is a folder." if folder else f"cannot be read ({error.strerror})."
        todo = "Move it away: what is decided is kept there."
        raise InputError(Fault(what, todo, Place(str(session)))) from None
    except ValueError:
        why = f"{session.name} is damaged, and cannot be gone on with."
    else:
        why = "The letter has changed since you stopped, or is read in another way."
    if mending is not None:
        told = f"{len(mending.decisions)} decided, {len(mending.issues)} left"
        if says_yes(f"You stopped here before ({told}). Go on? [y]es [n]o:"):
            return mending
        why = "Then the walk begins again."
    aside = next(
        name for number in range(1, 1000)
        if not os.path.lexists(name := session.with_name(f"{session.name}.old{number}"))
    )  # fmt: skip
    tell(f"{why} Your decisions so far would be kept as {aside.name}.")
    if not says_yes("Start again? [y]es [n]o:"):
        raise click.Abort
    session.rename(aside)
    return begin(())


def drop_empty(session: Path) -> None:
    """Take a session file away in which nothing is decided."""
    with contextlib.suppress(OSError, ValueError):
        if session.is_file() and not session_of(session.read_text("utf-8"))[1]:
            session.unlink()
