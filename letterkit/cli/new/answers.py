"""One answer at the terminal: words, a choice, a number, a day; and the signs that help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

import click

from letterkit.cli.asking import typed
from letterkit.cli.telling import tell
from letterkit.guided.days_said import day_written
from letterkit.guided.interview import Record, Step
from letterkit.guided.moments import Reading, read_moment_said
from letterkit.guided.plain_numbers import in_numbers
from letterkit.guided.questions import Choice

COMMANDS = (
    ("Enter", "skips a question, or ends a list"),
    ("<", "goes back to the question before"),
    ("q", "stops; nothing is lost, the same command goes on"),
    ("?", "shows this"),
)
_EXAMPLES = {  # of days, by where they lie
    "ahead": ("tomorrow", "Friday"),
    "back": ("today", "last Friday"),
    "": ("today", "tomorrow"),
}
_YES = ("", "y", "yes", "ok", "right")


class BackError(Exception):
    """A person wants to go back to the question before."""


def ask_line(prompt: str, help_: Sequence[str] = ()) -> str:
    """Return one line. Raises BackError for “<” and click.Abort for “q” and the end of input."""
    while True:
        words = typed(prompt)
        if words == "<":
            raise BackError
        if words.lower() in ("q", "quit"):
            raise click.Abort
        if words != "?":
            return words
        for line in help_:
            tell(line, indent="  ")
        for sign, does in COMMANDS:
            tell(f"{sign:6}{does}", indent="  ")


class Answering:
    """Asks for the answer to one question, by what it may hold."""

    def __init__(self, now: Callable[[], datetime], *, day_first: bool) -> None:
        self.now, self.day_first = now, day_first

    def example(self, step: Step) -> str:
        """Return what an answer may look like."""
        question = step.question
        assert question
        if question.kind not in ("day", "moment"):
            return question.example if question.kind in ("short", "long", "count") else ""
        if question.looks == "far back":
            return "2 April 1986" if self.day_first else "April 2, 1986"
        written = "12 May" if self.day_first else "May 12"
        near, weekday = _EXAMPLES[question.looks]
        if question.kind == "moment":
            return f"{near} 3pm, {weekday} at 9:30 am, {written} 15:30"
        return f"{near}, {weekday}, {written}"

    def written(self, words: str) -> str:
        """Return a day as it stands in a sentence; words that are no one day as they are."""
        said = read_moment_said(
            words, self.now(), day_first=self.day_first, time=False, looks="back"
        )
        if len(said.readings) != 1:
            return words
        return day_written(date.fromisoformat(said.readings[0].value), day_first=self.day_first)

    def ask(self, step: Step, help_: Sequence[str], before: Record | None) -> Record:
        """Return what a person says; an empty record where it is skipped."""
        kind = step.question.kind if step.question else "short"
        while True:
            words = ask_line(">", help_)
            if before and (words in ("", before.typed)):
                return before._replace(silent=False)
            if not words or (before and words == "-"):
                return Record(step.slot)
            value = self._value(step, words, help_)
            if value is not None:
                looked_at = kind in ("short", "long", "lines", "entries", "count", "day", "moment")
                return Record(step.slot, words, {step.slot: value}, settled=not looked_at)

    def _value(self, step: Step, words: str, help_: Sequence[str]) -> str | None:
        """Return what the case holds for these words; None where they are asked for again."""
        assert step.question
        if step.question.kind == "choice":
            return choice_of(words, step.question.choices)
        if step.question.kind == "count":
            return in_numbers(words)
        if step.question.kind in ("day", "moment"):
            return self._moment(step, words, help_)
        return words

    def _moment(self, step: Step, words: str, help_: Sequence[str]) -> str | None:
        assert step.question
        timed, looks = step.question.kind == "moment", step.question.looks
        while True:
            said = read_moment_said(
                words, self.now(), day_first=self.day_first, time=timed, looks=looks
            )
            if said.fault:
                tell(str(said.fault))
                return None
            if len(said.readings) == 1:
                tell(_shown(said.readings[0]))
                prompt = "Right? Enter, or type it again:"
            else:
                tell("That may be:")
                for number, reading in enumerate(said.readings, 1):
                    tell(f"{number}  {_shown(reading)}", indent="  ")
                prompt = "Its number, or type it again:"
            if said.remark:
                tell(said.remark)
            answer = ask_line(prompt, help_)
            if len(said.readings) == 1 and answer.lower() in _YES:
                return said.readings[0].value
            number = int(answer) if answer.isdecimal() else 0
            if len(said.readings) > 1 and 1 <= number <= len(said.readings):
                return said.readings[number - 1].value
            if answer.lower() in (*_YES, "n", "no"):
                click.echo("Then type it in full, with day, month and year.")
                return None
            words = answer


def choice_of(words: str, choices: Sequence[Choice]) -> str | None:
    """Return the value that a number, or the beginning of the words, chooses; None where none."""
    if words.isdecimal() and 1 <= int(words) <= len(choices):
        return choices[int(words) - 1].value
    wanted = words.casefold()
    found = [one.value for one in choices
             if wanted == one.value or one.says.casefold().startswith(wanted)]  # fmt: skip
    if len(found) == 1:
        return found[0]
    click.echo(f"Type a number from 1 to {len(choices)}.")
    return None


def _shown(reading: Reading) -> str:
    return f"{reading.says} ({reading.away})."
