"""Issues on a template, each at the words that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from letterkit.errors import Fault, InputError, Place
from letterkit.issue import Issue
from letterkit.template.library import body_of, text_of
from letterkit.yaml_source import REFUSED

Placed = tuple[str, Issue]  # an issue and the file that it stands in
EXPRESSION = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def said_of(kind: str, error: InputError) -> Iterator[Placed]:
    return (issue_of(kind, fault) for fault in error.faults)


def issue_of(kind: str, fault: Fault) -> Placed:
    """Return a fault as an issue at the words that it names."""
    assert fault.place
    path, line, column = fault.place
    text = text_of(Path(path))
    start = offset_of(text, line, column) if column else _named(text, line, fault.what)
    words = re.compile(r"\S[\w.]*|").match(text, start)
    end = words.end() if words else start
    place = place_at(path, text, start)
    return path, Issue(
        rule=kind, name=f"template.{kind.replace('-', '_')}", category="template",
        severity="error", start=start, end=end, line=place.line, column=place.column,
        text=REFUSED.sub("�", text[start:end]), message=fault.what,
        advice=fault.todo or "Change these words, or take them out.", rewrite=None, source="",
    )  # fmt: skip


def _named(text: str, number: int, what: str) -> int:
    """Return where the words that ``what`` quotes stand in a line, else its first expression."""
    start, line = offset_of(text, number, 1), line_of(text, number)
    for words in re.findall("“(.*?)”", what):
        bare = words.replace("(…)", "").lstrip(".")
        for inside in EXPRESSION.finditer(line):
            if found := re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", inside[0]):
                return start + inside.start() + found.start()
    first = re.search(r"\{[{%#]|\S", line)
    opening = re.search(r"\{[{%#]", line) or first
    return start + (opening.start() if opening else 0)


def value_offset(text: str, field: str, value: str) -> int:
    """Return where a value of the front matter stands."""
    at = re.search(rf"(?m)^{field}\s*:", text)
    found = re.search(
        rf"(?<![\w.\[\]]){re.escape(value)}(?![\w.\[])", text[at.end() :] if at else ""
    )
    return at.end() + found.start() if at and found else 0


def body_offset(text: str) -> int:
    body = body_of(text)
    return len(text) - len(body.lstrip())


def place_at(path: str, text: str, offset: int) -> Place:
    return Place(path, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def offset_of(text: str, line: int, column: int) -> int:
    lines = text.split("\n")[: max(line, 1) - 1]
    return min(sum(len(each) + 1 for each in lines) + max(column, 1) - 1, len(text))


def line_of(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else ""
