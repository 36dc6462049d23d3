"""SARIF 2.1.0: valid under the schema, places in code points, the allowed kept as suppressed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from issues_to_show import SOURCES, issue, placed, report, with_allowances

from letterkit.errors import Fault, Place
from letterkit.issue import Allowed, Report
from letterkit.reports.sarif_report import sarif_report

SCHEMA = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text("utf-8"))
TEXT = "😀 He has gout,\nand a slipped\ndisc."


def run_of(*reports: tuple[str, Report]) -> dict[str, Any]:
    """Return the only run of the report, which must be valid."""
    log = json.loads(sarif_report(reports, "1.0", SOURCES))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_a_report_without_issues_is_valid_and_names_the_letter() -> None:
    run = run_of(("letter.txt", report("Fine.")))
    assert run["results"] == []
    assert run["artifacts"] == [{"location": {"uri": "letter.txt"}}]


def test_a_schema_that_is_not_met_would_be_noticed() -> None:
    log = json.loads(sarif_report([("a", report(TEXT, issue(TEXT, "gout")))], "1.0"))
    log["runs"][0]["results"][0]["level"] = "grave"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate(log)


def test_columns_count_code_points_and_the_end_is_the_column_after() -> None:
    run = run_of(("a.txt", report(TEXT, issue(TEXT, "gout"), issue(TEXT, "slipped\ndisc"))))
    regions = [r["locations"][0]["physicalLocation"]["region"] for r in run["results"]]
    assert run["columnKind"] == "unicodeCodePoints"
    assert regions == [
        {"startLine": 1, "startColumn": 10, "endLine": 1, "endColumn": 14,
         "snippet": {"text": "gout"}},
        {"startLine": 2, "startColumn": 7, "endLine": 3, "endColumn": 5,
         "snippet": {"text": "slipped\ndisc"}},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("severity", "level"), [("error", "error"), ("warning", "warning"), ("suggestion", "note")]
)
def test_severities_become_levels(severity: Any, level: str) -> None:
    run = run_of(("a.txt", report(TEXT, issue(TEXT, "gout", severity=severity))))
    assert run["results"][0]["level"] == level


def test_a_result_says_what_to_write_and_its_rule_cites_the_source() -> None:
    run = run_of(("a.txt", report(TEXT, issue(TEXT, "gout", rewrite="He reports gout."))))
    (result,), (rule,) = run["results"], run["tool"]["driver"]["rules"]
    assert result["message"]["text"].endswith("Such as: He reports gout.")
    assert rule["id"] == result["ruleId"]
    assert result["ruleIndex"] == 0
    assert rule["helpUri"] == "https://example.org/a?b=1&c=2"


def test_what_is_allowed_is_suppressed_with_its_reason_and_nothing_else_is() -> None:
    gout, disc = issue(TEXT, "gout"), issue(TEXT, "slipped\ndisc", "DX02")
    allowed = (Allowed(disc, "comment", "her words"), Allowed(disc, "baseline", "known.json"))
    results = run_of(("a.txt", with_allowances(TEXT, gout, *allowed)))["results"]
    assert [
        [(s["kind"], s["justification"]) for s in result["suppressions"]] for result in results
    ] == [[], [("inSource", "her words")], [("external", "known.json")]]


def test_an_unused_allowance_is_a_notification_with_its_place() -> None:
    run = run_of(("a.txt", with_allowances(TEXT, issue(TEXT, "gout"))))
    (note,) = run["invocations"][0]["toolConfigurationNotifications"]
    place = note["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a.txt"
    assert place["region"] == {"startLine": 2, "startColumn": 3}


def test_what_stands_nowhere_in_particular_names_only_its_file() -> None:
    unused = Fault("2 issues are not here.", "Write it anew.", Place("known.json"))
    run = run_of(("a.txt", report(TEXT).allowing([], [unused])))
    (note,) = run["invocations"][0]["toolConfigurationNotifications"]
    assert note["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "known.json"}}}]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("letters/Ms A (é).txt", "letters/Ms%20A%20%28%C3%A9%29.txt"),
        ("/tmp/a.txt", "file:///tmp/a.txt"),
        ("C:\\letters\\a.txt", "file:///C:/letters/a.txt"),
        ("-", "stdin"),
    ],
)
def test_paths_become_uris(path: str, uri: str) -> None:
    run = run_of((path, report(TEXT, issue(TEXT, "gout"))))
    assert run["artifacts"][0]["location"]["uri"] == uri


def test_in_a_format_without_lines_the_place_has_a_name_and_no_region() -> None:
    (result,) = run_of(("a.docx", placed(TEXT, "gout")))["results"]
    assert result["locations"] == [
        {
            "physicalLocation": {"artifactLocation": {"uri": "a.docx", "index": 0}},
            "logicalLocations": [{"name": "table 2, row 3, column 1"}],
            "message": {"text": "table 2, row 3, column 1"},
        }
    ]
