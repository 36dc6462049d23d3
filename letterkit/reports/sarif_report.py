"""The report as SARIF 2.1.0, which code review and editors read.

What a person has allowed is kept in it as a suppressed result, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from letterkit.errors import Fault
from letterkit.issue import Allowed, Issue, Report
from letterkit.reports.sources import Sources, cited_by

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "suggestion": "note"}
_KINDS = {"comment": "inSource", "side file": "external", "baseline": "external"}
_UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")


def sarif_report(
    reports: Sequence[tuple[str, Report]], version: str, sources: Sources | None = None
) -> str:
    """Return the reports as one SARIF run of letterkit ``version``."""
    rules = _rules(reports, sources or {})
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "letterkit", "version": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": _uri(path)}} for path, _ in reports],
        "invocations": [
            {
                "executionSuccessful": True,
                "toolConfigurationNotifications": [
                    _notification(path, fault)
                    for path, report in reports
                    for fault in report.unused
                ],
            }
        ],
        "results": [
            _result(path, report, number, issue, allowed, numbers[issue.rule])
            for number, (path, report) in enumerate(reports)
            for issue, allowed in _all_issues(report)
        ],
    }
    return json.dumps(
        {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2
    )


def _all_issues(report: Report) -> Iterator[tuple[Issue, Allowed | None]]:
    """Yield the issues in reading order, the allowed among them."""
    found: list[tuple[Issue, Allowed | None]] = [(issue, None) for issue in report.issues]
    found += [(allowed.issue, allowed) for allowed in report.allowed]
    yield from sorted(found, key=lambda pair: (pair[0].start, pair[0].end, pair[0].rule))


def _rules(reports: Sequence[tuple[str, Report]], sources: Sources) -> list[dict[str, Any]]:
    """Return a description of each rule that reports something."""
    issues = {issue.rule: issue for _, report in reports for issue, _ in _all_issues(report)}
    return [_rule(issues[rule], sources) for rule in sorted(issues)]


def _rule(issue: Issue, sources: Sources) -> dict[str, Any]:
    cited = list(cited_by(issue, sources))
    says = [f"{name}: {source.says} {source.address}" for name, source in cited]
    rule: dict[str, Any] = {
        "id": issue.rule,
        "name": issue.name,
        "shortDescription": {"text": issue.name},
        "help": {"text": "\n".join([issue.advice, *says])},
        "defaultConfiguration": {"level": _LEVELS[issue.severity]},
        "properties": {"category": issue.category, "source": issue.source},
    }
    if cited:
        rule["helpUri"] = cited[0][1].address
    return rule


def _result(
    path: str, report: Report, number: int, issue: Issue, allowed: Allowed | None, rule: int
) -> dict[str, Any]:
    words = f"{issue.message} Instead: {issue.advice}"
    result: dict[str, Any] = {
        "ruleId": issue.rule,
        "ruleIndex": rule,
        "level": _LEVELS[issue.severity],
        "message": {"text": words + (f" Such as: {issue.rewrite}" if issue.rewrite else "")},
        "locations": [_place(path, report, number, issue)],
        "suppressions": [],
    }
    if allowed:
        result["suppressions"] = [
            {"kind": _KINDS[allowed.by], "status": "accepted", "justification": allowed.reason}
        ]
    return result


def _place(path: str, report: Report, number: int, issue: Issue) -> dict[str, Any]:
    """Return where an issue stands; without lines there is no region, but a place with a name."""
    if not issue.where:
        return _location(path, _region(issue, report.text), number)
    named = {"logicalLocations": [{"name": issue.where}], "message": {"text": issue.where}}
    return _location(path, {}, number) | named


def _region(issue: Issue, text: str) -> dict[str, Any]:
    """Return the place in lines and columns; the end column is the one after the last."""
    last = text.rfind("\n", 0, issue.end) + 1
    return {
        "startLine": issue.line,
        "startColumn": issue.column,
        "endLine": issue.line + text.count("\n", issue.start, issue.end),
        "endColumn": issue.end - last + 1,
        "snippet": {"text": issue.text},
    }


def _location(path: str, region: dict[str, Any], number: int | None = None) -> dict[str, Any]:
    file: dict[str, Any] = {"uri": _uri(path)}
    if number is not None:
        file["index"] = number
    place: dict[str, Any] = {"artifactLocation": file}
    if region:
        place["region"] = region
    return {"physicalLocation": place}


def _notification(path: str, fault: Fault) -> dict[str, Any]:
    assert fault.place is not None
    line, column = fault.place.line, fault.place.column
    region = {"startLine": line, "startColumn": column} if line else {}
    return {
        "level": "warning",
        "message": {"text": f"{fault.what} {fault.todo}"},
        "locations": [_location(fault.place.path or path, region)],
    }


def _uri(path: str) -> str:
    """Return a path as a URI reference; what came on standard input is called so."""
    if path == "-":
        return "stdin"
    plain = path.replace("\\", "/")
    drive = plain[1:2] == ":"
    signs = plain.encode("utf-8", "surrogateescape")
    quoted = "".join(
        chr(sign) if sign in _UNRESERVED or (drive and at == 1) else f"%{sign:02X}"
        for at, sign in enumerate(signs)
    )
    if drive:
        return "file:///" + quoted
    return "file://" + quoted if plain.startswith("/") else quoted
