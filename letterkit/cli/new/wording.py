"""What the check says of an answer as it is given, and the choice that is left to the person."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

import click

from letterkit.cli.asking import edited, one_of, typed
from letterkit.cli.telling import line_width, tell
from letterkit.guided.remarks import Remark
from letterkit.issue import Report
from letterkit.mending import brackets_of, filled
from letterkit.reports.text_report import issue_lines, painted, plain
from letterkit.reports.underlined import Underlined

CHOICES = {
    "a": ("accept", "use the better wording; what stands in [ ] is asked for"),
    "e": ("edit", "write it anew, or take it out"),
    "k": ("keep", "keep your words"),
    "w": ("why", "say why, and where that was read"),
    "b": ("back", "go back to the question"),
    "q": ("quit", "stop here; the same command goes on"),
    "?": ("help", "show this"),
}


def show_remark(remark: Remark, value: str, asked: str) -> None:
    """Print what is said of the words, why, and the better wording."""
    width = line_width()
    issue = remark.issue._replace(start=remark.start, end=remark.end)
    sentences = Underlined(Report(value, (issue,), ()), width=width - 6)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    lines = issue_lines(asked, issue, sentences, painted if colour else plain, width)
    click.echo()
    for line in lines:
        click.echo(line)
    offer = remark.offer
    if offer and offer.field != remark.field:
        tell("Accept puts that among what the patient told you.", indent="    ")
    elif offer and not offer.value:
        tell("Accept leaves it out; the letter then asks its own question.", indent="    ")
    elif offer and offer.value == issue.rewrite:
        tell("Accept puts that in place of your answer.", indent="    ")
    elif offer:
        tell(f"Accept makes it: {offer.value}", indent="    ")


def decide(remark: Remark) -> str:
    """Return the letter of what a person chooses: a, e, k, b or q."""
    choices = {key: word for key, (word, _) in CHOICES.items() if key != "a" or remark.offer}
    while True:
        chosen = one_of(choices)
        if chosen == "w":
            say_why(remark)
        elif chosen == "?":
            for key in choices:
                tell(f"{key}  {CHOICES[key][0]:7} {CHOICES[key][1]}", indent="  ")
        else:
            return chosen


def accepted(
    remark: Remark, slot: str, moved_to: str, written: Callable[[str], str]
) -> Mapping[str, str]:
    """Return the answers that the better wording makes, its brackets filled in by the person.

    ``written`` gives a day, as a person types it, as it stands in a sentence.
    """
    offer = remark.offer
    assert offer
    brackets = brackets_of(offer.value)
    if brackets:
        tell("Fill in what is true; Enter alone leaves it in brackets for later.")
    said = [(bracket, typed(f"{bracket}:")) for bracket in brackets]
    words = filled(offer.value, [written(w) if "date" in name else w for name, w in said])
    tell(f"Now: {words}" if words else "It is left out.")
    if offer.field == slot:
        return {slot: words}
    return {slot: offer.left or "", moved_to: words}


def edited_anew(value: str) -> str:
    """Return an answer as a person writes it anew; empty where it is taken out."""
    words = edited(value)
    return "" if words == "-" else words or value


def say_why(remark: Remark) -> None:
    """Print what the issue cites, and where that was read."""
    from letterkit.scope.pack import load_sources

    tell(f"Rule {remark.issue.rule}: {remark.issue.name}.")
    sources = load_sources()
    for name in remark.issue.source.split(", "):
        if name in sources:
            tell(f"{sources[name].says} [{name}]", indent="  ")
            tell(sources[name].address, indent="    ")
    tell(f"More, with sentences that pass: letterkit explain {remark.issue.rule}")
