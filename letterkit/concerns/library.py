"""The concerns: one file a cluster of signs in ``data/concerns``, compiled into one JSON file.

``python -m letterkit.concerns.build`` compiles them; a test holds the two together. Reading the
YAML would cost every draft a tenth of a second.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from letterkit.concerns.lines import read_line
from letterkit.errors import Fault, UsageError, did_you_mean
from letterkit.letter import Urgency
from letterkit.resources import data_folder

URGENCIES: tuple[Urgency, ...] = ("emergency", "same-day", "routine")  # the most urgent first
MedicineGroup = Literal["antithrombotic", "anti-inflammatory"]


def _read_flag(value: object) -> object:
    return {"yes": True, "no": False}.get(str(value), value)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _readable(line: str) -> str:
    read_line(line)
    return line


_Flag = Annotated[bool, BeforeValidator(_read_flag)]
_Line = Annotated[str, AfterValidator(_readable)]  # see ``lines``


class Sign(_Entry):
    """Something a patient reports or a therapist observes, in words that name no condition.

    One of ``words`` stands in a sentence and none of ``other_than`` does. ``beside``: it counts
    only beside another sign of the concern. ``lately``: not where it is said to be years old.
    """

    name: str
    words: tuple[_Line, ...]
    other_than: tuple[_Line, ...] = ()
    urgency: Urgency | None = None  # where it is not the concern's own
    beside: _Flag = False
    lately: _Flag = False


class Setting(Sign):
    """What has to be true of the patient: said in words, or in the fields of a case.

    ``age``: from how many years on; ``procedure``: whether a past one of ``procedures`` that its
    words name is meant too.
    """

    age: int | None = None
    procedure: tuple[_Line, ...] = ()


class Booked(_Entry):
    """Which procedures count, and the words by which a report tells that one lies ahead.

    ``later``: what to do where it is not soon.
    """

    procedure: tuple[_Line, ...]
    other_than: tuple[_Line, ...] = ()
    ahead: tuple[_Line, ...]
    later: str


class Concern(_Entry):
    """A cluster of signs, how soon a physician should hear of it, and by which letter.

    A concern is noticed where a sign is, in its ``setting`` and with one of its ``medicines``
    named, if it has those; ``booked``: where such a procedure is booked. ``starred``: in which
    part the urgency is a cautious choice of our own and no source's.
    """

    id: str
    title: str
    letter: str
    urgency: Urgency
    starred: str = ""
    signs: tuple[Sign, ...] = ()
    setting: Setting | None = None
    medicines: tuple[MedicineGroup, ...] = ()
    booked: Booked | None = None
    duty: _Flag = False  # whether the law may ask the therapist to report it to somebody
    state: tuple[str, ...]
    leave_out: tuple[str, ...]
    sources: tuple[str, ...]


class EmergencyCall(_Entry):
    """The letter for an emergency where the case says that help was called, and how it says so."""

    letter: str
    words: tuple[_Line, ...]
    other_than: tuple[_Line, ...] = ()


class ConcernLibrary(_Entry):
    """All concerns, the emergency call, and the names of medicines asked for, in lower case."""

    concerns: tuple[Concern, ...]
    call: EmergencyCall
    medicines: dict[MedicineGroup, frozenset[str]]


@cache
def load_library() -> ConcernLibrary:
    """Return the compiled library."""
    return ConcernLibrary.model_validate_json((data_folder() / "concerns.json").read_bytes())


def load_concern(concern: str) -> Concern:
    """Return the concern with this id. Raises UsageError for an unknown one."""
    concerns = {known.id: known for known in load_library().concerns}
    if concern not in concerns:
        hint = did_you_mean(concern, concerns) or f"There is: {', '.join(concerns)}."
        raise UsageError(Fault(f"there is no concern “{concern}”.", hint))
    return concerns[concern]
