"""Every command has help with an example; explain, rules and templates say what they know."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from letterkit import __version__
from letterkit.cli import COMMANDS, letterkit
from letterkit.scope.index import load_scope
from letterkit.template import template_ids

ROOT = Path(__file__).parent.parent.parent


def run(*arguments: str) -> str:
    result = CliRunner().invoke(letterkit, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(
    "command", ["", *COMMANDS, "templates list", "templates show"], ids=lambda c: c or "letterkit"
)
def test_help_shows_an_example(command: str) -> None:
    assert "Example:  " in run(*command.split(), "--help")


@pytest.mark.parametrize("rule", [rule.id for rule in load_scope().rules])
def test_explain_tells_why_and_on_whose_authority(rule: str) -> None:
    said = run("explain", rule.lower())
    assert said.startswith(rule)
    assert "Instead:" in said
    assert "http" in said


def test_an_unknown_rule_or_command_is_answered_with_the_nearest() -> None:
    result = CliRunner().invoke(letterkit, ["explain", "DX1"])
    assert result.exit_code == 2
    assert "Did you mean" in result.stderr
    result = CliRunner().invoke(letterkit, ["chek"])
    assert result.exit_code == 2
    assert "Did you mean 'check'?" in result.stderr


def test_rules_lists_every_rule_once() -> None:
    said = run("rules")
    assert all(said.count(f"  {rule.id}  ") == 1 for rule in load_scope().rules)


def test_templates_are_listed_with_their_purpose_and_shown_as_they_stand() -> None:
    listed = run("templates", "list")
    assert all(template in listed for template in template_ids())
    shown = run("templates", "show", "progress-report")
    assert shown == (ROOT / "templates" / "progress-report.j2").read_text("utf-8")


def test_an_unknown_letter_is_answered_with_the_nearest() -> None:
    result = CliRunner().invoke(letterkit, ["templates", "show", "progres-report"])
    assert result.exit_code == 2
    assert "Did you mean 'progress-report'?" in result.stderr


def test_the_module_runs_as_the_command_does() -> None:
    command = [sys.executable, "-m", "letterkit", "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert __version__ in said
