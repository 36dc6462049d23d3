"""Choosing the letter by what has happened, in plain words."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

import click

from letterkit.cli.asking import says_yes
from letterkit.cli.telling import line_width, tell
from letterkit.cli.templates import ORDER
from letterkit.guided.questions import Situation, situations, situations_for


def choose_situation(asked: Callable[[str], str]) -> Situation:
    """Return the situation that a person chooses; ``asked`` asks for one line."""
    known = situations()
    click.echo()
    tell("What has happened? Type its number, or a word of it, such as surgery or Plavix.")
    show_situations(known)
    while True:
        words = asked("Number or word:")
        if words.isdecimal() and 1 <= int(words) <= len(known):
            return known[int(words) - 1]
        found = situations_for(words)
        if len(found) == 1:
            tell(f"{found[0].situation}.")
            if says_yes("This one? [y]es [n]o:"):
                return found[0]
        elif found:
            show_situations(found)
        else:
            tell(f"Nothing here for “{words}”. Another word, or Enter for all of them.")


def show_situations(shown: Sequence[Situation]) -> None:
    """Print situations under how soon each is, with their numbers in the whole list."""
    numbers = {one.id: number for number, one in enumerate(situations(), 1)}
    for urgency, how in ORDER.items():
        of_it = [one for one in shown if one.urgency == urgency]
        if of_it:
            click.echo()
            tell(how)
        for one in of_it:
            lead = f"{numbers[one.id]:>3}  "
            click.echo(
                textwrap.fill(
                    one.situation, line_width(), initial_indent=lead, subsequent_indent=" " * 5
                )
            )
    click.echo()
