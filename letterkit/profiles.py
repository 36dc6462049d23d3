"""Who may say what: a profession in a jurisdiction, with its language habits and sources."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from letterkit.errors import Fault, InputError, Place, UsageError, did_you_mean
from letterkit.resources import data_folder
from letterkit.yaml_source import read_yaml

DEFAULT_PROFILE = "massage-us"


class Profile(BaseModel):
    """One profile, as ``data/profiles/<id>.yaml`` describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    language: str
    dates: Literal["month-first", "day-first"]
    paper: Literal["letter", "a4"]
    closing: str
    scope_statement: str
    sources: tuple[str, ...]


def profile_ids() -> tuple[str, ...]:
    """Return the ids of the shipped profiles, sorted."""
    return tuple(sorted(path.stem for path in (data_folder() / "profiles").glob("*.yaml")))


def load_profile(profile: str = DEFAULT_PROFILE) -> Profile:
    """Return the profile with this id. Raises UsageError for an unknown one."""
    if profile not in profile_ids():
        hint = did_you_mean(profile, profile_ids()) or f"There is: {', '.join(profile_ids())}."
        raise UsageError(Fault(f"there is no profile “{profile}”.", hint))
    source = read_yaml(data_folder() / "profiles" / f"{profile}.yaml")
    try:
        return Profile.model_validate(source.value)
    except ValidationError as error:
        details = error.errors()[0]
        where = source.place(tuple(details["loc"]))
        raise InputError(Fault(f"{details['msg']}.", "", Place(where.path, where.line))) from None
