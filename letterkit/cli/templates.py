"""letterkit templates: the letter library."""

from __future__ import annotations

from pathlib import Path

import click

from letterkit.template import load_template, template_ids


@click.group("templates", epilog="Example:  letterkit templates show progress-report")
def command() -> None:
    """List the letters, or show one."""


@command.command("list", epilog="Example:  letterkit templates list")
def list_() -> None:
    """List the letters, the most urgent first, with what each is for."""
    letters = [load_template(template_id) for template_id in template_ids()]
    order = ("emergency", "same-day", "routine")
    for template in sorted(letters, key=lambda t: (order.index(t.about.urgency), t.id)):
        click.echo(f"{template.id}  ({template.about.urgency})")
        click.echo(click.wrap_text(template.about.purpose, 88, "    ", "    "))


@command.command("show", epilog="Example:  letterkit templates show progress-report")
@click.argument("template_id", metavar="ID")
def show(template_id: str) -> None:
    """Show the letter ID as its file stands: what it needs, and its words."""
    click.echo(Path(load_template(template_id).path).read_text("utf-8"), nl=False)
