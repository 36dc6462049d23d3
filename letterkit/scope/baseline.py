"""A baseline: the issues that are known, so that a house can begin with its new letters.

An issue is known by its rule and its sentence, of which the file holds only a hash: a baseline
tells nothing about a patient. It counts: a third copy of a sentence known twice is reported.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from letterkit.errors import Fault, InputError, Place
from letterkit.issue import Allowed, Report
from letterkit.scope.index import load_scope
from letterkit.scope.selection import narrowed, rules_named, running
from letterkit.scope.sentence_key import SentenceKeys

VERSION = 1
Baseline: TypeAlias = "Counter[tuple[str, str]]"


def baseline_of(reports: Sequence[Report], *, never_allow: Iterable[str] = ()) -> Baseline:
    """Return a baseline that knows every issue of ``reports`` that may be allowed."""
    barred = rules_named(never_allow)
    return Counter(
        (issue.rule, key)
        for report in reports
        for issue, key in zip(report.issues, _keys(report), strict=True)
        if issue.rule not in barred
    )


def known_issues(
    reports: Sequence[Report],
    baseline: Baseline,
    name: str,
    profile: str = "massage-us",
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    never_allow: Iterable[str] = (),
) -> list[Report]:
    """Return the reports with known issues among the excused, as often as they are known.

    The last one also says how many that the baseline knows are in none of the reports; a rule
    that was not asked or may not be known is not counted, one that there is no more is.
    """
    left, barred = Counter(baseline), rules_named(never_allow)
    told: list[Report] = []
    for report in reports:
        allowed: list[Allowed] = []
        for issue, key in zip(report.issues, _keys(report), strict=True):
            if left[issue.rule, key] > 0 and issue.rule not in barred:
                left[issue.rule, key] -= 1
                allowed.append(Allowed(issue, "baseline", name))
        told.append(report.allowing(allowed))
    scope = load_scope(profile)
    asked = running(narrowed(scope, select, ignore, never_allow))
    uncounted = ({rule.id for rule in scope.rules} - asked) | barred
    count = sum(times for (rule, _), times in left.items() if rule not in uncounted)
    if told and count:
        told[-1] = told[-1].allowing((), [_unused(name, count)])
    return told


def baseline_text(baseline: Baseline) -> str:
    """Return a baseline as the text of its file."""
    known = [
        {"rule": rule, "sentence": key, "count": count}
        for (rule, key), count in sorted(baseline.items())
    ]
    return json.dumps({"letterkit-baseline": VERSION, "known": known}, indent=1) + "\n"


def read_baseline(path: str) -> Baseline:
    """Return the baseline in the file at ``path``. Raises InputError."""
    todo = "Write one with letterkit check --write-baseline FILE."
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 pathlib would cost its import
            data = json.load(file)
        return _counted(data)
    except OSError as error:
        what = f"cannot be read ({error.strerror})."
    except (ValueError, TypeError, KeyError, RecursionError):
        what = "is not a baseline of letterkit."
    raise InputError(Fault(what, todo, Place(path)))


def _counted(data: Any) -> Baseline:
    """Return the entries, counted. Raises ValueError, TypeError or KeyError for any other data."""
    if not _is_number(data["letterkit-baseline"]) or data["letterkit-baseline"] != VERSION:
        raise ValueError(data["letterkit-baseline"])
    known: Baseline = Counter()
    for entry in data["known"]:
        rule, key, count = entry["rule"], entry["sentence"], entry["count"]
        if not (isinstance(rule, str) and isinstance(key, str) and _is_number(count)):
            raise TypeError(entry)
        if count < 1:
            raise ValueError(count)
        known[rule, key] += count
    return known


def _is_number(value: Any) -> bool:
    return type(value) is int  # “true” is a number to Python


def _unused(name: str, count: int) -> Fault:
    what = "1 issue that it knows is" if count == 1 else f"{count} issues that it knows are"
    todo = "If these are all letters, write it anew with --write-baseline."
    return Fault(f"{what} not here.", todo, Place(name))


def _keys(report: Report) -> list[str]:
    """Return the hash of each issue's sentence."""
    if not report.issues:
        return []
    keys = SentenceKeys(report.text)
    return [hashlib.sha256(keys.of(issue).encode()).hexdigest()[:32] for issue in report.issues]
