"""The walk of letterkit fix: one issue after the other, until nothing is left to decide."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

import click

from letterkit.cli.asking import asked_for, edited, one_of, typed
from letterkit.cli.telling import line_width, tell
from letterkit.errors import InputError
from letterkit.issue import Issue
from letterkit.mending import KINDS, Decision, Mending, brackets_of, filled, fitting
from letterkit.reports.text_report import issue_lines, painted, place_of, plain
from letterkit.reports.underlined import Underlined
from letterkit.review import Asked
from letterkit.scope.selection import rules_named

CHOICES = {
    "a": ("accept", "put the rewrite there; what stands in [ ] is asked for"),
    "e": ("edit", "write the sentence anew, in $EDITOR if that is set, or take it out"),
    "l": ("allow", "leave it, with a reason that the next check shows"),
    "s": ("skip", "leave it as it is"),
    "b": ("back", "undo the last decision"),
    "q": ("quit", "stop here; what is decided is kept, and the same command goes on"),
    "?": ("help", "show this"),
}


class Walk:
    """Asks a person about one issue after the other."""

    def __init__(
        self, name: str, mending: Mending, keep: Callable[[Iterable[Decision]], None], asked: Asked
    ) -> None:
        self.name, self.mending, self.keep = name, mending, keep
        self.barred = rules_named(asked.never_allow)
        self.encoding = "utf-8"
        self.initials = next((one.initials for one in mending.decisions if one.initials), "")

    def go(self) -> None:
        """Ask until nothing is left to decide, and the copy may be written."""
        while True:
            issues = self.mending.issues
            if issues:
                self._show(issues[0], len(issues))
                self._decide(issues[0])
            elif self._is_done():
                return

    def _show(self, issue: Issue, left: int) -> None:
        width = line_width()
        report = self.mending.report._replace(text=self.mending.shown)
        sentences = Underlined(report, width=width - 6)
        number = len(self.mending.decisions) + 1
        head = f"{number} of {number + left - 1} · {place_of(self.name, issue)}"
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        lines = issue_lines(head, issue, sentences, painted if colour else plain, width)
        click.echo("\n" + "\n".join(lines))
        if self._offers(issue, "a"):
            whole, own = self.mending.whole_words(issue), self.mending.words(issue)
            instead = "the whole sentence" if whole == own else f"“{own.rstrip('.')}”"
            tell(f"Accept puts that in place of {instead}.", indent="    ")

    def _offers(self, issue: Issue, choice: str) -> bool:
        if choice == "a":
            return bool(issue.rewrite) and issue.end > issue.start
        if choice == "e":
            return issue.end > issue.start
        if choice == "l":
            return issue.rule not in self.barred
        return choice != "b" or bool(self.mending.decisions)

    def _decide(self, issue: Issue) -> None:
        """Ask for one letter until something is decided, or taken back."""
        offered = {key: word for key, (word, _) in CHOICES.items() if self._offers(issue, key)}
        deeds: dict[str, Callable[[Issue], bool]] = {
            "a": self._accept, "e": self._edit, "l": self._allow, "s": self._skip,
            "b": lambda _: self._back(), "?": _help,
        }  # fmt: skip
        while True:
            chosen = one_of(offered)
            if chosen == "q":
                raise click.Abort
            try:
                if deeds[chosen](issue):
                    self.keep(self.mending.decisions)
                    return
            except InputError as error:  # words that the file cannot hold, a comment misspelt
                tell(str(error))

    def _accept(self, issue: Issue) -> bool:
        rewrite = issue.rewrite or ""
        brackets = brackets_of(rewrite)
        if brackets:
            tell("Fill in what is true; Enter alone leaves it in brackets for later.")
        words = filled(rewrite, [typed(f"{bracket}:") for bracket in brackets])
        self._take(lambda: self.mending.accept(issue, fitting(words, self.encoding)))
        tell(f"Now: {words}")
        return True

    def _edit(self, issue: Issue) -> bool:
        before = self.mending.words(issue)
        words = edited(before)
        if words in ("", before):
            click.echo("The sentence stays as it is.")
            return False
        words = "" if words == "-" else fitting(words, self.encoding)
        self._take(lambda: self.mending.edit(issue, words))
        still = self.mending.issues_in_last()
        if not words:
            click.echo("The sentence is taken out.")
        elif still:
            count = "1 issue" if len(still) == 1 else f"{len(still)} issues"
            tell(f"It still draws {count}, shown next. To keep your words, skip.")
        else:
            click.echo("Nothing is found in it now.")
        return True

    def _allow(self, issue: Issue) -> bool:
        in_text = self.mending.original.allows_comments
        reason = typed("Reason (Enter alone goes back):")
        if not reason:
            return False
        if in_text and ("--" in reason or "<!" in reason):
            tell("The reason goes into a comment: write it without “--” and “<!”.")
            return False
        if not in_text:
            default = f" (Enter: {self.initials})" if self.initials else ""
            self.initials = typed(f"Your initials{default}:") or self.initials
            if not self.initials:
                click.echo("An allowance says who gave it. Nothing is allowed yet.")
                return False
        reason = fitting(reason, self.encoding)
        on = date.today().isoformat()  # noqa: DTZ011 the day of the person at the keyboard
        self._take(lambda: self.mending.allow(issue, reason, self.initials, on))
        where = "in this paragraph, by a comment above it" if in_text else "in this sentence"
        click.echo(f"{issue.rule} is allowed {where}.")
        return True

    def _skip(self, issue: Issue) -> bool:
        self.mending.skip(issue)
        return True

    def _back(self) -> bool:
        undone = self.mending.back()
        if undone:
            click.echo(f"Taken back: {undone.rule} {undone.kind}.")
        return True

    def _take(self, decide: Callable[[], None]) -> None:
        """Decide; what the check cannot read is taken back at once. Raises InputError."""
        before = len(self.mending.decisions)
        try:
            decide()
        except InputError:
            if len(self.mending.decisions) > before:
                self.mending.back()
            raise

    def _is_done(self) -> bool:
        """Return whether the copy may be written; the last decision can still be taken back."""
        click.echo()
        tell(f"Nothing is left to decide: {counted(self.mending)}.")
        while True:
            answer = asked_for("[w]rite the copy [b]ack [q]uit:").lower()
            if answer in ("", "w", "write"):
                return True
            if answer in ("b", "back") and self._back():
                self.keep(self.mending.decisions)
                return False
            if answer in ("q", "quit"):
                raise click.Abort
            click.echo("Type one letter: w, b, q.")


def _help(_issue: Issue) -> bool:
    for key, (word, does) in CHOICES.items():
        tell(f"{key}  {word:7} {does}", indent="  ")
    return False


def counted(mending: Mending) -> str:
    """Return how often each kind of decision was taken."""
    kinds = Counter(decision.kind for decision in mending.decisions)
    return ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind])
