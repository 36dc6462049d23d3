"""A template tried out: what it may not hold, and every way that its words can come out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from jinja2 import TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError

from letterkit.case_file import LoadedCase
from letterkit.errors import Fault, InputError, Place
from letterkit.facts import case_views
from letterkit.ledger import Ledger
from letterkit.letter import Letter
from letterkit.profiles import Profile
from letterkit.template.library import Template
from letterkit.template.plain_words import in_plain_words, opening_line
from letterkit.template.render import fill
from letterkit.template.sandbox import Choices, LetterEnvironment, walk

MAX_TRIALS = 100  # more branches than any letter has


class Trial(NamedTuple):
    """One way that a letter can come out. ``printed`` are its fields: ``findings[].text``."""

    letter: Letter
    printed: frozenset[str]
    asked: frozenset[str]  # what its conditions look at: “urgency”, “practitioner.fax”


def try_out(loaded: LoadedCase, template: Template, profile: Profile) -> Iterator[Trial | Fault]:
    """Yield the letter as the case makes it, then once for each branch that it left out.

    Yields a Fault for a way that comes to no letter.
    """
    covered: set[tuple[str, bool]] = set()
    asked: set[tuple[str, bool]] = set()
    ways: list[dict[str, bool]] = [{}]
    tried = 0
    for told in ways:
        if told and tuple(told.items())[-1] in covered:
            continue
        tried += 1
        if tried > MAX_TRIALS:
            what, todo = "holds too many conditions to try them all out.", "Make two letters of it."
            yield Fault(what, todo, Place(template.path, 1))
            return
        choices = Choices(told)
        try:
            letter, ledger = fill(loaded, template, profile, choices)
            yield Trial(letter, _printed(loaded, ledger), frozenset(choices.asked))
        except InputError as error:
            if not told or "empty letter" not in str(error):  # a branch left out may be all of it
                yield from error.faults
        covered |= choices.seen
        for condition, before in choices.ways.items():
            for way in (True, False):
                if (condition, way) not in covered | asked:
                    asked.add((condition, way))
                    ways.append(before | {condition: way})


def _printed(loaded: LoadedCase, ledger: Ledger) -> frozenset[str]:
    keys = (key for key in loaded.source.text_keys() if ledger.printed(key))
    return frozenset(field_path(key) for key in keys)


def field_path(key: tuple[str | int, ...]) -> str:
    """Return a key as “needs” writes it: ``findings[].text``."""
    parts = ("[]" if isinstance(part, int) else f".{part}" for part in key)
    return "".join(parts).removeprefix(".")


def misfits(loaded: LoadedCase, template: Template, profile: Profile) -> Iterator[Fault]:
    """Yield all that the letter and its parts may not hold, whether or not it is ever printed."""
    ledger = Ledger(loaded.source, template.path)
    assert loaded.case.date
    views = case_views(loaded.case, ledger, profile, loaded.case.date)
    environment = LetterEnvironment(template, ledger, views)
    assert environment.loader
    names = [f"{template.id}.j2"]
    for name in names:
        try:
            source = environment.loader.get_source(environment, name)[0]
            tree = environment.tree_of(source, name)
        except (TemplateNotFound, SecurityError):
            continue  # said where it is included, when it is
        except InputError as error:
            yield from error.faults
            continue
        except TemplateSyntaxError as error:
            said = error.message or ""
            line = opening_line(said, source) or error.lineno
            yield Fault(*in_plain_words(said), Place(environment.path_of(name), line))
            continue
        for said, line in environment.refusals(tree):
            yield Fault(*in_plain_words(said), Place(environment.path_of(name), line))
        for node, _, line in walk(tree):
            if isinstance(node, nodes.Include | nodes.FromImport):
                part = getattr(node.template, "value", None)
                names += [part] if isinstance(part, str) and part not in names else []
            elif said := _unknown(node, environment, views):
                yield Fault(*in_plain_words(said), Place(environment.path_of(name), line))


def _unknown(node: nodes.Node, environment: LetterEnvironment, views: dict[str, Any]) -> str:
    """Return what is said of a field that a name of the case does not have."""
    if not isinstance(node, nodes.Getattr):
        return ""
    try:
        held = _value(node.node, environment, views)
    except (KeyError, SecurityError):  # not a name of the case, or said of the part before the dot
        return ""
    try:
        environment.getattr(held, node.attr)
    except SecurityError as error:
        return str(error)
    return ""


def _value(node: nodes.Node, environment: LetterEnvironment, views: dict[str, Any]) -> Any:
    if isinstance(node, nodes.Getattr):
        return environment.getattr(_value(node.node, environment, views), node.attr)
    return views[node.name if isinstance(node, nodes.Name) else ""]
