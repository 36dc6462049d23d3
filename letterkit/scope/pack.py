"""Rule files as people write them: YAML, validated, with their own sentences.

Used when the index is built, in tests, and by ``explain``; a check never loads it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from letterkit.errors import Fault, InputError
from letterkit.issue import Severity
from letterkit.resources import data_folder
from letterkit.yaml_source import Source, read_yaml

FAMILIES = {
    "DX": "diagnosis", "IM": "interpretation", "RX": "medication", "PX": "procedure",
    "PG": "prognosis", "CA": "causation", "CL": "claim", "LG": "legal", "PS": "psychological",
    "CR": "credential", "AT": "attribution", "TN": "tone", "LN": "language",
    "AB": "abbreviation", "PV": "privacy", "CM": "completeness", "BR": "brevity",
}  # fmt: skip
VOICES = (
    "patient report", "clinician", "document", "quotation", "question", "conditional",
    "disclaimer", "general", "history", "past", "family",
)  # fmt: skip
_SPAN = re.compile(r"\[\[(.+?)\]\]")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wrong(_Entry):
    """A sentence that the rule reports, the words in [[double brackets]], and a better one."""

    text: str
    right: str

    @property
    def sentence(self) -> str:
        """Return the sentence without its brackets."""
        return _SPAN.sub(r"\1", self.text)

    @property
    def span(self) -> str:
        """Return the marked words."""
        match = _SPAN.search(self.text)
        return match[1] if match else ""


class Permitted(_Entry):
    """A near miss; ``because`` is the voice that must excuse it, empty where nothing matches."""

    text: str
    because: str = ""


class RuleRecord(_Entry):
    """One rule of a rule file."""

    id: str
    name: str
    severity: Severity
    cues: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    unsure: bool = False  # its words are also said of what is well: the whole sentence decides
    weighed: bool = False  # speaks for what the sentence as a whole comes to, not for a pattern
    excused_by: tuple[str, ...] = ()
    message: str
    advice: str
    rewrite: str | None = None
    source: str
    names: str | None = None  # the table that finds what the rule reports, in place of patterns
    capitals: bool = False  # whether the patterns see the sentence with its capitals
    of_letter: bool = False  # asked of a letter as a whole; completeness/of_letter.py finds it
    place: int = 0  # in its file: where two match the same words, the later one speaks
    wrong: tuple[Wrong, ...]
    permitted: tuple[Permitted, ...]

    @property
    def runs(self) -> bool:
        """Return whether anything in a text can make the rule speak."""
        return bool(self.match or self.names or self.weighed or self.of_letter)

    @property
    def category(self) -> str:
        """Return the family that the id names."""
        return FAMILIES[self.id[:2]]


class SourceRecord(_Entry):
    """Something that was read, where, and how near it is to the body's own text."""

    says: str
    address: str
    read: str
    status: Annotated[str, BeforeValidator(str)]
    holds_in: str = ""  # of a law or code: where; what a profile's own law may stand in for


@cache
def load_rules(folder: Path | None = None) -> tuple[RuleRecord, ...]:
    """Return the rules of every file in ``folder`` (default: the shipped ones), by id.

    Raises InputError for a file that does not hold rules.
    """
    records: list[RuleRecord] = []
    for path in sorted((folder or data_folder() / "rules").glob("*.yaml")):
        source = read_yaml(path)
        found: tuple[RuleRecord, ...] = _validated(tuple[RuleRecord, ...], source)
        records += (r.model_copy(update={"place": n}) for n, r in enumerate(found))
    return tuple(sorted(records, key=lambda record: record.id))


@cache
def load_sources() -> dict[str, SourceRecord]:
    """Return the sources that rules and profiles cite, by id. Raises InputError."""
    sources: dict[str, SourceRecord] = _validated(
        dict[str, SourceRecord], read_yaml(data_folder() / "sources.yaml")
    )
    return sources


def load_plain(name: str) -> Any:
    """Return a data file that holds only texts, lists and mappings."""
    return yaml.load((data_folder() / name).read_text("utf-8"), Loader=yaml.BaseLoader)


def _validated(kind: Any, source: Source) -> Any:
    try:
        return TypeAdapter(kind).validate_python(source.value)
    except ValidationError as error:
        faults = [
            Fault(f"{detail['msg']}.", "", source.place(tuple(detail["loc"])))
            for detail in error.errors()
        ]
        raise InputError(*faults) from None
