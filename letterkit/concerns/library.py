"""The concerns: one file a cluster of signs in ``data/concerns``, compiled into one JSON file.

``python -m letterkit.concerns.build`` compiles them; a test holds the two together. Reading the
YAML would cost every draft a tenth of a second.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from letterkit.errors import Fault, UsageError, did_you_mean
from letterkit.letter import Urgency
from letterkit.resources import data_folder

URGENCIES: tuple[Urgency, ...] = ("emergency", "same-day", "routine")  # the most urgent first
MedicineGroup = Literal["antithrombotic", "anti-inflammatory"]


def _read_flag(value: object) -> object:
    return {"yes": True, "no": False}.get(str(value), value)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sign(_Entry):
    """Something a patient reports or a therapist observes, in words that name no condition.

    Each of ``words`` is a line such as ``dark/black stool*``: all its words near each other, in
    any order; ``/`` stands between alternatives, ``*`` for any ending.
    """

    name: str
    words: tuple[str, ...]
    urgency: Urgency | None = None  # where it is not the concern's own


class Concern(_Entry):
    """A cluster of signs, how soon a physician should hear of it, and by which letter.

    A concern is noticed where a sign is, in its ``setting`` and with one of its ``medicines``
    listed, if it has those; ``booked``: where a procedure is booked. ``starred``: why the urgency
    is a cautious choice of our own and no source's.
    """

    id: str
    title: str
    letter: str
    urgency: Urgency
    starred: str = ""
    signs: tuple[Sign, ...] = ()
    setting: Sign | None = None
    medicines: tuple[MedicineGroup, ...] = ()
    booked: Annotated[bool, BeforeValidator(_read_flag)] = False
    state: tuple[str, ...]
    leave_out: tuple[str, ...]
    sources: tuple[str, ...]


class ConcernLibrary(_Entry):
    """All concerns, and the names of the medicines that they ask for, in lower case."""

    concerns: tuple[Concern, ...]
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
