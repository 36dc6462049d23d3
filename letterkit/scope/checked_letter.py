"""A letter and the report on exactly its words: the only thing that writers take."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain

from letterkit.issue import Issue, Report
from letterkit.letter import Letter
from letterkit.scope.engine import check_words
from letterkit.scope.index import load_scope


@dataclass(frozen=True, slots=True)
class CheckedLetter:
    """A checked letter. To make one is to check it: no report can be handed in.

    ``unsent`` marks it, on every page, as a draft that is not for sending.
    """

    letter: Letter
    profile: str = "massage-us"
    unsent: bool = False
    report: Report = field(init=False)

    def __post_init__(self) -> None:
        """Check the letter's words, and their number against its budget."""
        report = check_words(self.letter.text, self.profile)
        if self.letter.words > self.letter.word_budget:
            report = report._replace(
                issues=(*report.issues, _over_budget(self.letter, self.profile))
            )
        object.__setattr__(self, "report", report)

    @property
    def text(self) -> str:
        """The words that were checked."""
        return self.letter.text

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What the check reported."""
        return self.report.issues


def check_letter(
    letter: Letter, profile: str = "massage-us", *, unsent: bool = False
) -> CheckedLetter:
    """Return the letter, checked."""
    return CheckedLetter(letter, profile, unsent)


def _over_budget(letter: Letter, profile: str) -> Issue:
    """Return the issue on a letter's length, placed at its first paragraph."""
    rule = next(rule for rule in load_scope(profile).rules if rule.id == "BR01")
    lines = [
        (block.kind == "paragraph", line.text)
        for block in letter.blocks
        for line in (*block.lines, *chain(*block.rows))
        if line.text
    ]
    words = next((text for paragraph, text in lines if paragraph), lines[0][1])
    start = letter.text.index(words)
    length = f"{letter.words} words, over its budget of {letter.word_budget}"
    return Issue(
        rule=rule.id, name=rule.name, category=rule.category, severity=rule.severity,
        start=start, end=start + len(words), line=letter.text.count("\n", 0, start) + 1, column=1,
        text=words, message=rule.message.replace("{match}", length), advice=rule.advice,
        rewrite=None, source=rule.source,
    )  # fmt: skip
