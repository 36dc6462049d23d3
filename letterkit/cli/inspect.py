"""letterkit inspect: what a Word file would reveal to whoever receives it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from letterkit.documents.findings import (
    FINDINGS,
    Finding,
    Found,
    clean_document,
    inspect_document,
    plain,
)
from letterkit.documents.opening import open_word_file
from letterkit.writers.files import refuse_unwritable, write_file

WIDTH = 88


@click.command(
    "inspect",
    epilog="""\b
Example:  letterkit inspect letter.docx
          letterkit inspect letter.docx --clean for-sending.docx""",
)
@click.argument("file", metavar="FILE.docx")
@click.option("--clean", metavar="OUT", help="Write a copy without all this; changes accepted.")
@click.option("--overwrite", is_flag=True, help="Replace a file that is already there.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the list is printed.",
)
def command(file: str, clean: str | None, overwrite: bool, format_: str) -> None:
    """List what FILE.docx holds besides the words on its pages.

    Author, dates, comments, tracked changes, hidden text, what its pictures tell of the camera,
    links and more. The file itself is never changed.
    """
    if clean:
        refuse_unwritable(Path(clean), overwrite=overwrite)
    opened = open_word_file(Path(file))
    found = inspect_document(opened)
    left = clean_document(opened) if clean else []
    if clean:
        write_file(Path(clean), opened.content(), overwrite=overwrite)
    if format_ == "json":
        said = {"version": 1, "path": file, "findings": _as_data(found), "cleaned": clean,
                "left": _as_data(left)}  # fmt: skip
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_listed(plain(file), found)))
    if clean:
        click.echo("\n".join(_cleaned(clean, found, left)), err=True)


def _as_data(found: Iterable[Found]) -> dict[str, list[str]]:
    return {one.finding.name: list(one.lines) for one in found}


def _listed(path: str, found: list[Found]) -> Iterator[str]:
    if not found:
        yield f"{path}: nothing but its words was found."
        return
    yield path
    for one in found:
        yield f"  {one.finding.title}"
        for line in one.lines:
            yield from _wrapped(line, "    ")
    absent = [_lower(f) for f in FINDINGS if f not in {one.finding for one in found}]
    yield from _wrapped(f"Not found: {', '.join(absent)}.", "  ")


def _cleaned(target: str, found: list[Found], left: list[Found]) -> Iterator[str]:
    gone = [one for one in found if one.finding not in {one.finding for one in left}]
    for how in dict.fromkeys(one.finding.removed for one in gone):
        titles = (_lower(one.finding) for one in gone if one.finding.removed == how)
        yield from _wrapped(f"{how.capitalize()}: {', '.join(titles)}.", "")
    for one in left:
        yield from _wrapped(f"Not removed: {_lower(one.finding)}: {'; '.join(one.lines)}", "")
    yield f"Wrote {target}"


def _lower(finding: Finding) -> str:
    return finding.title[0].lower() + finding.title[1:]


def _wrapped(words: str, indent: str) -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
