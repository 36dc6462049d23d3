"""The letter as it has become, and what is still open, each with a number to change it by."""

from __future__ import annotations

import textwrap

import click

from letterkit.cli.telling import line_width, tell
from letterkit.guided.interview import Interview
from letterkit.guided.sketch import Sketch
from letterkit.reports.visible import visible
from letterkit.workflow import draft
from letterkit.writers import letter_text


def show_letter(found: Sketch, interview: Interview) -> list[str]:
    """Print the letter and what is open; return the fields, in the order of their numbers."""
    assert found.checked
    click.echo()
    tell("== The letter ==")
    click.echo()
    letter = draft(found.loaded) if found.ready else found.checked  # without the mark of a draft
    click.echo(visible(letter_text(letter, min(76, line_width()))), nl=False)
    listed = _Listed(interview)
    click.echo()
    _needed(found, listed)
    _wording(found, listed)
    _advice(found, listed)
    if found.ready:
        tell("Nothing stands against this letter. Read it before you sign.")
    return listed.fields


class _Listed:
    """What is open, numbered where a question can change it."""

    def __init__(self, interview: Interview) -> None:
        self.interview = interview
        self.fields: list[str] = []

    def add(self, field: str, words: str) -> None:
        """Print one thing that is open."""
        try:
            self.interview.question_at(field)
        except KeyError:
            tell(f"  -  {words}")
            return
        if field not in self.fields:
            self.fields.append(field)
        number = self.fields.index(field) + 1
        lead = f"{number:>3}  "
        click.echo(
            textwrap.fill(visible(words), line_width(), initial_indent=lead,
                          subsequent_indent=" " * 5)
        )  # fmt: skip


def _needed(found: Sketch, listed: _Listed) -> None:
    if found.needed or found.wrong:
        tell("Still needed before the letter can be written:")
    for one in found.needed:
        listed.add(one.field, one.ask)
    for wrong in found.wrong:
        listed.add(wrong.field, f"{wrong.what} {wrong.todo}")


def _wording(found: Sketch, listed: _Listed) -> None:
    errors = [one for one in found.remarks if one.issue.severity == "error"]
    if errors:
        tell("Wording that keeps the letter from being written:")
    for one in errors:
        listed.add(one.field, f"{one.issue.message} [{one.issue.rule}]")


def _advice(found: Sketch, listed: _Listed) -> None:
    remarks = [one for one in found.remarks if one.issue.severity != "error"]
    if remarks or found.open or found.unused:
        tell("To look at; the letter can be written without:")
    for one in remarks:
        listed.add(one.field, f"{one.issue.message} [{one.issue.rule}]")
    for gap, field in found.open:
        listed.add(field, f"{gap.message} {gap.advice} [{gap.rule}]")
    for field in found.unused:
        asked = listed.interview.question_at(field).ask
        listed.add(field, f"Not printed in this letter: “{asked}”.")
