"""The report as JSON, version 1: the contract with editors and other programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from letterkit.issue import SEVERITIES, Report

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
        "documents": [
            {
                "path": path,
                "issues": [issue._asdict() for issue in report.issues],
                "excused": [excused._asdict() for excused in report.excused],
            }
            for path, report in reports
        ],
        "summary": summary,
    }
    return json.dumps(data, ensure_ascii=False, indent=2)
