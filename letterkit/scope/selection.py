"""Which rules are asked: by id or by family, as ``--select``, ``--ignore`` name them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from letterkit.errors import Fault, UsageError, did_you_mean
from letterkit.scope.index import Scope, load_scope


def rules_named(names: Iterable[str], scope: Scope | None = None) -> frozenset[str]:
    """Return the ids of the rules that ``names`` means: ids, families, or comma lists of both.

    Raises UsageError that names every unknown one, with the nearest known, or where a piece of
    ``names`` holds none.

    >>> sorted(rules_named(["dx01, legal"]))
    ['DX01', 'LG01']
    """
    by_name: dict[str, set[str]] = {}
    for rule in (scope or load_scope()).rules:
        by_name.setdefault(rule.id.lower(), set()).add(rule.id)
        by_name.setdefault(rule.category, set()).add(rule.id)
    wanted = _split(names)
    if unknown := [name for name in wanted if name.lower() not in by_name]:
        raise UsageError(*(_unknown(name, by_name) for name in unknown))
    return frozenset(rule for name in wanted for rule in by_name[name.lower()])


def narrowed(
    scope: Scope, select: Iterable[str], ignore: Iterable[str], never_allow: Iterable[str] = ()
) -> Scope:
    """Return the scope in which only the chosen rules match; those of ``never_allow`` always do.

    A rule that is not asked leaves its words to the others: with ``--select diagnosis`` a
    condition is reported also where an order around it would be. Raises UsageError for names that
    are unknown, or selected though no rule of theirs can match.
    """
    return _narrowed(scope, *(tuple(_split(names)) for names in (select, ignore, never_allow)))


@lru_cache(4)  # letters of one command, or of one page, are checked by the same rules
def _narrowed(
    scope: Scope, select: tuple[str, ...], ignore: tuple[str, ...], never_allow: tuple[str, ...]
) -> Scope:
    never = rules_named(never_allow, scope)
    if not select and not ignore:
        return scope
    if mute := [name for name in select if not rules_named([name], scope) & running(scope)]:
        raise UsageError(*(_mute(name) for name in mute))
    chosen = rules_named(select, scope) if select else running(scope)
    chosen = (chosen - rules_named(ignore, scope)) | never
    if not chosen & running(scope):
        raise UsageError(Fault("no rule is left to ask.", "Select more, or ignore less."))
    rules = (
        rule
        if rule.id in chosen
        else rule._replace(match=(), names=None, weighed=False, of_letter=False)
        for rule in scope.rules
    )
    return scope._replace(rules=tuple(rules))


def running(scope: Scope) -> frozenset[str]:
    """Return the ids of the rules that can match in ``scope``."""
    return frozenset(rule.id for rule in scope.rules if rule.runs)


def _split(names: Iterable[str]) -> list[str]:
    split: list[str] = []
    for piece in [names] if isinstance(names, str) else names:
        found = [name for part in piece.split(",") if (name := part.strip())]
        if not found:
            todo = "Write one, such as DX01 or legal, or a comma list."
            raise UsageError(Fault(f"“{piece}” names no rule or family.", todo))
        split += found
    return split


def _mute(name: str) -> Fault:
    what = f"“{name}” reports nothing in a text under this profile."
    return Fault(what, f"letterkit explain {name}, with the same --profile, says why.")


def _unknown(name: str, known: Iterable[str]) -> Fault:
    shown = [name.upper() if name[-1:].isdigit() else name for name in known]
    hint = did_you_mean(name, shown) or "letterkit rules lists them."
    return Fault(f"there is no rule or family “{name}”.", hint)
