"""letterkit explain: why a rule exists."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click

from letterkit.errors import Fault, UsageError, did_you_mean
from letterkit.scope.pack import RuleRecord, load_rules, load_sources


@click.command("explain", epilog="Example:  letterkit explain DX01")
@click.argument("rule")
def command(rule: str) -> None:
    """Say what RULE reports, why, on whose authority, and what may be written instead."""
    rules = {record.id: record for record in load_rules()}
    record = rules.get(rule.upper())
    if record is None:
        todo = did_you_mean(rule, rules) or "letterkit rules lists them."
        raise UsageError(Fault(f"there is no rule “{rule}”.", todo))
    click.echo("\n".join(_lines(record)))


def _lines(record: RuleRecord) -> Iterator[str]:
    yield f"{record.id}  {record.name}  ({record.severity})"
    yield ""
    yield from textwrap.wrap(record.message.replace("{match}", "…"), 88)
    yield from textwrap.wrap(f"Instead: {record.advice}", 88)
    yield ""
    yield "Wrong → right"
    for wrong in record.wrong:
        yield f"  ✗ {wrong.text.replace('[[', '').replace(']]', '')}"
        yield f"  ✓ {wrong.right}"
    yield ""
    yield "Permitted"
    for permitted in record.permitted:
        yield f"  ✓ {permitted.text}" + (f"  ({permitted.because})" if permitted.because else "")
    yield ""
    for name in record.source.split(", "):
        source = load_sources()[name]
        yield from textwrap.wrap(f"Source {name}: {source.says}", 88)
        yield f"  {source.address}"
        yield f"  Read {source.read}; check what holds in your jurisdiction."
