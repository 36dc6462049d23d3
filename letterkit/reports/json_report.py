"""The report as JSON, version 1: the contract with editors and other programs.

``start`` and ``end`` count the code points of the letter as its file has them, both signs of a
Windows line end too, but not the byte order mark, which is no part of a text; ``line`` and
``column`` count from 1.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from letterkit.errors import Fault
from letterkit.issue import SEVERITIES, Issue, Report

VERSION = 1


def json_report(reports: Sequence[tuple[str, Report]]) -> str:
    """Return the reports, each under its document's path, as JSON text."""
    summary: dict[str, int] = {
        severity: sum(report.number_of(severity) for _, report in reports)
        for severity in SEVERITIES
    }
    summary["excused"] = sum(len(report.excused) for _, report in reports)
    data = {
        "version": VERSION,
        "documents": [_document(path, report) for path, report in reports],
        "summary": summary,
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _document(path: str, report: Report) -> dict[str, Any]:
    """Return one document; “unused” stands in it only where an allowance allows nothing."""
    document: dict[str, Any] = {
        "path": path,
        "issues": [_issue(issue) for issue in report.issues],
        "excused": [excused._asdict() for excused in report.excused],
    }
    if report.unused:
        document["unused"] = [_unused(path, fault) for fault in report.unused]
    return document


def _issue(issue: Issue) -> dict[str, Any]:
    """Return one issue; “where” stands in it only where the format has no lines."""
    data = issue._asdict()
    if not issue.where:
        del data["where"]
    return data


def _unused(path: str, fault: Fault) -> dict[str, Any]:
    assert fault.place is not None
    message = f"{fault.what} {fault.todo}"
    return fault.place._asdict() | {"path": fault.place.path or path, "message": message}
