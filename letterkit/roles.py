"""The parts of a letter: letterhead, date, address, Re line, greeting, signature, quoted mail.

Recognised by lines, and cautiously: what may be a sentence is the body, because what is not body
is hardly checked. Words, and what is asked of each part with the reason, stand in
``data/roles.yaml``.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from letterkit.issue import Excused, Issue, Report
from letterkit.manuscript import Passage
from letterkit.resources import PARTS_INDEX
from letterkit.stored import read_stored

Role = Literal[
    "letterhead", "date", "address", "re line", "salutation", "body", "signature", "quoted mail",
    "header or footer",
]  # fmt: skip
_HEAD = 40  # lines above a greeting; a letterhead and two addresses have fewer
_LONGEST = 80  # characters of a line that is a name, a place or a number
_GREETING, _CLOSING = 60, 50
_PARTING = r"[\n\t,;:|·•–—]"  # between the names of a line
_MAIL_SIGNS = frozenset("-_BbOoFf")  # with which the head of an older mail begins
_UNSEEN = " \t\r\u200b\ufeff\xa0"


class Part(NamedTuple):
    """A line of the letter, without the blanks around it, and what part of the letter it is."""

    start: int
    end: int
    role: Role


class Parts(NamedTuple):
    """Every line of a letter that is not blank, in order, and whether it begins like a mail."""

    text: str
    lines: tuple[Part, ...]

    def of(self, *roles: Role) -> Iterator[Part]:
        """Yield the lines of these roles."""
        return (part for part in self.lines if part.role in roles)

    def first(self, *roles: Role) -> Part | None:
        """Return the first line of these roles."""
        return next(self.of(*roles), None)

    def words(self, *roles: Role) -> str:
        """Return the lines of these roles as they stand, a line each."""
        return "\n".join(self.text[part.start : part.end] for part in self.of(*roles))

    def between(self, start: int, end: int) -> Iterator[Part]:
        """Yield the lines that ``start`` to ``end`` touches."""
        number = bisect.bisect_right(self.lines, start, key=lambda part: part.end)
        while number < len(self.lines) and self.lines[number].start < end:
            yield self.lines[number]
            number += 1


@cache
def parts_data() -> dict[str, Any]:
    """Return the words and choices of ``roles.yaml`` and ``completeness.yaml``, as compiled."""
    data: dict[str, Any] = read_stored(PARTS_INDEX)
    return data


def parts_of(text: str, passages: Sequence[Passage] = (), form: str = "text") -> Parts:
    """Return what part of the letter each line of ``text`` is; ``form`` is the file's format."""
    return _Reading(text, passages, form).parts()


def without_other_parts(report: Report, parts: Parts) -> Report:
    """Return the report without what is not asked where it stands: that is among the excused."""
    kept: list[Issue] = []
    excused: list[Excused] = []
    for issue in report.issues:
        role = _excusing(issue, parts)
        if role is None:
            kept.append(issue)
        else:
            excused.append(Excused(issue.rule, issue.start, issue.end, role, ""))
    if not excused:
        return report
    return report._replace(issues=tuple(kept), excused=(*report.excused, *excused))


def _excusing(issue: Issue, parts: Parts) -> Role | None:
    """Return the part that excuses an issue: where every line that it touches does."""
    data = parts_data()
    found: Role | None = None
    for part in parts.between(issue.start, issue.end):
        asked = data["asks"].get(part.role)
        if asked is None or issue.category in asked:
            return None
        if asked and issue.category in data["only_in_names"] and not _in_name(parts.text, issue):
            return None
        found = found or part.role
    return found


def _in_name(text: str, issue: Issue) -> bool:
    """Return whether the most of an issue stands in the name of a place, a service, a title."""
    longest = max(re.split(_PARTING, text[issue.start : issue.end]), key=len)
    at = text.index(longest, issue.start)
    before = re.split(_PARTING, text[max(at - _LONGEST, 0) : at])[-1]
    after = re.split(_PARTING, text[at : at + _LONGEST])[0]
    words = _words((before + after).lower())
    return not parts_data()["name_words"].keys().isdisjoint(words)


class _Reading:
    """One letter being parted: each line begins as body and becomes more only if it surely is."""

    def __init__(self, text: str, passages: Sequence[Passage], form: str) -> None:
        self.text, self.form = text, form
        self.spans: list[tuple[int, int]] = []
        self.after_blank: list[bool] = []  # whether a blank line stands above
        self.furniture = [passage for passage in passages if passage.furniture]
        self._split()
        self.roles: list[Role] = ["body"] * len(self.spans)
        self.data = parts_data()

    def parts(self) -> Parts:
        """Return the lines with their roles."""
        self._mark_furniture()
        last = self._mark_quoted()
        own = [n for n in range(last) if self.roles[n] == "body"]
        greeting = next((n for n in own[:_HEAD] if self._greets(n)), None)
        self._mark_head(own, greeting)
        if greeting is None:
            self._mark_closings(own)
        else:
            said = [n for n in own if n > greeting]
            self._mark_closings(said)
            self._mark_names_at_the_end(said)
        lines = zip(self.spans, self.roles, strict=True)
        return Parts(self.text, tuple(Part(*span, role) for span, role in lines))

    def _split(self) -> None:
        start, blank = 0, False
        for line in self.text.split("\n"):
            words = line.strip(_UNSEEN)
            if words and not words.isspace():
                first = start + line.find(words)
                self.spans.append((first, first + len(words)))
                self.after_blank.append(blank)
            blank = not words or words.isspace()
            start += len(line) + 1

    def _line(self, number: int) -> str:
        """Return the words of a line, none below the last."""
        start, end = self.spans[number] if number < len(self.spans) else (0, 0)
        return self.text[start:end]

    def _mark_furniture(self) -> None:
        starts = [start for start, _ in self.spans]
        for passage in self.furniture:
            first, last = (bisect.bisect_left(starts, at) for at in passage[:2])
            for number in range(first, last):
                line = self._line(number)
                if self._is_re(line) or passage.where == "subject":
                    self.roles[number] = "re line"
                elif self._is_plate(line):
                    self.roles[number] = "header or footer"

    def _mark_quoted(self) -> int:
        """Mark what is quoted of other mails; return the number of lines above all of it.

        A line that begins with > is quoted in a mail, or below words that say who else wrote it:
        elsewhere it may be the writer's own, set apart.
        """
        written = said = quoting = False  # anything above; a sentence above; whether they quote
        for number in range(len(self.spans)):
            if self.roles[number] != "body":
                continue
            line = self._line(number)
            lower = line.lower()
            if line[0] == ">" and (quoting or self.form == "eml"):
                self.roles[number] = "quoted mail"
            elif self._others_wrote(lower) and self._line(number + 1)[:1] == ">":
                self.roles[number], quoting = "quoted mail", True
            elif written and line[0] in _MAIL_SIGNS and self._opens_mail(number, lower, said):
                self.roles[number:] = ["quoted mail"] * (len(self.spans) - number)
                return number
            else:
                written, quoting = True, False
                said = said or (":" not in line and not self._is_plate(line))
        return len(self.spans)

    def _others_wrote(self, line: str) -> bool:
        return line.endswith("wrote:") and self.data["writers"].keys().isdisjoint(_words(line))

    def _opens_mail(self, number: int, line: str, said: bool) -> bool:
        """Return whether the line stands above a mail that is answered or sent on.

        Only a program's own words hide all that follows: a person writes “On May 3 he wrote:”,
        and From, To and Date above a fax; what they say comes first.
        """
        if line.startswith("____"):
            return said and self._heads_mail(number + 1)
        if line[0] in "-b" and line.strip(" -:") in self.data["mail_marks"]:
            return True
        if line.startswith("on ") and self._others_wrote(line):
            return "@" in line or bool(re.search(r"\d:\d\d", line))
        return said and self._heads_mail(number)

    def _heads_mail(self, number: int) -> bool:
        """Return whether the lines from ``number`` are the head of a mail: From, then more."""
        below = [self._line(n).lower() for n in range(number, min(number + 5, len(self.spans)))]
        if not below or not below[0].startswith("from:"):
            return False
        if "@" not in below[0] and not any(line.startswith("sent:") for line in below):
            return False
        return sum(line.startswith(tuple(self.data["mail_heads"])) for line in below[1:]) > 1

    def _greets(self, number: int) -> bool:
        line = self._line(number)
        lower = line.lower()
        if len(line) > _GREETING or "?" in line or ";" in line or line.rstrip(",:!")[-1:] == ".":
            return False
        if lower.startswith(tuple(self.data["greeting_titles"])):
            return line[-1] == "," and len(line) < _GREETING // 2 and self._is_plate(line[:-1])
        opening = next((g for g in self.data["greetings"] if lower.startswith(g)), None)
        if opening is None or lower[len(opening) : len(opening) + 1].isalnum():
            return False
        more = line[:-1].partition(",")[2].strip()
        if more and not self._is_plate(more):
            return False
        said = _words(lower[len(opening) :])
        return opening.startswith("to ") or not self.data["sentence_words"].keys() & said

    def _mark_head(self, own: list[int], greeting: int | None) -> None:
        """Mark what stands above the greeting, and a Re line just below it."""
        head = [n for n in own if greeting is not None and n < greeting]
        below = own[len(head) + 1 : len(head) + 4] if greeting is not None else own[:6]
        if greeting is not None:
            self.roles[greeting] = "salutation"
        dated = None
        for number in [*head, *below]:
            line = self._line(number)
            if self._is_date(line):
                self.roles[number], dated = "date", number if dated is None else dated
            elif self._is_re(line):
                self.roles[number] = "re line"
            elif number in below and not self._is_plate(line):
                break  # the letter has begun
        self._mark_blocks([n for n in head if self.roles[n] == "body"], dated)

    def _mark_blocks(self, head: list[int], dated: int | None) -> None:
        """Mark letterhead and address: above the date and below it; or the first block, the rest.

        The same names stand in both; where only one block is, it is the recipient's.
        """
        cuts = [n for n in head[1:] if self.after_blank[n]]
        parting = dated if dated is not None else cuts[0] if cuts else -1
        for number in head:
            if self._is_plate(self._line(number)):
                self.roles[number] = "letterhead" if number < parting else "address"

    def _mark_closings(self, own: list[int]) -> None:
        """Mark closings, and below each the lines up to the first that may be a sentence."""
        below = False
        for place, number in enumerate(own):
            line = self._line(number)
            more = place + 1 < len(own)
            if self._closes(line) and (more or below):
                self.roles[number] = "signature"
                below = True
            elif below:
                below = self._is_plate(line) or self._is_date(line)
                if below:
                    self.roles[number] = "signature"

    def _mark_names_at_the_end(self, own: list[int]) -> None:
        """Mark the last block as a signature without a closing, where it is names and numbers."""
        cut = next(
            (place for place in range(len(own))[:0:-1] if self.after_blank[own[place]]), None
        )
        last = own[cut:] if cut else []
        if all(self.roles[n] == "body" and self._is_plate(self._line(n)) for n in last):
            for number in last:
                self.roles[number] = "signature"

    def _closes(self, line: str) -> bool:
        lower = line.lower().rstrip(" ,.!-–—")
        if len(line) > _CLOSING or line[-1] == "?":
            return False
        words = _words(lower)
        if lower in self.data["closings"]:
            return True
        if (
            len(words) > 7
            or not words
            or line[-1] == "."
            or words[-1] not in self.data["closing_ends"]
        ):
            return False
        return "yours" in words or not self.data["sentence_words"].keys() & words

    def _is_re(self, line: str) -> bool:
        return line.lower().startswith(tuple(self.data["re_labels"]))

    def _is_date(self, line: str) -> bool:
        if len(line) > _CLOSING or not any(sign.isdigit() for sign in line):
            return False
        words = line.lower().replace(",", " ").split()
        return all(self._of_date(word) for word in words) and len(words) < 7

    def _of_date(self, word: str) -> bool:
        bare = word.strip(".")
        if bare in self.data["of_dates"]:
            return True
        digits = bare.rstrip("stndrh") if bare[:1].isdigit() else ""
        parted = digits.replace("/", "-").replace(".", "-").split("-")
        if len(parted) not in (1, 3) or not all(part.isdigit() for part in parted):
            return False
        *others, longest = sorted(map(len, parted))
        return longest in (1, 2, 4) and all(length < 3 for length in others)

    def _is_plate(self, line: str) -> bool:
        """Return whether a line can only be a name, a title, a place or a number."""
        if len(line) > _LONGEST or line[-1] in "?!:;" or line[0] in ">-–*•":
            return False
        lower = line.lower()
        label, colon, rest = lower.partition(":")
        if colon and label.strip(" .") not in self.data["labels"] and "//" not in lower:
            return False
        words = _words(rest if colon else lower)
        if self.data["sentence_words"].keys() & words or "n't" in lower:
            return False
        if "@" in line or "www." in lower:
            return len(words) < 9
        long = [w for w in _words(line) if len(w) > 3 and w.lower() not in self.data["small_words"]]
        return 2 * sum(not word[0].islower() for word in long) >= len(long)


def _words(line: str) -> list[str]:
    """Return the words of a line, without signs."""
    return "".join(sign if sign.isalnum() or sign in "’'" else " " for sign in line).split()
