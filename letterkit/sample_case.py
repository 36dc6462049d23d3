"""A case made of the examples that the case model gives for its fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from letterkit.case import Case
from letterkit.case_file import LoadedCase, read_case, record_in
from letterkit.yaml_source import parse_yaml

SAMPLE = "the sample case"
_STEERING = frozenset({"letter", "profile", "concern"})  # these choose a letter; none is chosen


def full_case() -> LoadedCase:
    """Return a case that gives every field, of each list one entry."""
    return _case(lambda key: key not in _STEERING)


def bare_case(needs: Iterable[str]) -> LoadedCase:
    """Return a case that gives nothing but ``needs`` (dotted fields) and its date."""
    asked = [f"{need.replace('[]', '')}." for need in (*needs, "date")]
    return _case(lambda key: any(need.startswith(f"{key}.") for need in asked))


def _case(wanted: Callable[[str], bool]) -> LoadedCase:
    text = json.dumps(_record(Case, "", wanted), ensure_ascii=False, indent=1)
    return read_case(parse_yaml(text, SAMPLE))


def _record(model: type[BaseModel], path: str, wanted: Callable[[str], bool]) -> dict[str, Any]:
    """Return the fields of a record that are wanted, or that it cannot be without."""
    values: dict[str, Any] = {}
    left: dict[str, FieldInfo] = {}
    for name, info in model.model_fields.items():
        key = info.alias or name
        if info.is_required() or wanted(f"{path}{key}"):
            values[key] = _value(info, f"{path}{key}.", wanted)
        else:
            left[key] = info
    for key, info in left.items():  # a finding says something: a text or a measure
        try:
            model.model_validate(values)
        except ValidationError:
            values[key] = _value(info, f"{path}{key}.", wanted)
    return values


def _value(info: FieldInfo, path: str, wanted: Callable[[str], bool]) -> Any:
    is_list = get_origin(info.annotation) is tuple
    if record := record_in(info.annotation):
        value = _record(record, path, wanted)
        return [value] if is_list else value
    example = str(info.examples[0]) if info.examples else str(get_args(info.annotation)[0])
    return parse_yaml(example, SAMPLE).value if is_list else example
