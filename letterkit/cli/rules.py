"""letterkit rules: the list."""

from __future__ import annotations

import click

from letterkit.scope.index import load_scope


@click.command("rules", epilog="Example:  letterkit rules")
def command() -> None:
    """List the rules, by family; letterkit explain RULE tells more of each."""
    category = ""
    for rule in load_scope().rules:
        if rule.category != category:
            category = rule.category
            click.echo(f"\n{category}" if rule.id != load_scope().rules[0].id else category)
        click.echo(f"  {rule.id}  {rule.severity:<10}  {rule.name}")
