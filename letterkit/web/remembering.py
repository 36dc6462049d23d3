"""The therapist's own details: read, kept and forgotten where the person asks for it.

This is the one thing that the page writes to the disk, and it holds nothing about a patient.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Blueprint, Response, jsonify

from letterkit.errors import Fault, InputError, WriteError
from letterkit.guided.details import (
    Details,
    details_file,
    forget_details,
    keep_details,
    read_details,
)
from letterkit.web.sent import sent_json

routes = Blueprint("remembering", __name__)


@routes.get("/api/details")
def remembered() -> Response:
    """Say what is remembered, and in which file."""
    path = details_file()
    held = _held(path)
    return jsonify(
        practitioner=held and held.practitioner,
        profile=held.profile if held else "",
        where=_from_home(path),
    )


@routes.post("/api/details")
def keep() -> Response:
    """Remember the details that were sent."""
    sent = sent_json()
    practitioner, profile = sent.get("practitioner"), sent.get("profile")
    if not isinstance(practitioner, dict) or not all(
        isinstance(value, str) for value in practitioner.values()
    ):
        raise InputError(Fault("The page sent no details.", "Load it again."))
    path = details_file()
    _held(path)
    keep_details(path, Details(practitioner, str(profile or "")))
    return jsonify(kept=True)


@routes.post("/api/details/forget")
def forget() -> Response:
    """Delete what is remembered."""
    try:
        return jsonify(forgotten=forget_details(details_file()))
    except OSError as error:
        what = f"The file cannot be deleted ({error.strerror})."
        raise WriteError(Fault(what, f"Delete it yourself: {_from_home(details_file())}")) from None


def _held(path: Path) -> Details | None:
    """Return what is remembered. Raises InputError that names the file: it is theirs to mend."""
    try:
        return read_details(path)
    except InputError as error:
        file = f"The file of your details ({_from_home(path)})"
        told = (fault._replace(what=f"{file}: {fault.what}") for fault in error.faults)
        raise InputError(*told) from None


def _from_home(path: Path) -> str:
    """Return a path as a person writes it."""
    home = str(Path.home())
    return f"~{str(path)[len(home) :]}" if str(path).startswith(home + os.sep) else str(path)
