"""The Jinja2 environment of letters: facts go in, words come out, nothing else happens.

A template may print what the views offer, choose, repeat over facts, and include shared parts.
It cannot compute, call methods, reach Python, read other files, or run long.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, nodes
from jinja2.exceptions import SecurityError, TemplateAssertionError, UndefinedError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from letterkit.facts import FUNCTIONS, Part, View
from letterkit.ledger import Ledger
from letterkit.template.library import TEMPLATE_NAME, Template, body_of
from letterkit.yaml_source import read_text

MAX_STEPS = 20_000
MAX_OUTPUT = 100_000
MAX_SECONDS = 1.5

_ALLOWED_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Call, nodes.Filter, nodes.If, nodes.For, nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Include,
    nodes.FromImport, nodes.Keyword,
)  # fmt: skip
_SAID = {
    nodes.BinExpr: "calculate",
    nodes.UnaryExpr: "calculate",
    nodes.Getitem: "pick single entries or slices ([…])",
    nodes.Test: "use tests (is …); write {% if … %}",
    nodes.Import: "import a whole file; write {% from … import … %}",
    nodes.Extends: "extend another; write {% include … %}",
}
_HANDED_ON = frozenset({"subject"})  # what a letter sets for the shared parts it includes
_LOOP_FIELDS = frozenset({"first", "last", "index"})


class MissingFactError(UndefinedError):
    """A template prints a fact that the case does not give; ``args[0]`` is its key."""


class LimitError(SecurityError):
    """A template runs longer, or writes more, than a letter does."""


class Missing(StrictUndefined):
    """A fact that the case may leave out: false in ``{% if %}``, an error when printed."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        raise MissingFactError(self._undefined_name)

    def __iter__(self) -> Iterator[Any]:
        raise MissingFactError(self._undefined_name)


class Marking(Extension):
    """Marks the template's own words with their line, before Jinja2 sees them as data."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Yield the tokens, data tokens marked line by line."""
        environment = self.environment
        assert isinstance(environment, LetterEnvironment)
        for token in stream:
            if token.type != "data":
                yield token
                continue
            lines = str(token.value).split("\n")
            marked = [
                environment.ledger.mark_template(
                    environment.path_of(stream.name), token.lineno + number, line
                )
                if line.strip()
                else line
                for number, line in enumerate(lines)
            ]
            yield Token(token.lineno, "data", "\n".join(marked))


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """One environment a render: it holds the ledger and counts the steps."""

    def __init__(self, template: Template, ledger: Ledger, names: Iterable[str]) -> None:
        self.ledger = ledger
        self._template = template
        self._steps = 0
        self._deadline = time.monotonic() + MAX_SECONDS
        super().__init__(
            loader=_FolderLoader(template),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            extensions=[Marking],
        )
        self.globals = dict(FUNCTIONS)
        self.filters = {"join": _join, "_counted": self._counted}
        self.tests = {}
        self._names = frozenset(names) | frozenset(FUNCTIONS) | {"loop"} | _HANDED_ON

    def path_of(self, name: str | None) -> str:
        """Return the file behind a template's name, for people to read."""
        return str(self._template.folder / (name or f"{self._template.id}.j2"))

    def missing(self, name: str) -> Missing:
        """Return the stand-in for a fact that the case leaves out."""
        return Missing(name=name)

    # Looking things up: only what a view offers.

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what a view shows under ``attribute``; Missing where the case gives nothing."""
        if isinstance(obj, Part) and attribute in type(obj._record).model_fields:
            value = obj.value(attribute)
            name = ".".join([*map(str, obj._key), attribute])
            return Missing(name=name) if value is None else value
        if isinstance(obj, View) and attribute in obj.fields:
            value = getattr(obj, attribute)
            return Missing(name=attribute) if value is None else value
        if isinstance(obj, LoopContext) and attribute in _LOOP_FIELDS:
            return getattr(obj, attribute)
        raise SecurityError(f"a letter template has no “.{attribute}” here")

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

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._step()
            yield value

    def concat(self, pieces: Iterable[str]) -> str:  # type: ignore[override]
        """Join output, up to the length that no letter reaches."""
        joined: list[str] = []
        length = 0
        for piece in pieces:
            length += len(piece)
            if length > MAX_OUTPUT:
                raise LimitError(f"the letter grows over {MAX_OUTPUT:,} characters")
            joined.append(piece)
        return "".join(joined)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return the syntax tree; refuse what no letter needs, count what is left."""
        tree = super()._parse(source, name, filename)
        assigned = {n.name for n in tree.find_all(nodes.Name) if n.ctx in ("store", "param")}
        assigned |= {macro.name for macro in tree.find_all(nodes.Macro)}
        for imported in tree.find_all(nodes.FromImport):
            assigned |= {n if isinstance(n, str) else n[1] for n in imported.names}
        for node in tree.find_all(nodes.Node):
            self._refuse(node, assigned, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(
                loop.iter, "_counted", [], [], None, None, lineno=loop.lineno
            )  # fmt: skip
        return tree

    def _refuse(
        self, node: nodes.Node, assigned: set[str], name: str | None, filename: str | None
    ) -> None:
        if isinstance(node, nodes.Concat) or (isinstance(node, nodes.For) and node.recursive):
            what = "join with ~ or loop recursively"
        elif isinstance(node, nodes.Name) and node.name not in self._names | assigned:
            known = ", ".join(sorted(self._names - {"loop"}))
            message = f"there is no “{node.name}” in a letter. There is: {known}"
            raise TemplateAssertionError(message, node.lineno, name, filename)
        elif isinstance(node, nodes.Filter) and node.name not in self.filters:
            what = f"use the filter “{node.name}”"
        elif isinstance(node, _ALLOWED_NODES):
            return
        else:
            what = next((w for kind, w in _SAID.items() if isinstance(node, kind)),
                        f"use “{type(node).__name__.lower()}”")  # fmt: skip
        raise TemplateAssertionError(
            f"a letter template cannot {what}", node.lineno, name, filename
        )


class _FolderLoader(BaseLoader):
    """Finds the letter itself and the parts in ``_shared/`` beside it, nothing outside."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return a template's text. Raises TemplateNotFound for anything outside the folder."""
        if template == f"{self._template.id}.j2":
            return self._template.body, self._template.path, None
        shared, _, file = template.partition("/")
        if shared != "_shared" or not TEMPLATE_NAME.fullmatch(file.removesuffix(".j2")):
            raise TemplateNotFound(template)
        folder = self._template.folder.resolve()
        path = (folder / "_shared" / file).resolve()
        if not path.is_file() or folder not in path.parents:
            raise TemplateNotFound(template)
        return body_of(read_text(path)), str(self._template.folder / template), None


def _join(values: Iterable[Any], separator: str = "") -> str:
    return separator.join(str(value) for value in values)
