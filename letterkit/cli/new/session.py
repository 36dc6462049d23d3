"""The session file of letterkit new: what was said, kept beside the case until the end."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from letterkit.cli.telling import tell
from letterkit.errors import Fault, InputError, Place
from letterkit.guided.interview import Interview, Record
from letterkit.writers.files import read_small_file, write_file

_MOST = 4_000_000  # bytes; an interview has a few thousand
_VERSION = 1
_NONE = "is no session of letterkit new"


class Session:
    """What one interview keeps on disk; what another one wrote there is not overwritten."""

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        """Keep it at ``path``; ``content`` is what stood there when the interview went on."""
        self.path, self._content = path, content

    def keep(self, records: Iterable[Record], undone: Mapping[str, Record]) -> None:
        """Write what was said so far.

        Raises WriteError, and InputError where somebody else has gone on with this interview; what
        was said is then kept beside it, under another name.
        """
        content = session_text(records, undone).encode()
        if _content_of(self.path) != self._content:
            aside = free_name(self.path)
            write_file(aside, content)
            what = "was changed by another letterkit while you answered here."
            todo = f"Go on there. What you said here is kept as {aside.name}."
            raise InputError(Fault(what, todo, Place(str(self.path))))
        write_file(self.path, content, overwrite=True)
        self._content = content

    def end(self) -> None:
        """Take the file away, unless another interview has put its own there."""
        if self._content is not None and _content_of(self.path) == self._content:
            self.path.unlink(missing_ok=True)


def session_name(case: Path) -> Path:
    """Return where the session of the interview for a case file is kept."""
    return case.with_name(f"{case.name}.letterkit-session.json")


def read_session(path: Path) -> tuple[bytes, Interview, dict[str, Record]]:
    """Return the content of a session file, its interview, and what was taken back.

    Raises ValueError where it is damaged, and InputError where it cannot be read.
    """
    try:
        content = read_small_file(path, _MOST)
    except OSError as error:
        folder = isinstance(error, IsADirectoryError)
        what = "is a folder." if folder else f"cannot be read ({error.strerror})."
        todo = "Move it away: what was said is kept there."
        raise InputError(Fault(what, todo, Place(str(path)))) from None
    records, undone = session_of(content.decode())
    return content, Interview(records), undone


def session_text(records: Iterable[Record], undone: Mapping[str, Record]) -> str:
    """Return what was said as the text of a session file."""
    data = {
        "letterkit-new": _VERSION,
        "records": [record._asdict() for record in records],
        "undone": [record._asdict() for record in undone.values()],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def session_of(text: str) -> tuple[list[Record], dict[str, Record]]:
    """Return what a session file holds; ValueError where it is none."""
    try:
        data = json.loads(text)
        if data["letterkit-new"] == _VERSION:
            records = [_record(entry) for entry in data["records"]]
            undone = [_record(entry) for entry in data["undone"]]
            return records, {record.slot: record for record in undone}
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(_NONE) from error
    raise ValueError(_NONE)


def set_aside(path: Path) -> None:
    """Give a session file another name, and say so."""
    aside = free_name(path)
    path.rename(aside)
    tell(f"What was said before is kept as {aside.name}.")


def free_name(path: Path) -> Path:
    """Return a name beside ``path`` that is not taken."""
    return next(
        name for number in range(1, 1000)
        if not os.path.lexists(name := path.with_name(f"{path.name}.old{number}"))
    )  # fmt: skip


def _content_of(path: Path) -> bytes | None:
    try:
        return read_small_file(path, _MOST)
    except FileNotFoundError:
        return None
    except OSError as error:
        what = f"cannot be read ({error.strerror})."
        raise InputError(Fault(what, "Choose another file with -o.", Place(str(path)))) from None


def _record(entry: dict[str, Any]) -> Record:
    record = Record(**entry)
    words = [record.slot, record.typed, *record.says, *record.says.values()]
    flags = (record.silent, record.settled)
    if not all(type(one) is str for one in words) or not all(type(one) is bool for one in flags):
        raise ValueError(_NONE)
    return record
