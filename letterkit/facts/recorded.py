"""What documents say: in their own words, with their name and date."""

from __future__ import annotations

from typing import Any

from letterkit.facts.phrases import upper_first
from letterkit.facts.views import Group
from letterkit.yaml_source import KeyPath


class RecordGroup(Group):
    """Documents, each with its date and its own words in quotation marks."""

    def __str__(self) -> str:
        return " ".join(self.items())

    def item(self, key: KeyPath, record: Any) -> str:
        """Return “Document dated … from … reads: “…”.”"""
        origin = self._field(key, record, "from_", "from")
        document = (
            upper_first(self._field(key, record, "document"))
            + f" dated {self._field(key, record, 'dated')}"
            + (f" from {origin}" if origin else "")
        )
        return f"{document} reads: “{self._field(key, record, 'quote')}”"
