"""What a rule cites, as the reports that name it in full are given it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from letterkit.issue import Issue


class Cited(NamedTuple):
    """What a source says, in our words, and where it was read."""

    says: str
    address: str


Sources: TypeAlias = Mapping[str, Cited]


def cited_by(issue: Issue, sources: Sources) -> Iterator[tuple[str, Cited]]:
    """Yield the sources that an issue's rule names, as far as they are known."""
    for name in issue.source.split(", "):
        if name in sources:
            yield name, sources[name]
