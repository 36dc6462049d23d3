"""What the therapist saw, felt and measured."""

from __future__ import annotations

from typing import Any

from letterkit.facts.phrases import block, list_block
from letterkit.facts.views import Group
from letterkit.yaml_source import KeyPath


class FindingGroup(Group):
    """What the therapist observed. Printed alone: the list under “I observed”."""

    def __str__(self) -> str:
        if not self._records:
            return ""
        lead_in = "I observed"
        if self._one_day():
            lead_in += f", on {self._wording.day((*self._key, 0, 'on'), self._records[0].on)}"
            for number in range(1, len(self._records)):
                self._wording.ledger.note_printed((*self._key, number, "on"))
        return list_block(lead_in, self.items())

    def _one_day(self) -> bool:
        """Return whether all findings bear one date, which is then said once."""
        return len({record.on for record in self._records}) == 1 and bool(self._records[0].on)

    def item(self, key: KeyPath, record: Any) -> str:
        """Return “text, left side: what value unit (method), on …”."""
        self._wording.ledger.note_printed((*key, "side"))
        sides = {"left": "left side", "right": "right side", "both": "both sides", None: ""}
        side = sides[record.side]
        measure = self._measure((*key, "measure"), record.measure) if record.measure else ""
        dated = record.on and not self._one_day()
        text = self._field(key, record, "text")
        if text and (side or measure or dated):  # a stop typed at the end would stand within
            text = self._wording.words((*key, "text"), record.text.rstrip(" ."))
        item = ", ".join(part for part in (text, side) if part)
        item = ": ".join(part for part in (item, measure) if part)
        return item + (f" ({self._field(key, record, 'on')})" if dated else "")

    def _measure(self, key: KeyPath, measure: Any) -> str:
        what, value, unit, method = (
            self._field(key, measure, name) for name in ("what", "value", "unit", "method")
        )
        gap = "" if measure.unit in ("°", "%") else " "
        return (
            f"{what} {value}"
            + (f"{gap}{unit}" if unit else "")
            + (f" ({method})" if method else "")
        )


class OutcomeGroup(Group):
    """Measures before and after; printed alone: a table."""

    def __str__(self) -> str:
        if not self._records:
            return ""
        rows = ["| Measure | Before | After |"]
        for number, record in enumerate(self._records):
            key = (*self._key, number)
            scale = self._field(key, record, "scale")
            measure = self._field(key, record, "measure") + (f" ({scale})" if scale else "")
            rows.append(
                f"| {measure} | {self._side(key, record, 'before')} "
                f"| {self._side(key, record, 'after')} |"
            )
        return block("\n".join(rows))

    def _side(self, key: KeyPath, record: Any, name: str) -> str:
        on = self._field(key, record, f"{name}_on")
        return self._field(key, record, name) + (f" ({on})" if on else "")
