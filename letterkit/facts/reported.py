"""What the patient reports: the account, the medicines, the procedures."""

from __future__ import annotations

import re
from typing import Any

from letterkit.case import day_of
from letterkit.facts.phrases import after_verb, and_list, list_block, sentence, stopped
from letterkit.facts.views import Group
from letterkit.yaml_source import KeyPath

_DURATION = re.compile(
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|some|several|many|\d+) "
    r"(?:hour|day|night|week|month|year)s?",
    re.IGNORECASE,
)


class ReportedGroup(Group):
    """What the patient said. Printed alone: the list under “… reports”."""

    fields = frozenset({"first", "sentences", "told"})

    def __str__(self) -> str:
        return reports(self)

    def lead_in(self) -> str:
        """Return the words that every list of reported facts stands under."""
        return f"{self._who} reports"

    @property
    def first(self) -> str | None:
        """Return the first fact as a sentence, with its attribution."""
        if not self._records:
            return None
        item = self.item((*self._key, 0), self._records[0])
        return sentence(f"{self._who} {after_verb('reports', item)}")

    @property
    def sentences(self) -> str:
        """Return the facts as running text, each with its attribution."""
        return " ".join(
            sentence(f"{self._who} reports: {self.item((*self._key, number), record)}")
            for number, record in enumerate(self._records)
        )

    @property
    def told(self) -> str:
        """Return the patient's own words, each said to be told and when."""
        said = []
        for number, record in enumerate(self._records):
            key = (*self._key, number)
            on = self._field(key, record, "on")
            lead = f"{self._who} told me" + (f" on {on}" if on else "")
            if record.text:
                verb = f"reported on {on}" if on else "reports"
                text = after_verb(verb, self._field(key, record, "text"))
                said.append(sentence(f"{self._who} {text}{self._since(key, record)}"))
            if record.quote:
                said.append(f"{lead}: “{stopped(self._field(key, record, 'quote'))}”")
        return " ".join(said)

    def _since(self, key: KeyPath, record: Any) -> str:
        since = self._field(key, record, "since")
        if not since:
            return ""
        if record.since.split()[0].lower() in ("for", "since", "about", "on", "from", "after"):
            return f", {since}"
        return f", for {since}" if _DURATION.fullmatch(record.since) else f", since {since}"

    def item(self, key: KeyPath, record: Any) -> str:
        """Return “text, since …: “own words””."""
        text = self._field(key, record, "text") + self._since(key, record)
        quote = self._field(key, record, "quote")
        quoted = f"“{quote}”" if quote else ""
        on = self._field(key, record, "on")
        joined = f"{text}, in the words {quoted}" if text and quoted else text or quoted
        return joined + (f" (told to me on {on})" if on else "")


class MedicationGroup(ReportedGroup):
    """Medicines as the patient, a label or a list names them."""

    fields = frozenset({"clause"})

    @property
    def clause(self) -> str | None:
        """Return “reports taking A and B”."""
        if not self._records:
            return None
        names = [
            self._wording.words((*self._key, number, "name"), record.name)
            for number, record in enumerate(self._records)
        ]
        return f"reports taking {and_list(names)}"

    def item(self, key: KeyPath, record: Any) -> str:
        """Return “Taking name, dose, as on the label, prescribed by …, for …”."""
        seen = {
            "label": "as on the label",
            "list": "as on the medication list",
            "patient": "",
        }[record.source]
        self._wording.ledger.note_printed((*key, "source"))
        prescriber = self._field(key, record, "prescriber")
        reason = self._field(key, record, "for_", "for")
        parts = [
            f"Taking {self._field(key, record, 'name')}",
            self._field(key, record, "dose"),
            seen,
            f"prescribed by {prescriber}" if prescriber else "",
            f"for {reason}" if reason else "",
        ]
        return ", ".join(part for part in parts if part)


class ToleranceGroup(ReportedGroup):
    """What the patient finds comfortable in massage and what not."""

    def __str__(self) -> str:
        return list_block(self.lead_in(), self.items()) if self._records else ""

    def lead_in(self) -> str:
        """Return the words that the list stands under."""
        return f"{self._who} reports about massage so far"

    def item(self, key: KeyPath, record: Any) -> str:
        """Return the patient's account."""
        return self._wording.words(key, record)


class ProcedureGroup(ReportedGroup):
    """Procedures as the patient or a document names them."""

    fields = frozenset({"clauses", "on"})

    @property
    def on(self) -> str | None:
        """Return the date of the first procedure, without the time."""
        first = self._records[0].on if self._records else None
        if first is None:
            return None
        return self._wording.day((*self._key, 0, "on"), day_of(first))

    @property
    def clauses(self) -> str | None:
        """Return a sentence for each: “… reports an epidural injection booked for …, and …”."""
        if not self._records:
            return None
        return " ".join(
            sentence(f"{self._who} reports {self._booked((*self._key, number), record)}"
                     + self._told(", and ", (*self._key, number), record))
            for number, record in enumerate(self._records)
        )  # fmt: skip

    def _told(self, joint: str, key: KeyPath, record: Any) -> str:
        """Return what the patient says of whether the team knows of the medicines."""
        if record.team_told is None:
            return ""
        self._wording.ledger.note_printed((*key, "team_told"))
        return (
            joint
            + {
                "yes": "reports that the team has been told of the medicine",
                "no": "reports that the team has not been told of the medicine",
                "unsure": "is not sure whether the team has been told of the medicine",
            }[record.team_told]
        )

    def item(self, key: KeyPath, record: Any) -> str:
        """Return “name booked for … with … at …, as on the …; reports that the team …”."""
        return self._booked(key, record) + self._told("; ", key, record)

    def _booked(self, key: KeyPath, record: Any) -> str:
        """Return “name booked for … with … at …, as on the …”."""
        on, by = self._field(key, record, "on"), self._field(key, record, "by")
        where, source = self._field(key, record, "where"), self._field(key, record, "source")
        item = self._field(key, record, "name")
        item += f" booked for {on}" if on else ""
        item += f" with {by}" if by else ""
        item += f" at {where}" if where else ""
        return item + (f", as on the {source}" if source else "")


def reports(*groups: ReportedGroup) -> str:
    """Return one list of reported facts under “… reports”; nothing where there are none."""
    if not all(isinstance(group, ReportedGroup) for group in groups):
        raise TypeError("reports(…) takes reported, medications and procedures")
    filled = [group for group in groups if len(group)]
    if not filled:
        return ""
    return list_block(filled[0].lead_in(), (item for group in filled for item in group.items()))
