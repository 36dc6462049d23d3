"""The walk of letterkit new: one question after the other, until the letter is told."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from datetime import datetime

import click

from letterkit.cli.draft_notes import FIRST
from letterkit.cli.new.answers import Answering, BackError, ask_line
from letterkit.cli.new.choice import choose_situation
from letterkit.cli.new.details import Remembered
from letterkit.cli.new.letter import show_letter
from letterkit.cli.new.wording import accepted, decide, edited_anew, show_remark
from letterkit.cli.telling import tell
from letterkit.guided.interview import DONE, LETTER, MORE, REMEMBER, YOU, Interview, Record, Step
from letterkit.guided.questions import Question
from letterkit.guided.remarks import Remark
from letterkit.guided.sketch import Sketch, sketch
from letterkit.profiles import DEFAULT_PROFILE, load_profile


class Walk:
    """Asks a person one question after the other."""

    def __init__(
        self,
        interview: Interview,
        undone: dict[str, Record],
        keep: Callable[[], None],
        now: Callable[[], datetime],
        details: Remembered,
        letter: str | None,
    ) -> None:
        self.interview, self.undone, self.keep, self.now = interview, undone, keep, now
        self.details, self.letter = details, letter
        self.group = ""
        self._kept: set[tuple[str, str, str]] = set()  # the words that a person stays with
        self._said: set[tuple[str, str]] = set()  # the lists that were told of
        self._listed = False

    def go(self) -> None:
        """Ask until the letter is told, and the person has seen it."""
        if self.interview.records:
            self._say_last()
            self._notice(self._sketch())
            self._settle()
        while self.interview.step:
            step = self.interview.step
            try:
                record = self._asked(step)
            except BackError:
                self._back()
                continue
            self.undone.pop(step.slot, None)
            self.interview.answer(record)
            self.keep()
            self._settle()

    def _say_last(self) -> None:
        """Remind a person who comes back of the last words."""
        said = [value for record in self.interview.records for value in record.says.values()]
        if said and self.interview.form:
            tell(f"Said last: {textwrap.shorten(said[-1], 200, placeholder=' …')}")

    def _sketch(self) -> Sketch:
        return sketch(self.interview.answers, self.now().date())

    # --- one step

    def _asked(self, step: Step) -> Record:
        if step.slot == LETTER:
            return self._letter()
        if step.slot == YOU:
            return self.details.use()
        if step.slot == REMEMBER:
            return self.details.remember(self.interview.answers)
        if step.slot == MORE:
            return self._more()
        if step.slot == DONE:
            return self._done()
        return self._question(step)

    def _letter(self) -> Record:
        if self.letter:
            return Record(LETTER, self.letter, {LETTER: self.letter}, silent=True)
        chosen = choose_situation(ask_line)
        return Record(LETTER, chosen.id, {LETTER: chosen.id})

    def _question(self, step: Step) -> Record:
        assert step.question
        answering = self._answering()
        before = self.undone.get(step.slot) or self._now_said(step.slot)
        self._show(step, answering, before)
        help_ = (step.question.help,) if step.question.help else ()
        hinted = False
        while True:
            record = answering.ask(step, help_, before)
            if record.says or hinted or not self._is_needed(step):
                return record
            if before and record.typed:
                return record
            hinted = True
            tell("The letter cannot be written without it. Enter once more leaves it open for now.")

    def _answering(self) -> Answering:
        profile = load_profile(self.interview.value("profile") or DEFAULT_PROFILE)
        return Answering(self.now, day_first=profile.dates == "day-first")

    def _now_said(self, slot: str) -> Record | None:
        """Return what is said there already, where a person comes to a question again."""
        value = self.interview.value(slot)
        return Record(slot, value, {slot: value}, settled=False) if value else None

    def _is_needed(self, step: Step) -> bool:
        if step.leads:
            return False
        if step.opens:
            return step.number == 1 and bool((step.of or step.question or _NONE).needed)
        return bool(step.question and step.question.needed)

    def _show(self, step: Step, answering: Answering, before: Record | None) -> None:
        question = step.question
        assert question
        self._show_group(step)
        click.echo()
        ask = step.of.ask if step.of and step.opens and not step.follows else question.ask
        if step.opens and step.number > 1 and not step.follows:
            ask = f"{ask.rstrip('?')}: anything more?"
        kind = question.kind
        if step.of and step.opens and step.number == 1 and kind in ("day", "moment"):
            ask = f"{ask} {question.ask}?"
        tell(ask)
        if not (step.opens and step.number > 1):
            told = step.of.help if step.of and step.opens and not step.follows else ""
            for line in filter(None, (told or question.help,)):
                tell(line, indent="  ")
            if example := answering.example(step):
                tell(f"Such as: {example}", indent="  ")
        for number, choice in enumerate(question.choices, 1):
            tell(f"{number}  {choice.says}", indent="  ")
        tell(self._on_enter(step, before), indent="  ")

    def _on_enter(self, step: Step, before: Record | None) -> str:
        if before and before.typed:
            said = textwrap.shorten(before.says.get(step.slot, before.typed), 200, placeholder=" …")
            return f"Before: {said} (Enter keeps it, - takes it out.)"
        if step.leads:
            return "Enter: no more of that." if step.number > 1 else "Enter: nothing of that."
        if step.opens and step.number > 1:
            return "Enter: no more."
        if step.slot == "profile":
            return "Enter: the first."
        if self._is_needed(step):
            return "Needed for this letter."
        return "Enter: none." if step.opens else "Enter skips it."

    def _show_group(self, step: Step) -> None:
        assert self.interview.form
        field = (step.of or step.question or _NONE).field
        for group in self.interview.form.groups:
            if field in (question.field for question in group.questions):
                if group.id != self.group:
                    self.group = group.id
                    click.echo()
                    tell(f"== {group.title} ==")
                    if group.help:
                        tell(group.help)
                return

    def _back(self) -> None:
        taken = self.interview.back()
        if not taken:
            tell("This is the first question.")
            return
        self.undone.update({record.slot: record for record in taken if record.typed})
        self.group = ""
        self.keep()

    # --- what is said of an answer

    def _settle(self) -> None:
        """Look at the last answer: what stands against it is shown, and decided by the person."""
        if not self.interview.records or self.interview.records[-1].settled:
            return
        slot = self.interview.records[-1].slot
        while True:
            found = self._sketch()
            if any(wrong.field == slot for wrong in found.wrong):
                for wrong in found.wrong:
                    if wrong.field == slot:
                        tell(f"{wrong.what} {wrong.todo}")
                self.interview.back()
                self.keep()
                return
            self._notice(found)
            here = (r for r in found.remarks if r.field == slot and not self._stays(r))
            remark = next((r for r in here if self._asks_now(r)), None)
            if remark is None:
                break
            value = self.interview.value(slot)
            show_remark(remark, value, self.interview.question_at(slot).ask)
            chosen = decide(remark)
            if chosen == "q":
                raise click.Abort
            if chosen == "b":
                self._ask_again()
                return
            if chosen == "k":
                self._keep_words(slot, remark.issue.rule, remark.issue.text, remark.issue.severity)
                continue
            says = (
                accepted(remark, slot, self._next_reported(), self._answering().written)
                if chosen == "a"
                else {slot: edited_anew(value)}
            )
            self._amend(says)
        last = self.interview.records[-1]
        self.interview.amend(last._replace(settled=True))
        self.keep()

    def _amend(self, says: Mapping[str, str]) -> None:
        last = self.interview.records[-1]
        words = {**last.says, **says}
        typed = words[last.slot] or last.typed
        self.interview.amend(last._replace(says=words, typed=typed))
        self.keep()

    def _ask_again(self) -> None:
        for record in self.interview.back():
            self.undone[record.slot] = record
        self.keep()

    def _stays(self, remark: Remark) -> bool:
        return (remark.field, remark.issue.rule, remark.issue.text) in self._kept

    def _asks_now(self, remark: Remark) -> bool:
        """Advice waits until the whole letter was seen: half a story often seems to lack a word."""
        seen = any(record.slot == DONE for record in self.interview.records)
        return remark.issue.severity == "error" or seen

    def _keep_words(self, slot: str, rule: str, text: str, severity: str) -> None:
        self._kept.add((slot, rule, text))
        if severity == "error":
            tell("Kept. The letter is not written while that stands; it is named at the end.")

    def _next_reported(self) -> str:
        held = self.interview.answers.get("reported", [])
        return f"reported[{len(held)}].text"

    def _notice(self, found: Sketch) -> None:
        """Say at once what stands on a list, the emergency number first."""
        new = [one for one in found.noticed if (one.concern.id, one.urgency) not in self._said]
        if found.emergency and any(one.urgency == "emergency" for one in new):
            click.echo()
            tell(f"Do not wait for a letter. If it is happening now, call {found.emergency}.")
        for one in new:
            self._said.add((one.concern.id, one.urgency))
            if one.urgency == "routine":
                continue
            click.echo()
            told, _, letter = str(one).rpartition(" Letter: ")
            tell(f"Noticed: {told}")
            if letter.rstrip(".") != self.interview.value(LETTER):
                tell(f"There is a letter for that: letterkit new {letter.rstrip('.')}")
            if one.urgency == "same-day":
                tell(FIRST["same-day"])

    # --- the end

    def _more(self) -> Record:
        """Ask what else the letter can be told."""
        others = self.interview.others()
        self.group = ""
        click.echo()
        tell("Anything else? Type a number, or a word of it; Enter: that is all.")
        lines = [f"{number:>3}  {other.says}" for number, other in enumerate(others, 1)]
        whole = sum("[" not in other.field for other in others)
        if not self._listed:
            for line in lines[:whole]:
                tell(line)
            self._listed = True
        if whole < len(others):
            tell(f"{whole + 1:>3} to {len(others)}: details of what you said; ? shows them too.")
        while True:
            words = ask_line("Number or word:", lines)
            if not words:
                return Record(MORE)
            if words.isdecimal() and 1 <= int(words) <= len(others):
                return Record(MORE, others[int(words) - 1].field)
            named = [other for other in others if other.field == words]
            named = named or [o for o in others if words.casefold() in o.says.casefold()]
            if len(named) == 1:
                return Record(MORE, named[0].field)
            for other in named:
                tell(f"{others.index(other) + 1:>3}  {other.says}")
            tell("Type one of the numbers; ? shows the list." if not named else "Which one?")

    def _done(self) -> Record:
        """Show the letter and what is open, and ask whether it is to be saved."""
        found = self._sketch()
        fields = show_letter(found, self.interview)
        click.echo()
        if found.ready:
            tell("Enter saves the case file. < goes back.")
        else:
            tell("Type a number to mend that. q keeps all for later, and the same command goes on. "
                 "Enter saves the case file as it is.")  # fmt: skip
        while True:
            words = ask_line("Save?")
            if words.lower() in ("", "y", "yes", "save"):
                return Record(DONE)
            if words.isdecimal() and 1 <= int(words) <= len(fields):
                return Record(DONE, fields[int(words) - 1])
            tell("Enter saves; a number changes what stands behind it; q stops.")


_NONE = Question("", "", "", "", "short", (), False, False, "", ())
