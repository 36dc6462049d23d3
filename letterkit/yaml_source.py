"""YAML text → plain strings that remember their line and column.

Reads through PyYAML's ``compose``, which builds no objects: every scalar stays the text that was
typed (``no`` is a word, ``07`` keeps its zero, ``1986-13-02`` is not yet a date), and every key and
value knows its place. What a case file has no use for is refused: duplicate keys, anchors, tags.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml

from letterkit.errors import Fault, InputError, Place

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
KeyPath: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)
# Control characters break a document; bidirectional overrides show other words than those that
# were checked; U+FDD0–U+FDEF are non-characters, which letterkit keeps for itself.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of a value, from ``start`` on, that stand unbroken at ``line``:``column``."""

    start: int
    line: int
    column: int


@dataclass(slots=True)
class Source:
    """A YAML file as strings, lists and dicts, with the place of every key and value."""

    path: str
    value: Value
    _marks: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    _keys: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    _runs: dict[KeyPath, tuple[Run, ...]] = field(default_factory=dict)

    def place(self, key: KeyPath) -> Place:
        """Return where the value of ``key`` stands; for a missing key, where its parent does."""
        while key and key not in self._marks:
            key = key[:-1]
        line, column = self._marks.get(key, (1, 1))
        return Place(self.path, line, column)

    def key_place(self, key: KeyPath) -> Place:
        """Return where the key itself stands, or the value where there is no key (a list)."""
        if key in self._keys:
            return Place(self.path, *self._keys[key])
        return self.place(key)

    def text_keys(self) -> Iterator[KeyPath]:
        """Yield the keys of all text values that are not empty, in the order of the file."""
        return (key for key, runs in self._runs.items() if runs)

    def runs(self, key: KeyPath) -> tuple[Run, ...]:
        """Return the unbroken pieces of a text value, for the exact place of each word."""
        return self._runs.get(key, ())


def read_text(path: str | Path) -> str:
    """Return a text file's characters, with LF line ends and without a byte order mark.

    Raises InputError when the file is missing, a folder, too large or not UTF-8.
    """
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(_unreadable(name, error)) from None
    if len(data) > MAX_BYTES:
        raise InputError(
            Fault(
                "is larger than 1 MB, which no case file is.",
                "Give the case file itself, not a document or a picture.",
                Place(name),
            )
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").replace("\r\n", "\n").replace("\r", "\n")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(_not_utf8(name, data, error)) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(path: str | Path) -> Source:
    """Return the YAML file at ``path`` as strings with places. Raises InputError."""
    return parse_yaml(read_text(path), str(path))


def parse_yaml(text: str, path: str, *, first_line: int = 1) -> Source:
    """Return YAML ``text`` as strings with places; ``first_line`` is where it starts in ``path``.

    Raises InputError with every duplicate key, anchor, tag or refused character that it holds,
    or with the first fault of syntax.
    """
    faults = list(_refused_characters(text, path, first_line))
    if faults:
        raise InputError(*faults)
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise InputError(_syntax_fault(error, text, path, first_line)) from None
    except RecursionError:
        raise InputError(Fault("is nested too deeply to be read.", "", Place(path))) from None
    reader = _Reader(text, path, first_line)
    value = reader.read(node, ()) if node is not None else {}
    if reader.faults:
        raise InputError(*reader.faults)
    return Source(path, value, reader.marks, reader.keys, reader.runs)


def key_name(key: KeyPath) -> str:
    """Return a key as Python writes it: ``actions[0]``."""
    name = ""
    for part in key:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def readable_key(key: KeyPath) -> str:
    """Return a key for people, who count from one: ``procedures[1].on``."""
    return key_name(tuple(part + 1 if isinstance(part, int) else part for part in key))


class _Reader:
    """Walks the node tree once; collects values, places and faults."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text, self.path, self.shift = text, path, first_line - 1
        self.line_starts = [0] + [m.end() for m in re.finditer("\n|\x85|\u2028|\u2029", text)]
        self.marks: dict[KeyPath, tuple[int, int]] = {}
        self.keys: dict[KeyPath, tuple[int, int]] = {}
        self.runs: dict[KeyPath, tuple[Run, ...]] = {}
        self.faults: list[Fault] = []
        self.seen: set[int] = set()

    def read(self, node: yaml.Node, key: KeyPath) -> Value:
        self.marks[key] = self._position(node.start_mark)
        if id(node) in self.seen or len(key) > MAX_DEPTH:
            self._fault(node, "repeats another part of the file (an anchor, & and *), or nests too "
                        "deeply.", "Write the words out.")  # fmt: skip
            return ""
        self.seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            self._fault(node, f"starts with the tag {tag}.", "Take the tag away; text is enough.")
            return ""
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*key, number)) for number, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node, key)

    def _mapping(self, node: yaml.MappingNode, key: KeyPath) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        for name, item in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self._fault(name, "is a list or mapping where the name of a field should stand.",
                            "Quote text that holds a bracket or brace.")  # fmt: skip
            elif name.value in mapping:
                first = self.keys[(*key, name.value)][0]
                self._fault(name, f"'{name.value}' stands here a second time (first in line "
                            f"{first}).", "Keep one of the two.")  # fmt: skip
            else:
                self.keys[(*key, name.value)] = self._position(name.start_mark)
                mapping[name.value] = self.read(item, (*key, name.value))
        return mapping

    def _scalar(self, node: yaml.ScalarNode, key: KeyPath) -> str:
        if match := _REFUSED.search(node.value):
            self._fault(node, _refusal(match[0]), "Delete it, or type the word again.")
        start, end = self._offset(node.start_mark), self._offset(node.end_mark)
        value = " ".join(node.value.split())
        self.runs[key] = tuple(self._align(value, start, end))
        if self.runs[key] and node.style in ("|", ">"):  # the words start below the sign
            self.marks[key] = self.runs[key][0].line, self.runs[key][0].column
        return value

    def _align(self, value: str, start: int, end: int) -> Iterator[Run]:
        """Yield where the characters of ``value`` stand in the file's ``start`` to ``end``.

        Quotes, escapes and folded line ends have no character of their own in the value; each one
        ends a run and the next character that agrees begins another.
        """
        source = start
        unbroken = False
        for position, character in enumerate(value):
            found = source
            while found < end and not _same(self.text[found], character):
                found += 1
            if found == end:
                unbroken = False
                continue
            if not unbroken or found != source:
                line, column = self._line_column(found)
                yield Run(position, line, column)
            source, unbroken = found + 1, True

    def _line_column(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self.line_starts, offset)
        return line + self.shift, offset - self.line_starts[line - 1] + 1

    def _offset(self, mark: yaml.Mark) -> int:
        return min(self.line_starts[min(mark.line, len(self.line_starts) - 1)] + mark.column,
                   len(self.text))  # fmt: skip

    def _position(self, mark: yaml.Mark) -> tuple[int, int]:
        return mark.line + 1 + self.shift, mark.column + 1

    def _fault(self, node: yaml.Node, what: str, todo: str) -> None:
        place = Place(self.path, *self._position(node.start_mark))
        self.faults.append(Fault(what, todo, place))


def _same(typed: str, read: str) -> bool:
    return typed == read or (read == " " and typed.isspace())


def _refusal(character: str) -> str:
    return f"holds a character that a letter cannot show (U+{ord(character):04X})."


def _refused_characters(text: str, path: str, first_line: int) -> Iterator[Fault]:
    """Yield a fault for each of the first few characters that have no place in a letter."""
    for match, _ in zip(_REFUSED.finditer(text), range(5), strict=False):
        line = text.count("\n", 0, match.start())
        column = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        place = Place(path, line + first_line, column + 1)
        yield Fault(_refusal(match[0]), "Delete it, or type the word again.", place)


def _unreadable(name: str, error: OSError) -> Fault:
    if isinstance(error, FileNotFoundError):
        return Fault("there is no such file.", "Check the name and the folder.", Place(name))
    if isinstance(error, IsADirectoryError):
        return Fault("is a folder.", "Name the file inside it.", Place(name))
    return Fault(f"cannot be read ({error.strerror}).", "", Place(name))


def _not_utf8(name: str, data: bytes, error: UnicodeDecodeError) -> Fault:
    before = data[: error.start].decode("utf-8", "replace")
    place = Place(name, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
    return Fault(
        "the file is not saved as UTF-8 text.",
        "Save it again with the encoding “UTF-8” (in Notepad: Save as, Encoding).",
        place,
    )


def _syntax_fault(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Fault:
    """Put PyYAML's words into a person's."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or error)
    if mark is None:
        return Fault("cannot be read as YAML.", "", Place(path, first_line))
    place = Place(path, mark.line + first_line, mark.column + 1)
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: mark.column + 1]:
        return Fault("a tab stands where only spaces may.", "Use spaces to indent.", place)
    for part, what, todo in _SYNTAX:
        if part in problem:
            return Fault(what, todo, place)
    return Fault(f"cannot be read from here on ({problem}).",
                 "Look for a missing quote, colon or dash in this line or the one before.", place)  # fmt: skip


_SYNTAX = (
    ("mapping values are not allowed", "there is a second colon in this line.",
     'Put the text in quotes: "…: …".'),
    ("expected a single document", "a second document starts here (a line of ---).",
     "Keep one case in one file."),
    ("undefined alias", "a text starts with *, which YAML takes for a reference.",
     'Put the text in quotes: "*…".'),
    ("while scanning an alias", "a text starts with *, which YAML takes for a reference.",
     'Put the text in quotes: "*…".'),
    ("alphabetic or numeric character", "a text starts with * or &, which YAML takes for a sign.",
     'Put the text in quotes.'),
    ("cannot start any token", "a text starts with a sign that YAML keeps for itself (such as % or @).",
     "Put the text in quotes."),
    ("undefined tag handle", "a text starts with !, which YAML takes for a tag.",
     'Put the text in quotes: "!…".'),
    ("found unexpected end of stream", "a quote that was opened here or above is never closed.",
     "Close it with the same quote."),
    ("did not find expected key", "the indentation or a quote does not fit here.",
     "Line the fields up under each other, and put text that holds quotes or braces in quotes."),
    ("did not find expected '-' indicator", "this line should start with a dash, as its list does.",
     "Start it with a dash, or move it to the left."),
    ("did not find expected ',' or", "a bracket or brace is not closed, or a comma is missing.",
     "Close it; put text that starts with a brace or bracket in quotes."),
    ("could not find expected ':'", "a field has no colon.", "Write it as “name: text”."),
)  # fmt: skip
