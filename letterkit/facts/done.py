"""What the therapist did: treatment, calls, actions, and the permission to write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from letterkit.facts.phrases import and_list, list_block, sentence, upper_first
from letterkit.facts.views import Group, Person
from letterkit.facts.wording import Wording
from letterkit.yaml_source import KeyPath

_SHORT = 3  # words of a scope that may stand before its reader


class TreatmentPart(Group):
    """The massage given and withheld, as items of “What was done”."""

    def __init__(self, wording: Wording, treatment: Any, who: Person) -> None:
        super().__init__(wording, ("treatment",), [treatment] if treatment else [], who)

    def items(self) -> Iterator[str]:
        """Yield the sessions and what was withheld."""
        for treatment in self._records:
            if given := self._given(treatment):
                yield sentence(given)
            if treatment.withheld:
                withheld = self._wording.words(("treatment", "withheld"), treatment.withheld)
                yield sentence(f"I have withheld {withheld}")

    def _given(self, treatment: Any) -> str:
        sessions = ""
        if treatment.sessions is not None:
            count = upper_first(self._wording.number(("treatment", "sessions"), treatment.sessions))
            sessions = f"{count} massage session" + ("s" if treatment.sessions != 1 else "")
        start = self._field(("treatment",), treatment, "from_", "from")
        end = self._field(("treatment",), treatment, "to")
        when = f" from {start} to {end}" if start and end and treatment.sessions != 1 else ""
        when = when or (f" on {start or end}" if start or end else "")
        areas = self._words(treatment, "areas")
        given = (sessions or "Massage") + when + (f", to the {and_list(areas)}" if areas else "")
        techniques = self._words(treatment, "techniques")
        given += f": {and_list(techniques)}" if techniques else ""
        return given if sessions or when or areas or techniques else ""

    def _words(self, treatment: Any, name: str) -> list[str]:
        values = enumerate(getattr(treatment, name))
        return [self._wording.words(("treatment", name, number), value) for number, value in values]


class ActionGroup(Group):
    """What the therapist did, in the therapist's own sentences."""

    def item(self, key: KeyPath, record: Any) -> str:
        """Return the sentence."""
        return self._wording.words(key, record)


class CallGroup(Group):
    """Telephone calls, as items of “What was done”."""

    def item(self, key: KeyPath, record: Any) -> str:
        """Return “I telephoned on … and spoke to …: outcome”."""
        spoke_to, outcome = (
            self._field(key, record, "spoke_to"),
            self._field(key, record, "outcome"),
        )
        return (
            f"I telephoned on {self._field(key, record, 'at')}"
            + (f" and spoke to {spoke_to}" if spoke_to else "")
            + (f": {outcome}" if outcome else "")
        )


class DutyCheckPart(Group):
    """What was looked up about the duty to report, and who was told."""

    def __init__(self, wording: Wording, check: Any, who: Person) -> None:
        super().__init__(wording, ("duty_check",), [check] if check else [], who)

    def items(self) -> Iterator[str]:
        """Yield what was checked, and the report that was made."""
        for check in self._records:
            on, of = (self._field(self._key, check, name) for name in ("on", "of"))
            yield sentence(f"On {on} I checked what I am required to report ({of})")
            if check.contacted:
                contacted, at, reference = (
                    self._field(self._key, check, name) for name in ("contacted", "at", "reference")
                )
                yield sentence(
                    f"I contacted {contacted}"
                    + (f" on {at}" if at else "")
                    + (f" (reference: {reference})" if reference else "")
                )


class EarlierGroup(Group):
    """Letters sent before, as items of “What was done”."""

    fields = frozenset({"on"})

    @property
    def on(self) -> str | None:
        """Return the date of the first of them."""
        if not self._records:
            return None
        return self._wording.day((*self._key, 0, "on"), self._records[0].on)

    def item(self, key: KeyPath, record: Any) -> str:
        """Return “I wrote to you on … by … about …”."""
        by, about = self._field(key, record, "by"), self._field(key, record, "about")
        return (
            f"I wrote to you on {self._field(key, record, 'on')}"
            + (f" by {by}" if by else "")
            + (f" about {about}" if about else "")
        )


class ConsentPart(Group):
    """The patient's permission, as a sentence."""

    def __init__(self, wording: Wording, consent: Any, who: Person) -> None:
        super().__init__(wording, ("consent",), [consent] if consent else [], who)

    fields = frozenset({"given", "recorded"})

    def __str__(self) -> str:
        return " ".join(self.items())

    @property
    def recorded(self) -> str | None:
        """Return the permission as the therapist's own record has it, which addresses nobody."""
        said = [sentence(self._permission(consent, "")) for consent in self._records]
        return " ".join(said) or None

    @property
    def given(self) -> bool:
        """Return whether the patient has said or written yes."""
        return any(consent.how in ("written", "verbal") for consent in self._records)

    def items(self) -> Iterator[str]:
        """Yield the sentence of permission."""
        for consent in self._records:
            yield sentence(self._permission(consent, "you"))

    def _permission(self, consent: Any, reader: str) -> str:
        self._wording.ledger.note_printed(("consent", "how"))
        on = self._field(("consent",), consent, "on")
        scope = self._field(("consent",), consent, "scope")
        reader = self._field(("consent",), consent, "shared_with") or reader
        reason = self._field(("consent",), consent, "reason")
        if consent.how == "declined":
            return f"{self._who} has not agreed to this letter; I am writing because {reason}"
        given = f" on {on}" if on else ""
        shared, to = scope or "this information", f" with {reader}" if reader else ""
        # What is long stands last: “share with you these words and nothing else she told me”.
        what = f"{to} {shared}" if len((consent.scope or "").split()) > _SHORT else f" {shared}{to}"
        said = (
            f"I share{what} on {f'permission implied{given}' if on else 'implied permission'}"
            if consent.how == "implied"
            else f"{self._who} gave me {consent.how} permission{given} to share{what}"
        )
        return said + (f" ({reason})" if reason else "")


def done(*groups: Group) -> str:
    """Return one list of what the therapist did under “What was done”."""
    own = (TreatmentPart, ActionGroup, CallGroup, DutyCheckPart, EarlierGroup, ConsentPart)
    if not all(isinstance(group, own) for group in groups):
        raise TypeError("done(…) takes treatment, calls, actions, duty_check, earlier and consent")
    items = [item for group in groups for item in group.items()]
    return list_block("What was done", iter(items)) if items else ""
