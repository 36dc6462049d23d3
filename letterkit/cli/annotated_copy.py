"""The copy of a letter with its comments, as check --annotate writes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from letterkit.annotate import annotate
from letterkit.cli.check_report import cited_sources
from letterkit.errors import Fault, Place, UsageError
from letterkit.review import Reviewed
from letterkit.writers.files import refuse_unwritable, write_file


def refuse_copy(target: str, names: Sequence[str], *, overwrite: bool) -> None:
    """Raise an error for a copy that cannot be written, before anything is read."""
    if len(names) != 1:
        raise click.UsageError("--annotate writes a copy of one letter: name one at a time.")
    if not target.lower().endswith(".docx"):
        what = "does not end in .docx, and the copy is a Word file."
        raise UsageError(Fault(what, "Give it a name that ends in .docx.", Place(target)))
    refuse_unwritable(Path(target), overwrite=overwrite)


def write_copy(target: str, content: bytes, reviewed: Reviewed, *, overwrite: bool) -> None:
    """Write the copy, and say so; where there is nothing to comment on, say that."""
    sources = cited_sources() if reviewed.report.issues else {}
    copy = annotate(content, reviewed.name, reviewed.manuscript, reviewed.report, sources)
    if not copy.comments and not copy.removed:
        click.echo(f"No issue to comment on: {target} was not written.", err=True)
        return
    write_file(Path(target), copy.content, overwrite=overwrite)
    said = "1 comment" if copy.comments == 1 else f"{copy.comments} comments"
    gone = f", in place of {copy.removed} from before" if copy.removed else ""
    click.echo(f"Wrote {target}: {said}{gone}.", err=True)
    if copy.was_signed:
        click.echo(f"The digital signature of {reviewed.name} does not hold in the copy.", err=True)
