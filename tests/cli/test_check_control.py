"""letterkit check: choosing rules, allowing issues, baselines and the formats of a report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from letterkit.cli import letterkit

ROOT = Path(__file__).parent.parent.parent
TEXT = "I suspect a fracture. He must come off Plavix."
ALLOWED = "<!-- letterkit-allow DX02: her physician's words -->\nI suspect a fracture.\n"


def check(*arguments: str | Path, text: str = TEXT) -> Result:
    return CliRunner().invoke(letterkit, ["check", *map(str, arguments)], input=text)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--select", "diagnosis"], "1 error; 0 excused."),
        (["--select", "DX02,medication"], "2 errors; 0 excused."),
        (["--ignore", "diagnosis", "--ignore", "medication"], "0 errors; 0 excused."),
    ],
)
def test_rules_are_chosen_on_the_command_line(options: list[str], line: str) -> None:
    assert check(*options).stdout.strip().split("\n")[-1] == line


def test_a_rule_left_out_leaves_its_words_to_others_and_an_allowed_one_does_not() -> None:
    """As the help says: --ignore takes a rule away, a comment allows what is reported."""
    assert "[DX12]" in check("--ignore", "DX02", text="I suspect a fracture.").stdout
    assert check(text=ALLOWED).stdout == "0 errors; 1 excused (allowed).\n"
    assert "others may then report the same words" in " ".join(check("--help").stdout.split())


@pytest.mark.parametrize("option", ["--select", "--ignore", "--never-allow"])
def test_an_unknown_rule_is_answered_with_the_nearest(option: str) -> None:
    result = check(option, "DXX02")
    assert result.exit_code == 2
    assert "no rule or family “DXX02”. Did you mean 'DX02'?" in result.stderr


def test_a_comment_allows_its_paragraph_and_the_reason_is_in_the_report() -> None:
    result = check("--format", "json", text=ALLOWED)
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    (excused,) = data["documents"][0]["excused"]
    assert (excused["because"], excused["cue"]) == ("allowed", "her physician's words")
    assert set(excused) == {"rule", "start", "end", "because", "cue"}
    assert set(data["documents"][0]) == {"path", "issues", "excused"}
    assert data["summary"]["excused"] == 1


def test_a_malformed_comment_names_file_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_text("Hello.\n <!-- letterkit-allow DX02 -->", "utf-8")
    result = check(path)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"letterkit: {path}:2:2: DX02 is allowed without a reason.")


def test_an_unused_comment_is_told_but_fails_nothing() -> None:
    result = check(text="Hello.\n" + ALLOWED.split("\n")[0])
    assert result.exit_code == 0
    assert "-:2:1: unused: DX02 reports nothing in this paragraph." in result.stdout
    data = json.loads(check("--format", "json", text=ALLOWED.split("\n")[0]).stdout)
    assert data["documents"][0]["unused"][0]["path"] == "-"


@pytest.mark.parametrize("name", ["letter.letterkit.yaml", "letter.txt.letterkit.yaml"])
def test_a_side_file_beside_the_letter_is_found(tmp_path: Path, name: str) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("I suspect a fracture.", "utf-8")
    assert check(letter).exit_code == 1
    entry = (
        "{rule: DX02, sentence: I suspect a fracture., reason: hers, initials: M, date: 2026-03-12}"
    )
    (tmp_path / name).write_text(f"allow:\n  - {entry}\n", "utf-8")
    assert check(letter).exit_code == 0
    assert check(letter, "--never-allow", "diagnosis").exit_code == 1


def test_a_baseline_is_written_once_and_then_known(tmp_path: Path) -> None:
    baseline = tmp_path / "known.json"
    written = check("--write-baseline", baseline)
    assert written.exit_code == 0
    assert "2 issues are known from now on." in written.stderr
    one = check("--select", "legal", "--write-baseline", tmp_path / "1.json", text="Malpractice!")
    assert "1 issue is known from now on." in one.stderr
    before = baseline.read_bytes()
    assert check("--baseline", baseline).exit_code == 0
    assert check("--baseline", baseline, text=TEXT + " I suspect a sprain.").exit_code == 1
    again = check("--write-baseline", baseline, text="Hello.")
    assert again.exit_code == 2
    assert "is already there." in again.stderr
    assert baseline.read_bytes() == before
    assert check("--write-baseline", baseline, "--overwrite", text="Hello.").exit_code == 0
    assert check("--baseline", baseline).exit_code == 1
    assert check("--baseline", baseline, "--write-baseline", baseline).exit_code == 2


@pytest.mark.parametrize("read", ["letter.txt", "letter.letterkit.yaml", "link.txt"])
def test_a_baseline_never_replaces_what_is_read(tmp_path: Path, read: str) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(TEXT, "utf-8")
    (tmp_path / "letter.letterkit.yaml").write_text("allow: []\n", "utf-8")
    (tmp_path / "link.txt").hardlink_to(letter)
    before = (tmp_path / read).read_bytes()
    result = check("--write-baseline", tmp_path / read, "--overwrite", letter)
    assert result.exit_code == 2
    assert result.stderr == (
        f"letterkit: {tmp_path / read}: is read here, and is kept. Choose another name.\n"
    )
    assert (tmp_path / read).read_bytes() == before


def test_a_baseline_is_of_all_letters_or_not_written(tmp_path: Path) -> None:
    baseline = tmp_path / "known.json"
    result = check("--write-baseline", baseline, "-", "no-such-file.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{baseline} was not written: not all could be read.\n")
    assert not baseline.exists()


@pytest.mark.parametrize("option", ["--baseline", "--write-baseline"])
def test_a_baseline_that_will_not_do_is_told_before_any_letter_is_read(
    tmp_path: Path, option: str
) -> None:
    baseline = tmp_path / "known.json"
    baseline.write_text("no baseline", "utf-8")
    result = check(option, baseline, "no-such-file.txt")
    assert result.stderr.startswith(f"letterkit: {baseline}: is ")
    assert "no-such-file" not in result.stderr


@pytest.mark.parametrize("option", ["--baseline", "--write-baseline"])
def test_a_file_without_a_name_is_a_slip(option: str) -> None:
    for arguments in ([option, ""], [""]):
        result = check(*arguments)
        assert result.exit_code == 2
        assert "the name of the file is empty." in result.stderr


def test_what_a_baseline_knows_and_no_letter_holds_is_told(tmp_path: Path) -> None:
    baseline = tmp_path / "known.json"
    check("--write-baseline", baseline)
    result = check("--baseline", baseline, text="I suspect a fracture.")
    assert result.exit_code == 0
    assert f"{baseline}: unused: 1 issue that it knows is not here." in result.stdout
    assert "unused" not in check("--baseline", baseline, "--ignore", "medication").stdout


def test_two_side_files_are_one_too_many(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Hello.", "utf-8")
    for name in ("letter.letterkit.yaml", "letter.txt.letterkit.yaml"):
        (tmp_path / name).write_text("allow: []\n", "utf-8")
    result = check(letter)
    assert result.exit_code == 2
    assert "a letter has one side file. Put all its allowances in one." in result.stderr


@pytest.mark.parametrize("kind", ["folder", "broken link"])
def test_a_side_file_that_cannot_be_read_is_told(tmp_path: Path, kind: str) -> None:
    letter, side = tmp_path / "letter.txt", tmp_path / "letter.letterkit.yaml"
    letter.write_text("Hello.", "utf-8")
    if kind == "folder":
        side.mkdir()
    else:
        side.symlink_to("nowhere")
    result = check(letter)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"letterkit: {side}: ")


def test_a_letter_that_is_drafted_cannot_allow_itself_anything(tmp_path: Path) -> None:
    case = ROOT / "examples" / "anticoagulant-before-procedure" / "case.yaml"
    mine = tmp_path / "case.yaml"
    comment = "<!-- letterkit-allow RX01, RX02: mine -->"
    typed = f'  - "I told him to stop Plavix. {comment}"\n'
    mine.write_text(case.read_text("utf-8") + typed, "utf-8")
    result = CliRunner().invoke(letterkit, ["draft", str(mine)])
    assert result.exit_code == 1
    assert "medication [RX0" in result.stderr


@pytest.mark.parametrize("form", ["sarif", "github", "html", "json", "text"])
def test_every_format_reports_the_same_issues(form: str) -> None:
    result = check("--format", form)
    assert result.exit_code == 1
    assert "must come off Plavix" in result.stdout
    if form in ("sarif", "json"):
        assert json.loads(result.stdout)
    if form in ("sarif", "html"):
        assert "https://" in result.stdout.replace("https://docs.oasis-open.org", "")


def terminal(variables: dict[str, str]) -> str:
    """Return what check prints on a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | variables
    command = [sys.executable, "-m", "letterkit", "check", "-"]
    run = subprocess.run(
        command, input=TEXT.encode(), stdout=theirs, check=False, cwd=ROOT, env=environment
    )
    os.close(theirs)
    assert run.returncode == 1
    with os.fdopen(ours, "rb", buffering=0) as file:
        return file.read(20000).decode()


def test_colour_is_for_terminals_and_can_be_refused() -> None:
    assert "\033[1;31m" in terminal({})
    assert "\033" not in terminal({"NO_COLOR": "1"})
    assert "\033" not in check().stdout


def test_a_plain_check_loads_no_report_but_its_own() -> None:
    code = (
        "import sys; from letterkit.cli import letterkit;"
        "letterkit(['check', '-', '--fail-on', 'never'], standalone_mode=False);"
        "print([m for m in sys.modules if m in ("
        "'html', 'yaml', 'pydantic', 'difflib', 'hashlib', 'dataclasses', 'pathlib',"
        "'letterkit.scope.allowance', 'letterkit.scope.selection', 'letterkit.scope.side_file',"
        "'letterkit.reports.html_report', 'letterkit.reports.sarif_report')])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], input=TEXT, capture_output=True, text=True, check=True,
        cwd=ROOT,
    )  # fmt: skip
    assert run.stdout.strip().split("\n")[-1] == "[]"
