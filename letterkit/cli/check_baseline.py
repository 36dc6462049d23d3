"""The file of what is known, as check --write-baseline writes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from letterkit.issue import Report
from letterkit.scope.baseline import baseline_of, baseline_text
from letterkit.writers.files import refuse_unwritable, write_file


def refuse_baseline(path: str, *, overwrite: bool) -> None:
    """Raise WriteError for a baseline that cannot be written, before any letter is read."""
    refuse_unwritable(Path(path), overwrite=overwrite)


def write_baseline(
    path: str, reports: Sequence[Report], never_allow: tuple[str, ...], *, overwrite: bool
) -> None:
    """Write what is reported as known, and say how much that is."""
    known = baseline_of(reports, never_allow=never_allow)
    write_file(Path(path), baseline_text(known).encode(), overwrite=overwrite)
    count = known.total()
    issues = "1 issue is" if count == 1 else f"{count} issues are"
    click.echo(f"Wrote {path}: {issues} known from now on.", err=True)
