"""What lies ahead: what the therapist plans, and what is still open."""

from __future__ import annotations

from typing import Any, ClassVar

from letterkit.facts.phrases import list_block
from letterkit.facts.views import Group
from letterkit.yaml_source import KeyPath


class _Sentences(Group):
    """The therapist's own sentences; printed alone: a list under ``lead_in``."""

    lead_in: ClassVar[str]

    def __str__(self) -> str:
        return list_block(self.lead_in, self.items()) if self._records else ""

    def item(self, key: KeyPath, record: Any) -> str:
        """Return the sentence."""
        return self._wording.words(key, record)


class PlanGroup(_Sentences):
    """What the therapist means to do, in plain words, for the reader to mark precautions on."""

    lead_in = "I plan"


class QuestionGroup(_Sentences):
    """What the therapist does not know and the reader may."""

    lead_in = "Open questions"
