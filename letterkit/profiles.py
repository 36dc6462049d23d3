"""Who may say what: a profession in a jurisdiction, with its language habits and sources."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from letterkit.errors import Fault, InputError, UsageError, did_you_mean
from letterkit.resources import data_folder
from letterkit.yaml_source import key_name, parse_yaml, read_text

DEFAULT_PROFILE = "massage-us"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Body(_Part):
    """Who registers the profession, or answers for its code, and what a source says of that."""

    name: str
    role: str
    source: str


class Profile(_Part):
    """One profile, as ``data/profiles/<id>.yaml`` describes it.

    ``cites`` names, by family of rules, the profile's own laws and codes: an issue shows them in
    place of those of another jurisdiction. ``severity`` is by rule or family; the rule's own wins.
    """

    id: str
    name: str
    title: str
    licence: str  # the noun, as the profile's language spells it
    language: str
    dates: Literal["month-first", "day-first"]
    paper: Literal["letter", "a4"]
    doctor: Literal["Dr.", "Dr"]
    closing: str
    emergency_number: str
    scope_statement: str
    body: Body | None = None
    sources: tuple[str, ...]
    cites: dict[str, tuple[str, ...]] = {}
    severity: dict[str, Literal["error", "warning", "suggestion", "off"]] = {}


def profile_ids() -> tuple[str, ...]:
    """Return the ids of the shipped profiles, sorted."""
    return tuple(sorted(path.stem for path in (data_folder() / "profiles").glob("*.yaml")))


@cache
def load_profile(profile: str = DEFAULT_PROFILE) -> Profile:
    """Return the profile with this id. Raises UsageError for an unknown one."""
    if profile not in profile_ids():
        hint = did_you_mean(profile, profile_ids()) or f"There is: {', '.join(profile_ids())}."
        raise UsageError(Fault(f"there is no profile “{profile}”.", hint))
    path = data_folder() / "profiles" / f"{profile}.yaml"
    return parse_profile(read_text(path), str(path))


def parse_profile(text: str, path: str) -> Profile:
    """Return the profile that ``text`` describes. Raises InputError with all that is not right."""
    source = parse_yaml(text, path)
    try:
        return Profile.model_validate(source.value)
    except ValidationError as error:
        faults = (
            Fault(
                f"“{key_name(details['loc'])}”: {details['msg']}.", "", source.place(details["loc"])
            )
            for details in error.errors()
        )
        raise InputError(*faults) from None
