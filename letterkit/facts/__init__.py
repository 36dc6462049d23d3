"""The case as a template sees it: facts that cannot be printed without their attribution.

A template never holds a bare reported or recorded item. It prints a whole group under its lead-in
(``{{ reports(medications, reported) }}`` → “Mr. Reyes reports” and a list) or a single item as a
sentence or clause that names its source (``{{ medications.clause }}`` → “reports taking …”).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from letterkit.case import Case
from letterkit.facts.done import (
    ActionGroup,
    CallGroup,
    ConsentPart,
    DutyCheckPart,
    EarlierGroup,
    TreatmentPart,
    done,
)
from letterkit.facts.observed import FindingGroup, OutcomeGroup
from letterkit.facts.phrases import sentence
from letterkit.facts.planned import PlanGroup, QuestionGroup
from letterkit.facts.recorded import RecordGroup
from letterkit.facts.reported import (
    MedicationGroup,
    ProcedureGroup,
    ReportedGroup,
    ToleranceGroup,
    reports,
)
from letterkit.facts.views import Group, Part, Person, View, WordList
from letterkit.facts.wording import Wording
from letterkit.ledger import Ledger
from letterkit.letter import Letter, Urgency
from letterkit.profiles import Profile
from letterkit.sentences import asks_something, split_sentences

__all__ = ["FUNCTIONS", "NAMELESS", "LetterView", "Part", "View", "case_views"]

# What a page may know that tells nothing about the patient.
NAMELESS = frozenset({"practitioner", "recipient", "date", "urgency", "profile", "by_fax", "asks"})

_OPENING = 45  # words of a letter that fit a message of sixty

FUNCTIONS: dict[str, Callable[..., str]] = {"reports": reports, "done": done}


def case_views(
    case: Case, ledger: Ledger, profile: Profile, letter_date: date, urgency: Urgency = "routine"
) -> dict[str, Any]:
    """Return the names that a template may use, each a view or a marked text."""
    wording = Wording(ledger, profile, letter_date)
    patient = Person(wording, ("patient",), case.patient)
    groups: dict[str, type[Group]] = {
        "reported": ReportedGroup, "medications": MedicationGroup, "procedures": ProcedureGroup,
        "records": RecordGroup, "findings": FindingGroup, "actions": ActionGroup,
        "calls": CallGroup, "outcomes": OutcomeGroup, "plan": PlanGroup,
        "questions": QuestionGroup, "tolerances": ToleranceGroup, "earlier": EarlierGroup,
    }  # fmt: skip
    views: dict[str, Any] = {
        name: kind(wording, (name,), getattr(case, name), patient) for name, kind in groups.items()
    }
    return views | {
        "practitioner": Person(wording, ("practitioner",), case.practitioner),
        "recipient": Person(wording, ("recipient",), case.recipient),
        "patient": patient,
        "consent": ConsentPart(wording, case.consent, patient),
        "treatment": TreatmentPart(wording, case.treatment, patient),
        "duty_check": DutyCheckPart(wording, case.duty_check, patient),
        "request": sentence(wording.words(("request",), case.request)) if case.request else None,
        "enclosures": WordList(wording, ("enclosures",), case.enclosures),
        "cc": WordList(wording, ("cc",), case.cc),
        "date": wording.written_date(),
        "urgency": urgency,
        "profile": _ProfileView(profile),
    }


class _ProfileView(View):
    fields = frozenset({"closing", "scope_statement", "emergency_number"})

    def __init__(self, profile: Profile) -> None:
        self.closing, self.scope_statement = profile.closing, profile.scope_statement
        self.emergency_number = profile.emergency_number


class LetterView(View):
    """What a page that goes with a letter may say of it."""

    fields = frozenset({"subject", "opening"})

    def __init__(self, letter: Letter, ledger: Ledger) -> None:
        self.subject = ledger.mark_line(letter.subject) if letter.subject else None
        self.opening = None
        if letter.opening:
            text = letter.opening.text
            marked = (ledger.mark_line(letter.opening, *span) for span in _essence(text))
            self.opening = " ".join(marked)


def _essence(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of an opening that fit a message: the ask, and then from the start."""
    spans = list(split_sentences(text))
    asks = [span for span in spans if asks_something(text[slice(*span)])]
    chosen = set(asks[:1])
    for span in spans:
        words = sum(len(text[slice(*s)].split()) for s in chosen | {span})
        if words <= _OPENING:
            chosen.add(span)
    yield from sorted(chosen or spans[:1])
