"""Every command has help with an example; explain, rules and templates say what they know."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from letterkit import __version__
from letterkit.cli import COMMANDS, letterkit
from letterkit.profiles import load_profile, profile_ids
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


def test_explain_of_a_family_lists_its_rules() -> None:
    rules = [r for r in load_scope("rmt-ontario").rules if r.category == "language"]
    said = run("explain", "Language", "--profile", "rmt-ontario")
    assert [line[:4] for line in said.split("\n") if line[:1].strip()] == [r.id for r in rules]
    assert all(" ".join(rule.advice.split()) in " ".join(said.split()) for rule in rules)
    assert "LN90  language.licence_in_american  (off in rmt-ontario)" in said


def test_explain_offers_no_allowance_where_none_is_taken() -> None:
    assert "How to allow it" in run("explain", "BR02")
    said = run("explain", "BR01")
    assert "How to allow it" not in said
    assert "Measured in letters that are drafted here; other texts are not asked." in said


@pytest.mark.parametrize("profile", profile_ids())
def test_explain_tells_what_a_profile_is_and_what_it_cites(profile: str) -> None:
    said = run("explain", "--profile", profile)
    about = load_profile(profile)
    assert said.startswith(f"{profile}  {about.name}\n")
    for words in (about.title, about.licence, *about.sources, *about.cites, *about.severity):
        assert words in said
    assert about.body is None or about.body.name in said
    assert said.count("    http") == len(about.sources)


def test_explain_tells_of_a_rule_as_the_profile_has_it() -> None:
    assert "[RHPA-27-2-1]" in run("explain", "DX02", "--profile", "rmt-ontario")
    assert "MA-112-228" not in run("explain", "DX02", "--profile", "rmt-ontario")
    assert "as on the license," in run("explain", "CR01")
    assert "as on the licence," in run("explain", "CR01", "--profile", "therapist-uk")
    assert "(suggestion)" in run("explain", "LN90").split("\n")[0]
    assert "(off in rmt-ontario)" in run("explain", "LN90", "--profile", "rmt-ontario")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name a rule, such as DX01, or a profile with --profile"),
        (["--profile", "rmt-ontaria"], "Did you mean 'rmt-ontario'?"),
        (["DX01", "--profile", ""], "there is no profile “”"),
        (["DX1", "--profile", "rmt-ontario"], "Did you mean"),
        (["diagnoses"], "no rule, family or concern “diagnoses”. Did you mean 'diagnosis'?"),
    ],
)
def test_explain_needs_a_rule_or_a_profile_that_there_is(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(letterkit, ["explain", *arguments])
    assert result.exit_code == 2
    assert said in result.stderr


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
