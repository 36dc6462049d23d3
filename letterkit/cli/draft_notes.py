"""What is said about a draft on stderr: of its case, of its wording, and what comes first."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from letterkit.case_file import LoadedCase
from letterkit.completeness import Gap
from letterkit.concerns import URGENCIES, Noticed
from letterkit.profiles import DEFAULT_PROFILE, load_profile
from letterkit.reports.text_report import text_report
from letterkit.scope import CheckedLetter
from letterkit.workflow import why_chosen

FIRST = {
    "same-day": "Telephone first: a letter alone may be read too late.",
    "emergency": "This letter only follows the emergency call and the telephone.",
}


def say_emergency(loaded: LoadedCase, noticed: Sequence[Noticed], profile: str | None) -> None:
    """Say before anything else what a letter is no way to do."""
    if any(found.urgency == "emergency" for found in noticed):
        number = load_profile(profile or loaded.case.profile or DEFAULT_PROFILE).emergency_number
        click.echo(f"Do not wait for a letter. If it is happening now, call {number}.", err=True)


def say_noticed(
    loaded: LoadedCase, letter: CheckedLetter, noticed: Sequence[Noticed], *, named: bool
) -> None:
    """Name what of the case stands on a list, unless the letter in hand answers it already."""
    own = letter.letter
    answered = any(
        (found.concern.letter, found.urgency) == (own.template, own.urgency) for found in noticed
    )
    for found in noticed:
        above = URGENCIES.index(found.urgency) < URGENCIES.index(own.urgency)
        if above or not (named and answered):
            click.echo(f"{found.place}: {found}", err=True)
    if not named:
        click.echo(f"Letter: {letter.letter.template}, because {why_chosen(loaded, noticed)}.",
                   err=True)  # fmt: skip


def say_gaps(found: Sequence[Gap]) -> None:
    for gap in found:
        click.echo(f"{gap.place}: {gap.severity}: completeness [{gap.rule}]", err=True)
        add = [f"Add: {gap.add}"] if gap.add else []
        for words in (gap.message, gap.advice, *add):
            click.echo(click.wrap_text(words, 88, "    ", "    "), err=True)


def say_issues(letter: CheckedLetter) -> None:
    """Say on stderr what the check reports, and what of the case is not in the letter."""
    if letter.issues:
        report = text_report(
            [("", letter.report)],
            lambda _, issue: str(letter.letter.origin_at(issue.start).place),
        )
        click.echo(report, err=True)
    for origin in letter.letter.unused:
        name = re.sub(r"\[(\d+)\]", lambda m: f"[{int(m[1]) + 1}]", origin.key)  # from one
        click.echo(f"{origin.place}: “{name}” is not printed in this letter.", err=True)


def say_first(letter: CheckedLetter) -> None:
    """Say what an urgent letter is no stead for."""
    if letter.letter.urgency != "routine":
        click.echo(FIRST[letter.letter.urgency], err=True)
