"""Streams that are closed or full: a message and exit status 2, whatever the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CASE = "examples/progress-report/case.yaml"
LETTER = "examples/progress-report/letter.txt"
COMMANDS = (
    f"check {LETTER}",
    f"check --format html {LETTER}",
    f"draft {CASE}",
    "draft --schema",
    "explain DX01",
    "rules",
    "templates list",
    "templates show progress-report",
)


def run(command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of letterkit in a shell, which can close and fill streams."""
    script = f'"{sys.executable}" -m letterkit {command}'
    return subprocess.run(
        script, shell=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True,
        capture_output=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("where", "why"), [(">&-", "not writable"), (">/dev/full", "No space left on device")]
)
def test_a_result_that_cannot_be_printed_is_told(command: str, where: str, why: str) -> None:
    if where == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip("no full device here")
    result = run(f"{command} {where}")
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1] == (
        f"letterkit: standard output: cannot be used ({why}). Send it elsewhere."
    )
    assert "Traceback" not in result.stderr


def test_what_prints_nothing_needs_no_stream(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    assert run(f"draft {CASE} -o {letter} >&- 2>&-").returncode == 0
    assert letter.exists()


def test_a_person_at_the_keyboard_is_told_how_a_letter_ends() -> None:
    keyboard, terminal = os.openpty()
    os.write(keyboard, b"Hello.\n\x04")
    result = subprocess.run(
        [sys.executable, "-m", "letterkit", "check"], cwd=ROOT, stdin=terminal, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    os.close(keyboard)
    os.close(terminal)
    assert result.stderr == "Type or paste the letter, then press Ctrl-D on a line of its own.\n"
    assert result.stdout == "0 errors; 0 excused.\n"


def test_a_closed_input_is_told() -> None:
    result = run("check - <&-")
    assert result.returncode == 2
    assert result.stderr.startswith("letterkit: -: cannot be read (")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
def test_a_message_that_cannot_be_printed_changes_no_status(where: str) -> None:
    assert run(f"check no-such-file.txt {where}").returncode == 2
