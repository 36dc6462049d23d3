"""The case: what the therapist knows, in four kinds of fact that are never mixed.

*Reported* by the patient (``reported``, ``medications``, ``procedures``, ``tolerances``),
*recorded* in a document (``records``), *observed* by the therapist (``findings``, ``outcomes``)
and *done, planned or asked* (``treatment``, ``actions``, ``calls``, ``duty_check``, ``earlier``,
``plan``, ``questions``, ``request``). The kind decides how a letter attributes it.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

DATE_SHAPE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2})(?::[0-5]\d)?)?", re.ASCII)


class MisfitError(ValueError):
    """A value that does not fit the others; ``key`` tells which one."""

    def __init__(self, what: str, *key: str) -> None:
        super().__init__(what)
        self.key = key


def read_moment(value: object) -> object:
    """Return the date, or date and time, that ``value`` writes as 2026-03-12 or 2026-03-12 16:10.

    Raises ValueError that says what is wrong with it.
    """
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise ValueError("should be one date. Write year-month-day, such as 2026-03-12.")
    match = DATE_SHAPE.fullmatch(value.strip())
    if not match:
        raise ValueError(f"“{value}” is not a date. Write year-month-day, such as 2026-03-12.")
    year, month, day = (int(part) for part in match.group(1, 2, 3))
    if not 1 <= month <= 12:
        raise ValueError(f"“{value}” has no month {month}. Write year-month-day.")
    try:
        if match[4] is None:
            return date(year, month, day)
        return datetime(year, month, day, int(match[4]), int(match[5]))  # noqa: DTZ001 local time
    except ValueError:
        raise ValueError(f"“{value}” does not exist in the calendar or on the clock.") from None


def _read_date(value: object) -> object:
    moment = read_moment(value)
    if isinstance(moment, datetime):
        raise ValueError(f"“{value}” holds a time. Write the date alone, such as 2026-03-12.")
    return moment


def _read_count(value: object) -> object:
    if not isinstance(value, str | int):
        raise ValueError("should be one whole number, such as 6.")
    if isinstance(value, str) and not re.fullmatch("[0-9]{1,4}", value.strip()):
        raise ValueError(f"“{value}” is not a whole number. Write it in digits, such as 6.")
    return value


def _schema(shape: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": shape, "examples": [example]})


Day = Annotated[date, BeforeValidator(_read_date), _schema(r"^\d{4}-\d{2}-\d{2}$", "2026-03-12")]
Moment = Annotated[
    datetime | date,
    BeforeValidator(read_moment),
    _schema(r"^\d{4}-\d{2}-\d{2}([ T]\d{1,2}:\d{2})?$", "2026-03-12 16:10"),
]
Count = Annotated[int, BeforeValidator(_read_count), Field(ge=0)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


def _example(text: str, description: str = "") -> Any:
    """Return an optional field; the example is shown when a letter needs it and it is missing."""
    return Field(default=None, examples=[text], description=description)


def _list(example: str, description: str = "") -> Any:
    return Field(default=(), max_length=40, examples=[example], description=description)


class Record(BaseModel):
    """What all parts of a case share: no unknown field, no change after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Practitioner(Record):
    """Who writes and signs."""

    name: Words = Field(examples=["Marta Hale, LMT"])
    credential: Words | None = _example("Licensed Massage Therapist", "as on the licence")
    licence: Words | None = _example("Maine MT-0000")
    clinic: Words | None = _example("Harbor Street Massage Therapy")
    address: Words | None = _example("214 Harbor Street, Portland, ME 04101")
    phone: Words | None = _example("207-555-0142", "the number to call back")
    hours: Words | None = _example("until 8 pm today and from 7 am tomorrow")
    fax: Words | None = _example("207-555-0143")
    email: Words | None = _example("office@example.org")
    signature: Words | None = _example("hale.png", "a picture of it, beside the case file")


class Recipient(Record):
    """Who the letter is for."""

    name: Words = Field(examples=["Helen Okafor, MD"])
    called: Words | None = _example("Dr. Okafor", "how the letter greets; found from the name")
    role: Words | None = _example("Interventional pain physician")
    practice: Words | None = _example("Eastside Spine Center")
    address: Words | None = _example("80 Mill Road, Portland, ME 04101")
    phone: Words | None = _example("207-555-0176")
    fax: Words | None = _example("207-555-0177")


class Patient(Record):
    """Who the letter is about."""

    name: Words = Field(examples=["Daniel Reyes"])
    called: Words | None = _example("Mr. Reyes", "the name in sentences; found from the name")
    born: Day | None = _example("1986-04-02")
    reference: Words | None = _example("chart 4711")


class Consent(Record):
    """The patient's permission to share what the letter says."""

    how: Literal["written", "verbal", "implied", "declined"] = Field(examples=["written"])
    on: Day | None = _example("2026-03-11")
    shared_with: Words | None = _example("Dr. Okafor and her team")
    scope: Words | None = _example("this information")
    reason: Text | None = _example("he asked me to write", "needed where permission was declined")

    @model_validator(mode="after")
    def _declined_needs_a_reason(self) -> Consent:
        if self.how == "declined" and not self.reason:
            raise ValueError(
                "permission was declined and no reason is given for writing all the same. "
                "Add “reason: …”, or do not send the letter."
            )
        return self


class Reported(Record):
    """What the patient said, told as the patient's account."""

    text: Text | None = _example("Tingling into the left arm")
    quote: Text | None = _example("I lie awake most nights", "the patient's own words, short")
    since: Words | None = _example("three weeks ago")
    on: Day | None = _example("2026-03-11", "the day it was said")

    @model_validator(mode="after")
    def _says_something(self) -> Reported:
        if not (self.text or self.quote):
            raise ValueError("says nothing. Add “text: …” or “quote: …”.")
        return self


class Medication(Record):
    """A medicine as the patient, a label or a list names it; never an opinion on it."""

    name: Words = Field(examples=["clopidogrel (Plavix)"])
    dose: Words | None = _example("75 mg daily", "only as on the label or as the patient says")
    source: Literal["patient", "label", "list"] = Field(default="patient", examples=["label"])
    prescriber: Words | None = _example("the patient's cardiologist")
    for_: Words | None = Field(
        default=None, alias="for", examples=["a stroke in 2023"], description="as reported"
    )


class Procedure(Record):
    """A procedure that the patient reports or a document names."""

    name: Words = Field(examples=["an epidural injection"])
    on: Moment | None = _example("2026-03-12 09:00")
    by: Words | None = _example("Dr. Okafor")
    where: Words | None = _example("Eastside Spine Center")
    source: Words | None = _example("appointment card", "left out: the patient reports it")
    team_told: Literal["yes", "no", "unsure"] | None = _example("unsure")


class DocumentRecord(Record):
    """Words that stand in a document, quoted, with the document and its date."""

    document: Words = Field(examples=["the radiology report"])
    dated: Day = Field(examples=["2026-02-26"])
    from_: Words | None = Field(default=None, alias="from", examples=["Eastside Imaging"])
    quote: Text = Field(examples=["no cord edema"])


class Measure(Record):
    """A measurement with its unit and how it was made."""

    what: Words = Field(examples=["neck rotation to the left"])
    value: Words = Field(examples=["40"])
    unit: Words | None = _example("°")
    method: Words | None = _example("goniometer")


class Finding(Record):
    """What the therapist saw, felt or measured."""

    text: Text | None = _example("Guarding and tenderness of the neck muscles")
    on: Day | None = _example("2026-03-11")
    side: Literal["left", "right", "both"] | None = _example("left")
    measure: Measure | None = _example("{what: neck rotation, value: 40, unit: °}")

    @model_validator(mode="after")
    def _says_something(self) -> Finding:
        if not (self.text or self.measure):
            raise ValueError("says nothing. Add “text: …” or “measure: {what: …, value: …}”.")
        return self


class Treatment(Record):
    """The massage that was given, and what was held back."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    sessions: Count | None = _example("2")
    from_: Day | None = Field(default=None, alias="from", examples=["2026-03-09"])
    to: Day | None = _example("2026-03-11")
    techniques: tuple[Words, ...] = _list("[Swedish massage]")
    areas: tuple[Words, ...] = _list("[neck, shoulders]")
    withheld: Text | None = _example("massage to the left leg")


class Outcome(Record):
    """A measure before and after, in the scale it was taken in."""

    measure: Words = Field(examples=["Pain at its worst, patient's rating"])
    scale: Words | None = _example("0–10")
    before: Words = Field(examples=["8"])
    before_on: Day | None = _example("2026-03-09")
    after: Words = Field(examples=["4"])
    after_on: Day | None = _example("2026-03-11")


class Call(Record):
    """A telephone call about this letter."""

    at: Moment = Field(examples=["2026-03-11 16:10"])
    spoke_to: Words | None = _example("the front desk")
    outcome: Text | None = _example("message left")


class DutyCheck(Record):
    """What the therapist looked up and told whom before writing about somebody's safety."""

    on: Day = Field(examples=["2026-06-04"])
    of: Words = Field(examples=["the state's page on who must report"])
    contacted: Words | None = _example("the county child welfare line")
    at: Moment | None = _example("2026-06-04 14:10")
    reference: Words | None = _example("call 00-000")


class EarlierLetter(Record):
    """A letter about the same patient that was sent before."""

    on: Day = Field(examples=["2026-03-03"])
    by: Words | None = _example("fax")
    about: Words | None = _example("the ache that wakes her")


class Case(Record):
    """One case file. ``places`` (see ``case_file``) tells where each value was typed."""

    letter: Words | None = _example("anticoagulant-before-procedure", "the letter's id")
    date: Day | None = _example("2026-03-11")
    urgency: Literal["emergency", "same-day", "routine"] | None = _example("same-day")
    profile: Words | None = _example("massage-us")
    practitioner: Practitioner = Field(examples=["{name: Marta Hale, phone: 207-555-0142}"])
    recipient: Recipient = Field(examples=['{name: "Helen Okafor, MD"}'])
    patient: Patient = Field(examples=["{name: Daniel Reyes, born: 1986-04-02}"])
    consent: Consent | None = _example("{how: written, on: 2026-03-11}")
    concern: Words | None = _example("anticoagulant-before-procedure")
    reported: tuple[Reported, ...] = _list("- text: Tingling into the left arm")
    medications: tuple[Medication, ...] = _list("- {name: clopidogrel, source: label}")
    procedures: tuple[Procedure, ...] = _list("- {name: an epidural injection, on: 2026-03-12}")
    records: tuple[DocumentRecord, ...] = _list(
        "- {document: the radiology report, dated: 2026-02-26, quote: no cord edema}"
    )
    findings: tuple[Finding, ...] = _list("- text: Guarding of the neck muscles")
    treatment: Treatment | None = _example("{sessions: 2, from: 2026-03-09, to: 2026-03-11}")
    outcomes: tuple[Outcome, ...] = _list("- {measure: Pain, scale: 0–10, before: 8, after: 4}")
    actions: tuple[Text, ...] = _list("- I asked him to bring his medication list.")
    request: Text | None = _example("Would you let me know whether massage is appropriate?")
    calls: tuple[Call, ...] = _list("- {at: 2026-03-11 16:10, spoke_to: the front desk}")
    plan: tuple[Text, ...] = _list(
        "- Four sessions of light massage to the shoulders, lying on her back"
    )
    tolerances: tuple[Text, ...] = _list("- Firm pressure to the neck is comfortable")
    questions: tuple[Text, ...] = _list(
        "- Whether the drain stays in until May is not known to me."
    )
    duty_check: DutyCheck | None = _example(
        "{on: 2026-06-04, of: the state's page on who must report}"
    )
    earlier: tuple[EarlierLetter, ...] = _list("- {on: 2026-03-03, by: fax}")
    enclosures: tuple[Words, ...] = _list("- the form of March 9")
    cc: tuple[Words, ...] = _list("- Daniel Reyes")

    @model_validator(mode="after")
    def _births_lie_in_the_past(self) -> Case:
        if self.date and self.patient.born and self.patient.born > self.date:
            what = f"“{self.patient.born}” is after the date of the letter. Check the year."
            raise MisfitError(what, "patient", "born")
        return self
