"""A rule as a profile has it: its severity there, the law that holds there, the words used there.

Used when the index is built and by ``explain``; a check finds the result in the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from letterkit.errors import Fault, InputError, Place
from letterkit.profiles import Profile
from letterkit.resources import data_folder
from letterkit.scope.pack import FAMILIES, RuleRecord, load_sources


def profiled(record: RuleRecord, profile: Profile) -> RuleRecord:
    """Return the rule as ``profile`` has it; where it is off there, it matches nothing."""
    severity = profile.severity.get(
        record.id, profile.severity.get(record.category, record.severity)
    )
    changes: dict[str, Any] = {
        "message": _worded(record.message, profile),
        "advice": _worded(record.advice, profile),
        "rewrite": record.rewrite and _worded(record.rewrite, profile),
        "source": _source(record, profile),
    }
    silent = {"match": (), "names": None, "weighed": False}
    changes |= silent if severity == "off" else {"severity": severity}
    return record.model_copy(update=changes)


def refuse_unknown(profile: Profile, rules: Iterable[RuleRecord]) -> None:
    """Raise InputError where ``profile`` names a rule, family or source that there is not."""
    faults = list(_unknown(profile, {rule.id: rule for rule in rules}))
    if faults:
        path = str(data_folder() / "profiles" / f"{profile.id}.yaml")
        raise InputError(*(fault._replace(place=Place(path)) for fault in faults))


def _unknown(profile: Profile, rules: dict[str, RuleRecord]) -> Iterator[Fault]:
    families = FAMILIES.values()
    for name, severity in profile.severity.items():
        if name not in rules and name not in families:
            yield Fault(f"severity: “{name}” is neither a rule nor a family.")
        elif severity == "off" and any(
            not rule.runs for rule in rules.values() if name in (rule.id, rule.category)
        ):
            yield Fault(f"severity: “{name}” is measured, not matched, and cannot be off.")
    for family in profile.cites:
        if family not in families:
            yield Fault(f"cites: “{family}” is no family of rules.")
    named = [*profile.sources, *(name for cited in profile.cites.values() for name in cited)]
    for name in [*named, *(profile.body.source.split(", ") if profile.body else ())]:
        if name not in load_sources():
            yield Fault(f"there is no source “{name}” in sources.yaml.")


def _worded(words: str, profile: Profile) -> str:
    return words.replace("{title}", profile.title).replace("{licence}", profile.licence)


def _source(record: RuleRecord, profile: Profile) -> str:
    """Return the rule's sources, the profile's own laws in place of those of elsewhere."""
    named = record.source.split(", ")
    everywhere = [name for name in named if not load_sources()[name].holds_in]
    own = profile.cites.get(record.category)
    if own is None or everywhere == named:  # a study or a list needs no law beside it
        return record.source
    return ", ".join([*own, *everywhere]) or record.source
