"""letterkit templates: the letter library, ours and a house's own."""

from __future__ import annotations

from pathlib import Path

import click

from letterkit.errors import Fault, LetterkitError
from letterkit.template import Template, load_template, template_ids

_ORDER = ("emergency", "same-day", "routine")


def _folder(_context: click.Context, _option: click.Parameter, name: str | None) -> Path | None:
    return None if name is None else Path(name)


own_letters = click.option(
    "--templates",
    "own",
    metavar="DIR",
    callback=_folder,
    help="A folder of your own letters, before ours.",
)


@click.group("templates", epilog="Example:  letterkit templates show progress-report")
def command() -> None:
    """List, show and check the letters, and start your own."""


@command.command("list", epilog="Example:  letterkit templates list --templates letters")
@own_letters
def list_(own: Path | None) -> None:
    """List the letters, the most urgent first, with what each is for."""
    letters: list[Template] = []
    faults: list[Fault] = []
    for template_id in template_ids(own):
        try:
            letters.append(load_template(template_id, own))
        except LetterkitError as error:  # one letter with a fault does not hide the others
            faults += error.faults
    for template in sorted(letters, key=lambda t: (_ORDER.index(t.about.urgency), t.id)):
        whose = ", your own" if template.own else ""
        click.echo(f"{template.id}  ({template.about.urgency}{whose})")
        click.echo(click.wrap_text(template.about.purpose, 88, "    ", "    "))
    if faults:
        raise LetterkitError(*faults)


@command.command("show", epilog="Example:  letterkit templates show progress-report")
@click.argument("template_id", metavar="ID")
@own_letters
def show(template_id: str, own: Path | None) -> None:
    """Show the letter ID as its file stands: what it needs, and its words."""
    click.echo(Path(load_template(template_id, own).path).read_text("utf-8-sig"), nl=False)
