"""Which fields of a case a letter asks for or prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from letterkit.case import Case
from letterkit.case_file import record_in
from letterkit.errors import Fault, InputError
from letterkit.profiles import Profile
from letterkit.sample_case import full_case
from letterkit.template.library import Template
from letterkit.template.trials import try_out


class Field(NamedTuple):
    """A field of a case: its full path, as “needs” writes it, and what the case model says of it.

    ``required`` is “if any” for what each entry of an optional list, or an optional part, needs.
    """

    path: str
    required: str  # yes, no, if any
    example: str
    meaning: str
    kind: str  # what the record says of itself that the field stands in


def letter_fields(template: Template, profile: Profile) -> tuple[Field, ...]:
    """Return the fields that the letter asks for or prints, in the order of a case file.

    Raises InputError for a letter that cannot be made.
    """
    used = set(template.about.needs)
    for trial in try_out(full_case(), template, profile):
        if isinstance(trial, Fault):
            raise InputError(trial)
        used |= trial.printed | trial.asked
    used = {path.removesuffix("[]") for path in used}
    return tuple(field for field in _fields(Case, "", "yes", template) if field.path in used)


def _fields(
    model: type[BaseModel], prefix: str, required: str, template: Template
) -> Iterator[Field]:
    """Yield all fields below ``prefix``; ``required`` tells whether a case must have that part."""
    for name, info in model.model_fields.items():
        path = f"{prefix}{info.alias or name}"
        record, is_list = record_in(info.annotation), get_origin(info.annotation) is tuple
        here = "yes" if _needed(path, template) else required if info.is_required() else "no"
        whole = record or (model if prefix else None)
        kind = (whole.__doc__ or "").partition("\n")[0] if whole else ""
        if not record or path in template.about.needs:
            example = str(info.examples[0]) if info.examples else ""
            means = info.description or _choices(info.annotation, example)
            yield Field(path, here, example.removeprefix("- "), means, kind)
        if record:
            below = here if here == "yes" else "if any"
            yield from _fields(record, path + ("[]." if is_list else "."), below, template)


def _choices(annotation: Any, example: str) -> str:
    """Return the other words that may stand in a field of fixed choices."""
    for inner in (annotation, *get_args(annotation)):
        if get_origin(inner) is Literal:
            return "or " + ", ".join(each for each in get_args(inner) if each != example)
    return ""


def _needed(path: str, template: Template) -> bool:
    asked = (f"{need.removesuffix('[]')}." for need in template.about.needs)
    return any(need.startswith((f"{path}.", f"{path}[].")) for need in asked)
