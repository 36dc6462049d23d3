"""Sentences to change, the changes, and what must outlast them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from letterkit import check_text
from letterkit.issue import SEVERITIES, Issue, Report
from letterkit.scope.pack import load_plain, load_rules

CORPUS = Path(__file__).parent.parent / "corpus"
DEV: tuple[str, ...] = tuple(
    json.loads(line)["text"] for line in (CORPUS / "dev.jsonl").read_text("utf-8").splitlines()
)
WRONG = tuple(wrong.sentence for rule in load_rules() for wrong in rule.wrong)
LETTERS = tuple(path.read_text("utf-8") for path in sorted((CORPUS / "letters").glob("*.txt")))
REPORTED = tuple(text for text in dict.fromkeys((*WRONG, *DEV)) if check_text(text).issues)

sentences = st.sampled_from((*WRONG, *DEV))
reported = st.sampled_from(REPORTED)

_STRAIGHT = str.maketrans("“”„«»‘’‚`´", "\"\"\"\"\"'''''")
_STRAY = re.compile(r"(?<!\w)'|'(?!\w)")


class Edit(NamedTuple):
    """Words put in place of ``text[start:end]``."""

    text: str
    start: int
    end: int
    new: str

    @property
    def edited(self) -> str:
        """Return the text with the words in place."""
        return self.text[: self.start] + self.new + self.text[self.end :]

    def moved(self, issue: Issue) -> tuple[int, int]:
        """Return where the words of an issue stand in the edited text."""
        shift = len(self.new) - (self.end - self.start)
        start = issue.start if issue.start < self.end else issue.start + shift
        end = issue.end if issue.end <= self.start else issue.end + shift
        return start, max(end, start + 1)

    def touches(self, issue: Issue) -> bool:
        """Return whether the edit lies within the issue's words or beside them."""
        return self.start <= issue.end and self.end >= issue.start


def lost(edit: Edit) -> list[str]:
    """Return the words reported before the edit that no issue as grave touches after it."""
    after = check_text(edit.edited)
    return [
        f"{issue.rule} “{issue.text}”"
        for issue in check_text(edit.text).issues
        if not any(_holds(later, issue, edit) for later in after.issues)
    ]


def _holds(later: Issue, issue: Issue, edit: Edit) -> bool:
    start, end = edit.moved(issue)
    as_grave = SEVERITIES.index(later.severity) <= SEVERITIES.index(issue.severity)
    return as_grave and later.start < end and later.end > start


def rules_of(report: Report) -> list[tuple[str, int, int]]:
    """Return rule and place of every issue."""
    return [(issue.rule, issue.start, issue.end) for issue in report.issues]


def straightened(text: str) -> str:
    """Return the text with straight quotation marks."""
    return text.translate(_STRAIGHT)


def curled(text: str) -> str:
    """Return the text with the quotation marks that Word would set."""
    opened = re.sub(r'(^|[\s(\[—–-])"', r"\1“", straightened(text))
    single = re.sub(r"(^|[\s(\[—–-])'", r"\1‘", opened.replace('"', "”"))
    return single.replace("'", "’")


def gaps(text: str) -> list[int]:
    """Return the offsets of the spaces."""
    return [match.start() for match in re.finditer(" ", text)]


def has_stray_mark(text: str, mark: str) -> bool:
    """Return whether the mark stands somewhere where another could pair with it."""
    text = straightened(text)
    return bool(_STRAY.search(text)) if mark == "'" else '"' in text


def drug_synonyms() -> Iterator[tuple[str, str]]:
    """Yield brand and generic names of one drug, both ways."""
    for name, row in load_plain("drug-names.yaml")["medicines"].items():
        for brand in (brand for brands in row["brands"].values() for brand in brands):
            yield brand, name
            yield name, brand
