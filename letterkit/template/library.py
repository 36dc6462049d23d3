"""The letters on the shelf: one file each, ``<id>.j2``, front matter first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from letterkit.case_file import field_info, known_fields
from letterkit.errors import Fault, InputError, Place, UsageError, did_you_mean
from letterkit.template.shelf import is_no_file, leads_out, letter_folders, letter_paths
from letterkit.yaml_source import Source, key_name, parse_yaml, read_text, refuse_characters

MAX_CHARACTERS = 100_000
_FENCE = "---\n"
_KEPT = 64  # letters whose front matter is kept, by their text
_SHOWN = "“letterkit templates list” shows which there are."


def _read_budget(value: object) -> int:
    if isinstance(value, str) and re.fullmatch("[1-9][0-9]{1,3}", value):
        return int(value)
    raise ValueError("should be how many words the letter may have, such as 250")


def _read_flag(value: object) -> bool:
    if value in ("yes", "no"):
        return value == "yes"
    raise ValueError("should be yes or no")


_Flag = Annotated[bool, BeforeValidator(_read_flag)]


class FrontMatter(BaseModel):
    """What a template says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str  # the document's title: it shows in file lists, so it names no patient
    situation: str = ""  # when a therapist needs it, in plain words
    purpose: str
    urgency: Literal["emergency", "same-day", "routine", "as the letter"]
    words: Annotated[int, BeforeValidator(_read_budget)]
    needs: tuple[str, ...]  # dotted case fields; ``procedures[].on`` asks it of every entry
    consent: tuple[Literal["written", "verbal", "implied", "declined"], ...] = ()  # else any kind
    asks: _Flag = True  # whether the reader is asked for something
    fax: _Flag = True  # whether it may go by fax
    names_patient: _Flag = True  # a page without it can print nothing about the patient


@dataclass(frozen=True, slots=True)
class Template:
    """A letter's front matter and body; ``folders`` are where its shared parts are found."""

    id: str
    path: str
    folders: tuple[Path, ...]
    about: FrontMatter
    body: str  # as many lines as the file, the front matter blank, so that line numbers agree

    @property
    def own(self) -> bool:
        """Whether the letter lies in a house's own folder and is none of ours."""
        return len(self.folders) > 1 and Path(self.path).parent == self.folders[0]


def template_ids(own: Path | None = None) -> tuple[str, ...]:
    """Return the ids of all letters, sorted; ``own`` is a folder of letters beside ours."""
    return tuple(sorted(letter_paths(letter_folders(own))))


def load_template(template_id: str, own: Path | None = None) -> Template:
    """Return the letter with this id, the one in the folder ``own`` before ours.

    Raises UsageError for an unknown id and InputError for a file that cannot be used.
    """
    folders = letter_folders(own)
    paths = letter_paths(folders)
    if template_id not in paths:
        shown = _SHOWN
        if own is None:
            shown += " For one of your own, name its folder: --templates DIR."
        hint = did_you_mean(template_id, paths) or shown
        raise UsageError(Fault(f"there is no letter “{template_id}”.", hint))
    return read_letter(paths[template_id], folders)


def read_letter(path: Path, folders: tuple[Path, ...]) -> Template:
    """Return the letter that stands in the file ``path``. Raises InputError."""
    text = read_template(path)
    return Template(path.stem, str(path), folders, read_front(text, str(path)), body_of(text))


def text_of(path: Path) -> str:
    """Return what stands in the file of a letter or shared part, whatever it is.

    Raises InputError for a file that cannot be read, is none, or lies in another folder.
    """
    if leads_out(path):
        what, todo = "is a link out of its folder.", "Put the file itself there."
        raise InputError(Fault(what, todo, Place(str(path))))
    if is_no_file(path):
        todo = "Put the text of the letter in a file."
        raise InputError(Fault("is not an ordinary file.", todo, Place(str(path))))
    return read_text(path, "letter")


def read_template(path: Path) -> str:
    """Return the text of a letter or of a shared part. Raises InputError."""
    text = text_of(path)
    if len(text) > MAX_CHARACTERS:
        what = f"is {len(text):,} characters long; a letter has no more than {MAX_CHARACTERS:,}."
        raise InputError(Fault(what, "Move letters that differ into files of their own.",
                               Place(str(path), 1)))  # fmt: skip
    refuse_characters(text, str(path))
    return text


def body_of(text: str) -> str:
    """Return a template's text with its front matter blanked out."""
    end = _front_matter_end(text)
    return "\n" * text.count("\n", 0, end) + text[end:]


def _front_matter_end(text: str) -> int:
    if not text.startswith(_FENCE):
        return 0
    end = text.find("\n" + _FENCE, len(_FENCE) - 1)
    return end + 1 + len(_FENCE) if end >= 0 else 0


@lru_cache(_KEPT)
def read_front(text: str, path: str) -> FrontMatter:
    """Return what a template says of itself. Raises InputError with all that is not right."""
    end = _front_matter_end(text)
    if not end:
        raise InputError(
            Fault(
                "does not start with its front matter.",
                "Begin with --- and the fields title, purpose, urgency, words and needs, then ---.",
                Place(path, 1, 1),
            )
        )
    source = parse_yaml(text[len(_FENCE) : end - len(_FENCE)], path, first_line=2)
    try:
        about = FrontMatter.model_validate(source.value)
    except ValidationError as error:
        raise InputError(*(_fault(detail, source) for detail in error.errors())) from None
    faults = [
        Fault(*said, source.place(("needs", number)))
        for number, need in enumerate(about.needs)
        if (said := _unfit_need(need))
    ]
    if faults:
        raise InputError(*faults)
    return about


def _fault(error: Mapping[str, Any], source: Source) -> Fault:
    """Put pydantic's error into a person's words."""
    name, kind, context = key_name(error["loc"]), error["type"], error.get("ctx", {})
    known = ", ".join(FrontMatter.model_fields)
    place = source.key_place(error["loc"])
    if kind == "missing":
        return Fault(f"the front matter lacks “{name}”.", f"It has: {known}.", place)
    if kind == "extra_forbidden":
        hint = did_you_mean(name, FrontMatter.model_fields) or f"There is: {known}."
        return Fault(f"the front matter has no “{name}”.", hint, place)
    if kind == "literal_error":
        return Fault(f"“{name}” cannot be that.", f"Write {context['expected']}.", place)
    if kind == "tuple_type":
        return Fault(f"“{name}” should be a list.", f"Write “{name}: […]”.", place)
    if kind == "value_error":
        return Fault(f"“{name}” {context['error']}.", "", place)
    if name:
        return Fault(f"“{name}” should be text.", "", place)
    return Fault("the front matter is not a list of fields.", f"It has: {known}.", place)


def _unfit_need(need: str) -> tuple[str, str] | None:
    """Say what is wrong with a field that a letter asks for; None where a case can give it."""
    parts = need.split(".")
    for number in range(len(parts)):
        key = tuple(part.removesuffix("[]") for part in parts[: number + 1])
        info = field_info(key)
        if info is None:
            return f"“needs” asks for “{need}”, which no case has.", known_fields(key)
        is_list, last = get_origin(info.annotation) is tuple, number == len(parts) - 1
        if parts[number].endswith("[]") and not is_list:
            return f"“needs” asks for “{need}”, and “{key_name(key)}” is no list.", "Drop the “[]”."
        if is_list and not last and not parts[number].endswith("[]"):
            return (f"“needs” asks for “{need}”, and “{key_name(key)}” is a list.",
                    f"Write “{key_name(key)}[].{'.'.join(parts[number + 1 :])}”.")  # fmt: skip
    return None
