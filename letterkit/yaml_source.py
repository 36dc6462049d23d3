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
MAX_VALUES = 40_000  # keys and values; a case file has a few hundred
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Control characters break a document; bidirectional overrides show other words than those that
# were checked; U+FDD0–U+FDEF are non-characters, which letterkit keeps for itself.
_LOST = "\ufff9-\ufffd"
_ONE_FONT = "\ue000-\uf8ff\U000f0000-\U0010ffff"
REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069"
    f"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_LOST}{_ONE_FONT}]"
)
# What stands in the file for one character of a value, by the way the value is quoted.
_TYPED = {
    '"': re.compile(r"\\\n[ \t]*|\\(?:x..|u.{4}|U.{8}|.)|.", re.DOTALL),
    "'": re.compile("''|.", re.DOTALL),
}
_TYPED_PLAIN = re.compile(".", re.DOTALL)
_REMARK = re.compile(r"[ \t]+(#[^\s#][^\n]*)")  # “rated #2”: meant as words, not as a remark
_ESCAPED_SPACES = frozenset(" \tntr_NLP")
_COLON = re.compile(r"(?:\s|#[^\n]*)*:")
_LINE = 300  # of a line that is shown mended; of a longer one, its beginning


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

    def key_at(self, place: Place) -> KeyPath:
        """Return the key of the innermost value that begins at a place; empty where none does."""
        found = (key for key, mark in self._marks.items() if mark == place[1:])
        return max(found, key=len, default=())

    def text_keys(self) -> Iterator[KeyPath]:
        """Yield the keys of all text values that are not empty, in the order of the file."""
        return (key for key, runs in self._runs.items() if runs)

    def runs(self, key: KeyPath) -> tuple[Run, ...]:
        """Return the unbroken pieces of a text value, for the exact place of each word."""
        return self._runs.get(key, ())


def read_text(path: str | Path, kind: str = "case file") -> str:
    """Return a text file's characters, with LF line ends and without a byte order mark.

    Raises InputError when the file is missing, a folder, too large or not UTF-8.
    """
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(_unreadable(name, error)) from None
    except ValueError:  # a NUL in the name
        what = "is not a name that a file can have."
        raise InputError(Fault(what, "Check the name.", Place(name.replace("\0", "�")))) from None
    if len(data) > MAX_BYTES:
        raise InputError(
            Fault(
                f"is larger than 1 MB, which no {kind} is.",
                f"Give the {kind} itself, not a document or a picture.",
                Place(name),
            )
        )
    try:
        utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = data.decode("utf-16", "replace") if utf16 else data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(_not_utf8(name, data[: error.start])) from None
    if text.count("\0") > len(text) // 4:  # UTF-16 without its mark, UTF-32, or no text at all
        raise InputError(_not_utf8(name, b""))
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(path: str | Path) -> Source:
    """Return the YAML file at ``path`` as strings with places. Raises InputError."""
    return parse_yaml(read_text(path), str(path))


def parse_yaml(text: str, path: str, *, first_line: int = 1) -> Source:
    """Return YAML ``text`` as strings with places; ``first_line`` is where it starts in ``path``.

    Raises InputError with every duplicate key, anchor, tag or refused character that it holds,
    or with the first fault of syntax.
    """
    refuse_characters(text, path, first_line)
    faults: list[Fault] = []
    node = None
    try:
        for fault in _refused_signs(text, path, first_line):
            faults.append(fault)
        if not faults:
            node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:  # often because of the signs before it
        faults = faults or [_syntax_fault(error, text, path, first_line)]
    if faults:
        raise InputError(*faults)
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

    def read(self, node: yaml.Node, key: KeyPath) -> Value:
        self.marks[key] = self._position(node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*key, number)) for number, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node, key)

    def _mapping(self, node: yaml.MappingNode, key: KeyPath) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        cut_off = self._cut_off(node)
        if cut_off:
            self._fault(next(iter(cut_off)), *self._comma_fault(node, cut_off))
        for name, item in node.value:
            if name in cut_off:
                continue
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

    def _cut_off(self, node: yaml.MappingNode) -> dict[yaml.Node, yaml.Node]:
        """Return the words in braces without a colon, which YAML takes for names of fields.

        Each comes with the value that stands before it, or with itself where there is none.
        """
        cut_off: dict[yaml.Node, yaml.Node] = {}
        before: yaml.Node | None = None
        for name, item in node.value if node.flow_style else ():
            blank = isinstance(item, yaml.ScalarNode) and not (item.value or item.style)
            words = blank and isinstance(name, yaml.ScalarNode)
            if words and not _COLON.match(self.text, self._offset(name.end_mark)):
                cut_off[name] = before or name
            else:
                before = item
        return cut_off

    def _comma_fault(
        self, node: yaml.MappingNode, cut_off: dict[yaml.Node, yaml.Node]
    ) -> tuple[str, str]:
        """Say what ended a text in braces, and show its line with the text in quotes."""
        ends = {text: self._offset(name.end_mark) for name, text in cut_off.items()}
        at = max(self._offset(node.start_mark) - _LINE, self.line_starts[node.start_mark.line])
        line = ""
        for text, end in ends.items():
            if text in cut_off or not isinstance(text, yaml.ScalarNode) or not text.value:
                todo = "Write it as “name: text”; put text that holds a comma in quotes."
                return "a field stands here without a colon.", todo
            words = text.value + self.text[self._offset(text.end_mark) : end]
            escaped = " ".join(words.split()).replace("\\", "\\\\").replace('"', '\\"')
            line += f'{self.text[at : self._offset(text.start_mark)]}"{escaped}"'
            at = end
        line += self.text[at : at + _LINE].partition("\n")[0]
        shown = " ".join(line.split())
        shown = shown if len(shown) <= _LINE else f"{shown[:_LINE]}…"
        return "a comma ends the text here: put the text in quotes.", f"Write “{shown}”."

    def _scalar(self, node: yaml.ScalarNode, key: KeyPath) -> str:
        if match := REFUSED.search(node.value):
            self._fault(node, *_refusal(match[0]))
        if not node.style and (lost := _REMARK.match(self.text, self._offset(node.end_mark))):
            place = Place(self.path, *self._line_column(lost.start(1)))
            what = f"YAML takes “{lost[1]}” for a remark and drops it."
            todo = "Put the text in quotes; a remark has a space after its #."
            self.faults.append(Fault(what, todo, place))
        value = " ".join(node.value.split())
        self.runs[key] = tuple(self._runs(value, node))
        if self.runs[key] and node.style in ("|", ">"):  # the words start below the sign
            self.marks[key] = self.runs[key][0].line, self.runs[key][0].column
        return value

    def _runs(self, value: str, node: yaml.ScalarNode) -> Iterator[Run]:
        """Yield where the characters of ``value`` stand in the file.

        Quotes, escapes and folded line ends have no character of their own in the value; each one
        ends a run and the next character begins another.
        """
        unbroken = -1
        for position, (_, (start, length)) in enumerate(
            zip(value, self._typed(node), strict=False)
        ):
            if start != unbroken or length != 1:
                yield Run(position, *self._line_column(start))
            unbroken = start + 1 if length == 1 else -1

    def _typed(self, node: yaml.ScalarNode) -> Iterator[tuple[int, int]]:
        """Yield where each character of the value begins in the file, and in how many signs.

        White space is one character, however much of it there is, and none at the start.
        """
        start, end = self._offset(node.start_mark), self._offset(node.end_mark)
        if node.style in ("|", ">"):
            start = self.text.find("\n", start, end) + 1 or end
        elif node.style in ("'", '"'):
            start, end = start + 1, end - 1
        after_space = True
        for typed in _TYPED.get(node.style, _TYPED_PLAIN).finditer(self.text, start, end):
            if typed[0].startswith("\\\n"):  # an escaped line end stands for nothing
                continue
            space = _is_space(typed[0])
            if not (space and after_space):
                yield typed.start(), len(typed[0])
            after_space = space

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


def refuse_characters(text: str, path: str, first_line: int = 1) -> None:
    """Raise InputError that names the first few characters that have no place in a letter."""
    faults = []
    for match, _ in zip(REFUSED.finditer(text), range(5), strict=False):
        line = text.count("\n", 0, match.start())
        column = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        faults.append(Fault(*_refusal(match[0]), Place(path, line + first_line, column + 1)))
    if faults:
        raise InputError(*faults)


def _refusal(character: str) -> tuple[str, str]:
    number = f"U+{ord(character):04X}"
    if re.match(f"[{_ONE_FONT}]", character):
        what = f"holds a sign that only one font can show ({number}), such as a bullet from Word."
        return what, "Delete it, or type a plain one."
    if re.match(f"[{_LOST}]", character):
        return f"holds the mark of a lost character ({number}).", "Type the word again."
    return (f"holds a character that a letter cannot show ({number}).",
            "Delete it, or type the word again.")  # fmt: skip


def _refused_signs(text: str, path: str, first_line: int) -> Iterator[Fault]:
    """Yield a fault for each anchor, alias and tag, and for what nests too deeply or never ends.

    Reads the file as a stream, which takes no more memory or stack for a deeply nested one.
    """
    depth = values = 0
    for event in yaml.parse(text, Loader=_LOADER):
        mark = event.start_mark
        assert mark is not None
        values += isinstance(event, yaml.ScalarEvent)
        if values > MAX_VALUES:
            what = f"holds more than {MAX_VALUES:,} keys and values."
            yield Fault(what, "Take out what is not of this case.", Place(path))
            return
        place = Place(path, mark.line + first_line, mark.column + 1)
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if depth > MAX_DEPTH:
            yield Fault("is nested too deeply.", "Put text that holds brackets in quotes.", place)
            return
        if isinstance(event, yaml.AliasEvent):
            yield Fault("starts with *, which YAML takes for a repetition.",
                        'Put the text in quotes: "*…".', place)  # fmt: skip
        elif isinstance(event, yaml.NodeEvent) and event.anchor:
            yield Fault(f"starts with &, so that YAML drops “&{event.anchor}”.",
                        'Put the text in quotes: "&…".', place)  # fmt: skip
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            yield Fault(f"starts with !, so that YAML takes “{tag}” for a tag.",
                        "Take it away, or put the text in quotes.", place)  # fmt: skip


def _is_space(typed: str) -> bool:
    """Return whether a character, or the escape that stands for it, is white space."""
    if typed[0] != "\\" or len(typed) == 1:
        return typed.isspace()
    return typed[1:] in _ESCAPED_SPACES or (len(typed) > 2 and chr(int(typed[2:], 16)).isspace())


def _unreadable(name: str, error: OSError) -> Fault:
    if isinstance(error, FileNotFoundError):
        return Fault("there is no such file.", "Check the name and the folder.", Place(name))
    if isinstance(error, IsADirectoryError):
        return Fault("is a folder.", "Name the file inside it.", Place(name))
    return Fault(f"cannot be read ({error.strerror}).", "", Place(name))


def _not_utf8(name: str, readable: bytes) -> Fault:
    """Return a fault at the first byte after those that could be read."""
    before = readable.decode("utf-8", "replace")
    place = Place(name, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
    return Fault(
        "the file is not saved as UTF-8 text.",
        "Save it again with the encoding “UTF-8” (in Notepad: Save as, Encoding).",
        place,
    )


def _syntax_fault(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Fault:
    """Put PyYAML's words into a person's."""
    problem = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if problem.startswith(_SEEN_LATE):
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:
        return Fault("cannot be read as YAML.", "", Place(path, first_line))
    place = Place(path, mark.line + first_line, mark.column + 1)
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: mark.column + 1]:
        return Fault("a tab stands where only spaces may.", "Use spaces to indent.", place)
    if "mapping values are not allowed" in problem and ":" not in line[: mark.column]:
        what = "this line stands further to the right than the one above, or goes on with its text."
        return Fault(what, "Line the fields up under each other, or put the text in quotes.", place)
    for part, what, todo in _SYNTAX:
        if part in problem:
            return Fault(what, todo, place)
    todo = "Look for a missing quote, colon or dash in this line or the one before."
    return Fault(f"cannot be read from here on ({problem}).", todo, place)


_SYNTAX = (
    ("mapping values are not allowed", "there is a second colon in this line.",
     'Put the text in quotes: "…: …".'),
    ("found another document", "a second document starts here (a line of ---).",
     "Keep one case in one file."),
    ("alphabetic or numeric character", "a text starts with * or &, which YAML takes for a sign.",
     'Put the text in quotes.'),
    ("cannot start any token", "a text starts with a sign that YAML keeps for itself (% @ `).",
     "Put the text in quotes."),
    ("undefined tag handle", "a text starts with !, which YAML takes for a tag.",
     'Put the text in quotes: "!…".'),
    ("expected comment or line break", "a text starts with | or >, which YAML takes for a sign.",
     "Put the text in quotes, or start it on the next line."),
    ("block sequence entries are not", "a dash follows a colon in the same line.",
     'Put the text in quotes: "- …"; the dashes of a list stand in lines of their own.'),
    ("mapping keys are not allowed", "a text starts with ?, which YAML takes for a sign.",
     'Put the text in quotes: "? …".'),
    ("did not find expected node content", "a sign stands where a text should start.",
     "Put text that starts with a comma, bracket or brace in quotes."),
    ("found unexpected end of stream", "a quote that is opened here is never closed.",
     "Close it with the same quote."),
    ("did not find expected key", "the indentation or a quote does not fit here.",
     "Line the fields up under each other, and put text that holds quotes or braces in quotes."),
    ("did not find expected '-' indicator", "this line should start with a dash, as its list does.",
     "Start it with a dash, or move it to the left."),
    ("did not find expected ',' or", "this bracket or brace is not closed, or lacks a comma.",
     "Close it; put text that starts with a brace or bracket in quotes."),
    ("could not find expected ':'", "a field has no colon.", "Write it as “name: text”."),
)  # fmt: skip
# Seen where they no longer can be borne, to be mended where they begin.
_SEEN_LATE = (
    "found unexpected end of stream", "did not find expected ',' or", "could not find expected ':'",
)  # fmt: skip
