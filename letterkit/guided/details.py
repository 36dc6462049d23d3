"""The practitioner's own details, remembered in a file that a person can read and delete.

Kept only where a person agreed to it: the ``practitioner`` record and the profile, nothing else.
The file never holds anything about a patient. LETTERKIT_DETAILS names another place for it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from letterkit.case import Practitioner
from letterkit.errors import Fault, InputError, LetterkitError, Place, did_you_mean
from letterkit.guided.answers import as_yaml
from letterkit.profiles import load_profile
from letterkit.template.shelf import is_no_file
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
    _refuse_no_file(path)
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
    """Delete what is remembered, damaged or not; return whether there was any.

    Raises OSError, and InputError for a pipe or a device, which is no such file.
    """
    if not os.path.lexists(path):
        return False
    _refuse_no_file(path)
    path.unlink()
    return True


def _refuse_no_file(path: Path) -> None:
    """Raise InputError for what may keep a reader waiting for ever."""
    if is_no_file(path):
        todo = f"Let {VARIABLE} name an ordinary file, or none."
        raise InputError(Fault("is not an ordinary file.", todo, Place(str(path))))


def details_text(details: Details) -> str:
    """Return the details as YAML. Raises InputError for what is no such detail."""
    one_line = {name: " ".join(value.split()) for name, value in details.practitioner.items()}
    kept = {name: value for name, value in one_line.items() if value}
    for name, value in kept.items():
        if name not in FIELDS or len(value) > _LONGEST or REFUSED.search(value):
            what = f"“{name}” is not kept: it is no such detail, too long, or cannot be read."
            raise InputError(Fault(what, "Type it again, shorter and in plain letters."))
    lines = [_HEAD + "practitioner:" + ("" if kept else " {}")]
    lines += [f"  {name}: {as_yaml(kept[name])}" for name in FIELDS if name in kept]
    if details.profile:
        lines.append(f"profile: {as_yaml(details.profile)}")
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
