"""Compiles ``data/concerns/*.yaml`` and the table of medicines into ``data/concerns.json``.

python -m letterkit.concerns.build
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from letterkit.concerns.library import Concern, ConcernLibrary, MedicineGroup
from letterkit.errors import Fault, InputError
from letterkit.resources import data_folder
from letterkit.yaml_source import key_name, read_yaml

COMPILED = data_folder() / "concerns.json"

# Which of our groups the groups of ``drug-names.yaml`` belong to.
_ANTITHROMBOTIC = (
    "P2Y12 inhibitor", "antiplatelet", "factor Xa inhibitor", "heparin",
    "indirect factor Xa inhibitor", "low molecular weight heparin", "thrombin inhibitor",
    "vitamin K antagonist",
)  # fmt: skip
_THINNING: tuple[MedicineGroup, ...] = ("antithrombotic",)
_GROUPS: dict[str, tuple[MedicineGroup, ...]] = {
    "antiplatelet and NSAID": ("antithrombotic", "anti-inflammatory"),
    "NSAID": ("anti-inflammatory",),
    "COX-2 inhibitor": ("anti-inflammatory",),
    "painkiller": (),
    **dict.fromkeys(_ANTITHROMBOTIC, _THINNING),
}
_EVERYDAY: dict[MedicineGroup, tuple[str, ...]] = {
    "antithrombotic": ("blood thinner", "blood thinners", "anticoagulant", "antiplatelet"),
    "anti-inflammatory": ("anti-inflammatory", "anti-inflammatories", "nsaid", "nsaids"),
}


class _Medicine(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    group: str
    aliases: tuple[str, ...] = ()
    brands: dict[str, tuple[str, ...]] = {}


def compiled() -> bytes:
    """Return the compiled library. Raises InputError for a file that holds no concern."""
    concerns = tuple(map(read_concern, sorted((data_folder() / "concerns").glob("*.yaml"))))
    medicines = {group: sorted(_names(group)) for group in _EVERYDAY}
    library: dict[str, object] = {
        "concerns": [concern.model_dump(exclude_defaults=True) for concern in concerns],
        "call": read_yaml(data_folder() / "emergency-call.yaml").value,
        "medicines": medicines,
    }
    ConcernLibrary.model_validate(library)
    return TypeAdapter(dict[str, object]).dump_json(library, indent=1) + b"\n"


def read_concern(path: Path) -> Concern:
    """Return the concern of one file. Raises InputError with all that is wrong with it."""
    source = read_yaml(path)
    try:
        concern = Concern.model_validate(source.value)
    except ValidationError as error:
        faults = (
            Fault(f"“{key_name(e['loc'])}”: {e['msg']}.", "", source.place(e["loc"]))
            for e in error.errors()
        )
        raise InputError(*faults) from None
    if concern.id != path.stem:
        what = f"the id “{concern.id}” is not the name of the file."
        raise InputError(Fault(what, "Make them the same.", source.place(("id",))))
    return concern


def _names(group: MedicineGroup) -> Iterator[str]:
    table = read_yaml(data_folder() / "drug-names.yaml").value
    listed = table["medicines"] if isinstance(table, dict) else {}
    yield from _EVERYDAY[group]
    for name, medicine in TypeAdapter(dict[str, _Medicine]).validate_python(listed).items():
        if group in _GROUPS[medicine.group]:
            yield from (name, *medicine.aliases)
            yield from (brand for brands in medicine.brands.values() for brand in brands)


if __name__ == "__main__":
    COMPILED.write_bytes(compiled())
