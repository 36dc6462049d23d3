"""Allowances written in a text: ``<!-- letterkit-allow DX01: reason -->``.

A comment allows its rule in the paragraph that it stands in or, standing alone, in the one below;
a list without blank lines is one paragraph. The check reads the text as if the comment were not
there.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from letterkit.errors import Fault, InputError, Place, did_you_mean
from letterkit.issue import Allowed, Report
from letterkit.scope.engine import COMMENT, MARK
from letterkit.scope.index import Scope
from letterkit.scope.selection import rules_named, running

_OPEN, _CLOSE = "<!--", "-->"
_FORM = f"Write {_OPEN} {MARK} DX01: reason {_CLOSE}."
_OPENING = re.compile(rf"{_OPEN}\s*(\w+(?:-\w+)*)")  # of any comment, with its first word
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_INVISIBLE = "\u200b"  # the check's shadow of a text drops it, and keeps count
_BLANKS = f"{_INVISIBLE} \t\r"


class Comment(NamedTuple):
    """A comment of ours: its place in the text, and the words after the mark."""

    start: int
    end: int
    words: str


class Allowance(NamedTuple):
    """One rule allowed in one paragraph, which is named by the offset it starts at."""

    rule: str
    reason: str
    at: int
    paragraph: int


def hide_comments(text: str) -> str:
    """Return ``text`` of the same length, in which the check sees none of its comments.

    Raises InputError for a comment that is not closed, or misspells what it is.
    """
    if MARK not in text and COMMENT not in text:
        return text
    comments = _comments(text)
    bare = _covered(text, [(comment.start, comment.end) for comment in comments])
    return _covered(text, [_with_blanks(bare, comment) for comment in comments])


def read_allowances(text: str, scope: Scope) -> tuple[Allowance, ...]:
    """Return what the comments of ``text`` allow. Raises InputError with every fault in them."""
    comments = _comments(text)
    rules = frozenset(rule.id for rule in scope.rules)
    families = {rule.category for rule in scope.rules}
    faults: list[Fault] = []
    allowances: list[Allowance] = []
    paragraphs = _paragraphs(text, comments)
    ends = [end for _, end in paragraphs]
    for comment in comments:
        names, _, reason = comment.words.partition(":")
        wanted = [name.strip().upper() for name in names.split(",") if name.strip()]
        if found := list(_faults(wanted, reason.strip(), rules, families)):
            faults += (fault._replace(place=_place(text, comment.start)) for fault in found)
            continue
        below = bisect.bisect_right(ends, comment.start)
        paragraph = paragraphs[below][0] if below < len(paragraphs) else -1
        reason = " ".join(reason.split())
        allowances += (Allowance(rule, reason, comment.start, paragraph) for rule in wanted)
    if faults:
        raise InputError(*faults)
    return tuple(allowances)


def allow(
    report: Report, allowances: tuple[Allowance, ...], scope: Scope, never_allow: Iterable[str]
) -> Report:
    """Return the report with the allowed issues among the excused, and what allowed nothing."""
    barred, asked = rules_named(never_allow, scope), running(scope)
    by_place: dict[tuple[int, str], Allowance] = {}
    for allowance in allowances:
        if allowance.paragraph >= 0 and allowance.rule not in barred:
            by_place.setdefault((allowance.paragraph, allowance.rule), allowance)
    starts = sorted({start for start, _ in by_place})
    ends = {start: _paragraph_end(report.text, start) for start in starts}
    used: set[Allowance] = set()
    allowed: list[Allowed] = []
    for issue in report.issues:
        number = bisect.bisect_right(starts, issue.start) - 1
        start = starts[number] if number >= 0 else -1
        found = by_place.get((start, issue.rule))
        if found and issue.start < ends[start]:
            used.add(found)
            allowed.append(Allowed(issue, "comment", found.reason))
    unused = [
        Fault(*_why_unused(allowance, by_place, barred), _place(report.text, allowance.at))
        for allowance in allowances
        if allowance not in used and allowance.rule in asked
    ]
    return report.allowing(allowed, [*unused, *_outside(report.text)])


def _comments(text: str) -> list[Comment]:
    """Return the comments of ours in ``text``.

    Raises InputError for one that is not closed, or that begins with nearly our mark.
    """
    comments: list[Comment] = []
    faults: list[Fault] = []
    end = closed = 0
    for opening in _OPENING.finditer(text):
        start, after, word = *opening.span(), opening[1]
        if start < end:
            continue
        if word.lower() != MARK:
            if hint := did_you_mean(word, [MARK]):
                faults.append(Fault(f"“{word}” means nothing here.", hint, _place(text, start)))
            continue
        if closed < after:
            closed = text.find(_CLOSE, after)
        nested = text.find(_OPEN, after, closed) >= 0
        if closed < 0 or nested or _BLANK_LINES.search(text, after, closed):
            what, todo = "this comment is not closed.", f"End it with {_CLOSE} in its paragraph."
            faults.append(Fault(what, todo, _place(text, start)))
        else:
            end = closed + len(_CLOSE)
            comments.append(Comment(start, end, text[after:closed]))
        if closed < 0:
            break
    if faults:
        raise InputError(*faults)
    return comments


def _outside(text: str) -> Iterator[Fault]:
    """Yield where the mark stands in no comment: a slip, or a letter that speaks of it."""
    comments = _comments(text)
    for match in re.finditer(MARK, _covered(text, [(c.start, c.end) for c in comments])):
        what = f"“{MARK}” stands outside a comment and allows nothing."
        yield Fault(what, _FORM, _place(text, match.start()))


def _faults(
    wanted: list[str], reason: str, rules: Collection[str], families: Collection[str]
) -> Iterator[Fault]:
    if not wanted:
        yield Fault("this comment names no rule.", _FORM)
    elif not reason:
        what = f"{', '.join(wanted)} is allowed without a reason."
        yield Fault(what, f"Say why: {_OPEN} {MARK} {', '.join(wanted)}: reason {_CLOSE}.")
    for name in wanted:
        if name.lower() in families:
            what = f"“{name.lower()}” is a family; a comment allows one rule or a few."
            yield Fault(what, "Name the rules; letterkit rules lists them.")
        elif name not in rules:
            hint = did_you_mean(name, rules) or "letterkit rules lists them."
            yield Fault(f"there is no rule “{name}” to allow.", hint)


def _paragraphs(text: str, comments: list[Comment]) -> list[tuple[int, int]]:
    """Return where the paragraphs with words besides comments start and end."""
    bare = _covered(text, [(comment.start, comment.end) for comment in comments])
    gaps = [(match.start(), match.end()) for match in _BLANK_LINES.finditer(bare)]
    starts = [0, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), len(text)]
    return [
        (start, end)
        for start, end in zip(starts, ends, strict=True)
        if bare[start:end].strip(f"{_BLANKS}\n")
    ]


def _paragraph_end(text: str, start: int) -> int:
    gap = _BLANK_LINES.search(text, start)
    return gap.start() if gap else len(text)


def _covered(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, last = [], 0
    for start, end in spans:
        pieces += [text[last:start], _INVISIBLE * (end - max(start, last))]
        last = max(last, end)
    return "".join([*pieces, text[last:]])


def _with_blanks(bare: str, comment: Comment) -> tuple[int, int]:
    """Return the comment with its whole line where it stands alone, else with the blanks before."""
    start, end = comment.start, comment.end
    first, last = bare.rfind("\n", 0, start) + 1, bare.find("\n", end)
    last = len(bare) if last < 0 else last
    if not bare[first:last].strip(_BLANKS):
        return first, min(last + 1, len(bare))
    while start > first and bare[start - 1] in " \t":
        start -= 1
    return start, end


def _place(text: str, at: int) -> Place:
    return Place("", text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def _why_unused(
    allowance: Allowance, by_place: dict[tuple[int, str], Allowance], barred: Collection[str]
) -> tuple[str, str]:
    if allowance.rule in barred:
        what = f"{allowance.rule} is never allowed here."
        return what, "Reword the sentence and take the comment away."
    if by_place.get((allowance.paragraph, allowance.rule), allowance) != allowance:
        return f"{allowance.rule} is allowed in this paragraph already.", "Take the comment away."
    return f"{allowance.rule} reports nothing in this paragraph.", "Take the comment away."
