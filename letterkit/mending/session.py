"""The decisions of a walk, also as a file, so that the walk can go on another day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from letterkit.manuscript import Manuscript
from letterkit.mending.change import Change

Kind = Literal["accepted", "edited", "allowed", "skipped"]
KINDS: tuple[Kind, ...] = ("accepted", "edited", "allowed", "skipped")
VERSION = 1
_NONE = "is no session of letterkit fix"


class Decision(NamedTuple):
    """What a person decided on one issue.

    ``start`` and ``end`` are offsets into the text as it was then: of a skipped issue its words,
    else what ``words`` were put in place of. An issue that is allowed beside the letter has its
    ``sentence``, and puts nothing into the text.
    """

    kind: Kind
    rule: str
    start: int
    end: int
    words: str = ""
    sentence: str = ""
    reason: str = ""
    initials: str = ""
    date: str = ""

    @property
    def change(self) -> Change:
        """What the decision does to the text as it was then."""
        if self.kind == "skipped":
            return Change(self.start, self.start, "")
        return Change(self.start, self.end, self.words)


def session_text(fingerprint: str, decisions: Iterable[Decision]) -> str:
    """Return the decisions on the letter with this fingerprint as the text of a session file."""
    kept = [decision._asdict() for decision in decisions]
    data = {"letterkit-fix": VERSION, "letter": fingerprint, "decisions": kept}
    return json.dumps(data, indent=1) + "\n"


def session_of(text: str) -> tuple[str, list[Decision]]:
    """Return the fingerprint and the decisions of a session file; ValueError where it is none."""
    try:
        data = json.loads(text)
        owner, entries = data["letter"], data["decisions"]
        if data["letterkit-fix"] == VERSION and isinstance(owner, str):
            return owner, [_decision(entry) for entry in entries]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(_NONE) from error
    raise ValueError(_NONE)


def fingerprint(content: bytes, manuscript: Manuscript) -> str:
    """Return what tells one letter from another, and one reading of it from another."""
    words = manuscript.text.encode("utf-8", "replace")
    return hashlib.sha256(hashlib.sha256(content).digest() + words).hexdigest()


def _decision(entry: dict[str, Any]) -> Decision:
    decision = Decision(**entry)
    kinds = {"start": int, "end": int}
    typed = all(type(held) is kinds.get(key, str) for key, held in decision._asdict().items())
    if not typed or decision.kind not in KINDS:
        raise ValueError(_NONE)
    return decision
