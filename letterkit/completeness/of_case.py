"""What a case lacks, said before its letter is worded: rules CM11 to CM19.

What the letter cannot be drafted without (CM10) stops it; what is here only warns.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from letterkit.case import Measure, day_of
from letterkit.case_file import LoadedCase
from letterkit.concerns import URGENCIES, Noticed
from letterkit.errors import Place
from letterkit.issue import Severity
from letterkit.letter import Letter, Urgency
from letterkit.scope.index import load_scope
from letterkit.sentences import asks_something

_QUESTION = re.compile(r"\?")
_SIDED = re.compile(
    r"\b(?:arm|leg|calf|thigh|knee|ankle|shoulder|elbow|wrist|hip|hand|foot|grip|girth|rotation"
    r"|abduction|straight leg)\b",
    re.IGNORECASE,
)
_SIDE = re.compile(r"\b(?:left|right|both|each|two)\b", re.IGNORECASE)
_CALLED = re.compile(r"\b(?:911|999|000|112|ambulance|emergency|crisis|988)\b", re.IGNORECASE)
_LINES, _WIDTH = 3, 76  # as plain text has them


class Gap(NamedTuple):
    """Something that the case leaves open, where, and the line that would close it."""

    rule: str
    severity: Severity
    message: str
    advice: str
    place: Place
    add: str = ""


def gaps(
    loaded: LoadedCase, letter: Letter, noticed: Sequence[Noticed], profile: str
) -> tuple[Gap, ...]:
    """Return what the case leaves open for this letter, in the order of the rules."""
    rules = {rule.id: rule for rule in load_scope(profile).rules}
    found = (
        *_asks(loaded),
        *_measures(loaded),
        *_urgency(loaded, letter.urgency, noticed),
        *_calls(loaded, letter.urgency),
        *_done(loaded),
        *_late_ask(letter),
        *_duty(loaded, noticed),
        *_emergency_call(loaded, noticed),
        *_days(loaded),
    )
    return tuple(
        Gap(number, rules[number].severity, rules[number].message.replace("{match}", match),
            rules[number].advice, place, add)
        for number, match, place, add in found
    )  # fmt: skip


_Found = tuple[str, str, Place, str]


def _asks(loaded: LoadedCase) -> Iterator[_Found]:
    questions = len(_QUESTION.findall(loaded.case.request or ""))
    if questions > 1:
        count = "two things" if questions == 2 else f"{questions} things"
        yield "CM11", count, loaded.source.place(("request",)), "questions: [the other question?]"


def _measures(loaded: LoadedCase) -> Iterator[_Found]:
    for number, finding in enumerate(loaded.case.findings):
        if finding.measure is None:
            continue
        key = ("findings", number)
        sided = finding.side or _SIDE.search(f"{finding.text or ''} {finding.measure.what}")
        lacks = {
            "unit: cm": _lacks_unit(finding.measure),
            "on: 2026-03-11": finding.on is None,
            "side: left": bool(_SIDED.search(finding.measure.what)) and not sided,
        }
        for add, missing in lacks.items():
            if missing:
                name = add.partition(":")[0].replace("on", "date")
                match = f"{finding.measure.what}” has no {name}"
                yield "CM12", match, loaded.source.place((*key, "measure")), add
    for number, outcome in enumerate(loaded.case.outcomes):
        if not outcome.scale:
            place = loaded.source.place(("outcomes", number, "measure"))
            yield "CM12", f"{outcome.measure}” has no scale", place, "scale: 0–10"


def _lacks_unit(measure: Measure) -> bool:
    return not measure.unit and not re.search(r"[^\d\s.,–-]", measure.value)


def _urgency(loaded: LoadedCase, urgency: Urgency, noticed: Sequence[Noticed]) -> Iterator[_Found]:
    """Report the most urgent list on which something of the case stands, if it is above."""
    if noticed and URGENCIES.index(noticed[0].urgency) < URGENCIES.index(urgency):
        most = noticed[0]
        says = "case" if loaded.case.urgency else "letter"
        match = f"{says} is {urgency}; “{most.facts[0].name}” is on the {most.urgency} list"
        yield "CM13", match, loaded.source.place(("urgency",)), f"urgency: {most.urgency}"


def _calls(loaded: LoadedCase, urgency: Urgency) -> Iterator[_Found]:
    if urgency == "same-day" and not loaded.case.calls:
        add = "calls: [{at: 2026-03-11 16:10, spoke_to: the front desk}]"
        yield "CM14", urgency, loaded.source.place(("calls",)), add


def _done(loaded: LoadedCase) -> Iterator[_Found]:
    case = loaded.case
    if not (case.actions or case.calls or case.treatment or case.plan or case.duty_check):
        add = "actions: [I told her that I cannot say what it comes from.]"
        yield "CM15", "what was done", loaded.source.place(("actions",)), add


def _late_ask(letter: Letter) -> Iterator[_Found]:
    """Report a letter whose opening asks for nothing, where it is meant to ask."""
    if not letter.asks or letter.opening is None:
        return
    lines = textwrap.wrap(letter.opening.text, _WIDTH)
    if not asks_something(" ".join(lines[:_LINES])):
        said = " ".join(letter.opening.text.split()[:8])
        place = letter.opening.origin_at(0).place
        yield "CM16", f"it begins “{said} …”", place, ""


def _duty(loaded: LoadedCase, noticed: Sequence[Noticed]) -> Iterator[_Found]:
    """Report words about somebody's safety where no duty to report was looked up."""
    of_safety = [found for found in noticed if found.concern.duty]
    if of_safety and not loaded.case.duty_check:
        add = "duty_check: {on: 2026-06-04, of: the state's page on who must report}"
        yield "CM17", f"“{of_safety[0].facts[0].name}”", of_safety[0].place, add


def _emergency_call(loaded: LoadedCase, noticed: Sequence[Noticed]) -> Iterator[_Found]:
    """Report an emergency sign where nothing says that anybody was called."""
    said = " ".join((*loaded.case.actions, *(str(call) for call in loaded.case.calls)))
    emergency = [found for found in noticed if found.urgency == "emergency"]
    if emergency and not _CALLED.search(said):
        add = "actions: [At 10:22 am I called the emergency number.]"
        yield "CM18", f"“{emergency[0].facts[0].name}”", emergency[0].place, add


def _days(loaded: LoadedCase) -> Iterator[_Found]:
    """Report days that cannot be: what was seen or agreed after the letter, what is over."""
    case, today = loaded.case, loaded.case.date
    if today is None:
        return
    after = [
        (("consent", "on"), case.consent and case.consent.on),
        *((("findings", n, "on"), finding.on) for n, finding in enumerate(case.findings)),
        *((("reported", n, "on"), record.on) for n, record in enumerate(case.reported)),
        *((("calls", n, "at"), call.at) for n, call in enumerate(case.calls)),
        (("treatment", "to"), case.treatment and case.treatment.to),
    ]
    for key, moment in after:
        if moment and day_of(moment) > today:
            place = loaded.source.place(key)
            yield "CM19", f"“{day_of(moment)}” lies after the letter's own date", place, ""
    for number, procedure in enumerate(case.procedures):
        if procedure.on and day_of(procedure.on) < today:
            place = loaded.source.place(("procedures", number, "on"))
            what = f"“{day_of(procedure.on)}” lies before the letter, and prints as booked"
            yield "CM19", what, place, "reported: [{text: An epidural injection on May 9}]"
