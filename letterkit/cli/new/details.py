"""The practitioner's own details in the interview: used with one Enter, kept only if agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from letterkit.cli.new.answers import ask_line
from letterkit.cli.telling import tell
from letterkit.errors import LetterkitError
from letterkit.guided.details import FIELDS, Details, keep_details, read_details
from letterkit.guided.interview import REMEMBER, YOU, Record
from letterkit.reports.visible import visible


class Remembered:
    """The details that are remembered on this computer, if there are any."""

    def __init__(self, path: Path) -> None:
        """Read them; what is wrong with the file is said, and the file stays as it is."""
        self.path = path
        self.details: Details | None = None
        self.damaged = False
        try:
            self.details = read_details(path)
        except LetterkitError as error:
            self.damaged = True
            tell(str(error))
            tell("So your own details are asked for. That file stays as it is.")

    def use(self) -> Record:
        """Show what is remembered, and ask whether this letter is from the same person."""
        if self.details is None or not self.details.practitioner:
            return Record(YOU, silent=True)
        click.echo()
        tell("Your own details, as remembered:")
        for value in self.details.practitioner.values():
            tell(value, indent="  ")
        while True:
            words = ask_line("Enter uses them, n asks you anew:").lower()
            if words in ("", "y", "yes"):
                says = {f"practitioner.{k}": v for k, v in self.details.practitioner.items()}
                if self.details.profile:
                    says["profile"] = self.details.profile
                return Record(YOU, "yes", says)
            if words in ("n", "no"):
                return Record(YOU)
            click.echo("Type Enter or n.")

    def remember(self, answers: Mapping[str, Any]) -> Record:
        """Ask whether the details that were just given may be kept, and keep them if so."""
        given = answers.get("practitioner", {})
        practitioner = {name: given[name] for name in FIELDS if given.get(name)}
        if not practitioner or self.damaged:
            return Record(REMEMBER, silent=True)
        click.echo()
        tell("Remember your own details on this computer, for the next letter? Nothing about the "
             "patient is kept there. The file:")  # fmt: skip
        click.echo(visible(str(self.path)))
        if self.details:
            tell("They take the place of those that are there.")
        while True:
            words = ask_line("[y]es [n]o (Enter: no):").lower()
            if words in ("", "n", "no", "y", "yes"):
                break
            click.echo("Type y or n.")
        if words.startswith("y"):
            try:
                keep_details(self.path, Details(practitioner, answers.get("profile", "")))
            except LetterkitError as error:
                tell(str(error))
            else:
                tell("Remembered. Delete that file, and it is forgotten.")
        return Record(REMEMBER, words)
