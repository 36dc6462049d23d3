"""The practitioner's own details, remembered in a file that a person can read and delete.

Kept only where a person agreed to it: the ``practitioner`` record and the profile, nothing else.
The file never holds anything about a patient. LETTERKIT_DETAILS names another place for it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from letterkit.case import Practitioner
from letterkit.errors import Fault, InputError, LetterkitError, did_you_mean
from letterkit.profiles import load_profile
from letterkit.writers.files import make_folder, write_file
from letterkit.yaml_source import REFUSED, Source, parse_yaml, read_text

VARIABLE = "LETTERKIT_DETAILS"
FIELDS = tuple(Practitioner.model_fields)
_LONGEST = 200  # as in a case file
_KIND = "file of details"
_HEAD = """\
# Your own details, as letterkit remembers them for the next letter. Nothing about a patient.
# Change what you like; delete the file, and it is forgotten.
"""
_PLAIN = re.compile(r"[A-Za-z0-9(][\w .,()'’&/+@·-]*", re.ASCII)


class Details(NamedTuple):
    """What is remembered: the fields of ``practitioner``, and the profile, if one was chosen."""

    practitioner: dict[str, str]
    profile: str = ""


def details_file() -> Path:
    """Return where the details are kept, whether or not they are there yet."""
    if named := os.environ.get(VARIABLE):
        return Path(os.path.expanduser(named))  # noqa: PTH111 a name that cannot be one is kept
    from platformdirs import user_config_path  # only a person's own details ask for it

    return user_config_path("letterkit", appauthor=False) / "details.yaml"


def read_details(path: Path) -> Details | None:
    """Return what is remembered, or None where nothing is.

    Raises InputError for a file that is damaged, or that holds more than such details.
    """
    if not os.path.lexists(path):
        return None
    source = parse_yaml(read_text(path, _KIND), str(path))
    data = source.value
    if not isinstance(data, dict) or "practitioner" not in data:
        what = f"is no {_KIND}: it has no “practitioner:”."
        todo = "Mend it, or delete it; it is not overwritten."
        raise InputError(Fault(what, todo, source.place(())))
    faults = [
        *_strange(source, data, ("practitioner", "profile"), ()),
        *_strange(source, data["practitioner"], FIELDS, ("practitioner",)),
    ]
    if faults:
        raise InputError(*faults)
    practitioner, profile = data["practitioner"], data.get("profile", "")
    assert isinstance(practitioner, dict)
    assert isinstance(profile, str)
    _known(profile, source)
    return Details({name: str(value) for name, value in practitioner.items() if value}, profile)


def keep_details(path: Path, details: Details) -> None:
    """Write the details, readable by their owner alone, in place of those that are there.

    Raises InputError where the file that is there is damaged, or for what is no such detail, and
    WriteError where it cannot be written; what is there then stays as it is.
    """
    read_details(path)
    text = details_text(details)
    if not path.parent.is_dir():
        make_folder(path.parent)
    write_file(path, text.encode(), overwrite=True)


def forget_details(path: Path) -> bool:
    """Delete what is remembered, damaged or not; return whether there was any. Raises OSError."""
    if not os.path.lexists(path):
        return False
    path.unlink()
    return True


def details_text(details: Details) -> str:
    """Return the details as YAML. Raises InputError for what is no such detail."""
    one_line = {name: " ".join(value.split()) for name, value in details.practitioner.items()}
    kept = {name: value for name, value in one_line.items() if value}
    for name, value in kept.items():
        if name not in FIELDS or len(value) > _LONGEST or REFUSED.search(value):
            what = f"“{name}” is not kept: it is no such detail, too long, or cannot be read."
            raise InputError(Fault(what, "Type it again, shorter and in plain letters."))
    lines = [_HEAD + "practitioner:" + ("" if kept else " {}")]
    lines += [f"  {name}: {_written(kept[name])}" for name in FIELDS if name in kept]
    if details.profile:
        lines.append(f"profile: {_written(details.profile)}")
    return "\n".join(lines) + "\n"


def _strange(
    source: Source, record: object, names: tuple[str, ...], key: tuple[str, ...]
) -> list[Fault]:
    """Return a fault for everything in a record that has no place in it."""
    if not isinstance(record, Mapping):
        todo = "Write it as “practitioner:” with “name: …” below it."
        return [Fault("should be a list of names and values.", todo, source.place(key))]
    faults = []
    for name, value in record.items():
        if name not in names:
            hint = did_you_mean(name, names) or f"There is: {', '.join(names)}."
            what = f"“{name}” is none of your details."
            faults.append(Fault(what, hint, source.key_place((*key, name))))
        elif name != "practitioner" and (not isinstance(value, str) or len(value) > _LONGEST):
            what = f"“{name}” is not one short text."
            todo = f"Write it on one line, in at most {_LONGEST} characters."
            faults.append(Fault(what, todo, source.place((*key, name))))
    return faults


def _known(profile: str, source: Source) -> None:
    try:
        load_profile(profile) if profile else None
    except LetterkitError as error:
        place = source.place(("profile",))
        raise InputError(*(fault._replace(place=place) for fault in error.faults)) from None


def _written(value: str) -> str:
    """Return a value as YAML: as it was typed, or quoted where YAML would read it otherwise."""
    if _PLAIN.fullmatch(value) and not value.endswith(" "):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)
