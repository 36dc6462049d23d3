"""What a person is asked to make a letter, in the order in which a person tells the story.

The words stand in ``data/questions.yaml``; what a field may hold is known to the case model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from letterkit.case_file import field_info, record_in
from letterkit.errors import Fault, InputError
from letterkit.guided.days_said import Looks
from letterkit.letter import Urgency
from letterkit.resources import data_folder
from letterkit.template.library import Template, load_template, template_ids
from letterkit.yaml_source import key_name, parse_yaml, read_text

Kind = Literal["short", "long", "day", "moment", "count", "choice", "lines", "entries"]
_SHORT = 200  # characters; what may be longer is given room
_ALWAYS = frozenset({"profile", "date", "urgency"})  # these steer every letter


def _read_flag(value: object) -> object:
    return {"yes": True, "no": False}.get(str(value), value)


_Flag = Annotated[bool, BeforeValidator(_read_flag)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Asked(_Record):
    """A question as ``data/questions.yaml`` holds it."""

    field: str
    ask: str
    help: str = ""
    blank: str = ""
    usual: _Flag = False
    looks: Looks = ""
    choices: Mapping[str, str] = {}
    parts: tuple[_Asked, ...] = ()


class _AskedGroup(_Record):
    id: str
    title: str
    help: str = ""
    questions: tuple[_Asked, ...]


class _AskedAll(_Record):
    situations: Mapping[str, str]
    groups: tuple[_AskedGroup, ...]


class Choice(NamedTuple):
    """A value that may stand in a field, and what it says."""

    value: str
    says: str


class Question(NamedTuple):
    """What is asked for one field.

    ``parts`` are the questions of each entry of a list, their fields as an entry knows them.
    ``needed``: the letter, or an entry, cannot do without it; ``usual``: asked at once.
    """

    field: str
    ask: str
    help: str
    example: str
    kind: Kind
    choices: tuple[Choice, ...]
    needed: bool
    usual: bool
    looks: Looks
    parts: tuple[Question, ...]


class Group(NamedTuple):
    """Questions that belong together: one kind of fact, or one person."""

    id: str
    title: str
    help: str
    questions: tuple[Question, ...]


class Form(NamedTuple):
    """All that a letter can be told, in the order in which a person tells it."""

    letter: str
    groups: tuple[Group, ...]

    @property
    def questions(self) -> Iterator[Question]:
        """Yield the questions of all groups."""
        return (question for group in self.groups for question in group.questions)


class Situation(NamedTuple):
    """When a letter is needed, in plain words; ``id`` is the letter's.

    ``called`` is what else a person may call it, who looks for it.
    """

    id: str
    situation: str
    purpose: str
    urgency: Urgency
    called: str


@cache
def situations() -> tuple[Situation, ...]:
    """Return the situations that a letter is shipped for, the most urgent first."""
    order = ("emergency", "same-day", "routine")
    called = _all_asked().situations
    found = [
        Situation(template.id, about.situation, about.purpose, about.urgency, called[template.id])
        for template in map(load_template, template_ids())
        if (about := template.about).urgency != "as the letter"
    ]
    return tuple(sorted(found, key=lambda one: (order.index(one.urgency), one.situation)))


def situations_for(words: str) -> tuple[Situation, ...]:
    """Return the situations that hold most of the words; what says it itself goes before purposes.

    A word may be begun only. Returns nothing where no word of them is known. The page finds them
    in the same way (``web/assets/picker.js``).
    """
    known = situations()
    if exact := tuple(one for one in known if one.id == words):
        return exact
    wanted = [word.removesuffix("s") for word in words.casefold().split()]
    for texts in ([f"{one.situation} {one.called}" for one in known],
                  [one.purpose for one in known]):  # fmt: skip
        held = [re.findall(r"[\w’'-]+", text.casefold()) for text in texts]
        counts = [sum(any(h.startswith(word) for h in one) for word in wanted) for one in held]
        if most := max(counts):
            return tuple(one for one, count in zip(known, counts, strict=True) if count == most)
    return ()


@cache
def form_for(letter: str) -> Form:
    """Return the questions for a shipped letter. Raises UsageError for an unknown one."""
    template = load_template(letter)
    used = _letter_fields()[letter]
    groups = (
        Group(group.id, group.title, group.help, tuple(_questions(group.questions, "", used)))
        for group in _all_asked().groups
    )
    return Form(letter, tuple(_fitting(group, template) for group in groups if group.questions))


def profile_names() -> tuple[Choice, ...]:
    """Return the profiles, as a person chooses among them."""
    asked = (question for group in _all_asked().groups for question in group.questions)
    (profile,) = (question for question in asked if question.field == "profile")
    return tuple(Choice(*pair) for pair in profile.choices.items())


@cache
def blank_words(field: str) -> str:
    """Return what stands for a field in an unfinished letter, in brackets.

    ``field`` is as templates name it: ``patient.born``, ``procedures.on``, ``medications``.
    """
    plain = re.sub(r"\[\d*\]", "", field)
    words = _blanks().get(plain) or plain.rpartition(".")[2].replace("_", " ")
    return f"[{words}]"


@cache
def ask_words(field: str) -> str:
    """Return the question for a field of a case, or an empty string where none is asked."""
    return _asks().get(re.sub(r"\[\d*\]", "", field), "")


@cache
def group_titles() -> Mapping[str, str]:
    """Return the title under which each field at the top of a case is asked, in their order.

    What concerns the letter itself comes first, as in a file that a person will read.
    """
    *story, letter = _all_asked().groups
    titles = dict.fromkeys(("letter", "date", "urgency", "profile"), letter.title)
    for group in (letter, *story):
        for question in group.questions:
            titles.setdefault(question.field.partition(".")[0], group.title)
    return titles


@cache
def _letter_fields() -> Mapping[str, Mapping[str, str]]:
    """Return the fields of each shipped letter, as ``build`` compiled them."""
    text = (data_folder() / "letter-fields.json").read_text("utf-8")
    fields: Mapping[str, Mapping[str, str]] = json.loads(text)
    return fields


@cache
def _all_asked() -> _AskedAll:
    path = data_folder() / "questions.yaml"
    source = parse_yaml(read_text(path), str(path))
    try:
        return _AskedAll.model_validate(source.value)
    except ValidationError as error:
        faults = (Fault(f"“{key_name(d['loc'])}”: {d['msg']}.", "", source.place(d["loc"]))
                  for d in error.errors())  # fmt: skip
        raise InputError(*faults) from None


@cache
def _blanks() -> Mapping[str, str]:
    return {path: asked.blank for path, asked in _walk() if asked.blank}


@cache
def _asks() -> Mapping[str, str]:
    return {path: asked.ask for path, asked in _walk()}


def _walk() -> Iterator[tuple[str, _Asked]]:
    """Yield every question with its full path, without list numbers."""
    for group in _all_asked().groups:
        for asked in group.questions:
            yield asked.field, asked
            yield from ((f"{asked.field}.{part.field}", part) for part in asked.parts)


def _questions(
    asked: tuple[_Asked, ...], prefix: str, used: Mapping[str, str]
) -> Iterator[Question]:
    """Yield the questions for the fields that a letter uses; ``used`` tells how it needs each."""
    for one in asked:
        path = prefix + one.field
        info = field_info(_key(path))
        assert info, path
        parts = tuple(_questions(one.parts, f"{path}[].", used))
        if not (parts or path in used or path in _ALWAYS):
            continue
        required = used.get(path, "no")
        in_entry = bool(prefix) and "." not in one.field  # a measure is not needed by its finding
        yield Question(
            field=one.field,
            ask=one.ask,
            help=one.help,
            example=_example(info),
            kind="choice" if one.choices else _kind(info),
            choices=tuple(Choice(*pair) for pair in one.choices.items()),
            needed=required == "yes" or (required == "if any" and in_entry),
            usual=one.usual,
            looks=one.looks,
            parts=parts,
        )


def _example(info: FieldInfo) -> str:
    """Return an example of one answer; of a list, its first entry."""
    example = str(info.examples[0]).removeprefix("- ") if info.examples else ""
    return example.strip("[]").partition(", ")[0] if example.startswith("[") else example


def _fitting(group: Group, template: Template) -> Group:
    """Return the group with only those kinds of permission that the letter may be written on."""
    wanted = template.about.consent
    return group._replace(
        questions=tuple(
            one._replace(choices=tuple(c for c in one.choices if c.value in wanted))
            if wanted and one.field == "consent.how"
            else one
            for one in group.questions
        )
    )


def _key(path: str) -> tuple[str, ...]:
    return tuple(path.replace("[]", "").split("."))


def _kind(info: FieldInfo) -> Kind:
    """Return what a field may hold, as the case model says it."""
    held = set(_held(info.annotation))
    if get_origin(info.annotation) is tuple:
        return "entries" if record_in(info.annotation) else "lines"
    if datetime in held:
        return "moment"
    if date in held:
        return "day"
    if int in held:
        return "count"
    noted = (*info.metadata, *held)
    sizes = [size for mark in noted if (size := getattr(mark, "max_length", None))]
    return "long" if sizes and max(sizes) > _SHORT else "short"


def _held(annotation: Any) -> Iterator[Any]:
    """Yield the types that an annotation is made of, and what is noted beside them."""
    yield annotation
    for inner in get_args(annotation):
        yield from _held(inner)
