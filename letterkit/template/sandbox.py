"""The Jinja2 environment of letters: facts go in, words come out, nothing else happens.

A template may print what the views offer, choose, repeat over facts, and include shared parts.
It cannot compute, call methods, reach Python, read other files, or run long.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import repeat
from typing import Any, Never

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, nodes
from jinja2 import Template as Page
from jinja2.exceptions import SecurityError, TemplateAssertionError, UndefinedError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from letterkit.errors import Place, did_you_mean
from letterkit.facts import FUNCTIONS, Part, View
from letterkit.ledger import Ledger, mark_template
from letterkit.template.library import MAX_CHARACTERS, Template, body_of, read_template
from letterkit.template.shelf import part_path
from letterkit.yaml_source import REFUSED

MAX_STEPS = 20_000
MAX_OUTPUT = 100_000
MAX_SECONDS = 1.5
MAX_DEPTH = 18  # Python compiles no more loops within loops than 20

_ALLOWED_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Call, nodes.Filter, nodes.If, nodes.For, nodes.Assign, nodes.AssignBlock, nodes.Macro,
    nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Include,
    nodes.FromImport, nodes.Keyword, nodes.Scope,
)  # fmt: skip
_SAID = {
    nodes.BinExpr: "calculate",
    nodes.UnaryExpr: "calculate",
    nodes.Getitem: "pick single entries or slices ([…])",
    nodes.Test: "use tests (is …); write {% if … %}",
    nodes.Import: "import a whole file; write {% from … import … %}",
    nodes.Extends: "extend another; write {% include … %}",
    nodes.EvalContextModifier: "switch escaping on or off; words are printed as they stand",
    nodes.CallBlock: "use {% call %}",
    nodes.FilterBlock: "use {% filter %}",
}
_KEPT = 128  # templates and parts whose code is kept
_COMPILED: dict[Any, Any] = {}
_HANDED_ON = frozenset({"subject"})  # what a letter sets for the shared parts it includes
_LOOP_FIELDS = frozenset({"first", "last", "index"})


class MissingFactError(UndefinedError):
    """A template prints a fact that the case does not give; ``args[0]`` is its key."""


class LimitError(SecurityError):
    """A template runs longer, or writes more, than a letter does."""


class Missing(StrictUndefined):
    """A fact that the case may leave out: false in ``{% if %}``, an error when printed."""

    def _missing(self, *_: Any, **__: Any) -> Never:
        raise MissingFactError(self._undefined_name)

    def _false(self) -> bool:
        return False

    # Assigned, not defined: StrictUndefined declares each of these as a method that never returns.
    __bool__: Any = _false
    __str__ = __iter__ = __len__ = __eq__ = __ne__ = __contains__ = _missing
    __hash__: Any = StrictUndefined.__hash__


class Marking(Extension):
    """Marks the template's own words with their place, before Jinja2 sees them as data."""

    _columns: Sequence[int] = ()  # of each token that is marked, in their order

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source as it is; note where its words stand, which tokens do not tell."""
        self._columns = list(_columns(self.environment.lexer.tokeniter(source, name), source))
        return source

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Yield the tokens, data tokens marked line by line, the line before each expression."""
        environment = self.environment
        assert isinstance(environment, LetterEnvironment)
        path = environment.path_of(stream.name)
        columns = iter(self._columns)
        for token in stream:
            environment.place = Place(path, token.lineno)
            if token.type == "variable_begin":
                start = Place(path, token.lineno, next(columns))
                yield Token(token.lineno, "data", mark_template(start, ""))
            if token.type != "data":
                yield token
                continue
            lines = str(token.value).split("\n")
            starts = (next(columns), *repeat(1, len(lines) - 1))
            marked = [
                mark_template(Place(path, token.lineno + number, column), line)
                if line.strip()
                else line
                for number, (line, column) in enumerate(zip(lines, starts, strict=True))
            ]
            yield Token(token.lineno, "data", "\n".join(marked))


def _columns(tokens: Iterable[tuple[int, str, str]], source: str) -> Iterator[int]:
    """Yield the column of each piece of words and of each expression."""
    position = 0
    for _, kind, typed in tokens:
        position = source.index(typed, position)  # only white space is ever left out
        if kind in ("data", "variable_begin"):
            yield position - source.rfind("\n", 0, position)
        position += len(typed)


class Choices:
    """Which way each condition of a letter went, and which way it is told to go.

    With it every branch of a template can be tried with one case, to see all that it may print.
    """

    def __init__(self, told: Mapping[str, bool] | None = None) -> None:
        self.told = dict(told or {})
        self.seen: set[tuple[str, bool]] = set()
        self.ways: dict[str, dict[str, bool]] = {}  # how each condition was come to
        self.asked: set[str] = set()  # the names that conditions look at
        self._went: dict[str, bool] = {}

    def choose(self, value: Any, condition: str) -> bool:
        """Return which way ``condition`` goes, and note it."""
        way = self.told.get(condition, bool(value))
        self.ways.setdefault(condition, dict(self._went))
        self._went[condition] = way
        self.seen.add((condition, way))
        return way


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """One environment a render: it holds the ledger and counts the steps."""

    def __init__(
        self,
        template: Template,
        ledger: Ledger,
        names: Iterable[str],
        choices: Choices | None = None,
    ) -> None:
        self.ledger = ledger
        self.place = Place(template.path)  # how far the reading, or the writing, has come
        self._template = template
        self._choices = choices
        self._steps = 0
        self._deadline = time.monotonic() + MAX_SECONDS
        super().__init__(
            loader=_FolderLoader(template),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=_printable,
            extensions=[Marking],
        )
        self.globals = dict(FUNCTIONS)
        self.filters = {"join": self._join, "_counted": self._counted}
        if choices:
            self.filters["_chosen"] = choices.choose
        self.tests = {}
        self._names = frozenset(names) | frozenset(FUNCTIONS) | {"loop"} | _HANDED_ON

    def compile(self, source: Any, name: str | None = None, filename: str | None = None,
                *args: Any, **kwargs: Any) -> Any:  # fmt: skip
        """Return the code of a template; the same words are compiled once a process."""
        if self._choices:  # asks what its conditions look at, and so is never the same
            return super().compile(source, name, filename, *args, **kwargs)
        key = (source, name, filename, self._names)
        if key not in _COMPILED:
            if len(_COMPILED) >= _KEPT:
                _COMPILED.clear()
            _COMPILED[key] = super().compile(source, name, filename, *args, **kwargs)
        return _COMPILED[key]

    def path_of(self, name: str | None) -> str:
        """Return the file behind a template's name, for people to read."""
        part = part_path(self._template.folders, name or "")
        return str(part) if part else self._template.path

    def missing(self, name: str) -> Missing:
        """Return the stand-in for a fact that the case leaves out."""
        return Missing(name=name)

    # Looking things up: only what a view offers.

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what a view shows under ``attribute``; Missing where the case gives nothing."""
        if isinstance(obj, Part) and attribute in type(obj._record).model_fields:
            value = obj.value(attribute)
            return Missing(name=obj.key_of(attribute)) if value is None else value
        if isinstance(obj, View) and attribute in obj.fields:
            value = getattr(obj, attribute)
            return Missing(name=obj.key_of(attribute)) if value is None else value
        if isinstance(obj, LoopContext) and attribute in _LOOP_FIELDS:
            return getattr(obj, attribute)
        offered = sorted(_offered(obj))
        hint = did_you_mean(attribute, offered) or ("There is: " * bool(offered))
        hint += ", ".join(offered) if hint.endswith(": ") else ""
        raise SecurityError(f"a letter template has no “.{attribute}” here. {hint}".rstrip())

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro or one of the two list functions; each call is a step."""
        self._step()
        if not isinstance(obj, Macro) and obj not in FUNCTIONS.values():
            raise SecurityError("a letter template can call only reports(…), done(…) and macros")
        return super().call(context, obj, *args, **kwargs)

    # Limits: every turn of a loop and every call is a step, every join of output is measured.

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS or time.monotonic() > self._deadline:
            raise LimitError("the template repeats itself more often than a letter needs")

    def get_template(self, *args: Any, **kwargs: Any) -> Page:
        """Return a letter or a shared part; each use of a part is a step."""
        self._step()
        return super().get_template(*args, **kwargs)

    def _counted(self, values: Any) -> Iterator[Any]:
        if isinstance(values, str) or not isinstance(values, Iterable):
            raise SecurityError("a letter template can repeat only over enclosures and cc; "
                                "the facts of a case are printed whole")  # fmt: skip
        for value in values:
            self._step()
            yield value

    def concat(self, pieces: Iterable[str]) -> str:
        """Join output, up to the length that no letter reaches."""
        joined: list[str] = []
        length = 0
        for piece in pieces:
            length += len(piece)
            if length > MAX_OUTPUT:
                self.place = self.ledger.template_place("".join(joined) + piece)
                raise LimitError(f"the letter grows over {MAX_OUTPUT:,} characters")
            joined.append(piece)
        return "".join(joined)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return the syntax tree; refuse what no letter needs, count what is left."""
        tree = super()._parse(source, name, filename)
        for refusal, line in self.refusals(tree):
            raise TemplateAssertionError(refusal, line, name, filename)
        for number, node in enumerate(tree.find_all((nodes.If, nodes.CondExpr))):
            if self._choices and isinstance(node, nodes.If | nodes.CondExpr):
                self._choices.asked |= set(_paths(node.test))
                which = nodes.Const(f"{name}:{number}", lineno=node.lineno)
                node.test = nodes.Filter(
                    node.test, "_chosen", [which], [], None, None, lineno=node.lineno
                )
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(
                loop.iter, "_counted", [], [], None, None, lineno=loop.lineno
            )  # fmt: skip
        return tree

    def tree_of(self, source: str, name: str) -> nodes.Template:
        """Return the syntax tree of a template whatever it holds. Raises TemplateSyntaxError."""
        return super()._parse(source, name, None)

    def refusals(self, tree: nodes.Template) -> Iterator[tuple[str, int]]:
        """Yield what no letter needs, in words, each with its line."""
        known = set(self._names)
        for node, depth, line in walk(tree):
            if depth > MAX_DEPTH:
                yield f"a letter template cannot nest more than {MAX_DEPTH} deep", line
                return
            known |= _assigned(node)
        for node, _, line in walk(tree):
            if refusal := self._refusal(node, known):
                yield refusal, line

    def _refusal(self, node: nodes.Node, known: Set[str]) -> str:
        """Return what no letter needs in ``node``, in words; an empty string for what may stand."""
        cannot = ""
        if taken := _assigned(node) & self._names - _HANDED_ON:
            return f"“{min(taken)}” is a name of the case. Set another one"
        if isinstance(node, nodes.Name) and node.name not in known:
            there = ", ".join(sorted(self._names - {"loop"}))
            hint = did_you_mean(node.name, known) or f"There is: {there}"
            return f"there is no “{node.name}” in a letter. {hint}"
        if isinstance(node, nodes.Const) and isinstance(node.value, float):
            cannot = "use a number with a point"
        elif isinstance(node, nodes.Const) and REFUSED.search(str(node.value)):
            cannot = "print a character that no letter can show"
        elif isinstance(node, nodes.Concat) or (isinstance(node, nodes.For) and node.recursive):
            cannot = "join with ~ or loop recursively"
        elif isinstance(node, nodes.Filter) and node.name in ("default", "d"):
            return ("“default(…)” would print other words where a fact is missing. Print the fact "
                    "inside {% if … %}, or ask for it in “needs”")  # fmt: skip
        elif isinstance(node, nodes.Filter) and node.name != "join":
            cannot = f"use the filter “{node.name}”"
        elif isinstance(node, nodes.Call) and (node.dyn_args or node.dyn_kwargs):
            cannot = "call with * or **"
        elif isinstance(node, nodes.Include | nodes.FromImport) and not _is_text(node.template):
            cannot = "choose a part by a value; write its name in quotes"
        elif not isinstance(node, _ALLOWED_NODES):
            cannot = next((said for kind, said in _SAID.items() if isinstance(node, kind)),
                          f"use “{type(node).__name__.lower()}”")  # fmt: skip
        return f"a letter template cannot {cannot}" if cannot else ""

    def _join(self, values: Any, separator: Any = "") -> str:
        return str(separator).join(map(str, self._counted(values)))


def walk(tree: nodes.Node) -> Iterator[tuple[nodes.Node, int, int]]:
    """Yield every node with its depth and its line, in the order of the template."""
    open_nodes = [(tree, 0, 1)]
    while open_nodes:
        node, depth, line = open_nodes.pop()
        line = node.lineno or line
        yield node, depth, line
        below = [(child, depth + 1, line) for child in node.iter_child_nodes()]
        open_nodes += reversed(below)


def _assigned(node: nodes.Node) -> Set[str]:
    """Return the names that a node gives a meaning."""
    if isinstance(node, nodes.Name) and node.ctx in ("store", "param"):
        return {node.name}
    if isinstance(node, nodes.Macro):
        return {node.name}
    if isinstance(node, nodes.FromImport):
        return {name if isinstance(name, str) else name[1] for name in node.names}
    return frozenset()


def _paths(node: nodes.Node) -> Iterator[str]:
    """Yield the names that an expression looks at: “urgency”, “practitioner.fax”."""
    for found in (node, *node.find_all((nodes.Name, nodes.Getattr))):
        if isinstance(found, nodes.Name):
            yield found.name
        elif isinstance(found, nodes.Getattr) and isinstance(found.node, nodes.Name):
            yield f"{found.node.name}.{found.attr}"


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, str)


def _offered(obj: Any) -> Iterable[str]:
    """Return the names that a template may write behind the dot."""
    if isinstance(obj, Part):
        return list(type(obj._record).model_fields)
    if isinstance(obj, View):
        return obj.fields
    return _LOOP_FIELDS if isinstance(obj, LoopContext) else ()


def _printable(value: Any) -> Any:
    """Return what may be printed; refuse what would show as Python writes it."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    in_words = isinstance(value, View) and type(value).__str__ is not object.__str__
    if isinstance(value, str | StrictUndefined) or is_number or in_words:
        return value
    raise SecurityError(
        "this cannot be printed as it stands. Treatment, calls and actions are printed by done(…)"
    )


class _FolderLoader(BaseLoader):
    """Finds the letter itself and the parts in ``_shared/`` of its folders, nothing outside."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._characters = len(template.body)

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return a template's text. Raises TemplateNotFound for anything outside the folder."""
        if template == f"{self._template.id}.j2":
            return self._template.body, self._template.path, None
        path = part_path(self._template.folders, template)
        if path is None:
            raise TemplateNotFound(template)
        text = body_of(read_template(path))
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise LimitError(f"the letter and its parts have over {MAX_CHARACTERS:,} characters")
        return text, str(path), None
