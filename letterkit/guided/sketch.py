"""The letter as far as a person's answers make it, and what is still open.

It is looked at, never sent: the file that is sent is made by ``workflow.draft`` of the case file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from letterkit.case_file import LoadedCase, read_case
from letterkit.completeness import Gap
from letterkit.concerns import Noticed, load_library, notice
from letterkit.guided.answers import Given, Wrong, case_text, given, value_of
from letterkit.guided.landing import REQUEST
from letterkit.guided.questions import Form, Question, ask_words, blank_words, form_for
from letterkit.guided.remarks import Remark, TypedAnswers
from letterkit.letter import Origin
from letterkit.scope import CheckedLetter
from letterkit.template.blocks import BLANK
from letterkit.workflow import emergency_number, missing_from, outline
from letterkit.yaml_source import key_name, parse_yaml

PERSONS = {
    part: {name: blank_words(f"{part}.{name}") for name in names}
    for part, names in {
        "practitioner": ("name",),
        "recipient": ("name", "called"),
        "patient": ("name", "called"),
    }.items()
}
# Without brackets: “the patient reports” has to be heard as a report, also before there is a name.
PERSONS["patient"]["called"] = "the patient"


class Needed(NamedTuple):
    """A field that the letter cannot do without, and the question for it."""

    field: str
    ask: str


class Open(NamedTuple):
    """What the case leaves open, and the field that would close it; empty where none does."""

    gap: Gap
    field: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """What has become of the answers so far.

    ``checked`` is None until a letter is chosen. ``asked`` is how many answers the letter cannot
    do without, ``answered`` how many of them are given; ``needed`` is what is still to be said.
    """

    loaded: LoadedCase
    checked: CheckedLetter | None
    remarks: tuple[Remark, ...]
    wrong: tuple[Wrong, ...]
    needed: tuple[Needed, ...]
    asked: int
    answered: int
    open: tuple[Open, ...]
    noticed: tuple[Noticed, ...]
    unused: tuple[str, ...]
    blanks: frozenset[str]
    fields: Mapping[str, str]  # of each field that the letter prints, the answer it is

    @property
    def ready(self) -> bool:
        """Whether the letter can be written: all needed is there, and nothing stands against it."""
        checked = self.checked
        return bool(checked) and not (
            self.wrong or self.needed or (checked and checked.report.reaches("error"))
        )

    @property
    def emergency(self) -> str | None:
        """The emergency number, where something stands on an emergency list and nobody called."""
        called = load_library().call.letter  # what is noticed leads to this letter after the call
        if any(n.urgency == "emergency" and n.letter != called for n in self.noticed):
            return emergency_number(self.loaded)
        return None

    def is_blank(self, origin: Origin) -> bool:
        """Return whether words of the letter only stand for what is not given."""
        return origin.blank or origin.key in self.blanks


def sketch(answers: Mapping[str, Any], today: date) -> Sketch:
    """Return the letter that the answers make so far; ``today`` is its date where they give none.

    Raises InputError for what has not the shape of answers, and UsageError for an unknown letter
    or profile.
    """
    held = given(answers, PERSONS)
    source = parse_yaml(case_text(held.data), "your answers")
    loaded = read_case(source, today=today)
    noticed = notice(loaded)
    fields = {key_name(key): key_name(held.typed_as[key]) for key in source.text_keys()
              if key in held.typed_as}  # fmt: skip
    blanks = frozenset(
        f"{part}.{name}" for part, names in PERSONS.items() for name in names
        if f"{part}.{name}" not in fields
    )  # fmt: skip
    if not loaded.case.letter:
        return Sketch(loaded, None, (), held.wrong, (), 0, 0, (), noticed, (), blanks, fields)
    checked, permission = outline(loaded, blank_words)
    typed = {field: value_of(answers, field) for field in fields.values()}
    form = form_for(loaded.case.letter)
    keys = {key_name(key): key for key in source.text_keys()}
    told = TypedAnswers(source, keys, typed, _says_itself(form))
    wrong = held.wrong
    if permission:
        wrong = (*wrong, Wrong("consent.how", permission.what, permission.todo))
    slots = dict.fromkeys(_slots(form, held))
    missing = [field for field in slots if not value_of(answers, field).strip()]
    answered = len(slots) - len(missing)
    missing += [field for field in held.unfinished if field not in slots]
    needed = [Needed(field, ask_words(field)) for field in missing]
    needed += _in_brackets(typed)
    return Sketch(
        loaded=loaded,
        checked=checked,
        remarks=tuple(_remarks(checked, told, fields, blanks)),
        wrong=wrong,
        needed=tuple(needed),
        asked=len(slots),
        answered=answered,
        open=tuple(_open(loaded, checked, noticed, fields)),
        noticed=noticed,
        unused=tuple(fields[o.key] for o in checked.letter.unused if o.key in fields),
        blanks=blanks,
        fields=fields,
    )


def _remarks(
    checked: CheckedLetter, told: TypedAnswers, fields: Mapping[str, str], blanks: frozenset[str]
) -> Iterator[Remark]:
    """Yield what the check says, unless it says it of what only stands for an answer."""
    letter = checked.letter
    for issue in checked.issues:
        origins = [span.origin for span in letter.spans(issue.start, issue.end)]
        if not any(origin.blank or origin.key in blanks for origin in origins):
            yield told.remark(issue, letter, fields)


def _says_itself(form: Form) -> frozenset[str]:
    """Return what the letter has words of its own for: a question, where none is asked."""
    return frozenset(q.field for q in form.questions if q.field == REQUEST and not q.needed)


def _slots(form: Form, held: Given) -> Iterator[str]:
    """Yield the fields that the letter cannot do without, as the answers name them."""
    for question in form.questions:
        if question.needed and not question.parts:
            yield question.field
        if question.parts:
            yield from _slots_of_entries(question, held)


def _slots_of_entries(question: Question, held: Given) -> Iterator[str]:
    entries = held.data.get(question.field, [])
    numbers = [held.typed_as[(question.field, number)][1] for number in range(len(entries))]
    if question.needed and not numbers:
        yield question.field
    for number in numbers:
        yield from (
            f"{question.field}[{number}].{part.field}" for part in question.parts if part.needed
        )


def _in_brackets(typed: Mapping[str, str]) -> Iterator[Needed]:
    """Yield the answers in which a better wording leaves something to fill in."""
    for field, value in typed.items():
        if bracket := BLANK.search(value):
            yield Needed(field, f"What stands in brackets: {bracket[0]}")


def _open(
    loaded: LoadedCase,
    checked: CheckedLetter,
    noticed: tuple[Noticed, ...],
    fields: Mapping[str, str],
) -> Iterator[Open]:
    for gap in missing_from(loaded, checked, noticed):
        name = key_name(loaded.source.key_at(gap.place))
        yield Open(gap, fields.get(name) or gap.add.partition(":")[0])
