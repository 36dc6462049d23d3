"""What a person has answered so far, as plain words; and the case file that it makes.

Answers have the shape and names of a case file (``Answers``), every value a text as it was typed.
A field is a path into them: ``patient.born``, ``reported[0].text``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias, get_origin

from pydantic import BaseModel

from letterkit.case import Case
from letterkit.case_file import fields_of, known_fields, misfits, record_in
from letterkit.errors import Fault, InputError
from letterkit.guided.questions import ask_words, group_titles
from letterkit.yaml_source import REFUSED, KeyPath, Source, Value, key_name, readable_key

Answers: TypeAlias = "dict[str, Value]"

_SPACE = re.compile(r"\s")  # a case file knows one kind
# What YAML takes for words without quotes, and so does whoever reads the file.
_PLAIN = re.compile(r"[^\W_](?:[\w.,/()°%’'+–;-]|[ ](?=[^\W_(]))*")
_HEAD = "# A case for letterkit. It makes the letter:  letterkit draft THIS-FILE -o letter.docx\n"


class Wrong(NamedTuple):
    """What is wrong with the answer to ``field``, and the way out."""

    field: str
    what: str
    todo: str


class Given(NamedTuple):
    """Answers without what is empty or fits no case.

    ``unfinished`` are fields that an entry which was begun cannot do without. ``typed_as`` tells
    the key of a value among the answers as they were typed, where empty entries count too.
    """

    data: Answers
    wrong: tuple[Wrong, ...]
    unfinished: tuple[str, ...]
    typed_as: Mapping[KeyPath, KeyPath]


def given(answers: Mapping[str, Any], stand_ins: Mapping[str, Mapping[str, str]]) -> Given:
    """Return what of the answers makes a valid case, and what is wrong with the rest.

    ``stand_ins`` are the persons that every case has, for those not named yet. Raises InputError
    for what has not the shape of answers.
    """
    for key, what in misshapen(answers, Case, ()):
        raise InputError(Fault(f"“{readable_key(key)}” {what}"))
    wrong: dict[str, Wrong] = {}
    unfinished: dict[str, None] = {}
    left_out = set()
    for key in _refused(answers, ()):
        left_out.add(key)
        field = key_name(key)
        what = f"“{ask_words(field) or field}” holds a character that a letter cannot show."
        wrong[field] = Wrong(field, what, "Delete it, or type the word again.")
    while True:
        typed_as: dict[KeyPath, KeyPath] = {}
        data = _without(answers, (), (), left_out, typed_as)
        assert isinstance(data, dict)
        for part, values in stand_ins.items():
            held = data.get(part, {})
            if isinstance(held, dict) and "name" not in held:
                data[part] = {**values, **held}
        found = misfits(data)
        if not found:
            return Given(data, tuple(wrong.values()), tuple(unfinished), typed_as)
        for one in found:
            field = key_name(_typed(one.key, typed_as))
            if one.absent:
                unfinished[field] = None
            else:
                what = _as_asked(one.fault.what, readable_key(one.key), ask_words(field))
                wrong[field] = Wrong(field, what, one.fault.todo)
            left_out.add(_typed(one.culprit, typed_as))


def case_text(answers: Mapping[str, Any]) -> str:
    """Return the answers as a case file, with a comment above each kind of fact."""
    data = _without(answers, (), (), set(), {})
    assert isinstance(data, dict)
    titles = group_titles()
    lines = [_HEAD]
    title = ""
    for name in dict.fromkeys((*titles, *fields_of(Case))):
        value = data.get(name)
        if value is None:
            continue
        if titles.get(name, title) != title:
            title = titles[name]
            lines.append(f"\n# {title}")
        lines += _lines(name, value, "")
    return "\n".join(lines) + "\n"


def answers_in(source: Source) -> Answers:
    """Return what a case file says, as answers. Raises InputError with all that is in no case."""
    if not isinstance(source.value, dict):
        raise InputError(
            Fault("is no case file.", "Open one that was saved here.", source.place(()))
        )
    faults = [
        Fault(f"“{readable_key(key)}” {what}", known_fields(key) if "field" in what else "",
              source.key_place(key))
        for key, what in misshapen(source.value, Case, ())
    ]  # fmt: skip
    if faults:
        raise InputError(*faults)
    return source.value


def misshapen(value: Any, model: type[BaseModel], key: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Yield the keys that hold what answers do not have there, and what is wrong with each."""
    known = fields_of(model)
    for name, held in value.items():
        here = (*key, name)
        info = known.get(name)
        if info is None:
            yield here, "is no field of a case."
            continue
        record, is_list = record_in(info.annotation), get_origin(info.annotation) is tuple
        entries = held if is_list and isinstance(held, list) else [held]
        if is_list != isinstance(held, list) and held != "":
            yield here, "should be a list." if is_list else "should be one answer."
            continue
        for number, entry in enumerate(entries):
            place = (*here, number) if is_list else here
            if record and isinstance(entry, dict):
                yield from misshapen(entry, record, place)
            elif (record and entry != "") or (not record and not isinstance(entry, str)):
                yield place, "should hold answers of its own." if record else "should be words."


def value_of(answers: Mapping[str, Any], field: str) -> str:
    """Return what was typed into a field; “given” for a list or part in which anything was."""
    held: Any = answers
    for part in key_of(field):
        try:
            held = held[part]
        except (KeyError, IndexError, TypeError):
            return ""
    if isinstance(held, str):
        return held
    return "given" if _has_words(held) else ""


def _has_words(held: Any) -> bool:
    if isinstance(held, str):
        return bool(held.strip())
    return any(map(_has_words, held.values() if isinstance(held, dict) else held))


def key_of(field: str) -> KeyPath:
    """Return the path that a field's name stands for."""
    return tuple(int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", field))


def one_line(words: str) -> str:
    """Return an answer as a case holds it: on one line, each sign in its place."""
    return _SPACE.sub(" ", words)


def _typed(key: KeyPath, typed_as: Mapping[KeyPath, KeyPath]) -> KeyPath:
    """Return the key among the answers of something at, or missing below, a key of the data."""
    for length in range(len(key), 0, -1):
        if key[:length] in typed_as:
            return (*typed_as[key[:length]], *key[length:])
    return key


def _as_asked(what: str, name: str, ask: str) -> str:
    """Return a fault with the question in place of the name that its field has in a file."""
    return re.sub(rf"^(?:“{re.escape(name)}”|{re.escape(name)}(?=:))", f"“{ask or name}”", what)


def _without(
    value: Any, key: KeyPath, new: KeyPath, left_out: set[KeyPath], typed_as: dict[KeyPath, KeyPath]
) -> Value | None:
    """Return the value without what is empty or left out; None where nothing is left."""
    if key in left_out and key:
        return None
    left: Value
    if isinstance(value, str):
        left = one_line(value).strip()
    elif isinstance(value, list):
        left = []
        for number, entry in enumerate(value):
            held = _without(entry, (*key, number), (*new, len(left)), left_out, typed_as)
            left += [] if held is None else [held]
    else:
        entries = (
            (name, _without(entry, (*key, name), (*new, name), left_out, typed_as))
            for name, entry in value.items()
        )
        left = {name: held for name, held in entries if held is not None}
    if left or not key:
        typed_as[new] = key
    return left if left or not key else None


def _refused(value: Any, key: KeyPath) -> Iterator[KeyPath]:
    """Yield the keys of the answers that no letter can show."""
    if isinstance(value, str):
        if REFUSED.search(one_line(value)):
            yield key
        return
    entries = enumerate(value) if isinstance(value, list) else value.items()
    for name, entry in entries:
        yield from _refused(entry, (*key, name))


def _lines(name: str, value: Value, indent: str) -> Iterator[str]:
    """Yield a field as lines of YAML."""
    if isinstance(value, str):
        yield f"{indent}{name}: {as_yaml(value)}"
        return
    yield f"{indent}{name}:"
    below = f"{indent}  "
    if isinstance(value, dict):
        for inner, held in value.items():
            yield from _lines(inner, held, below)
        return
    for entry in value:
        if isinstance(entry, dict):
            first, *rest = (
                line for inner, held in entry.items() for line in _lines(inner, held, below + "  ")
            )
            yield f"{below}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{below}- {as_yaml(str(entry))}"


def as_yaml(words: str) -> str:
    """Return words on one line as YAML: bare where that is safe, else in double quotes.

    What no letter can show is left out.
    """
    seen = REFUSED.sub("", words)
    return seen if _PLAIN.fullmatch(seen) else json.dumps(seen, ensure_ascii=False)
