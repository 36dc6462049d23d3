"""The hook for pre-commit runs the check on the letters of a repository, and on nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from click.testing import CliRunner

from letterkit.cli import letterkit
from letterkit.letters_in import ENDINGS

ROOT = Path(__file__).parent.parent
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


def taken(name: str) -> bool:
    """Return whether a file is checked, also where the house says with “files” which folder."""
    assert "files" not in HOOK
    return not re.search(HOOK["exclude"], name)


def test_the_hook_takes_what_the_readers_take() -> None:
    assert all(taken(f"letters/a{ending}") and taken(f"A{ending.upper()}") for ending in ENDINGS)


def test_the_hook_leaves_alone_what_is_no_letter() -> None:
    for name in ("a.py", "a.txt.orig", "txt", "l/~$a.docx", ".a.md", "a.letterkit.yaml", "k.json"):
        assert not taken(name), name


def test_the_hook_runs_the_check(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("I suspect a fracture.", "utf-8")
    program, *arguments = HOOK["entry"].split()
    assert program == "letterkit"
    result = CliRunner().invoke(letterkit, [*arguments, str(letter)])
    assert (result.exit_code, "[DX02]" in result.stdout) == (1, True)
