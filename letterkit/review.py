"""From a file that somebody wrote to the report on it: read, check, say where, allow.

The one place where the stages of a review meet, as workflow.py is for a draft.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from letterkit.errors import Fault, InputError, Place
from letterkit.issue import Report
from letterkit.manuscript import Manuscript
from letterkit.readers import read_manuscript
from letterkit.roles import parts_of, without_other_parts
from letterkit.scope.engine import Look, Mention, asked_scope, checked

if TYPE_CHECKING:
    from letterkit.completeness.of_letter import Kind


MAX_PARAGRAPH = 200_000  # characters, a hundred pages: more would be looked at for seconds
MAX_AWAITED = 200_000  # of a whole letter that somebody waits for


class Asked(NamedTuple):
    """What a review is asked for; ``select``, ``ignore``, ``never_allow`` as for check_text.

    ``kind`` is what the text is, letter, note or message; None leaves that to its shape.
    """

    profile: str = "massage-us"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    never_allow: tuple[str, ...] = ()
    kind: Kind | None = None

    @property
    def rules(self) -> dict[str, tuple[str, ...]]:
        """The choice of rules, as the functions of the check take it."""
        return {"select": self.select, "ignore": self.ignore, "never_allow": self.never_allow}


class Reviewed(NamedTuple):
    """A letter, and the report on it. The report's offsets count in the manuscript's text.

    ``guessed`` is the kind that its shape gave; None where the kind was given.
    """

    name: str
    manuscript: Manuscript
    report: Report
    guessed: Kind | None = None


def review(content: bytes, name: str, asked: Asked) -> Reviewed:
    """Return the report on the file ``name`` with this content, with what its side file allows.

    Raises InputError for a file that cannot be read, a paragraph without end, or a comment or side
    file that allows nothing readable; UsageError for an unknown profile, rule or family.
    """
    return review_manuscript(read_manuscript(content, name), name, asked)


def review_manuscript(manuscript: Manuscript, name: str, asked: Asked) -> Reviewed:
    """Return the report on a letter that is read already, as review does."""
    reviewed = _reviewed(manuscript, name, asked)
    for side_file in side_files(name)[:1]:
        from letterkit.scope.side_file import allow_sentences, read_side_file

        allowances = read_side_file(side_file)
        report = allow_sentences(reviewed.report, allowances, asked.profile, **asked.rules)
        reviewed = reviewed._replace(report=report)
    return reviewed


def review_words_alone(content: bytes, name: str, asked: Asked) -> Reviewed:
    """Return the report as review does, for a letter that has no place on this disk.

    ``name`` is only what it is called: nothing of that name is looked for, no side file is read.
    Somebody waits for the answer: InputError for more than a hundred pages.
    """
    manuscript = read_manuscript(content, name)
    if len(manuscript.text) > MAX_AWAITED:
        what = f"is {len(manuscript.text):,} characters long, more than a hundred pages."
        raise InputError(Fault(what, "Check letters one by one, or a part.", Place(name)))
    return _reviewed(manuscript, name, asked)


def _reviewed(manuscript: Manuscript, name: str, asked: Asked) -> Reviewed:
    """Return the report on the words of a letter, with the place of each issue."""
    if len(manuscript.text) > MAX_PARAGRAPH:
        _refuse_endless_paragraph(manuscript, name)
    report, guessed = _checked(manuscript, name, asked)
    return Reviewed(name, manuscript, _placed(report, manuscript), guessed)


def _refuse_endless_paragraph(manuscript: Manuscript, name: str) -> None:
    text = manuscript.text
    paragraphs = ((passage.start, passage.end) for passage in manuscript.passages)
    for start, end in paragraphs if manuscript.passages else _apart(text):
        if end - start > MAX_PARAGRAPH:
            where = manuscript.where(start)
            place = Place(name) if where else Place(name, text.count("\n", 0, start) + 1)
            what = f"{where or 'this paragraph'} is {end - start:,} characters long."
            raise InputError(Fault(what, "No letter's is: check a part of it.", place))


def _apart(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the paragraphs of a plain text start and end: between blank lines."""
    start = 0
    for gap in re.finditer(r"\n[ \t\r]*\n", text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def side_files(letter: str) -> list[str]:
    """Return what has the name of a letter's side file: its own, with or without its ending.

    Raises InputError where there are two.
    """
    stems = dict.fromkeys((letter, os.path.splitext(letter)[0]))  # noqa: PTH122 pathlib would cost its import
    names = [stem + ".letterkit.yaml" for stem in stems]
    found = [name for name in names if os.path.lexists(name)]
    if len(found) > 1:
        what = f"stands beside {found[0]}: a letter has one side file."
        raise InputError(Fault(what, "Put all its allowances in one.", Place(found[1])))
    return found


def _checked(manuscript: Manuscript, name: str, asked: Asked) -> tuple[Report, Kind | None]:
    """Return the report, and the kind that was guessed where none was given."""
    from letterkit.completeness.of_letter import TERMS, Read, kind_of, lacks

    scope = asked_scope(asked.profile, **asked.rules)
    guessed: list[Kind] = []

    def look(report: Report, shown: str, mentions: Iterator[Mention]) -> Report:
        parts = parts_of(shown, manuscript.passages, manuscript.format)
        kind = asked.kind or kind_of(parts, manuscript.format)
        guessed.append(kind)
        missing = lacks(Read(parts, report, mentions), scope.rules, kind)
        return without_other_parts(report, parts).with_more(missing)

    try:
        report = checked(
            manuscript.text,
            scope,
            asked.never_allow,
            comments=manuscript.allows_comments,
            look=Look(look, TERMS),
        )
    except InputError as error:  # a comment in the text does not know the file's name
        faults = (f if f.place and f.place.path else _in_file(name, f) for f in error.faults)
        raise InputError(*faults) from None
    return report, None if asked.kind else guessed[0]


def _placed(report: Report, manuscript: Manuscript) -> Report:
    """Return the report with the place of each issue, in a format without lines."""
    if not any(passage.where for passage in manuscript.passages[:1]):
        return report
    return report._replace(
        issues=tuple(issue._replace(where=manuscript.where(issue.start)) for issue in report.issues)
    )


def _in_file(name: str, fault: Fault) -> Fault:
    return fault._replace(place=fault.place and fault.place._replace(path=name))
