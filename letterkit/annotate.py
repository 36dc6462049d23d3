"""From the report on a letter to a Word file with a comment for each issue in it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import NamedTuple

from letterkit.documents.comments import Remark, add_comments, remove_own_comments
from letterkit.documents.opening import word_file_of
from letterkit.documents.words import Words, words_of
from letterkit.errors import Fault, InputError, Place
from letterkit.issue import Issue, Report
from letterkit.manuscript import Manuscript
from letterkit.reports.sources import Sources, cited_by

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class Annotated(NamedTuple):
    """A Word file with its comments, and how many there are; ``removed`` are ours from before.

    ``was_signed`` tells that the letter has a digital signature, which its copy breaks.
    """

    content: bytes
    comments: int
    removed: int
    was_signed: bool


def annotate(
    content: bytes, name: str, manuscript: Manuscript, report: Report, sources: Sources
) -> Annotated:
    """Return the letter ``name`` with a comment on the words of each issue of ``report``.

    A Word file keeps everything else that is in it; only comments that letterkit put there before
    are taken out. A letter in another format becomes a plain Word file with the same words. A
    comment cites those of ``sources`` that its rule names. Raises InputError for a Word file that
    holds macros or is a template.
    """
    is_word = manuscript.format == "docx"
    if not is_word:
        from letterkit.writers.manuscript_writer import manuscript_docx

        content = manuscript_docx(manuscript.text)
    file = word_file_of(content, name)
    if file.type_of(file.main) != _DOCX:
        what = "holds macros or is a template: a copy that ends in .docx would not open."
        todo = "In Word, save it as “Word Document (.docx)”, and check that."
        raise InputError(Fault(what, todo, Place(name)))
    removed = remove_own_comments(file)
    words = words_of(file)
    place = int if is_word else _places(manuscript.text, words)
    remarks = [
        Remark(place(issue.start), place(issue.end - 1) + 1, tuple(_lines(issue, sources)))
        for issue in report.issues
    ]
    add_comments(file, words, remarks)
    return Annotated(file.content_in(content), len(remarks), removed, file.is_signed)


def _lines(issue: Issue, sources: Sources) -> Iterator[str]:
    """Yield what a comment says, a paragraph each."""
    yield issue.message
    yield f"Instead: {issue.advice}"
    if issue.rewrite:
        yield f"Such as: {issue.rewrite}"
    cited = [f"{said.says} {said.address}" for _, said in cited_by(issue, sources)]
    yield from (f"Source: {source}" for source in cited or [issue.source])
    yield f"Rule {issue.rule}: {issue.category}, {issue.severity}."


def _places(text: str, words: Words) -> Callable[[int], int]:
    """Return where a character of ``text`` stands in ``words``, which differ in white space only.

    White space itself is found at the character after it.
    """
    shown = [passage for passage in words.passages if not passage.furniture]
    first, last = (shown[0].start, shown[-1].end) if shown else (0, 0)
    there = [at for at in range(first, last) if not words.text[at].isspace()]
    before = list(itertools.accumulate((not sign.isspace() for sign in text), initial=0))
    return lambda at: there[min(before[at], len(there) - 1)]
