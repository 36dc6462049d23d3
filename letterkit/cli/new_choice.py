"""Choosing the letter by what has happened, in plain words."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

import click

from letterkit.cli.asking import says_yes
from letterkit.cli.telling import line_width, tell
from letterkit.cli.templates import ORDER
from letterkit.guided.questions import Situation, situations


def choose_situation(asked: Callable[[str], str]) -> Situation:
    """Return the situation that a person chooses; ``asked`` asks for one line."""
    known = situations()
    click.echo()
    tell("What has happened? Type its number, or a word of it, such as surgery.")
    show_situations(known)
    while True:
        words = asked("Number or word:")
        if words.isdecimal() and 1 <= int(words) <= len(known):
            return known[int(words) - 1]
        found = _with_words(words, known)
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


def _with_words(words: str, known: Sequence[Situation]) -> list[Situation]:
    """Return the situations that hold all of the words, those that say them themselves first."""
    wanted = [word.rstrip("s") for word in words.casefold().split()]
    exact = [one for one in known if one.id == words]
    if exact:
        return exact
    for texts in ("situation", "purpose"):
        said = {one: f"{one.id} {getattr(one, texts)}".casefold() for one in known}
        found = [one for one in known if all(word in said[one] for word in wanted)]
        if found:
            return found
    return []
