"""The README shows real output: every command in it is run, every excerpt is looked up."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CI = (ROOT / ".ci" / "run").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def run(command: str, cwd: Path) -> str:
    """Run a README command with this checkout's letterkit; return stdout and stderr."""
    folder = cwd / "bin"
    folder.mkdir(exist_ok=True)
    script = folder / "letterkit"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m letterkit "$@"\n', "utf-8")
    script.chmod(0o700)
    for name in ("examples", "templates"):
        if not (cwd / name).exists():
            (cwd / name).symlink_to(ROOT / name)
    environment = os.environ | {
        "PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    result = subprocess.run(
        command, shell=True, cwd=cwd, env=environment, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return result.stdout


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.split("\n")[0][:60])
def test_every_shown_output_is_what_the_command_prints(block: str, tmp_path: Path) -> None:
    first, _, shown = block.partition("\n")
    assert run(first.removeprefix("$ "), tmp_path) == shown


def test_the_shown_case_is_part_of_the_example() -> None:
    (excerpt,) = blocks("yaml")
    case = ROOT / "examples" / "anticoagulant-before-procedure" / "case.yaml"
    assert excerpt in case.read_text("utf-8")


def test_the_python_lines_run_and_print_what_is_shown(tmp_path: Path) -> None:
    (code,), (shown,) = blocks("python"), blocks("text")
    (tmp_path / "try.py").write_text(code, "utf-8")
    assert run(f'"{sys.executable}" try.py', tmp_path) == shown
    assert (tmp_path / "from-python.docx").stat().st_size > 1000


def test_the_two_commands_are_the_ones_that_ci_runs() -> None:
    commands = blocks("sh")
    assert len(commands) == 2
    for command in commands:
        for part in command.strip().split(" && "):
            assert part.replace("install ", "install -q ") in CI or part in CI
