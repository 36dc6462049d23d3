"""What a page has sent, read as far as every address needs it."""

from __future__ import annotations

from typing import Any

from flask import request

from letterkit.errors import Fault, InputError


def sent_json() -> dict[str, Any]:
    """Return the named values that the page sent. Raises InputError for anything else."""
    try:
        sent = request.get_json(force=True, silent=True)
    except RecursionError:
        sent = None
    if not isinstance(sent, dict):
        raise InputError(Fault("The page sent something that cannot be read.", "Load it again."))
    return sent


def only_words(value: object) -> bool:
    """Return whether a value is words, or holds nothing but words, however deep."""
    if isinstance(value, dict):
        return all(only_words(held) for held in value.values())
    if isinstance(value, list):
        return all(only_words(held) for held in value)
    return isinstance(value, str)
