"""The letters on the shelf: one file each, ``<id>.j2``, front matter first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from letterkit.errors import Fault, InputError, Place, UsageError, did_you_mean
from letterkit.resources import templates_folder
from letterkit.yaml_source import parse_yaml, read_text

TEMPLATE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_CHARACTERS = 100_000
_FENCE = "---\n"


class FrontMatter(BaseModel):
    """What a template says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str  # the document's title: it shows in file lists, so it names no patient
    purpose: str
    urgency: Literal["emergency", "same-day", "routine"]
    words: Annotated[int, BeforeValidator(int)]  # the budget
    needs: tuple[str, ...]  # dotted case fields; ``procedures[].on`` asks it of every entry
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A letter's front matter and body; ``folder`` is where its shared parts are found."""

    id: str
    path: str
    folder: Path
    about: FrontMatter
    body: str  # as many lines as the file, the front matter blank, so that line numbers agree


def template_ids(folder: Path | None = None) -> tuple[str, ...]:
    """Return the ids of the letters in ``folder`` (default: the shipped ones), sorted."""
    return tuple(sorted(path.stem for path in (folder or templates_folder()).glob("*.j2")))


def find_template(concern: str | None, folder: Path | None = None) -> Template:
    """Return the letter that serves ``concern``. Raises UsageError where none does."""
    for template_id in template_ids(folder):
        template = load_template(template_id, folder)
        if concern in template.about.concerns:
            return template
    known = ", ".join(template_ids(folder))
    what = f"no letter serves the concern “{concern}”." if concern else "no letter is chosen."
    raise UsageError(Fault(what, f"Add “letter: …” to the case. There is: {known}."))


def load_template(template_id: str, folder: Path | None = None) -> Template:
    """Return the letter with this id.

    Raises UsageError for an unknown id and InputError for a file that cannot be used.
    """
    folder = folder or templates_folder()
    if template_id not in template_ids(folder):
        known = template_ids(folder)
        hint = did_you_mean(template_id, known) or f"There is: {', '.join(known)}."
        raise UsageError(Fault(f"there is no letter “{template_id}”.", hint))
    path = folder / f"{template_id}.j2"
    text = read_text(path)
    return Template(template_id, str(path), folder, _front_matter(text, str(path)), body_of(text))


def body_of(text: str) -> str:
    """Return a template's text with its front matter blanked out."""
    end = _front_matter_end(text)
    return "\n" * text.count("\n", 0, end) + text[end:]


def _front_matter_end(text: str) -> int:
    if not text.startswith(_FENCE):
        return 0
    end = text.find("\n" + _FENCE, len(_FENCE) - 1)
    return end + 1 + len(_FENCE) if end >= 0 else 0


def _front_matter(text: str, path: str) -> FrontMatter:
    if len(text) > MAX_CHARACTERS:
        what = f"is {len(text):,} characters long; a letter has no more than {MAX_CHARACTERS:,}."
        raise InputError(Fault(what, "", Place(path)))
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
        return FrontMatter.model_validate(source.value)
    except ValidationError as error:
        faults = [
            Fault(
                f"front matter “{'.'.join(map(str, detail['loc']))}”: {detail['msg']}.",
                f"Known here: {', '.join(FrontMatter.model_fields)}.",
                source.key_place(detail["loc"]),
            )
            for detail in error.errors()
        ]
        raise InputError(*faults) from None
