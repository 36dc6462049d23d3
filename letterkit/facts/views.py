"""What a template may see: the base of all views, persons, and groups of facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from letterkit.facts.phrases import sentence
from letterkit.facts.wording import Wording
from letterkit.names import short_name
from letterkit.yaml_source import KeyPath


class View:
    """What a template may see of one part of the case: the names in ``fields``, nothing else."""

    fields: ClassVar[frozenset[str]] = frozenset()

    def key_of(self, name: str) -> str:
        """Return what the case should have given for ``name``."""
        return name


class Part(View):
    """Practitioner, recipient, patient: fields that may be printed as they are."""

    def __init__(self, wording: Wording, key: KeyPath, record: Any) -> None:
        self._wording, self._key, self._record = wording, key, record

    def value(self, name: str) -> str | None:
        """Return the field ``name``, marked and written out, or None where it is not given."""
        value = getattr(self._record, name, None)
        if value is None:
            return None
        if isinstance(value, date):
            return self._wording.day((*self._key, name), value, year=True)
        return self._wording.words((*self._key, name), str(value))

    def key_of(self, name: str) -> str:
        """Return the field of the case behind ``name``."""
        return ".".join([*map(str, self._key), name])


class Person(Part):
    """Somebody with a name; printed alone it is the short name of sentences."""

    def __str__(self) -> str:
        called = getattr(self._record, "called", None)
        if called:
            return self._wording.words((*self._key, "called"), called)
        short = short_name(self._record.name, doctor=self._wording.profile.doctor)
        return self._wording.ledger.mark_value((*self._key, "name"), short, literal=False)


class Group(View):
    """A list of facts of one kind."""

    def __init__(self, wording: Wording, key: KeyPath, records: Sequence[Any], who: Person) -> None:
        self._wording, self._key, self._records, self._who = wording, key, records, who

    def __len__(self) -> int:
        return len(self._records)

    def key_of(self, name: str) -> str:
        """Return the field of the case behind ``name``: the whole group where it is empty."""
        return ".".join([*map(str, self._key), *([name] if self._records else [])])

    def items(self) -> Iterator[str]:
        """Yield each fact as an item of a list that stands under the kind's own lead-in."""
        for number, record in enumerate(self._records):
            yield sentence(self.item((*self._key, number), record))

    def item(self, key: KeyPath, record: Any) -> str:
        """Return one fact in words, without its attribution: for this class's use only."""
        raise NotImplementedError

    def _field(self, key: KeyPath, record: Any, name: str, alias: str = "") -> str:
        """Return a field's words, marked, or an empty string."""
        value = getattr(record, name)
        field = (*key, alias or name)
        if value is None:
            return ""
        if isinstance(value, date):
            return self._wording.day(field, value)
        return self._wording.words(field, str(value))


class WordList(View):
    """Short lines that may be printed as they are: enclosures, copies."""

    def __init__(self, wording: Wording, key: KeyPath, values: Sequence[str]) -> None:
        self._lines = [wording.words((*key, number), value) for number, value in enumerate(values)]

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __str__(self) -> str:
        return "; ".join(self._lines)
