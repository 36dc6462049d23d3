"""A case file → a Case, with the place where each of its words was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from letterkit.case import AbsentError, Case
from letterkit.errors import Fault, InputError, did_you_mean
from letterkit.yaml_source import KeyPath, Source, Value, read_yaml, readable_key

MAX_FAULTS = 50  # more than anybody reads; the rest shows when these are mended


# What therapists call these fields elsewhere.
_ALSO_CALLED = {
    "dob": "born", "birthdate": "born", "birthday": "born", "license": "licence", "title": "called",
    "observed": "findings", "observations": "findings", "objective": "findings",
    "subjective": "reported", "symptoms": "reported", "history": "reported", "meds": "medications",
    "drugs": "medications", "medicines": "medications", "ask": "request", "question": "request",
    "doctor": "recipient", "physician": "recipient", "to": "recipient", "client": "patient",
    "therapist": "practitioner", "sender": "practitioner", "done": "actions", "tel": "phone",
    "telephone": "phone", "permission": "consent", "measures": "outcomes", "mrn": "reference",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A valid case and the file it came from."""

    case: Case
    source: Source


def load_case(path: str | Path, *, on: date | None = None, today: date | None = None) -> LoadedCase:
    """Return the case at ``path``.

    ``on`` is the letter's date, whatever the file says; ``today`` is it where the file says none.
    Raises InputError with every fault of the file, each with its line and column.
    """
    return read_case(read_yaml(path), on=on, today=today)


def read_case(source: Source, *, on: date | None = None, today: date | None = None) -> LoadedCase:
    """Return the case that ``source`` holds. Raises InputError as ``load_case`` does."""
    if not isinstance(source.value, dict) or not source.value:
        raise InputError(_not_a_case(source))
    data = _without_blanks(source.value, Case)
    if on or (today and "date" not in data):
        data["date"] = str(on or today)
    try:
        return LoadedCase(Case.model_validate(data), source)
    except ValidationError as error:
        faults = {_fault(details, source) for details in error.errors()[:MAX_FAULTS]}
        raise InputError(*sorted(faults, key=_reading_order)) from None


class Misfit(NamedTuple):
    """A value, at ``key``, that no case can have; ``culprit`` is what to leave out for a valid one.

    ``absent``: nothing is wrong, only not yet given.
    """

    key: KeyPath
    fault: Fault
    culprit: KeyPath
    absent: bool


def misfits(data: Mapping[str, Any]) -> tuple[Misfit, ...]:
    """Return what keeps plain values from being a case, without places."""
    try:
        Case.model_validate(data)
    except ValidationError as error:
        return tuple(map(_misfit, error.errors()))
    return ()


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema of case files, for editors that complete and check as one types."""
    schema = Case.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


def field_info(key: KeyPath) -> FieldInfo | None:
    """Return what the model knows of the field at ``key``, list numbers being any number."""
    model: type[BaseModel] | None = Case
    info: FieldInfo | None = None
    for name in (part for part in key if isinstance(part, str)):
        info = fields_of(model).get(name)
        model = record_in(info.annotation) if info else None
    return info


def example_of(key: KeyPath) -> str:
    """Return a line that a person could add for ``key``, or an empty string."""
    info = field_info(key)
    if not info or not info.examples:
        return ""
    example = str(info.examples[0])
    if example.startswith("- "):  # on one line, a list stands in brackets
        example = f"[{example.removeprefix('- ')}]"
    return f"{key[-1]}: {example}"


def record_in(annotation: Any) -> type[BaseModel] | None:
    """Return the record type inside ``X | None`` or ``tuple[X, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (record_in(part) for part in getattr(annotation, "__args__", ()))
    return next((record for record in inner if record), None)


def _without_blanks(value: Mapping[str, Value], model: type[BaseModel] | None) -> dict[str, Any]:
    """Leave out known fields with nothing behind the colon: not filled in is not given.

    A field that the model does not know stays, so that it is refused.
    """
    known = fields_of(model)
    data: dict[str, Any] = {}
    for key, item in value.items():
        info = known.get(key)
        inner = record_in(info.annotation) if info else None
        if isinstance(item, dict):
            data[key] = _without_blanks(item, inner)
        elif isinstance(item, list):
            data[key] = [_without_blanks(p, inner) if isinstance(p, dict) else p for p in item]
        elif item or not info:
            data[key] = item
    return data


def fields_of(model: type[BaseModel] | None) -> dict[str, FieldInfo]:
    """Return the fields of a record by the name that is typed."""
    return {(f.alias or name): f for name, f in model.model_fields.items()} if model else {}


def _not_a_case(source: Source) -> Fault:
    what = "is empty." if not source.value else "holds a list or a text, not the fields of a case."
    todo = (
        "Copy an example, such as examples/anticoagulant-before-procedure/case.yaml, and change it."
    )
    return Fault(what, todo, source.place(()))


def _reading_order(fault: Fault) -> tuple[int, int, str]:
    return (fault.place.line, fault.place.column, fault.what) if fault.place else (0, 0, fault.what)


def _key_of(error: ErrorDetails) -> KeyPath:
    # A union or an alias adds parts to the path that stand nowhere in the file.
    key: KeyPath = tuple(part for part in error["loc"] if not str(part).startswith("function-"))
    key += getattr(error.get("ctx", {}).get("error"), "key", ())
    return key


def _misfit(error: ErrorDetails) -> Misfit:
    key, reason = _key_of(error), error.get("ctx", {}).get("error")
    absent = error["type"] == "missing" or isinstance(reason, AbsentError)
    return Misfit(key, Fault(*_wording(error, key)), key[:-1] if absent else key, absent)


def _fault(error: ErrorDetails, source: Source) -> Fault:
    """Put pydantic's error into a person's words, at the place in the file."""
    key = _key_of(error)
    what, todo = _wording(error, key)
    place = source.key_place(key) if error["type"] == "extra_forbidden" else source.place(key)
    return Fault(what, todo, place)


def _wording(error: ErrorDetails, key: KeyPath) -> tuple[str, str]:
    name = readable_key(key)
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        add = example_of(key)
        return f"“{name}” is missing.", f"Add it, such as “{add}”." if add else "Add it."
    if kind == "extra_forbidden":
        return f"there is no field “{name}”.", known_fields(key)
    if kind == "literal_error" and not isinstance(error["input"], str):
        return f"“{name}” should be one word.", f"Write {context['expected']}."
    if kind == "literal_error":
        return f"“{name}” cannot be “{error['input']}”.", f"Write {context['expected']}."
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"“{name}” should hold fields of its own.", f"Write “{_example_line(key)}”."
    if kind in ("tuple_type", "list_type"):
        return f"“{name}” should be a list.", "Start each of its lines with a dash: “- …”."
    if kind == "string_type":
        return (
            f"“{name}” should be text.",
            "Put it in quotes if it holds a bracket, brace or colon.",
        )
    if kind == "string_too_long":
        length, limit = len(error["input"]), context["max_length"]
        return (f"“{name}” is {length:,} characters long; a letter carries {limit:,}.",
                "Shorten it, or enclose it as a document.")  # fmt: skip
    if kind == "string_too_short":
        return f"“{name}” is empty.", "Fill it in, or delete the line."
    if kind == "too_long":
        return f"“{name}” has more than {context['max_length']} entries.", "Keep what is needed."
    if kind == "value_error":
        reason = context["error"]
        part = readable_key(key[:-1]) if isinstance(reason, AbsentError) else name
        return f"{part}: {reason}", ""
    return f"“{name}”: {error['msg']}.", ""


def _example_line(key: KeyPath) -> str:
    """Return what could stand at ``key``: for an entry of a list, an entry."""
    if isinstance(key[-1], int):
        entry = example_of(key[:-1]).partition(": ")[2]
        return entry.removeprefix("[").removesuffix("]") or "- text: …"
    return example_of(key) or f"{readable_key(key)}: …"


def known_fields(key: KeyPath) -> str:
    """Say which fields stand beside an unknown one, the likeliest first."""
    parent = record_in(info.annotation) if (info := field_info(key[:-1])) else None
    model = parent or Case
    known = list(fields_of(model))
    meant = _ALSO_CALLED.get(str(key[-1]).lower())
    if meant in known:
        return f"It is called “{meant}” here."
    return did_you_mean(str(key[-1]), known) or f"Known here: {', '.join(known)}."
