"""The files of a letter and of the pages that go with it, before any of them is written."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path

import click

from letterkit.case_file import LoadedCase
from letterkit.errors import Fault, Place, WriteError
from letterkit.issue import Issue
from letterkit.reports.text_report import text_report
from letterkit.resources import templates_folder
from letterkit.scope import CheckedLetter
from letterkit.template.shelf import letter_paths
from letterkit.workflow import BUNDLE, bundle


def bundled(
    loaded: LoadedCase, letter: CheckedLetter, folder: Path
) -> list[tuple[CheckedLetter, str]]:
    """Return the letter and its pages with the file of each; say what their check reports.

    Raises WriteError where ``folder`` holds a page that this letter does not have.
    """
    pages = bundle(loaded, letter)
    _refuse_pages_left_over(folder, pages)
    for name, page in pages.items():
        _say_issues(name, page, letter)
    if not letter.unsent and any(page.report.reaches("error") for page in pages.values()):
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    files = [(letter, "letter.docx"), (letter, "letter.txt")]
    files += [(page, f"{name}.txt") for name, page in pages.items()]
    return [(document, str(folder / file)) for document, file in files]


def _refuse_pages_left_over(folder: Path, pages: Collection[str]) -> None:
    """Keep a page about one patient from lying beside the letter about another."""
    for name in letter_paths((templates_folder() / BUNDLE,)):
        left_over = folder / f"{name}.txt"
        if name not in pages and left_over.exists():
            what = "goes with another letter: this one has no such page."
            todo = "Choose another folder for this one."
            raise WriteError(Fault(what, todo, Place(str(left_over))))


def _say_issues(name: str, page: CheckedLetter, letter: CheckedLetter) -> None:
    """Say what the check reports of a page, unless it was said of the same words in the letter."""

    def found(checked: CheckedLetter, issue: Issue) -> tuple[str, str]:
        return issue.rule, str(checked.letter.origin_at(issue.start).place)

    said = {found(letter, issue) for issue in letter.issues}
    issues = tuple(issue for issue in page.issues if found(page, issue) not in said)
    if issues:
        report = page.report._replace(issues=issues)
        where = [(f"{name}.txt", report)]
        click.echo(
            text_report(where, lambda file, issue: f"{file}, {found(page, issue)[1]}"), err=True
        )
