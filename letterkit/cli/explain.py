"""letterkit explain: why a rule exists."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click

from letterkit.errors import Fault, UsageError, did_you_mean
from letterkit.scope.pack import RuleRecord, load_rules, load_sources

WIDTH = 88


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
    if record.severity != "error":
        yield "Advice: it stops no letter."
    yield ""
    yield from _wrapped(record.message.replace("{match}", "…"))
    yield from _wrapped(f"Instead: {record.advice}")
    yield from _sources(record)
    if record.wrong:
        yield "\nWrong → right; [[these words]] are reported"
    for wrong in record.wrong:
        yield from _wrapped(f"✗ {wrong.text}", "  ")
        yield from _wrapped(f"✓ {wrong.right}", "  ")
    yield from _permitted(record)
    yield from _allowance(record)


def _sources(record: RuleRecord) -> Iterator[str]:
    yield "\nWhy"
    for name in record.source.split(", "):
        source = load_sources()[name]
        second_hand = "" if source.status == "V" else ", on a page that retells it"
        yield from _wrapped(f"{source.says} [{name}]", "  ")
        yield f"    {source.address}"
        yield f"    Read {source.read}{second_hand}; check what holds in your jurisdiction."


def _permitted(record: RuleRecord) -> Iterator[str]:
    """Yield the near misses, each with the voice that excuses it."""
    if record.permitted:
        yield "\nPermitted"
    for permitted in record.permitted:
        because = f"excused: {permitted.because}" if permitted.because else "nothing to report"
        yield from _wrapped(f"✓ {permitted.text} ({because})", "  ")
    if record.excused_by:
        yield from _wrapped(
            f"Who or what may say it: {', '.join(record.excused_by)}. A negation or a hedge "
            "excuses nothing.",
            "  ",
        )


def _allowance(record: RuleRecord) -> Iterator[str]:
    """Yield the exact words that allow the rule in a text, and beside any other letter."""
    yield "\nHow to allow it, with your reason"
    yield "  In a text, above the paragraph or within it:"
    yield f"    <!-- letterkit-allow {record.id}: your reason -->"
    yield "  For any other format, in letter.letterkit.yaml beside the letter:"
    yield "    allow:"
    yield f"      - rule: {record.id}"
    yield '        sentence: "the whole sentence, as it stands in the letter"'
    yield '        reason: "your reason"'
    yield "        initials: AB"
    yield "        date: 2026-03-12"


def _wrapped(words: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=indent, subsequent_indent=indent and indent + "  "
    )
