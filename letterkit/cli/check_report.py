"""What letterkit check prints, in the format asked for. A format is imported when it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from letterkit.issue import Report

if TYPE_CHECKING:
    from letterkit.reports.sources import Sources

FORMATS = ["text", "json", "sarif", "github", "html"]
_FEW = 5  # letters, of which a person keeps count without a table


def shown(reports: Sequence[tuple[str, Report]], form: str) -> str:
    """Return the reports in one of FORMATS."""
    if form == "json":
        from letterkit.reports.json_report import json_report

        return json_report(reports)
    if form == "github":
        from letterkit.reports.github_report import github_report

        return github_report(reports)
    if form == "sarif":
        from letterkit import __version__
        from letterkit.reports.sarif_report import sarif_report

        return sarif_report(reports, __version__, cited_sources())
    if form == "html":
        from letterkit.reports.html_report import html_report

        return html_report(reports, cited_sources())
    from letterkit.reports.text_report import text_report

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return text_report(reports, colour=colour, table=len(reports) > _FEW)


def cited_sources() -> Sources:
    from letterkit.reports.sources import Cited
    from letterkit.scope.pack import load_sources

    return {name: Cited(said.says, said.address) for name, said in load_sources().items()}
