"""The order of an interview: which question comes next, after what was said so far.

An interview is the list of its records: what was asked, and what was said. The same records always
lead to the same question and the same answers, so it can stop anywhere, go on, and step back.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from letterkit.errors import UsageError
from letterkit.guided.answers import Answers, key_of, value_of
from letterkit.guided.questions import Form, Question, form_for, situations

# Questions that are no field of the case alone: which letter; the remembered details; whether to
# remember new ones; what else to add; what to change once the letter was shown.
LETTER, YOU, REMEMBER, MORE, DONE = "letter", "you", "remember", "more", "done"
# An entry says something by any of these; where none is answered, there is no such entry.
_OPENERS = {
    "reported": ("text", "quote"),
    "findings": ("text", "measure.what"),
    "calls": ("spoke_to",),  # the question is “whom”
}
_URGENT = ("calls",)  # asked at once where the letter cannot wait
_YOURS = "practitioner."


class Step(NamedTuple):
    """A question of the interview.

    ``slot`` is the field that the answer goes to. Of a list, ``number`` says the how many-th entry
    is meant, and ``opens`` that an empty answer means that there is none; ``leads``: or that it
    begins with the next question, which ``follows`` it.
    """

    slot: str
    question: Question | None = None
    of: Question | None = None
    number: int = 0
    opens: bool = False
    leads: bool = False
    follows: bool = False


class Record(NamedTuple):
    """What was said to one step: as ``typed``, and the answers that it gives by their fields.

    ``silent``: answered without asking. ``settled``: what the check says of it was looked at.
    """

    slot: str
    typed: str = ""
    says: Mapping[str, str] = {}
    silent: bool = False
    settled: bool = True


class Other(NamedTuple):
    """Something else that the letter can be told."""

    field: str
    says: str


_Steps: TypeAlias = Generator[Step, Record, None]


class Interview:
    """Goes from step to step; ``step`` is None at the end."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        """Go through records of before. Raises ValueError where they are of no such interview."""
        self._begin(records)

    def _begin(self, records: Iterable[Record]) -> None:
        self.records: list[Record] = []
        self.answers: Answers = {}
        self.form: Form | None = None
        self._asked: dict[str, None] = {}
        self._steps = self._story()
        self.step: Step | None = next(self._steps)
        for record in records:
            self.answer(record)

    def answer(self, record: Record) -> None:
        """Go on to the next step. Raises ValueError for a record of another one."""
        if self.step is None or record.slot != self.step.slot:
            raise ValueError(f"“{record.slot}” is not asked here")
        self.records.append(record)
        self._asked[record.slot] = None
        for field, value in record.says.items():
            put(self.answers, field, value)
        try:
            self.step = self._steps.send(record)
        except StopIteration:
            self.step = None
        except (UsageError, KeyError) as error:
            raise ValueError(str(error)) from error

    def back(self) -> list[Record]:
        """Take back the last answer that a person gave, and return it with those after it."""
        last = next((n for n in range(len(self.records) - 1, -1, -1)
                     if not self.records[n].silent), None)  # fmt: skip
        if last is None:
            return []
        kept, taken = self.records[:last], self.records[last:]
        self._begin(kept)
        return taken

    def amend(self, record: Record) -> None:
        """Put another record in place of the last one, of the same step."""
        self._begin([*self.records[:-1], record])

    def value(self, field: str) -> str:
        """Return what was said for a field."""
        return value_of(self.answers, field)

    def others(self) -> list[Other]:
        """Return what else this letter can be told: more of a list, or what was not asked."""
        assert self.form
        found = []
        for question in self.form.questions:
            if question.kind in ("lines", "entries") or question.field not in self._asked:
                found.append(Other(question.field, question.ask))
        for question in self.form.questions:
            for number in range(self._count(question.field)):
                found += self._details(question, number)
        return found

    def question_at(self, field: str) -> Question:
        """Return the question for a field. Raises KeyError where none is asked."""
        assert self.form
        plain = re.sub(r"\[\d+\]", "", field)
        for question in self.form.questions:
            if question.field == plain:
                return question
            for part in question.parts:
                if f"{question.field}.{part.field}" == plain:
                    return part
        raise KeyError(field)

    def _details(self, question: Question, number: int) -> Iterator[Other]:
        """Yield what can still be said of an entry, under the words that it begins with."""
        base = f"{question.field}[{number}]"
        told = [p for p in question.parts if self.value(f"{base}.{p.field}")]
        if not told:
            return
        entry = self.value(f"{base}.{told[0].field}")
        said = {part.field.partition(".")[0] for part in told}
        for part in question.parts:
            if f"{base}.{part.field}" in self._asked or part.field.partition(".")[0] in said:
                continue
            if "." in part.field:
                said.add(part.field.partition(".")[0])  # one measure is offered once
            yield Other(f"{base}.{part.field}", f"{part.ask} ({_short(entry)})")

    def _count(self, field: str) -> int:
        held: Any = self.answers
        for name in field.split("."):
            held = held.get(name, {}) if isinstance(held, dict) else {}
        return len(held) if isinstance(held, list) else 0

    # --- the order

    def _story(self) -> _Steps:
        letter = (yield Step(LETTER)).typed
        self.form = form_for(letter)
        self._urgent = any(one.id == letter and one.urgency != "routine" for one in situations())
        used = (yield Step(YOU)).typed
        questions = {question.field: question for question in self.form.questions}
        if not self.value("profile"):
            yield Step("profile", questions["profile"])
        for question in self.form.questions:
            yours = question.field.startswith(_YOURS)
            known = bool(used) and yours and (not question.needed or self.value(question.field))
            if self._at_once(question) and not known and question.field != "profile":
                yield from self._ask(question)
        if not used:
            yield Step(REMEMBER)
        while field := (yield Step(MORE)).typed:
            yield from self._again(field)
        while field := (yield Step(DONE)).typed:
            yield from self._again(field)

    def _at_once(self, question: Question) -> bool:
        urgent = self._urgent and question.field in _URGENT
        return question.usual or question.needed or urgent

    def _again(self, field: str) -> _Steps:
        question = self.question_at(field)
        if "[" not in field:
            yield from self._ask(question)
            return
        entry = field[: field.rindex("]") + 1]
        lead, dot, _ = field[len(entry) + 1 :].partition(".")
        whole = self.question_at(entry.partition("[")[0])
        parts = [part for part in whole.parts if dot and part.field.startswith(f"{lead}.")]
        yield Step(field, question)
        for part in parts:
            if f"{entry}.{part.field}" != field and not self.value(f"{entry}.{part.field}"):
                yield Step(f"{entry}.{part.field}", part)

    def _ask(self, question: Question) -> _Steps:
        if question.kind == "entries":
            yield from self._entries(question)
        elif question.kind == "lines":
            yield from self._lines(question)
        else:
            yield Step(question.field, question)

    def _lines(self, question: Question) -> _Steps:
        number = self._count(question.field)
        while (yield Step(f"{question.field}[{number}]", question, None, number + 1, True)).typed:
            number = self._count(question.field)

    def _entries(self, question: Question) -> _Steps:
        parts = {part.field: part for part in question.parts}
        known = _OPENERS.get(question.field, (question.parts[0].field,))
        openers = tuple(name for name in known if name in parts)
        number = self._count(question.field)
        while True:
            opened = ""
            for opener in openers:
                slot = f"{question.field}[{number}].{opener}"
                leads, follows = opener != openers[-1], opener != openers[0]
                step = Step(slot, parts[opener], question, number + 1, True, leads, follows)
                if (yield step).typed:
                    opened = opener
                    break
            if not opened:
                return
            if self.value(slot):  # not where better wording moved the words elsewhere
                for part in _parts(question, opened, openers):
                    yield Step(f"{question.field}[{number}].{part.field}", part, question,
                               number + 1)  # fmt: skip
            number = self._count(question.field)


def _parts(question: Question, opened: str, openers: tuple[str, ...]) -> Iterator[Question]:
    """Yield what is asked of an entry that was begun with one of its fields."""
    lead, dot, _ = opened.partition(".")
    beside = [part for part in question.parts if dot and part.field.startswith(f"{lead}.")]
    yield from (part for part in beside if part.field != opened)
    for part in question.parts:
        if (part.usual or part.needed) and part.field not in openers and part not in beside:
            yield part


def put(answers: Answers, field: str, value: str) -> None:
    """Put a value where its field says, among the answers."""
    path = key_of(field)
    held: Any = answers
    for part, after in pairwise(path):
        empty: Any = [] if isinstance(after, int) else {}
        if isinstance(part, int):
            held.extend({} for _ in range(part + 1 - len(held)))
            held = held[part]
        else:
            held = held.setdefault(part, empty)
    if isinstance(path[-1], int):
        held.extend("" for _ in range(path[-1] + 1 - len(held)))
    held[path[-1]] = value


def _short(words: str) -> str:
    return words if len(words) <= 30 else f"{words[:29].rstrip()}…"
